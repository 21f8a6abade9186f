"""What an arm got, as it stands in the record: no pieces of sentences, no units; an arm's own name where that is a thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.interventions import DOSE, find_drugs
from summarizer.engines.rules.regimens import own_names

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.drafts import Draft

_HEAD = re.compile(
    r"^(?:.*\b(?:were|was|are|is|been|being|randomi[sz]ed|randomly|assigned|allocated|divided|participate[ds]? in|results? (?:for|of|with))\b(?:.*\b(?:to|into|in|for|of|either|receive)\b)?"
    r"|(?:and|or|plus|with|either|both|the|an?|of|one-time|single|sessions? of)\b(?!-)|plus-)[ ,]*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[ ,]+(?:and|or|(?-i:plus)|with|of|to|for|in|i\.? ?v\.?(?: days?)?|t\.i\.d|b\.i\.d|bid|tid))+[.,]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:were|was|are|had|has|have|shown|received|patients|participants|results?|median follow-up|compared|discontinuation|superiority|respectively|uninterrupted|randomi[sz]ed|median|mean)\b|[{}]|^[^A-Za-z]*$"
    r"|^.$|^(?:q\d+w|t\.i\.d|b\.i\.d|be|both|it|them|they|same|others?|interviews?|questionnaires?|(?:not )?undergo\w*)$|^\d+ ?(?:min|minutes|h|hours|days?|weeks?|months?|years?)$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:the )?(?:experimental|intervention|treatment|treated|active|study|test|trial|control|controls|comparison|comparator|reference|standard|conventional|usual|case|cases|combination|combined"
    r"|early|late|delayed|immediate|low|high|higher|lower|intensive|empiric|real|true|first|second|third|fourth|effective|non-?effective|positive|negative|group|arm|cohort|protocol|sequence|regimen)s?"
    r"(?:[ -](?:group|arm|cohort|treatment|therapy|interventions?|factors?|dose|care|regimen|[a-z]|\d|i+))*$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:group|arm|cohort|protocol|sequence|regimen)s?[ -]|^[A-Z]{1,4}$|^[a-z]{0,3}\d{1,2}$|^[a-z][-/+][a-z]$|^\w$|^non-?\w+$|^(?:no|without)\b|^\d",
    re.IGNORECASE,
)
_CARE = re.compile(
    r"\b(?:usual|routine|standard|conventional|no)(?: \w+)? (?:care|treatment|therapy|practice|management)\b|\bcontrols?\b|\bwait",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"[ -](?:groups?|arms?|cohort|recipients|users|only|alone|intervention|treatment|patients)$", re.IGNORECASE
)
_QUALITY = re.compile(
    r"(?:\w{3,}(?:al|ive|able|ible|ed|ly|ary|ous|dant|ther|[^s]ic)|\w+-\w+(?:e|ic|ing)|every-\S+|standard|volume|program(?:me)?|individual|strategy|schedule|models?|arms?)$",
    re.IGNORECASE,
)
"""A last word that only says how."""
_NO_THING = re.compile(
    r"\b(?:amounts?|doses?|levels?|frequency|duration|consecutive|fatigue|nil|nihil|syndrome|old|term|number|pregnant)\b"
    r"|^(?:followed|provided?|reduced?|refer(?:red)?|receiv\w+|undergo\w*|underwent|attend(?:ed)?|continued?|improved?|main) |^[tn]\d$",
    re.IGNORECASE,
)
_DISEASES = frozenset(word.lower() for word in lexicon.words("conditions"))
_MOST_WORDS = 5


def settle(document: Document, draft: Draft) -> tuple[str, ...]:
    """Return what an arm got, each by its own name."""
    names = [name for part in draft.interventions for name in own_names(document, part)]
    own = _ENDING.sub("", draft.label).lower()
    kept = [
        name
        for name in map(_tidy, names)
        if name
        and not _SENTENCE.search(name)
        and not _PART.match(name)
        and not (name.lower() == own and _is_vague(name))
    ]
    if not kept and draft.treatment.kind == "active":
        kept = list(_own(document, draft))
    return tuple({name.lower(): name for name in reversed(kept)}.values())[::-1]


def _tidy(name: str) -> str:
    """A name without what a sentence puts before and after it."""
    previous = None
    while previous != name:
        previous = name
        name = _TAIL.sub("", _HEAD.sub("", name)).strip(" ,;:.-")
    return name


def _own(document: Document, draft: Draft) -> tuple[str, ...]:
    """The arm's own name, where it is that of a thing, or what it stands for."""
    bare = _ENDING.sub("", DOSE.sub("", draft.label).strip())
    long = own_names(document, bare)
    name = long[0] if len(long) == 1 else ""
    if not name or _PART.match(name) or _CARE.search(name) or _SENTENCE.search(name) or len(name.split()) > _MOST_WORDS:
        return ()
    if _NO_THING.search(name) or _is_disease(name):
        return ()
    return () if name == bare and (_CODE.search(name) or _is_vague(name)) else (_tidy(name),)


def _is_disease(name: str) -> bool:
    """Whether a group goes by what its people have, and not by what they got."""
    words = name.lower().split()
    return any(" ".join(words[start:]) in _DISEASES for start in range(len(words)))


def _is_vague(name: str) -> bool:
    """Whether a name only says how something was done."""
    return _QUALITY.search(name) is not None and not find_drugs(name)
