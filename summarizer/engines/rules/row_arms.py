"""Which arms the values of a row have that are set against each other: "41% vs 22%"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.naming import ALL, EACH
from summarizer.engines.rules.sheet import (
    AGAINST,
    BASE,
    IS_FIRST,
    Found,
    Labels,
    Rule,
    Sheet,
    beside_of,
    series_after,
    series_before,
)

if TYPE_CHECKING:
    from summarizer.engines.rules.rows import Row, Series

_BETTER = re.compile(
    r"\b(?:\w+er|more|less|better|worse|improve\w*|reduc\w+|decreas\w+|increas\w+|superior\w*|favou?r\w*|differ\w*|significan\w+|prolong\w*"
    r"|benefit|advantage|prevent\w*|inferior\w*)\b",
    re.IGNORECASE,
)


def _within_each(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    inside = [{item.label for item in sheet.mentions if value.start <= item.start < value.end} for value in row.values]
    return tuple(labels.pop() for labels in inside) if all(len(labels) == 1 for labels in inside) else None


def _arms_after(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    after = series_after(sheet, row)
    return after.labels if after and len(after.labels) == len(row.values) else None


def _arms_before(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    before = series_before(sheet, row)
    if before is None or len(before.labels) != len(row.values) or is_dealt_to_others(sheet, row):
        return None
    return _turned(sheet, before.start, before.labels)


def _all_of_one(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    after = series_after(sheet, row)
    is_whole = after and not row.is_opposed and sheet.is_apart(after)
    return after.labels * len(row.values) if after and is_whole else None


def _all_beside(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    beside = beside_of(sheet, row)
    if (
        beside is None
        or row.is_opposed
        or (_is_respective(sheet) and not is_own(sheet, row))
        or sum(len(item.values) > 1 for item in sheet.rows) < 2  # noqa: PLR2004 - a pair
    ):
        return None
    return (beside,) * len(row.values)


def _around(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    before, after = beside_of(sheet, row), series_after(sheet, row)
    if len(row.values) != 2 or before is None or after is None or before in after.labels:  # noqa: PLR2004 - a pair
        return None
    return before, after.labels[0]


def _respectively(sheet: Sheet, row: Row, found: Found) -> Labels | None:
    return _in_order(sheet, row, found) if _is_respective(sheet) else None


def _in_order(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    named = sheet.named()
    is_told = row.is_opposed or _is_respective(sheet)
    if len(named) != len(row.values) or not is_told or is_own(sheet, row) or is_dealt_to_others(sheet, row):
        return None
    if not row.is_opposed and len(sheet.rows) > 1 and _is_between(sheet, row):
        return None
    return _turned(sheet, sheet.series[0].start, named)


def _against_one_after(sheet: Sheet, row: Row, found: Found) -> Labels | None:
    pair, after = _pair(sheet, row, found), series_after(sheet, row)
    if pair is None or after is None or len(after.labels) > 1:
        return None
    own = after.labels[0]
    other = pair[0] if own == pair[1] else pair[1]
    if not sheet.is_inside(row.end, after.start):
        return (own, other) if _is_told(sheet, row) else None
    return (own, other) if IS_FIRST.match(sheet.text, after.end) else (other, own)


_HIGHER = re.compile(r"\b(?:(higher|greater|longer)|lower|fewer|shorter|rarer)\b", re.IGNORECASE)
_THAN_ANY = re.compile(r"\bthan\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:and|or)(?: the| an?)? $|\bbetween\b")
_THAN = re.compile(
    r"\b(?:than|versus|vs\.?|compared (?:with|to)) (?:(?:with|in|for|on|by|among|after) )?(?:[\w-]+ ){0,3}$"
)


def _led_by_one(sheet: Sheet, row: Row, found: Found) -> Labels | None:
    pair, before = _pair(sheet, row, found), series_before(sheet, row)
    is_compared = before and _BETTER.search(sheet.text, sheet.start, row.start)
    if pair is None or before is None or not is_compared or BASE.search(sheet.text, sheet.start, row.end):
        return None
    place = max(0, before.start - 60), before.start
    if _SECOND.search(sheet.text, *place):
        return None
    is_against = AGAINST.search(sheet.text, *place) or _THAN.search(sheet.text, *place)
    return None if _is_against_its_word(sheet, row, before) else (pair[1], pair[0]) if is_against else pair


def _is_against_its_word(sheet: Sheet, row: Row, before: Series) -> bool:
    """Whether the arm that is said to have more has less, or is set against a thing of its own name: the order is not told."""
    leader = next(item for item in sheet.mentions if item.label == before.labels[0])
    if leader.end <= before.start and AGAINST.search(sheet.text, max(sheet.start, leader.start - 40), leader.start):
        return True
    words = {
        match[1] is not None for match in _HIGHER.finditer(sheet.text, max(sheet.start, before.start - 30), row.start)
    }
    first, second = (item.quantity.value for item in row.values)
    if (
        len(words) != 1
        or not first
        or not second
        or _THAN_ANY.search(sheet.text, max(sheet.start, before.start - 60), row.start)
    ):
        return False
    return (float(first) < float(second)) is words.pop() and float(first) > 0 < float(second)


_VERDICT = re.compile(
    r"(?:[^.;]|\.\d){0,60}?(?:\b(?:was|were|is|are|occurred|seen|reported|being)|[%),]) (?:all |both |also |each |significantly |statistically |slightly |much |numerically )*"
    r"(?:(?P<more>more (?:frequent|common|prevalent|often|likely)\w*|higher|greater|larger|increased|elevated)"
    r"|less (?:frequent|common|prevalent|often|likely)\w*|lower|smaller|fewer|rarer|reduced|decreased)"
    r" (?:in|with|for|on|among|after|under)(?: the| those| patients| given| receiving| treated| with| on| in)* $",
    re.IGNORECASE,
)


def _by_verdict(sheet: Sheet, row: Row, found: Found) -> Labels | None:
    """Give the greater value to the arm that a list ends by saying has more of all of it."""
    last, pair = sheet.rows[-1], _pair(sheet, row, found)
    after = next((item for item in sheet.mentions if item.start >= last.end), None)
    if pair is None or after is None or any(item.start < last.end for item in sheet.mentions):
        return None
    told = _VERDICT.fullmatch(sheet.text, last.end, after.start)
    shares = [tuple(float(item.quantity.value or 0) for item in other.values) for other in sheet.rows]
    if told is None or any(len(item) != 2 for item in shares) or len({item[0] > item[1] for item in shares}) != 1:  # noqa: PLR2004 - pairs
        return None
    return pair if (shares[0][0] > shares[0][1]) is (told["more"] is not None) else (pair[1], pair[0])


def _is_told(sheet: Sheet, row: Row) -> bool:
    """Whether the word before a bracket says which of its two values is the greater: "higher (41% v 26%) on A"."""
    words = {
        match[1] is not None for match in _HIGHER.finditer(sheet.text, max(sheet.start, row.start - 30), row.start)
    }
    first, second = (float(item.quantity.value or 0) for item in row.values)
    return _BETTER.search(sheet.text, max(sheet.start, row.start - 40), row.start) is not None and words <= {
        first > second
    }


_AGAINST_UNKNOWN = re.compile(r"(?:[ -](?:group|arm))? (?:vs\.?|versus) (?:the )?(?=[A-Za-z])[\w+/-]+\b")


def _against_unknown(sheet: Sheet, row: Row, found: Found) -> Labels | None:
    """Read "with A vs B, nausea (41% vs 22%) and rash (9% vs 4%)", where the second arm goes by a name that is not known."""
    pair = _pair(sheet, row, found)
    mentions = [item for item in sheet.mentions if item.label not in {EACH, ALL}]
    if pair is None or len(mentions) != 1 or mentions[0].end > sheet.rows[0].start:
        return None
    return pair if _AGAINST_UNKNOWN.match(sheet.text, mentions[0].end, sheet.rows[0].start) else None


def _pair(sheet: Sheet, row: Row, found: Found) -> tuple[str, str] | None:
    """The one arm a sentence or the stretch before a row names and the other, for two values set against each other."""
    beside = _labels_of(sheet, row) if len(sheet.rows) > 1 else set()
    named = tuple(beside) if len(beside) == 1 else sheet.named()
    if len(row.values) != 2 or len(named) != 1 or not row.is_opposed:  # noqa: PLR2004 - a pair
        return None
    other = sheet.names.other(named[0])
    return (named[0], other) if other and not {item.label for item in found.values()} - {named[0], other} else None


def _turned(sheet: Sheet, start: int, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Read "compared with B, A had 41% vs 22%": what an arm is compared with comes last."""
    if len(labels) > 1 and AGAINST.search(sheet.text, max(sheet.start, start - 60), start):
        return (*labels[1:], labels[0])
    return labels


def _is_respective(sheet: Sheet) -> bool:
    return "respectively" in sheet.text[sheet.start : sheet.end].lower()


_TO_OTHERS = re.compile(r"\b(?:at|by|after|for|on|in|of|to)\b[^()]{1,60}? (?:and|or) [^()]{1,60}$")


def is_dealt_to_others(sheet: Sheet, row: Row) -> bool:
    """Whether a row is dealt out over things that are no arms: "83% and 55% for deaths and strokes, respectively"."""
    end = sheet.text.find("respectively", row.end, min(row.end + 160, sheet.end))
    if end < 0 or any(row.end <= item.start < end for item in sheet.mentions):
        return False
    return _TO_OTHERS.search(sheet.text, row.end, sheet.text.rfind(" ", 0, end)) is not None


def _is_between(sheet: Sheet, row: Row) -> bool:
    """Whether arms stand on both sides of a row: "with A it was 82% and 86%, and 87% and 90% with B"."""
    places = [item.start for item in sheet.mentions if item.label not in {EACH, ALL}]
    return min(places) < row.start and max(places) > row.end


def is_own(sheet: Sheet, row: Row) -> bool:
    """Whether a row is all of one arm: "in A (7.1 vs 5.2) and in B (7.0 vs 6.6)"."""
    own = _labels_of(sheet, row)
    others = [_labels_of(sheet, other) for other in sheet.rows if other is not row and len(other.values) > 1]
    return len(own) == 1 and any(len(other) == 1 and other != own for other in others)


def _labels_of(sheet: Sheet, row: Row) -> set[str]:
    """The arm right before a row, else the arms named between it and the one before it with its own."""
    if (beside := beside_of(sheet, row)) and sheet.is_next_to(row):
        return {beside}
    start = sheet.last_end(row)
    index = sheet.position(row)
    behind = series_after(sheet, sheet.rows[index - 1]) if index else None
    start = behind.end if behind and behind.end <= row.start else start
    return {item.label for item in sheet.mentions if start <= item.start < row.start and item.label not in {EACH, ALL}}


OF_ROWS: tuple[tuple[str, str, Rule], ...] = (
    ("an arm within each value", "10 with A [15%] and 2 with B [5%]", _within_each),
    ("by the verdict behind", "nausea (41% vs 22%) and rash (9% vs 4%) were more common with A", _by_verdict),
    ("arms after the values", "41% and 22% with A and B", _arms_after),
    ("arms before the values", "higher with A than with B (41% vs 22%)", _arms_before),
    ("all of the arm after", "23% and 5% with A, and 15% and 1% with B", _all_of_one),
    ("an arm on each side", "with A it was 41% and 22% with B", _around),
    ("respectively", "A did better than B (41% and 22%, respectively)", _respectively),
    ("all of the arm beside", "with A (5% at 1 year and 9% at 2 years)", _all_beside),
    ("arms in the order of the sentence", "A cut deaths more than did B, at 41% vs 22%", _in_order),
    ("opposed to the one arm after", "41% vs 22% with B", _against_one_after),
    ("against an unknown name", "with A vs B, nausea (41% vs 22%), rash (9% vs 4%)", _against_unknown),
    ("led by the one arm named", "A was better (41% vs 22%)", _led_by_one),
)
"""For values set against each other: the name of a rule, an example, the rule; the first that is sure decides."""
