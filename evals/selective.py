"""Selective prediction: how accuracy rises as doubtful values are left out, and how much is left."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from evals.comparison import compare_record
from evals.evidence import ArticleEvidence
from evals.fields import declarations
from evals.predictions import predict
from summarizer.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evals.gold import GoldRecord
    from evals.predictions import Row
    from evals.scoring import Score
    from evals.slots import Slot

_MARKED = re.compile(r'"agreement"\s*:\s*\{')
_WHOLE = re.compile(r"(.+\.(?:ci|p_value))\.\w+$")

Place = tuple[str, str | None]


class Step(NamedTuple):
    """What is left, and how good it is, once a kind of value is left out.

    Attributes:
        name: What is left out, beside all before it.
        kept: Values left.
        coverage: Their share of all predicted values; ``None`` without any.
        accuracy: Share of them that is right (a partial one counts half); ``None`` without any.
    """

    name: str
    kept: int
    coverage: float | None
    accuracy: float | None


def selective(result: Score, agreed: frozenset[Place] | None = None) -> tuple[Step, ...]:
    """Leave out more and more of what is doubtful.

    Args:
        result: A score; its first pass is used.
        agreed: Article and path of the values that a second engine agrees on, where there is one.
    """
    declared = declarations()
    rows = [
        slot
        for compared in result.repeats[0].compared
        for slot in compared.slots
        if slot.predicted is not None and declared.weights[declared.field(slot.field).group] > 0
    ]
    total = len(rows)
    found = []
    for name, keeps in _steps(agreed):
        rows = [slot for slot in rows if keeps(slot)]
        right = sum({"correct": 1.0, "partial": 0.5}.get(slot.verdict, 0.0) for slot in rows)
        found.append(Step(name, len(rows), _share(len(rows), total), _share(right, len(rows))))
    return tuple(found)


def _steps(agreed: frozenset[Place] | None) -> list[tuple[str, Callable[[Slot], bool]]]:
    steps: list[tuple[str, Callable[[Slot], bool]]] = [
        ("nothing", lambda _: True),
        ("unsupported", lambda slot: slot.support != "unsupported"),
        ("found only elsewhere in the text", lambda slot: slot.support != "elsewhere_in_text"),
        ("contradicted by a check", lambda slot: not slot.doubted),
    ]
    if agreed is not None:
        steps.append(("not agreed by the second engine", lambda slot: (slot.article, slot.predicted_path) in agreed))
    return steps


def agreements(
    gold: Sequence[GoldRecord],
    first: Mapping[str, Row],
    second: Mapping[str, Row],
) -> frozenset[Place]:
    """Return article and path of the first engine's values that the second one agrees on.

    The first engine's record stands in for gold, so two values agree as a value agrees with gold.
    """
    found: set[Place] = set()
    for record in gold:
        evidence = ArticleEvidence(record.article)
        own = predict(first[record.id].read(), record.article)
        if own.record is None:
            continue
        bare = record.metadata.model_copy(update={"alternatives": {}})
        stand_in = replace(record, record=own.record, metadata=bare)
        compared = compare_record(stand_in, predict(second[record.id].read(), record.article), evidence)
        found.update((record.id, slot.path) for slot in compared.slots if slot.verdict == "correct")
    return frozenset(found)


def marked_agreements(predictions: Mapping[str, Row]) -> frozenset[Place] | None:
    """Return article and path of the values that summaries mark as agreed by their second reader; ``None`` without such."""
    marked = [name for name, row in predictions.items() if _MARKED.search(row.line)]
    found: set[Place] = set()
    for name in marked:
        content = predictions[name].read()
        agreement = content.coverage.agreement if isinstance(content, Summary) else None
        for path in agreement.agreed if agreement else ():
            # An interval and a P value are one slot each, and a reader agrees on the whole of them or not at all.
            whole = _WHOLE.match(path)
            found.add((name, whole[1] if whole else path))
    return frozenset(found) if marked else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
