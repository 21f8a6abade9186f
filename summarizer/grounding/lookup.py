"""Looking things up in one article: folded once, searched as a whole, aligned last; offsets are of the folded text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from summarizer.normalization import fold
from summarizer.quantities import number_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summarizer.article import Article

Range = tuple[int, int]

MOST_OCCURRENCES = 16
"""How many occurrences of one thing are looked at; a text that repeats it more often tells nothing by it."""

_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = frozenset(
    {
        *(
            "a",
            "an",
            "and",
            "any",
            "as",
            "at",
            "by",
            "due",
            "for",
            "from",
            "had",
            "in",
            "into",
            "of",
            "on",
            "or",
            "per",
        ),
        *("than", "that", "the", "their", "to", "was", "were", "who", "with", "without"),
    }
)
_STEM_LOSS = 3
_STRETCH = 240
_FEWEST_SHARED = 0.4

# After "P = " stands the relation itself: "P = <0.01" is "<", but "=<" is "<=".
_OPERATOR = re.compile(r"(<\s?=|>\s?=|=<|=>|[<>=≤≥⩽⩾])\s*$")
_OPERATOR_WORDS = (
    (re.compile(r"(?:less|lower|smaller) than\s*$|below\s*$|under\s*$", re.IGNORECASE), "<"),
    (re.compile(r"(?:greater|more|higher|larger) than\s*$|above\s*$|over\s*$", re.IGNORECASE), ">"),
    (re.compile(r"\bp\b[^<>=≤≥]{0,30}$", re.IGNORECASE), "="),
)
_SAME_OPERATOR = {"≤": "<=", "⩽": "<=", "=<": "<=", "≥": ">=", "⩾": ">=", "=>": ">="}
_LISTED = re.compile(r"(?:,|;|and|or|vs\.?|versus)\s*$")
_P_HEADING = re.compile(r"\bp(?:[ -]?values?)?\b(?! ?[<>=≤≥])", re.IGNORECASE)
_HEADING_REACH = 400
"""Characters that the word reaches in running text; in a table whose lines were kept it reaches to the last row."""
_P_COLUMN = re.compile(r"\b[Pp](?:[ -]?[Vv]alues?)?[^\w<>=\u2264\u2265]{0,4}$|\b[Pp](?:[ -]?[Vv]alues?)? ?(?:\||\()")
_PROSE = re.compile(r"[a-z]{2}[)\]]?[.?!]\s*$|\b(?:was|were|had|has|is|are)\b")
_LONGEST_ROW = 300


class Place(NamedTuple):
    """A range of the folded text and the quote it was found in; ``None``: outside all quotes."""

    start: int
    end: int
    quote: Range | None


class Lookup:
    """One article prepared for look-ups."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.folded.text
        lowered = self.text.lower()
        # Lower-casing lengthens one letter of Unicode, and offsets must not move.
        self.lowered = lowered if len(lowered) == len(self.text) else self.text.replace("\u0130", "I").lower()
        self.everywhere: list[Range] = [(0, len(self.text))]
        self._tokens = list(number_tokens(self.text))
        self._token_starts = [token[0] for token in self._tokens]
        self.by_number: dict[str, list[Range]] = {}
        for start, end, number in self._tokens:
            self.by_number.setdefault(alike(number), []).append((start, end))

    def find(self, words: str, spans: Iterable[Range]) -> Iterator[Place]:
        """Yield where words stand as whole words, in any case."""
        for span in spans if words else ():
            start = self.lowered.find(words, *span)
            while start >= 0:
                end = start + len(words)
                if self._is_whole(start, end):
                    yield Place(start, end, span)
                start = self.lowered.find(words, start + 1, span[1])

    def matches(self, pattern: re.Pattern[str], spans: Iterable[Range]) -> list[Place]:
        """Return where a pattern matches."""
        return [
            Place(match.start(), match.end(), span)
            for span in spans
            for match in islice(pattern.finditer(self.text, *span), MOST_OCCURRENCES)
        ]

    def numbers(self, number: str, spans: Iterable[Range]) -> list[Place]:
        """Return where a number stands as a whole token; a minus sign may be spelled out."""
        found = self._tokens_of(alike(number), spans)
        if not found and number.startswith("-"):
            spelled = self._tokens_of(alike(number[1:]), spans)
            found = [place for place in spelled if self.lowered.endswith(("minus ", "negative "), 0, place.start)]
        return found

    def _tokens_of(self, number: str, spans: Iterable[Range]) -> list[Place]:
        tokens = self.by_number.get(number, [])
        return [
            Place(*token, span)
            for span in spans
            for token in tokens[bisect_left(tokens, (span[0], 0)) :]
            if token[1] <= span[1]
        ]

    def operator_before(self, start: int) -> str | None:
        """Return the relation printed before a P value's number.

        It is ``=`` after a bare "P of" and in a table whose heading says P; further numbers of a list inherit it.
        """
        before = self.text[max(0, start - 40) : start]
        if match := _OPERATOR.search(before):
            operator = match[1].replace(" ", "")
            return _SAME_OPERATOR.get(operator, operator)
        for pattern, operator in _OPERATOR_WORDS:
            if pattern.search(before):
                return operator
        index = bisect_left(self._token_starts, start) - 1
        if _LISTED.search(before) and index >= 0 and start - self._tokens[index][1] <= len(" and "):
            return self.operator_before(self._tokens[index][0])
        if _P_HEADING.search(self.text, max(0, start - _HEADING_REACH), start):
            return "="
        row = bisect_right(self._p_rows, (start, len(self.text))) - 1
        return "=" if row >= 0 and start < self._p_rows[row][1] else None

    @cached_property
    def _p_rows(self) -> list[Range]:
        """Ranges of the text that are rows of a table with a column of P values, however long it is."""
        found: list[Range] = []
        is_inside = False
        for start, end in self._lines():
            line = self.text[start:end] if end - start <= _LONGEST_ROW else ""
            is_row = bool(line) and not _PROSE.search(line)
            is_inside = is_row and (is_inside or _P_COLUMN.search(line) is not None)
            if is_inside:
                found.append((start, end))
        return found

    def _lines(self) -> Iterator[Range]:
        """Yield the lines of the article that are not blank, as ranges of the folded text."""
        folded, begin = self.article.folded, 0
        for start, (length, origin, size) in zip(folded.starts, folded.pieces, strict=True):
            if "\n" in self.article.text[origin : origin + size]:
                yield begin, start
                begin = start + length
        yield begin, len(self.text)

    def holds(self, name: str, span: Range) -> Range | None:
        """Return the range of a name's words inside a span, or ``None`` unless each of them is there.

        Words match with their endings changed; numbers only as whole tokens.
        """
        found: list[Range] = []
        for _, _, number in number_tokens(name):
            places = self.numbers(number, [span])
            if not places:
                return None
            found.append((places[0].start, places[0].end))
        present: dict[str, Range] = {}
        for match in _WORD.finditer(self.lowered, *span):
            present.setdefault(match[0], match.span())
        for word in _content_words(name):
            place = present.get(word) or next((at for other, at in present.items() if _is_same(word, other)), None)
            if place is None:
                return None
            found.append(place)
        return (min(start for start, _ in found), max(end for _, end in found)) if found else None

    def stretches(self, name: str) -> Iterator[Range]:
        """Yield the surroundings of the rarest of a name's words."""
        stems = [word[: max(4, len(word) - _STEM_LOSS)] for word in _content_words(name)]
        if not stems:
            return
        rarest = min(stems, key=lambda stem: (self.lowered.count(stem), -len(stem)))
        for start, end in _all_of(self.lowered, rarest):
            yield max(0, start - _STRETCH), min(len(self.text), end + _STRETCH)

    def occurrences(self, quote: str) -> list[Range]:
        """Return where a quote stands, exactly or after the declared folding."""
        words = fold(quote).text.strip()
        if not words:
            return []
        # A thin space that groups digits is folded to nothing; a reader may have copied it as a blank.
        return _all_of(self.text, words) or _all_of(self.text, re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", words))

    def nearest(self, quote: str) -> str | None:
        """Return the passage that shares most words with a quote, for a message; it proves nothing."""
        wanted = Counter(_WORD.findall(fold(quote).text.lower()))
        size = wanted.total()
        words = [(match[0], *match.span()) for match in _WORD.finditer(self.lowered)]
        window: Counter[str] = Counter()
        shared = best = best_at = 0
        for index, (word, _, _) in enumerate(words):
            shared += window[word] < wanted[word]
            window[word] += 1
            if index >= size:
                leaving = words[index - size][0]
                window[leaving] -= 1
                shared -= window[leaving] < wanted[leaving]
            if shared > best:
                best, best_at = shared, index
        if not best or best < _FEWEST_SHARED * size:
            return None
        start, end = self.article.folded.original(words[max(0, best_at - size + 1)][1], words[best_at][2])
        return self.article.text[start:end]

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether a range is no part of longer words; a plural is the same word."""
        text = self.lowered
        if start and text[start].isalnum() and text[start - 1].isalnum():
            return False
        if not text[end - 1].isalnum():
            return True
        ending = _WORD.match(text, end)
        return ending is None or ending[0] in {"s", "es"}


def alike(number: str) -> str:
    """Give a printed number the leading zero it may lack; nothing else makes two numbers alike."""
    if number.startswith("."):
        return f"0{number}"
    return f"-0{number[1:]}" if number.startswith("-.") else number


def folded_name(name: str) -> str:
    """Return a name as it is looked for: folded, in lower case."""
    return " ".join(fold(name).text.lower().split())


def _content_words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name) if word not in _EMPTY_WORDS and not word.isdigit()]


def _is_same(word: str, other: str) -> bool:
    word = word.removesuffix("s")
    stem = word[: max(4, len(word) - _STEM_LOSS)]
    return abs(len(word) - len(other)) <= _STEM_LOSS and other.startswith(stem)


def _all_of(text: str, words: str) -> list[Range]:
    found: list[Range] = []
    start = text.find(words)
    while start >= 0 and len(found) < MOST_OCCURRENCES:
        found.append((start, start + len(words)))
        start = text.find(words, start + 1)
    return found
