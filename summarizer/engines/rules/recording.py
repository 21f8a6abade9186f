"""From what was read to the record's results and analyses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from summarizer.engines.rules import effects
from summarizer.engines.rules.favoring import favors
from summarizer.engines.rules.opponents import find_leader, find_opponents
from summarizer.engines.rules.statistic import UNSTATED, stated_by_name, statistic_of
from summarizer.engines.rules.statistic_columns import IN_COLUMN
from summarizer.quantities import Kind, Quantity
from summarizer.record import Analysis, ConfidenceInterval, Dispersion, PValue, Result

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.effects import Comparison
    from summarizer.engines.rules.naming import ArmMention, ArmNames
    from summarizer.engines.rules.opponents import Pair
    from summarizer.engines.rules.results import Value
    from summarizer.engines.rules.statements import Name
    from summarizer.record import DispersionType, Favors, Measure

_TIME_BEFORE = re.compile(
    r"\b(?:at|after|within|by|over|through|until|to|during|for|every|up to|least|about|approximately"
    r"|than|of the|first|next|past|previous|last|follow-?up (?:of|was|time)|follow-?up duration (?:of"
    r"|was)|beyond|and|-) ?$",
    re.IGNORECASE,
)
_LONG_BEFORE = re.compile(r"(?:follow(?:ed)?[- ]?up|\baged?\b|\bat\b)[^.;,]{0,24}$", re.IGNORECASE)
_TIME_AFTER = re.compile(
    r"-|[ -](?:of (?:follow|age|treatment|therapy)|after (?:random|treat|surg|start|the)|later"
    r"|on(?=[,.;])|ago|apart|old|follow|overall|progression|disease|event|survival|mortality|OS\b"
    r"|PFS\b|DFS\b|EFS\b|rates?\b|into|before|post|from (?:random|base)|or (?:more|older|longer"
    r"|younger))",
    re.IGNORECASE,
)
_RATE_UNIT = re.compile(r"per .*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a comparison stands.

    Attributes:
        name: What is compared.
        names: The trial's arms.
        mentions: Arms named around it.
        population: Subgroup.
        time_point: When.
        clause: Folded text of its clause.
        sentence: Folded text of its sentence.
        starts: Where its clause and its sentence begin in the folded text of the article.
    """

    name: Name
    names: ArmNames
    mentions: tuple[ArmMention, ...]
    population: str | None
    time_point: str | None
    clause: str
    sentence: str
    starts: tuple[int, int] = (0, 0)


_STATED = re.compile(
    r"(?:(?:median|survival|was|from|\bOS|\bPFS) (?:of|to|by)|\b(?:improved|prolonged|extended|increased|decreased|reduced|shortened|fell|rose|dropped) (?:[a-z]+ )?(?:to|by|from)|(?:stood|standing|lay|put|estimated) (?:at|to)) ?$"
)
_WENT = re.compile(
    r"(?:improv|prolong|extend|increas|decreas|reduc|shorten|fell|rose|drop|declin|mean|median)[^.;]*\bfrom \d[\d.]*(?: [a-z]+)?(?: ?\([^()]*\))? to $"
)
"""The end of a change that is measured in time: "shortened the stay from 7.0 to 5.8 days"."""
_FOLLOWED = re.compile(r"follow(?:ed)?[- ]?up\b[^.;,]{0,70}$", re.IGNORECASE)


def is_follow_up(text: str, start: int) -> bool:
    """Whether a number behind "follow-up" says how long people were watched."""
    return _FOLLOWED.search(text, max(0, start - 80), start) is not None


def is_time(text: str, start: int, end: int) -> bool:
    """Whether a duration says when and not how long: "at 24 months", "24-month survival"."""
    before = text[max(0, start - 80) : start]
    if text[start] in "-\u2212":
        return False
    if is_follow_up(text, start):
        return True
    if _STATED.search(before) or _WENT.search(before):
        return False
    is_partner = re.search(r"\band $", before) and not re.search(r"\b(?:at|after|between|from)\b[^.;,]*$", before)
    if (_TIME_BEFORE.search(before[-24:]) and not is_partner) or (
        _LONG_BEFORE.search(before) and not re.search(r"survival|median (?:OS|PFS)", before[-40:])
    ):
        return True
    return _TIME_AFTER.match(text, end) is not None


def result_of(
    sentence: Sentence, name: Name, value: Value, *, arm: str | None, population: str | None, time_point: str | None
) -> Result | None:
    """Make a value the record's result."""
    statistic = statistic_of(sentence, name, value)
    quantity = value.quantity
    if statistic is None:
        return None
    statistic = None if statistic == UNSTATED else statistic
    status = (
        "NOT_REACHED"
        if quantity.flag == "not reached"
        else "NOT_ESTIMABLE"
        if quantity.flag == "not estimable"
        else "REPORTED"
    )
    number = quantity.events if quantity.kind == Kind.FRACTION else quantity.value
    return Result(
        arm=arm,
        population=population,
        time_point=time_point,
        statistic=statistic,
        value=number,
        unit=None if statistic == "COUNT" else _unit(quantity),
        status=status,
        ci=_interval(value.interval) if value.interval and _is_confidence(value.interval) else None,
        dispersion=_dispersion(value),
        events=_count(value.events if statistic != "COUNT" else value.events or number),
        total=_count(value.total),
    )


def _unit(quantity: Quantity) -> str | None:
    if quantity.unit and (match := _RATE_UNIT.search(quantity.unit)):
        return match[0]
    return quantity.unit


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _interval(quantity: Quantity | None) -> ConfidenceInterval | None:
    if quantity is None:
        return None
    return ConfidenceInterval(level=quantity.level, lower=quantity.lower, upper=quantity.upper)


def _is_confidence(interval: Quantity) -> bool:
    """Whether a pair is a confidence interval: by its name, or by a level that was printed for the like of it."""
    return interval.measure == "CI" or (interval.measure is None and interval.level is not None)


def _dispersion(value: Value) -> Dispersion | None:
    quantity, interval = value.quantity, value.interval
    if quantity.kind == Kind.MEAN_SD:
        types: dict[str, DispersionType] = {
            "SD": "STANDARD_DEVIATION",
            "SE": "STANDARD_ERROR",
        }
        return Dispersion(type=types.get(quantity.measure or ""), value=quantity.spread, lower=None, upper=None)
    if interval is not None and interval.measure in {"IQR", "RANGE"}:
        kind: DispersionType = "INTER_QUARTILE_RANGE" if interval.measure == "IQR" else "FULL_RANGE"
        return Dispersion(type=kind, value=None, lower=interval.lower, upper=interval.upper)
    return None


def analysis_of(
    setting: Setting, comparison: Comparison, results: tuple[Result, ...], pair: Pair | None = None
) -> Analysis:
    """Make a comparison the record's analysis; its arms are empty where the text does not tell which are compared."""
    arm, comparator = pair or find_opponents(
        setting.names, setting.mentions, setting.clause, comparison.start, setting.sentence, setting.starts[1]
    )
    times = {item.time_point for item in results if item.statistic != "MEDIAN"}
    if setting.time_point is None and len(times) == 1 and comparison.measure != "HAZARD_RATIO":
        setting = replace(setting, time_point=times.pop())
    values = _value_of(results, arm, setting), _value_of(results, comparator, setting)
    statistic = results[0].statistic if results else stated_by_name(setting.name.title)
    estimate, p_value = comparison.estimate, comparison.p_value
    measure = effects.measure_of(comparison, statistic)
    is_ratio = measure is not None and measure.endswith("RATIO")
    is_plain = estimate and estimate.flag == IN_COLUMN and not _OF_FALLS.search(setting.name.title)
    if estimate and is_plain and _is_turned(measure, estimate.value, values):
        side = _side(setting, comparison, arm, comparator, values) if not is_ratio else None
        side = _TURNED.get(side or "") if side else _side(setting, comparison, comparator, arm, values[::-1])
        arm, comparator = comparator, arm
    else:
        side = _side(setting, comparison, arm, comparator, values)
    return Analysis(
        arm=arm,
        comparator=comparator,
        population=setting.population,
        time_point=setting.time_point,
        measure=measure,
        estimate=estimate.value if estimate else None,
        unit=None if estimate is None or is_ratio else estimate.unit,
        ci=_interval(comparison.interval),
        p_value=PValue(operator=p_value.operator or "=", value=p_value.value) if p_value and p_value.value else None,
        favors=side if side == "NEITHER" or (arm and comparator) else None,
        hypothesis=comparison.hypothesis,
    )


_TURNED: dict[str, Favors] = {"ARM": "COMPARATOR", "COMPARATOR": "ARM", "NEITHER": "NEITHER"}
_OF_FALLS = re.compile(r"reduc|decreas|decline|loss|lost|fall|improve", re.IGNORECASE)
"""Endpoints whose values may be printed without the sign that their difference has."""


def _is_turned(measure: Measure | None, estimate: str | None, values: tuple[str | None, str | None]) -> bool:
    """Whether an estimate of a table sets the second of its arms against the first, by their values beside it."""
    neutral = {"MEAN_DIFFERENCE": "0", "RISK_DIFFERENCE": "0", "RISK_RATIO": "1", "ODDS_RATIO": "1"}.get(measure or "")
    if neutral is None or estimate is None or values[0] is None or values[1] is None:
        return False
    difference = Decimal(values[0]) - Decimal(values[1])
    return difference * (Decimal(estimate) - Decimal(neutral)) < 0


def _side(
    setting: Setting,
    comparison: Comparison,
    arm: str | None,
    comparator: str | None,
    values: tuple[str | None, str | None],
) -> Favors | None:
    """Whom a comparison favours, by its own clause or, where that names no arm, by its sentence."""
    text, start = setting.clause, setting.starts[0]
    leader = find_leader(setting.mentions, text, start)
    if leader is None and comparison.estimate is None:
        leader = find_leader(setting.mentions, setting.sentence, setting.starts[1])
        text = setting.sentence if leader else text
    leads = leader == arm if leader is not None and leader in {arm, comparator} else None
    return favors(comparison, setting.name.title, text, is_harm=setting.name.is_harm, values=values, leads=leads)


def _value_of(results: tuple[Result, ...], arm: str | None, setting: Setting) -> str | None:
    return arm and next(
        (
            item.value
            for item in results
            if item.arm == arm and item.population == setting.population and item.time_point == setting.time_point
        ),
        None,
    )


def no_difference(pair: Pair) -> Analysis:
    """The analysis of a "did not differ" without a number."""
    return Analysis(
        arm=pair[0], comparator=pair[1], population=None, time_point=None, measure=None, estimate=None, unit=None, ci=None,
        p_value=None, favors="NEITHER", hypothesis=None,
    )  # fmt: skip
