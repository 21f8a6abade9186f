"""Slots: what of a record is compared as one thing, how it is read, and the row that its comparison leaves."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from evals.comparators import Interval, PValueText
from evals.figures import Quantity
from summarizer.record import Analysis, FollowUp, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evals.comparators import Cause, Verdict
    from evals.evidence import Degree
    from evals.fields import Declarations, Field


class Slot(NamedTuple):
    """One verdict: a row of every report.

    Attributes:
        article: Name of the gold record.
        field: Path without indices.
        path: Of the gold value; of the predicted one where gold has none.
        predicted_path: Of the predicted value, or ``None``.
        gold: Gold value, or ``None``.
        predicted: Predicted value, or ``None``.
        verdict: What the comparison says; slots that both leave empty are counted, not listed.
        cause: Of an error, else ``None``.
        flips_significance: Whether a P value crossed 0.05.
        support: How well the article supports the predicted value; ``None`` without one, or where none can be asked for.
        doubted: Whether a check contradicts the predicted value.
    """

    article: str
    field: str
    path: str
    predicted_path: str | None
    gold: object
    predicted: object
    verdict: Verdict
    cause: Cause | None
    flips_significance: bool
    support: Degree | None
    doubted: bool


class Leaf(NamedTuple):
    """One slot of a kind of object.

    Attributes:
        field: As declared.
        name: Path below the object.
        read: Takes the object, gives its value or ``None``.
        rows: Paths below the object whose support rows speak for the slot.
    """

    field: Field
    name: str
    read: Callable[[object], object]
    rows: tuple[str, ...]


class Plan(NamedTuple):
    """How a kind of object is compared.

    Attributes:
        leaves: Its slots with one value.
        lists: Its lists of plain values.
    """

    leaves: tuple[Leaf, ...]
    lists: tuple[Leaf, ...]


@lru_cache(maxsize=64)
def plan(declared: Declarations, pattern: str) -> Plan:
    """Return how the objects at a path without indices are compared (``""`` for the record itself)."""
    prefix = f"{pattern}." if pattern else ""
    leaves: list[Leaf] = []
    lists: list[Leaf] = []
    for field in declared.fields:
        name = field.path.removeprefix(prefix)
        if not field.path.startswith(prefix):
            continue
        if name.endswith("[]") and "[]" not in name[:-2]:
            lists.append(Leaf(field, name[:-2], _reader(name[:-2], field), ()))
        elif "[]" not in name:
            leaves.append(Leaf(field, name, _reader(name, field), _rows(name, field)))
    return Plan(tuple(leaves), tuple(lists))


def _rows(name: str, field: Field) -> tuple[str, ...]:
    # The level of an interval carries over from its list: it need not stand in the quote.
    parts = {"interval": ("lower", "upper"), "p_value": ("operator", "value")}.get(field.compare, ())
    return tuple(f"{name}.{part}" for part in parts) or (name,)


def _reader(name: str, field: Field) -> Callable[[object], object]:
    if field.compare == "quantity":
        return _quantity_reader(name)
    if field.compare == "interval":
        return _read_interval
    if field.compare == "p_value":
        return _read_p_value
    if field.compare == "quotes":
        return _quotes_reader(name)
    return _nested_reader(*name.split(".")) if "." in name else attrgetter(name)


def _quotes_reader(name: str) -> Callable[[object], object]:
    read = _nested_reader(*name.split(".")) if "." in name else attrgetter(name)
    return lambda item: read(item) or None


def _nested_reader(holder: str, name: str) -> Callable[[object], object]:
    def read(item: object) -> object:
        held = getattr(item, holder)
        return None if held is None else getattr(held, name)

    return read


def _quantity_reader(name: str) -> Callable[[object], object]:
    return {"value": _read_value, "estimate": _read_estimate, "follow_up.value": _read_follow_up}[name]


def _read_value(item: object) -> Quantity | None:
    if not isinstance(item, Result) or item.value is None:
        return None
    unit = "%" if item.unit is None and item.statistic == "PERCENTAGE" else item.unit
    return Quantity(item.value, unit)


def _read_estimate(item: object) -> Quantity | None:
    if not isinstance(item, Analysis) or item.estimate is None:
        return None
    return Quantity(item.estimate, item.unit)


def _read_follow_up(item: object) -> Quantity | None:
    held: FollowUp | None = getattr(item, "follow_up", None)
    return None if held is None or held.value is None else Quantity(held.value, held.unit)


def _read_interval(item: object) -> Interval | None:
    if not isinstance(item, Result | Analysis) or item.ci is None:
        return None
    return Interval(item.ci.level, item.ci.lower, item.ci.upper)


def _read_p_value(item: object) -> PValueText | None:
    if not isinstance(item, Analysis) or item.p_value is None:
        return None
    return PValueText(item.p_value.operator, item.p_value.value)


def accepted(leaf: Leaf, path: str, gold: object, alternatives: Mapping[str, Sequence[object]]) -> list[object]:
    """Return what else is right for a slot, in the form in which the slot is compared; ``None`` among it: nothing."""
    found = [_as_compared(leaf.field, gold, value) for value in alternatives.get(path, ())]
    if isinstance(gold, Quantity):
        units = alternatives.get(f"{path.rpartition('.')[0]}.unit", ())
        found.extend(Quantity(gold.value, None if unit is None else str(unit)) for unit in units)
    return found


def _as_compared(field: Field, gold: object, value: object) -> object:
    if value is None:
        return None
    if field.compare == "quantity":
        return Quantity(str(value), gold.unit if isinstance(gold, Quantity) else None)
    if field.compare == "interval" and isinstance(value, dict):
        return Interval(value.get("level"), value.get("lower"), value.get("upper"))
    if field.compare == "p_value" and isinstance(value, dict):
        return PValueText(str(value.get("operator")), str(value.get("value")))
    return tuple(value) if isinstance(value, list) else value


def printed(value: object) -> str:
    """Return a slot's value as a reader wants to see it."""
    if value is None:
        return "-"
    if isinstance(value, Quantity):
        return value.value if value.unit is None else f"{value.value} {value.unit}"
    if isinstance(value, Interval):
        level = "" if value.level is None else f" ({value.level} %)"
        return f"{value.lower or '?'} to {value.upper or '?'}{level}"
    if isinstance(value, PValueText):
        return f"P {value.operator} {value.value}"
    if isinstance(value, tuple):
        return " … ".join(map(str, value))
    return str(value)


def jsonable(value: object) -> object:
    """Return a slot's value as JSON can hold it."""
    if isinstance(value, Quantity | Interval | PValueText):
        return value._asdict()
    return list(value) if isinstance(value, tuple) else value
