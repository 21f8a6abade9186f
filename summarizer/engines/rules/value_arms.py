"""Which arm a value has that stands alone: by the arm beside it, behind it, or at the head of its clause."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.naming import ALL, EACH
from summarizer.engines.rules.rows import is_alike
from summarizer.engines.rules.sheet import (
    AGAINST,
    BESIDE,
    Found,
    Labels,
    Rule,
    Sheet,
    arm_after,
    beside_of,
    leads,
    series_after,
    series_before,
)

if TYPE_CHECKING:
    from summarizer.engines.rules.rows import Row, Series

_ITS_OWN = re.compile(
    r"\b(?:of|in|on|with|after|for|by|among|under|from|given|receiving|taking|using)(?!\w)|:",
    re.IGNORECASE,
)
"""What says, between a value and the next one, that the value is of somebody or of something else."""
_JOINT = re.compile(r"[,;]|\b(?:and|or)\b", re.IGNORECASE)
_PARTED = re.compile(r"\b(?:but|than|versus|vs?\.?|compared|while|whereas)(?!\w)|;", re.IGNORECASE)
_LABEL_REACH = 24
_GROUP_LABEL = re.compile(
    r"\b(?:controls?|placebo|sham|(?:group|arm|cohort)(?: \w{1,3})?|intervention|(?:usual|standard) care) ?[:=] ?$",
    re.IGNORECASE,
)
"""The label of a group that is none of the known arms, right before a value."""
_OF_OTHERS = re.compile(
    r"[\s%)\]]*of (?:the )?(?!(?:all|these|those|our|its|\d)\b)(?:[\w/-]+ ){1,3}"
    r"(?:controls|users|patients|participants|women|men|children|subjects|volunteers|groups?|arm|recipients)\b"
)
"""What is right behind a value of a group that is none of the known arms: "6% of healthy controls"."""
_TO_OTHER = re.compile(
    r"(?:[ -](?:group|arm|patients|recipients))*[\s,)]*(?:vs?\.?|versus|against|and|(?:as )?compared (?:with|to)) (?:only |just )?[(]?"
)


def _within(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    inside = {item.label for item in sheet.mentions if row.start <= item.start < row.end}
    return tuple(inside) if len(inside) == 1 else None


def _after_value(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    after = arm_after(sheet, row)
    if after is None or (
        beside_of(sheet, row) and (not sheet.text[row.end : after.start].strip() or _is_closed(sheet, row))
    ):
        return None
    return after.labels[:1]


def _is_closed(sheet: Sheet, row: Row) -> bool:
    """Whether a bracket or a colon binds a value to the arm right before it: "A (41%) was nearly that of B"."""
    mark = sheet.text[max(0, row.start - 2) : row.start].strip()[-1:]
    if mark in {":", "="} and (after := sheet.series_from(row.end)):
        return sheet.is_next_to(row) and not sheet.is_inside(row.end, after.start)
    return mark in {"(", "["} and sheet.is_next_to(row)


def _beside_value(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    beside = beside_of(sheet, row)
    if beside is None or (_is_dealt(sheet, row) and not sheet.is_next_to(row)):
        return None
    return (beside,)


def _is_dealt(sheet: Sheet, row: Row) -> bool:
    """Whether a "respectively" behind a value deals it out: "than in B (score 80 [77 to 83] and 72, respectively)"."""
    end = sheet.text.find("respectively", row.end, row.end + 120)
    return row.end <= end < sheet.end and not _PARTED.search(sheet.text, row.end, end)


def _trailing(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    found = sheet.list_ends[sheet.position(row)] if sheet.is_led_by_values() else None
    if found is None:
        return None
    last, item = found
    if _PARTED.search(sheet.text, row.end, last.start) or not is_alike(row.values[0], last.values[0]):
        return None
    return None if _is_of_another(sheet, row) else item.labels[:1]


def _is_of_another(sheet: Sheet, row: Row) -> bool:
    """Whether something of its own follows a value before the list goes on: "24% of the herb group, 25% with A"."""
    joint = _JOINT.search(sheet.text, row.end, sheet.next_start(row))
    return joint is None or _ITS_OWN.search(sheet.text, row.end, joint.start()) is not None


def _each(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    limit = sheet.next_start(row)
    item = next((item for item in sheet.mentions if row.end <= item.start < limit), None)
    if item is None or item.label not in {EACH, ALL} or not leads(sheet.text, row.end, item.start):
        return None
    return (item.label,)


def _of_all(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    item = next((item for item in reversed(sheet.mentions) if item.end <= row.start), None)
    if item is None or item.label not in {EACH, ALL} or item.end < sheet.last_end(row):
        return None
    return (item.label,) if BESIDE.fullmatch(sheet.text, item.end, row.start) else None


def _opposite(sheet: Sheet, row: Row, found: Found) -> Labels | None:
    index = sheet.position(row)
    last = sheet.rows[index - 1] if index else None
    if last is None or len(last.values) > 1 or last.start not in found:
        return None
    begin = max((item.end for item in sheet.mentions if last.end <= item.end <= row.start), default=row.start)
    limit = sheet.next_start(row)
    later = any(row.end <= item.start < limit for item in sheet.mentions)
    other = sheet.names.other(found[last.start].label)
    return (other,) if other and not later and _TO_OTHER.fullmatch(sheet.text, begin, row.start) else None


def _head(sheet: Sheet, row: Row, _: Found) -> Labels | None:
    series = series_before(sheet, row)
    if series is None or len(series.labels) > 1 or _is_trailing(sheet, row, series):
        return None
    is_against = AGAINST.search(sheet.text, max(0, series.start - 60), series.start)
    if (
        is_against
        or not sheet.is_inside(series.end, row.start)
        or _GROUP_LABEL.search(sheet.text, max(series.end, row.start - _LABEL_REACH), row.start)
    ):
        return None
    after = sheet.series_from(row.end)
    is_next = after is not None and after.start < sheet.next_start(row)
    is_of_next = after and is_next and leads(sheet.text, row.end, after.start)
    if is_of_next or _OF_OTHERS.match(sheet.text, row.end) or _PARTED.search(sheet.text, series.end, row.start):
        return None
    return series.labels


def _is_trailing(sheet: Sheet, row: Row, series: Series) -> bool:
    """Whether an arm before a value is that of an earlier one, which it follows."""
    earlier = sheet.rows[: sheet.position(row)]
    return any((item := series_after(sheet, other)) and item.start == series.start for other in earlier)


OF_ONE: tuple[tuple[str, str, Rule], ...] = (
    ("arm within the value", "13 with A (11%)", _within),
    ("every arm", "four patients in each group", _each),
    ("arm after the value", "41% of patients given A", _after_value),
    ("arm beside the value", "A (41%)", _beside_value),
    ("every arm before the value", "the rate of both groups was 41%", _of_all),
    ("opposed to the value before", "41% with A vs 22%", _opposite),
    ("arm at the end of the list", "neutropenia (29%) and diarrhoea (17%) with A", _trailing),
    ("arm that heads the clause", "with A, nausea was seen in 29% and vomiting in 17%", _head),
)
"""For values that stand alone."""
