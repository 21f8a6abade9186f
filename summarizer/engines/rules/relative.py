"""Relative reductions: "a 29% lower risk of stroke", an effect of its own where no ratio is printed that it restates."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.record import Analysis

_AFTER = re.compile(
    r"[ -](?:(?:relative|proportional) (?:risk |rate )?(?:reductions?|increases?|decreases?)|risk reductions?"
    r"|(?:lower|higher|reduced|increased|greater) (?:relative )?(?:risk|rate|odds|hazard|likelihood|chance)"
    r"|(?:reductions?|decreases?|increases?) in (?:the )?(?:relative )?(?:risk|odds|hazard|likelihood|chances?)"
    r"|(?:less|more) likely)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r" (?:lower|higher|greater|shorter|longer|fewer|less|more)\b")
"""What makes of a percentage with an interval how much more or less: "23% (95% CI 5 to 37) lower with A"."""
_MORE_IN = re.compile(
    r" (?:lower|higher|greater|shorter|longer|fewer|less|more|smaller|larger)\b"
    r"(?:(?! than)(?: [A-Za-z][\w'-]*){0,5}? (?:in|with|for|among|on|under) (?!absolute|relative)|(?: [A-Za-z][\w'-]*){0,6}? than"
    r" (?!(?:at |the |their |those (?:at|of) )*(?:baseline|before|beginning|start|normal|expected|predicted|anticipated|pre)))",
    re.IGNORECASE,
)
"""The same without an interval, where the one or the other arm follows: "11 percent lower in A", "23% fewer strokes than B"."""
_NO_EFFECT = re.compile(
    r"\b(?:minim\w+|margins?|detect\w*|assum\w+|expect\w+|hypothesi\w+|pre-?specified|predicted|proportion|percentage|share)\b[^.;]*$"
    r"|\b(?:about|around|roughly|some|nearly|almost|more than|less than|at least|up to|over) $",
    re.IGNORECASE,
)
"""What makes of it a margin, an absolute difference or an approximation."""
_BEFORE = re.compile(
    r"\b(?:risk|odds|hazard|likelihood|chances?)\b[^.;()]{0,80} by (?:about |an estimated |nearly |approximately |almost |roughly )?$"
    r"|\b(?:relative|proportional|risk) (?:risk )?reductions? of $",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\b(?:(?P<more>more|higher|increased?|increases|greater|longer|larger)|less|lower|reduced|fewer|shorter|smaller|reductions?|decreases?)\b",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(r"(?: [A-Za-z][\w'/-]*){1,10}(?= ?[(\[])")
_NEAR = 1.5


def read_relative(text: str, item: Quantity, interval: Quantity | None) -> Quantity | None:
    """Read a percentage that says by how much a risk is lower or higher, with the words that say so.

    Args:
        text: A sentence.
        item: One of its quantities.
        interval: The interval printed with it.
    """
    if item.kind != Kind.PERCENTAGE or item.unit != "%" or item.upper or item.operator:
        return None
    behind = interval.end + (text[interval.end : interval.end + 1] in {")", "]"}) if interval else item.end
    after = _AFTER.match(text, behind) or _AFTER.match(text, item.end)
    if interval and after is None:
        after = _MORE.match(text, behind) or _MORE.match(text, item.end)
    if after is None and not _NO_EFFECT.search(text, max(0, item.start - 90), item.start):
        after = _MORE_IN.match(text, item.end)
    if after is None and not _BEFORE.search(text, max(0, item.start - 110), item.start):
        return None
    end = item.end if interval or after is None else after.end()
    way = _WAY.search(after[0]) if after else None
    flag = None if way is None else "more" if way["more"] else "less"
    return replace(item, measure="OTHER", end=end + _tail(text, end) if not interval else item.end, flag=flag)


def _tail(text: str, end: int) -> int:
    """How far the words reach that say of what the reduction is, where a bracket follows them."""
    match = _OF_WHAT.match(text, end)
    return match.end() - end if match else 0


def without_restated(rows: Sequence[Analysis]) -> list[Analysis]:
    """Leave out relative reductions that restate a ratio printed elsewhere for the same arms."""
    return [row for row in rows if not (_is_percentage(row) and any(_restates(row, other) for other in rows))]


def _is_percentage(row: Analysis) -> bool:
    return row.measure == "OTHER" and row.unit == "%" and row.estimate is not None


def _restates(row: Analysis, other: Analysis) -> bool:
    if other.estimate is None or not (other.measure or "").endswith("RATIO") or row.estimate is None:
        return False
    same = (row.arm, row.comparator, row.population) == (other.arm, other.comparator, other.population)
    return same and abs(100 * abs(1 - float(other.estimate)) - abs(float(row.estimate))) <= _NEAR
