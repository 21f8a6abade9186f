"""The keys of list items: what makes a trial, an arm, a result or an adverse event the same one.

A value is never part of a key.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from evals.alignment import Keyed
from evals.figures import durations, same_duration
from evals.wording import likeness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.record import AdverseEvent, Analysis, Arm, OutcomeMeasure, Result, Trial

_CACHED = 65536
_UNKNOWN = 0.5
_ARM = ("arm",)
_INTERVENTION = ("intervention",)
_POPULATION = ("condition",)

Names = tuple[str, ...]


class TrialKey(NamedTuple):
    """A trial: registry numbers, acronyms and what was given."""

    registry_ids: Names
    acronyms: Names
    interventions: Names


class ArmKey(NamedTuple):
    """An arm: accepted labels, type and interventions."""

    labels: Names
    type: str | None
    interventions: Names


class ResultKey(NamedTuple):
    """A value of one arm."""

    arm: str | None
    population: str | None
    time_point: str | None
    statistic: str | None


class AnalysisKey(NamedTuple):
    """A comparison of two arms."""

    arm: str | None
    comparator: str | None
    population: str | None
    time_point: str | None
    measure: str | None


class TermKey(NamedTuple):
    """An adverse event: accepted terms and grade."""

    terms: Names
    grade: str | None


def key_trial(trial: Trial, acronyms: Sequence[str] = ()) -> Keyed[TrialKey]:
    """Return a trial's key, with further accepted acronyms."""
    given = dict.fromkeys(name for arm in trial.arms for name in arm.interventions)
    own = (trial.acronym,) if trial.acronym else ()
    return Keyed(TrialKey(tuple(sorted(trial.registry_ids)), (*own, *acronyms), tuple(sorted(given))), ())


def like_trials(gold: TrialKey, predicted: TrialKey) -> float:
    """Return how alike two trials are by the keys that both have; a half where they share none."""
    scores: list[tuple[float, float]] = []
    if gold.registry_ids and predicted.registry_ids:
        shared = {name.casefold() for name in gold.registry_ids} & {name.casefold() for name in predicted.registry_ids}
        if shared:
            return 1.0
        scores.append((0.3, 0.0))
    if gold.acronyms and predicted.acronyms:
        scores.append((0.3, like_names(gold.acronyms, predicted.acronyms, ("trial",))))
    if gold.interventions and predicted.interventions:
        scores.append((0.4, overlap(gold.interventions, predicted.interventions)))
    if not scores:
        return _UNKNOWN
    return sum(weight * score for weight, score in scores) / sum(weight for weight, _ in scores)


def key_arm(arm: Arm, labels: Sequence[str] = ()) -> Keyed[ArmKey]:
    """Return an arm's key, with further accepted labels."""
    return Keyed(
        ArmKey((arm.label, *labels), arm.type, tuple(sorted(arm.interventions))), (arm.participants is not None,)
    )


def like_arms(gold: ArmKey, predicted: ArmKey) -> float:
    """Return how alike two arms are: label 0.7, type 0.3, and shared interventions help a label that is worded apart."""
    label = like_names(gold.labels, predicted.labels, _ARM)
    score = 0.7 * label + 0.3 * _agreement(gold.type, predicted.type)
    if gold.interventions and predicted.interventions:
        score += 0.3 * overlap(gold.interventions, predicted.interventions) * (1 - label)
    return min(1.0, score)


def key_outcome(outcome: OutcomeMeasure, titles: Sequence[str] = ()) -> Keyed[Names]:
    """Return an outcome's key, with further accepted titles."""
    return Keyed((outcome.title, *titles), (outcome.type,))


def like_outcomes(gold: Names, predicted: Names) -> float:
    """Return how alike two outcomes' titles are."""
    return like_names(gold, predicted, ("outcome",))


def key_term(event: AdverseEvent, terms: Sequence[str] = ()) -> Keyed[TermKey]:
    """Return an adverse event's key, with further accepted terms."""
    return Keyed(TermKey((event.term, *terms), event.grade), (event.serious,))


def like_terms(gold: TermKey, predicted: TermKey) -> float:
    """Return how alike two adverse events are: term 0.7, grade 0.3."""
    return 0.7 * like_names(gold.terms, predicted.terms, ("harm",)) + 0.3 * (gold.grade == predicted.grade)


def key_result(result: Result, arms: Mapping[str, str]) -> Keyed[ResultKey]:
    """Return a result's key; ``arms`` maps the labels of its record to those of gold."""
    arm = None if result.arm is None else arms.get(result.arm, result.arm)
    key = ResultKey(arm, result.population, result.time_point, result.statistic)
    return Keyed(key, (result.unit, result.status, result.value, result.events, result.total))


@lru_cache(maxsize=_CACHED)
def like_results(gold: ResultKey, predicted: ResultKey) -> float:
    """Return how alike two results are: arm 0.4, population, time point and statistic 0.2 each."""
    return (
        0.4 * (gold.arm == predicted.arm)
        + 0.2 * _like_populations(gold.population, predicted.population)
        + 0.2 * like_times(gold.time_point, predicted.time_point)
        + 0.2 * _agreement(gold.statistic, predicted.statistic)
    )


def key_analysis(analysis: Analysis, arms: Mapping[str, str]) -> Keyed[AnalysisKey]:
    """Return an analysis's key; ``arms`` maps the labels of its record to those of gold."""
    arm = None if analysis.arm is None else arms.get(analysis.arm, analysis.arm)
    comparator = None if analysis.comparator is None else arms.get(analysis.comparator, analysis.comparator)
    key = AnalysisKey(arm, comparator, analysis.population, analysis.time_point, analysis.measure)
    p_value = analysis.p_value
    traits = (
        analysis.hypothesis,
        analysis.estimate is None,
        p_value is None,
        analysis.estimate,
        None if p_value is None else (p_value.operator, p_value.value),
    )
    return Keyed(key, traits)


@lru_cache(maxsize=_CACHED)
def like_analyses(gold: AnalysisKey, predicted: AnalysisKey) -> float:
    """Return how alike two analyses are: arms 0.4 (0.2 when exchanged), population, time point and measure 0.2 each."""
    arms = 0.2 * (gold.arm == predicted.arm) + 0.2 * (gold.comparator == predicted.comparator)
    if (gold.arm, gold.comparator) == (predicted.comparator, predicted.arm):
        arms = max(arms, 0.2)
    return (
        arms
        + 0.2 * _like_populations(gold.population, predicted.population)
        + 0.2 * like_times(gold.time_point, predicted.time_point)
        + 0.2 * _agreement(gold.measure, predicted.measure)
    )


def like_times(gold: str | None, predicted: str | None) -> float:
    """Return 1 for the same point in time, a quarter where only one is given, else 0."""
    if gold == predicted:
        return 1.0
    if gold is None or predicted is None:
        return 0.25
    return _like_given_times(gold, predicted)


@lru_cache(maxsize=_CACHED)
def _like_given_times(gold: str, predicted: str) -> float:
    ones, others = durations(gold), durations(predicted)
    if len(ones) == len(others) == 1:
        return float(same_duration(ones[0], others[0]))
    return likeness(gold, predicted)


def like_names(gold: Names, predicted: Names, scopes: tuple[str, ...]) -> float:
    """Return how alike the nearest of two sets of accepted names are."""
    return max((likeness(one, other, scopes) for one in gold for other in predicted), default=0.0)


@lru_cache(maxsize=_CACHED)
def overlap(gold: Names, predicted: Names) -> float:
    """Return the share of interventions that two lists have in common (Dice), each matched by its nearest name."""
    forth = sum(like_names((one,), predicted, _INTERVENTION) for one in gold)
    back = sum(like_names(gold, (one,), _INTERVENTION) for one in predicted)
    return (forth + back) / (len(gold) + len(predicted))


def _like_populations(gold: str | None, predicted: str | None) -> float:
    if gold == predicted:
        return 1.0
    if gold is None or predicted is None:
        return 0.0
    return likeness(gold, predicted, _POPULATION)


def _agreement(gold: str | None, predicted: str | None) -> float:
    if gold == predicted:
        return 1.0
    return _UNKNOWN if gold is None or predicted is None else 0.0
