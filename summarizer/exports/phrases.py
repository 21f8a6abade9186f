"""Phrases: values of the record in words, numbers as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.record import Analysis, ConfidenceInterval, Dispersion, FollowUp, PValue, Result, Source, Trial

_WORDS = {
    "EARLY_PHASE1": "early phase 1",
    "PHASE1": "phase 1",
    "PHASE2": "phase 2",
    "PHASE3": "phase 3",
    "PHASE4": "phase 4",
    "NON_RANDOMIZED": "not randomized",
    "EXPANDED_ACCESS": "expanded access",
    "SINGLE_GROUP": "single group",
    "PARALLEL": "parallel groups",
    "NON_INFERIORITY": "non-inferiority",
    "NO_INTERVENTION": "no intervention",
    "ACTIVE_COMPARATOR": "active comparator",
    "PLACEBO_COMPARATOR": "placebo comparator",
    "SHAM_COMPARATOR": "sham comparator",
    "OTHER_PRE_SPECIFIED": "pre-specified",
    "POST_HOC": "post hoc",
    "PRESS_RELEASE": "press release",
    "HAZARD_RATIO": "HR",
    "ODDS_RATIO": "OR",
    "NOT_REACHED": "not reached",
    "NOT_ESTIMABLE": "not estimable",
    "STANDARD_DEVIATION": "SD",
    "STANDARD_ERROR": "SE",
    "INTER_QUARTILE_RANGE": "IQR",
    "FULL_RANGE": "range",
    "p_value": "P value",
    "sample_size": "sample size",
}
_MASKING = {"NONE": "open label", "SINGLE": "single-blind", "DOUBLE": "double-blind", "TRIPLE": "triple-blind"}
_STATISTICS = {"MEDIAN": "median ", "MEAN": "mean "}
_UNITS = {"DAYS", "WEEKS", "MONTHS", "YEARS"}


def word(name: str) -> str:
    """Return the word for a value of an enumeration."""
    return _WORDS.get(name) or name.lower().replace("_", " ")


def number(count: int | None) -> str:
    """Return a count with thousands separators; nothing for ``None``."""
    return "" if count is None else f"{count:,}"


def describe_source(source: Source) -> list[str]:
    """Return what the text is, who wrote it, when and where, in this order."""
    abstract = f"abstract {source.abstract_number}" if source.abstract_number else None
    parts = [
        word(source.kind),
        source.title,
        ", ".join(source.authors),
        source.published,
        source.conference,
        abstract,
        source.journal,
        source.doi and f"doi:{source.doi}",
        source.pmid and f"PMID {source.pmid}",
    ]
    return [part for part in parts if part]


def describe_design(trial: Trial) -> str:
    """Return phase, allocation, masking and the like."""
    observational = trial.study_type if trial.study_type != "INTERVENTIONAL" else None
    named = [*trial.phases, observational, trial.allocation, trial.intervention_model, trial.hypothesis]
    words = [word(name) for name in named if name]
    if trial.masking:
        words.append(_MASKING.get(trial.masking, "quadruple-blind"))
    if trial.allocation_ratio:
        words.append(trial.allocation_ratio)
    return ", ".join(words)


def describe_follow_up(follow_up: FollowUp) -> str:
    """Return the length of follow-up."""
    statistic = f"{word(follow_up.statistic)} " if follow_up.statistic else ""
    return f"{statistic}{_measured(follow_up.value, follow_up.unit)}"


def describe_result(result: Result) -> str:
    """Return a value of one arm with its interval, spread and counts."""
    if result.status in {"NOT_REACHED", "NOT_ESTIMABLE"}:
        value = f"{_STATISTICS.get(result.statistic or '', '')}{word(result.status)}"
    else:
        value = f"{_STATISTICS.get(result.statistic or '', '')}{_measured(result.value, result.unit)}"
    counts = _counts(result)
    if result.statistic == "COUNT" and counts and result.value == str(result.events):
        value, counts = counts, ""
    brackets = [counts, _interval(result.ci), _dispersion(result.dispersion)]
    inside = "; ".join(part for part in brackets if part)
    return f"{value} ({inside})" if inside and value else value or inside


def describe_analysis(analysis: Analysis) -> str:
    """Return an estimate with its interval and P value, and whom it favors."""
    measure = f"{word(analysis.measure)} " if analysis.measure and analysis.measure != "OTHER" else ""
    estimate = f"{measure}{_measured(analysis.estimate, analysis.unit)}" if analysis.estimate else ""
    interval = _interval(analysis.ci)
    if interval:
        estimate = f"{estimate} ({interval})".strip()
    tested = f"{word(analysis.hypothesis)}" if analysis.hypothesis else ""
    statistics = ", ".join(part for part in (estimate, _p_value(analysis.p_value), tested) if part)
    return "; ".join(part for part in (statistics, _favored(analysis)) if part)


def describe_pair(analysis: Analysis) -> str:
    """Return which arms are compared."""
    return f"{analysis.arm or 'all participants'} vs {analysis.comparator or 'not named'}"


def _favored(analysis: Analysis) -> str:
    if analysis.favors == "NEITHER":
        return "no difference shown"
    favored = {"ARM": analysis.arm, "COMPARATOR": analysis.comparator}.get(analysis.favors or "")
    return f"favors {favored}" if favored else ""


def _measured(value: str | None, unit: str | None) -> str:
    if value is None or unit is None:
        return value or ""
    if unit == "%":
        return f"{value}%"
    return f"{value} {unit.lower() if unit in _UNITS else unit}"


def _counts(result: Result) -> str:
    if result.events is not None and result.total is not None:
        return f"{result.events:,}/{result.total:,}"
    if result.events is not None:
        return f"n = {result.events:,}" if result.statistic != "COUNT" else f"{result.events:,}"
    return f"of {result.total:,}" if result.total is not None else ""


def _interval(ci: ConfidenceInterval | None) -> str:
    if ci is None:
        return ""
    return f"{ci.level}% CI, {_limits(ci.lower, ci.upper)}" if ci.level else f"CI, {_limits(ci.lower, ci.upper)}"


def _dispersion(dispersion: Dispersion | None) -> str:
    if dispersion is None:
        return ""
    spread = dispersion.value or _limits(dispersion.lower, dispersion.upper)
    return f"{word(dispersion.type)} {spread}" if dispersion.type else spread


def _limits(lower: str | None, upper: str | None) -> str:
    if lower is None or upper is None:
        return f"from {lower}" if lower is not None else f"up to {upper or 'no limit given'}"
    return f"{lower} to {upper}"


def _p_value(p_value: PValue | None) -> str:
    return f"P {p_value.operator} {p_value.value}" if p_value else ""
