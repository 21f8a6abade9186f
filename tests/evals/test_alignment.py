from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from evals.alignment import Keyed, align

TABLE = st.lists(st.lists(st.floats(0.5, 0.99), min_size=4, max_size=4), min_size=4, max_size=4)


def items(number: int, offset: int) -> list[Keyed[int]]:
    return [Keyed(index + offset, ()) for index in range(number)]


@given(table=TABLE)
def test_the_total_similarity_is_the_greatest_there_is(table: list[list[float]]) -> None:
    pairing = align(items(4, 0), items(4, 100), lambda one, other: table[one][other - 100], 0.5)
    total = sum(table[here][there] for here, there in pairing.pairs)
    best = max(sum(table[here][there] for here, there in enumerate(order)) for order in permutations(range(4)))
    assert abs(total - best) < 1e-9


def test_under_the_threshold_nothing_is_paired() -> None:
    pairing = align(items(2, 0), items(1, 100), lambda *_: 0.49, 0.5)
    assert pairing == ((), (0, 1), (0,), frozenset(), frozenset())


def test_equal_keys_belong_together_whatever_poorer_pairs_add_up_to() -> None:
    table = {("a", "b"): 0.9, ("c", "a"): 0.9}
    gold, predicted = [Keyed(key, ()) for key in "ac"], [Keyed(key, ()) for key in "ba"]
    pairing = align(gold, predicted, lambda one, other: table.get((one, other), 0.0), 0.5)
    assert pairing.pairs == ((0, 1),)


def test_a_second_helping_of_a_paired_item_is_known_as_such() -> None:
    gold, predicted = [Keyed("a", ())], [Keyed("a", ()), Keyed("a", ())]
    pairing = align(gold, predicted, lambda one, other: float(one == other), 0.5, 1.0)
    assert len(pairing.pairs) == 1
    assert pairing.predicted_near == frozenset(pairing.predicted_alone)
