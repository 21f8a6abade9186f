"""Which gold item and which predicted item of a list are about the same thing.

One-to-one: first as many pairs of the same key as there can be, then maximum total similarity. Similarity looks at keys only. Values decide between equal totals and nothing
else (which of two rows with the very same keys is which), so a wrong number cannot re-pair rows and hide itself.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Key = TypeVar("Key")
_TIE = 1e-6


class Pairing(NamedTuple):
    """How two lists belong together, by index.

    Attributes:
        pairs: Gold and predicted item, in the order of gold.
        gold_alone: Gold items without a partner.
        predicted_alone: Predicted items without a partner.
        gold_near: Those of ``gold_alone`` whose partner went to another gold item.
        predicted_near: Those of ``predicted_alone`` whose partner went to another predicted item.
    """

    pairs: tuple[tuple[int, int], ...]
    gold_alone: tuple[int, ...]
    predicted_alone: tuple[int, ...]
    gold_near: frozenset[int] = frozenset()
    predicted_near: frozenset[int] = frozenset()


class Keyed(NamedTuple, Generic[Key]):
    """An item of a list as it is paired.

    Attributes:
        key: What it is about; equal keys are the same thing.
        traits: What tells apart items of one key, most telling first; never makes two different keys similar.
    """

    key: Key
    traits: tuple[object, ...]


def align(
    gold: Sequence[Keyed[Key]],
    predicted: Sequence[Keyed[Key]],
    similarity: Callable[[Key, Key], float],
    threshold: float,
    near: float = math.inf,
) -> Pairing:
    """Pair two lists.

    Args:
        gold: Gold items.
        predicted: Predicted items.
        similarity: Of two keys, 0 to 1; 1 for the same.
        threshold: Below it two items are no pair.
        near: From it on an item without a partner counts as a part, or a second helping, of one that has its partner.
    """
    if not gold or not predicted:
        return Pairing((), tuple(range(len(gold))), tuple(range(len(predicted))))
    pairs = _identical(gold, predicted)
    if pairs is None or len(pairs) < min(len(gold), len(predicted)):
        pairs = _assign(gold, predicted, similarity, threshold)
    if len(pairs) == len(gold) == len(predicted):
        return Pairing(tuple(sorted(pairs.items())), (), ())
    return _close(gold, predicted, pairs, similarity, near)


def _identical(gold: Sequence[Keyed[Key]], predicted: Sequence[Keyed[Key]]) -> dict[int, int] | None:
    """Pair items of equal keys, or return ``None`` where a key occurs twice and keys alone cannot tell."""
    places = {item.key: index for index, item in enumerate(predicted)}
    keys = {item.key for item in gold}
    if len(places) < len(predicted) or len(keys) < len(gold):
        return None
    return {index: places[item.key] for index, item in enumerate(gold) if item.key in places}


def _assign(
    gold: Sequence[Keyed[Key]],
    predicted: Sequence[Keyed[Key]],
    similarity: Callable[[Key, Key], float],
    threshold: float,
) -> dict[int, int]:
    # In an order of their own, so that the order of the lists does not decide between equal totals.
    rows = sorted(range(len(gold)), key=lambda index: repr(gold[index]))
    columns = sorted(range(len(predicted)), key=lambda index: repr(predicted[index]))
    # Two items of the same key belong together, whatever two poorer pairs would add up to.
    bonus = len(gold) + len(predicted)
    scores = np.array(
        [[_score(gold[row], predicted[column], similarity, threshold, bonus) for column in columns] for row in rows]
    )
    chosen_rows, chosen_columns = linear_sum_assignment(scores, maximize=True)
    return {
        rows[row]: columns[column]
        for row, column in zip(chosen_rows.tolist(), chosen_columns.tolist(), strict=True)
        if scores[row, column] >= threshold
    }


def _score(
    gold: Keyed[Key], predicted: Keyed[Key], similarity: Callable[[Key, Key], float], threshold: float, bonus: float
) -> float:
    alike = 1.0 if gold.key == predicted.key else similarity(gold.key, predicted.key)
    if alike < threshold:
        return 0.0
    agreed = [one == other for one, other in zip(gold.traits, predicted.traits, strict=True)]
    tie = _TIE * sum(held * 2.0**-place for place, held in enumerate(agreed))
    return alike + tie + (bonus if alike >= 1.0 - _TIE else 0.0)


def _close(
    gold: Sequence[Keyed[Key]],
    predicted: Sequence[Keyed[Key]],
    pairs: dict[int, int],
    similarity: Callable[[Key, Key], float],
    near: float,
) -> Pairing:
    taken = set(pairs.values())
    gold_alone = tuple(index for index in range(len(gold)) if index not in pairs)
    predicted_alone = tuple(index for index in range(len(predicted)) if index not in taken)

    def is_near(one: Key, other: Key) -> bool:
        return one == other or similarity(one, other) >= near

    merged = frozenset(
        index for index in gold_alone if any(is_near(gold[index].key, predicted[there].key) for there in taken)
    )
    split = frozenset(
        index for index in predicted_alone if any(is_near(gold[here].key, predicted[index].key) for here in pairs)
    )
    return Pairing(tuple(sorted(pairs.items())), gold_alone, predicted_alone, merged, split)
