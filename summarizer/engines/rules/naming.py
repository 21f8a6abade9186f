"""Mentions of arms in running text: every name the article has for them, and the words that point back at them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Guarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.arms import ArmFinding
    from summarizer.engines.rules.document import Sentence

EACH = "*"
"""Label of a mention that means every arm alike ("in each group")."""
ALL = "**"
"""Label of a mention that means all participants together ("overall", "in the whole cohort")."""
_LONGER = r"(?:[- ]dose)?[- ](?:treated patients|recipients|patients|cohort|group|arm)|[- ]dose"
_ENDING = re.compile(rf"(?:{_LONGER})$")
_EACH = r"(?:each|either|both) (?:treatment |study )?(?:groups?|arms?|cohorts?)|both treatments"
_ALL = (
    r"all (?:\d[\d,]* )?(?:patients|participants|groups|arms)|overall,|overall\b(?= \()|(?:whole"
    r"|entire|overall|total|pooled) (?:study |trial )?(?:population|cohort|group)"
    r"|(?:groups|arms) combined|in all\b|in total|all told"
)
_FORMER = r"the (?:former|latter)|those given the (?:former|latter)"
_REST = r"the others|those who did(?: not|n't)"
_END = r"(?![\w+]|-(?!treated|assigned|based|group|arm|allocated|randomi))"
_TAIL = re.compile(rf"(?:{_LONGER})?{_END}")
_GENERAL = Guarded(
    "each|either|both|all|overall|whole|entire|total|pooled|combined|former|latter|others|those",
    rf"(?<![\w+-])(?:(?P<each>{_EACH})|(?P<all>{_ALL})|(?P<back>{_FORMER})|(?P<rest>{_REST})){_END}",
)
_BACK = "<"
_OTHERS = ">"
_MEANT = {"each": EACH, "all": ALL, "back": _BACK, "rest": _OTHERS}
_GLUED = frozenset({"_", "+", "-"})
_NOT_BEFORE = re.compile(
    r"(?:-|prior |previous |progress\w+ on |refractory to |resistant to |placebo-controlled "
    r"|response to |responded to |responses to )$",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\b(?:in|to|versus|vs\.?|with|and|than|or|from|for) (?:the )?(?:no|non)|\b(?:given|received|receiving|taking) no|\bwithout(?: the)?)[ -]$"
)
"""What is before the name of an arm to which the other one had none of it: "in the no X group", "without X"."""
_OF_DISEASE = re.compile(
    r"\b(?:asthma|gly[ck]a?emic|glucose|disease|symptom|seizure|tumou?r|local|locoregional|pressure|pain|weight|birth|infection|quality|rate|cycle|self|motor"
    r"|postural|diabetes|viral|vector|ovulation|bleeding|emesis|lipid|complete|under|better|poor|good|full) $"
)
"""What is before a "control" that is no group."""


@dataclass(frozen=True, slots=True)
class ArmMention:
    """One mention of an arm.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character.
        label: The arm's label, or ``EACH`` or ``ALL``.
    """

    start: int
    end: int
    label: str


_CODE = re.compile(r"(?<![\w.])[a-h1-9](?![\w.%])|(?<![\w.])(?:i{1,3}|iv)(?![\w.%])")
_CODED = re.compile(
    r"(?<![\w-])(?:groups?|arms?|cohorts?) (?P<codes>(?:[a-h1-9]|i{1,3}|iv)(?:(?: ?\([^()]{1,40}\))?(?:,? (?:and|or|vs\.?|versus|than|to|&) |, ?)(?:(?:group|arm|cohort) )?(?:[a-h1-9]|i{1,3}|iv)(?![\w.%-]))+)"
)


def _code_of(alias: str) -> str | None:
    """The code of "group a"."""
    noun, _, code = alias.partition(" ")
    return code if noun in {"group", "arm", "cohort"} and _CODE.fullmatch(code) else None


def _stems(finding: ArmFinding) -> list[str]:
    """The names of an arm without those that only lengthen another ("zorafil group" beside "zorafil")."""
    names = {*finding.aliases, finding.arm.label.lower()} - {""}
    return [name for name in names if (stem := _ENDING.sub("", name)) == name or stem not in names]


def _is_other(text: str, start: int, end: int) -> bool:
    """Whether a name speaks of something else here: of earlier treatment, or of the control of a disease."""
    if _NOT_BEFORE.search(text, max(0, start - 20), start):
        return True
    return (
        text[start:end] in {"control", "controls"} and _OF_DISEASE.search(text, max(0, start - 20), start) is not None
    )


class ArmNames:
    """Finds the arms of one trial in its sentences.

    Attributes:
        labels: Labels in the order of the article.
    """

    def __init__(self, arms: Sequence[ArmFinding]) -> None:
        self.arms = tuple(finding.arm for finding in arms)
        self.labels = tuple(arm.label for arm in self.arms)
        self._labels = {alias: finding.arm.label for finding in arms for alias in _stems(finding)}
        self._names = sorted(self._labels, key=len, reverse=True)
        self._codes = {code: label for alias, label in self._labels.items() if (code := _code_of(alias))}

    def find(self, sentence: Sentence) -> list[ArmMention]:
        """Find the mentions of arms in a sentence, in order."""
        found: list[ArmMention] = []
        text = sentence.lower
        for start, end, kind in self._mentions(text):
            label = self._pointed_at(text[start:end], found) if kind == _BACK else kind
            label = self._not_named(found) if kind == _OTHERS else label
            if label in self.labels and _NEGATED.search(text, max(0, start - 20), start):
                label = self.other(label)
            if label is not None and (label == EACH or not _is_other(text, start, end)):
                found.append(ArmMention(sentence.start + start, sentence.start + end, label))
        return found

    def _mentions(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the mentions without overlap: start, end and the label that is meant, or ``_BACK``.

        A pattern of the names would have to be compiled for every article, which takes longer than all its searches.
        """
        position = 0
        general = _GENERAL.search(text, text)
        for start, _, end, label in (*sorted([*self._named(text), *self._coded(text)]), (len(text), 0, 0, "")):
            while general is not None and general.start() < start:
                if general.start() >= position:
                    position = general.end()
                    yield *general.span(), _MEANT[general.lastgroup or ""]
                general = _GENERAL.search(text, text, position)
            if label and start >= position:
                position = end
                yield start, end, label

    def _named(self, text: str) -> Iterator[tuple[int, int, int, str]]:
        """Yield where names stand: start, rank (of two names that begin at a place the longer counts), end and label."""
        for rank, name in enumerate(self._names):
            start = text.find(name)
            while start >= 0:
                before = text[start - 1 : start] if start else ""
                if not (before.isalnum() or before in _GLUED) and (tail := _TAIL.match(text, start + len(name))):
                    yield start, rank, tail.end(), self._labels[name]
                start = text.find(name, start + 1)

    def _coded(self, text: str) -> Iterator[tuple[int, int, int, str]]:
        """Yield where codes stand behind a noun that they share: "groups A, B and C", "arm 1 and 2"."""
        if not self._codes:
            return
        for match in _CODED.finditer(text):
            for code in _CODE.finditer(text, match.start("codes"), match.end()):
                label = self._codes.get(code[0])
                if label:
                    yield code.start(), 0, code.end(), label

    def _pointed_at(self, words: str, before: Sequence[ArmMention]) -> str | None:
        named = list(dict.fromkeys(mention.label for mention in before if mention.label in self.labels))
        if len(named) < 2:  # noqa: PLR2004 - former and latter are of two
            named = list(self.labels)
        return (named[0] if "former" in words else named[-1]) if len(named) == 2 else None  # noqa: PLR2004

    def _not_named(self, before: Sequence[ArmMention]) -> str | None:
        """The other arm where "the others" follow the only one that is named."""
        named = {mention.label for mention in before}
        return self.other(named.pop()) if len(named) == 1 and named <= {*self.labels} else None

    def meant_by(self, label: str) -> tuple[str | None, ...]:
        """The arms that a label means: all of them for ``EACH``, all participants together (``None``) for ``ALL``."""
        if label == EACH:
            return self.labels
        if label == ALL:
            return (None,)
        return (label,) if label else ()

    def other(self, label: str) -> str | None:
        """The other arm of a trial of two arms, else ``None``."""
        others = [name for name in self.labels if name != label]
        return others[0] if len(others) == 1 else None

    def pair(self) -> tuple[str, str] | None:
        """Experimental arm and control of a trial of two arms."""
        if len(self.arms) != 2:  # noqa: PLR2004 - a pair
            return None
        first, second = self.arms
        controls = {"PLACEBO_COMPARATOR", "ACTIVE_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION"}
        if first.type in controls and second.type not in controls:
            return second.label, first.label
        return first.label, second.label

    def is_even(self) -> bool:
        """Whether all arms are of one type, so that none is the control by its type."""
        return len({arm.type for arm in self.arms}) == 1

    def controls(self) -> tuple[str, ...]:
        """Labels of the arms that are compared against."""
        types = {"PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION"}
        found = tuple(arm.label for arm in self.arms if arm.type in types)
        return found or tuple(arm.label for arm in self.arms if arm.type == "ACTIVE_COMPARATOR")
