"""Which arm each value of a sentence belongs to: rows of values against series of arms, and the arm beside each value."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.row_arms import OF_ROWS, is_own
from summarizer.engines.rules.rows import Row, find_rows, find_series, is_alike
from summarizer.engines.rules.sheet import BASE, Attachment, Found, Sheet
from summarizer.engines.rules.value_arms import OF_ONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.engines.rules.naming import ArmMention, ArmNames
    from summarizer.engines.rules.results import Value

__all__ = ["Attachment", "are_contrasted", "attach"]


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
        By the offset of the value; one that is not sure of its arm is left out, one that is surely of none has an empty label.
    """
    rows = find_rows(text, values, mentions)
    if not mentions:
        return _elliptical(text, bounds, rows, order)
    sheet = Sheet(text, *bounds, rows, list(mentions), find_series(text, mentions), names)
    found: Found = {}
    for row in rows:
        for name, _, rule in OF_ROWS if len(row.values) > 1 else OF_ONE:
            labels = rule(sheet, row, found)
            if labels:
                found |= {value.start: Attachment(label, name) for value, label in zip(row.values, labels, strict=True)}
                break
        else:
            if row.is_opposed and is_own(sheet, row):
                found |= {value.start: Attachment("", "before and after in one arm") for value in row.values}
    return _consistent(sheet, found | _as_behind(sheet, found))


def _as_behind(sheet: Sheet, found: Found) -> Found:
    """Read "pressure (17 vs 14) and volume (5 vs 6) were higher with A than with B": the values before are in the same order."""
    more: Found = {}
    for row, following in zip(sheet.rows[-2::-1], sheet.rows[:0:-1], strict=True):
        known = [(found | more).get(value.start) for value in following.values]
        is_list = row.is_opposed and following.is_opposed and len(row.values) == len(known) and row.start not in found
        is_near = not any(row.start <= item.start < following.start for item in sheet.mentions)
        if is_list and is_near and all(item and item.label for item in known):
            more |= {
                value.start: Attachment(item.label, "as the values behind")
                for value, item in zip(row.values, known, strict=True)
                if item
            }
    return more


def are_contrasted(values: Sequence[Value], attached: Mapping[int, Attachment]) -> Iterator[Value]:
    """Mark the values beside which a like one of another arm stands."""
    are_of_one = len({item.label for item in attached.values()}) < 2  # noqa: PLR2004 - two arms
    for value in values:
        own = None if are_of_one else attached.get(value.start)
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
        if len(row.values) == len(order) > 1 and (row.is_opposed or is_respective) and not BASE.search(text, *bounds):
            found |= {
                value.start: Attachment(label, "elliptical") for value, label in zip(row.values, order, strict=True)
            }
    return found


def _consistent(sheet: Sheet, found: dict[int, Attachment]) -> dict[int, Attachment]:
    """Drop what contradicts itself: two values set against each other that would be of one arm."""
    dropped: set[int] = set()
    for first, second in zip(sheet.rows, sheet.rows[1:], strict=False):
        one, other = found.get(first.values[-1].start), found.get(second.values[0].start)
        gap = sheet.text[first.end : second.start]
        is_opposed = re.search(r"\b(?:vs?\.?|versus|compared (?:with|to)|against)(?!\w)", gap) and ";" not in gap
        if one and other and one.label == other.label and is_opposed:
            dropped |= {first.values[-1].start, second.values[0].start}
    return {start: item for start, item in found.items() if start not in dropped}
