"""Patterns that are tried only where a word stands without which they cannot match."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summarizer.engines.rules.document import Sentence


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in a text, be it within another word."""
    return any(map(text.__contains__, words))


class Guarded:
    """A pattern behind a guard: most sentences lack its words, and words are much cheaper to look for than patterns.

    The pattern is compiled when it is first tried. A test proves that nothing it matches lacks all of its words.

    Attributes:
        words: In lower case; one of them stands wherever the pattern matches.
        source: The pattern as written.
        flags: As `re.compile` takes them.
    """

    def __init__(self, words: str, source: str, flags: int = 0) -> None:
        self.words = tuple(words.split("|"))
        self.source = source
        self.flags = flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled."""
        return re.compile(self.source, self.flags)

    def search(self, text: str, lower: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Search a range of a text of which the lower case is known."""
        return self.pattern.search(text, start, end) if holds_any(lower, self.words) else None

    def is_in(self, sentence: Sentence) -> bool:
        """Whether a sentence holds what is looked for."""
        return self.search(sentence.text, sentence.lower) is not None

    def is_in_lower(self, lower: str) -> bool:
        """Whether a text in lower case holds it."""
        return self.search(lower, lower) is not None
