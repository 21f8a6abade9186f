"""Intervals that no word and no bracket of their own mark: "(difference -1.6, -1.7 to -1.5)", "(-0.8, -3.7 to 2.1)" in a list."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

_IN_BRACKET = re.compile(r"\([-+]?[\d.]+, [-+]?[\d.]+ ?(?:to|-) ?[-+]?[\d.]+\)")
_BEHIND = re.compile(r"[,;] [-+]?[\d.]+(?: ?[A-Za-z%/]{1,8})? ?(?:to|-) ?[-+]?[\d.]+")
_HEADING = re.compile(
    r"[(\[](?P<level>\d\d(?:\.\d)?) ?% ?(?:CIs?|confidence intervals?(?:,? \[?\(?CI\)?\]?)?)[)\]]|\b(?:medians?|means?)\b(?: [a-z]+){0,3}[ ,]?[(\[](?P<name>IQR|inter-?quartile range|(?:full )?range|min(?:imum)?[-, ]+max(?:imum)?"
    r"|25th[-, ]+75th|Q1[-, ]+Q3|quartiles)\b[^()\[\]]{0,30}[)\]]",
    re.IGNORECASE,
)
_HEADING_CUES = ("edian", "ean", "% CI)", "% CI]", "% confidence interval")
_PLAIN = frozenset({Kind.NUMBER, Kind.PERCENTAGE})


def with_loose_intervals(text: str, quantities: Sequence[Quantity]) -> Sequence[Quantity]:
    """Join pairs of numbers that can only be an interval.

    Args:
        text: A sentence.
        quantities: Its quantities, in order.
    """
    if "iffer" not in text:
        return quantities
    found = list(quantities)
    level = next((item.level for item in found if item.kind == Kind.INTERVAL and item.measure == "CI"), None)
    for index in range(len(found) - 3, -1, -1):
        first, lower, upper = found[index : index + 3]
        if _is_loose(text, first, lower, upper, is_marked=level is not None):
            pair = replace(lower, kind=Kind.INTERVAL, end=upper.end, lower=lower.value, upper=upper.value)
            found[index + 1 : index + 3] = [replace(pair, value=None, level=level, measure="CI")]
    return found


def with_headed_spreads(text: str, quantities: Sequence[Quantity]) -> Sequence[Quantity]:
    """Read "median (IQR) 11 (6 to 21)", "rate, % (95% CI): 27 (19-36)": what a heading says that the brackets of a sentence hold.

    Args:
        text: A sentence.
        quantities: Its quantities, in order.
    """
    if not any(cue in text for cue in _HEADING_CUES):
        return quantities
    heading = _HEADING.search(text)
    if heading is None:
        return quantities
    name = (heading["name"] or "").lower()
    measure = "RANGE" if name.startswith(("range", "full", "min")) else "IQR" if name else "CI"
    return [
        replace(item, measure=measure, level=heading["level"])
        if item.kind == Kind.INTERVAL and item.measure is None and item.level is None and item.start > heading.start()
        else item
        for item in quantities
    ]


def _is_loose(text: str, first: Quantity, lower: Quantity, upper: Quantity, *, is_marked: bool) -> bool:
    if lower.kind not in _PLAIN or upper.kind not in _PLAIN or not _holds(first, lower, upper):
        return False
    if first.kind == Kind.ESTIMATE and (first.measure or "").endswith("DIFFERENCE"):
        return _BEHIND.fullmatch(text, first.end, upper.end) is not None
    return (
        is_marked
        and first.kind == Kind.NUMBER
        and _IN_BRACKET.fullmatch(text[first.start - 1 : upper.end + 1]) is not None
    )


def _holds(first: Quantity, lower: Quantity, upper: Quantity) -> bool:
    if not (first.value and lower.value and upper.value):
        return False
    return float(lower.value) <= float(first.value) <= float(upper.value)
