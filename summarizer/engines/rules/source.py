"""What the text itself is: kind, title, byline, date, conference, abstract number, journal, DOI, PMID."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.dates import find_dates
from summarizer.engines.rules.identifiers import find_doi, find_pmid
from summarizer.engines.rules.kinds import find_kind
from summarizer.engines.rules.meetings import find_abstract_number, find_conference
from summarizer.engines.rules.names import find_people, split_people
from summarizer.engines.rules.publications import find_journal
from summarizer.record import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document
    from summarizer.record import SourceKind

_NUMBER_PREFIX = re.compile(
    r"^(?:Abstract )?(?:#?[A-Z]{0,5}\d{0,2}-?\d{1,5}(?:-\d{1,3})?[A-Z]?)(?:[.:)]|\s-|\s\|)\s+(?=\S)"
)
_BY = re.compile(
    r"(?:^|\b)(?:[Bb]y|BY|[Ww]ritten by|[Rr]eported by|[Pp]repared by|[Aa]uthors?|[Ii]nterview"
    r"|[Ww]ords|[Tt]ext|[Rr]eporter|[Cc]orrespondent)(?::| ) ?(?=[A-Z\u00c0-\u00de])"
)
_CUT = re.compile(
    r" [|\u00b7\u2022\u2014-] |; | on (?=[A-Z])|, (?=\d)|\.(?= [A-Z][a-z]+:)|\b(?:Posted"
    r"|Published|Updated|reports|writes|Staff|Senior|Contributing|Medical|Reporter|in [A-Z])\b"
    r"|(?<=\w) (?=\d{1,2} )|, (?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
    r"| (?=(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? \d)"
)
_POSTED = re.compile(r"published|posted|released|date:|issued|online|first published|released|filed")
_REVISED = re.compile(r"updated|modified|revised|last reviewed|accepted|received")
_MEETING_LINE = re.compile(r"congress|meeting|session|presented at|symposium|conference|forum")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_CITATION = re.compile(r"\b((?:19|20)\d\d) ?; ?\d+")
_DATELINE = 170


def find_source(document: Document) -> Source:
    """Return the facts of the text itself."""
    kind = find_kind(document, posted=_posted_by(document))
    doi = find_doi(_without_references(document))
    pmid = find_pmid(document.text)
    return Source(
        kind=kind,
        title=_find_title(document),
        authors=tuple(_find_authors(document, kind)),
        published=_find_published(document, kind),
        conference=find_conference(document),
        abstract_number=find_abstract_number(document),
        journal=find_journal(document, kind),
        doi=doi.value if doi else None,
        pmid=pmid.value if pmid else None,
    )


def _without_references(document: Document) -> str:
    """The text up to the reference list, where somebody else's DOI stands."""
    references = document.sections.get("REFERENCES")
    return document.text[: references[0].start] if references else document.text


def _posted_by(document: Document) -> bool:
    return any(_BY.match(line) or _POSTED.search(line.lower()) for line in _header(document))


def _find_title(document: Document) -> str | None:
    index = document.layout.title
    if index is None:
        return None
    title = document.quote(*document.paragraphs[index])
    return _NUMBER_PREFIX.sub("", title).lstrip("# *").rstrip(" *") or None


def _header(document: Document) -> Iterator[str]:
    """Lines of the header but the title, and lines of the text that begin like a byline."""
    for index, (start, end) in enumerate(document.paragraphs):
        if index == document.layout.title:
            continue
        if index < document.layout.header:
            yield document.text[start:end]


def _find_authors(document: Document, kind: SourceKind) -> list[str]:
    if kind == "PRESS_RELEASE":
        return []
    for line in _header(document):
        match = _BY.search(line)
        people = split_people(_CUT.split(line[match.end() :])[0]) if match else []
        if people:
            return people
    return _names_below_title(document, kind) or _signature(document)


def _names_below_title(document: Document, kind: SourceKind) -> list[str]:
    title = document.layout.title
    for start, end in document.paragraphs[0 if title is None else title + 1 : document.layout.header]:
        line = document.text[start:end]
        if kind == "NEWS" and _MEETING_LINE.search(line.lower()):
            continue
        people = split_people(_CUT.split(line)[0] if kind == "NEWS" else line)
        if people:
            return people
    return []


def _signature(document: Document) -> list[str]:
    """A byline below the text: "Reported by ..." or a dash and a name."""
    for start, end in document.paragraphs[-4:]:
        line = document.text[start:end]
        if len(line) < 80 and (_BY.match(line) or line.startswith("- ")):  # noqa: PLR2004
            match = _BY.match(line)
            people = split_people(_CUT.split(line[match.end() if match else 2 :])[0])
            if people and any(True for _ in find_people(line)):
                return people
    return []


def _find_published(document: Document, kind: SourceKind) -> str | None:
    lines = list(_header(document))
    body = document.layout.header
    if body < len(document.paragraphs) and kind in {"PRESS_RELEASE", "NEWS"}:
        start, end = document.paragraphs[body]
        opening = document.text[start : min(end, start + _DATELINE)]
        lines.append(re.split(r" ?--? |\)? ?--(?=\w)|: ", opening)[0] if "- " in opening or "--" in opening else "")
    ranked: list[tuple[int, int, str]] = []
    for place, line in enumerate(lines):
        lower = line.lower()
        posted = bool(_POSTED.search(lower))
        if _MEETING_LINE.search(lower) and not posted:
            continue
        if kind == "ABSTRACT" and not posted:
            continue
        for date in find_dates(line):
            rank = 2 if _REVISED.search(lower) and not posted else (0 if posted else 1)
            ranked.append((rank, place, date.value))
            break
    if ranked:
        return min(ranked)[2]
    return _year_alone(lines, kind)


def _year_alone(lines: list[str], kind: SourceKind) -> str | None:
    """The year of a citation or of an issue's line in the header."""
    for line in lines:
        match = _CITATION.search(line)
        if match:
            return match[1]
    for line in lines:
        lower = line.lower()
        match = _YEAR.search(line)
        if (
            match
            and kind == "NEWS"
            and re.search(r"\b(?:issue|number|volume|vol|spring|summer|autumn|fall|winter)\b", lower)
        ):
            return match[1]
    return None
