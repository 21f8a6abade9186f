"""P values and estimates of a list that are dealt out over the endpoints named before them: "X and Y were lower (P = .02 and P = .04, respectively)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.results import Value
from summarizer.engines.rules.statements import Name
from summarizer.engines.rules.telling import find_list, find_subjects_before, number_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.clauses import Target
    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.telling import Phrase

_BETWEEN = re.compile(r"[\s,;)\]]*(?:and|or|&)?[\s,]*")
_COMPARED = re.compile(r"\b(?:compared (?:with|to)|versus|vs\.?|against)(?: (?:only|just|the|rates of))* $")
_AFTER = re.compile(r"[\s,;)\]]*respectively\b", re.IGNORECASE)


def deal_out(
    sentence: Sentence, names: Sequence[Name], targets: Sequence[Target], assigned: Sequence[Name | None]
) -> list[Name | None]:
    """Give each P value or estimate of such a list the endpoint in its place; what stands in no such list keeps its name.

    Args:
        sentence: The sentence.
        names: Its names, in order.
        targets: Its results, in order.
        assigned: The name each of them has so far.
    """
    found = list(assigned)
    for first, last in _lists(sentence, targets):
        floor = targets[first - 1].end if first else sentence.start
        number = number_of(sentence, targets[first])
        before = [name for name in names if floor <= name.start and name.end <= number]
        if len(before) != last - first:
            before = _listed(sentence, floor, number, last - first, is_harm=any(name.is_harm for name in before))
        if len(before) == last - first:
            found[first:last] = before
    _repeat(sentence, targets, found)
    return found


def _repeat(sentence: Sentence, targets: Sequence[Target], found: list[Name | None]) -> None:
    """Deal the last values out over the names of as many before them: "11% had X and 6% Y, compared with 5% and 2% of the others"."""
    last = first = len(targets)
    while first > 1 and (first == last or _touch(sentence, targets, first)):
        first -= 1
    count = last - first
    own = found[first - count : first] if 1 < count <= first else []
    if (
        not own
        or len({id(name) for name in own if name}) != count
        or not all(isinstance(item, Value) for item in targets[-2 * count :])
    ):
        return
    before = sentence.text[targets[first - 1].end - sentence.start : targets[first].start - sentence.start]
    if _COMPARED.search(before) and not any(name and name.start > targets[first].start for name in found[first:]):
        found[first:] = own


def share_out(sentence: Sentence, name: Name, target: Target, targets: Sequence[Target]) -> list[Name]:
    """The other endpoints of a list that is the subject of one bare P value: "A, B and C were higher (P = .03)"."""
    if not _is_bare(target) or not sentence.start <= name.start < target.start:
        return []
    floor = max([sentence.start, *(other.end for other in targets if other.end <= target.start)])
    if name.start < floor:
        return []
    phrases = find_subjects_before(sentence.text, floor - sentence.start, target.start - sentence.start)
    spans = [(sentence.start + phrase.start, sentence.start + phrase.end) for phrase in phrases]
    if not any(start < name.end and name.start < end for start, end in spans):
        return []
    others = [
        phrase
        for phrase, (start, end) in zip(phrases, spans, strict=True)
        if not (start < name.end and name.start < end)
    ]
    return _as_names(sentence, others, is_harm=name.is_harm)


def _lists(sentence: Sentence, targets: Sequence[Target]) -> Iterator[tuple[int, int]]:
    """Runs of two bare P values, or estimates alike, or more that "respectively" follows."""
    first = 0
    while first < len(targets):
        last = first + 1
        while last < len(targets) and _are_alike(targets[first], targets[last]) and _touch(sentence, targets, last):
            last += 1
        if last - first > 1 and _AFTER.match(sentence.text, targets[last - 1].end - sentence.start):
            yield first, last
        first = last


def _is_bare(target: Target) -> bool:
    return not isinstance(target, Value) and target.estimate is None


def _are_alike(first: Target, other: Target) -> bool:
    """Whether two results are P values both, or estimates of one measure."""
    if isinstance(first, Value) or isinstance(other, Value):
        return False
    return first.measure == other.measure and (first.estimate is None) == (other.estimate is None)


def _touch(sentence: Sentence, targets: Sequence[Target], index: int) -> bool:
    start, end = targets[index - 1].end - sentence.start, targets[index].start - sentence.start
    return _BETWEEN.fullmatch(sentence.text, start, end) is not None


def _listed(sentence: Sentence, start: int, end: int, count: int, *, is_harm: bool) -> list[Name]:
    """The noun phrases of a list of so many that are no known names."""
    phrases = find_list(sentence.text, start - sentence.start, end - sentence.start, count)
    return _as_names(sentence, phrases, is_harm=is_harm)


def _as_names(sentence: Sentence, phrases: Sequence[Phrase], *, is_harm: bool) -> list[Name]:
    start = sentence.start
    return [
        Name(
            start + phrase.start,
            start + phrase.end,
            title_of(sentence.text, phrase),
            is_harm=is_harm,
            is_serious=False,
            rule="worded place",
        )
        for phrase in phrases
    ]
