"""Placing the values of one object: each at the occurrence that is nearest to the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from summarizer.grounding.cues import canonical, cue
from summarizer.grounding.dates import date_pattern
from summarizer.grounding.lookup import Place, folded_name
from summarizer.grounding.units import find_unit
from summarizer.grounding.values import Kind
from summarizer.normalization import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.grounding.lookup import Lookup, Range
    from summarizer.grounding.values import Group, Value

_NONE_AT_ALL = re.compile(
    r"\b(?:no|none|neither|nobody|not a single|without any|nil|free of|zero)\b(?! (?:longer|significant))",
    re.IGNORECASE,
)
_LEVEL_BEHIND = re.compile(r"\s?(?:%|per ?cent|-?CI|CrI)", re.IGNORECASE)


class Placed(NamedTuple):
    """A value, where it stands, and whether that is as such inside its quotes."""

    value: Value
    place: Place | None
    is_inside: bool


def place_values(lookup: Lookup, group: Group, spans: list[Range], taken: set[int]) -> list[Placed]:
    """Place every value of a group.

    Args:
        lookup: The article.
        group: The values and their quotes.
        spans: Where the quotes stand; of a group without quotes the whole text is searched.
        taken: Where numbers of earlier groups with the same quotes were placed; a repeated number takes a free occurrence
            if there is one. This group's numbers are added.

    Returns:
        One for each value, in their order.
    """
    return _Placing(lookup, group, spans, taken).run()


class _Placing:
    def __init__(self, lookup: Lookup, group: Group, spans: list[Range], taken: set[int]) -> None:
        self.lookup = lookup
        self.values = group.values
        self.has_quotes = group.quotes is not None
        self.spans = spans if self.has_quotes else lookup.everywhere
        self.taken = taken
        self.number: Place | None = None
        self.p_value: Place | None = None

    def run(self) -> list[Placed]:
        candidates = [_candidates(self.lookup, value, self.spans) for value in self.values]
        self._keep_those_with_their_unit(candidates)
        anchor = self._anchor(candidates)
        placed = [self._place(value, found, anchor) for value, found in zip(self.values, candidates, strict=True)]
        self.taken.update(row.place.start for row in placed if row.place is not None and row.value.kind is Kind.NUMBER)
        return placed

    def _keep_those_with_their_unit(self, candidates: list[list[Place]]) -> None:
        """Of several occurrences of a number only those count that have the unit: "grade 4" is not 4 %."""
        for index, value in enumerate(self.values):
            if value.kind is Kind.UNIT:
                unit = value.content.partition(" ")[2]
                number = next((back for back in range(index - 1, -1, -1) if _has_unit(self.values[back])), None)
                if number is not None and len(candidates[number]) > 1:
                    found = candidates[number]
                    candidates[number] = [
                        place for place in found if find_unit(self.lookup, unit, place, self.spans) is not None
                    ] or found

    def _anchor(self, candidates: list[list[Place]]) -> int:
        """Return where the value with the fewest occurrences stands: the others are looked for near it."""
        numbers = [
            found
            for value, found in zip(self.values, candidates, strict=True)
            if found and value.kind in {Kind.NUMBER, Kind.OPERATOR}
        ]
        if numbers:
            rarest = min(numbers, key=len)
            return min(rarest, key=lambda place: (place.start in self.taken, place.start)).start
        first = next((found[0].start for found in candidates if found), None)
        return first if first is not None else (self.spans[0][0] if self.spans else 0)

    def _place(self, value: Value, found: list[Place], anchor: int) -> Placed:
        if value.kind is Kind.UNIT:
            place = find_unit(self.lookup, value.content.partition(" ")[2], self.number, self.spans)
            return Placed(value, place, is_inside=place is not None)
        if value.path.endswith("p_value.value") and self.p_value is not None:
            return Placed(value, self.p_value, is_inside=True)
        if found:
            nearest = min(found, key=lambda place: (place.start in self.taken, abs(place.start - anchor)))
            self._remember(value, nearest)
            return Placed(value, nearest if self.has_quotes else nearest._replace(quote=None), is_inside=True)
        place = _apart(self.lookup, value, self.spans) if self.has_quotes else None
        if place is None:
            place = self._beyond(value, anchor)
        return Placed(value, place, is_inside=False)

    def _beyond(self, value: Value, anchor: int) -> Place | None:
        """Find a value outside its quotes, as such or with its words apart."""
        lookup = self.lookup
        found = _candidates(lookup, value, lookup.everywhere) if self.has_quotes else []
        nearest = min(found, key=lambda place: abs(place.start - anchor), default=None)
        if nearest is None and value.kind in {Kind.NAME, Kind.PHRASE}:
            nearest = _apart(lookup, value, list(lookup.stretches(folded_name(value.content))))
        if nearest is None:
            return None
        self._remember(value, nearest)
        return nearest._replace(quote=None)

    def _remember(self, value: Value, place: Place) -> None:
        if _has_unit(value):
            self.number = place
        if value.kind is Kind.OPERATOR:
            self.p_value = place


def _has_unit(value: Value) -> bool:
    return value.kind is Kind.NUMBER and value.path.rsplit(".", 1)[-1] in {"value", "estimate"}


def _apart(lookup: Lookup, value: Value, spans: list[Range]) -> Place | None:
    """Find the words of a name or phrase, not side by side, inside one span; or what proves a prescribed wording."""
    if value.kind not in {Kind.NAME, Kind.PHRASE}:
        return None
    if (pattern := canonical(value.content)) is not None:
        return next(iter(lookup.matches(pattern, spans)), None)
    name = folded_name(value.content)
    return next((Place(*held, span) for span in spans if (held := lookup.holds(name, span))), None)


def _number(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    found = lookup.numbers(value.content, spans)
    return found or (lookup.matches(_NONE_AT_ALL, spans) if value.content == "0" else [])


def _level(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    found = lookup.numbers(value.content, spans)
    return [place for place in found if _LEVEL_BEHIND.match(lookup.text, place.end)]


def _operator(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    operator, _, number = value.content.partition(" ")
    return [place for place in lookup.numbers(number, spans) if lookup.operator_before(place.start) == operator]


def _words(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    return list(lookup.find(folded_name(value.content), spans))


def _cue(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    pattern = cue(value.content)
    return lookup.matches(pattern, spans) if pattern else []


def _date(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    return lookup.matches(date_pattern(value.content), spans)


def _identifier(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    """An identifier may be printed with blanks, hyphens or colons between its parts."""
    parts = re.findall(r"[A-Za-z]+|\d+(?:\.\d+)?|[^\sA-Za-z\d]", fold(value.content).text)
    pattern = r"(?<!\w)" + r"[\s:-]?\s?".join(map(re.escape, parts)) + r"(?!\w)"
    return lookup.matches(re.compile(pattern, re.IGNORECASE), spans)


_RATIO_WORDS = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five"}


def _ratio(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    shares = [rf"(?:{re.escape(share)}|{_RATIO_WORDS.get(share, '-')})" for share in value.content.split(":")]
    pattern = r"(?<![\w.])" + r"(?:\s?[:/]\s?|[\s-]to[\s-])".join(shares) + r"(?![\d.]\d)"
    return lookup.matches(re.compile(pattern, re.IGNORECASE), spans)


_FINDERS: dict[Kind, Callable[[Lookup, Value, list[Range]], list[Place]]] = {
    Kind.NUMBER: _number,
    Kind.LEVEL: _level,
    Kind.OPERATOR: _operator,
    Kind.NAME: _words,
    Kind.PHRASE: _words,
    Kind.CUE: _cue,
    Kind.DATE: _date,
    Kind.IDENTIFIER: _identifier,
    Kind.RATIO: _ratio,
}


def _candidates(lookup: Lookup, value: Value, spans: list[Range]) -> list[Place]:
    finder = _FINDERS.get(value.kind)
    return finder(lookup, value, spans) if finder else []
