"""The article as the rules read it: folded once, cut into paragraphs, sections and sentences once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from summarizer import sentences
from summarizer.engines.rules import abbreviations, layout
from summarizer.engines.rules.captions import find_row_sections
from summarizer.engines.rules.identifiers import find_registry_ids
from summarizer.engines.rules.statistic_columns import find_tables
from summarizer.engines.rules.trace import Trace

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.engines.rules.facts import Fact
    from summarizer.engines.rules.statistic_columns import Column


READ_LIMIT = 120_000
"""Characters that are read: more than any article has; what lies beyond is left to a finding."""
_MOST_SENTENCES = 3_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        text: Folded text of the sentence.
        start: Offset in the folded text of the article.
        paragraph: Index of its paragraph.
        section: Canonical label of its section (``METHODS``, ``RESULTS`` ...), or ``None``.
        lower: The text in lower case, letter for letter.
        columns: Of a line that may be a row: the columns of comparisons that its table ends in.
    """

    text: str
    start: int
    paragraph: int
    section: str | None = None
    lower: str = field(default="", repr=False, compare=False)
    columns: tuple[Column, ...] = field(default=(), repr=False, compare=False)

    @property
    def end(self) -> int:
        """One past its last character in the folded text."""
        return self.start + len(self.text)


class Document:
    """Folded text, paragraphs and sentences of one article; offsets are of the folded text.

    Attributes:
        article: What it was made of.
        text: The article's folded text.
        lower: The same in lower case, letter for letter.
        paragraphs: ``(start, end)`` of each paragraph (a line of the article that is not blank).
        layout: What each paragraph is, and its section.
        sentences: In order.
        trace: Where the finders note what they did.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.folded.text
        self.lower = _lower(self.text)
        self.trace = Trace()
        self.paragraphs = tuple(bounds for bounds in layout.paragraphs(article) if bounds[0] < READ_LIMIT)
        self.layout = layout.read_layout(self.text, self.paragraphs)
        self.sentences = tuple(self._sentences())
        self._starts = [sentence.start for sentence in self.sentences]

    @property
    def title(self) -> str | None:
        """The title line, folded, or ``None``."""
        index = self.layout.title
        return None if index is None else self.text[slice(*self.paragraphs[index])]

    @cached_property
    def sections(self) -> dict[str, tuple[Sentence, ...]]:
        """Sentences by the canonical label of their section."""
        found: dict[str, list[Sentence]] = {}
        for sentence in self.sentences:
            if sentence.section:
                found.setdefault(sentence.section, []).append(sentence)
        return {label: tuple(group) for label, group in found.items()}

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """Short form → long form, as the article defines them."""
        return abbreviations.find_abbreviations(self.text)

    @cached_property
    def registry_ids(self) -> tuple[Fact[str], ...]:
        """All registration numbers of the text."""
        return tuple(find_registry_ids(self.text))

    def registry_ids_in(self, sentence: Sentence) -> list[Fact[str]]:
        """The registration numbers that begin in a sentence; their offsets are those of the text."""
        return [fact for fact in self.registry_ids if sentence.start <= fact.start < sentence.end]

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """Words that the text prints in small letters somewhere, and so are no names."""
        return frozenset(layout.SMALL_WORD.findall(self.text))

    @cached_property
    def body(self) -> tuple[Sentence, ...]:
        """The sentences that tell of the study: no boilerplate, no bylines."""
        return tuple(sentence for sentence in self.sentences if not self.is_boilerplate(sentence))

    def is_boilerplate(self, sentence: Sentence) -> bool:
        """Whether a sentence belongs to the site, the company or the disclosures and not to the study."""
        return self.layout.kinds[sentence.paragraph] in layout.ASIDE or sentence.section in layout.ASIDE_SECTIONS

    def kind(self, sentence: Sentence) -> layout.Kind:
        """Return what the sentence's paragraph is."""
        return self.layout.kinds[sentence.paragraph]

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that holds an offset (or the last one that begins before it)."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def quote(self, start: int, end: int) -> str:
        """Return the article's own words for a range of the folded text."""
        first, last = self.article.folded.original(start, end)
        return self.article.text[first:last]

    def _sentences(self) -> list[Sentence]:
        found: list[Sentence] = []
        tables = find_tables(self.text, self.paragraphs)
        rows = find_row_sections(self.text, self.paragraphs)
        for index, (start, end) in enumerate(self.paragraphs):
            if len(found) >= _MOST_SENTENCES:
                break
            section, is_bare = rows.get(index, self.layout.sections[index]), False
            for first, last in sentences.split(self.text, start, min(end, READ_LIMIT)):
                if alone := layout.label_alone(self.text[first:last]):
                    section = alone
                    continue
                label, begin = layout.inline_label(self.text, first, last)
                if label is None and (first == start or is_bare):
                    label, begin = layout.bare_label(self.text, first, last)
                    is_bare = label is not None or is_bare
                here = label or section
                # A registration is one sentence; what follows it in a paragraph is no part of it.
                section = section if label == "REGISTRATION" else here
                if begin < last:
                    lower, columns = self.lower[begin:last], tables.get(index, ())
                    found.append(Sentence(self.text[begin:last], begin, index, here, lower, columns))
        return found


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
