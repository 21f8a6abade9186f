"""What one sentence states of one endpoint or harm: a value of an arm, or a comparison of two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Sentence
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


@dataclass
class Memory:
    """What a sentence may leave out because an earlier one said it.

    Attributes:
        name: The endpoint last spoken of.
        place: Of the sentence that named it.
        paragraph: Its paragraph.
        order: Labels as arms were last contrasted.
        order_place: Of the sentence that contrasted them.
        arm: The one arm that the last sentence named, if it named one.
        level: Level of the last interval.
        measure: Measure of the estimate last given.
        grade: Grade last given.
        safety_paragraph: Paragraph that speaks of safety.
        last: Place of the last sentence.
        unread: Sentences whose names have not been looked for, and whether they are about safety.
        results: Results last read, by the key of their endpoint.
    """

    name: Name | None = None
    place: Place = (0, 0)
    paragraph: int = -1
    order: tuple[str, ...] = ()
    order_place: Place | None = None
    arm: str | None = None
    level: str | None = None
    measure: str | None = None
    grade: str | None = None
    safety_paragraph: int = -1
    last: Place = (0, 0)
    unread: list[tuple[Sentence, bool]] = field(default_factory=list)
    results: dict[str, list[Result]] = field(default_factory=dict)
