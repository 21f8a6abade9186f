from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

if TYPE_CHECKING:
    from collections.abc import Callable


_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)"})


def _page(lines: list[str]) -> bytes:
    shown = "".join(f"({line.translate(_ESCAPED)}) Tj T* " for line in lines)
    return f"BT /F1 11 Tf 14 TL 60 760 Td {shown}ET".encode("cp1252")


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """Set pages of lines in Helvetica; a password encrypts."""

    def make(pages: list[list[str]], password: str | None = None, *, owner_only: bool = False) -> bytes:
        writer = PdfWriter()
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
        fonts = DictionaryObject(
            {NameObject("/F1"): DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})}
        )
        for lines in pages:
            page = writer.add_blank_page(612, 792)
            stream = DecodedStreamObject()
            stream.set_data(_page(lines))
            page[NameObject("/Contents")] = writer._add_object(stream)
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        if password is not None:
            writer.encrypt("" if owner_only else password, password)
        buffer = io.BytesIO()
        writer.write(buffer)
        return buffer.getvalue()

    return make
