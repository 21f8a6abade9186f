"""The groups of a trial by everything that names them: sizes beside names, and names that the text keeps using."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.counts import find_counts
from summarizer.engines.rules.group_sizes import Sized, find_sized
from summarizer.engines.rules.interventions import find_treatments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

_ASSIGN = re.compile(r"\brandomi[sz]|\brandomly|\bassigned|\ballocat|\bdivided into|\ballotted")
_ENROL = re.compile(r"\benrol+ed|\brecruited|\bincluded|\bregistered|\baccrued|\btotal of|\bin total|\bentered")
_OF_SOME = re.compile(
    r"\b(?:evaluable|assessable|available|completed|withdrew|dropped|discontinued|subset|subgroup|died|deaths|lost to|excluded|relapse[sd]?|recurrences?|infections?|events?|cancers?(?=[^.;]{0,20} (?:detected|occurred|were diagnosed))|developed|occurred|observed|experienced)\b"
)
_STATISTIC = re.compile(r"\bp ?[<=>] ?0?\.|\bci\b|\bhr\b|hazard|\bor\b ?=")
_ENOUGH = 5.0
_MOST = 6
_MOST_UNEQUAL = 6


@dataclass(frozen=True, slots=True)
class Row:
    """Sizes that one sentence, or neighbouring ones, print side by side.

    Attributes:
        items: In order, each with its sentence.
        score: How much speaks for their being the arms.
    """

    items: tuple[tuple[Sentence, Sized], ...]
    score: float

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers, in order."""
        return tuple(sized.size for _, sized in self.items)


def find_rows(sentences: Sequence[Sentence]) -> list[Row]:
    """Return the rows of sizes that a text prints, the best first."""
    text = "\n".join(sentence.lower for sentence in sentences)
    totals = {count.value for sentence in sentences for count in find_counts(sentence) if count.kind != "bare"}
    found: list[Row] = []
    lone: list[tuple[Sentence, Sized]] = []
    for sentence in sentences:
        for part in _parts(sentence, find_sized(sentence)):
            if len(part) > 1:
                found.append(Row(tuple((sentence, item) for item in part), _score(sentence, part, text, totals)))
            elif not _is_of_analysis(sentence, part[0]) and _may_stand_alone(sentence, part[0], text):
                lone.append((sentence, part[0]))
    found.extend(_neighbours(lone, text, totals))
    return sorted(found, key=lambda row: (-row.score, row.items[0][0].start))


def _parts(sentence: Sentence, sized: Sequence[Sized]) -> Iterator[tuple[Sized, ...]]:
    """Items that the sentence prints in one and the same way."""
    ways: dict[str, list[Sized]] = {}
    for item in sized:
        way = item.rule if item.rule in {"in brackets", "in a list", "denominator", "respectively"} else "running"
        ways.setdefault(way, []).append(item)
    for way, told in ways.items():
        items = _without_whole(told)
        certain = [item for item in items if item.rule != "beside"]
        distinct: dict[str, Sized] = {}
        for item in certain if way == "running" and len(certain) > 1 else items:
            distinct.setdefault(normal(item.name), item)
        row = tuple(distinct.values())
        if len(row) > 1 and _is_whole(row, way):
            row = row[1:]
        if len(row) > 1 and way == "running" and _is_of_them(sentence, row):
            row = row[:1]
        if 0 < len(row) <= _MOST:
            yield row


def _without_whole(told: Sequence[Sized]) -> Sequence[Sized]:
    """``of 192 with X, 146 got A and 46 B``: the parts alone, where the last of them add up to the first number."""
    for place in range(1, len(told) - 1):
        if told[0].size == sum(item.size for item in told[place:]):
            return told[place:]
        if told[place].rule != "beside":
            break
    return told


def _is_whole(row: Sequence[Sized], way: str) -> bool:
    """Whether the first size is of all, and the others are its parts."""
    rest = [item.size for item in row[1:]]
    if len(rest) > 1:
        return row[0].size == sum(rest)
    return way == "running" and not row[0].is_group and row[0].size > _MOST_UNEQUAL * rest[0]


_ANALYSED = re.compile(r"\b(?:eligible|evaluable|assessable|analy[sz]ed|completed)\b")


def _is_of_analysis(sentence: Sentence, item: Sized) -> bool:
    """Whether a size is of those analysed: "47 eligible patients in the X arm"."""
    return item.rule == "denominator" or _ANALYSED.search(sentence.lower, item.start, item.end) is not None


def _is_of_them(sentence: Sentence, row: Sequence[Sized]) -> bool:
    """``Of 511 given X, 137 went on to Y``: the later numbers are of the first."""
    first = row[0]
    is_led = sentence.lower.endswith("of ", 0, first.start) and _ASSIGN.search(sentence.lower, first.start, first.end)
    return bool(is_led) and all(item.size < first.size for item in row[1:])


def _may_stand_alone(sentence: Sentence, item: Sized, text: str) -> bool:
    if item.is_group or (item.rule == "in brackets" and _recurs(item, text) > 1):
        return True
    is_flow = item.rule == "counted" and _ASSIGN.search(sentence.lower, item.start, item.end)
    return bool(is_flow and find_treatments(item.phrase))


def _neighbours(lone: Sequence[tuple[Sentence, Sized]], text: str, totals: set[int]) -> Iterator[Row]:
    """Groups that get a sentence each: "Forty patients in the X group were ...  Twenty in the control group were ..."."""
    for first, (sentence, item) in enumerate(lone):
        row = [(sentence, item)]
        for other, following in lone[first + 1 : first + _MOST]:
            near = abs(other.start - row[-1][0].start) < _NEAR and other is not row[-1][0]
            if near and normal(following.name) not in {normal(known.name) for _, known in row}:
                row.append((other, following))
        if len(row) > 1:
            items = [known for _, known in row]
            yield Row(tuple(row), min(_score(place, items, text, totals) for place, _ in row) - 0.5)


_NEAR = 500


def _score(sentence: Sentence, items: Sequence[Sized], text: str, totals: set[int]) -> float:
    """What speaks for a row's being the arms: how it is printed, the sentence's verbs, its sum, its names."""
    lower, rule = sentence.lower, items[0].rule
    sizes = [item.size for item in items]
    assigns = _ASSIGN.search(lower) is not None
    return (
        len(items)
        + sum(_score_name(item, text) for item in items)
        + sum(
            weight
            for weight, speaks in (
                (1.5, rule in _BESIDE_NAMES),
                (-3.0, rule == "denominator"),
                (1.0, rule == "in brackets" and assigns),
                (2.5, assigns),
                (1.0, _ENROL.search(lower)),
                (3.0, sum(sizes) in totals),
                (-2.5, max(sizes) > _MOST_UNEQUAL * min(sizes)),
                (-1.5 if assigns else -3.5, _OF_SOME.search(lower)),
                (-1.0, "%" in lower),
                (-20.0, _OF_SOME.search(lower) and _is_part_of_told(sentence, sum(sizes))),
                (-1.0, _STATISTIC.search(lower)),
                (-4.0, min(sizes) < _SMALLEST),
            )
            if speaks
        )
    )


def _is_part_of_told(sentence: Sentence, size: int) -> bool:
    """Whether the sentence tells of more people than the sizes add up to: "of 90 enrolled, 80 completed (41 and 39)"."""
    told = [count for count in find_counts(sentence) if not count.depth]
    if any(count.value == size and _BEFELL.match(sentence.lower, count.noun) for count in told):
        return True
    return any(count.value == size for count in told) and any(
        count.value > size and count.kind == "people" for count in told
    )


_BEFELL = re.compile(
    r"(?: ?\([^()]*\))? (?:\w+ ){0,2}?(?:developed|died|experienced|relapsed|suffered|withdrew|discontinued|dropped out|were (?:lost|excluded|hospitali[sz]ed))\b"
)


def _score_name(item: Sized, text: str) -> float:
    known = any(find_treatments(name) for name in (item.phrase, *item.names))
    recurs = _recurs(item, text)
    strange = not item.is_group and not known and recurs < 1
    return 0.75 * item.is_group + 0.75 * known + 0.5 * min(recurs, 2) - 2.0 * strange


_BESIDE_NAMES = frozenset({"in brackets", "in a list", "respectively"})
_SMALLEST = 5


def _recurs(item: Sized, text: str) -> int:
    """How often the text uses one of the names again; the words of a long name count for once."""
    names = {normal(name) for name in (item.name, *item.names)} - {""}
    whole = max((_times(name, text) for name in names), default=0) - 1
    if whole > 0:
        return whole
    words = {word for name in names for word in _CONTENT.findall(name)} - _COMMON
    return int(any(_times(word, text) > 1 for word in words))


_CONTENT = re.compile(r"[a-z][a-z-]{4,}")
_COMMON = frozenset(
    [
        "cancer",
        "breast",
        "patients",
        "women",
        "treatment",
        "therapy",
        "study",
        "weeks",
        "months",
        "years",
        "every",
        "daily",
        "weekly",
        "group",
        "cycles",
        "disease",
        "early",
    ]
)


_OFTEN = 4


def _times(name: str, text: str) -> int:
    if len(name) < 2:  # noqa: PLR2004
        return 0
    times, place = 0, text.find(name)
    while place >= 0 and times < _OFTEN:
        last = place + len(name)
        times += not (
            text[place - 1 : place].isalnum() or text[place - 1 : place] == "-" or text[last : last + 1].isalnum()
        )
        place = text.find(name, last)
    return times


_ARTICLE = re.compile(r"^(?:the|a|an) ")
_GROUP_WORD = re.compile(r"[ -](?:group|arm|cohort|recipients|patients|therapy|treatment)$")


def normal(name: str) -> str:
    """A name without article and "group", in small letters."""
    lowered = _ARTICLE.sub("", name.lower().strip(" ,;:.'\""))
    bare = _GROUP_WORD.sub("", lowered)
    return bare if len(bare) > 2 and bare not in {"treatment", "study", "control"} else lowered  # noqa: PLR2004


def convincing(found: Iterable[Row]) -> Row | None:
    """The row that may be taken for the arms by itself."""
    best = next((row for row in found if row.items[0][1].rule != "denominator"), None)
    return best if best is not None and best.score >= _ENOUGH else None
