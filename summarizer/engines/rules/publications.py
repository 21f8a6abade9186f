"""The journal in which a study was published, if the text says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.guarded import Guarded, Phrases
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document
    from summarizer.record import SourceKind

_KNOWN = re.compile(rf"(?<![\w-])(?:{lexicon.alternation(lexicon.words('journals'))})(?![\w-])")
_NOUN = re.compile(
    r"^(?:Journal|Annals|Archives|Lancet|JAMA|BMJ|NEJM|Letters|Reports|Proceedings|Reviews?"
    r"|Transactions|Bulletin|Medicine|Oncology|Cardiology|"
    r"Science|Nature|Surgery|Research|Haematology|Hematology|Neurology|Psychiatry|Acta"
    r"|Communications|Quarterly|Advances|Frontiers|Therapeutics|Intervention|Investigation"
    r"|Care)$"
)
_IN = re.compile(
    r"\b(?:in|In|to|by) (?:the )?(?:(?:current |latest |medical |online )?(?:issue of |journal )(?:the )?)?(?=[A-Z])"
    r"(?:(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z.]* \d{1,2}(?:, \d{4})?,? (?:issue of (?:the )?)?)?"
)
_CUES = Phrases(
    "publish", "appear", "report", "writ", "online", "print", "reprint", "paper", "journal", "results", "findings", "out", "set out",
    "describe", "come", "study", "detailed", "issue", "carried",
)  # fmt: skip
_SOURCE = re.compile(
    r"^(?:primary source|source(?: reference)?|reference|citation|cite this|read more|journal"
    r"|publication|published in|original article|study)[:.]",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"((?:[A-Z][A-Za-z&-]+,? ?(?:(?:of|and|the|in|&|for) )*){1,8})\(?(?:19"
    r"|20)\d\d\)?(?: [A-Z][a-z]{2})?(?: \d{1,2})? ?[;:,] ?(?:\d+|doi|published|e\d)"
)
_WORD = re.compile(r"(?:[A-Z][\w'-]*|of|and|the|for|in|&|:)(?:,(?= [A-Z][\w-]* (?:and|&)))?(?: |$|(?=[.,;:)(]))")
_HINTS = Phrases(
    "publish",
    "journal",
    "appear",
    "writ",
    "report",
    "lancet",
    "jama",
    "bmj",
    "nejm",
    "engl",
    "annals",
    "archives",
    "letters",
    "nature",
    "paper",
    "source",
    "citation",
    "online",
    "20",
)
_BRACKETED = re.compile(rf"\(({_KNOWN.pattern})[;,)]")
_SAYS = Guarded(
    "reports|published|carries|carried",
    rf"(?:the |The )?({_KNOWN.pattern}) (?:reports|reported|published|carries|carried)\b",
)
_FOR_MORE = re.compile(r"for more|see also|on [A-Z]+ see", re.IGNORECASE)
_FUTURE = Phrases("will be published", "to be published", "submit", "resubmit", "plans to", "planned for publication")


def find_journal(document: Document, kind: SourceKind) -> str | None:
    """Return the journal by what the text says of publication, the header's citation, or a source line."""
    candidates = sorted(_candidates(document, kind), key=lambda found: (-found[0], found[1]))
    return candidates[0][2] if candidates else None


def _candidates(document: Document, kind: SourceKind) -> Iterator[tuple[float, int, str]]:
    for sentence in document.sentences:
        place = document.kind(sentence)
        if not _HINTS.stand_in(sentence.lower) or place is Kind.TITLE:
            continue
        if sentence.section == "REFERENCES" or _FUTURE.stand_in(sentence.lower):
            continue
        paper = kind in {"PAPER", "ABSTRACT"} and sentence.paragraph < document.layout.header
        opening = document.text[document.paragraphs[sentence.paragraph][0] :][:40]
        name = _cited(sentence.text) if paper or _SOURCE.match(opening) else None
        if name:
            yield 2.0, sentence.start, name
        if place in {Kind.BODY, Kind.BYLINE}:
            for score, found in _told(sentence.text, running=place is Kind.BODY):
                yield score, sentence.start, found


def _told(text: str, *, running: bool) -> Iterator[tuple[float, str]]:
    """``published in X``, ``X reports``, ``(X; doi ...)``."""
    if _CUES.stand_in(text.lower()) and not _FOR_MORE.match(text):
        for match in _IN.finditer(text):
            name = _journal_at(text, match.end(), is_said=match[0].rstrip().endswith("journal"))
            if name:
                yield 3.0, name
    named = _SAYS.search(text, text.lower()) if running else None
    if named:
        yield 2.5, named[1]
    bracketed = _BRACKETED.search(text) if running and not _FOR_MORE.search(text) else None
    if bracketed:
        yield 1.5, bracketed[1]


_SECOND = re.compile(r"[A-Z][\w., -]{2,40}? and in (?:the )?(?=[A-Z])")


def _journal_at(text: str, position: int, *, is_said: bool = False) -> str | None:
    """The journal's name that begins at a place: a known one, or capitalised words that hold or follow a word for a journal."""
    known = _KNOWN.match(text, position)
    if text.startswith("The ", position - 4) and text[position - 5 : position - 4] == " ":
        known = _KNOWN.match(text, position - 4) or known
    second = _SECOND.match(text, position)
    end = position = second.end() if second else position
    while True:
        word = _WORD.match(text, end)
        if word is None or word.end() == word.start() or end - position > 90:  # noqa: PLR2004
            break
        end = word.end()
    name = re.sub(
        r" (?:in|on) (?:January|February|March|April|May|June|July|August|September|October|November|December)$",
        "",
        text[position:end].strip(" :,"),
    )
    name = re.sub(r"(?: (?:of|and|the|for|in|&|:))+$", "", name)
    words = name.split()
    if known and (len(known[0]) >= len(name) or (" " in known[0] and _ends(text, known.end()))):
        return known[0]
    is_named = bool(words) if is_said else len(words) > 1 and any(_NOUN.match(word) for word in words)
    if is_named and not _NO_JOURNAL.search(name):
        return name
    return known[0] if known and _ends(text, known.end()) else None


_NO_JOURNAL = re.compile(
    r"Meeting|Congress|Universit|Hospital|Institute|Center|Centre|Department|School|Clinic"
    r"|Society|Association|Sessions|Conference|College|Research (?:Council|Fund|Group)"
    r"|Foundation|Services|Nations|Group"
)


def _ends(text: str, position: int) -> bool:
    return position >= len(text) or text[position] in " ,.;:)("


def _cited(text: str) -> str | None:
    known = _KNOWN.search(text)
    match = _CITED.search(text)
    if match:
        name = re.sub(r"^.*?[.:] ", "", match[1].strip(" ,"))
        return name or None
    return known[0] if known and (known.start() == 0 or " " in known[0]) else None
