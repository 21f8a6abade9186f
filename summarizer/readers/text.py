"""Plain text and Markdown: the text as it stands in the file, markup and line ends included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.errors import UnreadableDocumentError
from summarizer.readers.decoding import decode

if TYPE_CHECKING:
    from summarizer.readers.content import Content


def read_text(data: bytes, name: str) -> Content:
    """Read a plain text.

    Args:
        data: The bytes of a file.
        name: Of the file, for messages.

    Raises:
        UnreadableDocumentError: It is a PDF or binary, or its encoding is not known.
    """
    if data.startswith(b"%PDF-"):
        raise UnreadableDocumentError(f"{name} is a PDF; give it the suffix .pdf")
    return decode(data, name)
