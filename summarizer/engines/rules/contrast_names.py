"""Two things that a title or an aim sets against each other, and lists with numbers, where no list of drugs names the arms."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.group_names import read_name
from summarizer.engines.rules.guarded import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

Place = tuple["Sentence", int, int]
"""A sentence, and where in it a name stands."""

_STOPS = frozenset(lexicon.words("contrast_stops"))
_JOINT = re.compile(
    r"(?: \([^()]{1,20}\))? (?P<joint>versus|vs\.?|compared (?:with|to)|against|or|and|with|to|over) (?:that of |the |an? |either )?",
    re.IGNORECASE,
)
_MARKS_OFF = re.compile(r"[,;:.()\[\]\n]")
_REACH = 80
_OPEN = frozenset({"versus", "vs", "vs.", "compared with", "compared to", "against"})
_COMPARING = re.compile(r"\bcompar(?:e|ing|es|ison of|isons of) [^,.;]{0,30}$")
_CUED: dict[str, re.Pattern[str]] = {
    "or": re.compile(
        r"\b(?:randomi[sz]ed|assigned|allocated|receiv\w+|to receive|to undergo|either)(?: to)?(?: either)?(?: the)? [^,.;]{0,25}$"
    ),
    "and": _COMPARING,
    "with": _COMPARING,
    "to": _COMPARING,
    "over": re.compile(r"\b(?:advantage|superiority) of [^,.;]{0,30}$"),
}
_MARK = re.compile(r"(?<![\w(])\(?(?P<mark>[1-6]|i{1,3}v?|[a-d])(?:\)|(?<=[1-6])(?:[.:]| ?[-\u2013])) ?(?=[A-Za-z])")
_MARKS = (("1", "2", "3", "4", "5", "6"), ("i", "ii", "iii", "iv"), ("a", "b", "c", "d"))
_LISTED = Phrases("random", "assign", "allocat", "group", "arms", "condition")
_PIECE_END = re.compile(r"[,;:]|\.(?= [A-Z]|$)|\b(?:and|or)$")
_ALIAS = re.compile(r"\(([A-Z][\w+/ -]{1,20})\)")
_AIM = re.compile(
    r"(?:to|assess|evaluate|determine|compare|examine|whether|describe|test|explore|identify|investigate)\b"
)
_TWICE = 2
_LONGEST = 3
_LETTERS = re.compile(r"[a-z]{2}")
_NO_BLANK = re.compile(r"\S+")
_DIGIT = re.compile(r"\d")


def find_listed(sentences: Sequence[Sentence]) -> list[tuple[str, Place]]:
    """Return the items of a numbered list of arms, each with a short name and its place: "(1) X, (2) Y or (3) Z"."""
    for sentence in sentences:
        marks = list(_MARK.finditer(sentence.text)) if _LISTED.stand_in(sentence.lower) else []
        run = _in_order(marks)
        if len(run) < _TWICE:
            continue
        ends = [*(mark.start() for mark in run[1:]), len(sentence.text)]
        pieces = [_piece(sentence, mark.end(), end) for mark, end in zip(run, ends, strict=True)]
        found = [piece for piece in pieces if piece is not None and not _AIM.match(piece[0])]
        if len(found) == len(run):
            return found
    return []


def _in_order(marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The first run of marks that counts up from the beginning."""
    for kind in _MARKS:
        run: list[re.Match[str]] = []
        for mark in marks:
            if len(run) < len(kind) and mark["mark"] == kind[len(run)]:
                run.append(mark)
        if len(run) > 1:
            return run
    return []


def _piece(sentence: Sentence, start: int, end: int) -> tuple[str, Place] | None:
    text = sentence.text[start:end]
    alias = _ALIAS.search(text)
    stop = _PIECE_END.search(re.sub(r"\([^()]*\)", lambda match: " " * len(match[0]), text))
    phrase = text[: stop.start() if stop else len(text)].strip()
    name = read_name(re.sub(r" ?\([^()]*\)", "", phrase))
    if alias is None and name is None:
        return None
    label = alias[1] if alias else name.bare if name else ""
    return label, (sentence, start, start + max(len(phrase), alias.end() if alias else 0))


def find_contrasted(sentences: Sequence[Sentence]) -> list[Place]:
    """Return the places of two names that the text sets against each other and speaks of again; none where unclear."""
    pairs: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], tuple[Place, Place]] = {}
    for sentence in sentences:
        for first, second in _pairs(sentence):
            key = (sentence.lower[first[1] : first[2]], sentence.lower[second[1] : second[2]])
            pairs[key] += 1
            places.setdefault(key, (first, second))
    ranked = sorted(pairs, key=lambda pair: (-pairs[pair], places[pair][0][0].start))
    for pair in ranked:
        told = [sentence for sentence in sentences if all(_speaks_of(name, sentence.lower) for name in _keys(*pair))]
        if len(told) >= _TWICE and any(_DIGIT.search(sentence.text) for sentence in told):
            return list(places[pair])
    return []


def _keys(first: str, second: str) -> tuple[str, str]:
    """What of each name the other does not share: "generic" and "tailored feedback" of a kind of feedback."""
    one, other = first.split(), second.split()
    own = [word for word in one if word not in other] or one
    theirs = [word for word in other if word not in one] or other
    return " ".join(own), theirs[0] if len(own) == 1 else " ".join(theirs)


def _speaks_of(name: str, lower: str) -> bool:
    at = lower.find(name)
    return at >= 0 and not lower[at - 1 : at].isalnum()


def _pairs(sentence: Sentence) -> Iterator[tuple[Place, Place]]:
    for match in _JOINT.finditer(sentence.text):
        joint = match["joint"].lower()
        first = _last_words(sentence.text, match.start())
        cue = _CUED.get(joint)
        if joint not in _OPEN and not (first and cue and cue.search(sentence.lower, max(0, first[0] - 60), first[0])):
            continue
        second = _first_words(sentence.text, match.end())
        if first and second and _may_be_names(sentence.lower[slice(*first)], sentence.lower[slice(*second)]):
            yield (sentence, *first), (sentence, *second)


def _may_be_names(first: str, second: str) -> bool:
    return first != second and bool(_LETTERS.search(first) and _LETTERS.search(second))


def _last_words(text: str, end: int) -> tuple[int, int] | None:
    """The words before a place and after the last stop word or mark."""
    start = end
    for word in reversed(list(_NO_BLANK.finditer(text, max(0, end - _REACH), end))[-_LONGEST:]):
        if word[0].lower() in _STOPS or _MARKS_OFF.search(word[0]):
            break
        start = word.start()
    return (start, end) if start < end else None


def _first_words(text: str, start: int) -> tuple[int, int] | None:
    """The words after a place and before the first stop word or mark."""
    last = start
    for number, word in enumerate(_NO_BLANK.finditer(text, start, start + _REACH)):
        mark = _MARKS_OFF.search(word[0])
        if word[0].lower().strip(",;:.") in _STOPS or number == _LONGEST:
            break
        last = word.start() + (mark.start() if mark else len(word[0]))
        if mark:
            break
    return (start, last) if last > start else None
