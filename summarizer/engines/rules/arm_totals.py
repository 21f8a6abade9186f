"""Sizes of arms out of the totals of their results: where these add up to all who were randomized, nobody is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summarizer.engines.rules.document import Document
    from summarizer.record import AdverseEvent, Arm, OutcomeMeasure


def add_sizes(
    document: Document, arms: tuple[Arm, ...], told: Iterable[OutcomeMeasure | AdverseEvent], enrollment: int
) -> tuple[Arm, ...]:
    """Give arms without sizes the totals of a result, "22% (44 of 201) and 31% (61 of 199)", that make up the enrollment.

    Args:
        document: The article.
        arms: Of the trial.
        told: Its outcomes and adverse events.
        enrollment: How many took part in all.

    Returns:
        The arms, with sizes or as they were.
    """
    if len(arms) < 2 or any(arm.participants is not None for arm in arms):  # noqa: PLR2004
        return arms
    for item in told:
        totals = _totals(item)
        sizes = [totals.get(arm.label) for arm in arms]
        known = [size for size in sizes if size is not None]
        if len(known) == len(arms) and sum(known) == enrollment:
            document.trace.note("arms", "totals that add up to all")
            return tuple(
                arm.model_copy(
                    update={"participants": size, "quotes": tuple(dict.fromkeys((*arm.quotes, *item.quotes)))}
                )
                for arm, size in zip(arms, known, strict=True)
            )
    return arms


def _totals(item: OutcomeMeasure | AdverseEvent) -> dict[str, int]:
    """The totals of the results that are of whole arms, each arm's first."""
    totals: dict[str, int] = {}
    for result in item.results:
        if result.population is None and result.arm is not None and result.total is not None:
            totals.setdefault(result.arm, result.total)
    return totals
