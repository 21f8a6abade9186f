"""Units behind a value that the scanner leaves to the words: "84.2 min", "466 grams"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import TIME_UNITS, Kind

if TYPE_CHECKING:
    from summarizer.engines.rules.results import Value

_UNIT = re.compile(
    r" ?(?P<unit>%|mm ?Hg|kPa|[mkn\u00b5\u03bc]?(?:mol|g|IU|U|Eq|cal|J)(?:/(?:[md]?L|l|ml|dl|kg|g|day|h|min|m2))?|[mcdn\u00b5\u03bc]?(?:L|l|m)(?:/(?:min|kg|day|s))?"
    r"|[cm]m(?:2|3|\u00b2|\u00b3)|kg/m(?:2|\u00b2)|min(?:utes?)?|s(?:ec(?:onds?)?)?|h(?:ours?|rs?|r)?|days?|weeks?|months?|years?|points?|beats(?:/min| per minute)|bpm"
    r"|breaths/min|grams?|kilograms?|kilos|pounds|(?:milli|centi|deci)?(?:litres?|liters?|met(?:er|re)s?)|milligrams?|feet|inches|litres?|liters?|steps|euros?|dollars|letters|doses|puffs|METs?|dB|Hz|ms|mV|degrees|\u00b0C?|diopters?"
    r"|cells/\w+|copies/m[lL]|log10? ?\w*|fold)(?![\w/-])"
)


_RATE = re.compile(
    r" (?:[a-z]+ ){0,2}?(?P<unit>per (?!group|arm|protocol|cent)(?:\d[\d,]*\d )?[a-z]+(?:[- ](?:years?|months?|weeks?|days?))?)(?!\w)"
    r"|/(?P<many>1,?000{1,3})(?!\d)"
)
"""What a number is counted against: "22.0 per 1000 women", "0.76 episodes per child"."""


def with_unit(text: str, value: Value) -> Value:
    """Give a bare number or mean the unit that is printed behind it.

    Args:
        text: Folded text of the sentence.
        value: A value, offsets within the sentence.
    """
    quantity = value.quantity
    if quantity.unit or quantity.kind not in {Kind.NUMBER, Kind.MEAN_SD} or quantity.flag or value.interval:
        return value
    place = len(text[: quantity.end].rstrip())
    rate = _RATE.match(text, place)
    if rate:
        unit = rate["unit"] or f"per {rate['many']}"
        end = max(value.end, rate.end())
        return replace(value, quantity=replace(quantity, unit=unit), end=end, events=None, is_count=False)
    match = _UNIT.match(text, place)
    if match is None:
        return value
    unit = TIME_UNITS.get(match["unit"].rstrip("s"), match["unit"])
    events = None if value.is_count else value.events
    end = max(value.end, match.end())
    return replace(value, quantity=replace(quantity, unit=unit), end=end, events=events, is_count=False)
