"""Readers of one kind of quantity each, called where a trigger says that one may begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.quantities import patterns
from summarizer.quantities.numbers import Reader, read_calendar, read_number
from summarizer.quantities.parts import flag_of, number_of, operator_of, unit_of
from summarizer.quantities.quantity import Kind, Quantity

if TYPE_CHECKING:
    import re


def _read_p(text: str, start: int) -> Quantity | None:
    match = patterns.P_VALUE.match(text, start)
    if match is None:
        return None
    flag = flag_of(match["test1"] or match["test2"] or match["test3"])
    if match["ns"]:
        return Quantity(Kind.P_VALUE, start, match.end(), flag="NS")
    if match["value"] is None or (match["operator"] is None and "." not in match["value"]):
        return None
    if text[match.end() : match.end() + 1] == "," and text[match.end() + 1 : match.end() + 2].isdigit():
        return None  # "0,03": a decimal comma, not the value 0
    if patterns.ALPHA_BEFORE.search(text, max(0, start - 70), start) or patterns.ALPHA_AFTER.match(text, match.end()):
        flag = "alpha"
    value = None if match["power"] else match["value"]
    return Quantity(
        Kind.P_VALUE, start, match.end(), value=value, operator=operator_of(match["operator"]) or "=", flag=flag
    )


def _read_estimate(text: str, start: int) -> Quantity | None:
    named = patterns.MEASURE.match(text, start)
    match = named and patterns.ESTIMATE_BEHIND.match(text, named.end())
    if named is None or match is None:
        return None
    measure = patterns.MEASURES[int((named.lastgroup or "")[1:])][0]
    unit = unit_of(match["unit"])
    if measure == "DIFFERENCE" and not (match["link"] or match["direct"] or _opens_clause(text, start)):
        return None
    if measure.endswith("RATIO") and unit is not None:
        return None
    if match["named"] and (not measure.endswith("RATIO") or patterns.LIMITED.search(match["named"])):
        return None
    if text.startswith("MD", start) and text[start - 2 : start] == ", ":
        return None
    is_assumed = patterns.MARGIN_BEFORE.search(text, max(0, start - 90), start)
    return Quantity(
        Kind.ESTIMATE,
        start,
        match.end(),
        value=number_of(match["value"]),
        unit=unit,
        level=match["level"],
        measure=measure,
        flag="margin" if is_assumed else None,
    )


def _opens_clause(text: str, start: int) -> bool:
    """Whether a word begins a sentence, an item or a bracket: "Difference 11.6 points"."""
    return text[max(0, start - 2) : start].strip(" ") in {"", ".", ";", "(", "["}


def _read_interval(text: str, start: int) -> Quantity | None:
    match = patterns.INTERVAL.match(text, start)
    if match is None:
        return None
    measure = "IQR" if match["iqr"] else "RANGE" if match["range"] else "CI"
    level = match["level"] or match["level2"]
    if match["only"] is not None:
        return _one_sided(match, start, level, measure)
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=number_of(match["lower"]),
        upper=number_of(match["upper"]),
        level=level,
        unit=unit_of(match["unit"]),
        measure=measure,
    )


def _one_sided(match: re.Match[str], start: int, level: str | None, measure: str) -> Quantity:
    side = match["operator"].lower()
    is_lower = (side.startswith("lower ") and "than" not in side) or (
        _is_relation(side) and operator_of(side) in {">", ">="}
    )
    value = number_of(match["only"])
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=value if is_lower else None,
        upper=None if is_lower else value,
        level=level,
        measure=measure,
    )


def _is_relation(side: str) -> bool:
    return not side.startswith(("lower bound", "lower limit", "upper"))


def _read_limit(text: str, start: int) -> Quantity | None:
    match = patterns.LIMIT_OF.match(text, start)
    if match is None:
        return None
    is_lower = match["side"].lower() == "lower"
    value = number_of(match["only"])
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=value if is_lower else None,
        upper=None if is_lower else value,
        level=match["level"],
        measure="CI",
    )


def _read_bare(text: str, start: int) -> Quantity | None:
    match = patterns.BARE.match(text, start)
    if match is None or " and " in match[0]:
        return None
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=number_of(match["lower"]),
        upper=number_of(match["upper"]),
        unit=unit_of(match["unit"]),
    )


def _read_none(text: str, start: int) -> Quantity | None:
    match = patterns.NONE.match(text, start)
    if match is None:
        return None
    total = number_of(match["total"])
    if total:
        return Quantity(Kind.FRACTION, start, match.end(), events="0", total=total)
    return Quantity(Kind.NUMBER, start, match.end(), value="0", flag="none")


def _read_size(text: str, start: int) -> Quantity | None:
    match = patterns.SIZE.match(text, start)
    if match is None:
        return None
    return Quantity(
        Kind.SAMPLE_SIZE, start, match.end(), value=number_of(match["value"]), total=number_of(match["total"])
    )


def _read_not_reached(text: str, start: int) -> Quantity | None:
    match = patterns.NOT_REACHED.match(text, start)
    if match is None:
        return None
    is_reached = match["what"] == "reached" or match["short"] == "NR"
    return Quantity(Kind.DURATION, start, match.end(), flag="not reached" if is_reached else "not estimable")


def _read_time_point(text: str, start: int) -> Quantity | None:
    match = patterns.TIME_POINT.match(text, start)
    if match is None:
        return None
    return Quantity(
        Kind.DURATION,
        start,
        match.end(),
        value=number_of(match["value"]),
        unit=unit_of(match["unit"]),
        flag="time point",
    )


READERS: dict[str, Reader] = {
    "p": _read_p,
    "calendar": read_calendar,
    "size": _read_size,
    "limit": _read_limit,
    "interval": _read_interval,
    "measure": _read_estimate,
    "reached": _read_not_reached,
    "point": _read_time_point,
    "number": read_number,
    "bracket": _read_bare,
    "none": _read_none,
}
