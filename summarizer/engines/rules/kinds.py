"""What kind of text an article is: a press release, an abstract, a paper, or news."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import holds_any
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Document
    from summarizer.record import SourceKind

_WIRE = re.compile(
    r"for immediate release|prnewswire|business wire|businesswire|globe ?newswire|/bizline/"
    r"|newswire|\(nordwire\)|accesswire|"
    r"today (?:announced|reported|said|presented)|announced today|announces"
    r"|forward-looking statements|press release|news release"
)
_COMPANY = re.compile(r"\((?:nasdaq|nyse|euronext|lse|six|tse|otc|asx|hkex)[^)]{0,40}\)|nasdaq:|nyse:")
_HANDED_OUT = re.compile(
    r"(?:^|\n)\s*(?:###|# # #)\s*(?:\n|$)|attribution to [^.]{3,80} requested|embargoed (?:for|until)|newswise|eurekalert"
    r"|media contact|press contact|available for interviews?"
)
_HANDED_OUT_WORDS = (
    "###",
    "# # #",
    "attribution to",
    "embargoed",
    "newswise",
    "eurekalert",
    "contact",
    "available for interview",
)
"""One of them stands wherever the pattern matches."""
_DATELINE = re.compile(
    r"[A-Z][A-Z .]{2,}(?:, [A-Z][\w. ]{1,14})?,? ?(?:\([^)]{4,30}\)|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})? ?(?:--?) ?(?=\S)"
)
_DATED_LINE = re.compile(r"\([^()]*(?:19|20)\d\d\) ?--?")
_AGENCY = re.compile(
    r"\((?:reuters|ap|afp|upi|healthday|hd|wire|cnn)[^)]{0,20}\)|reuters health|associated press|healthday|medpage|medscape"
)
_SELF_PRAISE = re.compile(
    r"\bis (?:one of |among |home to |a (?:global|world|leading|non-?profit|clinical|comprehensive|\d+-bed)|the (?:largest|nation|world|leading|oldest"
    r"|primary|premier|only)|nationally|internationally|committed|dedicated|ranked|recognized)|\b(?:was |were )?founded (?:in|as|by)\b|not-for-profit"
    r"|follow us on|social media channels|for more(?: information)?,? (?:about [^.]{3,60}, )?(?:please )?visit|to learn more|our (?:patients|website|blogs?)"
)
_WIRED = re.compile(
    r"/prnewswire|\(business wire\)|/business wire/|\(globe ?newswire\)|newswise [-\u2013\u2014]|/eurekalert|\bprnewswire/"
)
_OPENING = 900
_LABELLED = frozenset({"METHODS", "RESULTS", "CONCLUSIONS", "BACKGROUND", "OBJECTIVE", "OUTCOMES"})
_TOLD = re.compile(r"\b(?:said|says|told|tells|according to|asked about|spokes\w+)\b")
_STUDIED = (
    re.compile(r"\bwe\b"),
    re.compile(r"\bp ?[<=>] ?0?\.\d|\u00b1|\bn ?= ?\d|\bci\b"),
    re.compile(r"\b(?:this|the present|our|current) (?:study|trial|paper|work|article)\b"),
    re.compile(r"\baim(?:s|ed)?\b|\bobjectives?\b|\bpurpose\b|to (?:investigate|evaluate|assess|determine|examine)\b"),
    re.compile(
        r"\bwere (?:randomi[sz]ed|randomly|enrol+ed|recruited|allocated|measured|evaluated|assessed|compared)\b"
    ),
    re.compile(r"\bconclu(?:de|sion)|\bsuggests? that\b|\bindicates? that\b|\bsignificant(?:ly)?\b"),
)
_ABSTRACT_LENGTH = 5500
_LONGEST_PLAIN = 4000
_FEWEST_SIGNS = 3
_MOST_PARAGRAPHS = 3
_ENOUGH = 2
_LAST = 3
_LONG_PARAGRAPH = 150


def find_kind(document: Document, *, posted: bool) -> SourceKind:
    """Say what kind of text an article is.

    Args:
        document: The article.
        posted: Whether its header has a byline or a date of posting.
    """
    if _is_release(document, posted=posted):
        return "PRESS_RELEASE"
    labels = _LABELLED & set(document.sections)
    told = _TOLD.search(document.lower) is not None
    if {"METHODS", "RESULTS"} <= labels or ({"RESULTS", "CONCLUSIONS"} <= labels and not told):
        if _is_paper(document):
            return "PAPER"
        return "ABSTRACT" if not posted or len(labels) > _ENOUGH else "NEWS"
    return "ABSTRACT" if not (told or posted) and _reads_like_abstract(document) else "NEWS"


def _is_release(document: Document, *, posted: bool) -> bool:
    lower = document.lower
    wires = len(set(_WIRE.findall(lower))) + 2 * bool(_COMPANY.search(lower))
    if (
        wires >= _ENOUGH
        or _WIRED.search(lower[:_OPENING])
        or (wires and Kind.COMPANY in document.layout.kinds and "forward-looking" in lower)
    ):
        return True
    if _AGENCY.search(lower) or posted:
        return False
    signs = 2 * _is_handed_out(document.article.text.lower()) + _dateline(document) + _praises_itself(document)
    return signs >= _ENOUGH


def _is_handed_out(lower: str) -> bool:
    return holds_any(lower, _HANDED_OUT_WORDS) and _HANDED_OUT.search(lower) is not None


def _dateline(document: Document) -> int:
    """How much the opening looks like a release's dateline: "CITY (Feb. 1, 2016) --"."""
    for start, end in document.paragraphs[document.layout.header : document.layout.header + _LAST]:
        match = _DATELINE.match(document.text, start, min(end, start + 90))
        if match:
            return 1 + bool(_DATED_LINE.search(match[0]))
    return 0


def _praises_itself(document: Document) -> int:
    """Whether the last paragraphs tell who the sender is."""
    last = [document.lower[start:end] for start, end in document.paragraphs[-_LAST:] if end - start > _LONG_PARAGRAPH]
    signs = sum(len(set(_SELF_PRAISE.findall(paragraph))) for paragraph in last if not _STUDY.search(paragraph))
    return min(signs, 2)


_STUDY = re.compile(r"randomi[sz]ed|\bplacebo\b|\bstudy\b|\btrial\b|\d ?%|\bp ?[<=]")


def _is_paper(document: Document) -> bool:
    headed = any(
        kind is Kind.HEADING and section in _LABELLED
        for kind, section in zip(document.layout.kinds, document.layout.sections, strict=True)
    )
    lower = document.lower
    return headed and (
        "discussion" in lower
        or "introduction" in lower
        or len(document.text) > _ABSTRACT_LENGTH
        or "original article" in lower
    )


def _reads_like_abstract(document: Document) -> bool:
    """Whether an unlabelled text is a scientist's own: short, in one or two paragraphs, in the words of a study."""
    bodies = len(document.paragraphs) - document.layout.header
    if len(document.text) > _LONGEST_PLAIN or bodies > _MOST_PARAGRAPHS:
        return False
    return sum(1 for sign in _STUDIED if sign.search(document.lower)) >= _FEWEST_SIGNS
