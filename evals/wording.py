"""Names and free text: what counts as the same wording, and what must never.

Folded are Unicode forms, case, punctuation, British spelling, plurals and bracketed abbreviations; then phrases of the
versioned ``synonyms.toml`` are read as their canonical ones. A canonical phrase is one token of its own, so two
different concepts share nothing however many words they have in common.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from evals.fields import SYNONYMS
from summarizer.normalization import fold
from summarizer.quantities import parse_number

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRACKETED = re.compile(r"\s*[(\[](?=[^)\]]*[A-Z])[A-Za-z0-9][\w./+\-]{0,9}s?[)\]]")
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_COMPARATOR = re.compile(r"[<>≤≥]=?")
_APOSTROPHE = re.compile(r"'s?\b")
_SPACED_OUT = re.compile(r"(?<=\d)\s+(?=\d)")
_CACHED = 65536
_SUGGESTION = 80.0
_SHORT = 3


@dataclass(frozen=True)
class Wording:
    """A name or text as it is compared.

    Attributes:
        joined: All its tokens without blanks, to compare by equality.
        counts: How often each token stands in it.
        weights: How many words each token stands for.
        total: Weighted number of tokens.
        numbers: The numbers among them.
        negated: Whether a negation stands in it.
        words: All its words, those within a phrase too.
    """

    joined: str
    counts: Mapping[str, int]
    weights: Mapping[str, int]
    total: int
    numbers: tuple[str, ...]
    negated: bool
    words: frozenset[str]


@dataclass(frozen=True)
class _Lexicon:
    spelling: tuple[tuple[re.Pattern[str], str], ...]
    idle: frozenset[str]
    negations: frozenset[str]
    ordering: frozenset[str]
    qualifiers: frozenset[str]
    antonyms: tuple[tuple[str, str], ...]
    idle_by_scope: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], str, int], ...]]]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    raw = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    spelling = tuple((re.compile(pattern), replacement) for pattern, replacement in raw["spelling"]["rules"])

    def fold_word(word: str) -> str:
        return _singular(_american(word, spelling))

    return _Lexicon(
        spelling,
        frozenset(map(fold_word, raw["words"]["idle"])),
        frozenset(map(fold_word, raw["words"]["negations"])),
        frozenset(map(fold_word, raw["words"]["ordering"])),
        frozenset(map(fold_word, raw["words"]["qualifiers"])),
        tuple((fold_word(one), fold_word(other)) for one, other in raw["words"]["antonyms"]),
        {scope: frozenset(map(fold_word, words)) for scope, words in raw["idle"].items()},
        {scope: _phrases(entries, spelling) for scope, entries in raw["synonyms"].items()},
    )


def _phrases(
    entries: Mapping[str, list[str]], spelling: tuple[tuple[re.Pattern[str], str], ...]
) -> dict[str, tuple[tuple[tuple[str, ...], str, int], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for canonical, variants in entries.items():
        words = _words(canonical, spelling)
        for phrase in {words, *(_words(variant, spelling) for variant in variants)}:
            found.setdefault(phrase[0], []).append((phrase, "=" + " ".join(words), len(words)))
    return {first: tuple(sorted(some, key=lambda item: (-len(item[0]), item))) for first, some in found.items()}


def _words(text: str, spelling: tuple[tuple[re.Pattern[str], str], ...]) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", fold(text).text).casefold()
    folded = _COMPARATOR.sub(_comparator, _APOSTROPHE.sub("", _GROUPING.sub("", folded)))
    return tuple(_digits(_singular(_american(word, spelling))) for word in _WORD.findall(folded))


@lru_cache(maxsize=4096)
def _digits(word: str) -> str:
    """Return a number word in digits, any other word as it is."""
    number = parse_number(word) if word not in {"no", "none"} else None
    return word if number is None else number


def _comparator(match: re.Match[str]) -> str:
    return {"<": " under ", "<=": " upto ", "≤": " upto ", ">": " over ", ">=": " atleast ", "≥": " atleast "}.get(
        match[0], " "
    )


def _american(word: str, spelling: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in spelling:
        word = pattern.sub(replacement, word)
    return word


def _singular(word: str) -> str:
    if len(word) <= _SHORT or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=_CACHED)
def wording(text: str, scopes: tuple[str, ...] = ()) -> Wording:
    """Return a name or text as it is compared under the synonyms of some scopes."""
    lexicon = _lexicon()
    words = _words(_BRACKETED.sub("", text) or text, lexicon.spelling)
    negated = any(word in lexicon.negations for word in words)
    numbers = tuple(sorted(word for word in words if word[0].isdigit()))
    idle = lexicon.idle.union(*(lexicon.idle_by_scope.get(scope, frozenset()) for scope in scopes))
    counts: dict[str, int] = {}
    weights: dict[str, int] = {}
    for token, weight in _concepts(words, scopes, lexicon):
        if token not in idle:
            counts[token] = counts.get(token, 0) + 1
            weights[token] = weight
    if not counts:
        counts = dict.fromkeys(words, 1)
        weights = dict.fromkeys(words, 1)
    joined = _SPACED_OUT.sub("_", " ".join(_ordered(words, scopes, lexicon, counts))).replace(" ", "")
    total = sum(count * weights[token] for token, count in counts.items())
    return Wording(joined, counts, weights, total, numbers, negated, frozenset(words))


def _ordered(
    words: tuple[str, ...], scopes: tuple[str, ...], lexicon: _Lexicon, counts: Mapping[str, int]
) -> list[str]:
    return [token for token, _ in _concepts(words, scopes, lexicon) if token in counts]


def _concepts(words: tuple[str, ...], scopes: tuple[str, ...], lexicon: _Lexicon) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    at = 0
    while at < len(words):
        phrase = _phrase_at(words, at, scopes, lexicon)
        if phrase is None:
            found.append((words[at], 1))
            at += 1
        else:
            found.append((phrase[1], phrase[2]))
            at += len(phrase[0])
    return found


def _phrase_at(
    words: tuple[str, ...], at: int, scopes: tuple[str, ...], lexicon: _Lexicon
) -> tuple[tuple[str, ...], str, int] | None:
    for scope in scopes:
        for phrase in lexicon.phrases.get(scope, {}).get(words[at], ()):
            if words[at : at + len(phrase[0])] == phrase[0]:
                return phrase
    return None


@lru_cache(maxsize=_CACHED)
def same_name(gold: str, predicted: str, scopes: tuple[str, ...] = ()) -> bool:
    """Tell whether two names are the same but for typography, spelling, order of words or a declared synonym."""
    if gold == predicted:
        return True
    one, other = wording(gold, scopes), wording(predicted, scopes)
    if one.joined == other.joined:
        return True
    return bool(one.counts) and one.counts == other.counts and not (one.counts.keys() & _lexicon().ordering)


@lru_cache(maxsize=_CACHED)
def likeness(gold: str, predicted: str, scopes: tuple[str, ...] = ()) -> float:
    """Return how alike two names are: 1 for the same, 0 where something telling clashes, else their token F1."""
    if same_name(gold, predicted, scopes):
        return 1.0
    one, other = wording(gold, scopes), wording(predicted, scopes)
    if one.negated != other.negated or numbers_clash(one, other) or directions_clash(one, other):
        return 0.0
    if one.counts == other.counts or (one.counts.keys() ^ other.counts.keys()) & _lexicon().qualifiers:
        return 0.0
    return token_f1(one, other)


def token_f1(one: Wording, other: Wording) -> float:
    """Return the F1 of shared tokens, each weighted by the words it stands for."""
    total = one.total + other.total
    if not total:
        return 0.0
    shared = sum(
        min(count, other.counts[token]) * one.weights[token]
        for token, count in one.counts.items()
        if token in other.counts
    )
    return 2.0 * shared / total


def numbers_clash(one: Wording, other: Wording) -> bool:
    """Tell whether each has a number that the other has not."""
    return one.numbers != other.numbers and not (
        set(one.numbers) <= set(other.numbers) or set(other.numbers) <= set(one.numbers)
    )


def directions_clash(one: Wording, other: Wording) -> bool:
    """Tell whether one says "increased" where the other says "decreased", or the like."""
    mine, yours = one.words - other.words, other.words - one.words
    if not mine or not yours:
        return False
    return any((up in mine and down in yours) or (down in mine and up in yours) for up, down in _lexicon().antonyms)


def suggests_synonym(gold: str, predicted: str) -> bool:
    """Tell whether two names look enough alike, or one like the other's abbreviation, to be put before a person.

    Edit distance is used here only: to suggest an entry for the synonym file, never to call a name correct.
    """
    if fuzz.token_set_ratio(gold.casefold(), predicted.casefold()) >= _SUGGESTION:
        return True
    return _abbreviates(gold, predicted) or _abbreviates(predicted, gold)


def _abbreviates(short: str, long: str) -> bool:
    letters = [letter for letter in short if letter.isalnum()]
    words = re.findall(r"\w+", long)
    return (
        1 < len(letters) <= len(words) and "".join(letters).casefold() == "".join(word[0] for word in words).casefold()
    )


def canonical_unit(unit: str) -> str:
    """Return the declared form of a unit."""
    return _same_units().get(unit.casefold().strip(), unit.casefold().strip())


@lru_cache(maxsize=1)
def _same_units() -> dict[str, str]:
    table: dict[str, str] = {}
    for canonical, variants in tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["units"]["same"].items():
        table.update({variant.casefold(): canonical.casefold() for variant in (canonical, *variants)})
    return table
