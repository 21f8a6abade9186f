"""Proportions: percentages against their range and against the numbers they were made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, judged, measured, name_of, results
from summarizer.checks.precision import bounds, decimals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material
    from summarizer.record import Result

# Kaplan-Meier estimates are not events over total.
_SURVIVAL = re.compile(
    r"surviv|-free|free of|freedom|progression|relapse|cumulative incidence|kaplan|duration", re.IGNORECASE
)
_TOLERANCE = 1e-9


def check_percentages(material: Material) -> Iterator[Applied]:
    """``percentage_range``, ``percentage_against_events``: within 0 to 100, and what events of total make."""
    for path, trial in material.trials():
        for owner_path, owner in measured(path, trial):
            for place, result in results(owner_path, owner):
                if result.statistic != "PERCENTAGE" or result.value is None:
                    continue
                out = not 0 <= float(result.value) <= 100  # noqa: PLR2004 - percent
                yield judged(
                    "percentage_range", "error", place, f"{result.value} % is outside 0 to 100." if out else None
                )
                if result.events is not None and result.total and not _estimated(name_of(owner), result):
                    yield _against_events(place, result.value, result.events, result.total)


def _estimated(name: str, result: Result) -> bool:
    return result.time_point is not None and _SURVIVAL.search(name) is not None


def _against_events(place: str, printed: str, events: int, total: int) -> Applied:
    share = 100 * events / total
    low, high = bounds(printed)
    if low - _TOLERANCE <= share <= high + _TOLERANCE:
        return judged("percentage_against_events", "error", place, None)
    # A last digit cut off instead of rounded is common and harmless; anything else is a wrong number.
    truncated = abs(share - float(printed)) < 10 ** -decimals(printed)
    message = f"{events} of {total} is {share:.{decimals(printed) + 1}f} %, not {printed} %."
    return judged("percentage_against_events", "info" if truncated else "error", place, message)
