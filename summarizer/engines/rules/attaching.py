"""Which arm each value of a sentence belongs to: by the arm beside it, by lists of arms and values, by the head of its clause."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.naming import ALL, EACH, ArmMention, ArmNames
from summarizer.engines.rules.rows import Row, Series, find_rows, find_series, is_alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.engines.rules.results import Value

_CONTRAST = re.compile(
    r"\b(?:vs?\.?|versus|compared|comparison|than|while|whereas|but|and|against|respectively|as opposed|over)(?!\w)|[;:]",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s%]*(?:\([^()]{1,24}\)|[)\]])?\s*(?:(?:[\w/.%-]+ ){0,7}?(?:of|in|with|for|on|among|by|to|from|after|under|receiving|taking|using|given|treated|assigned"
    r"|randomi[sz]ed|allocated|who|had|during)\b\s*(?:[\w'/+-]+ ){0,6}?|[(\[]\s?|(?<= ))",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?:[ -](?:groups?|arms?|patients|participants|recipients|subjects|cohort|alone|treatment|therapy))*"
    r"(?: ?[,:=]? ?[(\[]?|,? (?:it )?(?:was|were|had|is)(?: (?:of|only|an?|mean|median|at))* )(?:mean,? |median,? |n ?= ?|an? |of )?",
    re.IGNORECASE,
)
_IN_BRACKET = re.compile(
    r"(?:[ -](?:groups?|arms?|patients|participants|recipients|subjects|alone))* ?[(\[][^()\[\];]{0,60}"
)
_AGAINST = re.compile(
    r"(?:compared (?:with|to)|versus|vs?\.?|than|relative to|against|comparison (?:with|to)|over|from)(?: (?:the|that|those|patients|in|of|with|for|an?))* $",
    re.IGNORECASE,
)
_BETTER = re.compile(
    r"\b(?:\w+er|more|less|better|worse|improve\w*|reduc\w+|decreas\w+|increas\w+|superior\w*|favou?r\w*|differ\w*|significan\w+|prolong\w*"
    r"|benefit|advantage|prevent\w*|inferior\w*)\b",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\b(?:than|versus|vs?\.?|compared|while|whereas)(?!\w)|;", re.IGNORECASE)
_TO_OTHER = re.compile(
    r"(?:[ -](?:group|arm|patients|recipients))*[\s,)]*(?:vs?\.?|versus|against|and|(?:as )?compared (?:with|to)) (?:only |just )?[(]?"
)
_BASE = re.compile(r"\b(?:baseline|before|pre-?|initial|admission|entry)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """The arm of a value and the name of the rule that found it."""

    label: str
    rule: str


@dataclass
class _Sheet:
    text: str
    start: int
    end: int
    rows: list[Row]
    mentions: list[ArmMention]
    series: list[Series]
    names: ArmNames

    def next_start(self, row: Row) -> int:
        """Where the next row begins, or the sentence ends."""
        return min((other.start for other in self.rows if other.start > row.start), default=self.end)

    def last_end(self, row: Row) -> int:
        """Where the row before ends, or the sentence begins."""
        return max((other.end for other in self.rows if other.end <= row.start), default=self.start)

    def is_apart(self, after: Series) -> bool:
        """Whether a lone arm behind a row of values is that of all of them: another arm has values of its own."""
        others = [item for item in self.series if item is not after and item.labels != after.labels]
        return len(after.labels) == 1 and bool(others) and len(self.rows) > 1

    def named(self) -> Labels:
        """Labels in the order of their first mention."""
        return tuple(dict.fromkeys(item.label for item in self.mentions if item.label not in {EACH, ALL}))

    def is_led_by_values(self) -> bool:
        """Whether a value comes before any arm, so that arms follow their values."""
        return self.rows[0].end <= self.mentions[0].start

    def is_inside(self, start: int, end: int) -> bool:
        """Whether no bracket closes between two places that does not open there."""
        depth = 0
        for letter in self.text[start:end]:
            depth += (letter in "([") - (letter in ")]")
            if depth < 0:
                return False
        return True


def attach(
    text: str,
    bounds: tuple[int, int],
    values: Sequence[Value],
    mentions: Sequence[ArmMention],
    names: ArmNames,
    order: tuple[str, ...],
) -> dict[int, Attachment]:
    """Say for the values of a sentence which arm each is of.

    Args:
        text: Folded text of the article.
        bounds: Start and end of the sentence.
        values: Its values.
        mentions: Its mentions of arms.
        names: The arms of the trial.
        order: Labels as the arms were last contrasted, for a sentence that names none.

    Returns:
        By the offset of the value; one that is not sure of its arm is left out.
    """
    rows = find_rows(text, values, mentions)
    if not mentions:
        return _elliptical(text, bounds, rows, order)
    sheet = _Sheet(text, *bounds, rows, list(mentions), find_series(text, mentions), names)
    found: Found = {}
    for row in rows:
        for name, _, rule in OF_ROWS if len(row.values) > 1 else OF_ONE:
            labels = rule(sheet, row, found)
            if labels:
                found |= {value.start: Attachment(label, name) for value, label in zip(row.values, labels, strict=True)}
                break
    return _consistent(sheet, found)


def are_contrasted(values: Sequence[Value], attached: Mapping[int, Attachment]) -> Iterator[Value]:
    """Mark the values beside which a like one of another arm stands."""
    for value in values:
        own = attached.get(value.start)
        others = (
            item.label
            for other in values
            if other is not value and is_alike(value, other) and (item := attached.get(other.start))
        )
        is_contrasted = own is not None and any(label != own.label for label in others)
        yield replace(value, is_contrasted=True) if is_contrasted else value


def _elliptical(
    text: str, bounds: tuple[int, int], rows: Sequence[Row], order: tuple[str, ...]
) -> dict[int, Attachment]:
    """Read "6.2 vs 4.1 months": the order in which the arms were last contrasted."""
    found: dict[int, Attachment] = {}
    is_respective = "respectively" in text[slice(*bounds)].lower()
    for row in rows:
        if len(row.values) == len(order) > 1 and (row.is_opposed or is_respective) and not _BASE.search(text, *bounds):
            found |= {
                value.start: Attachment(label, "elliptical") for value, label in zip(row.values, order, strict=True)
            }
    return found


Labels = tuple[str, ...]
Found = dict[int, Attachment]


def _arms_after(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    after = _series_after(sheet, row)
    return after.labels if after and len(after.labels) == len(row.values) else None


def _arms_before(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    before = _series_before(sheet, row)
    return _turned(sheet, before.start, before.labels) if before and len(before.labels) == len(row.values) else None


def _all_of_one(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    after = _series_after(sheet, row)
    is_whole = after and not row.is_opposed and sheet.is_apart(after)
    return after.labels * len(row.values) if after and is_whole else None


def _all_beside(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    beside = _beside(sheet, row)
    if (
        beside is None
        or row.is_opposed
        or _is_respective(sheet)
        or sum(len(item.values) > 1 for item in sheet.rows) < 2  # noqa: PLR2004 - a pair
    ):
        return None
    return (beside,) * len(row.values)


def _around(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    before, after = _beside(sheet, row), _series_after(sheet, row)
    if len(row.values) != 2 or before is None or after is None or before in after.labels:  # noqa: PLR2004 - a pair
        return None
    return before, after.labels[0]


def _respectively(sheet: _Sheet, row: Row, found: Found) -> Labels | None:
    return _in_order(sheet, row, found) if _is_respective(sheet) else None


def _in_order(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    named = sheet.named()
    if len(named) != len(row.values) or not (row.is_opposed or _is_respective(sheet)) or _is_own(sheet, row):
        return None
    return _turned(sheet, sheet.series[0].start, named)


def _against_one_after(sheet: _Sheet, row: Row, found: Found) -> Labels | None:
    pair = _pair(sheet, row, found)
    return (pair[1], pair[0]) if pair and _series_after(sheet, row) else None


def _led_by_one(sheet: _Sheet, row: Row, found: Found) -> Labels | None:
    pair, before = _pair(sheet, row, found), _series_before(sheet, row)
    is_compared = before and _BETTER.search(sheet.text, sheet.start, row.start)
    if pair is None or before is None or not is_compared or _BASE.search(sheet.text, sheet.start, row.end):
        return None
    return (pair[1], pair[0]) if _AGAINST.search(sheet.text, max(0, before.start - 60), before.start) else pair


def _pair(sheet: _Sheet, row: Row, found: Found) -> tuple[str, str] | None:
    """The one arm a sentence names and the other, for two values set against each other."""
    named = sheet.named()
    if len(row.values) != 2 or len(named) != 1 or not row.is_opposed:  # noqa: PLR2004 - a pair
        return None
    other = sheet.names.other(named[0])
    return (named[0], other) if other and not {item.label for item in found.values()} - {named[0], other} else None


def _turned(sheet: _Sheet, start: int, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Read "compared with B, A had 41% vs 22%": what an arm is compared with comes last."""
    if len(labels) > 1 and _AGAINST.search(sheet.text, max(sheet.start, start - 60), start):
        return (*labels[1:], labels[0])
    return labels


def _is_respective(sheet: _Sheet) -> bool:
    return "respectively" in sheet.text[sheet.start : sheet.end].lower()


def _is_own(sheet: _Sheet, row: Row) -> bool:
    """Whether a row is all of one arm: "in A (7.1 vs 5.2) and in B (7.0 vs 6.6)"."""
    own = _labels_before(sheet, row)
    others = [_labels_before(sheet, other) for other in sheet.rows if other is not row and len(other.values) > 1]
    return len(own) == 1 and any(len(other) == 1 and other != own for other in others)


def _labels_before(sheet: _Sheet, row: Row) -> set[str]:
    """The arms named between a row and the one before it."""
    start = sheet.last_end(row)
    return {item.label for item in sheet.mentions if start <= item.start < row.start and item.label not in {EACH, ALL}}


def _series_after(sheet: _Sheet, row: Row) -> Series | None:
    limit = sheet.next_start(row)
    item = next((item for item in sheet.series if item.start >= row.end), None)
    if item is None or item.start >= limit or not _leads(sheet.text, row.end, item.start):
        return None
    return item


def _leads(text: str, start: int, end: int) -> bool:
    """Whether an arm follows a value directly: "41% of patients given A"."""
    gap = text[start:end]
    return _AFTER.fullmatch(text, start, end) is not None and not _CONTRAST.search(gap)


def _series_before(sheet: _Sheet, row: Row) -> Series | None:
    found = [item for item in sheet.series if item.end <= row.start]
    return found[-1] if found else None


def _within(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    inside = {item.label for item in sheet.mentions if row.start <= item.start < row.end}
    return tuple(inside) if len(inside) == 1 else None


def _after_value(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    after = _after(sheet, row)
    if after is None or (_beside(sheet, row) and not sheet.text[row.end : after.start].strip()):
        return None
    return after.labels[:1]


def _beside_value(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    beside = _beside(sheet, row)
    return (beside,) if beside else None


def _trailing(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    if not sheet.is_led_by_values():
        return None
    for other in sheet.rows[sheet.rows.index(row) :]:
        if len(other.values) > 1 or (other is not row and _beside(sheet, other)):
            break
        item = _after(sheet, other)
        if item is not None:
            return None if _PARTED.search(sheet.text, row.end, other.start) else item.labels[:1]
    return None


def _each(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    limit = sheet.next_start(row)
    item = next((item for item in sheet.mentions if row.end <= item.start < limit), None)
    if item is None or item.label not in {EACH, ALL} or not _leads(sheet.text, row.end, item.start):
        return None
    return (item.label,)


def _after(sheet: _Sheet, row: Row) -> Series | None:
    item = _series_after(sheet, row)
    if item is None or len(item.labels) == 1:
        return item
    following = next((other for other in sheet.rows if other.start > row.start), None)
    is_others = following and following.start >= item.end and _beside(sheet, following) in item.labels[1:]
    return Series(item.start, item.end, item.labels[:1]) if is_others else None


def _beside(sheet: _Sheet, row: Row) -> str | None:
    """The arm that stands right before a value: "A (41%)", "A: 41%", "in A it was 41%"."""
    item = next((item for item in reversed(sheet.mentions) if item.end <= row.start), None)
    if item is None or item.label in {EACH, ALL} or item.end < sheet.last_end(row):
        return None
    is_beside = _BESIDE.fullmatch(sheet.text, item.end, row.start) or _IN_BRACKET.fullmatch(
        sheet.text, item.end, row.start
    )
    return item.label if is_beside else None


def _opposite(sheet: _Sheet, row: Row, found: Found) -> Labels | None:
    index = sheet.rows.index(row)
    last = sheet.rows[index - 1] if index else None
    if last is None or len(last.values) > 1 or last.start not in found:
        return None
    begin = max((item.end for item in sheet.mentions if last.end <= item.end <= row.start), default=row.start)
    later = any(row.end <= item.start < sheet.next_start(row) for item in sheet.mentions)
    other = sheet.names.other(found[last.start].label)
    return (other,) if other and not later and _TO_OTHER.fullmatch(sheet.text, begin, row.start) else None


def _head(sheet: _Sheet, row: Row, _: Found) -> Labels | None:
    series = _series_before(sheet, row)
    if sheet.is_led_by_values() or series is None or len(series.labels) > 1:
        return None
    if _AGAINST.search(sheet.text, max(0, series.start - 60), series.start) or not sheet.is_inside(
        series.end, row.start
    ):
        return None
    after = next((item for item in sheet.series if row.end <= item.start < sheet.next_start(row)), None)
    if (after and _leads(sheet.text, row.end, after.start)) or _PARTED.search(sheet.text, series.end, row.start):
        return None
    return series.labels


Rule = Callable[[_Sheet, Row, Found], "Labels | None"]
OF_ROWS: tuple[tuple[str, str, Rule], ...] = (
    ("arms after the values", "41% and 22% with A and B", _arms_after),
    ("arms before the values", "higher with A than with B (41% vs 22%)", _arms_before),
    ("all of the arm after", "23% and 5% with A, and 15% and 1% with B", _all_of_one),
    ("an arm on each side", "with A it was 41% and 22% with B", _around),
    ("respectively", "A did better than B (41% and 22%, respectively)", _respectively),
    ("all of the arm beside", "with A (5% at 1 year and 9% at 2 years)", _all_beside),
    ("arms in the order of the sentence", "A cut deaths more than did B, at 41% vs 22%", _in_order),
    ("opposed to the one arm after", "41% vs 22% with B", _against_one_after),
    ("led by the one arm named", "A was better (41% vs 22%)", _led_by_one),
)
"""For values set against each other: the name of a rule, an example, the rule; the first that is sure decides."""
OF_ONE: tuple[tuple[str, str, Rule], ...] = (
    ("arm within the value", "13 with A (11%)", _within),
    ("every arm", "four patients in each group", _each),
    ("arm after the value", "41% of patients given A", _after_value),
    ("arm beside the value", "A (41%)", _beside_value),
    ("opposed to the value before", "41% with A vs 22%", _opposite),
    ("arm at the end of the list", "neutropenia (29%) and diarrhoea (17%) with A", _trailing),
    ("arm that heads the clause", "with A, nausea was seen in 29% and vomiting in 17%", _head),
)
"""For values that stand alone."""


def _consistent(sheet: _Sheet, found: dict[int, Attachment]) -> dict[int, Attachment]:
    """Drop what contradicts itself: two values set against each other that would be of one arm."""
    dropped: set[int] = set()
    for first, second in zip(sheet.rows, sheet.rows[1:], strict=False):
        one, other = found.get(first.values[-1].start), found.get(second.values[0].start)
        gap = sheet.text[first.end : second.start]
        is_opposed = re.search(r"\b(?:vs?\.?|versus|compared (?:with|to)|against)(?!\w)", gap) and ";" not in gap
        if one and other and one.label == other.label and is_opposed:
            dropped |= {first.values[-1].start, second.values[0].start}
    return {start: item for start, item in found.items() if start not in dropped}
