"""Tables: the results of a trial, an arm a column, as long as they fit on a page; else an arm a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.exports.escaping import escape, table
from summarizer.exports.phrases import describe_analysis, describe_pair, describe_result, number, word
from summarizer.record import OutcomeMeasure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.record import AdverseEvent, Analysis, Arm, Result

    Measured = OutcomeMeasure | AdverseEvent

_MOST_COLUMNS = 3
_ALL = "all participants"


@dataclass
class _Line:
    """The values of an outcome or harm in one population at one time.

    Attributes:
        title: First cell.
        results: Phrases by arm.
        overall: Phrases for all participants together.
        analyses: Which arms are compared, and the phrase.
    """

    title: str
    results: dict[str, list[str]] = field(default_factory=dict)
    overall: list[str] = field(default_factory=list)
    analyses: list[tuple[str, str]] = field(default_factory=list)


def tabulate_arms(arms: Sequence[Arm]) -> list[str]:
    """Return the lines of a table of arms."""
    rows = [
        [
            escape(arm.label),
            word(arm.type) if arm.type else "",
            escape(", ".join(arm.interventions)),
            number(arm.participants),
        ]
        for arm in arms
    ]
    return table(["Arm", "Type", "Interventions", "Participants"], rows)


def tabulate_results(name: str, measured: Sequence[Measured], arms: Sequence[Arm]) -> list[str]:
    """Return the lines of a table of outcomes or harms.

    Args:
        name: Of the first column.
        measured: Outcomes or adverse events.
        arms: Of their trial, in the order of the columns.
    """
    lines = [line for one in measured for line in _lines(one)]
    used = dict.fromkeys(arm for line in lines for arm in line.results)
    known = [arm.label for arm in arms if arm.label in used]
    columns = [*known, *(arm for arm in used if arm not in known)]
    aside = any(line.overall or line.analyses for line in lines)
    if len(columns) + aside > _MOST_COLUMNS:
        return table([name, "Arm", "Result"], [row for line in lines for row in _long(line, columns)])
    pairs = list(dict.fromkeys(pair for line in lines for pair, _ in line.analyses))
    heading = f"Comparison: {escape(pairs[0])}" if len(pairs) == 1 else "Comparison" if pairs else _ALL.capitalize()
    rows = [_wide(line, columns, pairs) for line in lines]
    return table([name, *(escape(column) for column in columns), heading], rows)


def _lines(measured: Measured) -> Iterator[_Line]:
    title = _title(measured)
    lines: dict[tuple[str | None, str | None], _Line] = {}

    def line_of(row: Result | Analysis) -> _Line:
        key = (row.population, row.time_point)
        qualifier = "".join(f" \u00b7 {escape(part)}" for part in key if part)
        return lines.setdefault(key, _Line(f"{title}{qualifier}" if not lines else qualifier.strip() or title))

    for result in measured.results:
        line = line_of(result)
        phrases = line.overall if result.arm is None else line.results.setdefault(result.arm, [])
        phrases.append(describe_result(result))
    for analysis in measured.analyses:
        line_of(analysis).analyses.append((describe_pair(analysis), describe_analysis(analysis)))
    yield from lines.values() or [_Line(title)]


def _title(measured: Measured) -> str:
    if isinstance(measured, OutcomeMeasure):
        return escape(measured.title) + (f" ({word(measured.type)})" if measured.type else "")
    grade = f"grade {measured.grade.replace('>=', '≥')}" if measured.grade else ""
    serious = "serious" if measured.serious and "serious" not in measured.term else ""
    notes = ", ".join(note for note in (grade, serious) if note)
    return escape(measured.term) + (f" ({notes})" if notes else "")


def _wide(line: _Line, columns: list[str], pairs: list[str]) -> list[str]:
    results = ["; ".join(escape(phrase) for phrase in line.results.get(column, [])) for column in columns]
    overall = [escape(f"{_ALL}: {phrase}" if pairs else phrase) for phrase in line.overall]
    analyses = [escape(f"{pair}: {phrase}" if len(pairs) > 1 else phrase) for pair, phrase in line.analyses]
    return [line.title, *results, "; ".join([*overall, *analyses])]


def _long(line: _Line, columns: list[str]) -> Iterator[list[str]]:
    results = [(column, phrase) for column in columns for phrase in line.results.get(column, [])]
    overall = [(_ALL, phrase) for phrase in line.overall]
    for place, (who, phrase) in enumerate([*results, *overall, *line.analyses] or [("", "")]):
        yield [line.title if place == 0 else "", escape(who), escape(phrase)]
