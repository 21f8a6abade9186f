"""No guard keeps a pattern from a text that it would match."""

from __future__ import annotations

import importlib
import pkgutil
import re
import warnings
from typing import Any

import pytest

from summarizer.engines import rules
from summarizer.engines.rules.guarded import Guarded, Phrases, stems_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from re import _constants as constants
    from re import _parser as parser

_MODULES = [
    importlib.import_module(f"{rules.__name__}.{module.name}") for module in pkgutil.iter_modules(rules.__path__)
]
_GUARDED = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in _MODULES
    for name, value in vars(module).items()
    if isinstance(value, Guarded)
}
_FEW = 6
_LONGEST_STEM = 6
_MORE = (constants.ANY, None)
_ANYTHING, _EDGE, _NO_LETTER = "\0", "\1", "\2"
"""What is known of a place in what a pattern matches: nothing, that no word goes on there, that no letter stands there."""
_NO_LETTERS = {constants.CATEGORY_DIGIT, constants.CATEGORY_SPACE, constants.CATEGORY_NOT_WORD}
_TOKEN = re.compile(r"(?<=[^a-z\0])(?:[a-z]{4}|[a-z]{1,3}(?=[^a-z\0]))")

Parsed = list[tuple[object, Any]]


def _find_gap(items: Parsed, guarded: Guarded) -> str | None:
    """The end of what a parsed pattern can match without any of the words; ``None`` where there is no such thing."""
    known: dict[tuple[tuple[int, ...], str], str | None] = {}
    reach = max(map(len, guarded.inside), default=0) + _LONGEST_STEM

    def find(items: Parsed, seen: str) -> str | None:
        key = (tuple(map(id, items)), seen)
        if key not in known:
            known[key] = look(items, seen)
        return known[key]

    def look(items: Parsed, seen: str) -> str | None:
        for index, (kind, value) in enumerate(items):
            ways = _ways(kind, value)
            if ways:
                tail = seen[max(0, seen.rfind(_ANYTHING)) :][-reach:]
                gaps = (find([*way, *items[index + 1 :]], tail) for way in ways)
                return next((gap for gap in gaps if gap is not None), None)
            seen += _known(kind, value)
            if _holds(seen, guarded):
                return None
        return None if _holds(seen + _ANYTHING, guarded) else seen

    return find(items, _ANYTHING)


def _holds(seen: str, guarded: Guarded) -> bool:
    is_inside = any(word in seen.replace(_EDGE, "") for word in guarded.inside)
    return is_inside or not guarded.stems.isdisjoint(_TOKEN.findall(seen))


def _ways(kind: object, value: Any) -> list[Parsed]:
    """The ways in which a part of a pattern can be matched; none for a single letter and what may be anything."""
    if kind is constants.BRANCH:
        return list(value[1])
    if kind is constants.SUBPATTERN:
        return [value[3]]
    if kind is constants.IN and len(value) < _FEW and all(part[0] is constants.LITERAL for part in value):
        return [[part] for part in value]
    if kind in {constants.MAX_REPEAT, constants.MIN_REPEAT}:
        least, most, repeated = value
        is_many = most > 1 and _known(*repeated[0]) != _NO_LETTER
        many = [[*repeated, _MORE, *repeated]] if is_many else []
        return [*([] if least else [[]]), repeated, *many]
    return []


def _known(kind: object, value: Any) -> str:
    """What is known of what one part of a pattern matches."""
    if kind is constants.LITERAL:
        return chr(value).lower()
    if kind is constants.AT:
        return _EDGE
    if kind is constants.ASSERT_NOT:
        (first, inner), *_ = value[1]
        is_word = first is constants.IN and (constants.CATEGORY, constants.CATEGORY_WORD) in inner
        return _EDGE if is_word else ""
    if kind is constants.ASSERT:
        return ""
    is_class = kind is constants.IN and value[0][0] is not constants.NEGATE
    return _NO_LETTER if is_class and all(_is_no_letter(*part) for part in value) else _ANYTHING


def _is_no_letter(kind: object, value: Any) -> bool:
    if kind is constants.CATEGORY:
        return value in _NO_LETTERS
    if kind is constants.RANGE:
        return not any(chr(code).isalpha() for code in range(value[0], value[1] + 1))
    return not chr(value).isalpha()


@pytest.mark.parametrize("name", sorted(_GUARDED))
def test_guard_lets_through_whatever_its_pattern_matches(name: str) -> None:
    guarded = _GUARDED[name]
    assert _find_gap(list(parser.parse(guarded.source, guarded.flags)), guarded) is None


@pytest.mark.parametrize("name", sorted(_GUARDED))
def test_every_word_of_a_guard_is_needed(name: str) -> None:
    guarded = _GUARDED[name]
    parsed = list(parser.parse(guarded.source, guarded.flags))
    for word in (*guarded.stems, *guarded.inside):
        less = Guarded("|".join(guarded.stems - {word}), "", inside=tuple(set(guarded.inside) - {word}))
        assert _find_gap(parsed, less) is not None, word


@pytest.mark.parametrize(
    ("words", "inside", "source", "is_proven"),
    [
        ("aim|aimed|purpose", (), r"\b(?:aim\b|aimed|purpose)", True),
        ("aim|purpose", (), r"\b(?:aim(?:s|ed)?|purpose)", False),
        ("aim", (), r"\b(?:aim|purpose)\b", False),
        ("randomi", (), r"\b(?:was )?randomi[sz]ed", True),
        ("randomi", (), r"randomi[sz]ed", False),
        ("", ("randomi",), r"randomi[sz]ed", True),
        ("was", (), r"\b(?:was )?randomi[sz]ed", False),
        ("side|safety", (), r"\b(?:side[- ]effects?|safety)", True),
        ("effect|safety", (), r"\b(?:side[- ]effects?|safety)", True),
        ("months", (), r"\d+ ?months", True),
        ("months", (), r"\d+[a-z]?months", False),
        ("ci", (), r"(?<!\w)ci(?!\w)", True),
    ],
)
def test_proof_of_a_guard_sees_what_is_lacking(
    words: str, inside: tuple[str, ...], source: str, *, is_proven: bool
) -> None:
    assert (_find_gap(list(parser.parse(source)), Guarded(words, source, inside=inside)) is None) is is_proven


def test_words_are_in_lower_case() -> None:
    assert all(word == word.lower() for item in _GUARDED.values() for word in (*item.stems, *item.inside))


def test_stems_are_the_beginnings_of_words() -> None:
    assert stems_of("the non-inferiority of 5mg (p<0.05)") == {"the", "non", "infe", "of", "mg", "p"}


@pytest.mark.parametrize(
    ("phrases", "lower", "expected"),
    [
        (("earlier study",), "in an earlier study of it", True),
        (("earlier study",), "in an earlier trial", False),
        (("publish",), "it was published", True),
        (("publish",), "it was republished", False),
        (("met ",), "the trial met its endpoint", True),
        (("no",), "there was none", False),
        (("no",), "there was no effect", True),
        (("% or ",), "20% or more", True),
    ],
)
def test_phrases_are_found_by_their_first_word(phrases: tuple[str, ...], lower: str, *, expected: bool) -> None:
    assert Phrases(*phrases).stand_in(lower) is expected
