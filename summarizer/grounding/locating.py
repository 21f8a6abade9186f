"""From a record to its support: locate the quotes, place the values, write the rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from summarizer.grounding.lookup import Lookup
from summarizer.grounding.placing import place_values
from summarizer.grounding.values import Kind, groups
from summarizer.summary import Support

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.article import Article
    from summarizer.grounding.lookup import Range
    from summarizer.grounding.placing import Placed
    from summarizer.grounding.values import Group
    from summarizer.record import Record
    from summarizer.summary import Match

# These prove themselves by other words than their own.
_NOT_VERBATIM = {Kind.CUE, Kind.UNIT, Kind.OPERATOR, Kind.DATE}
# A number that stands somewhere else in the text proves nothing.
_INSIDE_ONLY = {Kind.NUMBER, Kind.OPERATOR, Kind.UNIT}


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
        numbers: Every number of the article, as `alike` writes it.
        quote_problems: Quotes that are nowhere in the article.
    """

    support: tuple[Support, ...]
    kinds: dict[str, Kind]
    numbers: frozenset[str] = frozenset()
    quote_problems: tuple[QuoteProblem, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, Support]:
        """Support by the path of its value."""
        return {row.path: row for row in self.support}

    @cached_property
    def unsupported(self) -> tuple[Support, ...]:
        """Rows that prove nothing: nowhere in the text, or a number that stands only outside its quotes."""
        return tuple(
            row
            for row in self.support
            if row.match == "none" or (row.match == "elsewhere" and self.kinds[row.path] in _INSIDE_ONLY)
        )


def ground(record: Record, article: Article) -> Grounding:
    """Locate every quote and every value of a record in the article.

    Args:
        record: Any record, whoever filled it in.
        article: The text it was filled in from.

    Returns:
        One support row for each value (judgements have none), and the quotes that are not in the article.
    """
    lookup = Lookup(article)
    problems: list[QuoteProblem] = []
    placed = list(_place_all(lookup, record, problems))
    return Grounding(
        support=tuple(_row(article, each) for each in placed),
        kinds={each.value.path: each.value.kind for each in placed},
        numbers=frozenset(lookup.by_number),
        quote_problems=tuple(problems),
    )


def _place_all(lookup: Lookup, record: Record, problems: list[QuoteProblem]) -> Iterator[Placed]:
    located: dict[str, list[Range]] = {}
    taken: dict[str, set[int]] = {}
    for group in groups(record):
        spans = located.get(group.quotes_path)
        if spans is None:
            spans = located[group.quotes_path] = _locate_quotes(lookup, group, problems)
        yield from place_values(lookup, group, spans, taken.setdefault(group.quotes_path, set()))


def _locate_quotes(lookup: Lookup, group: Group, problems: list[QuoteProblem]) -> list[Range]:
    spans: list[Range] = []
    for index, quote in enumerate(group.quotes or ()):
        found = lookup.occurrences(quote)
        spans.extend(found)
        if not found:
            problems.append(QuoteProblem(f"{group.quotes_path}[{index}]", quote, lookup.nearest(quote)))
    return spans


def _row(article: Article, placed: Placed) -> Support:
    value, place, is_inside = placed
    if place is None:
        return Support(path=value.path, match="none", start=None, end=None, quote_start=None, quote_end=None)
    start, end = article.folded.original(place.start, place.end)
    quote = article.folded.original(*place.quote) if place.quote is not None else (None, None)
    match: Match = "elsewhere"
    if is_inside:
        is_verbatim = value.kind in _NOT_VERBATIM or article.text[start:end] == value.content
        match = "exact" if is_verbatim else "normalized"
    return Support(path=value.path, match=match, start=start, end=end, quote_start=quote[0], quote_end=quote[1])
