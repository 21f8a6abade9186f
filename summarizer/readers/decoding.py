"""Decoding: bytes to text, certain of the encoding or not at all.

In this order: a byte order mark (UTF-8, UTF-16, UTF-32; it is not part of the text), UTF-8, what an HTML page declares,
and Windows-1252 where charset-normalizer finds the text sound in it. Everything else is refused: in a wrong encoding
``0·72`` reads ``0á72``, and a wrong number is worse than none.
"""

from __future__ import annotations

import codecs

from summarizer.errors import UnreadableDocumentError
from summarizer.readers.content import Content

_MARKS = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WINDOWS = "cp1252"
# By the WHATWG's encoding standard these labels mean Windows-1252.
_ALIASES = {"iso8859-1": _WINDOWS, "ascii": _WINDOWS}


def decode(data: bytes, name: str, declared: str | None = None) -> Content:
    """Decode a text; line ends stay as they are.

    Args:
        data: The bytes of a file.
        name: Of the file, for messages.
        declared: Encoding that the file itself declares.

    Returns:
        The text without byte order mark, and its encoding as metadata.

    Raises:
        UnreadableDocumentError: The bytes are no text, or in an encoding that is not known for certain.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name, encoding)
    if b"\0" in data:
        raise UnreadableDocumentError(f"{name} is binary, not text (it holds NUL bytes)")
    try:
        return _content(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _decoded(data, name, _known(declared) or _detected(data, name))


def _decoded(data: bytes, name: str, encoding: str) -> Content:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(f"{name} begins as {encoding} but is not: {error.reason}. {_remedy()}") from error
    if "\0" in text:
        raise UnreadableDocumentError(f"{name} is binary, not text (it holds NUL characters)")
    return _content(text, encoding)


def _content(text: str, encoding: str) -> Content:
    return Content(text, {"encoding": encoding})


def _known(declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared or "").name
    except LookupError:
        return None
    return _ALIASES.get(name, name)


def _detected(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for files that are not UTF-8

    best = from_bytes(data, cp_isolation=[_WINDOWS, "mac_roman"]).best()
    if best is None or best.encoding != _WINDOWS:
        raise UnreadableDocumentError(f"{name} is neither UTF-8 nor Windows-1252 text. {_remedy()}")
    return _WINDOWS


def _remedy() -> str:
    return "Save it as UTF-8, for example with: iconv -f ENCODING -t UTF-8"
