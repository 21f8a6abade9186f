"""Which arms the values of a sentence are of, by the sentence and by what was said before it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.engines.rules.attaching import Attachment, are_contrasted, attach
from summarizer.engines.rules.binding import Clause, bind_arms
from summarizer.engines.rules.clauses import Page, Target, everybody, join_rounds, nobody
from summarizer.engines.rules.columns import Heading, deal_row, read_heading, with_unit
from summarizer.engines.rules.memory import TABLE, Memory
from summarizer.engines.rules.results import Value
from summarizer.engines.rules.rows import is_alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.naming import ArmMention, ArmNames
    from summarizer.engines.rules.statements import Place

_LONGEST_HEADING = 160
_SUBHEADING = 2
"""Lines below a heading that may say what its columns hold: "no. of patients (%)"."""


_WHO = r"(?:patients|women|men|those|children|participants|subjects|people|adults)"
_GOT = r"(?:who )?(?:(?:were|had) )?(?:received|given|treated|receiving|taking|assigned|took|got|underwent)"
_OWN_GROUPS = re.compile(
    rf"\bthan (?:in|for|among|with|after|on|by|at|those|that of)\b(?! (?:the )?(?:{_WHO} )?{_GOT})"
    rf"|\b(?:vs\.?|versus|compared (?:with|to)) [\d.]+ ?%?[^.;,\d]{{0,16}} (?:for|in|of|among) (?:the )?{_WHO} (?:who|with|without|aged|whose|not)\b"
    rf"|^(?:[^,]{{0,40}}, )?{_WHO} (?:with|without|who|whose|aged)\b(?! {_GOT})[^,;]{{2,60}}? (?:had|have|showed|experienced|were) (?:[\w-]+ ){{0,3}}?"
    r"(?:\w+er|more|less|better|worse|decreased|increased|reduced|improved)\b",
    re.IGNORECASE,
)
"""What tells that a sentence without arms sets groups of its own against each other: "higher in men than in women (41% vs 22%)"."""
_ADDS = re.compile(r"\b(?:addition of|adding|added to)\b")
_AGAINST = re.compile(r"\b(?:vs?\.?|versus|than|compared (?:with|to))(?!\w)", re.IGNORECASE)


class Bearings:
    """Gives values their arms.

    Attributes:
        text: Folded text of the article.
        names: The trial's arms.
        memory: What sentences may leave out because an earlier one said it.
        heading: That of the table last headed.
        read_to: The paragraph last looked above.
    """

    def __init__(self, text: str, names: ArmNames, memory: Memory) -> None:
        self.text = text
        self.names = names
        self.memory = memory
        self.heading: Heading | None = None
        self.read_to = 0

    def look_above(self, document: Document, sentence: Sentence) -> None:
        """Read a short line that was passed over as a heading and may head the columns of a table."""
        above, before = sentence.paragraph - 1, self.read_to
        self.read_to = sentence.paragraph
        if above in {0, before} or above < before:
            return
        start, end = document.paragraphs[above]
        if end - start > _LONGEST_HEADING:
            return
        if 0 <= above - self.memory.columns_paragraph <= _SUBHEADING and "(%)" in document.text[start:end]:
            self.memory.shares_paragraph = above
            return
        line = replace(
            sentence,
            text=document.text[start:end],
            start=start,
            paragraph=above,
            lower=document.lower[start:end],
        )
        mentions = self.names.find(line)
        if len({item.label for item in mentions}) == len(self.names.labels):
            self.memory.remember_arms(self.names, line, mentions)
            self.note_heading(line, mentions, document.paragraphs[above - 1])

    def note_heading(self, sentence: Sentence, mentions: Sequence[ArmMention], before: Place | None) -> None:
        """Keep the heading of a table, when the memory has just taken a line for one."""
        if self.memory.columns_paragraph != sentence.paragraph or self.memory.order_place != (
            sentence.start,
            sentence.end,
        ):
            return
        own = [item for item in mentions if item.label in self.names.labels]
        self.heading = read_heading(self.text, sentence, own, before)
        if self.heading and "(%)" in self.text[self.heading.start : sentence.end]:
            self.memory.shares_paragraph = sentence.paragraph

    def table_of(self, sentence: Sentence) -> Heading | None:
        """The heading of the table that a line may be a row of."""
        is_near = 0 < sentence.paragraph - self.memory.columns_paragraph <= TABLE
        return self.heading if is_near else None

    def is_row(self, sentence: Sentence, targets: Sequence[Target], mentions: Sequence[ArmMention]) -> bool:
        """Whether a line is a row of the table last headed."""
        return bool(self._dealt(sentence, [item for item in targets if isinstance(item, Value)], mentions))

    def _dealt(
        self, sentence: Sentence, values: Sequence[Value], mentions: Sequence[ArmMention]
    ) -> dict[int, Attachment]:
        table = None if mentions else self.table_of(sentence)
        return deal_row(sentence, table, values) if table else {}

    def attached(
        self, sentence: Sentence, targets: Sequence[Target], mentions: Sequence[ArmMention]
    ) -> tuple[dict[int, Target], dict[int, Attachment]]:
        """Give the values of a sentence the arms it names, and mark those that stand beside one of another arm."""
        values = [item for item in targets if isinstance(item, Value)]
        dealt = self._dealt(sentence, values, mentions)
        if dealt:
            return {value.start: with_unit(sentence, value) for value in are_contrasted(values, dealt)}, dealt
        order = self._order_before(sentence, mentions)
        found = attach(self.text, (sentence.start, sentence.end), values, mentions, self.names, order)
        return {value.start: value for value in are_contrasted(values, found)}, found

    def arms_of_values(self, page: Page, kept: Sequence[Value], repeat: int, window: Place) -> list[Attachment]:
        """Say which arm each value is of, or each run of values at several times; an empty label is not sure.

        Args:
            page: What was found in the sentence.
            kept: Values of one endpoint.
            repeat: How many values each arm has.
            window: The stretch of the sentence that belongs to them.
        """
        heads = kept[::repeat]
        if repeat == 1 and all(value.start in page.attached for value in heads):
            return [page.attached[value.start] for value in heads]
        mentions = tuple(item for item in page.mentions if window[0] <= item.start < window[1])
        rounds = tuple(join_rounds(kept, repeat))
        labels, rule = bind_arms(Clause(self.text, *window, rounds, mentions, self.names, self._order(page)))
        found = []
        for label, value in zip(labels, heads, strict=True):
            known = page.attached.get(value.start) if repeat == 1 else None
            own = nobody(page, value) or label or self._only_arm(page, value, len(heads), mentions)
            found.append(known or Attachment(own or "", rule))
        return found

    def _order(self, page: Page) -> tuple[str, ...]:
        labels = tuple(dict.fromkeys(item.label for item in page.mentions if item.label in self.names.labels))
        if len(labels) == len(self.names.labels) > 1:
            return labels
        dealt = tuple(
            dict.fromkeys(item.label for _, item in sorted(page.attached.items()) if item.label in self.names.labels)
        )
        if labels and len(dealt) == len(self.names.labels) > 1:
            return dealt  # the order of the sentence itself goes before that of an earlier one
        if not labels and _ADDS.search(page.sentence.lower):
            return ()  # the arm with what was added comes first, whichever was named first before
        if labels and page.attached and page.targets[0].start not in page.attached:
            return ()  # an arm has its value, and another group that is not known has one before it
        if page.names and page.names[0].rule == "row":
            distance = page.sentence.paragraph - self.memory.columns_paragraph
            return self.memory.columns if 0 < distance <= TABLE and self.heading is None else ()
        return self._order_before(page.sentence, page.mentions)

    def _order_before(self, sentence: Sentence, mentions: Sequence[ArmMention]) -> tuple[str, ...]:
        """The order of the arms that an earlier sentence told; none where this one sets other groups against each other."""
        order = self.memory.order
        return () if order and not mentions and _OWN_GROUPS.search(sentence.text) else order

    def _is_opposed(self, page: Page, value: Value) -> bool:
        """Whether a value is set against the one beside it, so that not both are of the only arm that is known."""
        kin = sorted([*(item for item in page.targets if isinstance(item, Value)), value], key=lambda item: item.start)
        return any(
            value in {one, other}
            and one.start != other.start
            and is_alike(one, other)
            and _AGAINST.search(self.text, one.end, other.start)
            for one, other in pairwise(dict.fromkeys(kin))
        )

    def _only_arm(self, page: Page, value: Value, count: int, mentions: Sequence[ArmMention]) -> str | None:
        """The arm of a value that names none: the trial's only one, or the one the passage is about."""
        if len(self.names.labels) == 1:
            return None if self._is_opposed(page, value) else self.names.labels[0]
        named = {item.label for item in page.mentions}
        if count == 1 and not mentions and len(named) == 1 and not page.attached:
            return page.mentions[0].label
        if nobody(page, value):
            return None
        is_lone = count == 1 and not mentions and not page.mentions
        own = self.memory.arm if is_lone and self.memory.follows(page.sentence) else None
        return own or everybody(page, value, is_of_arms=bool(self.names.labels))
