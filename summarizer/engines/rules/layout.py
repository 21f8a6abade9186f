"""What each paragraph of an article is: title, byline, heading, body, or an aside of the site or the company."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.article import Article

_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_WRAP = 55


class Kind(StrEnum):
    """What a paragraph is."""

    TITLE = "title"
    BYLINE = "byline"
    HEADING = "heading"
    BODY = "body"
    SITE = "site"
    COMPANY = "company"
    DISCLOSURE = "disclosure"
    CAPTION = "caption"


ASIDE = frozenset({Kind.BYLINE, Kind.HEADING, Kind.SITE, Kind.COMPANY, Kind.DISCLOSURE, Kind.CAPTION})

_LABELS: dict[str, str] = {}
for _label, _names in {
    "BACKGROUND": "background|introduction|context|importance|rationale",
    "OBJECTIVE": "objective|objectives|aim|aims|purpose|background and aims|background and objectives|background and aim|"
    "aims and background|question|hypothesis|background/aims|study objective|study objectives",
    "METHODS": "methods|method|patients and methods|materials and methods|methods and results|design|study design|trial design|"
    "design, setting, and participants|design, setting and participants|setting|participants|patients|intervention|"
    "interventions|methodology|subjects and methods|experimental design|research design and methods|study details|"
    "setting and participants|design and setting|setting/participants|subjects|intervention(s)|study population",
    "OUTCOMES": "main outcomes and measures|main outcome measures|main outcome measure|outcomes|measurements|measurement|"
    "outcome measures|main outcome|primary and secondary outcome measures|endpoints|main outcomes",
    "RESULTS": "results|findings|main results|key results|key findings|results and findings|efficacy results|efficacy",
    "SAFETY": "safety|safety results|adverse events|safety profile|safety and tolerability|tolerability",
    "CONCLUSIONS": "conclusions|conclusion|interpretation|conclusions and relevance|discussion|conclusion and relevance|"
    "significance|clinical implications|implications|meaning|authors' conclusions|summary|conclusions/interpretation|summary/conclusion",
    "REGISTRATION": "trial registration|clinical trial registration|registration|trial registration number|"
    "clinicaltrials.gov|clinical trial information|clinical trial registry|clinicaltrials.gov identifier|trial registry|"
    "registration number|trial identifier",
    "FUNDING": "funding|funded by|sponsor|sponsors|research sponsor|support|funding source|funding/support|research funding|"
    "primary funding source|legal entity responsible for the study|study sponsor|role of the funder|funding sources",
    "ABOUT_TRIAL": "about the trial|about the study|the trial|study at a glance|trial design|trial at a glance",
    "LIMITATIONS": "limitations|limitation",
}.items():
    _LABELS.update(dict.fromkeys(_names.split("|"), _label))
_INLINE_LABEL = re.compile(r"([A-Z][A-Za-z,/()'. -]{2,48}?) ?(?::|\.(?= )|- (?=[A-Z]))")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the paragraphs are.

    Attributes:
        kinds: One for each paragraph.
        sections: Canonical label of the section each paragraph stands in.
        title: Index of the title's paragraph.
    """

    kinds: tuple[Kind, ...]
    sections: tuple[str | None, ...]
    title: int | None


def paragraphs(article: Article) -> tuple[tuple[int, int], ...]:
    """Return ``(start, end)`` in the folded text of each line that is not blank; wrapped lines are joined."""
    folded = article.folded
    cuts: list[tuple[int, int]] = []
    begin = 0
    for start, (length, origin, size) in zip(folded.starts, folded.pieces, strict=True):
        gap = article.text[origin : origin + size]
        if not length or not _LINE_BREAK.search(gap):
            continue
        if _is_wrap(folded.text, begin, start, gap):
            continue
        cuts.append((begin, start))
        begin = start + length
    cuts.append((begin, len(folded.text)))
    return tuple(trimmed for cut in cuts if (trimmed := _trim(folded.text, *cut)))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    stripped = text[start:end].strip()
    if not stripped:
        return None
    begin = text.index(stripped[0], start)
    return begin, begin + len(stripped)


def _is_wrap(text: str, begin: int, start: int, gap: str) -> bool:
    """Whether a lone line break only wraps a running sentence."""
    if gap.count("\n") != 1 or start - begin < _WRAP or start + 1 >= len(text):
        return False
    before, after = text[start - 1], text[start + 1]
    return after.islower() and before not in ".!?:;|"


def inline_label(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return the section's label that a sentence begins with, and where its text begins after it."""
    match = _INLINE_LABEL.match(text, start, min(end, start + 52))
    if match is None:
        return None, start
    label = _LABELS.get(match[1].strip().lower())
    if label is None or (match[0][-1] != ":" and not match[1].isupper()):
        return None, start
    after = match.end()
    while after < end and text[after] == " ":
        after += 1
    return label, after


def read_layout(text: str, bounds: tuple[tuple[int, int], ...]) -> Layout:
    """Say what each paragraph is."""
    kinds: list[Kind] = []
    sections: list[str | None] = []
    section: str | None = None
    for start, end in bounds:
        paragraph = text[start:end]
        label = _LABELS.get(paragraph.strip(" :.").lower()) if len(paragraph) < _WRAP else None
        section = label or section
        kinds.append(Kind.HEADING if label else Kind.BODY)
        sections.append(section)
    return Layout(tuple(kinds), tuple(sections), 0 if kinds else None)
