"""Correspondence: which trials, arms and endpoints of two records are the same, by their words and by what stands where."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from summarizer.normalization import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.engines.agreement.readings import Reader, Row
    from summarizer.record import Arm, Trial

_Key = TypeVar("_Key", int, str)

_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_PARTED = re.compile(r"[\s-]")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9-]{1,7}")
# Words that name no arm and no endpoint by themselves.
_IDLE = frozenset(
    "a an and arm as at by change cohort endpoint end event for from group in incidence mean median of on or outcome overall "  # noqa: SIM905  words read best as words
    "patient percentage point primary proportion rate reduction regimen risk secondary the therapy to treatment week with".split()
)
_ALIKE = {"death": "mortality", "died": "mortality", "fatal": "mortality"}
# Words that make another endpoint or another arm of one that shares all the others.
_TELLING = frozenset(
    "alone before complete deep disease due early free fatal high invasive late local low major minor no non partial "  # noqa: SIM905  words read best as words
    "placebo progression recurrent related relapse serious severe sham specific without".split()
)
_SHORT = 3
_LEAST_SHARED = 0.5
_LEAST = 0.8
_MARGIN = 0.2


def pair(scores: Mapping[tuple[_Key, _Key], float], least: float = _LEAST) -> dict[_Key, _Key]:
    """Pair what is most alike, one to one; what is nearly as much like another stays alone.

    Args:
        scores: How alike one of the first and one of the second are.
        least: Below it nothing is paired.
    """
    pairs: dict[_Key, _Key] = {}
    for (one, other), score in sorted(scores.items(), key=lambda item: -item[1]):
        taken = set(pairs.values())
        if score < least or one in pairs or other in taken:
            continue
        rivals = (
            value
            for (here, there), value in scores.items()
            if (here == one) != (there == other) and here not in pairs and there not in taken
        )
        if all(score - value >= _MARGIN for value in rivals):
            pairs[one] = other
    return pairs


def pair_trials(first: Reader, second: Reader) -> dict[int, int]:
    """Pair the trials of two records, by registry number, acronym and shared places."""
    ours, theirs = first.record.trials, second.record.trials
    if len(ours) == len(theirs) == 1:
        return {0: 0}
    shared = Counter((one.trial, other.trial) for one, other in sharing(first, second))
    most = max(shared.values(), default=1)
    return pair(
        {
            (here, there): _same_identity(one, other) + shared[here, there] / most
            for here, one in enumerate(ours)
            for there, other in enumerate(theirs)
        }
    )


def pair_arms(one: Trial, other: Trial, shared: Counter[tuple[str, str]]) -> dict[str, str]:
    """Pair the arms of a trial in two records.

    Args:
        one: The trial as the first reads it.
        other: As the second reads it.
        shared: How many numbers the first gives to one arm and the second to another at the same place.
    """
    most = max(shared.values(), default=1)
    return pair(
        {
            (here.label, there.label): _like_arms(here, there) + 0.5 * shared[here.label, there.label] / most
            for here in one.arms
            for there in other.arms
        }
    )


def sharing(first: Reader, second: Reader) -> Iterator[tuple[Row, Row]]:
    """Yield the rows of two records that take a number at the same place for the same kind of value."""
    by_place: dict[tuple[int, str], list[Row]] = {}
    for row in second.rows:
        for name, standing in row.numbers.items():
            by_place.setdefault((standing.start, name), []).append(row)
    for row in first.rows:
        found = {
            other.path: other
            for name, standing in row.numbers.items()
            for other in by_place.get((standing.start, name), ())
        }
        for other in found.values():
            yield row, other


def is_same_name(one: str, other: str, text: str) -> bool:
    """Tell whether two names of an endpoint or arm mean the same: the same words, one with fewer of them, or an abbreviation.

    Args:
        one: A name.
        other: Another one.
        text: The article in lower case, where an abbreviation may be spelled out.
    """
    ours, theirs = words_of(one), words_of(other)
    if ours == theirs or _abbreviates(one, other, text) or _abbreviates(other, one, text):
        return True
    if not (ours <= theirs or theirs <= ours) or _is_composite(one) != _is_composite(other):
        return False
    return not (ours ^ theirs) & _TELLING and _dice(ours, theirs) >= _LEAST_SHARED


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """Return the words of a name that tell it from others, singular and in lower case."""
    found = [_fold_word(word) for word in _WORD.findall(fold(name).text.lower())]
    return frozenset(word for word in found if word not in _IDLE) or frozenset(found)


def _fold_word(word: str) -> str:
    is_plural = len(word) > _SHORT and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    word = word.removesuffix("s") if is_plural else word
    word = word.replace("ae", "e").replace("oe", "e")
    return _ALIKE.get(word, word)


def _is_composite(name: str) -> bool:
    return " or " in name or "composite" in name


def _abbreviates(short: str, long: str, text: str) -> bool:
    if not _ABBREVIATION.fullmatch(short) or not _PARTED.search(long):
        return False
    initials = "".join(word[0] for word in _WORD.findall(long.lower()) if word not in {"of", "the", "and", "in"})
    return short.lower() == initials or f"{long.lower()} ({short.lower()}" in text


def _same_identity(one: Trial, other: Trial) -> float:
    if set(one.registry_ids) & set(other.registry_ids):
        return 2.0
    if one.acronym and other.acronym:
        return float(words_of(one.acronym) == words_of(other.acronym))
    return 0.0


def _like_arms(one: Arm, other: Arm) -> float:
    label = _dice(words_of(one.label), words_of(other.label))
    given = _dice(_words_of_all(one.interventions), _words_of_all(other.interventions))
    across = max(
        _dice(words_of(one.label), _words_of_all(other.interventions)),
        _dice(_words_of_all(one.interventions), words_of(other.label)),
    )
    return label + max(given, across)


def _words_of_all(names: Sequence[str]) -> frozenset[str]:
    return frozenset[str]().union(*(words_of(name) for name in names))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
