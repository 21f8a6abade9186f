"""Which two arms a comparison sets against each other: the trial's two, those its clause names, or one arm and its own past."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.results import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.clauses import Page, Target
    from summarizer.engines.rules.effects import Comparison
    from summarizer.engines.rules.naming import ArmMention, ArmNames

Pair = tuple[str | None, str | None]
"""Labels of the arm and of its comparator; ``None`` where the text does not tell, or where an arm is compared with its own past."""

_OWN_PAST = re.compile(
    r"\b(?:compared|comparison|relative|respect|regard) (?:with|to) (?:the |their )?(?:baseline|pre-?\w+|initial|before|day 0)"
    r"|\b(?:from|than|versus|vs\.?|over|at) (?:the |their )?(?:baseline|pre-?(?:treatment|operative|intervention|test)\b)"
    r"|\bwithin[- ](?:the |each |both )?(?:groups?|arms?|subjects?)|\bbefore and after\b|\bpre-? ?(?:and|to|vs\.?|versus) post"
    r"|\bover time\b|\beffect of time\b|\btime effect|\bafter than before\b",
    re.IGNORECASE,
)
_OTHER_ARM = re.compile(
    r"\b(?:between|than (?!baseline|before)|versus|vs\b|differen\w+|group effect)|\bcompared (?:with|to) (?!(?:the |their )?(?:baseline|pre|initial|before))",
    re.IGNORECASE,
)


_OF_FACTORS = re.compile(
    r"\b(?:correlat\w+|predict(?:ors?|ed|ive)|independent(?:ly)? (?:risk |prognostic )?(?:factors?|variables?|associated)|risk factors?"
    r"|significant(?:ly)? associat\w+|associations? (?:between|of)|(?:was|were) associated with)\b",
    re.IGNORECASE,
)
"""What says that a P value is of a factor or of two measures and not of two arms, where no arm is named."""


def find_opponents(
    names: ArmNames, mentions: Sequence[ArmMention], clause: str, start: int, sentence: str, begin: int = 0
) -> Pair:
    """Say which arms a comparison is of.

    Args:
        names: The trial's arms.
        mentions: Those named around the comparison.
        clause: Folded text around it.
        start: Where the comparison begins in the folded text of the article.
        sentence: The whole sentence.
        begin: Where it begins in the folded text of the article.
    """
    named = tuple(dict.fromkeys(item.label for item in mentions if item.label in names.labels))
    if is_own_past(clause, named) or (not named and is_own_past(sentence, named)):
        return (named[0] if len(named) == 1 else _sole(names)), None
    if not named and _OF_FACTORS.search(sentence) and not _OTHER_ARM.search(sentence):
        return None, None
    pair = names.pair()
    if pair is not None:
        if len(named) == 2 and len({arm.type for arm in names.arms}) == 1 and _OTHER_ARM.search(sentence):  # noqa: PLR2004 - a pair
            return named[0], named[1]
        is_turned = (
            named == pair[:1] and names.is_even() and all(_is_against(item, sentence, begin) for item in mentions)
        )
        return (pair[1], pair[0]) if is_turned else pair
    if _is_of_next(mentions, sentence, start, begin):
        return _sole(names), None
    against = [item.label for item in mentions if _is_against(item, sentence, begin)]
    return _of_many(names, mentions, sorted(named, key=lambda label: label in against), start) or (_sole(names), None)


def _is_against(item: ArmMention, sentence: str, begin: int) -> bool:
    """Whether an arm is named as what another is compared with."""
    place = item.start - begin
    return 0 < place < len(sentence) and _SET_AGAINST.search(sentence, max(0, place - 40), place) is not None


_BRACKET = re.compile(r"\([^()]*\)")
_NEXT = re.compile(r"\band (?:\d|(?:by|with|for|of|in)\b)")


def _is_of_next(mentions: Sequence[ArmMention], sentence: str, start: int, begin: int) -> bool:
    """Whether the arms named behind a ratio are those of the next one: "0.42 for the pair and 0.63 for A alone"."""
    own = [item for item in mentions if not _is_against(item, sentence, begin)]
    if not own or any(item.start < start for item in own):
        return False
    return _NEXT.search(_BRACKET.sub(" ", sentence[start - begin : own[0].start - begin])) is not None


_IS_SHARED = re.compile(r"\b(?:both|all|each) \||\|,? for (?:each|both|all)\b", re.IGNORECASE)


def for_each(names: ArmNames, comparisons: Sequence[Comparison], text: str) -> list[Comparison]:
    """Repeat a comparison that holds "for each comparison with placebo"."""
    many = len(names.labels) - 1
    alike = [
        item
        for item in comparisons
        if item.estimate is None
        and _IS_SHARED.search(text[max(0, item.start - 8) : item.start] + "|" + text[item.end : item.end + 12])
    ]
    return [comparisons[0]] * many if len(alike) == len(comparisons) == 1 and many > 1 else list(comparisons)


def pair_with_control(names: ArmNames, named: Sequence[str], comparisons: Sequence[Comparison]) -> list[Pair] | None:
    """Pairs of a list of comparisons with one control: as many arms are named as there are estimates."""
    controls = names.controls()
    if len(names.labels) < 3 or len(controls) != 1 or len(comparisons) < 2:  # noqa: PLR2004 - of two arms there is one pair
        return None
    active = [label for label in named if label not in controls]
    if (not active or comparisons[0] is comparisons[-1]) and len(comparisons) == len(names.labels) - 1:
        active = [label for label in names.labels if label not in controls]
    return [(label, controls[0]) for label in active] if len(active) == len(comparisons) else None


def pair_own_pasts(names: ArmNames, page: Page, targets: Sequence[Target]) -> list[Pair] | None:
    """Arms whose values each have a P value of their own: "fell by 3.2 (P < .001) with A and by 1.8 (P = .02) with B"."""
    values = [item for item in targets if isinstance(item, Value)]
    if not values:
        return _own_pasts_behind(names, page, targets)
    is_paired = len(values) == len(names.labels) > 1 and len(targets) == 2 * len(values)
    if not is_paired or any(isinstance(item, Value) == bool(place % 2) for place, item in enumerate(targets)):
        return None
    labels = [page.attached[item.start].label for item in values if item.start in page.attached]
    return [(label, None) for label in labels] if set(labels) == set(names.labels) else None


_BEHIND = re.compile(r"(?: ?(?:groups?|arms?))?,? ?[(\[]")


def _own_pasts_behind(names: ArmNames, page: Page, targets: Sequence[Target]) -> list[Pair] | None:
    """Read a P value behind every arm, "in the A group (P = .02) but not in the B group (P = .33)": each is of its own past."""
    text, begin = page.sentence.text, page.sentence.start
    if len(targets) != len(names.labels) or len(targets) == 1:
        return None
    labels = [
        item.label
        for target in targets
        for item in page.mentions
        if item.end <= target.start and _BEHIND.fullmatch(text, item.end - begin, target.start - begin)
    ]
    has_estimate = any(not isinstance(item, Value) and item.estimate is not None for item in targets)
    is_of_each = not has_estimate and set(labels) == set(names.labels) and len(labels) == len(targets)
    return [(label, None) for label in labels] if is_of_each else None


def is_own_past(clause: str, named: Sequence[str]) -> bool:
    """Whether a clause compares an arm with what it was before, and not with another arm."""
    if len(named) > 1 or not _OWN_PAST.search(clause):
        return False
    return not _OTHER_ARM.search(_OWN_PAST.sub(" ", clause))


def find_leader(mentions: Sequence[ArmMention], clause: str, start: int) -> str | None:
    """Return the arm that a clause says something of: the first one that no "than" or "compared with" precedes.

    Args:
        mentions: Arms named around the clause.
        clause: Its folded text.
        start: Where it begins in the folded text of the article.
    """
    for item in mentions:
        place = item.start - start
        if 0 <= place < len(clause) and not _SET_AGAINST.search(clause, max(0, place - 40), place):
            return item.label
    return None


_SET_AGAINST = re.compile(
    r"\b(?:than|versus|vs\.?|compared (?:with|to)|relative to|over|against|comparison (?:with|to))(?: (?:in|with|for|on|of|to|that|those|the|patients|given"
    r"|receiving|treated|women|men|children|participants|subjects|group|arm|either|both|an?))* $",
    re.IGNORECASE,
)


def _sole(names: ArmNames) -> str | None:
    return names.labels[0] if len(names.labels) == 1 else None


def _of_many(names: ArmNames, mentions: Sequence[ArmMention], labels: Sequence[str], start: int) -> Pair | None:
    """Of three arms or more, the two that the clause names, or the one it names and the only control."""
    controls = names.controls()
    active = [label for label in labels if label not in controls]
    if len(active) == 1 and len(controls) == 1:
        return active[0], controls[0]
    if len(labels) == 2:  # noqa: PLR2004 - a pair
        first, second = labels
        return (second, first) if first in controls and second not in controls else (first, second)
    near = [item for item in mentions if item.end <= start and item.label in active]
    if near and len(controls) == 1:
        return near[-1].label, controls[0]
    return None
