"""The meeting at which a study was presented, and its abstract's number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document

_SOCIETY = lexicon.alternation(lexicon.words("conferences"))
_MEETING = re.compile(
    r"\b(?:Meetings?|Congress|Sessions|Symposium|Conference|Forum|Convention|Summit|Exposition"
    r"|congress|meeting|conference|symposium|scientific sessions)\b"
)
_TOKEN_BEFORE = re.compile(r"([^\s]+) $")
_CONNECTOR = frozenset(
    {
        "of",
        "for",
        "on",
        "and",
        "in",
        "the",
        "&",
        "annual",
        "virtual",
        "scientific",
        "to",
        "international",
        "European-American",
    }
)
_CAPITAL = re.compile(r"^[\"'(\[]?[A-Z\u00c0-\u00de0-9][\w'.\u2019/&-]*[)\]]?,?$")
_RIGHT = re.compile(
    r"(?: and Exposition| & Exposition)?(?: (?:of|on|for) (?:the )?(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Sept|Nov|Dec)ember|October)"
    r"[A-Z][\w'-]*(?: (?:(?:of|for|and|on(?! [A-Z][a-z]+day)|the|of the) )?[A-Z][\w'-]*){0,8}(?:(?:, [A-Z]\w+){1,2},? (?:and|&) [A-Z]\w+)?)?(?: \((?:[A-Z]{2,8})\))?(?:,? (?:19"
    r"|20)\d\d)?"
)
_SHORT = re.compile(
    rf"\b(?:at|during|from|attending|to) (?:this year's |the )?((?:(?:19"
    rf"|20)\d\d )?(?:{_SOCIETY})(?:[-/](?:{_SOCIETY}))?(?: (?:Annual )?(?:Meeting|Congress"
    rf"|Sessions|Scientific Sessions|Conference))?(?: (?:19|20)\d\d| '\d\d)?)(?![\w-])"
)
_CUE = re.compile(
    r"present|shown|show|report|unveil|deliver|told|delegates|at the|during|plenary|session"
    r"|late-break|abstract|here\b|poster|oral|reveal|release|detail|held|this year's|discuss"
    r"|featured|told",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"upcoming|future|next|will be (?:submitted|presented)|to be presented|plans to present"
    r"|last year|annual report|in 20\d\d, at|advisory|previous"
)
_AGENCY = re.compile(r"(?:FDA|F\.D\.A\.|EMA|CHMP|CDC|Food and Drug)\b")
_GENERIC = frozenset({"meeting", "congress", "conference", "symposium", "annual meeting", "the meeting", "sessions"})

_NUMBER = (
    r"((?:LBA|LB|CT|GS|PD|OA|MA|LBO|OR|O|P|PO|S|FP|EP|TPS|PL|OS|HLB|RF|SO|WS|LBCT|TH|FR|SA|SU"
    r"|MO|PS|OP|PA|eP|B|A|E)?-?\d{0,2}-?\d{1,5}(?:-\d{1,3})?(?:[A-Z]{1,3})?)"
)
_ABSTRACT = re.compile(
    rf"\b(?:[Aa]bstracts?|ABSTRACT)(?: (?:[Nn]o\.?|[Nn]umber|[Ii][Dd]|#))?[:.]? ?#?{_NUMBER}(?![\w%]|\.\d)"
)
_LATE = re.compile(r"\b(LBA ?-?\d{1,4}[A-Z]?)\b")
_PREFIX = re.compile(r"^#?([A-Z]{1,4}\d{0,2}-\d{1,5}|LBA\d+|[A-Z]{1,3}\d{1,4}(?:-\d{1,3}){0,2})[.:)] ")
_SEVERAL = re.compile(r"\b[Aa]bstracts\b [^.;)]{1,20}(?: and |,|&)")


def find_conference(document: Document) -> str | None:
    """Return the meeting as the text names it; of several wordings of one meeting the fullest."""
    candidates = list(_candidates(document))
    if not candidates:
        return None
    first = max(candidates, key=lambda candidate: candidate[0])
    name = first[1]
    fuller = [other for _, other in candidates if name in other and other != name]
    return max(fuller, key=len) if fuller else name


def _candidates(document: Document) -> Iterator[tuple[float, str]]:
    for sentence in document.sentences:
        kind = document.kind(sentence)
        if kind in {Kind.DISCLOSURE, Kind.COMPANY}:
            continue
        text = sentence.text
        asides = kind is Kind.SITE
        for match in _MEETING.finditer(text):
            name = _expand(text, match)
            if name is None or _NOT.search(text[max(0, match.start() - 70) : match.start()].lower()):
                continue
            cued = bool(_CUE.search(text))
            yield (0.5 if asides else 2.0 + cued) + 0.02 * len(name.split()), name
        for match in _SHORT.finditer(text):
            if not _NOT.search(text[max(0, match.start() - 40) : match.start()].lower()):
                yield (0.4 if asides else 1.5), match[1]


def _expand(text: str, match: re.Match[str]) -> str | None:
    """Take in the capitalised words around a word for a meeting."""
    start = match.start()
    tokens = 0
    while tokens < 16:  # noqa: PLR2004
        before = _TOKEN_BEFORE.search(text, max(0, start - 40), start)
        if before is None:
            break
        word = before[1]
        bare = word.strip("(),")
        if word.endswith((";", ":", ".")) or not (_CAPITAL.match(word) or bare in _CONNECTOR or bare.endswith("'s")):
            break
        if bare in {"In", "At", "The", "During", "From"}:
            break
        start, tokens = before.start(), tokens + 1
    right = _RIGHT.match(text, match.end())
    end = right.end() if right else match.end()
    name = _trim(text[start:end])
    has_proper = any(
        word[:1].isupper()
        and word
        not in {
            "Annual",
            "Meeting",
            "Congress",
            "Sessions",
            "Conference",
            "Symposium",
            "Forum",
            "Meetings",
            "Exposition",
        }
        for word in name.split()
    )
    if match[0] == "Meetings" or not has_proper or name.lower() in _GENERIC or _AGENCY.match(name):
        return None
    return name


def _trim(name: str) -> str:
    words = name.split()
    while words and (
        words[0].lower().strip(",") in _CONNECTOR - {"international", "virtual", "annual"}
        or words[0] in {"This", "That", "year's"}
    ):
        words = words[1:]
    joined = " ".join(words).strip(" ,.;(")
    if joined.count("(") < joined.count(")"):
        joined = joined.rsplit(")", 1)[0].strip()
    for mark in ("Presented at the ", "presented at the "):
        joined = joined.removeprefix(mark)
    return joined


def find_abstract_number(document: Document) -> str | None:
    """Return the abstract's number with its prefix; ``None`` where there are several."""
    found: list[str] = []
    for sentence in document.sentences:
        if document.kind(sentence) is Kind.DISCLOSURE:
            continue
        if "bstracts" in sentence.text and _SEVERAL.search(sentence.text):
            return None
        if "bstract" in sentence.text or "ABSTRACT" in sentence.text:
            found.extend(match[1] for match in _ABSTRACT.finditer(sentence.text))
        if "LBA" in sentence.text:
            found.extend(match[1].replace(" ", "") for match in _LATE.finditer(sentence.text))
    if not found and document.title:
        match = _PREFIX.match(document.title)
        found = [match[1]] if match else []
    numbers = list(dict.fromkeys(found))
    return numbers[0] if len(numbers) == 1 else None
