"""HTML: the main text of a page as trafilatura finds it, with tables and lists as text, headed as the page is.

The site's own parts (menus, notices, related articles, comments) are left out. Title, byline and date become the first
lines where the main text lacks them, in the page's words, so that they can be quoted. White space is collapsed as a
browser does; a superscript number after a digit is set off by ``^``, so that 10⁹ or a reference after a figure does not
become another number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.errors import UnreadableDocumentError
from summarizer.readers.content import Content
from summarizer.readers.decoding import decode
from summarizer.readers.mastheads import Masthead, find_masthead

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(
    rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,200}?encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)
_DOCUMENT = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_OPENING_LINES = 5
_NOT_THE_ARTICLE = ["//aside", "//footer", "//form", "//nav"]


def read_html(data: bytes, name: str) -> Content:
    """Read the main text of a web page.

    Args:
        data: The bytes of a page.
        name: Of the file, for messages.

    Raises:
        UnreadableDocumentError: It is no HTML, holds no main text, or its encoding is not known.
    """
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    html, metadata = decode(data, name, declared[1].decode("ascii") if declared else None)
    tree = _parse(html)
    masthead = find_masthead(tree) if tree is not None else None
    main = _main_text(tree) if tree is not None else None
    if main is None or masthead is None:
        raise UnreadableDocumentError(
            f"{name} holds no main text that can be told from the rest of the page; save the article as plain text (.txt)"
        )
    return Content(_headed(main, masthead), metadata)


def _parse(html: str) -> HtmlElement | None:
    from trafilatura import load_html  # noqa: PLC0415 - takes a quarter of a second

    # It takes a fragment for something else than HTML.
    return load_html(html if _DOCUMENT.search(html) else f"<html><body>{html}</body></html>")


def _main_text(tree: HtmlElement) -> str | None:
    from trafilatura import bare_extraction  # noqa: PLC0415 - takes a quarter of a second
    from trafilatura.settings import Document  # noqa: PLC0415

    _set_off_superscripts(tree)
    # Trafilatura throws these out with the dates inside them.
    for element in list(tree.iter("time")):
        element.drop_tag()
    # Other settings lose short lists, and with them harms; of short pages all is taken that is not pruned.
    document = bare_extraction(
        tree, favor_recall=True, include_comments=False, include_formatting=False, prune_xpath=_NOT_THE_ARTICLE
    )
    return (document.text or None) if isinstance(document, Document) else None


def _set_off_superscripts(tree: HtmlElement) -> None:
    for element in tree.iter("sup"):
        before = element.getprevious()
        parent = element.getparent()
        preceding = (before.tail if before is not None else parent.text if parent is not None else None) or ""
        if preceding[-1:].isdigit() and element.text_content()[:1].isdigit():
            element.text = f"^{element.text or ''}"


def _headed(text: str, masthead: Masthead) -> str:
    """Return the text with the masthead's lines that it lacks: under its title, or in front."""
    lines = text.split("\n")
    place = next((number for number, line in enumerate(lines[:_OPENING_LINES], 1) if masthead.is_title(line)), 0)
    added = masthead.lines_missing(text, titled=place > 0)
    return "\n".join((*lines[:place], *added, *lines[place:]))
