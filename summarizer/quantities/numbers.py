"""Readers of what begins with a number: dates, spreads, fractions, durations, percentages and plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.quantities import patterns
from summarizer.quantities.parts import number_of, operator_of, unit_of
from summarizer.quantities.quantity import Kind, Quantity

if TYPE_CHECKING:
    import re

    from summarizer.record import Operator

Reader = Callable[[str, int], "Quantity | None"]
"""Reads the quantity of its kind that begins at an offset of a text, if one does."""


def read_calendar(text: str, start: int) -> Quantity | None:
    """Read a date."""
    match = patterns.CALENDAR.match(text, start)
    return match and Quantity(Kind.NUMBER, start, match.end(), flag="calendar")


def read_number(text: str, start: int) -> Quantity | None:
    """Read whatever a number begins."""
    if patterns.PART_OF_NAME.match(text, start):
        return None
    for reader in _number_readers(text, start):
        if quantity := reader(text, start):
            flag = _flag_before(text, start) if quantity.kind in {Kind.NUMBER, Kind.FRACTION} else None
            operator = _operator_before(text, start)
            return replace(quantity, operator=operator, flag=flag or quantity.flag) if operator or flag else quantity
    return None


def _number_readers(text: str, start: int) -> tuple[Reader, ...]:
    """Return the readers whose pattern can go on with what stands behind a number."""
    number = patterns.NUMERAL.match(text, start)
    if number is None:
        return _NUMBER_READERS
    end = number.end()
    following = text[end : end + 1]
    if following == "%":
        return _SHARE_READERS
    if following in patterns.CLOSING:
        return _BARE_READERS
    if following == " " and text[end + 1 : end + 2].isalpha() and not patterns.CONTINUES.match(text, end):
        return _COUNT_READERS
    return _NUMBER_READERS


def _operator_before(text: str, start: int) -> Operator | None:
    if text[max(0, start - 2) : start].strip()[-1:] not in patterns.RELATIONS:
        return None
    sign = patterns.OPERATOR_BEFORE.search(text, max(0, start - 3), start)
    return operator_of(sign[1]) if sign else None


def _flag_before(text: str, start: int) -> str | None:
    """Say by what precedes a number why it is no result: "phase 2", "a margin of 1.3"."""
    if _may_be_label(text, start) and patterns.LABEL_BEFORE.search(text, max(0, start - 16), start):
        return "label"
    if not _says_limit(text):
        return None
    first = max(0, start - 40)
    limit = patterns.MARGIN_OF.search(text, first, start) if _says_limit(text[first:start]) else None
    return limit and limit.lastgroup


def _may_be_label(text: str, start: int) -> bool:
    """Whether the word or sign before a number is one that `LABEL_BEFORE` ends with."""
    before = text[max(0, start - 16) : start].rstrip(" ")
    last = before[-1:]
    if not last.isalpha():
        return last in patterns.SIGNS_OF_LABELS
    words = patterns.LETTERS.findall(before)
    return bool(words) and words[-1].lower() in patterns.ENDS_OF_LABELS


@lru_cache(maxsize=16)
def _says_limit(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in patterns.MARGIN_WORDS)


@lru_cache(maxsize=16)
def _says_spread(text: str) -> bool:
    return any(sign in text for sign in patterns.SPREAD_SIGNS)


def _read_spread(text: str, start: int) -> Quantity | None:
    match = patterns.SPREAD.match(text, start) if _says_spread(text) else None
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
    if _is_change(text, start, match):
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
    if match is None or _is_change(text, start, match):
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


def _is_change(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether "from 64.5 to 60.8%" tells of two values and not of the span between them."""
    if match["upper"] is None or " to " not in match[0] or not text.endswith("from ", 0, start):
        return False
    return patterns.MOVED_BEFORE.search(text, max(0, start - 150), start) is not None


def _read_plain(text: str, start: int) -> Quantity | None:
    match = patterns.PLAIN.match(text, start)
    value = match and number_of(match["value"])
    return (
        Quantity(Kind.NUMBER, start, match.end(), value=value, unit=unit_of(match["unit"])) if match and value else None
    )


_NUMBER_READERS = (read_calendar, _read_spread, _read_fraction, _read_duration, _read_percentage, _read_plain)
_SHARE_READERS = (_read_spread, _read_percentage)
_BARE_READERS = (read_calendar, _read_plain)
_COUNT_READERS = (read_calendar, _read_spread, _read_plain)
