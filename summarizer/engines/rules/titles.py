"""Which line of an article's header is its title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

_PHRASES = lexicon.table("layout")
_KICKERS = frozenset(_PHRASES["kicker"]["is"])
_MASTHEAD = re.compile(lexicon.alternation(_PHRASES["masthead"]["words"]))
_CONTENT = re.compile(r"[a-z][a-z0-9-]{4,}")
_MEETING = re.compile(r"\b(?:annual (?:meeting|congress)|congress of|scientific sessions|poster|session|abstract \w+$)")
_TRIALISH = re.compile(
    r"\b(?:trial|study|phase|randomi[sz]ed|versus|vs|patients|treatment|therapy|survival|risk"
    r"|improve[sd]?|reduce[sd]?)\b"
)
_ITEM = re.compile(r"\d{1,2}[/.)] ")
_READ_AHEAD = 2500


def find_title(text: str, candidates: Sequence[tuple[int, int, int]], body: int) -> int | None:
    """Choose among the header's lines.

    Args:
        text: The folded text.
        candidates: ``(paragraph, start, end)`` of lines that are neither byline nor site.
        body: Offset at which the running text begins.

    Returns:
        The title's paragraph, or ``None`` where no line looks like one.
    """
    known = set(_CONTENT.findall(text[body : body + _READ_AHEAD].lower()))
    best: tuple[float, int] | None = None
    for place, (index, start, end) in enumerate(candidates):
        score = _score(text[start:end], known) - 0.6 * place
        if score > 0 and (best is None or score > best[0]):
            best = (score, index)
    return best[1] if best else None


def _score(line: str, known: set[str]) -> float:
    lowered = line.lower()
    words = len(lowered.split())
    if words < 3 or lowered.strip(" :.") in _KICKERS:  # noqa: PLR2004
        return -1.0
    shared = sum(1 for word in set(_CONTENT.findall(lowered)) if word in known)
    capitals = sum(1 for word in line.split() if word[0].isupper())
    return (
        1.0
        + min(3.0, 0.6 * shared)
        + sum(
            weight
            for weight, speaks in (
                (0.5, words >= 6),  # noqa: PLR2004
                (0.5, capitals > 0.6 * words),
                (1.0, _TRIALISH.search(lowered)),
                (-2.0, shared < 3 and _MASTHEAD.search(lowered)),  # noqa: PLR2004
                (-2.0, _MEETING.search(lowered)),
                (-2.0, any(mark in line for mark in (" | ", " \u00b7 ", " > ", " \u203a "))),
                (-3.0, _ITEM.match(line)),
                (-1.5, words < 8 and " - " in line and shared < 2),  # noqa: PLR2004
                (-3.0, words > 45),  # noqa: PLR2004
            )
            if speaks
        )
    )
