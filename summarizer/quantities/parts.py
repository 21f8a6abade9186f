"""The parts of a quantity as they are printed: its number, its relation, its unit, its flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.quantities import patterns
from summarizer.quantities.numerals import parse_number
from summarizer.quantities.quantity import TIME_UNITS

if TYPE_CHECKING:
    from summarizer.record import Operator


def number_of(text: str | None) -> str | None:
    """Read a limit or a value; what is no number (NE, NR, infinity) is ``None``."""
    return None if text is None else parse_number(text)


def operator_of(text: str | None) -> Operator | None:
    """Return a relation as the record writes it."""
    if text is None:
        return None
    if text == "=":
        return "="
    name = text.lower().replace(" than or equal to", " than or equal")
    return next(operator for word, operator in patterns.OPERATORS if name.startswith(word))


def unit_of(text: str | None) -> str | None:
    """Return a unit as the record names it, or as printed."""
    if text is None:
        return None
    name = text.lower().rstrip(".")
    if name.startswith(("percentage", "per centage")) or name in {"pp", "percent points"}:
        return "percentage points"
    if name in {"%", "percent", "per cent"}:
        return "%"
    return TIME_UNITS.get(name.removesuffix("s"), text.strip())


def flag_of(name: str | None) -> str | None:
    """Return what a P value tests by the name of its flag."""
    return None if name is None else patterns.FLAGS.get(name.lower(), name.lower())
