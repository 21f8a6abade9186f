"""When a value or comparison holds: which of a sentence's time points is its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.results import Value
from summarizer.quantities import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.clauses import Page, Target
    from summarizer.engines.rules.statements import Name, Place, Statement


def share_time(made: list[Statement]) -> list[Statement]:
    """Give the one time point of a group to those of its values that print none."""
    times = {item.result.time_point for item in made if item.result and item.result.time_point}
    if len(times) != 1:
        return made
    time = times.pop()
    return [
        replace(item, result=item.result.model_copy(update={"time_point": time}))
        if item.result and item.result.time_point is None and item.result.statistic != "MEDIAN"
        else item
        for item in made
    ]


def times_per_arm(page: Page, values: Sequence[Value], window: Place) -> int:
    """How many values each arm has: one for each of the time points named together."""
    for item in page.times:
        if window[0] <= item.start < window[1] and len(item.names) > 1 and len(values) % len(item.names) == 0:
            return len(item.names) if len(values) > len(item.names) or len({m.label for m in page.mentions}) == 1 else 1
    return 1


def spread_time(page: Page, window: Place, position: int) -> str | None:
    """Return the time of a value among several of one arm."""
    series = next((item for item in page.times if window[0] <= item.start < window[1] and len(item.names) > 1), None)
    return series.names[position] if series and position < len(series.names) else None


def dealt_time(page: Page, value: Value) -> str | None:
    """The time of one of the values of one arm that "respectively" deals out over as many times named before them."""
    own = page.attached.get(value.start)
    if own is None or not own.rule.startswith("all of"):
        return None
    kin = [
        item.start
        for item in page.targets
        if isinstance(item, Value)
        and (other := page.attached.get(item.start))
        and (other.label, other.rule) == (own.label, own.rule)
    ]
    first = min(item.start for item in page.targets if item.start in page.attached)
    times = [name for item in page.times if item.end <= first for name in item.names]
    return times[kin.index(value.start)] if len(times) == len(kin) > 1 else None


def _is_of_next(page: Page, target: Target, start: int) -> bool:
    """Whether a time is of the part of a sentence behind the one that a value stands in: "at week 4 it was 41%; at week 8"."""
    text = page.sentence.text
    return start >= target.end and ";" in text[target.end - page.sentence.start : start - page.sentence.start]


def time_of(page: Page, name: Name, target: Target, window: Place) -> str | None:
    """Return when a value or comparison holds, or ``None``."""
    if isinstance(target, Value) and target.quantity.kind == Kind.DURATION:
        return None
    if not isinstance(target, Value) and target.measure == "HAZARD_RATIO":
        return None
    limit = min(target.start, max(window[0], name.start))
    reach = max([page.sentence.start, *(other.end for other in page.targets if other.end <= limit)])
    inside = [item for item in page.times if reach <= item.start < window[1] and len(item.names) == 1]
    if any(item.end <= target.start for item in page.times):
        inside = [item for item in inside if not _is_of_next(page, target, item.start)]
    if not inside:
        inside = [
            item for item in page.times if page.names and item.end <= page.names[0].start and len(item.names) == 1
        ][-1:]
    if not inside:
        return None
    before = [item for item in inside if item.end <= target.start]
    after = [item for item in inside if item.start >= target.end]
    trails = (
        after and page.targets and inside[0].start > min(other.start for other in page.targets if other.start >= reach)
    )
    return (after[0] if trails else before[-1] if before else inside[0]).names[0]
