"""The causes that need a second look: a wrong number that is right somewhere else, and one that is nowhere at all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evals.comparators import Interval, PValueText
from evals.fields import declarations
from evals.figures import Quantity, decimal

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from evals.comparators import Cause
    from evals.evidence import ArticleEvidence
    from evals.ledger import Place
    from evals.slots import Slot

_RIGHT = frozenset({"correct", "partial"})
_KNOWN = frozenset({"invalid_output"})
_NAMED = frozenset({"name", "identifier"})


def explain(slots: Sequence[Slot], facts: Sequence[tuple[int, Place]], evidence: ArticleEvidence) -> tuple[Slot, ...]:
    """Give every error its one cause, the first that applies.

    Args:
        slots: Rows with the causes that their comparators saw.
        facts: Index of each row that holds a number, and the place it belongs to.
        evidence: Of the article.

    Returns:
        The rows, in the same order.
    """
    if all(slot.verdict in _RIGHT for slot in slots):
        return tuple(slots)
    mixed = _mixups(slots, facts)
    return tuple(
        slot
        if slot.verdict in _RIGHT or slot.cause in _KNOWN
        else slot._replace(cause=mixed.get(index) or _settle(slot, evidence))
        for index, slot in enumerate(slots)
    )


def _settle(slot: Slot, evidence: ArticleEvidence) -> Cause:
    if slot.cause is not None and slot.cause != "other":
        return slot.cause
    if slot.predicted is None:
        return "omitted"
    return "invented" if _is_nowhere(slot, evidence) else "other"


def _is_nowhere(slot: Slot, evidence: ArticleEvidence) -> bool:
    """Tell whether a number of the predicted value, or every word of a predicted name, is nowhere in the article."""
    numbers = list(_numbers(slot.predicted))
    if numbers:
        return any(not evidence.holds_number(number) for number in numbers)
    if slot.support in {"supported", "elsewhere_in_text"}:
        return False
    named = declarations().field(slot.field).compare in _NAMED
    return named and isinstance(slot.predicted, str) and not evidence.holds_any_word(slot.predicted)


def _numbers(value: object) -> Iterable[str]:
    if isinstance(value, Quantity | PValueText):
        yield value.value
    elif isinstance(value, Interval):
        yield from (bound for bound in (value.lower, value.upper) if bound is not None)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _mixups(slots: Sequence[Slot], facts: Sequence[tuple[int, Place]]) -> Mapping[int, Cause]:
    """Find wrong, spurious and missing numbers that are right, or were claimed, at a neighbouring place."""
    suspects = [(index, place) for index, place in facts if slots[index].verdict not in _RIGHT]
    if not suspects:
        return {}
    gold: dict[tuple[str, Hashable], list[Place]] = defaultdict(list)
    claimed: dict[tuple[str, Hashable], list[Place]] = defaultdict(list)
    for index, place in facts:
        slot = slots[index]
        if slot.gold is not None:
            gold[_short(slot.field), _comparable(slot.gold)].append(place)
        if slot.predicted is not None and slot.verdict not in _RIGHT:
            claimed[_short(slot.field), _comparable(slot.predicted)].append(place)
    found: dict[int, Cause] = {}
    for index, place in suspects:
        slot = slots[index]
        value, table = (slot.gold, claimed) if slot.predicted is None else (slot.predicted, gold)
        cause = _relation(place, table.get((_short(slot.field), _comparable(value)), ()))
        if cause is not None:
            found[index] = cause
    return found


def _relation(place: Place, others: Iterable[Place]) -> Cause | None:
    seen = {_between(place, other) for other in others}
    causes: tuple[Cause, ...] = ("arm_swap", "outcome_mixup", "time_point_mixup")
    return next((cause for cause in causes if cause in seen), None)


def _between(place: Place, other: Place) -> Cause | None:
    same_time = place.time_point == other.time_point
    if place.population != other.population:
        return None
    if place.owner != other.owner:
        return "outcome_mixup" if place.arms == other.arms and same_time else None
    if place.arms != other.arms:
        return "arm_swap" if same_time and place.kind == other.kind else None
    return None if same_time else "time_point_mixup"


def _short(field: str) -> str:
    """Return a field's own name: an outcome's number may turn up among the harms."""
    return field.rpartition(".")[2]


def _comparable(value: object) -> Hashable:
    if isinstance(value, Quantity):
        return decimal(value.value)
    if isinstance(value, Interval):
        return tuple(None if bound is None else decimal(bound) for bound in (value.lower, value.upper))
    if isinstance(value, PValueText):
        return value.operator, decimal(value.value)
    return str(value)
