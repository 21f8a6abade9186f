"""Participants: arms against enrollment, allocation ratio, and denominators."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, judged, measured, results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material
    from summarizer.record import Trial

_STANDARD_DEVIATIONS = 5
# Groups named beside randomized arms ("all patients") would be counted twice.
_OVERLAP = 1.0


def check_arm_sizes(material: Material) -> Iterator[Applied]:
    """``arms_against_enrollment``: the arms' participants add up to those enrolled."""
    for path, trial in material.trials():
        sizes = [arm.participants for arm in trial.arms]
        if trial.enrollment is None or not sizes or None in sizes:
            continue
        total = sum(size for size in sizes if size is not None)
        complaint = None
        if total != trial.enrollment:
            complaint = (
                f"The arms have {total} participants in all ({_listed(trial)}), enrollment is {trial.enrollment}."
            )
        yield judged("arms_against_enrollment", "warning" if total > trial.enrollment else "info", path, complaint)


def check_allocation_ratio(material: Material) -> Iterator[Applied]:
    """``arms_against_ratio``: the arms' sizes are as the allocation ratio makes them, within chance."""
    for path, trial in material.trials():
        sizes = [arm.participants for arm in trial.arms if arm.participants is not None]
        shares = [float(share) for share in (trial.allocation_ratio or "").split(":") if share]
        if len(shares) != len(sizes) or len(sizes) != len(trial.arms) or not sum(sizes):
            continue
        orders = (shares, shares[::-1])
        off = min(_deviation(sizes, order) for order in orders)
        complaint = None
        if off > _STANDARD_DEVIATIONS:
            complaint = f"Sizes {_listed(trial)} do not fit an allocation of {trial.allocation_ratio}."
        yield judged("arms_against_ratio", "warning", path, complaint)


def _deviation(sizes: list[int], shares: list[float]) -> float:
    """Return the greatest distance of a size from its expectation, in standard deviations of simple randomization."""
    total, whole = sum(sizes), sum(shares)
    return max(
        abs(size - total * share / whole) / max(1.0, math.sqrt(total * share / whole * (1 - share / whole)))
        for size, share in zip(sizes, shares, strict=True)
    )


def _listed(trial: Trial) -> str:
    return ", ".join(f"{arm.label}: {arm.participants}" for arm in trial.arms)


def check_denominators(material: Material) -> Iterator[Applied]:
    """``events_exceed_total``, ``total_exceeds_arm``: a numerator fits its denominator, a denominator its arm."""
    for path, trial in material.trials():
        sizes = {arm.label: arm.participants for arm in trial.arms}
        for owner_path, owner in measured(path, trial):
            for place, result in results(owner_path, owner):
                if result.events is not None and result.total is not None:
                    wrong = result.events > result.total
                    complaint = f"{result.events} of {result.total}." if wrong else None
                    yield judged("events_exceed_total", "error", place, complaint)
                size = sizes.get(result.arm) if result.arm is not None else trial.enrollment
                if result.total is not None and size is not None:
                    wrong = result.total > size * _OVERLAP
                    complaint = f"A denominator of {result.total} for {size} participants." if wrong else None
                    yield judged("total_exceeds_arm", "warning", f"{place}.total", complaint)
