"""Mentions of arms in running text: every name the article has for them, and the words that point back at them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_NOT_BEFORE = re.compile(
    r"(?:-|prior |previous |progress\w+ on |refractory to |resistant to |placebo-controlled "
    r"|response to |responded to |responses to )$",
    re.IGNORECASE,
)


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


def _stems(finding: ArmFinding) -> list[str]:
    """The names of an arm without those that only lengthen another ("zorafil group" beside "zorafil").

    A pattern is compiled for every article, and compiling costs by its length.
    """
    names = {*finding.aliases, finding.arm.label.lower()} - {""}
    return [name for name in names if (stem := _ENDING.sub("", name)) == name or stem not in names]


class ArmNames:
    """Finds the arms of one trial in its sentences.

    Attributes:
        labels: Labels in the order of the article.
    """

    def __init__(self, arms: Sequence[ArmFinding]) -> None:
        self.arms = tuple(finding.arm for finding in arms)
        self.labels = tuple(arm.label for arm in self.arms)
        self._labels = {alias: finding.arm.label for finding in arms for alias in _stems(finding)}
        names = lexicon.alternation(self._labels)
        named = rf"(?P<name>{names})(?:{_LONGER})?|" if names else ""
        self._pattern = re.compile(
            rf"(?<![\w+-])(?:{named}(?P<each>{_EACH})|(?P<all>{_ALL})|(?P<back>{_FORMER}))(?![\w+]"
            r"|-(?!treated|assigned|based|group|arm|allocated|randomi))"
        )

    def find(self, sentence: Sentence) -> list[ArmMention]:
        """Find the mentions of arms in a sentence, in order."""
        found: list[ArmMention] = []
        for match in self._pattern.finditer(sentence.lower):
            label = self._label(match, found)
            if label is not None and not (
                match["each"] is None and _NOT_BEFORE.search(sentence.lower, max(0, match.start() - 20), match.start())
            ):
                found.append(ArmMention(sentence.start + match.start(), sentence.start + match.end(), label))
        return found

    def _label(self, match: re.Match[str], before: Sequence[ArmMention]) -> str | None:
        if match["each"]:
            return EACH
        if match["all"]:
            return ALL
        if match["back"]:
            named = list(dict.fromkeys(mention.label for mention in before if mention.label in self.labels)) or list(
                self.labels
            )
            if len(named) < 2:  # noqa: PLR2004 - former and latter are of two
                named = list(self.labels)
            return (named[0] if "former" in match[0] else named[-1]) if len(named) == 2 else None  # noqa: PLR2004
        return self._labels[match["name"]]

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

    def controls(self) -> tuple[str, ...]:
        """Labels of the arms that are compared against."""
        types = {"PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION"}
        found = tuple(arm.label for arm in self.arms if arm.type in types)
        return found or tuple(arm.label for arm in self.arms if arm.type == "ACTIVE_COMPARATOR")
