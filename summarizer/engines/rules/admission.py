"""Which of the names found in a sentence may name an endpoint."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import is_title, measures_only, with_number
from summarizer.engines.rules.harm_terms import can_be_harm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.statements import Name

_SURE = frozenset({"lexicon", "meant", "defined", "pointer", "term", "any", "stop", "dose", "death", "joined", "act"})
"""Matchers whose names are known to be names."""
_NO_NAME = re.compile(
    r"(?:under|at|by|with|for|from|in|over) |(?:most )?(?:common|frequent) (?:AEs?|adverse|side)\b", re.IGNORECASE
)
SILENT = "bare measure"
"""Rule of a name that only holds its numbers: they are of something that the sentence does not name."""


def admit_names(sentence: Sentence, names: Sequence[Name]) -> list[Name]:
    """Leave out what is no name of an endpoint; a bare "severity" beside other names keeps its numbers from them."""
    names = [name for name in names if not _counts_against(sentence, name)]
    told = [name for name in names if name.rule in _SURE or not _NO_NAME.match(name.title)]
    kept = [
        _counted(sentence, _acted_on(sentence, name)) for name in told if name.rule in _SURE or is_title(name.title)
    ]
    bare = [replace(name, rule=SILENT) for name in names if name.rule not in _SURE and measures_only(name.title)]
    return sorted([*kept, *bare], key=lambda name: name.start) if kept else []


_PER = re.compile(r"\bper (?:\d[\d,]*(?: \d{3})? )?$")


def _counts_against(sentence: Sentence, name: Name) -> bool:
    """Whether a name is only what a rate is counted against, "28 per 1000 live births"."""
    place = name.start - sentence.start
    return _PER.search(sentence.text, max(0, place - 16), place) is not None


_ACTED = re.compile(r"(?:decreased|reduced|increased|lowered) (?:the |their )?", re.IGNORECASE)
_VERB_AFTER = re.compile(
    r"(?<![\w-])(?!(?:of|in|and|or|had|has|have|with|by|for|from|experienced|reported|developed|showed|were|was|is|are|included|the|an?|as|more|less|to|no|nor"
    r"|than|on|due|versus|vs|who|that|mild|moderate|severe|any|both|all|some|most|their)\b)[A-Za-z][\w-]+ $",
    re.IGNORECASE,
)


def _acted_on(sentence: Sentence, name: Name) -> Name:
    """Read "zorafil decreased nausea" as a verb and its object, not as "decreased nausea"."""
    match = _ACTED.match(name.title) if name.is_harm else None
    place = name.start - sentence.start
    if match is None or not _VERB_AFTER.search(sentence.text, max(0, place - 40), place):
        return name
    return replace(name, title=name.title[match.end() :])


def _counted(sentence: Sentence, name: Name) -> Name:
    title = with_number(sentence.text, name.start - sentence.start, name.title)
    return name if title == name.title else replace(name, title=title)


def settle(name: Name) -> Name:
    """Take what a passage about harms names for no harm where its words name a time, a score or an amount."""
    is_open = name.is_harm and name.rule not in _SURE
    return replace(name, is_harm=False, is_serious=False) if is_open and not can_be_harm(name.title) else name
