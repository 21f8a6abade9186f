"""The groups that a text sets against each other by name, weighed by how often and where it does so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines.rules.group_mentions import GroupMention, find_group_mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from summarizer.engines.rules.document import Document, Sentence

_ASSIGNS = re.compile(r"\brandomi[sz]|\brandomly|\bassigned|\ballocat|\bdivided|\ballotted|\bgroups?:")
_ENDING = re.compile(r"[ -](?:treated|supplemented|group|arm|alone|only)$")
_GENERIC = frozenset(
    ["intervention", "control", "experimental", "treatment", "study", "test", "active", "case", "comparison", "comparator", "reference", "standard", "trial"]
)  # fmt: skip
_ASSIGNED = 3.0
_WITH_NUMBER = 1.5
_SEEN = 1.0
_PART_OF_IT = 0.5
_MORE_THAN_IT = 0.4
_ALONE = 0.15
_STRANGER = 0.2
_ALIKE = 0.5
_MOST = 6
_SHORT = 3
_ENOUGH = 1.9
_ENOUGH_CODED = 1.5


@dataclass(slots=True)
class Member:
    """A group of a roster.

    Attributes:
        key: Its name as it is compared.
        mentions: Where it is named, each with its sentence.
        short: The abbreviation that the text defines for it.
        shortened: How often the text uses that.
    """

    key: str
    mentions: list[tuple[Sentence, GroupMention]] = field(default_factory=list)
    short: str = ""
    shortened: int = 0

    @property
    def name(self) -> str:
        """The wording that the text uses most, the first of equals."""
        name, count = Counter(mention.name for _, mention in self.mentions).most_common(1)[0]
        return self.short if self.shortened > max(count, 1) else name

    @property
    def names(self) -> tuple[str, ...]:
        """All wordings, each once."""
        short = (self.short,) if self.short else ()
        return (*short, *dict.fromkeys(mention.name for _, mention in self.mentions if mention.name != self.short))

    @property
    def roles(self) -> tuple[str, ...]:
        """The parts in the trial that the text gives it."""
        return tuple(dict.fromkeys(f"{mention.role} group" for _, mention in self.mentions if mention.role))

    @property
    def uses(self) -> int:
        """How often the text speaks of it."""
        return max(len(self.mentions), self.shortened)

    @property
    def coded(self) -> bool:
        """Whether it goes by a code."""
        return self.mentions[0][1].coded

    @property
    def generic(self) -> bool:
        """Whether its name only tells its part in the trial."""
        return self.key in _GENERIC


@dataclass(frozen=True, slots=True)
class Roster:
    """Groups that a text sets against each other.

    Attributes:
        members: In the order of the article.
        score: How much speaks for them.
        is_told_at_once: Whether one sentence names all of them and no other.
    """

    members: tuple[Member, ...]
    score: float
    is_told_at_once: bool = False


def find_rosters(document: Document, sentences: Sequence[Sentence]) -> list[Roster]:
    """Return the sets of groups that the text names together, the best first."""
    members: dict[str, Member] = {}
    together: list[tuple[float, frozenset[str]]] = []
    same: dict[str, str] = {}
    lone: tuple[Sentence, str] | None = None
    for sentence in sentences:
        mentions = find_group_mentions(sentence)
        if not mentions:
            continue
        keys = [key_of(mention.name, document.abbreviations) for mention in mentions]
        for key, mention in zip(keys, mentions, strict=True):
            members.setdefault(key, Member(key)).mentions.append((sentence, mention))
        same.update(_glosses(sentence, mentions, keys))
        together.append((_weight(sentence), frozenset(keys)))
        if len(set(keys)) == 1:
            if lone and lone[1] != keys[0] and sentence.start - lone[0].start < _NEAR:
                together.append((_NEXT_TO, frozenset((lone[1], keys[0]))))
            lone = sentence, keys[0]
    if len(members) < 2:  # noqa: PLR2004 - nothing to set against each other
        return []
    renamed = _merge(members, same, [keys for _, keys in together])
    _shorten(document, members)
    sets = [(weight, frozenset(renamed.get(key, key) for key in keys)) for weight, keys in together]
    return _ranked(members, sets)


def _shorten(document: Document, members: Mapping[str, Member]) -> None:
    for short in document.abbreviations:
        member = members.get(short.lower())
        if member is not None:
            member.short = short
            member.shortened = len(re.findall(rf"(?<![\w-]){re.escape(short)}(?![\w-])", document.text))


_OPENED = re.compile(r" ?(?:group|arm)?s? ?[(\[](?:the |called |=)?$", re.IGNORECASE)
_NEAR = 500
_NEXT_TO = 1.25


def _glosses(sentence: Sentence, mentions: Sequence[GroupMention], keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``the steroid group (group A)``: two names of one group."""
    for place in range(1, len(keys)):
        between = sentence.text[mentions[place - 1].end : mentions[place].start]
        if keys[place] != keys[place - 1] and _OPENED.fullmatch(between):
            yield keys[place], keys[place - 1]


def key_of(name: str, abbreviations: Mapping[str, str]) -> str:
    """A name as it is compared: small letters, the abbreviation for what it abbreviates, no ending."""
    low = name.lower().strip("\"'\u201c\u201d\u2018\u2019 ")
    bare = _ENDING.sub("", low)
    for short, long in abbreviations.items():
        if _ENDING.sub("", long.lower()).removesuffix("s") in (low, bare, bare.removesuffix("s")):
            return short.lower()
    return bare if len(bare) <= _SHORT or bare.endswith("ss") else bare.removesuffix("s")


def _weight(sentence: Sentence) -> float:
    if _ASSIGNS.search(sentence.lower):
        return _ASSIGNED
    return _WITH_NUMBER if any(letter.isdigit() for letter in sentence.text) else _SEEN


def _merge(members: dict[str, Member], same: Mapping[str, str], sets: Sequence[frozenset[str]]) -> dict[str, str]:
    """Take a longer wording for the shorter one that the text uses by itself, unless it sets one against the other."""
    renamed: dict[str, str] = {}
    for key, other in same.items():
        if key in members and other in members:
            fewer, more = sorted((key, other), key=lambda one: (len(members[one].mentions), one == key))
            _join(members, fewer, more)
            renamed[fewer] = more
    for key in sorted(members, key=len, reverse=True):
        words = key.split()
        tails = [" ".join(words[place:]) for place in range(1, len(words))]
        heads = [" ".join(words[:place]) for place in range(len(words) - 1, 0, -1)]
        for other in [*tails, *heads]:
            if other in members and not any({key, other} <= keys for keys in sets) and _may_merge(key, other):
                _join(members, key, other)
                renamed[key] = other
                break
    return {key: renamed.get(other, other) for key, other in renamed.items()}


def _join(members: dict[str, Member], key: str, other: str) -> None:
    members[other].mentions.extend(members.pop(key).mentions)
    members[other].mentions.sort(key=lambda place: (place[0].start, place[1].start))


_TELLS_APART = re.compile(
    r"\b(?:no|non|not|without|low|high|lower|higher|early|late|delayed|immediate|standard|intensive|long|short|usual|active|passive|positive|negative|untreated|wait\w*|combined|placebo|sham)\b"
)


_HEADS = _GENERIC | {
    "program",
    "programme",
    "therapy",
    "care",
    "strategy",
    "training",
    "diet",
    "block",
    "supplement",
    "surgery",
}
"""Names that are the end of many a longer one."""


def _may_merge(longer: str, shorter: str) -> bool:
    """Whether the words that fall away tell nothing apart."""
    left = longer.replace(shorter, "", 1)
    if shorter == "control":
        return True
    return shorter not in _HEADS and not _TELLS_APART.search(left)


def _ranked(members: Mapping[str, Member], sets: Sequence[tuple[float, frozenset[str]]]) -> list[Roster]:
    candidates = {keys for _, keys in sets if 1 < len(keys) <= _MOST} | set(_unions(sets))
    found: list[Roster] = []
    for keys in candidates:
        score = sum(weight * _share(keys, other) for weight, other in sets)
        score += _ALIKE * _is_of_one_kind([members[key] for key in keys])
        score += _ALIKE * ("control" in keys and all(members[key].generic for key in keys))
        ordered = sorted((members[key] for key in keys), key=_place)
        found.append(Roster(tuple(ordered), score, any(keys == other for _, other in sets)))
    return sorted(found, key=lambda roster: (-roster.score, *map(_place, roster.members)))


def _place(member: Member) -> tuple[int, int]:
    sentence, mention = member.mentions[0]
    return sentence.start, mention.start


def _unions(sets: Sequence[tuple[float, frozenset[str]]]) -> Iterable[frozenset[str]]:
    """Pairs that close to a ring: A beside B, B beside C, and A beside C; codes of one series."""
    pairs = {keys for _, keys in sets if len(keys) == 2}  # noqa: PLR2004
    for first in pairs:
        for second in pairs:
            union = first | second
            if len(union) == 3 and (first ^ second) in pairs:  # noqa: PLR2004
                yield union
    for noun in ("group ", "arm ", "cohort ", "protocol ", "regimen "):
        series = frozenset(key for _, keys in sets for key in keys if key.startswith(noun))
        if 1 < len(series) <= _MOST:
            yield series


def _share(keys: frozenset[str], other: frozenset[str]) -> float:
    """How much a sentence's groups speak for a set: the very set, a part of it, or more than it; strangers against it."""
    both = len(keys & other)
    if keys == other:
        return 1.0
    if not both:
        return -_STRANGER if len(other) > 1 else 0.0
    if other < keys:
        return _PART_OF_IT if both > 1 else _ALONE
    if keys < other:
        return _MORE_THAN_IT
    return 0.0 if both > 1 else -_STRANGER


def _is_of_one_kind(members: Sequence[Member]) -> bool:
    return len({member.coded for member in members}) == 1


def convincing(rosters: Sequence[Roster]) -> Roster | None:
    """The roster that may be taken for the arms by itself."""
    best = rosters[0] if rosters else None
    if best is None:
        return None
    enough = _ENOUGH_CODED if all(member.coded for member in best.members) else _ENOUGH
    return best if best.score >= enough else None
