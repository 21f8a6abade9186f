"""An arm while it is being put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.assignments import Statement
    from summarizer.engines.rules.document import Sentence
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


_CODE = re.compile(
    r"\b(?P<name>(?:group|arm|cohort) (?:[A-Za-z]|[IVX]+|\d|[A-Z]{2,4}))\b(?! (?:and|or|versus|vs)\b)[^()\d.;]{1,60}$",
    re.IGNORECASE,
)


def name_by_codes(drafts: Sequence[Draft], places: Sequence[tuple[Sentence, int, int]]) -> None:
    """Read "group A received dexaline (n = 30), group B received ropidone (n = 30)": the code before what a group got is its name.

    Args:
        drafts: The arms, which get the codes as names where every one has its own.
        places: Of each, its sentence and where in it the words begin and end that tell what it got.
    """
    codes: list[re.Match[str] | None] = []
    floor, last = 0, None
    for sentence, start, end in places:
        floor = floor if sentence is last else 0
        codes.append(_CODE.search(sentence.text, floor, max(floor, start)))
        floor, last = end, sentence
    if len({match["name"].lower() for match in codes if match}) < len(drafts):
        return
    for draft, match, (sentence, _, end) in zip(drafts, codes, places, strict=True):
        if match:
            draft.names = tuple(dict.fromkeys((*draft.names, match["name"])))
            draft.phrase = sentence.text[match.start() : end]
