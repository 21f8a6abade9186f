"""Fold once, find first, align last: where each quote and value of a record stands in the article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from summarizer.grounding.cues import LIST_OF_NUMBERS, PERCENT, TIME_UNIT, canonical, cue, unit_after
from summarizer.grounding.dates import date_pattern
from summarizer.grounding.values import Group, Kind, Value, groups
from summarizer.normalization import fold
from summarizer.numerals import number_tokens
from summarizer.summary import Match, Support

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summarizer.article import Article
    from summarizer.record import Record

_MOST_OCCURRENCES = 16
_OPERATOR = re.compile(r"(<\s?=|>\s?=|=\s?<|=\s?>|[<>=≤≥⩽⩾])\s*$")
_OPERATOR_WORDS = (
    (re.compile(r"(?:less|lower|smaller) than\s*$|below\s*$|under\s*$", re.IGNORECASE), "<"),
    (re.compile(r"(?:greater|more|higher|larger) than\s*$|above\s*$|over\s*$", re.IGNORECASE), ">"),
    (
        re.compile(
            r"\bp(?:[- ]?values?)?(?: for \w+)?\W{0,3}(?:(?:of|was|is|were|at|equal to|equals)\s*)*$", re.IGNORECASE
        ),
        "=",
    ),
)
_SAME_OPERATOR = {"≤": "<=", "⩽": "<=", "=<": "<=", "≥": ">=", "⩾": ">=", "=>": ">="}
_LISTED = re.compile(r"(?:,|;|and|or|vs\.?|versus)\s*$")
_NONE_AT_ALL = re.compile(r"\b(?:no|none|neither|nobody|not a single|without any|nil|free of)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = frozenset(
    "a an and any as at by due for from had in into of on or per than that the their to was were who with without".split()
)


@dataclass(frozen=True)
class QuoteProblem:
    """A quote that is not in the article.

    Attributes:
        path: Of the quote, as in ``trials[0].arms[0].quotes[1]``.
        quote: As claimed.
        nearest: The article's passage that is most like it, for a message to the model; never used as support.
    """

    path: str
    quote: str
    nearest: str | None


@dataclass(frozen=True)
class Grounding:
    """Where the values of a record stand in its article.

    Attributes:
        support: One for each value, in the order of the record.
        kinds: For the path of each value, how it was looked for.
        quote_problems: Quotes that are nowhere in the article.
    """

    support: tuple[Support, ...]
    kinds: dict[str, Kind]
    quote_problems: tuple[QuoteProblem, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, Support]:
        """Support by the path of its value."""
        return {row.path: row for row in self.support}

    @cached_property
    def unsupported(self) -> tuple[Support, ...]:
        """Rows that prove nothing: nowhere in the text, or a number that stands only outside its quotes."""
        strict = {Kind.NUMBER, Kind.OPERATOR, Kind.UNIT}
        return tuple(
            row
            for row in self.support
            if row.match == "none" or (row.match == "elsewhere" and self.kinds[row.path] in strict)
        )


class Place(NamedTuple):
    """A range of the folded text, and the quote it was found in (an empty one: the whole text)."""

    start: int
    end: int
    quote: tuple[int, int] | None


def ground(record: Record, article: Article) -> Grounding:
    """Locate every quote and every value of a record in the article.

    Args:
        record: Any record, whoever filled it in.
        article: The text it was filled in from.

    Returns:
        One support row for each value (judgements have none), and the quotes that are not in the article.
    """
    return _Locator(article).ground(record)


class _Locator:
    """One article prepared for look-ups; offsets are of its folded text until a row is written."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.folded.text
        lowered = self.text.lower()
        # Lower-casing lengthens one letter of Unicode, and offsets must not move.
        self.lowered = lowered if len(lowered) == len(self.text) else self.text.replace("\u0130", "I").lower()
        self.tokens = list(number_tokens(self.text))
        self.token_starts = [token[0] for token in self.tokens]
        self.by_number: dict[str, list[tuple[int, int]]] = {}
        for start, end, number in self.tokens:
            self.by_number.setdefault(_alike(number), []).append((start, end))

    def ground(self, record: Record) -> Grounding:
        support: list[Support] = []
        kinds: dict[str, Kind] = {}
        problems: dict[str, QuoteProblem] = {}
        located: dict[str, list[tuple[int, int]]] = {}
        used: dict[str, set[int]] = {}
        for group in groups(record):
            spans = located.get(group.quotes_path)
            if spans is None:
                spans = located[group.quotes_path] = self._locate_quotes(group, problems)
            taken = used.setdefault(group.quotes_path, set())
            for value, place, inside in _Placing(self, group, spans, taken).places():
                support.append(self._row(value, place, inside=inside))
                kinds[value.path] = value.kind
        return Grounding(tuple(support), kinds, tuple(problems.values()))

    def find(self, words: str, spans: Iterable[tuple[int, int]]) -> Iterator[Place]:
        """Yield where words stand as whole words, in any case."""
        for span in spans:
            start = self.lowered.find(words, *span)
            while start >= 0:
                end = start + len(words)
                if self._whole(start, end):
                    yield Place(start, end, span)
                start = self.lowered.find(words, start + 1, span[1])

    def words(self, span: tuple[int, int]) -> dict[str, tuple[int, int]]:
        """Return the words of a span in lower case, each with its first place."""
        found: dict[str, tuple[int, int]] = {}
        for match in _WORD.finditer(self.lowered, *span):
            found.setdefault(match[0], match.span())
        return found

    def numbers(self, number: str, spans: Iterable[tuple[int, int]]) -> list[Place]:
        """Return where a number stands as a whole token."""
        tokens = self.by_number.get(_alike(number), [])
        return [
            Place(*token, span)
            for span in spans
            for token in tokens[bisect_left(tokens, (span[0], 0)) :]
            if token[1] <= span[1]
        ]

    def operator_before(self, start: int) -> str | None:
        """Return the relation printed before a number, ``=`` after a bare "P of"; a list's further numbers inherit it."""
        before = self.text[max(0, start - 30) : start]
        if match := _OPERATOR.search(before):
            operator = match[1].replace(" ", "")
            return _SAME_OPERATOR.get(operator, operator)
        for pattern, operator in _OPERATOR_WORDS:
            if pattern.search(before):
                return operator
        index = bisect_left(self.token_starts, start) - 1
        if _LISTED.search(before) and index >= 0 and start - self.tokens[index][1] <= len(" and "):
            return self.operator_before(self.tokens[index][0])
        return None

    def _whole(self, start: int, end: int) -> bool:
        text = self.lowered
        if start and text[start].isalnum() and text[start - 1].isalnum():
            return False
        rest = text[end : end + 3]
        if not rest or not text[end - 1].isalnum() or not rest[0].isalnum():
            return True
        return rest[0] == "s" and not rest[1:2].isalnum() or rest[:2] == "es" and not rest[2:].isalnum()

    def _locate_quotes(self, group: Group, problems: dict[str, QuoteProblem]) -> list[tuple[int, int]]:
        if group.quotes is None:
            return []
        spans: list[tuple[int, int]] = []
        for index, quote in enumerate(group.quotes):
            found = self._occurrences(quote)
            spans.extend(found)
            if not found:
                path = f"{group.quotes_path}[{index}]"
                problems[path] = QuoteProblem(path, quote, self._nearest(quote))
        return spans

    def _occurrences(self, quote: str) -> list[tuple[int, int]]:
        words = fold(quote).text.strip()
        if not words:
            return []
        found = _all_of(self.text, words)
        # A thin space that groups digits is folded to nothing; a reader may have copied it as a blank.
        return found or _all_of(self.text, re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", words))

    def _nearest(self, quote: str) -> str | None:
        wanted = Counter(_WORD.findall(fold(quote).text.lower()))
        size = wanted.total()
        words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(self.lowered)]
        if not size or not words:
            return None
        window: Counter[str] = Counter()
        shared = best = best_at = 0
        for index, (_, _, word) in enumerate(words):
            shared += window[word] < wanted[word]
            window[word] += 1
            if index >= size:
                leaving = words[index - size][2]
                window[leaving] -= 1
                shared -= window[leaving] < wanted[leaving]
            if shared > best:
                best, best_at = shared, index
        if best * 5 < size * 2:
            return None
        start, end = self.article.folded.original(words[max(0, best_at - size + 1)][0], words[best_at][1])
        return self.article.text[start:end]

    def _row(self, value: Value, place: Place | None, *, inside: bool) -> Support:
        if place is None:
            return Support.model_construct(
                path=value.path, match="none", start=None, end=None, quote_start=None, quote_end=None
            )
        start, end = self.article.folded.original(place.start, place.end)
        quote = self.article.folded.original(*place.quote) if place.quote is not None else (None, None)
        match: Match = "elsewhere"
        if inside:
            printed = self.article.text[start:end]
            verbatim = value.kind in {Kind.CUE, Kind.UNIT, Kind.OPERATOR, Kind.DATE} or printed == value.content
            match = "exact" if verbatim else "normalized"
        return Support.model_construct(
            path=value.path, match=match, start=start, end=end, quote_start=quote[0], quote_end=quote[1]
        )


class _Placing:
    """The values of one group, each put at the occurrence that is nearest to the others."""

    def __init__(self, locator: _Locator, group: Group, spans: list[tuple[int, int]], taken: set[int]) -> None:
        self.locator = locator
        self.values = group.values
        self.everywhere = [(0, len(locator.text))]
        self.whole_text = group.quotes is None
        self.spans = self.everywhere if self.whole_text else spans
        self.taken = taken
        self.number: Place | None = None
        self.p_value: Place | None = None

    def places(self) -> list[tuple[Value, Place | None, bool]]:
        """Return each value with its place and whether that is inside its quotes."""
        candidates = [self._candidates(value, self.spans) for value in self.values]
        anchor = self._anchor(candidates)
        rows: list[tuple[Value, Place | None, bool]] = []
        for value, found in zip(self.values, candidates, strict=True):
            place, inside = self._place(value, found, anchor)
            if place is not None and self.whole_text:
                place = place._replace(quote=None)
            rows.append((value, place, inside))
        self.taken.update(place.start for value, place, _ in rows if place is not None and value.kind is Kind.NUMBER)
        return rows

    def _anchor(self, candidates: list[list[Place]]) -> int:
        numbers = [
            found
            for value, found in zip(self.values, candidates, strict=True)
            if found and value.kind in {Kind.NUMBER, Kind.OPERATOR}
        ]
        if not numbers:
            return next((found[0].start for found in candidates if found), self.spans[0][0] if self.spans else 0)
        rarest = min(numbers, key=len)
        return min(rarest, key=lambda place: (place.start in self.taken, place.start)).start

    def _place(self, value: Value, found: list[Place], anchor: int) -> tuple[Place | None, bool]:
        if value.kind is Kind.UNIT:
            return self._unit(value)
        if value.path.endswith("p_value.value") and self.p_value is not None:
            return self.p_value, True
        if found:
            place = min(found, key=lambda place: (place.start in self.taken, abs(place.start - anchor)))
            self._remember(value, place)
            return place, True
        if self.whole_text:
            return self._apart(value, self.everywhere), False
        # Not contiguous inside the quotes: apart inside them, else anywhere in the text.
        place_or_none = self._apart(value, self.spans)
        if place_or_none is None:
            beyond = self._candidates(value, self.everywhere)
            place_or_none = min(beyond, key=lambda place: abs(place.start - anchor), default=None)
            if place_or_none is None:
                place_or_none = self._apart(value, self.everywhere)
            if place_or_none is not None:
                place_or_none = place_or_none._replace(quote=None)
                self._remember(value, place_or_none)
        return place_or_none, False

    def _remember(self, value: Value, place: Place) -> None:
        if value.kind is Kind.NUMBER and value.path.rsplit(".", 1)[-1] in {"value", "estimate"}:
            self.number = place
        if value.kind is Kind.OPERATOR:
            self.p_value = place

    def _candidates(self, value: Value, spans: list[tuple[int, int]]) -> list[Place]:
        locator = self.locator
        match value.kind:
            case Kind.NUMBER:
                found = locator.numbers(value.content, spans)
                return found or (self._matches(_NONE_AT_ALL, spans) if value.content == "0" else [])
            case Kind.LEVEL:
                return [
                    place
                    for place in locator.numbers(value.content, spans)
                    if locator.text[place.end : place.end + 2].strip()[:1] == "%"
                    or locator.text[place.end : place.end + 9].strip().lower().startswith(("per", "ci", "cri"))
                ]
            case Kind.OPERATOR:
                operator, number = value.content.split(" ")
                found = locator.numbers(number, spans)
                return [place for place in found if locator.operator_before(place.start) == operator]
            case Kind.NAME | Kind.PHRASE:
                return list(locator.find(_folded_name(value.content), spans))
            case Kind.CUE:
                pattern = cue(value.content)
                return self._matches(pattern, spans) if pattern else []
            case Kind.UNIT:
                return []
            case Kind.DATE:
                return self._matches(date_pattern(value.content), spans)
            case Kind.IDENTIFIER | Kind.RATIO:
                return self._matches(_spaced(value.content), spans)

    def _matches(self, pattern: re.Pattern[str], spans: list[tuple[int, int]]) -> list[Place]:
        text = self.locator.text
        return [
            Place(match.start(), match.end(), span)
            for span in spans
            for match, _ in zip(pattern.finditer(text, *span), range(_MOST_OCCURRENCES), strict=False)
        ]

    def _apart(self, value: Value, spans: list[tuple[int, int]]) -> Place | None:
        """Find the words of a name or phrase, not contiguous, inside one quote or one short stretch of text."""
        if value.kind not in {Kind.NAME, Kind.PHRASE}:
            return None
        if (pattern := canonical(value.content)) is not None:
            return next(iter(self._matches(pattern, spans)), None)
        name = _folded_name(value.content)
        stems = [word[: max(4, len(word) - 3)] for word in _WORD.findall(name) if word not in _EMPTY_WORDS]
        if not stems:
            return None
        if spans is self.everywhere:
            spans = list(self._stretches(stems))
        return next((Place(*held, span) for span in spans if (held := self._holds(name, span))), None)

    def _stretches(self, stems: list[str], width: int = 240) -> Iterator[tuple[int, int]]:
        text = self.locator.lowered
        rarest = min(stems, key=lambda stem: (text.count(stem), -len(stem)))
        start = text.find(rarest)
        for _ in range(_MOST_OCCURRENCES):
            if start < 0:
                return
            yield max(0, start - width), min(len(text), start + width)
            start = text.find(rarest, start + 1)

    def _holds(self, name: str, span: tuple[int, int]) -> tuple[int, int] | None:
        """Return the range of the words of a name inside a span, or ``None`` unless each of them is there."""
        found: list[tuple[int, int]] = []
        for _, _, number in number_tokens(name):
            places = self.locator.numbers(number, [span])
            if not places:
                return None
            found.append((places[0].start, places[0].end))
        wanted = [word for word in _WORD.findall(name) if word not in _EMPTY_WORDS and not word.isdigit()]
        present = self.locator.words(span)
        for word in wanted:
            place = present.get(word) or next((at for other, at in present.items() if _same_word(word, other)), None)
            if place is None:
                return None
            found.append(place)
        return (min(start for start, _ in found), max(end for _, end in found)) if found else None

    def _unit(self, value: Value) -> tuple[Place | None, bool]:
        _, _, unit = value.content.partition(" ")
        text = self.locator.text
        number = self.number
        if unit == "%" and number is not None:
            window = text[number.end : number.end + 90]
            for sign in PERCENT.finditer(window):
                if LIST_OF_NUMBERS.fullmatch(window, 0, sign.start()):
                    return Place(number.end + sign.start(), number.end + sign.end(), number.quote), True
            before = text[max(0, number.start - 60) : number.start]
            if "%" in before or PERCENT.search(before):
                return number, True
            return None, False
        if unit in {"DAYS", "WEEKS", "MONTHS", "YEARS"} and number is not None:
            return self._time_unit(unit, number)
        found = list(self.locator.find(_folded_name(unit), self.spans)) or self._unit_words(unit)
        if found:
            near = number.start if number is not None else found[0].start
            return min(found, key=lambda place: abs(place.start - near)), True
        return (number, True) if number is not None and self._unit_apart(unit, number) else (None, False)

    def _unit_words(self, unit: str) -> list[Place]:
        pattern = {"%": PERCENT, **dict.fromkeys(("DAYS", "WEEKS", "MONTHS", "YEARS"), TIME_UNIT)}.get(unit)
        return self._matches(pattern, self.spans) if pattern else []

    def _unit_apart(self, unit: str, number: Place) -> bool:
        around = (max(0, number.start - 200), min(len(self.locator.text), number.end + 200))
        if self._holds(_folded_name(unit), around):
            return True
        symbols = unit.replace(" ", "").lower()
        return symbols in self.locator.lowered[slice(*around)].replace(" ", "")

    def _time_unit(self, unit: str, number: Place) -> tuple[Place | None, bool]:
        text = self.locator.text
        after = unit_after(unit)
        if after is not None and (match := after.match(text, number.end)):
            return Place(match.start(), match.end(), number.quote), True
        match = TIME_UNIT.search(text, number.end, number.end + 120)
        if match is not None and match.lastgroup == unit:
            return Place(match.start(), match.end(), number.quote), True
        # Another unit right behind the number is a contradiction; farther away it may belong to something else.
        if match is not None and match.start() - number.end <= 2:
            return None, False
        before = list(TIME_UNIT.finditer(text, max(0, number.start - 100), number.start))
        if before and before[-1].lastgroup == unit:
            return Place(before[-1].start(), before[-1].end(), number.quote), True
        return None, False


def _alike(number: str) -> str:
    """Give a printed number the leading zero it may lack; nothing else makes two numbers alike."""
    if number.startswith("."):
        return f"0{number}"
    return f"-0{number[1:]}" if number.startswith("-.") else number


def _folded_name(name: str) -> str:
    return " ".join(fold(name).text.lower().split())


def _same_word(word: str, other: str) -> bool:
    return abs(len(word) - len(other)) <= 3 and other.startswith(word[: max(4, len(word) - 3)])


def _spaced(identifier: str) -> re.Pattern[str]:
    """Let an identifier be printed with blanks, hyphens or colons between its parts."""
    parts = re.findall(r"[A-Za-z]+|\d+(?:\.\d+)?|[^\sA-Za-z\d]", fold(identifier).text)
    return re.compile(r"(?<!\w)" + r"[\s-]?".join(map(re.escape, parts)) + r"(?!\w)", re.IGNORECASE)


def _all_of(text: str, words: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = text.find(words)
    while start >= 0 and len(found) < _MOST_OCCURRENCES:
        found.append((start, start + len(words)))
        start = text.find(words, start + 1)
    return found
