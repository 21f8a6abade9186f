"""Mastheads: title, byline and date of a web page in the page's own words.

They come from the page's metadata (trafilatura) and from the elements that print them. A date is believed only where the
page declares it as that of publication: a date that merely stands somewhere may be a data cut-off.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_DATE_NAMES = frozenset(
    {
        "article.published",
        "article:published_time",
        "citation_date",
        "citation_online_date",
        "citation_publication_date",
        "date",
        "datepublished",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "og:published_time",
        "parsely-pub-date",
        "pubdate",
        "publication_date",
        "publish-date",
        "publish_date",
        "sailthru.date",
    }
)
_ISO = re.compile(r"\s*((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)")
_BYLINE = re.compile(r"by-?line|author|contributor", re.IGNORECASE)
_ELSEWHERE = {"aside", "footer", "nav"}
_BY = re.compile(r"(?:written |reported |posted )?by\b", re.IGNORECASE)
_LONGEST_BYLINE = 200
_OPENING = 800
_MONTH_NAMES = "January February March April May June July August September October November December"
_MONTHS = tuple(_MONTH_NAMES.split())


@dataclass(frozen=True)
class Masthead:
    """What stands at the head of a page.

    Attributes:
        titles: Wordings of the title, that of the page's heading first.
        authors: Names.
        byline: As printed, else made of the names; ``None`` where no author is known.
        published: Date of publication as YYYY-MM-DD.
        printed_date: The same as the page prints it.
    """

    titles: tuple[str, ...]
    authors: tuple[str, ...]
    byline: str | None
    published: str | None
    printed_date: str | None

    def is_title(self, line: str) -> bool:
        """Tell whether a line of the main text is the title."""
        return _alike(line) in {_alike(title) for title in self.titles}

    def lines_missing(self, text: str, *, titled: bool) -> list[str]:
        """Return the lines that a main text lacks.

        Args:
            text: The main text.
            titled: Whether the title is one of its first lines.
        """
        opening = text[:_OPENING]
        lines = [] if titled else list(self.titles[:1])
        if self.byline is not None and not any(author in opening for author in self.authors):
            lines.append(self.byline)
        shown = "\n".join((opening, *lines))
        if self.published is not None and not _prints(shown, self.published):
            lines.append(self.printed_date or self.published)
        return lines


def find_masthead(tree: HtmlElement) -> Masthead:
    """Find title, byline and date of a page; the tree stays as it is."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - takes a quarter of a second

    document = extract_metadata(tree, extensive=False)
    headings = [text for heading in tree.iter("h1") if (text := _text(heading))]
    authors = tuple(document.author.split("; ")) if document.author else ()
    times = [element for element in tree.iter("time") if _in_article(element)]
    published = _declared_date(tree) or _date_of(times)
    return Masthead(
        titles=(*(headings if len(headings) == 1 else ()), *((document.title,) if document.title else ()), *headings),
        authors=authors,
        byline=_byline(tree, authors),
        published=published,
        printed_date=next(
            (text for time in times if _iso(time.get("datetime")) == published and (text := _text(time))), None
        ),
    )


def _byline(tree: HtmlElement, authors: tuple[str, ...]) -> str | None:
    if not authors:
        return None
    for element in tree.iter():
        if not isinstance(element.tag, str) or not _BYLINE.search(_labels(element)) or not _in_article(element):
            continue
        text = _text(element)
        if len(text) <= _LONGEST_BYLINE and all(author in text for author in authors):
            return text if _BY.match(text) else f"By {text}"
    return f"By {', '.join(authors)}"


def _labels(element: HtmlElement) -> str:
    return " ".join(element.get(name) or "" for name in ("class", "id", "rel", "itemprop"))


def _in_article(element: HtmlElement) -> bool:
    return not any(
        ancestor.tag in _ELSEWHERE or "comment" in (ancestor.get("id") or "") for ancestor in element.iterancestors()
    )


def _declared_date(tree: HtmlElement) -> str | None:
    for meta in tree.iter("meta"):
        names = {(meta.get(key) or "").lower() for key in ("property", "name", "itemprop")}
        if names & _DATE_NAMES and (date := _iso(meta.get("content"))):
            return date
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            for date in _dates_in(script.text or ""):
                return date
    return None


def _dates_in(script: str) -> Iterator[str]:
    """Yield the dates of publication that linked data declare."""
    try:
        open_nodes: list[object] = [json.loads(script)]
    except ValueError:
        return
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, dict):
            value = node.get("datePublished")
            if isinstance(value, str) and (date := _iso(value)):
                yield date
            open_nodes.extend(node.values())
        elif isinstance(node, list):
            open_nodes.extend(node)


def _date_of(times: list[HtmlElement]) -> str | None:
    """Return the date of the first ``time`` element that is marked as that of publication or stands in a byline."""
    for time in times:
        marks = " ".join(
            (_labels(time), *(_labels(ancestor) for ancestor in time.iterancestors("p", "div", "span", "header")))
        )
        if time.get("pubdate") is not None or re.search(r"by-?line|publish|posted|dateline|meta", marks, re.IGNORECASE):
            return _iso(time.get("datetime"))
    return None


def _iso(value: str | None) -> str | None:
    match = _ISO.match(value or "")
    return "-".join(match.groups()) if match else None


def _prints(text: str, iso: str) -> bool:
    """Tell whether a text holds a date in one of the usual forms."""
    year, month, day = iso.split("-")
    name, number = _MONTHS[int(month) - 1] if 1 <= int(month) <= len(_MONTHS) else month, str(int(day))
    named = [
        f"{number} {name} {year}",
        f"{name} {number} {year}",
        f"{number} {name[:3]} {year}",
        f"{name[:3]} {number} {year}",
    ]
    plain = re.sub(r"\s+", " ", re.sub(r"[.,]|(?<=\d)(?:st|nd|rd|th)\b", "", text)).lower()
    return iso in text or any(re.search(rf"(?<!\d){form.lower()}", plain) for form in named)


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _alike(line: str) -> str:
    return " ".join(line.split()).casefold()
