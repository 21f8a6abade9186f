"""Units behind a value that the scanner leaves to the words: "84.2 min", "466 grams"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import TIME_UNITS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.results import Value

_UNIT = re.compile(
    r" ?(?P<unit>%|mm ?Hg|kPa|[mkn\u00b5\u03bc]?(?:mol|g|IU|U|Eq|cal|J)(?:/(?:[md]?L|l|ml|dl|kg|g|day|d|h|min|m2))?|[mcdn\u00b5\u03bc]?(?:L|l|m)(?:/(?:min|kg|day|s))?"
    r"|[cm]m(?:2|3|\u00b2|\u00b3)|kg/m(?:2|\u00b2)|min(?:utes?)?|s(?:ec(?:onds?)?)?|h(?:ours?|rs?|r)?|days?|weeks?|months?|years?|points?|beats(?:/min| per minute)|bpm"
    r"|breaths/min|grams?|kilograms?|kilos|pounds|(?:milli|centi|deci)?(?:litres?|liters?|met(?:er|re)s?)|milligrams?|feet|inches|litres?|liters?|steps|euros?|dollars|letters|doses|puffs|METs?|dB|Hz|ms|mV|degrees|\u00b0C?|diopters?"
    r"|cells/\w+|copies/m[lL]|log10? ?\w*|fold)(?![\w/-])"
)


_RATE = re.compile(
    r" (?:[a-z]+ ){0,2}?(?P<unit>per (?!group|arm|protocol|cent)(?:\d[\d,]*\d )?(?:live |total )?[a-z]+(?:[- ](?:years?|months?|weeks?|days?))?)(?!\w)"
    r"|/(?P<many>1,?000{1,3})(?!\d)"
)
"""What a number is counted against: "22.0 per 1000 women", "0.76 episodes per child"."""
_TAIL = re.compile(r"(?: ?(?!(?:vs?|and|to|or|than|with|in|by) )[A-Za-z]{1,4} ?(?:\(-[123]\)|-[123](?![\w.,]\d|\w)))+")
"""The rest of a unit with exponents: "12.5 ml min -1"."""
_SPREAD = re.compile(
    r" ?(?:\((?:IQR|SD|SE|SEM|range|interquartile range)?[ ,:=]{0,3}\d[\d.]*(?:(?: ?[-\u2013] ?| to |, )\d[\d.]*)?\)|\[(?:IQR|SD|SE|range)?[ ,:=]{0,3}\d[\d.]*(?:(?: ?[-\u2013] ?| to |, )\d[\d.]*)?\])(?= [A-Za-z%\u00b5\u03bc])"
)
"""The spread between a number and its unit: "18 (14-22) h", "58.4 (12.1) min"."""
_OPPOSED = re.compile(r",? ?(?:vs?\.?|versus|against|compared (?:with|to)) ?")
CLOCK = frozenset({"hours", "hour", "h", "hr", "hrs", "minutes", "minute", "min", "seconds", "second", "sec", "s"})
"""Units of time within a day: what is printed with one is how long or when."""


def with_unit(text: str, value: Value) -> Value:
    """Give a bare number or mean the unit that is printed behind it.

    Args:
        text: Folded text of the sentence.
        value: A value, offsets within the sentence.
    """
    quantity = value.quantity
    if quantity.unit and (tail := _TAIL.match(text, quantity.end)):
        unit = f"{quantity.unit}{tail[0]}"
        return replace(value, quantity=replace(quantity, unit=unit), end=max(value.end, tail.end()))
    if quantity.unit or quantity.kind not in {Kind.NUMBER, Kind.MEAN_SD} or quantity.flag:
        return value
    behind = _SPREAD.match(text, quantity.end)
    place = behind.end() if behind else len(text[: quantity.end].rstrip())
    rate = None if value.interval else _RATE.match(text, place)
    if rate:
        unit = rate["unit"] or f"per {rate['many']}"
        end = max(value.end, rate.end())
        return replace(value, quantity=replace(quantity, unit=unit), end=end, events=None, is_count=False)
    match = _UNIT.match(text, place)
    if match is None or (value.interval and not behind and match.end() > value.interval.start):
        return value
    unit = TIME_UNITS.get(match["unit"].rstrip("s"), match["unit"])
    events = None if value.is_count else value.events
    end = max(value.end, match.end())
    return replace(value, quantity=replace(quantity, unit=unit), end=end, events=events, is_count=False)


def units_of_partners(sentence: Sentence, values: Sequence[Value]) -> list[Value]:
    """Give a bare number the unit that only the number it is set against prints: "466 vs 464 grams".

    Args:
        sentence: The sentence.
        values: Its values, in order.
    """
    found = list(values)
    for index in range(len(found) - 2, -1, -1):
        this, partner = found[index : index + 2]
        unit = partner.quantity.unit
        is_bare = this.quantity.kind == Kind.NUMBER and this.quantity.unit is None and not this.quantity.flag
        gap = sentence.text[this.end - sentence.start : partner.start - sentence.start]
        if is_bare and unit and partner.quantity.kind == Kind.NUMBER and _OPPOSED.fullmatch(gap):
            found[index] = replace(this, quantity=replace(this.quantity, unit=unit), events=None, is_count=False)
    return found
