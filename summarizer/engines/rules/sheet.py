"""A sentence laid out for binding: its rows of values, its arms, and what stands beside what."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from summarizer.engines.rules.naming import ALL, EACH, ArmMention, ArmNames
from summarizer.engines.rules.rows import Row, Series

_CONTRAST = re.compile(
    r"\b(?:vs?\.?|versus|compared|comparison|than|while|whereas|but|and|against|respectively|as opposed|over(?! (?:the |a |an )?(?:\d|one|two|three|six|twelve|mean|median|course|period)))(?!\w)|[;:]",
    re.IGNORECASE,
)

_AFTER = re.compile(
    r"[\s%]*(?:\([^()]{1,24}\)|[)\]])?\s*(?:(?:[\w/.%-]+ ){0,7}?(?:of|in|with|for|on|among|by|to|from|after|under|receiving|taking|using|given|administered|treated|assigned"
    r"|randomi[sz]ed|allocated|who|had|during)\b\s*(?:[\w'/+-]+ ){0,6}?(?:[\w-]+/)?|[(\[=]\s?|(?<= )(?:(?:patients|participants|people|women|men|children|infants|subjects|cases|events) )?)",
    re.IGNORECASE,
)

BESIDE = re.compile(
    r"(?:[ -](?:groups?|arms?|patients|participants|recipients|subjects|cohort|alone|treatment|therapy))*"
    r"(?: ?[,:=]? ?[(\[]?|,? (?:it )?(?:was|were|had|is)(?: (?:of|only|an?|mean|median|at))* )(?:mean,? |median,? |(?:n|M|mean|median) ?= ?|an? |of )?",
    re.IGNORECASE,
)

_IN_BRACKET = re.compile(
    r"(?:[ -](?:groups?|arms?|patients|participants|recipients|subjects|alone))* ?[(\[][^()\[\];]{0,120}"
)

_RESPECTIVE = re.compile(r"[\s)\]%]*,? ?respectively,? ", re.IGNORECASE)
"""What a list of several values of one arm may end with: "23% and 5%, respectively, with A"."""
_STATISTICS = re.compile(
    r" ?[%\w/.\u00b0]{0,12} ?[;,] ?(?=(?:P|p|OR|HR|RR|IRR|95|99|hazard|odds|risk|rate|relative|log)\b)[^()\[\]]{1,60}(?:[(\[][^()\[\]]{1,40}[)\]][^()\[\]]{0,40})?[)\]](?= )"
)
"""What else a bracket says behind its values: "(41% v 63%; P < .001) with A"."""
AGAINST = re.compile(
    r"(?:compared (?:with|to)|versus|vs?\.?|than|relative to|against|comparison (?:with|to)|over|from)(?: (?:the|that|those|patients|in|of|with|for|an?))* $",
    re.IGNORECASE,
)
IS_FIRST = re.compile(r" (?:(?:being|coming|named|listed|given|is|mentioned) )?first\b", re.IGNORECASE)
"""What stands behind an arm that has the first of the values before it: "1.2% vs 1.6%, A first"."""
BASE = re.compile(
    r"\b(?:baseline|before|pre(?!-?operative|-?natal|-?term|[a-z]*vent|[a-z]*scri|[a-z]*dict|[a-z]*ferr?|gnan|valen|mature|sen|ced|mi|dni|dominan|gabal)"
    r"|initial|admission|entry)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """The arm of a value and the name of the rule that found it."""

    label: str
    rule: str


@dataclass
class Sheet:
    """A sentence with its rows of values and its arms.

    Attributes:
        text: Folded text of the article.
        start: Where the sentence begins.
        end: Where it ends.
        rows: Its rows of values, in order.
        mentions: Its mentions of arms, in order.
        series: Arms named one after the other.
        names: The arms of the trial.
    """

    text: str
    start: int
    end: int
    rows: list[Row]
    mentions: list[ArmMention]
    series: list[Series]
    names: ArmNames

    def next_start(self, row: Row) -> int:
        """Where the next row begins, or the sentence ends."""
        index = bisect_right(self._starts, row.start)
        return self._starts[index] if index < len(self._starts) else self.end

    def last_end(self, row: Row) -> int:
        """Where the row before ends, or the sentence begins."""
        index = bisect_right(self._ends, row.start)
        return self._ends[index - 1] if index else self.start

    def position(self, row: Row) -> int:
        """Index of a row."""
        return bisect_left(self._starts, row.start)

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
        between = self.text[start:end]
        if ")" not in between and "]" not in between:
            return True
        depth = 0
        for letter in between:
            depth += (letter in "([") - (letter in ")]")
            if depth < 0:
                return False
        return True

    def is_next_to(self, row: Row) -> bool:
        """Whether an arm stands right before a row."""
        item = next((item for item in reversed(self.mentions) if item.end <= row.start), None)
        return item is not None and BESIDE.fullmatch(self.text, item.end, row.start) is not None

    @cached_property
    def list_ends(self) -> list[tuple[Row, Series] | None]:
        """For each row the first of its list, itself or a later one, that an arm follows directly, with that arm."""
        found: list[tuple[Row, Series] | None] = []
        passed_on: tuple[Row, Series] | None = None
        for row in reversed(self.rows):
            item = arm_after(self, row) if len(row.values) == 1 else None
            own = (row, item) if item else passed_on if len(row.values) == 1 else None
            found.append(own)
            passed_on = None if own is None or beside_of(self, row) else own
        return found[::-1]

    @cached_property
    def _starts(self) -> list[int]:
        return [row.start for row in self.rows]

    @cached_property
    def _ends(self) -> list[int]:
        return sorted(row.end for row in self.rows)

    @cached_property
    def _series_starts(self) -> list[int]:
        return [item.start for item in self.series]

    def series_from(self, place: int) -> Series | None:
        """The first arms named from a place on."""
        index = bisect_left(self._series_starts, place)
        return self.series[index] if index < len(self.series) else None


def series_after(sheet: Sheet, row: Row) -> Series | None:
    """The arms that follow a row directly."""
    limit = sheet.next_start(row)
    item = sheet.series_from(row.end)
    if item is None or item.start >= limit or not leads(sheet.text, row.end, item.start):
        return None
    return item


def leads(text: str, start: int, end: int) -> bool:
    """Whether an arm follows a value directly: "41% of patients given A"."""
    closed = _STATISTICS.match(text, start, end)
    start = closed.end() if closed else start
    dealt = _RESPECTIVE.match(text, start, end)
    start = dealt.end() - 1 if dealt else start
    gap = text[start:end]
    return _AFTER.fullmatch(text, start, end) is not None and not _CONTRAST.search(gap)


def series_before(sheet: Sheet, row: Row) -> Series | None:
    """The arms last named before a row."""
    return next((item for item in reversed(sheet.series) if item.end <= row.start), None)


def arm_after(sheet: Sheet, row: Row) -> Series | None:
    """The one arm that follows a value directly."""
    item = series_after(sheet, row)
    if item is None or len(item.labels) == 1:
        return item
    index = sheet.position(row) + 1
    following = sheet.rows[index] if index < len(sheet.rows) else None
    is_others = following and following.start >= item.end and beside_of(sheet, following) in item.labels[1:]
    return Series(item.start, item.end, item.labels[:1]) if is_others else None


def beside_of(sheet: Sheet, row: Row) -> str | None:
    """The arm that stands right before a value: "A (41%)", "A: 41%", "in A it was 41%", "A (5% at 1 year, 9% at 2 years)"."""
    item = next((item for item in reversed(sheet.mentions) if item.end <= row.start), None)
    if item is None or item.label in {EACH, ALL}:
        return None
    if _IN_BRACKET.fullmatch(sheet.text, item.end, row.start):
        return item.label
    is_next = item.end >= sheet.last_end(row)
    return item.label if is_next and BESIDE.fullmatch(sheet.text, item.end, row.start) else None


Labels = tuple[str, ...]
Found = dict[int, Attachment]
Rule = Callable[[Sheet, Row, Found], "Labels | None"]
"""A rule of binding: the labels of a row's values, or ``None`` where it is not sure."""
