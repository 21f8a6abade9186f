"""What stands in a sentence, asked of the beginnings of its words first: most sentences lack most of what is looked for."""

from __future__ import annotations

import re
import sys
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summarizer.engines.rules.document import Sentence

_LENGTH = 4
_STEM = re.compile(rf"([a-z]{{1,{_LENGTH}}})[a-z]*")


@lru_cache(maxsize=2048)
def stems_of(lower: str) -> frozenset[str]:
    """Return the first four letters of every word of a text in lower case; all finders ask for the same sentences."""
    return frozenset(_STEM.findall(lower))


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether one of some words stands in a text, be it within another word."""
    return any(map(text.__contains__, words))


class Phrases:
    """Phrases that begin with a word; each is looked for only where the beginning of its longest word stands.

    A phrase may end within a word ("publish"), unless it is one word of fewer than four letters. What holds no letters is
    looked for wherever it is.
    """

    def __init__(self, *phrases: str) -> None:
        by_stem: dict[str, list[str]] = {}
        for phrase in phrases:
            by_stem.setdefault(_telling_stem(phrase), []).append(phrase)
        self._inside = by_stem.pop("", [])
        self._by_stem = by_stem
        self._stems = frozenset(by_stem)

    def stand_in(self, lower: str) -> bool:
        """Whether one of them stands in a text in lower case."""
        stems = stems_of(lower)
        if not self._stems.isdisjoint(stems):
            for stem in self._stems & stems:
                if holds_any(lower, self._by_stem[stem]):
                    return True
        return bool(self._inside) and holds_any(lower, self._inside)


def _telling_stem(phrase: str) -> str:
    words = [
        match
        for match in _STEM.finditer(phrase)
        if len(match[1]) == _LENGTH or match.end() < len(phrase) or len(match[0]) == len(phrase)
    ]
    return max(words, key=lambda match: len(match[0]))[1] if words else ""


class Guarded:
    """A pattern that is tried only where a word stands without which it cannot match.

    The pattern is compiled when it is first tried. A test proves that nothing it matches lacks all of the words.

    Attributes:
        stems: Beginnings of words, one of which stands wherever the pattern matches,
        inside: unless one of these does, be it within a word.
        source: The pattern as written.
        flags: As `re.compile` takes them.
    """

    def __init__(self, words: str, source: str, flags: int = 0, *, inside: tuple[str, ...] = ()) -> None:
        self.stems = frozenset(word[:_LENGTH] for word in words.split("|") if word)
        self.inside = inside
        self.source = source
        self.flags = flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled."""
        return re.compile(self.source, self.flags)

    def may_be_in(self, lower: str) -> bool:
        """Whether a text in lower case holds one of the words."""
        return not self.stems.isdisjoint(stems_of(lower)) or holds_any(lower, self.inside)

    def search(self, text: str, lower: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Search a range of a text of which the lower case is known."""
        return self.pattern.search(text, start, end) if self.may_be_in(lower) else None

    def is_in(self, sentence: Sentence) -> bool:
        """Whether a sentence holds what is looked for."""
        return self.search(sentence.text, sentence.lower) is not None

    def is_in_lower(self, lower: str) -> bool:
        """Whether a text in lower case holds it."""
        return self.search(lower, lower) is not None
