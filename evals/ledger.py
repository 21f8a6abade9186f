"""The ledger of one comparison: it takes a gold object beside a predicted one and enters a row for each of their slots."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from evals.alignment import Key, Keyed, align
from evals.comparators import CORRECT, Judgement, compare
from evals.prose import judge_generated, judge_quotes
from evals.slots import Leaf, Slot, accepted, plan
from evals.wording import likeness, same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from evals.alignment import Pairing
    from evals.comparators import Cause
    from evals.evidence import ArticleEvidence, Degree, RecordEvidence
    from evals.fields import Declarations, Field

_FACTS = frozenset({"quantity", "interval", "p_value", "count"})
_ONE_KIND = 0.5
_ONE_REGISTRY = 0.75
_PREFIX = 3
_NOTHING: Mapping[str, Sequence[object]] = {}


class Place(NamedTuple):
    """Where a number belongs; a wrong number that is right at another place was put at the wrong one.

    Attributes:
        owner: Path of the outcome, adverse event or list of arms.
        arms: Label of the arm, or of both.
        population: Subgroup.
        time_point: When.
        kind: Statistic or measure.
    """

    owner: str
    arms: tuple[str | None, ...]
    population: str | None = None
    time_point: str | None = None
    kind: str | None = None


class Side(NamedTuple):
    """A gold object beside the predicted one; either may be missing.

    Attributes:
        gold: Gold object, or ``None``.
        predicted: Predicted object, or ``None``.
        path: Of the gold one; of what would hold it where it is missing.
        predicted_path: Of the predicted one; of what would hold it where it is missing.
        quotes: Of the predicted object or its holder; ``None`` where the contract has none.
        place: Of its numbers.
        cause: Why one of the two is missing, where that is known.
    """

    gold: object
    predicted: object
    path: str
    predicted_path: str
    quotes: tuple[str, ...] | None = None
    place: Place | None = None
    cause: Cause | None = None


class _Cell(NamedTuple):
    field: Field
    path: str
    predicted_path: str
    rows: tuple[str, ...]
    gold: object
    predicted: object


class Ledger:
    """Rows of one comparison.

    Args:
        article: Name of the gold record.
        alternatives: Path of a gold value to further values that are right.
        evidence: Of the article.
        about: Of the prediction.
        declared: The fields.
    """

    def __init__(
        self,
        article: str,
        alternatives: Mapping[str, Sequence[object]],
        evidence: ArticleEvidence,
        about: RecordEvidence,
        declared: Declarations,
    ) -> None:
        self.article = article
        self.alternatives = alternatives or _NOTHING
        self.evidence = evidence
        self.about = about
        self.declared = declared
        self.slots: list[Slot] = []
        self.absent = [0] * len(declared.fields)
        self.facts: list[tuple[int, Place]] = []
        self.arms: Mapping[str, str] = {}
        self.gold_labels: frozenset[str] = frozenset()

    def pair(
        self,
        gold: Sequence[Keyed[Key]],
        predicted: Sequence[Keyed[Key]],
        like: Callable[[Key, Key], float],
        near: float = math.inf,
    ) -> Pairing:
        """Pair two lists by their keys."""
        return align(gold, predicted, like, self.declared.thresholds.pairing, near)

    def enter(self, pattern: str, side: Side) -> None:
        """Enter every slot of an object; ``pattern`` is its path without indices."""
        leaves, lists = plan(self.declared, pattern)
        gold, predicted = side.gold, side.predicted
        for leaf in leaves:
            ours = None if gold is None else leaf.read(gold)
            theirs = None if predicted is None else leaf.read(predicted)
            if ours is None and theirs is None:
                self.absent[leaf.field.index] += 1
            else:
                self._enter_leaf(leaf, side, ours, theirs)
        for leaf in lists:
            items: Sequence[str] = () if gold is None else leaf.read(gold)  # type: ignore[assignment]
            others: Sequence[str] = () if predicted is None else leaf.read(predicted)  # type: ignore[assignment]
            if items or others:
                self._enter_list(leaf, side, items, others)

    def _enter_leaf(self, leaf: Leaf, side: Side, gold: object, predicted: object) -> None:
        path = _join(side.path, leaf.name)
        predicted_path = path if side.path == side.predicted_path else _join(side.predicted_path, leaf.name)
        right = accepted(leaf, path, gold, self.alternatives) if self.alternatives else []
        if predicted is None and None in right:
            self.absent[leaf.field.index] += 1
            return
        rows = (predicted_path,) if len(leaf.rows) == 1 else tuple(_join(side.predicted_path, row) for row in leaf.rows)
        cell = _Cell(leaf.field, path, predicted_path, rows, gold, predicted)
        self._append(cell, side, self._judge(cell, side, right))

    def _enter_list(self, leaf: Leaf, side: Side, gold: Sequence[str], predicted: Sequence[str]) -> None:
        path, predicted_path = _join(side.path, leaf.name), _join(side.predicted_path, leaf.name)
        for value in self.alternatives.get(path, ()):
            listed = tuple(map(str, value)) if isinstance(value, list) else ()
            gold = max((gold, listed), key=lambda items: self._agreement(leaf.field, items, predicted))
        pairing = self._pair_values(leaf.field, gold, predicted)
        for here, there in _every(pairing):
            cell = _Cell(
                leaf.field,
                f"{path}[{here}]" if here is not None else path,
                f"{predicted_path}[{there}]" if there is not None else predicted_path,
                (f"{predicted_path}[{there}]",),
                None if here is None else gold[here],
                None if there is None else predicted[there],
            )
            right = list(self.alternatives.get(cell.path, ())) if self.alternatives else []
            self._append(cell, side, self._judge(cell, side, right))

    def _pair_values(self, field: Field, gold: Sequence[str], predicted: Sequence[str]) -> Pairing:
        def alike(one: str, other: str) -> float:
            if field.compare == "name":
                return likeness(one, other, field.scopes)
            if compare(one, other, field, self.declared.thresholds) is CORRECT:
                return 1.0
            return _ONE_REGISTRY if one[:_PREFIX] == other[:_PREFIX] else _ONE_KIND

        return self.pair([Keyed(value, ()) for value in gold], [Keyed(value, ()) for value in predicted], alike)

    def _agreement(self, field: Field, gold: Sequence[str], predicted: Sequence[str]) -> float:
        pairing = self._pair_values(field, gold, predicted)
        judged = [
            compare(gold[here], predicted[there], field, self.declared.thresholds) for here, there in pairing.pairs
        ]
        right = sum({"correct": 1.0, "partial": 0.5}.get(one.verdict, 0.0) for one in judged)
        return 2 * right / max(1, len(gold) + len(predicted))

    def _judge(self, cell: _Cell, side: Side, right: Sequence[object]) -> Judgement:
        if cell.predicted is None:
            return Judgement("missing", side.cause)
        if cell.gold is None:
            return CORRECT if cell.predicted in right else Judgement("spurious", side.cause)
        best = self._compare(cell, side, cell.gold)
        for other in right:
            if best is not CORRECT and other is not None:
                judged = self._compare(cell, side, other)
                best = judged if judged.verdict in {"correct", "partial"} else best
        return best

    def _compare(self, cell: _Cell, side: Side, gold: object) -> Judgement:
        kind = cell.field.compare
        if kind == "reference":
            return self._compare_reference(str(gold), str(cell.predicted))
        if kind == "generated":
            return judge_generated(str(cell.predicted), cell.field, self.evidence, side.gold)
        if gold == cell.predicted:
            return CORRECT
        if kind == "quotes":
            return judge_quotes(cell.gold, cell.predicted, self.evidence, self.declared.thresholds, side.gold)
        return compare(gold, cell.predicted, cell.field, self.declared.thresholds)

    def _compare_reference(self, gold: str, predicted: str) -> Judgement:
        label = self.arms.get(predicted, predicted)
        if label == gold or (label not in self.gold_labels and same_name(gold, label, ("arm",))):
            return CORRECT
        return Judgement("incorrect", "arm_swap" if label in self.gold_labels else "other")

    def _append(self, cell: _Cell, side: Side, judged: Judgement) -> None:
        if side.place is not None and cell.field.compare in _FACTS:
            self.facts.append((len(self.slots), side.place))
        predicted = cell.predicted is not None
        same = type(cell.gold) is type(cell.predicted) and cell.gold == cell.predicted  # One object is kept of two.
        self.slots.append(
            Slot(
                self.article,
                cell.field.path,
                cell.path if cell.gold is not None or not predicted else cell.predicted_path,
                cell.predicted_path if predicted else None,
                cell.gold,
                cell.gold if same else cell.predicted,
                judged.verdict,
                judged.cause,
                judged.flips_significance,
                self._degree(cell, side) if predicted else None,
                predicted and self.about.doubted(cell.predicted_path),
            )
        )

    def _degree(self, cell: _Cell, side: Side) -> Degree | None:
        if cell.field.compare in {"quotes", "generated"}:
            return None
        degree = self.about.degree(cell.rows)
        if degree is not None or side.quotes is None:
            return degree
        return "quote_only" if self.evidence.spans(side.quotes) else "unsupported"


@lru_cache(maxsize=16384)
def _join(path: str, name: str) -> str:
    """Return the path of a part; articles share most of theirs, so each is kept once."""
    return f"{path}.{name}" if path else name


def _every(pairing: Pairing) -> Iterator[tuple[int | None, int | None]]:
    yield from pairing.pairs
    for index in pairing.gold_alone:
        yield index, None
    for index in pairing.predicted_alone:
        yield None, index
