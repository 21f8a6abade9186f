"""Grounding: every quote to its span, every value to a token inside its quotes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.record import Record
    from summarizer.summary import Support


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
        quote_problems: Quotes that are nowhere in the article.
    """

    support: tuple[Support, ...]
    quote_problems: tuple[QuoteProblem, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, Support]:
        """Support by the path of its value."""
        return {row.path: row for row in self.support}


def ground(record: Record, article: Article) -> Grounding:
    """Locate every quote and every value of a record in the article."""
    raise NotImplementedError
