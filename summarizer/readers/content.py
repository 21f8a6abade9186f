"""Content: what a reader makes of a file's bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Content(NamedTuple):
    """A text and how it was read.

    Attributes:
        text: Becomes the article's text, unchanged.
        metadata: Becomes the article's metadata: the ``encoding`` of a text file, the ``pages`` of a PDF.
    """

    text: str
    metadata: Mapping[str, object]
