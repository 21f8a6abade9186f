"""Agreement of two readers: the second labels scored against the first, by the scorer that scores engines.

The first label is the record as it was before the two were settled (``first.json``). Where it was not kept, the settled
record stands in for it; the figure is then too high, for the second label helped to settle it, and is named so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from evals.predictions import NamedRecord, Row
from evals.scoring import Score, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.gold import GoldRecord


class Agreement(NamedTuple):
    """How well two readers agree.

    Attributes:
        result: Score of the second labels.
        name: Who agrees with whom, over how many articles.
    """

    result: Score
    name: str


def agreement(gold: Sequence[GoldRecord]) -> Agreement | None:
    """Score the second labels against the first; ``None`` where there are no second labels.

    Generated texts and wordings differ between people too: the figure is what a careful reader reaches, and what an
    engine's figure is read against. Accepted alternatives came of settling, so they do not count here.
    """
    labelled = [record for record in gold if record.second is not None]
    if not labelled:
        return None
    rows = {
        record.id: Row(
            NamedRecord(article=record.id, record=record.second).model_dump_json(),
            f"{record.id}/second.json",
            record.id,
        )
        for record in labelled
        if record.second is not None
    }
    result = score([_as_first_labelled(record) for record in labelled], [rows])
    kept = all(record.first is not None or not record.metadata.adjudicated for record in labelled)
    who = "two readers" if kept else "second label against the settled record"
    return Agreement(result, f"{who} ({len(labelled)} articles)")


def _as_first_labelled(gold: GoldRecord) -> GoldRecord:
    if gold.first is None:
        return gold
    bare = gold.metadata.model_copy(update={"alternatives": {}})
    return replace(gold, record=gold.first, metadata=bare)
