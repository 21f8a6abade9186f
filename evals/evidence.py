"""What the article says about a record: where its quotes stand, which values it supports, and what is nowhere in it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from evals.figures import numbers_in, plain, states_none
from summarizer.article import Span
from summarizer.normalization import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summarizer.article import Article
    from summarizer.summary import Finding, Support

Degree = Literal["supported", "quote_only", "elsewhere_in_text", "unsupported"]
_DEGREES: dict[str, Degree] = {
    "exact": "supported",
    "normalized": "supported",
    "elsewhere": "elsewhere_in_text",
    "none": "unsupported",
}
_ORDER: tuple[Degree, ...] = ("supported", "quote_only", "elsewhere_in_text", "unsupported")
_IDLE = 3
_NAME = re.compile(r"\w(?:[\w\-/.]*\w)?")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?](?=\s+[A-Z\"(]|\s*$)")


class ArticleEvidence:
    """One article, asked many times; everything is looked up once.

    Args:
        article: The article.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self._spans: dict[str, Span | None] = {}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Magnitudes of all its numbers."""
        return numbers_in(self.article.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """All its words, without case."""
        return frozenset(_WORD.findall(self.article.folded.text.casefold()))

    def locate(self, quote: str) -> Span | None:
        """Return where a quote stands in the article's text, exactly or after folding, else ``None``."""
        if quote not in self._spans:
            self._spans[quote] = self._find(quote)
        return self._spans[quote]

    def _find(self, quote: str) -> Span | None:
        start = self.article.text.find(quote)
        if start >= 0:
            return Span(start, start + len(quote))
        from_fold = self.article.folded
        wanted = folded_quote(quote)
        at = from_fold.text.find(wanted)
        if at < 0 or not wanted:
            return None
        return Span(*from_fold.original(at, at + len(wanted)))

    def spans(self, quotes: Iterable[str]) -> list[Span]:
        """Return where those quotes stand that are in the article."""
        return [span for quote in quotes if (span := self.locate(quote)) is not None]

    def holds_number(self, printed: str) -> bool:
        """Tell whether a number stands anywhere in the article, whatever its sign."""
        number = plain(printed)
        return number in self.numbers or (number == "0" and states_none(self.article.text))

    def foreign(self, text: str) -> list[str]:
        """Return the numbers and names of a generated text that are not in the article."""
        numbers = sorted(numbers_in(text) - self.numbers)
        return numbers + [name for name in _names(text) if not self.holds_words(name)]

    def holds_words(self, text: str) -> bool:
        """Tell whether every word of a text stands somewhere in the article."""
        return all(word in self.words for word in _WORD.findall(text.casefold()))

    def holds_any_word(self, text: str) -> bool:
        """Tell whether any word of a text, but the idle ones, stands in the article."""
        words = _WORD.findall(text.casefold())
        return any(word in self.words for word in [word for word in words if len(word) > _IDLE] or words)


def folded_quote(quote: str) -> str:
    """Return a quote's folded form without blanks at its ends."""
    return fold(quote).text.strip()


def _names(text: str) -> list[str]:
    """Return the words of a text that are names by their letters: capitals inside, or a capital within a sentence."""
    found: list[str] = []
    starts = {0, *(match.end() for match in _SENTENCE.finditer(text))}
    for match in _NAME.finditer(text):
        word = match[0]
        inner = any(letter.isupper() for letter in word[1:])
        opens = not text[max((start for start in starts if start <= match.start()), default=0) : match.start()].strip()
        if inner or (word[0].isupper() and not opens):
            found.append(word)
    return found


def sentences(text: str) -> int:
    """Return how many sentences a text has."""
    return max(1, len(_SENTENCE.findall(text.strip())))


class RecordEvidence:
    """What the support rows and findings of one summary say about its values.

    Args:
        support: Rows of the summary.
        findings: Findings of the summary.
    """

    def __init__(self, support: Sequence[Support], findings: Sequence[Finding]) -> None:
        self._degrees = {row.path: _DEGREES[row.match] for row in support}
        self._doubted = {finding.path for finding in findings if finding.severity != "info" and finding.path}
        self._holders = {path.rpartition(".")[0] for path in self._doubted}

    def degree(self, paths: Iterable[str]) -> Degree | None:
        """Return the worst degree of support among values, or ``None`` where none of them has a row."""
        found = [self._degrees[path] for path in paths if path in self._degrees]
        if not found:
            return None
        return found[0] if len(found) == 1 else max(found, key=_ORDER.index)

    def doubted(self, path: str) -> bool:
        """Tell whether a check contradicts a value, a part of it, or the arm, result or analysis that holds it."""
        if not self._doubted:
            return False
        if path in self._doubted:
            return True
        if path in self._holders:
            return True
        holder = path.rpartition(".")[0]
        return holder in self._doubted and holder.count("[") > 1
