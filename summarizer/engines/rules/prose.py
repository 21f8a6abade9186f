"""Headline and synopsis, composed from what was found and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.record import AdverseEvent, Analysis, OutcomeMeasure, Result, Trial

_LONGEST = 30
_MEASURES = {
    "HAZARD_RATIO": "hazard ratio",
    "ODDS_RATIO": "odds ratio",
    "RISK_RATIO": "relative risk",
    "RATE_RATIO": "rate ratio",
    "RISK_DIFFERENCE": "difference",
    "MEAN_DIFFERENCE": "difference",
}
_UNITS = {"DAYS": "days", "WEEKS": "weeks", "MONTHS": "months", "YEARS": "years"}
_MOST_SENTENCES = 6
_FEWEST_SENTENCES = 3


def compose_headline(trials: Sequence[Trial], title: str | None) -> str | None:
    """One sentence of at most 30 words on the main result, or the title where there is none."""
    for trial in trials[:1]:
        for parts in _headlines(trial):
            text = _capitalised(" ".join(part for part in parts if part)) + "."
            if len(text.split()) <= _LONGEST:
                return text
    if title and len(title.split()) <= _LONGEST:
        return title
    return None


def _headlines(trial: Trial) -> Iterator[tuple[str, ...]]:
    """Wordings of the main result, the fullest first."""
    outcome = main_outcome(trial)
    condition = f"in {trial.conditions[0]}" if trial.conditions else ""
    named = f"in {trial.acronym}" if trial.acronym else ""
    if outcome is not None:
        analysis = _main_analysis(outcome)
        if analysis is not None and analysis.arm and analysis.comparator:
            claim = _claim(analysis, outcome.title)
            estimate = _estimate(analysis)
            yield claim, condition, named, f"({estimate})" if estimate else ""
            yield claim, condition, f"({estimate})" if estimate else ""
            yield claim, condition
            yield (claim,)
        values = [
            text for result in outcome.results if result.arm and result.population is None and (text := _value(result))
        ]
        if values:
            first = next(result for result in outcome.results if result.arm and _value(result))
            yield f"{outcome.title} was {values[0]} with {first.arm}", condition, named
            yield f"{outcome.title} was {values[0]} with {first.arm}", condition
    arms = " versus ".join(arm.label for arm in trial.arms[:3])
    if arms:
        yield (f"{trial.acronym + ' ' if trial.acronym else 'a trial '}tests {arms}", condition)
        yield (f"{trial.acronym + ' ' if trial.acronym else 'a trial '}tests {arms}",)


def main_outcome(trial: Trial) -> OutcomeMeasure | None:
    """The primary endpoint with results, else the first endpoint with a comparison, else the first with results."""
    primary = [outcome for outcome in trial.outcomes if outcome.type == "PRIMARY"]
    for outcomes in (primary, trial.outcomes):
        compared = next((outcome for outcome in outcomes if outcome.analyses), None)
        measured = next((outcome for outcome in outcomes if outcome.results), None)
        if compared or measured:
            return compared or measured
    return None


def _main_analysis(outcome: OutcomeMeasure) -> Analysis | None:
    whole = [analysis for analysis in outcome.analyses if analysis.population is None]
    told = [analysis for analysis in whole or outcome.analyses if analysis.favors]
    return next(iter(told or whole or outcome.analyses), None)


def _claim(analysis: Analysis, title: str) -> str:
    title = _lowered(title)
    at = (
        f" at {analysis.time_point}"
        if analysis.time_point and analysis.time_point[0].isdigit() and "after" not in analysis.time_point
        else ""
    )
    if analysis.favors == "NEITHER":
        return f"{analysis.arm} did not differ significantly from {analysis.comparator} for {title}{at}"
    if analysis.favors == "ARM":
        return f"{analysis.arm} was better than {analysis.comparator} for {title}{at}"
    if analysis.favors == "COMPARATOR":
        return f"{analysis.arm} was worse than {analysis.comparator} for {title}{at}"
    return f"{analysis.arm} was compared with {analysis.comparator} for {title}{at}"


def _estimate(analysis: Analysis) -> str:
    parts: list[str] = []
    if analysis.estimate is not None and analysis.measure:
        unit = f" {analysis.unit}" if analysis.unit and analysis.unit != "%" else (analysis.unit or "")
        measure = _MEASURES.get(analysis.measure)
        parts.append(f"{measure + ' ' if measure else ''}{analysis.estimate}{unit}")
    if analysis.ci is not None and analysis.ci.lower and analysis.ci.upper:
        level = f"{analysis.ci.level}% " if analysis.ci.level else ""
        parts.append(f"{level}CI {analysis.ci.lower} to {analysis.ci.upper}")
    if analysis.p_value is not None:
        parts.append(f"P {analysis.p_value.operator} {analysis.p_value.value}")
    return ", ".join(parts)


def _value(result: Result) -> str:
    if result.status == "NOT_REACHED":
        return "not reached"
    if result.value is None:
        return ""
    unit = result.unit or ""
    if unit == "%":
        return f"{result.value}%"
    return f"{result.value} {_UNITS.get(unit, unit)}".strip()


def compose_synopsis(trials: Sequence[Trial], fallback: Sequence[str]) -> str | None:
    """Three to six sentences: who, what against what, the main result, harms, conclusion.

    Args:
        trials: What was found.
        fallback: Sentences of the article that may fill up what was not found.
    """
    sentences: list[str] = []
    for trial in trials[:2]:
        room = _MOST_SENTENCES if len(trials) == 1 else _FEWEST_SENTENCES
        sentences.extend(list(_trial_sentences(trial))[:room])
    for sentence in fallback:
        if len(sentences) >= _FEWEST_SENTENCES:
            break
        sentences.append(sentence)
    return " ".join(sentences[:_MOST_SENTENCES]) if len(sentences) >= _FEWEST_SENTENCES else None


def _trial_sentences(trial: Trial) -> Iterator[str]:
    yield _design(trial)
    outcome = main_outcome(trial)
    if outcome is not None:
        yield from _outcome_sentences(outcome)
    for other in trial.outcomes:
        if other is not outcome and (other.analyses or other.results):
            yield from list(_outcome_sentences(other))[:1]
            break
    harms = _harms(trial.adverse_events)
    if harms:
        yield harms
    if trial.conclusion and len(trial.conclusion.split()) <= 2 * _LONGEST:
        yield trial.conclusion if trial.conclusion.endswith((".", "!", "?")) else f"{trial.conclusion}."


def _design(trial: Trial) -> str:
    name = f"{trial.acronym} study" if trial.acronym else "study"
    words = "randomized " if trial.allocation == "RANDOMIZED" else ""
    people = f"{trial.enrollment} participants" if trial.enrollment else "participants"
    condition = f" with {trial.conditions[0]}" if trial.conditions else ""
    arms = [f"{arm.label} (n = {arm.participants})" if arm.participants else arm.label for arm in trial.arms]
    given = (
        f" received {', '.join(arms[:-1])} or {arms[-1]}"
        if len(arms) > 1
        else (f" received {arms[0]}" if arms else " took part")
    )
    follow = trial.follow_up
    followed = ""
    if follow is not None and follow.value and follow.unit:
        statistic = f"{follow.statistic.lower()} " if follow.statistic else ""
        followed = f", with a {statistic}follow-up of {follow.value} {_UNITS[follow.unit]}"
    return f"In the {words}{name}, {people}{condition}{given}{followed}."


def _outcome_sentences(outcome: OutcomeMeasure) -> Iterator[str]:
    values = [
        f"{text} with {result.arm}"
        for result in outcome.results
        if result.arm and result.population is None and (text := _value(result))
    ]
    analysis = _main_analysis(outcome)
    if analysis is not None and analysis.arm and analysis.comparator:
        estimate = _estimate(analysis)
        yield _capitalised(_claim(analysis, outcome.title)) + (f" ({estimate})." if estimate else ".")
    if values:
        yield f"{_capitalised(outcome.title)} was {' and '.join(values[:2])}."


def _harms(events: Sequence[AdverseEvent]) -> str:
    told: list[str] = []
    for event in events:
        values = [f"{text} with {result.arm}" for result in event.results if result.arm and (text := _value(result))]
        if values:
            told.append(f"{event.term} {' and '.join(values[:2])}")
        if len(told) == 3:  # noqa: PLR2004
            break
    return f"Harms included {'; '.join(told)}." if told else ""


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(title: str) -> str:
    first = title.split(" ", 1)[0]
    return title if sum(letter.isupper() for letter in first) > 1 else title[:1].lower() + title[1:]
