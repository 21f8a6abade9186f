"""Evidence: every quote with its place in the article, and the values that stand in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from summarizer.exports.escaping import escape
from summarizer.exports.phrases import describe_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.article import Article
    from summarizer.record import AdverseEvent, OutcomeMeasure, Record
    from summarizer.summary import Summary, Support

# What is worth showing: numbers, dates and identifiers; names and labels stand beside them anyway.
_SHOWN = frozenset(
    {
        "abstract_number",
        "data_cutoff",
        "doi",
        "enrollment",
        "estimate",
        "events",
        "level",
        "lower",
        "participants",
        "phases",
        "published",
        "registry_ids",
        "status",
        "total",
        "upper",
        "value",
    }
)


def describe_support(summary: Summary) -> list[str]:
    """Return one line that says how many values stand in the article, and how."""
    counts = Counter(row.match for row in summary.support)
    total = len(summary.support)
    if not total:
        return ["No value to support."]
    found = counts["exact"] + counts["normalized"]
    where = f"{found} of {total} values stand in the article ({counts['exact']} verbatim, {counts['normalized']} after folding of typography)"
    return [f"{where}, {counts['elsewhere']} elsewhere than in a quote, {counts['none']} not at all."]


def describe_evidence(summary: Summary, article: Article) -> list[str]:
    """Return a list of quotes in the order of the article, each with its characters and the values it holds."""
    quotes: dict[tuple[int, int], dict[str, list[str]]] = {}
    for row in summary.support:
        if row.start is None or row.end is None or _key(row) not in _SHOWN:
            continue
        span = _span(row)
        if span is not None:
            values = quotes.setdefault(span, {}).setdefault(_owner(row), [])
            values.append(" ".join(article.text[row.start : row.end].split()))
    names = dict(name_paths(summary.record))
    lines: list[str] = []
    for (start, end), owners in sorted(quotes.items()):
        lines.append(f"- \u201c{escape(article.text[start:end])}\u201d (characters {start}\u2013{end})")
        lines.extend(
            f"  - `{owner}`{names.get(owner, '')}: {escape(', '.join(dict.fromkeys(values)))}"
            for owner, values in owners.items()
        )
    return lines


def name_paths(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the path of every arm's size, title, term, result and analysis, and what it is about, escaped after a blank."""
    for number, trial in enumerate(record.trials):
        for place, arm in enumerate(trial.arms):
            yield f"trials[{number}].arms[{place}].participants", f" {escape(arm.label)}"
        measures: list[tuple[str, str, OutcomeMeasure | AdverseEvent]]
        measures = [(f"outcomes[{place}]", one.title, one) for place, one in enumerate(trial.outcomes)]
        measures += [(f"adverse_events[{place}]", one.term, one) for place, one in enumerate(trial.adverse_events)]
        for path, title, one in measures:
            kind = "term" if path.startswith("adverse") else "title"
            yield f"trials[{number}].{path}.{kind}", f" {escape(title)}"
            for place, result in enumerate(one.results):
                arm_name = f", {result.arm}" if result.arm else ""
                yield f"trials[{number}].{path}.results[{place}]", f" {escape(title + arm_name)}"
            for place, analysis in enumerate(one.analyses):
                yield f"trials[{number}].{path}.analyses[{place}]", f" {escape(f'{title}, {describe_pair(analysis)}')}"


def _span(row: Support) -> tuple[int, int] | None:
    start = row.quote_start if row.quote_start is not None else row.start
    end = row.quote_end if row.quote_end is not None else row.end
    return None if start is None or end is None else (start, end)


def _key(row: Support) -> str:
    return row.path.rpartition(".")[2].partition("[")[0]


def _owner(row: Support) -> str:
    """Return the path of what the value belongs to: a result or analysis as a whole, else the value itself."""
    for rows in (".results[", ".analyses["):
        before, found, after = row.path.partition(rows)
        if found:
            return f"{before}{found}{after.partition(']')[0]}]"
    return row.path
