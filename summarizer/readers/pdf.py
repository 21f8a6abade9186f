"""PDF: the text of its pages as pypdf extracts it, made readable again as running text.

Declared changes against what is printed: lines are joined to paragraphs; a word parted at a line's end is put together
again; running heads, running feet and page numbers are left out. Pages are parted by a blank line.
"""

from __future__ import annotations

import io

from summarizer.errors import UnreadableDocumentError
from summarizer.readers.content import Content
from summarizer.readers.typesetting import reflow

_FEWEST_LETTERS = 20
# What UTF-8 cannot hold, and what no text holds.
_UNWRITABLE = {**dict.fromkeys(range(0xD800, 0xE000), "\ufffd"), 0: None}


def read_pdf(data: bytes, name: str) -> Content:
    """Read the text of a PDF.

    Args:
        data: The bytes of a file.
        name: Of the file, for messages.

    Raises:
        UnreadableDocumentError: It is damaged, encrypted, or holds images of text only.
    """
    pages = _pages(data, name)
    text = reflow(pages)
    if sum(character.isalpha() for character in text) < _FEWEST_LETTERS:
        raise UnreadableDocumentError(
            f"{name} holds no text, perhaps only images of pages; recognize the text first, for example with: "
            "ocrmypdf IN.pdf OUT.pdf"
        )
    return Content(text, {"pages": len(pages)})


def _pages(data: bytes, name: str) -> list[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - only for PDFs

    try:
        reader = PdfReader(io.BytesIO(data))
        # The password for reading is empty in files that only forbid changes.
        opens = not reader.is_encrypted or bool(reader.decrypt(""))
        pages = [page.extract_text().translate(_UNWRITABLE) for page in reader.pages] if opens else []
    except Exception as error:
        # A damaged file can raise anything in there.
        raise UnreadableDocumentError(
            f"{name} is damaged or no PDF ({type(error).__name__}: {error}); open it in a viewer and save it anew, "
            "or save its text as .txt"
        ) from error
    if not opens:
        raise UnreadableDocumentError(f"{name} is encrypted; save a copy without password")
    return pages
