"""Files: which reader reads a file or stream, and what is refused before any does."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from summarizer.article import Article
from summarizer.errors import UnreadableDocumentError, UnsupportedDocumentError
from summarizer.readers.html import read_html
from summarizer.readers.pdf import read_pdf
from summarizer.readers.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.readers.content import Content

    Reader = Callable[[bytes, str], Content]

MAX_BYTES = 20_000_000
"""Size of the largest file that is read; a full paper has about 100,000 characters."""

_READERS: dict[str, Reader] = {
    ".htm": read_html,
    ".html": read_html,
    ".markdown": read_text,
    ".md": read_text,
    ".pdf": read_pdf,
    ".text": read_text,
    ".txt": read_text,
    ".xhtml": read_html,
}
SUFFIXES = tuple(_READERS)
"""Suffixes of the files that are read; case does not matter."""

_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def read_articles(path: str | Path) -> Iterator[Article]:
    """Read the articles of a file, one after the other.

    Args:
        path: As for `read_article`.

    Yields:
        Its article; the formats read so far hold one each.

    Raises:
        UnsupportedDocumentError: No reader reads such a file.
        UnreadableDocumentError: It is missing, empty, binary, encrypted, too large or in an unknown encoding.
    """
    yield read_article(path)


def read_article(path: str | Path) -> Article:
    """Read a file that holds one article.

    Args:
        path: A file with one of `SUFFIXES`, or a pipe.

    Returns:
        The article, named by the path as given.

    Raises:
        UnsupportedDocumentError: No reader reads such a file.
        UnreadableDocumentError: It is missing, empty, binary, encrypted, too large or in an unknown encoding.
    """
    path = Path(path)
    # A name that is not UTF-8 could not be written to JSON.
    name = os.fsencode(path).decode("utf-8", "replace")
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableDocumentError(f"{name} is a folder; name a file")
        reader = _choose(path, name) if stat.S_ISREG(status.st_mode) else None
        if status.st_size > MAX_BYTES:
            raise UnreadableDocumentError(_too_large(name))
        with path.open("rb") as stream:
            data = _read(stream, name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableDocumentError(f"{name} cannot be read: {reason}") from error
    return _article(data, name, reader or _sniff(data), name)


def read_stream(stream: BinaryIO, name: str = "standard input") -> Article:
    """Read an article from a stream; PDF and HTML are known by how they begin, all else is plain text.

    Args:
        stream: Read to its end.
        name: Of the stream, for messages.

    Returns:
        The article, named by its digest.

    Raises:
        UnreadableDocumentError: It is empty, binary, encrypted, too large or in an unknown encoding.
    """
    data = _read(stream, name)
    return _article(data, name, _sniff(data), None)


def _choose(path: Path, name: str) -> Reader:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        what = f"{path.suffix} files are" if path.suffix else "a file without suffix is"
        raise UnsupportedDocumentError(
            f"{name}: {what} not read, only {', '.join(SUFFIXES)}. Save it as one of these, "
            "or pipe plain text: summarizer article - < FILE"
        )
    return reader


def _sniff(data: bytes) -> Reader:
    if data.startswith(b"%PDF-"):
        return read_pdf
    return read_html if _HTML.match(data) else read_text


def _read(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableDocumentError(_too_large(name))
    return data


def _too_large(name: str) -> str:
    return f"{name} is larger than {MAX_BYTES // 1_000_000} MB, too large for an article; cut out the part to summarise"


def _article(data: bytes, name: str, reader: Reader, path: str | None) -> Article:
    if not data.strip():
        raise UnreadableDocumentError(f"{name} is empty")
    text, metadata = reader(data, name)
    if not text.strip():
        raise UnreadableDocumentError(f"{name} is empty")
    return Article(text, id=path or "", path=path, metadata=metadata)
