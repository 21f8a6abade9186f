"""No guard keeps a pattern from a text that it would match."""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from itertools import chain
from typing import Any

import pytest

from summarizer.engines import rules
from summarizer.engines.rules.guarded import Guarded

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from re import _constants as constants
    from re import _parser as parser

_FEW = 4
_MODULES = [
    importlib.import_module(f"{rules.__name__}.{module.name}") for module in pkgutil.iter_modules(rules.__path__)
]
_GUARDED = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in _MODULES
    for name, value in vars(module).items()
    if isinstance(value, Guarded)
}


Parsed = list[tuple[object, Any]]


def _is_guarded(items: Parsed, words: tuple[str, ...], letters: str = "") -> bool:
    """Whether every text that a parsed pattern matches holds one of the words; ``letters`` stand right before it."""
    for index, (kind, value) in enumerate(items):
        ways = _ways(kind, value)
        if ways:
            return all(_is_guarded([*way, *items[index + 1 :]], words, letters) for way in ways)
        if kind is constants.LITERAL:
            letters += chr(value).lower()
        elif kind not in {constants.AT, constants.ASSERT, constants.ASSERT_NOT}:
            letters = ""
        if any(word in letters for word in words):
            return True
    return False


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
        once = [*repeated, *([(constants.ANY, None)] if most > 1 else [])]
        return [once] if least else [[], once] if most == 1 else []
    return []


@pytest.mark.parametrize("name", sorted(_GUARDED))
def test_guard_lets_through_whatever_its_pattern_matches(name: str) -> None:
    guarded = _GUARDED[name]
    assert _is_guarded(list(parser.parse(guarded.source, guarded.flags)), guarded.words)


@pytest.mark.parametrize("name", sorted(_GUARDED))
def test_every_word_of_a_guard_is_needed(name: str) -> None:
    guarded = _GUARDED[name]
    parsed = list(parser.parse(guarded.source, guarded.flags))
    for word in guarded.words:
        others = tuple(other for other in guarded.words if other != word)
        assert not others or not _is_guarded(parsed, others), word


@pytest.mark.parametrize(
    ("words", "source", "is_proven"),
    [
        ("aim|purpose", r"\b(?:aim(?:s|ed)?|purpose)\b", True),
        ("aim", r"\b(?:aim(?:s|ed)?|purpose)\b", False),
        ("randomi", r"(?:was )?randomi[sz]ed", True),
        ("was", r"(?:was )?randomi[sz]ed", False),
        ("side effect|safety", r"side[- ]effects?|safety", False),
        ("side effect|side-effect|safety", r"side[- ]effects?|safety", True),
    ],
)
def test_proof_of_a_guard_sees_what_is_lacking(words: str, source: str, *, is_proven: bool) -> None:
    assert _is_guarded(list(parser.parse(source)), tuple(words.split("|"))) is is_proven


def test_words_are_in_lower_case() -> None:
    assert all(word == word.lower() for word in chain.from_iterable(item.words for item in _GUARDED.values()))
