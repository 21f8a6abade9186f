"""Agreement of two people: the second labels scored against the first, by the scorer that scores engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.predictions import NamedRecord, Row
from evals.scoring import Score, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.gold import GoldRecord


def agreement(gold: Sequence[GoldRecord]) -> Score | None:
    """Score the second labels against the gold records; ``None`` where there are none.

    Generated texts and wordings differ between people too: the figure is what a careful reader reaches, and the ceiling
    that an engine's figure is read against.
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
    return score(labelled, [rows])
