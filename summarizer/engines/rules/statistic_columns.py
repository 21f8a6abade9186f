"""Columns of comparisons in tables whose lines were kept: what stands behind the values of the arms, row by row.

A heading ends in names of such columns ("Difference (95% CI) | P value"); a row is of its table where it ends in a number for each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.quantities import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.record import Operator

IN_COLUMN = "column"
"""Flag of an estimate that no words but the heading of its column introduce."""
_LONGEST = 240
_MOST_ROWS = 60
_CI = r"(?P<level>\d\d(?:\.\d)?) ?% ?(?:CIs?|confidence intervals?)"
_NAMED = r"(?:(?:mean|absolute|risk|adjusted|unadjusted|treatment|between-group|estimated|crude|group|effect|median|least-squares) )*"
_BLANK = r"[ |,]*"
_COLUMN = re.compile(
    rf"(?P<ratio>{_NAMED}(?P<name>hazard ratio|odds ratio|risk ratio|relative risk|rate ratio|\b[aA]?(?:HR|OR|RR|IRR)\b))(?: for [a-z ]{{3,30}})?(?:,? ?[(\[]{_CI}[)\]])?"
    rf"|(?P<difference>{_NAMED}differences?)(?: (?:between|in) [a-z ]{{3,24}})?(?:,? ?[(\[%]{{0,2}}{_CI.replace('level', 'level_too')}[)\]])?"
    rf"|{_CI.replace('level', 'alone')}|(?P<p>\bP(?:[ -]?values?)?)[\u2020*a-d\u2021]?(?=[ |,]|$)",
    re.IGNORECASE,
)
_NO_RESULTS = re.compile(
    r"(?<!from )(?<!to )baseline|characteristic|demographic|interaction|trend|univaria|multivaria|predict|regression",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"\b(?:was|were|had|has|is|are|did)\b|[.;!?]$")
_NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
_RANGE = rf"(?P<lower{{0}}>{_NUMBER})%? ?(?:to|-|,) ?(?P<upper{{0}}>{_NUMBER})%?"
_UNITS = re.compile(r"\b(?:no\.|number|n)(?: of [a-z]+)? ?\(%\)")
_CELLS = {
    "estimate": rf"(?P<value{{0}}>{_NUMBER})%?(?: ?[(\[]{_RANGE}[)\]])?",
    "interval": rf"[(\[]?{_RANGE}[)\]]?",
    "p": r"(?:P ?)?(?P<operator{0}>[<>=\u2264\u2265])? ?(?P<value{0}>[01]?\.\d+|1)[*\u2020]?",
}
_MEASURES = {
    "hr": "HAZARD_RATIO", "hazard": "HAZARD_RATIO", "or": "ODDS_RATIO", "odds": "ODDS_RATIO", "rr": "RISK_RATIO", "risk": "RISK_RATIO",
    "relative": "RISK_RATIO", "irr": "RATE_RATIO", "rate": "RATE_RATIO",
}  # fmt: skip
_OPERATORS: dict[str, Operator] = {"<": "<", ">": ">", "=": "=", "\u2264": "<=", "\u2265": ">="}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of comparisons.

    Attributes:
        kind: ``"estimate"``, ``"interval"`` or ``"p"``.
        measure: Of an estimate.
        level: Of its interval.
    """

    kind: str
    measure: str | None = None
    level: str | None = None


def find_tables(text: str, paragraphs: Sequence[tuple[int, int]]) -> dict[int, tuple[Column, ...]]:
    """Say of each line that may be a row which columns of comparisons its table ends in.

    Args:
        text: Folded text of the article.
        paragraphs: Start and end of its lines.
    """
    found: dict[int, tuple[Column, ...]] = {}
    columns: tuple[Column, ...] = ()
    left = 0
    for index, (start, end) in enumerate(paragraphs):
        line = text[start:end] if end - start <= _LONGEST else ""
        caption = text[slice(*paragraphs[index - 1])] if index and line else ""
        if line and (own := read_columns(line)):
            is_other = _NO_RESULTS.search(line) or (len(caption) <= _LONGEST and _NO_RESULTS.search(caption))
            columns, left = () if is_other else own, _MOST_ROWS
        elif not line or not left or _SENTENCE.search(line):
            columns = ()
        elif columns:
            found[index] = columns
            left -= 1
    return found


def read_columns(line: str) -> tuple[Column, ...]:
    """Read the columns of comparisons that a heading ends in; none where the line is no heading."""
    if not ("P" in line or "p" in line or "CI" in line) or _SENTENCE.search(line):
        return ()
    found: list[Column] = []
    last = -1
    for match in _COLUMN.finditer(line):
        if last >= 0 and line[last : match.start()].strip(" |,"):
            found = []
        found.append(_column(match))
        last = match.end()
    is_heading = found and _is_last(line, last) and any(letter.isalpha() for letter in line[:4])
    return tuple(found) if is_heading or (found and line.startswith("|") and _is_last(line, last)) else ()


def _is_last(line: str, end: int) -> bool:
    """Whether nothing but the edge of the table follows."""
    return not _UNITS.sub("", line[end:]).strip(" |")


def _column(match: re.Match[str]) -> Column:
    if match["p"]:
        return Column("p")
    if match["alone"]:
        return Column("interval", None, match["alone"])
    if match["difference"]:
        return Column("estimate", "DIFFERENCE", match["level_too"])
    first = match["name"].lower().split()[0]
    return Column("estimate", _MEASURES[first if first in _MEASURES else first[1:]], match["level"])


def read_cells(line: str, columns: Sequence[Column]) -> list[Quantity]:
    """Read what a row has in the columns of comparisons; nothing where it does not end in all of them.

    Args:
        line: The row.
        columns: The columns that its table ends in.

    Returns:
        Estimates, intervals and P values in order, offsets within the row.
    """
    pattern = (
        r"(?:(?<=[\s|])|^)"
        + r"[ |]+".join(_CELLS[column.kind].format(place) for place, column in enumerate(columns))
        + r"[ |]*$"
    )
    match = re.search(pattern, line)
    if match is None:
        return []
    return [item for place, column in enumerate(columns) for item in _cell(match, place, column)]


def _cell(match: re.Match[str], place: int, column: Column) -> list[Quantity]:
    parts = match.groupdict()
    found: list[Quantity] = []
    if column.kind == "p":
        start, end = match.span(f"value{place}")
        operator = _OPERATORS[parts[f"operator{place}"] or "="]
        return [Quantity(Kind.P_VALUE, start, end, parts[f"value{place}"], operator=operator)]
    if column.kind == "estimate":
        start, end = match.span(f"value{place}")
        unit = "%" if match.string[end : end + 1] == "%" else None
        found.append(
            Quantity(
                Kind.ESTIMATE, start, end, parts[f"value{place}"], unit=unit, measure=column.measure, flag=IN_COLUMN
            )
        )
    if lower := parts[f"lower{place}"]:
        start, end = match.start(f"lower{place}"), match.end(f"upper{place}")
        interval = Quantity(
            Kind.INTERVAL, start, end, lower=lower, upper=parts[f"upper{place}"], level=column.level, measure="CI"
        )
        found.append(interval)
    return found
