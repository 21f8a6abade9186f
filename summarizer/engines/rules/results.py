"""Values of single arms: a number with all that is printed in its company (count, interval, spread)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.lone_numbers import is_no_value
from summarizer.engines.rules.units import units_of_partners, with_unit
from summarizer.quantities import NOT_RESULTS, Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence

_WORDS_TO_BRACKET = re.compile(r"(?: (?:[A-Za-z][\w+'/-]*)){0,9} ?[\[(](?:n ?= ?)?")
_OF_WORDS_TO_BRACKET = re.compile(r"(?: (?:[A-Za-z][\w+'/-]*)){0,12},? ?[\[(]|, (?:or |which is |that is )?")
_OF_TWO = re.compile(r",? (?:vs?\.?|versus|compared with|against|and) \d")
"""What makes a share in brackets one of two that stand behind the counts of two arms: "27 with A and 41 with B (28% vs 42%)"."""
_BRACKET = re.compile(r" ?[\[(](?:n ?= ?|in )?| ?[,;] ?(?:or |n ?= ?)?")
_IN_OTHER_WORDS = re.compile(r"(?: (?:in|for|with|of|on|among) [^,;.()\d%]{2,50})?, or (?:just |only )?")
_TOTAL_AFTER = re.compile(r" ?[\])] (?:[a-z]+ )?of (?:the |all )?(\d[\d,]*)(?![\d.]*%)")
_OF = re.compile(r"(?: (?:[a-z]+))? of (?:the |all )?", re.IGNORECASE)
_SPREAD = re.compile(
    r"\bmeans?\b[^.;()\[\]]{0,24}[(\[](?:and |\u00b1 ?|\+/?-? ?)?(SD|SEM?|standard (?:deviation|error))\b|[(\[](SD|SEM)[)\]]",
    re.IGNORECASE,
)
_TO_INTERVAL = re.compile(r"(?: (?:[A-Za-z][\w+'/-]*\.?)){0,6},? ?[\[(]?|; |, (?:with (?:an? )?)?| ?[\[(]")
_COUNTED = re.compile(
    r" (?:[a-z-]+ ){0,3}?(?:patients?|participants?|people|persons?|deaths?|cases?|events?|women|men"
    r"|children|adults|infants|recipients?|individuals|subjects"
    r"|responders|episodes?|exacerbations?|hospitali[sz]ations|relapses|strokes|infarctions|of (?:them"
    r"|these|those)|(?:on|with|in) )",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?:patients|participants|people|women|men|children|adults|recipients|individuals)?[ ,;]*", re.IGNORECASE
)
_AGE = re.compile(r" (?:old|of age)|[- ]old", re.IGNORECASE)
_THRESHOLD = re.compile(r" or (?:more|greater|higher|less|lower|above|below|fewer)\b", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"\b(?:at least|of more than|less than|more than|up to|below|above|over|about|nearly|almost|roughly|around|some) $",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more than|less than|fewer than|at least|up to) $", re.IGNORECASE)
_DETACHED = re.compile(r"(?:^|[(\[,;=]|\b(?:of|was|were|to|by|vs\.?|versus|and|from|than|is)) ?[-\u2013] $")
"""A minus that a blank parts from its number: whether it is one is not sure, so neither is the number."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one arm as it is printed.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character, company included.
        quantity: The value itself.
        events: Numerator printed with it.
        total: Denominator printed with it.
        interval: Its confidence interval or range.
        is_count: Whether it is a number of participants or events.
        is_contrasted: Whether a like value of another arm stands in its sentence.
    """

    start: int
    end: int
    quantity: Quantity
    events: str | None = None
    total: str | None = None
    interval: Quantity | None = None
    is_count: bool = False
    is_contrasted: bool = False


def read_values(sentence: Sentence, quantities: Sequence[Quantity]) -> list[Value]:
    """Join the quantities of a sentence to values, each with its count, interval and spread.

    Args:
        sentence: The sentence.
        quantities: Its quantities, offsets within the sentence.

    Returns:
        In order; what is no value (P values, estimates, times, doses, ages) is left out.
    """
    found: list[Value] = []
    index = 0
    while index < len(quantities):
        value, used = _read(sentence.text, quantities, index)
        if value is not None:
            value = with_unit(sentence.text, value)
            found.append(replace(value, start=value.start + sentence.start, end=value.end + sentence.start))
        index += used
        while value is not None and index < len(quantities) and quantities[index].start < value.end:
            index += 1
    return units_of_partners(sentence, found)


def _read(text: str, quantities: Sequence[Quantity], index: int) -> tuple[Value | None, int]:
    first = quantities[index]
    second = quantities[index + 1] if index + 1 < len(quantities) else None
    if _DETACHED.search(text, max(0, first.start - 10), first.start):
        return None, 2 if second and text[first.end : second.start].strip(" -") == "," else 1
    if first.flag in NOT_RESULTS or first.flag == "time point":
        return None, 1
    value, used = (_pair(text, first, second) if second else None), 2
    if value is None:
        value, used = _single(text, first), 1
    if value is None:
        return None, 1
    return _with_interval(text, value, quantities, index + used, used)


def _pair(text: str, first: Quantity, second: Quantity) -> Value | None:
    """Join two quantities to one value by the first matcher that fits."""
    if second.flag in NOT_RESULTS:
        return None
    gap = text[first.end : second.start]
    for _, kinds, joins in _JOINS:
        if kinds == (first.kind, second.kind) and (value := joins(text, gap, first, second)):
            return value
    return None


def _count_and_share(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if first.unit is not None or not _WORDS_TO_BRACKET.fullmatch(gap) or _THRESHOLD.match(gap):
        return None
    if gap[:2] != " (" and _OF_TWO.match(text, second.end):
        return None
    total = _total_after(text, second)
    end = total[1] if total else _closed(text, second.end)
    return Value(first.start, end, second, first.value, total[0] if total else None)


def _fraction_and_share(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if not _OF_WORDS_TO_BRACKET.fullmatch(gap) or (gap[:2] != " (" and _OF_TWO.match(text, second.end)):
        return None
    return Value(first.start, _closed(text, second.end), second, first.events, first.total)


def _fraction_and_bare_share(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if "(%)" not in text or gap.strip() != "(" or text[second.end : second.end + 1] != ")":
        return None
    share = replace(second, kind=Kind.PERCENTAGE, unit="%")
    return Value(first.start, second.end + 1, share, first.events, first.total)


def _mean_and_spread(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if gap.strip() not in {"(", "["} or text[second.end : second.end + 1] not in {")", "]"}:
        return None
    stated = _SPREAD.search(text)
    if stated is None:
        return None
    measure = "SD" if (stated[1] or stated[2]).lower() in {"sd", "standard deviation"} else "SE"
    mean = replace(first, kind=Kind.MEAN_SD, spread=second.value, measure=measure)
    return Value(first.start, second.end + 1, mean)


_SPREAD_NAMED = re.compile(r"(?: [a-z]+){0,3} ?[,;(\[] ?(SD|SEM?|s\.?d\.?|s\.?e\.?) ?[=:,]? ?")


def _mean_and_named_spread(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    stated = _SPREAD_NAMED.fullmatch(gap)
    if stated is None or (second.unit and first.unit and first.unit != second.unit):
        return None
    measure = "SD" if stated[1].lower().replace(".", "") == "sd" else "SE"
    mean = replace(first, kind=Kind.MEAN_SD, spread=second.value, measure=measure, unit=first.unit or second.unit)
    return Value(first.start, _closed(text, second.end), mean)


def _plus_minus(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if gap.strip() not in {"±", "+/-", "+-"} or (second.unit is not None and first.unit is not None):
        return None
    mean = replace(first, kind=Kind.MEAN_SD, spread=second.value, measure="±", unit=first.unit or second.unit)
    return Value(first.start, _closed(text, second.end), mean)


def _count_and_rate(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if first.unit is not None or "per " not in (second.unit or "") or not _WORDS_TO_BRACKET.fullmatch(gap):
        return None
    return Value(first.start, _closed(text, second.end), second, first.value, None)


_AMONG = re.compile(r" (?:[a-z-]+ ){1,3}(?:among|in) (?:the |all )?", re.IGNORECASE)
_OF_PEOPLE = re.compile(
    r" (?:[a-z-]+ )?(?:patients|participants|people|women|men|children|adults|infants|neonates|newborns|babies|births|individuals|subjects)\b"
)


def _events_among(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    """Read "112 deaths among 5210 children" as a count of a total."""
    if first.unit or second.unit or not _AMONG.fullmatch(gap) or not _OF_PEOPLE.match(text, second.end):
        return None
    if not (first.value and second.value and first.value.isdigit() and second.value.isdigit()):
        return None
    if int(first.value) > int(second.value):
        return None
    counted = replace(first, kind=Kind.FRACTION, events=first.value, total=second.value)
    return Value(first.start, second.end, counted, first.value, second.value, is_count=True)


def _share_and_fraction(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if not _BRACKET.fullmatch(gap):
        return None
    return Value(first.start, _closed(text, second.end), first, second.events, second.total)


def _share_and_size(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if not _BRACKET.fullmatch(gap):
        return None
    return Value(first.start, _closed(text, second.end), first, second.value, second.total)


def _share_of_total(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    is_total = second.unit is None and second.value is not None and second.value.isdigit() and _OF.fullmatch(gap)
    return Value(first.start, second.end, first, None, second.value) if is_total and text else None


def _share_and_count(text: str, gap: str, first: Quantity, second: Quantity) -> Value | None:
    if second.unit is not None or second.value is None or not second.value.isdigit():
        return None
    if _IN_OTHER_WORDS.fullmatch(gap) and (told := _COUNTED.match(text, second.end)):
        return Value(first.start, second.end + len(told[0].rstrip()), first, second.value, None)
    closing = _PEOPLE.match(text, second.end + (text[second.end : second.end + 1] == " "))
    end = closing.end() if closing else second.end
    if not (_BRACKET.fullmatch(gap) and gap.strip()[:1] in {"(", "["} and text[end : end + 1] in {")", "]", ";"}):
        return None
    return Value(first.start, _closed(text, second.end), first, second.value, None)


Joins = Callable[[str, str, Quantity, Quantity], "Value | None"]
_JOINS: tuple[tuple[str, tuple[Kind, Kind], Joins], ...] = (
    ("13/122 (11%)", (Kind.FRACTION, Kind.PERCENTAGE), _fraction_and_share),
    ("237 patients (10.0%)", (Kind.NUMBER, Kind.PERCENTAGE), _count_and_share),
    ("seven recipients (1.0 per 1000 years)", (Kind.NUMBER, Kind.NUMBER), _count_and_rate),
    ("112 deaths among 5210 children", (Kind.NUMBER, Kind.NUMBER), _events_among),
    ("97/185 (52.4) under n/N (%)", (Kind.FRACTION, Kind.NUMBER), _fraction_and_bare_share),
    ("11% (13/122)", (Kind.PERCENTAGE, Kind.FRACTION), _share_and_fraction),
    ("11% (n = 13)", (Kind.PERCENTAGE, Kind.SAMPLE_SIZE), _share_and_size),
    ("6.6% (0.5%) under mean (SEM)", (Kind.PERCENTAGE, Kind.PERCENTAGE), _mean_and_spread),
    ("4.78, SD = 3.56", (Kind.NUMBER, Kind.NUMBER), _mean_and_named_spread),
    ("3.7% (SD = 5.4%)", (Kind.PERCENTAGE, Kind.PERCENTAGE), _mean_and_named_spread),
    ("17.7 [4.03] under mean [SD]", (Kind.NUMBER, Kind.NUMBER), _mean_and_spread),
    ("252.0±24.9", (Kind.NUMBER, Kind.NUMBER), _plus_minus),
    ("62% of 358", (Kind.PERCENTAGE, Kind.NUMBER), _share_of_total),
    ("11% (13 patients)", (Kind.PERCENTAGE, Kind.NUMBER), _share_and_count),
)
"""An example, the kinds it joins, the matcher."""


def _total_after(text: str, percentage: Quantity) -> tuple[str, int] | None:
    match = _TOTAL_AFTER.match(text, percentage.end)
    return (match[1].replace(",", ""), match.end()) if match else None


def _closed(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] in {")", "]"} else end


def _single(text: str, first: Quantity) -> Value | None:
    if first.kind == Kind.FRACTION:
        return Value(first.start, first.end, first, first.events, first.total, is_count=True)
    if first.kind == Kind.NUMBER and first.value is not None:
        return _number(text, first)
    if first.kind == Kind.DURATION and first.flag is None and (_AGE.match(text, first.end) or first.upper):
        return None
    if first.kind == Kind.PERCENTAGE and (
        first.operator
        or first.upper
        or _THRESHOLD.match(text, first.end)
        or _AT_LEAST.search(text, max(0, first.start - 16), first.start)
    ):
        return None
    if first.kind in {Kind.PERCENTAGE, Kind.DURATION, Kind.MEAN_SD}:
        return Value(first.start, first.end, first)
    return None


def _number(text: str, first: Quantity) -> Value | None:
    if is_no_value(text, first):
        return None
    if first.flag == "none":
        return Value(first.start, first.end, first, "0", None, is_count=True)
    is_least = first.unit is None and _THRESHOLD.match(text, first.end)
    if is_least or _MORE_THAN.search(text, max(0, first.start - 16), first.start):
        return None
    is_whole = first.value is not None and first.value.isdigit()
    if (
        is_whole
        and first.unit is None
        and (_COUNTED.match(text, first.end) or text.startswith((" v", ",", ")"), first.end))
    ):
        return Value(first.start, first.end, first, first.value, None, is_count=True)
    return Value(first.start, first.end, first, is_count=is_whole and first.unit is None)


def _with_interval(text: str, value: Value, quantities: Sequence[Quantity], index: int, used: int) -> tuple[Value, int]:
    if index >= len(quantities) or quantities[index].kind != Kind.INTERVAL:
        return value, used
    interval = quantities[index]
    gap = text[value.end : interval.start]
    if not _TO_INTERVAL.fullmatch(gap) or (interval.measure is None and gap.strip(" ") and interval.level is None):
        return value, used
    if not _holds(interval, value.quantity.value):
        return value, used
    if interval.level is None:
        interval = replace(interval, level=_level_before(quantities, index))
    if value.is_count and value.quantity.kind == Kind.NUMBER and interval.level is None:
        value = replace(value, events=None, is_count=False)  # what has a spread is measured and not counted
    return replace(value, interval=interval, end=_closed(text, interval.end)), used + 1


def _holds(interval: Quantity, value: str | None) -> bool:
    """Whether an interval can be that of a value."""
    number = float(value) if value else None
    above = number is None or interval.lower is None or float(interval.lower) <= number
    return above and (number is None or interval.upper is None or number <= float(interval.upper))


def _level_before(quantities: Sequence[Quantity], index: int) -> str | None:
    """Return the level last printed: it carries over within a sentence or list."""
    return next((item.level for item in reversed(quantities[:index]) if item.level), None)
