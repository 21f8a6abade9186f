"""Estimates: intervals, their estimates, and P values, each against the others.

The deviate of an estimate is recovered from its interval (Altman and Bland, BMJ 2011;343:d2090), with every printed number
taken as the range that rounds to it.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from summarizer.checks.applied import Applied, Material, analyses, judged, measured, name_of, results
from summarizer.checks.precision import Bounds, bounds, quantile, two_sided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.record import Analysis, ConfidenceInterval, PValue

_RATIOS = {"HAZARD_RATIO", "ODDS_RATIO", "RISK_RATIO", "RATE_RATIO"}
_DIFFERENCES = {"RISK_DIFFERENCE", "MEAN_DIFFERENCE"}
# Exact, profile and bootstrap intervals lean; a wrong digit leans more than this share of the half-width.
_LEAN = 0.35
# Score, log-rank and Wald tests differ; a wrong digit differs more than this factor.
_TEST_FACTOR = 4.0
_USUAL_LEVEL = 95.0
_ONE_SIDED = re.compile(r"(?:one|1)-sided", re.IGNORECASE)


def check_intervals(material: Material) -> Iterator[Applied]:
    """``interval_order``, ``estimate_outside_interval``, ``interval_level``: limits in order, estimate between them."""
    for place, printed, ci in _with_intervals(material):
        if ci.lower is not None and ci.upper is not None:
            wrong = float(ci.lower) > float(ci.upper)
            message = f"The lower limit {ci.lower} is above the upper limit {ci.upper}." if wrong else None
            yield judged("interval_order", "error", f"{place}.ci", message)
        if ci.level is not None:
            odd = not 50 <= float(ci.level) < 100  # noqa: PLR2004 - percent
            yield judged("interval_level", "error", f"{place}.ci.level", f"A level of {ci.level} %." if odd else None)
        if printed is not None and (ci.lower is not None or ci.upper is not None):
            yield judged("estimate_outside_interval", "error", place, _outside(printed, ci))


def _with_intervals(material: Material) -> Iterator[tuple[str, str | None, ConfidenceInterval]]:
    for path, trial in material.trials():
        for owner_path, owner in measured(path, trial):
            for place, result in results(owner_path, owner):
                if result.ci is not None:
                    yield place, result.value, result.ci
            for place, analysis in analyses(owner_path, owner):
                if analysis.ci is not None:
                    yield place, analysis.estimate, analysis.ci


def _outside(printed: str, ci: ConfidenceInterval) -> str | None:
    estimate = bounds(printed)
    below = ci.lower is not None and estimate.high < bounds(ci.lower).low
    above = ci.upper is not None and estimate.low > bounds(ci.upper).high
    return f"{printed} is outside {ci.lower} to {ci.upper}." if below or above else None


class _Scaled(NamedTuple):
    """An estimate with both limits on the scale on which the interval is symmetric (logarithm of a ratio)."""

    estimate: Bounds
    lower: Bounds
    upper: Bounds
    level: float


def _scaled(analysis: Analysis) -> _Scaled | None:
    ci = analysis.ci
    if analysis.estimate is None or ci is None or ci.lower is None or ci.upper is None:
        return None
    ranges = [bounds(printed) for printed in (analysis.estimate, ci.lower, ci.upper)]
    if analysis.measure in _RATIOS:
        if any(each.low <= 0 for each in ranges):
            return None
        ranges = [Bounds(math.log(each.low), math.log(each.high)) for each in ranges]
    elif analysis.measure not in _DIFFERENCES:
        return None
    if ranges[2].low <= ranges[1].high:
        return None
    level = float(ci.level or _USUAL_LEVEL)
    return _Scaled(ranges[0], ranges[1], ranges[2], level) if 50 <= level < 100 else None  # noqa: PLR2004 - percent


def check_symmetry(material: Material) -> Iterator[Applied]:
    """``estimate_off_centre``: a ratio is near the geometric, a difference near the arithmetic mean of its limits."""
    for place, _, analysis in _all_analyses(material):
        scaled = _scaled(analysis)
        if scaled is None:
            continue
        middle = Bounds((scaled.lower.low + scaled.upper.low) / 2, (scaled.lower.high + scaled.upper.high) / 2)
        slack = _LEAN * (scaled.upper.middle - scaled.lower.middle) / 2
        off = scaled.estimate.high < middle.low - slack or scaled.estimate.low > middle.high + slack
        ci = analysis.ci
        message = None
        if off and ci is not None:
            message = f"{analysis.estimate} is far from the middle of {ci.lower} to {ci.upper}; look for a wrong digit."
        yield judged("estimate_off_centre", "warning", place, message)


def check_p_values(material: Material) -> Iterator[Applied]:
    """``p_value_range``, ``interval_against_p_decision``, ``interval_against_p_value``."""
    for place, _, analysis in _all_analyses(material):
        p_value = analysis.p_value
        if p_value is None:
            continue
        out = not 0 <= float(p_value.value) <= 1
        yield judged(
            "p_value_range", "error", f"{place}.p_value", f"P {p_value.operator} {p_value.value}." if out else None
        )
        scaled = _scaled(analysis)
        if scaled is None or analysis.hypothesis in {"NON_INFERIORITY", "EQUIVALENCE"} or out:
            continue
        sides = 2 if _ONE_SIDED.search(material.around(f"{place}.p_value.value", 80, 40)) else 1
        yield judged("interval_against_p_decision", "warning", place, _decision(scaled, p_value, sides))
        yield judged("interval_against_p_value", "info", place, _numeric(scaled, p_value, sides))


def _decision(scaled: _Scaled, p_value: PValue, sides: int) -> str | None:
    """Compare whether the interval excludes no effect with whether P is below the matching threshold."""
    threshold = (100 - scaled.level) / 100
    printed = bounds(p_value.value)
    excludes = scaled.lower.low > 0 or scaled.upper.high < 0
    includes = scaled.lower.high < 0 < scaled.upper.low
    above = p_value.operator in {"=", ">", ">="} and printed.low * sides >= threshold
    below = p_value.operator in {"=", "<", "<="} and printed.high * sides <= threshold
    said = f"P {p_value.operator} {p_value.value}"
    if excludes and above:
        return f"The {scaled.level:g} % interval excludes no effect, but {said}."
    if includes and below:
        return f"The {scaled.level:g} % interval includes no effect, but {said}."
    return None


def _numeric(scaled: _Scaled, p_value: PValue, sides: int) -> str | None:
    """Compare P with the one that estimate and interval imply, allowing for rounding and for the kind of test."""
    reach = quantile(scaled.level)
    error_low = max((scaled.upper.low - scaled.lower.high) / (2 * reach), 1e-12)
    error_high = (scaled.upper.high - scaled.lower.low) / (2 * reach)
    distances = [abs(scaled.estimate.low), abs(scaled.estimate.high)]
    nearest = 0.0 if scaled.estimate.low <= 0 <= scaled.estimate.high else min(distances)
    least, most = two_sided(max(distances) / error_low), two_sided(nearest / error_high)
    printed = bounds(p_value.value)
    low, high = printed.low * sides, printed.high * sides
    too_small = p_value.operator in {"=", "<", "<="} and high * _TEST_FACTOR < least
    too_great = p_value.operator in {"=", ">", ">="} and low > most * _TEST_FACTOR + 0.001
    if p_value.operator == "=" and (too_small or too_great):
        return f"P = {p_value.value}, but estimate and interval imply about {two_sided(abs(scaled.estimate.middle) / ((error_low + error_high) / 2)):.2g}."
    if too_small or too_great:
        return f"P {p_value.operator} {p_value.value}, but estimate and interval imply {least:.2g} to {most:.2g}."
    return None


def _all_analyses(material: Material) -> Iterator[tuple[str, str, Analysis]]:
    for path, trial in material.trials():
        for owner_path, owner in measured(path, trial):
            for place, analysis in analyses(owner_path, owner):
                yield place, name_of(owner), analysis
