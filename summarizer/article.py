"""The article and its coordinate system: offsets are code points of the text exactly as read, bound to its SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from summarizer.normalization import Folded, fold

if TYPE_CHECKING:
    from collections.abc import Mapping


class Span(NamedTuple):
    """A half-open range of code points of an article's text."""

    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """One text to summarise.

    Attributes:
        text: The text exactly as read; every offset of a summary counts its code points.
        id: What names the article in outputs; the digest's first 16 hex digits where none is given.
        path: Where it was read from, or ``None``.
        metadata: Further columns of its source, carried through unread.
    """

    text: str
    id: str = ""
    path: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", self.sha256[:16])

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hex digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def folded(self) -> Folded:
        """The text with its typography folded, and the way back to the text's own offsets."""
        return fold(self.text)
