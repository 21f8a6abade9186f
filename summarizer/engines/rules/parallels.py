"""Lists of endpoints before lists of results: "response and survival were 41% vs 22% and 67% vs 60%"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.engines.rules.results import Value
from summarizer.engines.rules.rows import find_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.clauses import Page, Target
    from summarizer.engines.rules.statements import Name

_JOINT = re.compile(
    r"(?: \([^()]{1,40}\))?(?:,? and |, |,? as well as )(?:the |an? )?(?:\d+-?(?:day|week|month|year)s?[- ])?(?:mean |median )?"
)
_COMPARED = re.compile(r"\b(?:compared (?:with|to)|versus|vs|against)\b")
"""What makes of a second row the values of the other arm: "11% and 6% with A, compared with 5% and 2% with B"."""
_FEWEST = 2


def deal_rows(text: str, page: Page) -> dict[int, Name]:
    """Deal the rows of a sentence out over a list of as many names before them.

    Args:
        text: Folded text of the article.
        page: What was found in the sentence.

    Returns:
        Name of each number, by its offset; empty where there is no such list.
    """
    found: dict[int, Name] = {}
    for group, targets in _lists(text, page):
        blocks = [*_blocks(text, page, targets)]
        if len(blocks) == len(group):
            found |= {item.start: name for name, block in zip(group, blocks, strict=True) for item in block}
    return found


def _lists(text: str, page: Page) -> Iterator[tuple[list[Name], list[Target]]]:
    """Each list of names with the numbers between it and the next name."""
    groups: list[list[Name]] = []
    for name in page.names:
        last = groups[-1][-1] if groups else None
        if last and _JOINT.fullmatch(text, last.end, name.start):
            groups[-1].append(name)
        else:
            groups.append([name])
    for position, group in enumerate(groups):
        limit = groups[position + 1][0].start if position + 1 < len(groups) else page.sentence.end
        targets = [item for item in page.targets if group[-1].end <= item.start < limit]
        if len(group) >= _FEWEST and len(targets) >= _FEWEST:
            yield group, targets


def _blocks(text: str, page: Page, targets: Sequence[Target]) -> Iterator[list[Target]]:
    """The rows of values, each with the comparisons that follow it; every row must have a value of every arm."""
    rows = find_rows(text, [item for item in targets if isinstance(item, Value)], page.mentions)
    sizes = {len(row.values) for row in rows}
    if len(rows) < _FEWEST or sizes == {1} or len(sizes) != 1:
        return
    starts = [row.start for row in rows]
    if any(_COMPARED.search(text, row.end, following.start) for row, following in pairwise(rows)):
        return
    for index, start in enumerate(starts):
        limit = starts[index + 1] if index + 1 < len(starts) else page.sentence.end
        yield [item for item in targets if start <= item.start < limit]
