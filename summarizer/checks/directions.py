"""Directions: who did better, by the ratio, the medians, the words "reduced by", and the record's own ``favors``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, analyses, judged, name_of
from summarizer.checks.precision import bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material
    from summarizer.record import Analysis, OutcomeMeasure, Result, Trial

_RATIOS = {"HAZARD_RATIO", "ODDS_RATIO", "RISK_RATIO", "RATE_RATIO"}
_SIGNIFICANT = 0.05
_TIME_UNITS = {"DAYS", "WEEKS", "MONTHS", "YEARS"}
_PER_MONTH = {"DAYS": 30.4375, "WEEKS": 4.348, "MONTHS": 1.0, "YEARS": 1 / 12}
# Of these events fewer is better, so a hazard ratio under 1 favours the arm.
_UNWANTED = re.compile(
    r"surviv|death|died|mortalit|progress|relapse|recurren|-free|failure|infarct|stroke|hospitali[sz]|exacerbat|bleed|infection",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"response|remission|recover|discharge|cessation|conversion|closure|pregnan|live birth|cure", re.IGNORECASE
)
_REDUCTION = re.compile(
    r"(?:reduc\w+|lower\w*|decreas\w+|cut\w*)\b[^.;()%]{0,80}?\bby (?:about |approximately |nearly )?(?P<after>\d+(?:\.\d+)?) ?%"
    r"|(?P<before>\d+(?:\.\d+)?) ?% (?:relative )?(?:reduction|decrease|lower(?:ing)?) (?:in|of) (?:the |its )?(?:\w+ ){0,2}?(?:risk|hazard|rate|likelihood)"
    r"|(?P<lower>\d+(?:\.\d+)?) ?% lower (?:risk|hazard|rate|likelihood)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")
_TOLERANCE = 1e-9


def check_reductions(material: Material) -> Iterator[Applied]:
    """``reduction_against_ratio``: "reduced by 28 %" in the ratio's own sentence is 1 minus the ratio."""
    for place, _, analysis in _outcome_analyses(material):
        if analysis.measure not in _RATIOS - {"ODDS_RATIO"} or analysis.estimate is None:
            continue
        stated = _REDUCTION.findall(_sentence(material, f"{place}.estimate"))
        if len(stated) != 1:
            continue
        printed = next(filter(None, stated[0]))
        implied = tuple(sorted(100 * (1 - edge) for edge in bounds(analysis.estimate)))
        said = bounds(printed)
        # A reduction is often given from an unrounded ratio, so one more unit of its last digit is allowed.
        slack = (said.high - said.low) + _TOLERANCE
        wrong = said.high + slack < implied[0] or said.low - slack > implied[1]
        complaint = f"A reduction of {printed} % beside a ratio of {analysis.estimate}." if wrong else None
        yield judged("reduction_against_ratio", "warning", place, complaint)


def _sentence(material: Material, path: str) -> str:
    row = material.grounding.by_path.get(path)
    if row is None or row.start is None:
        return ""
    text = material.article.text
    start = max(0, row.start - 400)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, row.start)]
    following = _SENTENCE_END.search(text, row.start, row.start + 400)
    return text[ends[-1] if ends else start : following.start() if following else row.start + 400]


def check_medians(material: Material) -> Iterator[Applied]:
    """``medians_against_ratio``: the arm with the lower hazard has the longer median time to the event.

    Where the difference is not significant, curves that cross make both true; nothing is checked there.
    """
    for path, trial in material.trials():
        for index, outcome in enumerate(trial.outcomes):
            owner_path = f"{path}.outcomes[{index}]"
            for place, analysis in analyses(owner_path, outcome):
                yield from _against_medians(place, outcome, analysis)


def _against_medians(place: str, outcome: OutcomeMeasure, analysis: Analysis) -> Iterator[Applied]:
    if analysis.measure != "HAZARD_RATIO" or analysis.estimate is None or analysis.arm is None:
        return
    one = _median(outcome, analysis, analysis.arm)
    other = _median(outcome, analysis, analysis.comparator)
    if one is None or other is None or one == other or not _is_significant(analysis):
        return
    ratio = bounds(analysis.estimate)
    wrong = (ratio.high < 1 and one < other) or (ratio.low > 1 and one > other)
    message = None
    if wrong:
        message = f"A hazard ratio of {analysis.estimate} with medians of {one:.3g} against {other:.3g} months; are the arms swapped?"
    yield judged("medians_against_ratio", "warning", place, message)


def _is_significant(analysis: Analysis) -> bool:
    ci, p_value = analysis.ci, analysis.p_value
    if ci is not None and ci.lower is not None and ci.upper is not None:
        return float(ci.lower) > 1 or float(ci.upper) < 1
    return p_value is not None and p_value.operator in {"=", "<", "<="} and float(p_value.value) < _SIGNIFICANT


def _median(outcome: OutcomeMeasure, analysis: Analysis, arm: str | None) -> float | None:
    found = [
        _months(result)
        for result in outcome.results
        if result.statistic == "MEDIAN" and result.arm == arm and result.population == analysis.population
    ]
    return found[0] if len(found) == 1 and arm is not None else None


def _months(result: Result) -> float | None:
    if result.value is None or result.unit not in _TIME_UNITS:
        return None
    return float(result.value) / _PER_MONTH[result.unit]


def check_favors(material: Material) -> Iterator[Applied]:
    """``favors_against_estimate``, ``favors_without_significance``: ``favors`` fits the ratio, interval and P value."""
    for place, name, analysis in _outcome_analyses(material):
        if analysis.favors is None:
            continue
        if analysis.favors in {"ARM", "COMPARATOR"}:
            yield from _significance(place, analysis)
        if analysis.measure in _RATIOS and analysis.estimate is not None and analysis.favors != "NEITHER":
            yield from _direction(place, name, analysis)


def _significance(place: str, analysis: Analysis) -> Iterator[Applied]:
    p_value = analysis.p_value
    if p_value is None or analysis.hypothesis == "NON_INFERIORITY":
        return
    wrong = p_value.operator in {"=", ">", ">="} and float(p_value.value) >= _SIGNIFICANT
    message = f"favors is {analysis.favors}, but P {p_value.operator} {p_value.value}." if wrong else None
    yield judged("favors_without_significance", "warning", f"{place}.favors", message)


def _direction(place: str, name: str, analysis: Analysis) -> Iterator[Applied]:
    fewer_is_better = bool(_UNWANTED.search(name)) and not _WANTED.search(name)
    if not fewer_is_better or analysis.measure != "HAZARD_RATIO" or analysis.estimate is None:
        return
    ratio = bounds(analysis.estimate)
    arm_better = ratio.high < 1
    comparator_better = ratio.low > 1
    wrong = (analysis.favors == "ARM" and comparator_better) or (analysis.favors == "COMPARATOR" and arm_better)
    message = f"favors is {analysis.favors}, but the hazard ratio of {name} is {analysis.estimate}." if wrong else None
    yield judged("favors_against_estimate", "warning", f"{place}.favors", message)


def _outcome_analyses(material: Material) -> Iterator[tuple[str, str, Analysis]]:
    for path, trial in material.trials():
        yield from _of_trial(path, trial)


def _of_trial(path: str, trial: Trial) -> Iterator[tuple[str, str, Analysis]]:
    for index, outcome in enumerate(trial.outcomes):
        for place, analysis in analyses(f"{path}.outcomes[{index}]", outcome):
            yield place, name_of(outcome), analysis
