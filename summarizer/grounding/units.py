"""The unit of a number: the words behind it, behind the list it belongs to, or over the column it stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.grounding.cues import LIST_OF_NUMBERS, PERCENT, TIME_UNIT, unit_after
from summarizer.grounding.lookup import Place, folded_name

if TYPE_CHECKING:
    from summarizer.grounding.lookup import Lookup, Range

_LIST_REACH = 90
_TIME_REACH = 120
_HEADING_REACH = 400
_UNIT_REACH = 200
_TOUCHING = 2
# A number followed by these counts things, or has its own percentage behind it: the percent sign is not its own.
_OWN_PERCENTAGE = re.compile(r"\s?[(\[]\s?\d+(?:\.\d+)?\s?(?:%|per ?cent)", re.IGNORECASE)
_COUNTS = re.compile(r"\s+(?!(?:and|or|to|vs|versus|with|for|in|compared|against|respectively)\b)[A-Za-z]{3,}")


def find_unit(lookup: Lookup, unit: str, number: Place | None, spans: list[Range]) -> Place | None:
    """Find a unit where it belongs to a number.

    Args:
        lookup: The article.
        unit: A time unit's name, ``%``, or as printed.
        number: Where the number was found; ``None`` for a value not reached or not found.
        spans: Its quotes.

    Returns:
        The unit's place, or ``None`` where the number has another unit or none.
    """
    if number is None:
        return next(iter(_words(lookup, unit, spans)), None)
    if unit == "%":
        return _percent(lookup, number)
    if unit in {"DAYS", "WEEKS", "MONTHS", "YEARS"}:
        return _time_unit(lookup, unit, number)
    found = _words(lookup, unit, spans)
    if found:
        return min(found, key=lambda place: abs(place.start - number.start))
    return number if _is_near(lookup, unit, number) else None


def _percent(lookup: Lookup, number: Place) -> Place | None:
    text = lookup.text
    window = text[number.end : number.end + _LIST_REACH]
    if _OWN_PERCENTAGE.match(window):
        return None
    for sign in PERCENT.finditer(window):
        if LIST_OF_NUMBERS.fullmatch(window, 0, sign.start()):
            return Place(number.end + sign.start(), number.end + sign.end(), number.quote)
    if _COUNTS.match(text, number.end):
        return None
    heading = list(PERCENT.finditer(text, max(0, number.start - _HEADING_REACH), number.start))
    return Place(*heading[-1].span(), number.quote) if heading else None


def _time_unit(lookup: Lookup, unit: str, number: Place) -> Place | None:
    text = lookup.text
    after = unit_after(unit)
    if after is not None and (match := after.match(text, number.end)):
        return Place(match.end() - len(match[0].lstrip(" -")), match.end(), number.quote)
    if text[number.end : number.end + _TOUCHING].lstrip().startswith("%"):
        return None
    following = TIME_UNIT.search(text, number.end, number.end + _TIME_REACH)
    if following is not None and following.lastgroup == unit:
        return Place(*following.span(), number.quote)
    # Another unit right behind the number is a contradiction; farther away it may belong to something else.
    if following is not None and following.start() - number.end <= _TOUCHING:
        return None
    heading = list(TIME_UNIT.finditer(text, max(0, number.start - _HEADING_REACH), number.start))
    if heading and heading[-1].lastgroup == unit:
        return Place(*heading[-1].span(), number.quote)
    return None


def _words(lookup: Lookup, unit: str, spans: list[Range]) -> list[Place]:
    if unit == "%":
        return lookup.matches(PERCENT, spans)
    if unit in {"DAYS", "WEEKS", "MONTHS", "YEARS"}:
        places = lookup.matches(TIME_UNIT, spans)
        return [place for place in places if lookup.lowered[place.start] == unit[0].lower()]
    return list(lookup.find(folded_name(unit), spans))


def _is_near(lookup: Lookup, unit: str, number: Place) -> bool:
    around = (max(0, number.start - _UNIT_REACH), min(len(lookup.text), number.end + _UNIT_REACH))
    if lookup.holds(folded_name(unit), around):
        return True
    symbols = folded_name(unit).replace(" ", "")
    return symbols in lookup.lowered[slice(*around)].replace(" ", "")
