"""What a sentence may leave out because an earlier one said it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.harm_terms import find_grades
from summarizer.engines.rules.rows import find_series
from summarizer.quantities import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.naming import ArmMention, ArmNames
    from summarizer.engines.rules.statements import Name, Place
    from summarizer.record import Result

_IS_ITEM = re.compile(r"[a-z•-]")
_IS_SENTENCE = re.compile(r"\b(?:was|were|had|has|is|are|did|received|compared|assigned|than)\b|[.!?]$")
_IS_MEASURE_OF = re.compile(
    r"\b(?:compared (?:with|to)|relative to|in comparison (?:with|to)|unlike|versus) (?:the )?$", re.IGNORECASE
)
"""What stands before the arm that the other one is measured by: "Compared with placebo, the drug lowered ..."."""
TABLE = 16
"""Lines that a table's heading reaches."""


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
        is_under_safety: Whether a heading says so of all of it.
        shares_paragraph: Paragraph that heads a table of counts with their shares.
        columns: Labels of the columns of the table last headed.
        columns_paragraph: Paragraph of its heading.
        last: Place of the last sentence.
        unread: Sentences whose names have not been looked for, and whether they are about safety.
        results: Results last read, by the key of their endpoint.
        time: The time point of the endpoint at hand, where the sentence names none.
        times: Time point last given to an endpoint's results, by its key.
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
    is_under_safety: bool = False
    shares_paragraph: int = -99
    columns: tuple[str, ...] = ()
    columns_paragraph: int = -99
    last: Place = (0, 0)
    unread: list[tuple[Sentence, bool]] = field(default_factory=list)
    results: dict[str, list[Result]] = field(default_factory=dict)
    time: str | None = None
    times: dict[str, str] = field(default_factory=dict)

    def is_under_shares(self, sentence: Sentence) -> bool:
        """Whether a line stands in a table whose heading says "no. (%)"."""
        if "(%)" in sentence.text:
            self.shares_paragraph = sentence.paragraph
        return 0 <= sentence.paragraph - self.shares_paragraph <= TABLE

    def carry_levels(self, quantities: Sequence[Quantity]) -> list[Quantity]:
        """Give intervals without a level the one last printed."""
        found: list[Quantity] = []
        for item in quantities:
            if item.kind == Kind.INTERVAL and item.level is None and item.measure in {None, "CI"}:
                found.append(replace(item, level=self.level))
            else:
                self.level = item.level or self.level
                found.append(item)
        return found

    def follows(self, sentence: Sentence) -> bool:
        """Whether a sentence comes right after the one last read."""
        return sentence.start - self.last[1] <= 2  # noqa: PLR2004 - a blank or two

    def remember_names(self, sentence: Sentence, names: Sequence[Name]) -> None:
        """Keep what a sentence speaks of."""
        outcomes = [name for name in names if name.rule != "pointer"] or list(names)
        if outcomes:
            self.name = outcomes[0] if len({name.title for name in outcomes}) == 1 else outcomes[-1]
            self.place = (sentence.start, sentence.end)
            self.paragraph = sentence.paragraph
            self.unread.clear()

    def recall_time(self, key: str, defined: Mapping[str, str], *, inherited: bool) -> None:
        """Look up when an endpoint was measured: by its definition, or as told by the sentence that this one goes on from."""
        self.time = defined.get(key) or (self.times.get(key) if inherited else None)

    def remember_time(self, key: str, results: Sequence[Result]) -> None:
        """Keep the time point of an endpoint's results where they have one in common."""
        times = {result.time_point for result in results}
        if len(times) == 1 and (time := times.pop()):
            self.times[key] = time
        elif times:
            self.times.pop(key, None)

    def remember_grade(self, sentence: Sentence) -> None:
        """Keep the grade a sentence gives; the items of a list keep that of its head."""
        grades = list(find_grades(sentence))
        if grades or not _IS_ITEM.match(sentence.text):
            self.grade = grades[-1].name if grades else None

    def remember_arms(self, names: ArmNames, sentence: Sentence, mentions: Sequence[ArmMention]) -> None:
        """Keep which arms a sentence contrasts, heads a table with, or is about."""
        labels = tuple(dict.fromkeys(item.label for item in mentions if item.label in names.labels))
        if len(labels) == len(names.labels) > 1:
            if not _IS_SENTENCE.search(sentence.text):
                self.columns, self.columns_paragraph = labels, sentence.paragraph
            self.order = _in_order(sentence, mentions, labels)
            self.order_place = (sentence.start, sentence.end)
        self.arm = labels[0] if len(labels) == 1 and len(mentions) == 1 else None
        self.last = (sentence.start, sentence.end)


def _in_order(sentence: Sentence, mentions: Sequence[ArmMention], labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels as the arms are contrasted: as a list of them says last, and one that the sentence begins to compare with comes last."""
    inside = [replace(item, start=item.start - sentence.start, end=item.end - sentence.start) for item in mentions]
    listed = [item.labels for item in find_series(sentence.text, inside) if set(item.labels) == set(labels)]
    if listed and not _IS_MEASURE_OF.search(sentence.text, 0, inside[0].start):
        return listed[-1]
    first = next(item.start for item in mentions if item.label == labels[0]) - sentence.start
    return (*labels[1:], labels[0]) if _IS_MEASURE_OF.search(sentence.text, max(0, first - 30), first) else labels
