"""Baselines: the committed table of what a deterministic engine gets wrong, and the floors it may not fall under.

A baseline lists the slots that are not right; every other gold slot is. Floors only rise, unless a reason is given, and
the reason stays in the file.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import BadInputError
from evals.flips import keyed
from evals.gate_rules import Floor, gate_rules
from evals.metrics import f1
from evals.uncertainty import point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evals.comparison import Compared
    from evals.gold import GoldRecord
    from evals.scoring import Score

_DIGITS = 4


class ArticleBaseline(BaseModel):
    """What is known of one article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    gold: str
    """Digest of its gold record."""
    f1: float | None
    """Over its slots."""
    wrong: dict[str, str]
    """Name of each slot that is not right, to verdict and cause."""


class Baseline(BaseModel):
    """A committed table of verdicts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: str
    scorer: str
    floors: dict[str, float]
    """By metric; the worst it may become."""
    accepted: tuple[str, ...] = ()
    """Each lowering of a floor, with its reason."""
    articles: dict[str, ArticleBaseline]


def read_baseline(path: Path) -> Baseline | None:
    """Read a baseline, or return ``None`` where there is none yet.

    Raises:
        BadInputError: The file is no baseline.
    """
    if not path.exists():
        return None
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInputError(f"{path}: {error}") from error


def make_baseline(engine: str, gold: Sequence[GoldRecord], result: Score, accepted: tuple[str, ...] = ()) -> Baseline:
    """Make the table of a score."""
    return Baseline(
        engine=engine,
        scorer=result.signature.scorer,
        floors=measured_floors(result),
        accepted=accepted,
        articles={
            record.id: ArticleBaseline(gold=record.digest[:16], f1=value, wrong=wrong_slots(compared))
            for record, compared, value in zip(gold, result.repeats[0].compared, article_f1(result), strict=True)
        },
    )


def wrong_slots(compared: Compared) -> dict[str, str]:
    """Return the slots that are not right, by name, with verdict and cause."""
    return {
        key: " ".join(filter(None, (slot.verdict, slot.cause)))
        for key, slot in sorted(keyed(compared.slots).items())
        if slot.verdict != "correct"
    }


def article_f1(result: Score) -> list[float | None]:
    """Return each article's F1 over its slots, ``None`` where it has none."""
    values = f1(result.tally.counts.sum(axis=1))
    return [None if math.isnan(value) else round(float(value), _DIGITS) for value in values]


def causes(result: Score) -> dict[str, float]:
    """Return how often each cause occurs in a pass, on average."""
    counts = Counter(
        slot.cause for repeat in result.repeats for compared in repeat.compared for slot in compared.slots if slot.cause
    )
    return {cause: count / len(result.repeats) for cause, count in counts.items()}


def measured_floors(result: Score) -> dict[str, float]:
    """Return what a score would have as floors, rounded to the lenient side."""
    measured = point(result.tally)
    found: dict[str, float] = {}
    for name, floor in gate_rules().floors.items():
        value = measured[name]
        if not math.isnan(value):
            scaled = value * 10**_DIGITS
            found[name] = (math.floor(scaled) if floor.better == "higher" else math.ceil(scaled)) / 10**_DIGITS
    return found


def lowered(before: Mapping[str, float], after: Mapping[str, float], rules: Mapping[str, Floor]) -> list[str]:
    """Return a sentence for each floor that would be lowered."""
    return [
        f"{name}: {before[name]} -> {after.get(name, 'undefined')}"
        for name, floor in rules.items()
        if name in before and (name not in after or floor.is_worse(after[name], before[name]))
    ]


def refresh(path: Path, fresh: Baseline, *, accept_lower: str | None) -> Baseline:
    """Write a baseline.

    Args:
        path: Of the file.
        fresh: The table as measured.
        accept_lower: Why a floor may be lowered, or ``None``.

    Raises:
        BadInputError: A floor would be lowered without a reason.
    """
    before = read_baseline(path)
    accepted = () if before is None else before.accepted
    worse = [] if before is None else lowered(before.floors, fresh.floors, gate_rules().floors)
    if worse and not accept_lower:
        raise BadInputError(
            f"{path} would lower a floor ({'; '.join(worse)}); mend the engine, or say why with --accept-lower"
        )
    if worse:
        accepted = (*accepted, f"{'; '.join(worse)}: {accept_lower}")
    written = fresh.model_copy(update={"accepted": accepted})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return written
