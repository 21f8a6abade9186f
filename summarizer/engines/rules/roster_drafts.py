"""Arms and the groups that the text names: which is which, and by which name to call them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.group_drafts import is_doubtful, named_draft
from summarizer.engines.rules.interventions import DOSE, find_treatments
from summarizer.engines.rules.rosters import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.drafts import Draft
    from summarizer.engines.rules.rosters import Member, Roster

_WORDS = re.compile(r"[a-z]+\d[\w-]*|[a-z]+|\d+(?:\.\d+)?")
_IDLE = frozenset(
    ["the", "a", "an", "of", "and", "with", "plus", "for", "in", "to", "or", "group", "arm", "therapy", "treatment", "patients", "intervention", "program", "programme", "mg", "daily", "who", "were", "assigned", "randomized", "randomised", "allocated", "receive", "received", "after", "n"]
)  # fmt: skip
_CONTROL = re.compile(
    r"\b(?:controls?|comparison|comparator|reference|usual|standard|conventional|placebo|sham|untreated)\b"
)
_ACTIVE = frozenset({"intervention", "experimental", "treatment", "study", "test", "active", "case", "trial"})
_SAME_NAME = 10.0
_SHARED = 4.0
_PART = 1.5
_STRONG = 2.0
_LONG = 3
_OFTEN = 2


def reconcile(document: Document, drafts: list[Draft], roster: Roster) -> list[Draft]:
    """Call the arms as the text calls its groups, and add a group that the list of arms left out.

    Args:
        document: The article.
        drafts: The arms that a list of treatments gave.
        roster: The groups that the text names.

    Returns:
        The arms: those given, or the groups where none of these is one of them.
    """
    if len(drafts) < 2:  # noqa: PLR2004 - nothing to compare
        return _from(document, roster)
    pairs = match(drafts, roster.members, document.abbreviations)
    if not pairs and len(roster.members) >= len(drafts) and any(_is_strange(document, draft) for draft in drafts):
        return _from(document, roster) or drafts
    strangers = [member for place, member in enumerate(roster.members) if place not in pairs.values()]
    for place, index in pairs.items():
        member = roster.members[index]
        drafts[place].names = tuple(dict.fromkeys((*drafts[place].names, *member.names, *member.roles)))
        relabel(document, drafts[place], member, [draft for draft in drafts if draft is not drafts[place]])
    if len(pairs) == len(drafts) and strangers and _are_arms(strangers, roster):
        drafts = [*drafts, *(_draft(document, member) for member in strangers)]
        document.trace.note("arms", "a further group that the text names")
    return drafts


def _is_strange(document: Document, draft: Draft) -> bool:
    """Whether a label reads like a piece of a sentence, and no number stands beside it."""
    return draft.size is None and is_doubtful(draft, document.lower)


def _are_arms(strangers: Sequence[Member], roster: Roster) -> bool:
    """Whether groups that the list left out are told in one breath with all the others, and by names of their own."""
    return roster.is_told_at_once and all(_words(member.key) - _ACTIVE for member in strangers)


def _from(document: Document, roster: Roster) -> list[Draft]:
    drafts = [_draft(document, member) for member in roster.members]
    document.trace.note("arms", "groups that the text names")
    return drafts if len({draft.label.lower() for draft in drafts}) == len(drafts) else []


def _draft(document: Document, member: Member) -> Draft:
    sentence, mention = member.mentions[0]
    draft = named_draft(document, member.name, (sentence, mention.start, mention.end))
    draft.names = tuple(dict.fromkeys((*draft.names, *member.names, *member.roles)))
    return draft


def match(drafts: Sequence[Draft], members: Sequence[Member], abbreviations: Mapping[str, str]) -> dict[int, int]:
    """Which arm is which group, each used once; the last by being left over."""
    scores = sorted(
        (
            (_likeness(draft, member, drafts, abbreviations), place, index)
            for place, draft in enumerate(drafts)
            for index, member in enumerate(members)
        ),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    found: dict[int, int] = {}
    for score, place, index in scores:
        if score > 0 and place not in found and index not in found.values():
            found[place] = index
    free = [place for place in range(len(drafts)) if place not in found]
    left = [index for index in range(len(members)) if index not in found.values()]
    if found and len(free) == len(left) == 1 and len(drafts) == len(members):
        worst = next(score for score, place, index in scores if (place, index) == (free[0], left[0]))
        member = members[left[0]]
        alone = member.uses < _OFTEN and not (member.generic or member.coded)
        if worst >= 0 and not alone and not _is_common(member, drafts, abbreviations):
            found[free[0]] = left[0]
    return found


def _is_common(member: Member, drafts: Sequence[Draft], abbreviations: Mapping[str, str]) -> bool:
    """Whether the words of a name are those of every arm."""
    words = _expanded(member.key, abbreviations)
    return bool(words) and all(words <= _words_of(draft, abbreviations) for draft in drafts)


def _likeness(draft: Draft, member: Member, drafts: Sequence[Draft], abbreviations: Mapping[str, str]) -> float:
    names = {key_of(name, abbreviations) for name in (draft.label, draft.treatment.label, *draft.names)}
    keys = {member.key, *(key_of(name, abbreviations) for name in member.names)}
    if names & keys:
        return _SAME_NAME
    own, theirs = _own_words(draft, drafts, abbreviations)
    words = _expanded(" ".join(keys), abbreviations)
    score = _SHARED * len(words & own) / max(1, len(words)) - _SHARED * bool(words & theirs)
    if _CONTROL.search(member.key):
        score += _PART if _is_control(draft) else -_PART
    elif member.key in _ACTIVE:
        score += -_PART if _is_control(draft) else _PART / 3
    return score


def _is_control(draft: Draft) -> bool:
    return draft.treatment.kind != "active" or any(
        _CONTROL.search(name.lower()) for name in (draft.label, draft.treatment.label, *draft.names)
    )


def _own_words(draft: Draft, drafts: Sequence[Draft], abbreviations: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The words that only this arm has, and those that only others have."""
    mine = _words_of(draft, abbreviations)
    others = set().union(*(_words_of(other, abbreviations) for other in drafts if other is not draft))
    return mine - others, others - mine


def _words_of(draft: Draft, abbreviations: Mapping[str, str]) -> set[str]:
    text = " ".join(
        (draft.label, draft.treatment.label, draft.treatment.dose or "", *draft.interventions, draft.phrase)
    )
    return _expanded(text, abbreviations)


def _expanded(text: str, abbreviations: Mapping[str, str]) -> set[str]:
    words = _words(text)
    for short, long in abbreviations.items():
        if short.lower() in words:
            words |= _words(long)
    return words


def _words(text: str) -> set[str]:
    return {_singular(word) for word in _WORDS.findall(text.lower()) if word not in _IDLE}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _LONG and word.endswith("s") and not word.endswith("ss") else word


def relabel(document: Document, draft: Draft, member: Member, others: Sequence[Draft]) -> None:
    """Take the group's name for the arm's where the text uses it more, or where the arm's is a piece of a sentence."""
    name = member.name
    if name.lower() in {other.label.lower() for other in others} or _is_like(draft.label, name):
        return
    if draft.treatment.dose and DOSE.fullmatch(name.replace("-", " ")):
        return
    used, uses = _times(document.lower, draft.label.lower()), member.uses
    known = bool(find_treatments(draft.label))
    long = len(draft.label.split()) > _LONG
    if member.generic and not long:
        better = uses > _OFTEN * used
    elif known and not long:
        better = uses > (_OFTEN if member.coded else 1) * max(used, 1)
    else:
        better = uses > max(used, 1) or long or (used <= 1 and not member.coded)
    if better:
        draft.label = name
        sentence, mention = member.mentions[0]
        draft.spans.append((sentence.start + mention.start, sentence.start + mention.end))


def _is_like(label: str, name: str) -> bool:
    return label.lower().removesuffix(" group").removesuffix(" arm") == name.lower()


def _times(lower: str, name: str) -> int:
    return len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", lower))
