"""Which of two arms is set against the other: "X versus Y", "superior to Y", "compared with Y"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summarizer.engines.rules.document import Sentence

_AGAINST = re.compile(
    r"\b(?P<firm>compared (?:with|to)|in comparison (?:with|to)|superior to|inferior to|non-?inferiority (?:of [^,.;]{2,40} )?to|equivalent to|relative to|as an? alternative to"
    r"|instead of|rather than|advantages? over|superiority (?:of [^,.;]{2,40} )?(?:over|to)|better than|more effective than|as effective as|replac(?:e|ing))"
    r"|\b(?P<loose>versus|vs\.?|against|over|than(?: (?:in|with|for|on|those|after))?) "
)
_ARTICLE = re.compile(
    r" ?(?:the |that of |those (?:in|on|of|given|receiving|with) |patients (?:in|on|with|receiving|given) |treatment with |receiving |either |an? |in |with |standard |conventional |reference )*"
)
_AIM = re.compile(
    r"\b(?:effect(?:s|iveness)?|efficacy|safety|role|benefits?|impact|value|feasibility|usefulness|advantages?|superiority|non-?inferiority|addition|adding|use|whether)\b"
    r"(?: and (?:safety|tolerability|efficacy|cost-effectiveness))?(?: of| that| if)? "
)
_RATIO_OF = re.compile(r"\bratios? (?:for [\w -]{3,40}? )?(?:for|of|with|in) ")
"""What stands before "X versus Y" where the order is that of a ratio."""
_VERSUS = re.compile(r" (?:(?:group|arm|alone) )?(?:versus|vs\.?|compared (?:with|to)|relative to|against) ")
_RATIO = 2.5
_FIRM = 1.0
_LOOSE = 0.4
_TITLE = 2.0
_AIMED = 0.6
_MOST = 3.0


def weigh(title: str, sentences: Sequence[Sentence], names: Sequence[Sequence[str]]) -> list[float]:
    """Return for each arm how much speaks for its being under test (above zero) or compared against (below).

    Args:
        title: The title in small letters.
        sentences: Running text.
        names: For each arm the lower-cased names that mean it.
    """
    scores = [0.0] * len(names)
    for lower, weight in [(title, _TITLE), *((sentence.lower, 1.0) for sentence in sentences)]:
        for match in _AGAINST.finditer(lower):
            arm = _arm_at(lower, match.end(), names)
            if arm is not None:
                scores[arm] -= weight * (_FIRM if match["firm"] else _LOOSE)
        for match in _AIM.finditer(lower):
            arm = _arm_at(lower, match.end(), names)
            if arm is not None:
                scores[arm] += weight * _AIMED
        if "ratio" in lower:
            _weigh_ratios(lower, names, scores)
    return [max(-_MOST, min(_MOST, score)) for score in scores]


def _weigh_ratios(lower: str, names: Sequence[Sequence[str]], scores: list[float]) -> None:
    """Count "a hazard ratio for X versus Y" for X and against Y."""
    for match in _RATIO_OF.finditer(lower):
        versus = _VERSUS.search(lower, match.end(), match.end() + 60)
        first = _arm_at(lower, match.end(), names)
        second = _arm_at(lower, versus.end(), names) if versus else None
        if versus is None or first is None or second is None or first == second:
            continue
        if any(_stands(lower, alias, versus.start() - len(alias)) for alias in names[first]):
            scores[first] += _RATIO
            scores[second] -= _RATIO


def _arm_at(lower: str, position: int, names: Sequence[Iterable[str]]) -> int | None:
    """The arm whose name stands at a place, an article or the like left out."""
    skipped = _ARTICLE.match(lower, position)
    places = {position, skipped.end() if skipped else position}
    best, found = 0, None
    for index, aliases in enumerate(names):
        for alias in aliases:
            if len(alias) > best and any(_stands(lower, alias, place) for place in places):
                best, found = len(alias), index
    return found


def _stands(lower: str, alias: str, place: int) -> bool:
    return lower.startswith(alias, place) and not lower[place + len(alias) : place + len(alias) + 1].isalnum()
