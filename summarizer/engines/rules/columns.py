"""Tables whose lines were kept: a heading that names the arms, and rows of a label and one value for each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.engines.rules.harm_terms import find_grades
from summarizer.engines.rules.rows import is_alike
from summarizer.engines.rules.sheet import Attachment
from summarizer.engines.rules.time_points import find_times
from summarizer.quantities import TIME_UNITS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.naming import ArmMention
    from summarizer.engines.rules.results import Value

COLUMN = "column of the table"
_BAR = "|"
_MOST_BEFORE = 40
"""Characters of a heading before its first arm: "Event", "Outcome, no. (%)"."""
_LONGEST_CAPTION = 200
_MOST_OTHERS = 3
"""Columns behind those of the arms: a difference, a ratio, a P value."""
_TOTAL = re.compile(
    r"\b(?:total|overall|all(?: patients| participants)?)(?: ?[(\[][nN] ?= ?\d+[)\]])? $", re.IGNORECASE
)
"""A column of everybody before those of the arms."""
_LABEL = re.compile(
    r"^(?:[•*·▪|-] ?)?(?=[A-Za-z≥≤])[^|:;.]{2,90}?(?:,? (?:n/N|n|no\.|No\.)? ?\([^()]{1,24}\))*[ |:,]+(?=[-−+<]?\d|NR\b|NE\b)"
)
_UNIT = re.compile(
    r"(?:, |\()(%|days?|weeks?|months?|years?|kg|g|mg|m[lL]|mm ?Hg|m[gm]ol/[lL]|mg/d[lL]|g/d[lL]|cm|mm|points?|kg/m2)(?:, (?:mean|median)|\))?(?: [(\[][^()\[\]]*[)\]])?[ |:,]*$"
)
_NO_MEASURE = re.compile(
    r"^(?:[|•*-] ?)?(?:adjusted |unadjusted |stratified )?(?:HR|OR|RR|IRR|P|hazard ratio|odds ratio|risk ratio|relative risk|rate ratio|(?:mean |absolute |risk )?differences?"
    r"|n\b|no\. (?:at risk|randomi[sz]ed)|number (?:at risk|randomi[sz]ed)|patients|participants|age|median age|mean age|women|men|female|male|sex)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:was|were|had|has|is|are|did|showed|averaged|received|(?:occurr|report|observ|affect)ed(?: in| with))\b"
)
_PROSE = re.compile(r"\b(?:was|were|had|has|is|are|with|for|by|from|than)\b|[a-z]{2} [a-z]{2,} [a-z]{2,} [a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table.

    Attributes:
        labels: The arms, in the order of their columns.
        skipped: How many columns stand before them, the labels of the rows not counted.
        start: Where its caption begins, or the line itself.
        end: Where the line ends.
        time: The one time that caption or line give.
        grade: The one grade of harms that they give.
    """

    labels: tuple[str, ...]
    skipped: int
    start: int
    end: int
    time: str | None
    grade: str | None = None


def read_heading(
    text: str, sentence: Sentence, mentions: Sequence[ArmMention], before: tuple[int, int] | None
) -> Heading | None:
    """Read "Event | A (N=508) | B (N=504) | P value"; ``None`` where the arms are no neighbouring columns.

    Args:
        text: Folded text of the article.
        sentence: The line.
        mentions: Its mentions of arms, in order.
        before: Start and end of the paragraph before it.
    """
    labels = tuple(item.label for item in mentions)
    skipped = _skipped(sentence, mentions)
    if len(set(labels)) != len(labels) or skipped is None:
        return None
    start = _caption(text, before, sentence.start) if before else sentence.start
    whole = text[start : sentence.end]
    times = {
        name
        for item in find_times(replace(sentence, text=whole, start=start, lower=whole.lower()))
        for name in item.names
    }
    grades = {item.name for item in find_grades(replace(sentence, text=whole, start=start, lower=whole.lower()))}
    time, grade = (found.pop() if len(found) == 1 else None for found in (times, grades))
    return Heading(labels, skipped, start, sentence.end, time, grade)


def _caption(text: str, before: tuple[int, int], line: int) -> int:
    """Where the caption begins in the paragraph before a heading: its last sentence, if it is short; else the line."""
    start = max(before[0], text.rfind(". ", *before) + 2)
    is_caption = text[before[1] - 1] not in ".?!" or "table" in text[start : before[1]].lower()
    return start if before[1] - start <= _LONGEST_CAPTION and is_caption else line


def _skipped(sentence: Sentence, mentions: Sequence[ArmMention]) -> int | None:
    """How many columns stand before the first arm; ``None`` where the arms are no neighbours."""
    before = sentence.text[: mentions[0].start - sentence.start]
    if _BAR not in sentence.text:
        total = _TOTAL.search(before)
        before = before[: total.start()] if total else before
        return total is not None if len(before) <= _MOST_BEFORE and not re.search(r"\d", before) else None
    starts = [sentence.text.count(_BAR, 0, item.start - sentence.start) for item in mentions]
    if any(second - first != 1 for first, second in pairwise(starts)):
        return None
    is_edged = sentence.text.startswith(_BAR) and len(before.strip(" |")) > 0
    return max(0, starts[0] - 1 - is_edged)


def with_unit(sentence: Sentence, value: Value) -> Value:
    """Give a value of a row the unit that the label of the row ends in: "Body weight, kg", "Overall survival (months)"."""
    label = _LABEL.match(sentence.text)
    unit = _UNIT.search(label[0]) if label else None
    quantity = value.quantity
    if unit is None or quantity.unit or quantity.kind not in {Kind.NUMBER, Kind.MEAN_SD} or value.events is not None:
        return value
    name = TIME_UNITS.get(unit[1].lower().rstrip("s"))
    kinds = {"%": Kind.PERCENTAGE} | ({unit[1]: Kind.DURATION} if name else {})
    kind = kinds.get(unit[1], quantity.kind) if quantity.kind == Kind.NUMBER else quantity.kind
    return replace(value, quantity=replace(quantity, unit=name or unit[1], kind=kind))


def deal_row(sentence: Sentence, heading: Heading, values: Sequence[Value]) -> dict[int, Attachment]:
    """Give the values of a row the arms of their columns.

    Args:
        sentence: The line.
        heading: The columns of its table.
        values: Its values, in order.

    Returns:
        By the offset of the value; those of columns behind the arms have an empty label. Nothing where the line is no row.
    """
    label = _LABEL.match(sentence.text)
    if (
        label is None
        or _NO_MEASURE.match(sentence.text)
        or _VERB.search(label[0])
        or _PROSE.search(sentence.text, label.end())
    ):
        return {}
    own = [item for item in values if item.start - sentence.start >= label.end() and not _is_in_bracket(sentence, item)]
    dealt = _by_bars(sentence, heading, own) if _BAR in sentence.text else _by_order(heading, own)
    found = {item.start: Attachment("", "beside the columns") for item in values} if dealt else {}
    return found | {item.start: Attachment(name, COLUMN) for item, name in dealt}


def _is_in_bracket(sentence: Sentence, value: Value) -> bool:
    before = sentence.text[: value.start - sentence.start]
    return before.count("(") + before.count("[") > before.count(")") + before.count("]")


def _by_order(heading: Heading, values: Sequence[Value]) -> list[tuple[Value, str]]:
    many = len(heading.labels)
    values = values[heading.skipped :]
    if not many <= len(values) <= many + _MOST_OTHERS:
        return []
    if len({item.quantity.unit for item in values[:many]}) > 1:
        return []
    if len(values) >= 2 * many and all(is_alike(values[0], item) for item in values):
        return []  # several columns of each arm
    return list(zip(values[:many], heading.labels, strict=True))


def _by_bars(sentence: Sentence, heading: Heading, values: Sequence[Value]) -> list[tuple[Value, str]]:
    """The first value of each cell."""
    edge = sentence.text.startswith(_BAR)
    first = 1 + edge + heading.skipped
    cells: dict[int, Value] = {}
    for item in values:
        cells.setdefault(sentence.text.count(_BAR, 0, item.start - sentence.start), item)
    return [(cells[first + place], name) for place, name in enumerate(heading.labels) if first + place in cells]
