"""The article as the rules read it: folded once, cut into paragraphs and sentences once."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.article import Article

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:vs|Dr|Drs|Prof|Mr|Ms|Mrs|St|Fig|et al|e\.g|i\.e|approx|no|No|Inc|Ltd|Co|Corp|U\.S|U\.K|Ph\.D|M\.D|[A-Z])\.)[\"')\]]*\s*$"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    Attributes:
        text: Folded text of the sentence.
        start: Offset in the folded text of the article.
        paragraph: Index of its paragraph.
    """

    text: str
    start: int
    paragraph: int

    @property
    def end(self) -> int:
        """One past its last character in the folded text."""
        return self.start + len(self.text)


class Document:
    """Folded text, paragraphs and sentences of one article; offsets are of the folded text.

    Attributes:
        article: What it was made of.
        text: The article's folded text.
        paragraphs: ``(start, end)`` of each paragraph (a line of the article that is not blank).
        sentences: In order.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.folded.text
        self.paragraphs = tuple(self._paragraphs())
        self.sentences = tuple(self._sentences())
        self._starts = [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that holds an offset (or the last one that begins before it)."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def quote(self, start: int, end: int) -> str:
        """Return the article's own words for a range of the folded text."""
        first, last = self.article.folded.original(start, end)
        return self.article.text[first:last]

    def _paragraphs(self) -> list[tuple[int, int]]:
        raise NotImplementedError

    def _sentences(self) -> list[Sentence]:
        raise NotImplementedError
