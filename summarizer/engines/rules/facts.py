"""A value with the words that prove it, as the finders hand it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Fact(Generic[Value_co]):
    """One value and where it stands.

    Attributes:
        value: As the record wants it.
        start: Offset in the folded text of the words that prove it.
        end: One past them.
        rule: Name of the matcher that found it.
        rivals: Other readings that lost to it, as text.
    """

    value: Value_co
    start: int
    end: int
    rule: str
    rivals: tuple[str, ...] = ()
