"""An arm while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.engines.rules.assignments import Statement
    from summarizer.engines.rules.interventions import Treatment


@dataclass
class Draft:
    """An arm while it is being put together.

    Attributes:
        treatment: What it gets.
        label: Its name.
        interventions: Its treatments by their own names.
        names: Names given in brackets.
        size: Number assigned.
        spans: Offsets of the words that prove it.
        phrase: All that a list of arms says of it.
        size_rule: Name of the matcher that found its size.
    """

    treatment: Treatment
    label: str
    interventions: tuple[str, ...]
    names: tuple[str, ...] = ()
    size: int | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    phrase: str = ""
    size_rule: str = "size in the list of arms"


def tighten(span: tuple[int, int], statement: Statement) -> tuple[int, int]:
    """Leave blanks and closing marks off the end of a list's words."""
    start, end = span
    text = statement.sentence.text
    offset = statement.sentence.start
    while end - offset > 0 and text[end - offset - 1 : end - offset] in " ,;.":
        end -= 1
    return start, end
