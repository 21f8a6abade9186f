"""Rows: one line of JSON for each verdict, the source of every other report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evals.slots import jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.scoring import Score


def write_rows(result: Score) -> Iterator[str]:
    """Yield the lines of a score, in the order of articles and records."""
    for number, repeat in enumerate(result.repeats, start=1):
        for compared in repeat.compared:
            for slot in compared.slots:
                row = slot._asdict() | {"gold": jsonable(slot.gold), "predicted": jsonable(slot.predicted)}
                yield json.dumps({"repeat": number, **row}, ensure_ascii=False) + "\n"
