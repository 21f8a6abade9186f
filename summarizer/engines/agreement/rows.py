"""Rows of two readers: whether a result or analysis is about the same arms and the same endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from summarizer.engines.agreement.correspondence import is_same_name, words_of
from summarizer.engines.agreement.verdicts import Agreed, Dispute, Pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summarizer.engines.agreement.readings import Row

_FIELDS = ("time_point", "population", "statistic", "unit", "status", "measure", "hypothesis")
_SEVERAL = {"ci": ("lower", "upper"), "p_value": ("value",)}


class Relation(Enum):
    """How what one row is about relates to what the other is about."""

    SAME = auto()
    OTHER_ARM = auto()
    OTHER_ENDPOINT = auto()
    OTHER_GRADE = auto()
    UNSURE = auto()


@dataclass(frozen=True)
class Sight:
    """A trial in the sight of both readers.

    Attributes:
        arms: Labels of the first reader and those of the second for the same arms.
        ours: Names of the first reader's endpoints and harms.
        theirs: Names of the second reader's.
        text: The article in lower case.
    """

    arms: Mapping[str, str]
    ours: frozenset[str]
    theirs: frozenset[str]
    text: str

    def relate(self, one: Row, other: Row) -> Relation:
        """Tell how two rows that hold the same number relate."""
        arms = [self._same_arm(*labels) for labels in zip(one.arms, other.arms, strict=True)]
        if False in arms:
            return Relation.OTHER_ARM
        if not self.is_same(one.about, other.about):
            return Relation.OTHER_ENDPOINT if self._is_known_apart(one.about, other.about) else Relation.UNSURE
        if one.grade != other.grade:
            return Relation.OTHER_GRADE
        is_same_place = _is_compatible(one.content.population, other.content.population, strict=True)
        is_same_time = _is_compatible(one.content.time_point, other.content.time_point, strict=False)
        return Relation.SAME if arms[0] and is_same_place and is_same_time else Relation.UNSURE

    def is_same(self, one: str, other: str) -> bool:
        """Tell whether two names are those of one endpoint."""
        return is_same_name(one, other, self.text)

    def _same_arm(self, label: str | None, other: str | None) -> bool | None:
        """Tell whether two labels mean the same arm; ``None`` where that cannot be told."""
        if label is None or other is None:
            return True if label is other else None
        known = self.arms.get(label)
        if known == other:
            return True
        return False if known is not None and other in self.arms.values() else None

    def _is_known_apart(self, one: str, other: str) -> bool:
        return any(self.is_same(one, name) for name in self.theirs - {other}) or any(
            self.is_same(other, name) for name in self.ours - {one}
        )


def agreed_values(one: Row, other: Row) -> Iterator[Agreed]:
    """Yield what two rows about the same have in common, the names that they stand under among it."""
    pair = Pair(one.path, other.path, one.content, other.content)
    numbers = {name for name, standing in one.numbers.items() if _number(other, name) == standing.number}
    for whole, parts in _SEVERAL.items():
        names = {f"{whole}.{part}" for part in parts}
        # Half an interval is none, and a P value is nothing without its operator.
        if any((name in one.numbers or name in other.numbers) and name not in numbers for name in names):
            numbers -= names
    if _operator(one) != _operator(other):
        numbers.discard("p_value.value")
    yield from (Agreed(f"{one.path}.{name}", f"{other.path}.{name}") for name in one.numbers if name in numbers)
    if "p_value.value" in numbers:
        yield Agreed(f"{one.path}.p_value.operator", f"{other.path}.p_value.operator")
    for name, labels in zip(("arm", "comparator"), zip(one.arms, other.arms, strict=True), strict=True):
        if None not in labels:
            yield Agreed(f"{one.path}.{name}", f"{other.path}.{name}")
    yield from pair.agreed((*_FIELDS, "favors"))
    yield from Pair(one.owner, other.owner, one.holder, other.holder).agreed(
        ("title", "term", "grade", "type", "serious")
    )


def disputes_within(one: Row, other: Row) -> Iterator[Dispute]:
    """Yield the contradictions of two rows about the same."""
    yield from Pair(one.path, other.path, one.content, other.content).disputes(("favors",))
    ours, theirs = _operator(one), _operator(other)
    number = one.numbers.get("p_value.value")
    if ours and theirs and ours != theirs and number and number.number == _number(other, "p_value.value"):
        name = "p_value.operator"
        readings = (f"P {operator} {number.number}" for operator in (ours, theirs))
        yield Dispute(f"{one.path}.{name}", f"{other.path}.{name}", *readings)


def certain_number(one: Row, other: Row) -> str | None:
    """Return the number both rows are there for, if it is the same and beyond doubt that both mean that very one."""
    name = one.main
    if name is None or name != other.main:
        return None
    ours, theirs = one.numbers[name], other.numbers[name]
    return name if ours.start == theirs.start and ours.is_certain and theirs.is_certain else None


def _is_compatible(one: str | None, other: str | None, *, strict: bool) -> bool:
    if one is None or other is None:
        return one is other or not strict
    return words_of(one) == words_of(other)


def _number(row: Row, name: str) -> str | None:
    standing = row.numbers.get(name)
    return standing.number if standing else None


def _operator(row: Row) -> str | None:
    p_value = getattr(row.content, "p_value", None)
    return p_value.operator if p_value else None
