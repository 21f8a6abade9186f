"""What one sentence states of one endpoint or harm: a value of an arm, or a comparison of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.record import Analysis, Result

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Name:
    """One mention of an endpoint or a harm.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character.
        title: As the record writes it.
        is_harm: Whether it is an adverse event.
        is_serious: Whether it is a harm called serious.
        rule: Name of the matcher.
    """

    start: int
    end: int
    title: str
    is_harm: bool
    is_serious: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One result or analysis and where it stands.

    Attributes:
        name: Of what.
        grade: Grade of the harm.
        places: Ranges of the folded text that hold all of it.
        result: A value of one arm, or ``None``.
        analysis: A comparison, or ``None``.
        rule: Names of the matchers that decided.
    """

    name: Name
    grade: str | None
    places: tuple[Place, ...]
    result: Result | None = None
    analysis: Analysis | None = None
    rule: str = ""
