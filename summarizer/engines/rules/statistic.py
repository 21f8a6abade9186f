"""What a value is: a mean, a median, a share, a count, a rate; or a number of which the text does not say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from summarizer.engines.rules.favoring import is_more_better
from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.items import PEOPLE
from summarizer.engines.rules.units import CLOCK
from summarizer.quantities import Kind

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.results import Value
    from summarizer.engines.rules.statements import Name
    from summarizer.record import Statistic

Unstated = Literal["UNSTATED"]
UNSTATED: Unstated = "UNSTATED"
"""A result of which the text does not say what it is."""
_MEDIAN = Guarded("median", r"\bmedians?\b", re.IGNORECASE)
_MEAN = Guarded(
    "mean|average|least|ls|geometric",
    r"\bmeans?\b|\baverages?d?\b|\bleast[- ]squares|\bLS\b|\bgeometric",
    re.IGNORECASE,
)
_LASTING = re.compile(r"survival|time to|duration|length of|-free|\bPFS\b|\bOS\b|\bDFS\b|\bEFS\b", re.IGNORECASE)
_LENGTH = re.compile(r"\b(?:days|nights|hours|minutes|weeks|time|stay|change|reduction|latency)\b", re.IGNORECASE)
"""Endpoints that are measured in time."""
_SCALE = re.compile(
    r"score|scale|change|questionnaire|index|reduction|decrease|increase|improvement|decline|level"
    r"|concentration|pressure|weight|volume|density|distance|function|FEV|eGFR|HbA1c|LDL|MADRS|HAM",
    re.IGNORECASE,
)
_COUNT_AFTER = re.compile(
    r"[\s(]*(?:[a-z-]+ ){0,3}?(?:patients?|participants?|people|persons?|deaths?|cases?|events?|women"
    r"|men|children|adults|infants|recipients?|individuals|of (?:them|these|those|whom)|(?:on|with|in"
    r"|given|taking|receiving|from) )|$",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r" (?:[a-z]+ ){0,3}?(?:(?:were|was|had been|of them|people|patients|participants|women|men"
    r"|adults) )*(?:randomly|randomi[sz]ed|assigned|allocated|enrol+ed|screened|recruited|included"
    r"|completed|received to|to [a-z]+ and)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"\b(?:mean|median|average|score|by|was|were|of|to|from)\b[^.;]*$", re.IGNORECASE)
_COUNTABLE = re.compile(
    r"death|died|mortality|event|case|discontinu|infection|stroke|infarction|bleeding|hospitali"
    r"|relapse|recurrence|progression|failure|syndrome|leuk|disease|ketoacidosis|hypoglyc|response"
    r"|illness",
    re.IGNORECASE,
)
_RATE = re.compile(r"\brates?\b", re.IGNORECASE)
_AVERAGED = re.compile(r"\b(?:medians?|means?|average|score)\b[^.;,()]*(?:was|were|of|to) $", re.IGNORECASE)
_AVERAGE_OF = Guarded("median|mean|average", r"\b(?:medians?|means?|averages?)\b[^.;]*$", re.IGNORECASE)
_PASSAGE = re.compile(
    r"\b(?:completed|withdr[ae]w|withdrawn|dropped out|drop-?outs?|lost to|analy[sz]ed|included|excluded|received|eligible|available|evaluable"
    r"|assessed|participated|allocated|baseline|screened|at least one dose)\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"\b(?:numbers?|episodes?|events?|cases?|deaths?|failures?|recurrences?|relapses?|complications?|infections?)\b",
    re.IGNORECASE,
)
_RATE_UNIT = re.compile(r"per .*", re.IGNORECASE)
_CLOCKED = re.compile(r"(?:\b(?:was|were|of|by|lasted|averaged|took|means?|medians?)\b(?: [a-z]+){0,2}| to|=|:) ?\(?$")
"""What states a value in hours or minutes: "lasted 84 minutes"."""
_NEAR = 140
_CHANGE_OF = re.compile(r"\b(?:change|reduction|decrease|increase|decline)\b.* in\b", re.IGNORECASE)
_HAPPENS = re.compile(
    rf"{_COUNTABLE.pattern}|surviv|remission|rate|cure|healing|success|vomit|nausea|shivering|ileus|delirium|fever|exacerbation|seizure|attack|fracture|\u2265 ?1|pregnan|birth|abstinence|cessation|prevalence|recovery|retention|relief"
    r"|achiev|free",
    re.IGNORECASE,
)
"""Endpoints that a patient has or has not, so that a percentage is a share of patients."""
_AMOUNT = re.compile(r"HbA1c|A1C|LDL|weight|FEV1|ejection")
_SHARE = re.compile(r"proportion|patients|response|or more|or greater|at least|incidence|%|below|less than")
_MOVED_BY = re.compile(
    r"\b(?:fell|dropped|declined|decreased|rose|increased|reduced|cut|lowered|down|up)(?: [a-z]+){0,3} by (?:only |just |a further )?$"
)
"""What makes of a percentage how much fewer or more something befell, and no share of people: "deaths fell by 18%"."""
_MOVED = re.compile(
    r"\b(?:reduced|decreased|increased|improved|fell|rose|dropped|declined|lowered|raised|enhanced|reductions?|decreases?|increases?|loss)\b",
    re.IGNORECASE,
)


def statistic_of(sentence: Sentence, name: Name, value: Value) -> Statistic | Unstated | None:
    """What a value is; ``None`` where the text does not tell well enough to record it."""
    before, lower = sentence.text[: value.start - sentence.start], sentence.lower
    kind = value.quantity.kind
    if kind == Kind.PERCENTAGE and _is_share_of_people(value, sentence.text[value.quantity.end :]):
        return "PERCENTAGE"
    if kind == Kind.PERCENTAGE:
        return _of_change(before, lower, name, value)
    if kind == Kind.DURATION:
        return _of_duration(before, lower, name, value)
    if kind == Kind.MEAN_SD:
        is_share = value.quantity.unit == "%" and _of_percentage(before, lower, name) == "PERCENTAGE"
        return "PERCENTAGE" if is_share and is_more_better(name.title) is not None else "MEAN"
    if kind == Kind.FRACTION:
        return "COUNT"
    return _of_number(sentence, before, name, value)


def _of_change(before: str, lower: str, name: Name, value: Value) -> Statistic | Unstated | None:
    """What a percentage is that no word makes a share of people."""
    if _MOVED_BY.search(before[-60:]) and (name.is_harm or _HAPPENS.search(name.title)):
        return UNSTATED if value.is_contrasted else None
    return "MEAN" if value.quantity.unit == "percentage points" else _of_percentage(before, lower, name)


_OF_PEOPLE = re.compile(
    rf"\)? of (?:the |all |those )?(?:[\w-]+ ){{0,3}}?(?:{PEOPLE}|those|recipients|group|arm|cohort)\b", re.IGNORECASE
)


def _is_share_of_people(value: Value, after: str) -> bool:
    """Whether a percentage counts people: "71% (143 of 200)", "52% of patients"."""
    return value.events is not None or _OF_PEOPLE.match(after) is not None


def _of_percentage(before: str, lower: str, name: Name) -> Statistic | Unstated:
    if _MEDIAN.search(before, lower) and re.search("change|reduction|decrease|increase", name.title):
        return "MEDIAN"
    if name.is_harm or _SHARE.search(name.title):
        return "PERCENTAGE"
    if _CHANGE_OF.search(name.title) or _AMOUNT.search(name.title):
        return "MEAN"
    is_share = name.is_harm or _HAPPENS.search(name.title) or not _MOVED.search(before[-_NEAR:])
    return "PERCENTAGE" if is_share else "MEAN" if _MEAN.search(before, lower) else UNSTATED


def stated_by_name(title: str) -> Statistic | None:
    """What the values of an endpoint are by its name alone: percent of HbA1c and changes of it are no shares of people."""
    is_share = _SHARE.search(title) or _HAPPENS.search(title)
    return "MEAN" if not is_share and (_CHANGE_OF.search(title) or _AMOUNT.search(title)) else None


def _of_duration(before: str, lower: str, name: Name, value: Value) -> Statistic | Unstated | None:
    if value.quantity.value is None:
        return "MEDIAN" if _MEDIAN.search(before, lower) or _LASTING.search(name.title) else None
    if _MEAN.search(before, lower) and not _MEDIAN.search(before, lower):
        return "MEAN"
    if _MEDIAN.search(before, lower) or _LASTING.search(name.title):
        return "MEDIAN"
    return UNSTATED if value.is_contrasted and _LENGTH.search(name.title) else None


def _of_clock(before: str, lower: str, name: Name, value: Value) -> Statistic | Unstated | None:
    """What a value in hours or minutes is; one that no word states and that stands beside no other is a time and none."""
    if not (value.is_contrasted or value.interval or value.quantity.spread or _CLOCKED.search(before[-48:])):
        return None
    if _MEDIAN.search(before, lower):
        return "MEDIAN"
    if _MEAN.search(before, lower) or value.quantity.spread:
        return "MEAN"
    is_length = _LENGTH.search(name.title) or _LASTING.search(name.title)
    return UNSTATED if is_length or value.is_contrasted else None


def _of_number(sentence: Sentence, before: str, name: Name, value: Value) -> Statistic | Unstated | None:
    if value.quantity.unit and _RATE_UNIT.search(value.quantity.unit):
        average = _AVERAGE_OF.search(before, sentence.lower)
        return "RATE" if average is None else "MEDIAN" if "median" in average[0].lower() else "MEAN"
    if value.quantity.unit in CLOCK:
        return _of_clock(before, sentence.lower, name, value)
    if value.is_count:
        after = sentence.text[value.quantity.end :]
        is_averaged = _AVERAGED.search(before[-60:]) or _AVERAGE_OF.search(before, sentence.lower)
        if not is_averaged and (_is_counted(name, value, after) or _is_contrasted(sentence, name, value, after)):
            return "COUNT"
        is_amount = _SCALE.search(name.title) and _MEASURED.search(before[-40:])
        if not (is_amount or (is_averaged and value.is_contrasted)) or _FLOW.match(after) or _COUNT_AFTER.match(after):
            return None
    return _of_amount(before, sentence.lower, name, value)


def _of_amount(before: str, lower: str, name: Name, value: Value) -> Statistic | Unstated | None:
    unit = value.quantity.unit
    if _MEDIAN.search(before, lower) and not _RATE.search(name.title):
        return "MEDIAN"
    if _RATE.search(name.title) or (_RATE.search(before[-50:]) and not unit):
        return "RATE"
    is_measured = unit not in {None, "points", "percentage points"} and not name.is_harm
    if is_measured or _MEAN.search(before, lower) or _SCALE.search(name.title):
        return "MEAN"
    return None if value.is_count or name.is_harm else UNSTATED


def _is_contrasted(sentence: Sentence, name: Name, value: Value, after: str) -> bool:
    """Whether a whole number beside one of another arm counts what is named: "74 with A and 62 with B"."""
    if not value.is_contrasted or value.quantity.unit or _PASSAGE.search(sentence.text):
        return False
    return name.is_harm or _NUMBER_OF.search(name.title) is not None or _COUNT_AFTER.match(after) is not None


def _is_counted(name: Name, value: Value, after: str) -> bool:
    """Whether a whole number counts patients or events of what is named."""
    if value.quantity.flag == "none":
        return True
    is_countable = name.is_harm or _COUNTABLE.search(name.title) is not None
    return is_countable and not _FLOW.match(after) and _COUNT_AFTER.match(after) is not None
