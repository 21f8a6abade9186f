"""Readers of one kind of quantity each, called where a trigger says that one may begin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import patterns
from summarizer.quantities.numerals import parse_number
from summarizer.quantities.quantity import TIME_UNITS, Kind, Quantity

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from summarizer.record import Operator


def number_of(text: str | None) -> str | None:
    """Read a limit or a value; what is no number (NE, NR, infinity) is ``None``."""
    return None if text is None else parse_number(text.translate(_CURRENCIES))


_CURRENCIES = str.maketrans("", "", "£$€")


def _operator(text: str | None) -> Operator | None:
    if text is None:
        return None
    if text == "=":
        return "="
    name = text.lower().replace(" than or equal to", " than or equal")
    return next(operator for word, operator in patterns.OPERATORS if name.startswith(word))


def unit_of(text: str | None) -> str | None:
    """Return a unit as the record names it, or as printed."""
    if text is None:
        return None
    name = text.lower().rstrip(".")
    if name.startswith(("percentage", "per centage")) or name in {"pp", "percent points"}:
        return "percentage points"
    if name in {"%", "percent", "per cent"}:
        return "%"
    return TIME_UNITS.get(name.removesuffix("s"), text.strip())


def _flag_of(name: str | None) -> str | None:
    return None if name is None else patterns.FLAGS.get(name.lower(), name.lower())


def _read_p(text: str, start: int) -> Quantity | None:
    match = patterns.P_VALUE.match(text, start)
    if match is None:
        return None
    flag = _flag_of(match["test1"] or match["test2"] or match["test3"])
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
        Kind.P_VALUE, start, match.end(), value=value, operator=_operator(match["operator"]) or "=", flag=flag
    )


def _read_estimate(text: str, start: int) -> Quantity | None:
    match = patterns.ESTIMATE.match(text, start)
    if match is None:
        return None
    measure = next(name for index, (name, _) in enumerate(patterns.MEASURES) if match[f"m{index}"])
    unit = unit_of(match["unit"])
    if measure == "DIFFERENCE" and not (match["link"] or match["direct"] or _opens_clause(text, start)):
        return None
    if (measure.endswith("RATIO") and unit is not None) or (
        text.startswith("MD", start) and text[start - 2 : start] == ", "
    ):
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
        _is_relation(side) and _operator(side) in {">", ">="}
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


def _read_calendar(text: str, start: int) -> Quantity | None:
    match = patterns.CALENDAR.match(text, start)
    return match and Quantity(Kind.NUMBER, start, match.end(), flag="calendar")


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


def _read_number(text: str, start: int) -> Quantity | None:
    if patterns.PART_OF_NAME.match(text, start):
        return None
    for reader in (_read_calendar, _read_spread, _read_fraction, _read_duration, _read_percentage, _read_plain):
        if quantity := reader(text, start):
            sign = patterns.OPERATOR_BEFORE.search(text, max(0, start - 3), start)
            flag = _flag_before(text, start) if quantity.kind in {Kind.NUMBER, Kind.FRACTION} else None
            operator = _operator(sign[1]) if sign else None
            return replace(quantity, operator=operator, flag=flag or quantity.flag)
    return None


def _flag_before(text: str, start: int) -> str | None:
    """Say by what precedes a number why it is no result: "phase 2", "a margin of 1.3"."""
    if patterns.LABEL_BEFORE.search(text, max(0, start - 16), start):
        return "label"
    limit = patterns.MARGIN_OF.search(text, max(0, start - 40), start)
    return limit and limit.lastgroup


def _read_spread(text: str, start: int) -> Quantity | None:
    match = patterns.SPREAD.match(text, start)
    if match is None:
        return None
    name = match["name"]
    measure = "\u00b1" if name is None else "SE" if "E" in name.upper().replace("DEV", "") else "SD"
    return Quantity(
        Kind.MEAN_SD,
        start,
        match.end(),
        value=number_of(match["value"]),
        unit=unit_of(match["unit"] or match["unit2"]),
        measure=measure,
        spread=number_of(match["spread"] or match["bare"]),
    )


def _read_fraction(text: str, start: int) -> Quantity | None:
    match = patterns.FRACTION.match(text, start)
    if match is None:
        return None
    events, total = number_of(match["events"]), number_of(match["total"])
    if events is None or total is None or not (events.isdigit() and total.isdigit() and int(events) <= int(total) > 2):  # noqa: PLR2004
        return None
    return Quantity(Kind.FRACTION, start, match.end(), events=events, total=total)


def _read_duration(text: str, start: int) -> Quantity | None:
    match = patterns.DURATION.match(text, start)
    if match is None or number_of(match["value"]) is None:
        return None
    value, upper = number_of(match["value"]), number_of(match["upper"])
    return Quantity(
        Kind.DURATION,
        start,
        match.end(),
        value=value,
        lower=value if upper else None,
        upper=upper,
        unit=unit_of(match["unit"]),
    )


def _read_percentage(text: str, start: int) -> Quantity | None:
    match = patterns.PERCENT.match(text, start)
    if match is None:
        return None
    value, upper = number_of(match["value"]), number_of(match["upper"])
    unit = "percentage points" if match["points"] else unit_of(match["unit"])
    flag = "power" if patterns.POWER.match(text, match.end()) else None
    return Quantity(
        Kind.PERCENTAGE,
        start,
        match.end(),
        value=value,
        lower=value if upper else None,
        upper=upper,
        unit=unit,
        flag=flag,
    )


def _read_plain(text: str, start: int) -> Quantity | None:
    match = patterns.PLAIN.match(text, start)
    value = match and number_of(match["value"])
    return (
        Quantity(Kind.NUMBER, start, match.end(), value=value, unit=unit_of(match["unit"])) if match and value else None
    )


READERS: dict[str, Callable[[str, int], Quantity | None]] = {
    "p": _read_p,
    "calendar": _read_calendar,
    "size": _read_size,
    "limit": _read_limit,
    "interval": _read_interval,
    "measure": _read_estimate,
    "reached": _read_not_reached,
    "point": _read_time_point,
    "number": _read_number,
    "bare": _read_bare,
    "none": _read_none,
}
