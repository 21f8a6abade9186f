"""What each paragraph of an article is: title, byline, heading, body, or an aside of the site or the company."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.titles import find_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.article import Article

_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_WRAP = 55
_HEADING = 90
_LONG = 150
_HEADER_PARAGRAPHS = 16


class Kind(StrEnum):
    """What a paragraph is."""

    TITLE = "title"
    BYLINE = "byline"
    HEADING = "heading"
    BODY = "body"
    SITE = "site"
    COMPANY = "company"
    DISCLOSURE = "disclosure"


ASIDE = frozenset({Kind.BYLINE, Kind.HEADING, Kind.SITE, Kind.COMPANY, Kind.DISCLOSURE})
ASIDE_SECTIONS = frozenset({"DISCLOSURE", "REFERENCES", "CONTACT"})
_PASSING = frozenset({"BACKGROUND", "SAFETY", "CONCLUSIONS", "REGISTRATION", "FUNDING", "LIMITATIONS", "ABOUT_TRIAL"})

_LABELS = {name: label for label, names in lexicon.table("sections")["sections"].items() for name in names}
_INLINE_LABEL = re.compile(r"(?:ABSTRACT[.:] ?)?([A-Z][A-Za-z,/()'.& -]{2,48}?) ?(?:::?\.?|\.(?= )|- (?=[A-Z]))")
_GLUED_LABEL = re.compile(
    r" (?:ABSTRACT[.:] ?[A-Z]|(?:Background|BACKGROUND|Introduction|INTRODUCTION|Objectives?|OBJECTIVES?|Aims?|AIMS?|Purpose|PURPOSE"
    r"|Context|Importance|Abstract|ABSTRACT)(?:[:.]| (?=[A-Z\u2018\u201c\"'])))"
)
_TITLE = (20, 320)  # characters of the shortest and the longest title
_PHRASES = lexicon.table("layout")
_KICKERS = frozenset(_PHRASES["kicker"]["is"])
_STARTS = {
    kind: re.compile(rf"\W{{0,3}}(?:{lexicon.alternation(_PHRASES[kind]['starts'])})")
    for kind in (Kind.SITE, Kind.COMPANY, Kind.DISCLOSURE)
}
_HOLDS = {kind: Phrases(*_PHRASES[kind]["holds"]) for kind in (Kind.SITE, Kind.COMPANY, Kind.DISCLOSURE)}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATED = re.compile(rf"{_MONTH} \d{{1,2}},? (?:19|20)\d\d|\d{{1,2}} {_MONTH},? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_BYLINE = re.compile(
    r"(?:by:? |posted|published|updated|written by|reported by|date:|author:|authors:"
    r"|first published|\*?presenting author)"
)
_NUMBERING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[ivx]{1,4}\.) (?=[a-z])")
_RESULT = re.compile(r"\d ?%|\bp ?[<=>]|\d\.\d|\bn ?= ?\d|\d/\d")
_CRUMBS = re.compile(r" [>\u203a\u2192|\u2022\u00b7] ")
_CAPITALS = re.compile(r"[A-Z]{4}")
_TRIAL = re.compile(r"randomi[sz]ed|enrol+|double-blind|open-label|NCT\d|trial|study")
SMALL_WORD = re.compile(r"(?<![A-Za-z])[a-z]{4,}")
_READ_AHEAD = 3000
_COMMENTS = re.compile(r"\d+ comments?$|comments?$|reader comments")
_AFFILIATION = re.compile(r"^(?:\(?[\d\u00b9\u00b2\u00b3\u2070-\u2079]{1,2}\)?\.? ?[a-z]|from the |\*)")
_INSTITUTION = re.compile(r"universit|hospital|institut|department|center|centre|college|school of")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the paragraphs are.

    Attributes:
        kinds: One for each paragraph.
        sections: Canonical label of the section each paragraph stands in.
        title: Index of the title's paragraph.
        header: How many paragraphs stand before the running text.
    """

    kinds: tuple[Kind, ...]
    sections: tuple[str | None, ...]
    title: int | None
    header: int


def paragraphs(article: Article) -> tuple[tuple[int, int], ...]:
    """Return ``(start, end)`` in the folded text of each line that is not blank; wrapped lines are joined."""
    folded = article.folded
    breaks: list[tuple[int, int, str]] = []
    for start, (length, origin, size) in zip(folded.starts, folded.pieces, strict=True):
        gap = article.text[origin : origin + size]
        if length and _LINE_BREAK.search(gap):
            breaks.append((start, length, gap))
    wrapped = _is_hard_wrapped(folded.text, breaks)
    cuts: list[tuple[int, int]] = []
    begin = line = 0
    for start, length, gap in breaks:
        if not _is_wrap(folded.text, line, start, gap, wrapped=wrapped):
            cuts.append((begin, start))
            begin = start + length
        line = start + length
    cuts.append((begin, len(folded.text)))
    cuts[:1] = _without_title(folded.text, *cuts[0])
    return tuple(trimmed for cut in cuts if (trimmed := _trim(folded.text, *cut)))


def _without_title(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a title off the running text that it is glued to: "... a randomized trial Background Treatment of ..."."""
    shortest, longest = _TITLE
    label = _GLUED_LABEL.search(text, start + shortest, min(end, start + longest))
    if label is None or end - label.end() < longest or re.search(r"[a-z]\. [A-Z]", text[start : label.start()]):
        return [(start, end)]
    return [(start, label.start()), (label.start(), end)]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    stripped = text[start:end].strip()
    if not stripped:
        return None
    begin = text.index(stripped[0], start)
    return begin, begin + len(stripped)


def _is_hard_wrapped(text: str, breaks: Sequence[tuple[int, int, str]]) -> bool:
    """Whether lines of the text break off in the middle of sentences."""
    line = 0
    for start, length, gap in breaks:
        if _is_wrap(text, line, start, gap, wrapped=False):
            return True
        line = start + length
    return False


def _is_wrap(text: str, line: int, start: int, gap: str, *, wrapped: bool) -> bool:
    """Whether a lone line break only wraps a running sentence."""
    if gap.count("\n") != 1 or start - line < _WRAP or start + 1 >= len(text):
        return False
    if _ROW_END.search(text, max(line, start - _ROW_REACH), start) or _SUBHEADING.match(text, start + 1):
        return False
    before, after = text[start - 1], text[start + 1]
    if before in ".!?:;|" or _NOTE.match(text, start + 1):
        return False
    return after.islower() or after == "(" or (wrapped and (after.isalnum() or after in "[\"'<>="))


_ROW_END = re.compile(r"\d[\d.)%\]]* [(\[<>=-]?\d*\.?\d+[)%\]]*$")
"""Two numbers with nothing between them: the last cells of a table's row."""
_ROW_REACH = 40
_SUBHEADING = re.compile(r"(?:no\.|number|n)(?: of [a-z]+)? ?\((?:%|percent)\)")
_NOTE = re.compile(r"\(?[\d*\u2020]{1,2}\)")


def label_alone(sentence: str) -> str | None:
    """Return the section where a paragraph's first sentence is nothing but its label ("Funding.")."""
    return _LABELS.get(sentence[:-1].lower()) if len(sentence) < _WRAP and sentence.endswith(".") else None


_FIRST_WORDS = [re.compile(rf"(?:\S+ ){{{words}}}\S+ (?=[A-Z])") for words in range(6)]


def bare_label(text: str, start: int, end: int) -> tuple[str | None, int]:
    """As `inline_label`, for labels that only a wider blank set apart ("Importance  Data suggest ...")."""
    found: tuple[str | None, int] = (None, start)
    for pattern in _FIRST_WORDS:
        match = pattern.match(text, start, end)
        label = _LABELS.get(match[0].strip().lower()) if match else None
        if match and label:
            found = (label, match.end())
    return found


def inline_label(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return the section's label that a sentence begins with, and where its text begins after it."""
    match = _INLINE_LABEL.match(text, start, min(end, start + 62))
    if match is None:
        return None, start
    label = _LABELS.get(match[1].strip().lower())
    if label is None or (":" not in match[0] and not match[1].isupper()):
        return None, start
    after = match.end()
    while after < end and text[after] == " ":
        after += 1
    return label, after


class _Reader:
    """Walks down the paragraphs; ``aside`` is what a heading said that follows."""

    def __init__(self, header: int, known: frozenset[str]) -> None:
        self.header = header
        self.known = known
        self.section: str | None = None
        self.aside: Kind | None = None

    def read(self, paragraph: str, index: int, following: str) -> Kind:
        lowered = paragraph.lower()
        heading = self._read_heading(paragraph, lowered, index, following)
        if heading:
            return heading
        if index < self.header and _is_byline(paragraph, lowered, self.known):
            return Kind.BYLINE
        own = _own_kind(lowered)
        if own:
            return own
        if index < self.header or (self.aside is Kind.SITE and len(paragraph) >= _LONG):
            self.aside = None
        return self.aside or Kind.BODY

    def _read_heading(self, paragraph: str, lowered: str, index: int, following: str) -> Kind | None:
        if len(paragraph) >= _HEADING or paragraph[-1] in ".!;," or _RESULT.search(lowered):
            return None
        bare = _NUMBERING.sub("", lowered).strip(" :.*#-")
        label = _LABELS.get(bare)
        if label:
            self.section = label
            self.aside = Kind.DISCLOSURE if label in ASIDE_SECTIONS else None
            return Kind.HEADING
        if bare.startswith("about "):
            self._read_about(paragraph, bare, following)
            return Kind.HEADING
        return self._read_aside(lowered, bare) or self._read_plain_heading(paragraph, index)

    def _read_aside(self, lowered: str, bare: str) -> Kind | None:
        """A heading of the site or the company rules what follows it."""
        for kind in (Kind.SITE, Kind.COMPANY):
            if _STARTS[kind].match(lowered):
                if not lowered.endswith(tuple("0123456789")):
                    self.aside = kind
                return kind
        if _COMMENTS.match(bare):
            self.aside = Kind.SITE
            return Kind.SITE
        return None

    def _read_plain_heading(self, paragraph: str, index: int) -> Kind | None:
        if index < self.header or paragraph[-1] in ":\"'" or self.aside is Kind.SITE or paragraph[0] in "-*\u2022(":
            return None
        self.aside = None
        if self.section in _PASSING:
            self.section = None
        return Kind.HEADING

    def _read_about(self, paragraph: str, bare: str, following: str) -> None:
        named = bool(_CAPITALS.search(paragraph)) and bool(_TRIAL.search(following))
        of_trial = (
            named or bare.endswith(("trial", "study", "program", "programme")) or " trial" in bare or " study" in bare
        )
        self.section = "ABOUT_TRIAL" if of_trial else None
        self.aside = None if of_trial else Kind.COMPANY


_ABSTRACT = 600
"""A paragraph of this length that holds results is no note, whatever else it says."""


def _own_kind(lowered: str) -> Kind | None:
    if len(lowered) < _HEADING and _CRUMBS.search(lowered) and not _RESULT.search(lowered):
        return Kind.SITE
    short = len(lowered) < 2 * _LONG
    for kind in (Kind.SITE, Kind.COMPANY, Kind.DISCLOSURE):
        if short and _STARTS[kind].match(lowered) and not (kind is Kind.SITE and _RESULT.search(lowered)):
            return kind
        if _HOLDS[kind].stand_in(lowered) and not (len(lowered) > _ABSTRACT and _RESULT.search(lowered)):
            return kind
    return None


def _is_byline(paragraph: str, lowered: str, known: frozenset[str]) -> bool:
    if _BYLINE.match(lowered) or (_DATED.search(lowered) and len(paragraph) < _HEADING):
        return True
    if _AFFILIATION.match(lowered) and _INSTITUTION.search(lowered):
        return True
    # A word that the text prints in small letters is no name.
    return looks_like_names(paragraph) and (_DEGREE.search(paragraph) is not None or not known & set(lowered.split()))


_NAME = r"(?:[A-Z\u00c0-\u00de][\w'.\u00c0-\u024f-]*|de|van|von|der|den|la|di|da|del|bin|al|dos|ter)"
_NAMES = re.compile(rf"^[\W\d]*{_NAME}(?: {_NAME}){{1,4}}[\d,*()\u2020 -]*(?:,|;|and|&|$)")
_DEGREE = re.compile(r",? (?:MD|PhD|M\.D\.|Ph\.D\.|MBBS|FRCP|MSc|MPH|BS|PharmD|DO|RN|ScD|Sc\.D\.)\b")
_VERBISH = re.compile(
    r" (?:is|are|was|were|has|for|with|in|to|vs|versus|of|on|after|at|from|as|by|than|not|no) ", re.IGNORECASE
)


def looks_like_names(paragraph: str) -> bool:
    """Whether a line of the header lists people and not words."""
    if _DEGREE.search(paragraph) and len(paragraph) < 400:  # noqa: PLR2004
        return True
    match = _NAMES.match(paragraph)
    if not match:
        return False
    pieces = [
        piece.strip(" .*") for piece in re.split(r",|;| and | & ", re.split(r"[;,] (?:for|on behalf) ", paragraph)[0])
    ]
    return all(len(piece.split()) <= 5 for piece in pieces) and not _VERBISH.search(paragraph)  # noqa: PLR2004


def read_layout(text: str, bounds: tuple[tuple[int, int], ...]) -> Layout:
    """Say what each paragraph is."""
    header = _header_length(text, bounds)
    body = header_end(bounds, header)
    known = frozenset(SMALL_WORD.findall(text, body, body + _READ_AHEAD)) if header else frozenset()
    reader = _Reader(header, known)
    kinds: list[Kind] = []
    sections: list[str | None] = []
    for index, (start, end) in enumerate(bounds):
        following = text[slice(*bounds[index + 1])] if index + 1 < len(bounds) else ""
        kinds.append(reader.read(text[start:end], index, following[:400]))
        sections.append(reader.section)
    candidates = [index for index in range(header) if kinds[index] in {Kind.BODY, Kind.HEADING}]
    title = find_title(text, [(index, *bounds[index]) for index in candidates], header_end(bounds, header))
    for index in candidates:
        kinds[index] = Kind.TITLE if index == title else Kind.BYLINE
    return Layout(tuple(kinds), tuple(sections), title, header)


def header_end(bounds: tuple[tuple[int, int], ...], header: int) -> int:
    """Return the offset at which the running text begins."""
    return bounds[header][0] if header < len(bounds) else (bounds[-1][1] if bounds else 0)


def _header_length(text: str, bounds: tuple[tuple[int, int], ...]) -> int:
    """How many paragraphs stand before the first of running text."""
    for index, (start, end) in enumerate(bounds[:_HEADER_PARAGRAPHS]):
        paragraph = text[start:end]
        label, _ = inline_label(text, start, end)
        if label or (
            index and _LABELS.get(_NUMBERING.sub("", paragraph.lower()).strip(" :.")) and not _is_kicker(paragraph)
        ):
            return index
        if _is_running(paragraph):
            return index
    return 1 if 1 < len(bounds) <= _HEADER_PARAGRAPHS else 0


def _is_kicker(paragraph: str) -> bool:
    return paragraph.lower().strip(" :.") in _KICKERS


def _is_running(paragraph: str) -> bool:
    """Whether a paragraph is running text: sentences, and not a list of people or places."""
    if len(paragraph) < 120:  # noqa: PLR2004
        return False
    lowered = paragraph.lower()
    if len(_VERBISH.findall(lowered)) < 3 and looks_like_names(paragraph):  # noqa: PLR2004
        return False
    if _AFFILIATION.match(lowered) and _INSTITUTION.search(lowered):
        return False
    return paragraph.rstrip("\"')]*")[-1:] in {".", "!", "?", ":"}
