"""P values of a list that are dealt out over the endpoints named before them: "X and Y were lower (P = .02 and P = .04, respectively)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.results import Value
from summarizer.engines.rules.statements import Name
from summarizer.engines.rules.telling import find_list, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.clauses import Target
    from summarizer.engines.rules.document import Sentence

_BETWEEN = re.compile(r"[\s,;]*(?:and|or|&)?[\s,]*")
_AFTER = re.compile(r"[\s,;)\]]*respectively\b", re.IGNORECASE)


def deal_out(
    sentence: Sentence, names: Sequence[Name], targets: Sequence[Target], assigned: Sequence[Name | None]
) -> list[Name | None]:
    """Give each P value of such a list the endpoint in its place; what stands in no such list keeps its name.

    Args:
        sentence: The sentence.
        names: Its names, in order.
        targets: Its results, in order.
        assigned: The name each of them has so far.
    """
    found = list(assigned)
    for first, last in _lists(sentence, targets):
        floor = targets[first - 1].end if first else sentence.start
        before = [name for name in names if floor <= name.start and name.end <= targets[first].start]
        if len(before) != last - first:
            before = _listed(
                sentence, floor, targets[first].start, last - first, is_harm=any(name.is_harm for name in before)
            )
        if len(before) == last - first:
            found[first:last] = before
    return found


def _lists(sentence: Sentence, targets: Sequence[Target]) -> Iterator[tuple[int, int]]:
    """Runs of two bare P values or more that "respectively" follows."""
    first = 0
    while first < len(targets):
        last = first + 1
        while (
            last < len(targets)
            and _is_bare(targets[first])
            and _is_bare(targets[last])
            and _touch(sentence, targets, last)
        ):
            last += 1
        if last - first > 1 and _AFTER.match(sentence.text, targets[last - 1].end - sentence.start):
            yield first, last
        first = last


def _is_bare(target: Target) -> bool:
    return not isinstance(target, Value) and target.estimate is None


def _touch(sentence: Sentence, targets: Sequence[Target], index: int) -> bool:
    start, end = targets[index - 1].end - sentence.start, targets[index].start - sentence.start
    return _BETWEEN.fullmatch(sentence.text, start, end) is not None


def _listed(sentence: Sentence, start: int, end: int, count: int, *, is_harm: bool) -> list[Name]:
    """The noun phrases of a list of so many that are no known names."""
    phrases = find_list(sentence.text, start - sentence.start, end - sentence.start, count)
    return [
        Name(
            sentence.start + phrase.start,
            sentence.start + phrase.end,
            title_of(sentence.text, phrase),
            is_harm=is_harm,
            is_serious=False,
            rule="worded place",
        )
        for phrase in phrases
    ]
