"""What may stand between an estimate and the interval and P value that belong to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.quantities import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.quantities import Quantity

TO_COMPANION = re.compile(
    r"[\s,;:()\[\]=]*(?:(?:with|and|an?|the|log-?rank|two-sided|one-sided|2-sided|1-sided|nominal"
    r"|stratified|unadjusted|adjusted|corresponding|both|at"
    r"|percentage points?|points?|test|in favou?r of \w+)[\s,;:()\[\]]+){0,4}"
)
TO_INTERVAL = re.compile(
    r"[ (,;\[]*|[^();\d]{0,50}, with an? |,? (?:for|with|in|favou?ring"
    r"|at) [^();,\d]{0,40}(?:\d+ ?(?:mg|weeks|months|years) ?)?(?:\([A-Za-z][\w-]{0,9}\) )?[(\[]"
)
_TO_LABELLED = re.compile(
    r"(?: [A-Za-z/%]+){1,4}[,;]? ?[(\[]?| ?\[[^\[\]]{3,30}\], | (?:in favou?r of|favou?ring) [^();,\d]{2,40}[,;] | (?:lower|higher|greater|less|more|longer|shorter|better|worse|fewer) (?:\([^();\d]{3,20}\) )?[^();\d]{2,70}[(\[]"
)
"""What may stand before an interval that says what it is: "0.5 point/month (95% CI ...)"."""
_OPPONENT = r",? (?:versus|vs\.?|compared (?:with|to)|over|relative to) [A-Za-z][\w -]{2,40}?"
TO_BRACKET = re.compile(rf"{_OPPONENT} ?[(\[]")
"""What may stand between a difference and its bracket: "120 mL compared with placebo (P < 0.001)"."""
_WHEN = re.compile(rf"(?:{_OPPONENT})? (?:(?:at|after|by|through|over) )?")
_BRACKETED = re.compile(r" ?[(\[]")
_COMPANIONS = frozenset({Kind.INTERVAL, Kind.P_VALUE})


def is_when(text: str, end: int, items: Sequence[Quantity]) -> bool:
    """Whether a time only says when an estimate holds, before its bracket: "2.1 points at week 12 (95% CI"."""
    if len(items) < 2 or items[0].kind != Kind.DURATION or items[1].kind not in _COMPANIONS:  # noqa: PLR2004 - a time and what follows
        return False
    return (
        _WHEN.fullmatch(text, end, items[0].start) is not None
        and _BRACKETED.fullmatch(text, items[0].end, items[1].start) is not None
    )


def leads_to(text: str, end: int, interval: Quantity) -> bool:
    """Whether only words of its unit or of what it is for stand between an estimate and its interval."""
    if TO_INTERVAL.fullmatch(text, end, interval.start):
        return True
    return (
        interval.measure == "CI"
        and interval.level is not None
        and _TO_LABELLED.fullmatch(text, end, interval.start) is not None
    )
