"""Arms by what the results set against each other: known treatments named in one sentence, again and again."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.engines.rules.drafts import Draft
from summarizer.engines.rules.interventions import find_treatments, read_treatment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_BEFORE = re.compile(
    r"(?:\b(?:with|on|given|giving|receiving|received|taking|took|versus|vs\.?|than|against|over|to|in|for|of|among|after|or|and|started|starting|started on)"
    r" (?:the |oral |either |those (?:on|given|taking|receiving) |patients (?:on|given|taking|receiving) |that of |matching |treatment with |an? )*|^|, )$",
    re.IGNORECASE,
)
_SET_AGAINST = re.compile(
    r"\b(?:versus|vs|v|compared (?:with|to)|against|than|over|as against|respectively|while|whereas|and|or|but)\b|, \d"
)
_JOINED = re.compile(r"^(?: plus | and | \+ |-|/| with | in combination with )$")
_FEWEST = 2


def find_known_contrasts(document: Document, scope: TrialScope, title: Sentence | None) -> list[Draft]:
    """Return two or three treatments that the text sets against each other in two sentences or more."""
    pairs: Counter[tuple[str, str]] = Counter()
    places: dict[str, tuple[int, int]] = {}
    for sentence in [*scope.sentences, *([title] if title and not scope.shared else [])]:
        named = list(_named(sentence))
        for name, start, end in named:
            places.setdefault(name, (sentence.start + start, sentence.start + end))
        weight = 2 if _digits(sentence.text) else 1
        for first, second in _opposed(sentence, named):
            pairs[first, second] += weight
    if not pairs:
        return []
    (first, second), count = max(pairs.items(), key=lambda row: (row[1], -places[row[0][0]][0]))
    if count < _FEWEST:
        return []
    third = _third(pairs, first, second)
    names = sorted([first, second, *third], key=lambda name: (_is_comparator(name), places[name][0]))
    document.trace.note("arms", "set against each other in results", [" | ".join(pair) for pair in list(pairs)[:4]])
    return [draft for name in names if (draft := _draft(document, places[name])) is not None]


def _digits(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _named(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """Known treatments that stand where an arm can stand."""
    for start, end in find_treatments(sentence.text):
        if _BEFORE.search(sentence.text, max(0, start - 60), start):
            yield sentence.lower[start:end], start, end


def _opposed(sentence: Sentence, named: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, str]]:
    for (first, _, end), (second, start, _) in pairwise(named):
        between = sentence.lower[end:start]
        if first != second and not _JOINED.match(between) and _SET_AGAINST.search(between):
            yield (second, first) if _is_comparator(first) else (first, second)


def _is_comparator(name: str) -> bool:
    return name in {"placebo", "sham", "usual care", "observation", "vehicle", "standard care", "standard of care"}


def _third(pairs: Counter[tuple[str, str]], first: str, second: str) -> list[str]:
    """A third treatment that is set against one of the two nearly as often."""
    counts: Counter[str] = Counter()
    for pair, count in pairs.items():
        others = set(pair) - {first, second}
        if len(others) == 1:
            counts[others.pop()] += count
    return [name for name, count in counts.most_common(1) if count >= 2 * _FEWEST]


def _draft(document: Document, span: tuple[int, int]) -> Draft | None:
    treatment = read_treatment(document.text[slice(*span)])
    if treatment is None:
        return None
    return Draft(treatment, treatment.label, treatment.interventions, (), None, [span])
