"""Groups by the names that a text keeps using: "the X group", "arm A"."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

_NAMED_GROUPS = re.compile(
    r"(?P<names>(?:[\w'/+\u2192.-]+ ){1,4}?)(?P<word>groups?|arms?|recipients)\b(?P<code>[ -](?:[A-D]|[1-4]|I{1,3})\b)?|\b(?P<coded>(?:group|arm)[ -](?:[A-D]|[1-4]|I{1,3}))\b",
    re.IGNORECASE,
)
_STOPS = frozenset(lexicon.words("group_word_stops"))
_GENERIC = re.compile(r"(?<![\w-])(?:study|treatment|intervention|experimental|test|active)$", re.IGNORECASE)
_BEFORE_AND = re.compile(r"(?P<name>[\w'/+-]+(?: [\w'/+-]+){0,2}) (?:and|or|versus|vs\.?) (?:the )?$")
_GROUP_END = re.compile(r" (?:group|arm)$")
_TRIGGERS = ("group", "arm", "recipients")
_TWICE = 2

Place = tuple["Sentence", int, int]
"""A sentence, and where in it something stands."""


def find_named(sentences: Sequence[Sentence]) -> list[Place]:
    """Return where two or three groups that the text keeps naming are first named; none where it is not clear."""
    places: dict[str, list[Place]] = {}
    together: Counter[frozenset[str]] = Counter()
    for sentence in sentences:
        if not any(trigger in sentence.lower for trigger in _TRIGGERS):
            continue
        here: dict[str, tuple[int, int]] = {}
        for name, start, end in _mentions(sentence.text):
            here.setdefault(name, (start, end))
        for name, (start, end) in here.items():
            places.setdefault(name, []).append((sentence, start, end))
        together.update(frozenset(pair) for pair in combinations(here, 2))
    chosen = _chosen(places, together)
    return sorted((places[name][0] for name in chosen), key=lambda place: (place[0].start, place[1]))


def _chosen(places: dict[str, list[Place]], together: Counter[frozenset[str]]) -> list[str]:
    """The pair named together most often, and a third group that is named beside both."""
    if not together:
        return []
    pair, count = max(together.items(), key=lambda row: (row[1], sum(len(places[name]) for name in row[0])))
    if count + min(len(places[name]) for name in pair) <= _TWICE:
        return []
    third = [
        name
        for name in places
        if name not in pair and all(together[frozenset((name, other))] >= _TWICE for other in pair)
    ]
    return [*pair, *third[:1]]


def _mentions(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _NAMED_GROUPS.finditer(text):
        if match["coded"] or match["code"]:
            start, end = match.span("coded") if match["coded"] else (match.start("word"), match.end("code"))
        else:
            end = match.end("names") - 1
            start = _start_of_name(text, match.start("names"), end)
            if start == end and not match["word"].endswith("s"):
                generic = _GENERIC.search(text, match.start("names"), end)
                start, end = (generic.start(), match.end("word")) if generic else (start, end)
        name = text[start:end]
        if len(name) > 1 and not name.isdigit():
            if match["word"] and match["word"].endswith("s"):
                yield from _coordinated(text, start)
            yield _GROUP_END.sub("", name.lower()), start, end


def _coordinated(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """``the X and Y groups``: X."""
    match = _BEFORE_AND.search(text, max(0, start - 50), start)
    if match:
        first = _start_of_name(text, match.start("name"), match.end("name"))
        generic = _GENERIC.search(text, match.start("name"), match.end("name"))
        first = generic.start() if generic and first == match.end("name") else first
        if match.end("name") - first > 1:
            yield text[first : match.end("name")].lower(), first, match.end("name")


def _start_of_name(text: str, first: int, end: int) -> int:
    """Where the words before "group" begin that belong to its name."""
    start = end
    while start > first:
        before = text.rfind(" ", first, start - 1) + 1
        before = max(before, first)
        word = text[before:start].strip()
        if not word[:1].isalnum() or word.lower() in _STOPS:
            break
        start = before
    return start
