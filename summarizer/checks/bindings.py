"""Bindings: a value that the text puts beside the name of another arm than the record does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, judged, measured, results
from summarizer.normalization import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material
    from summarizer.record import Arm, Trial

_REACH = 70
# "41% with velorant", "14.3 months in the placebo group": the name follows before any other number or sentence.
_BEHIND = re.compile(
    r"[\s%)\]]*(?:of (?:the )?)?(?:[a-z-]+ ){0,3}?(?:with|in|for|on|among|given|receiving|taking|assigned to|allocated to|of) (?:the |those (?:given|on|in|receiving) )?"
    r"(?P<words>[^\d.;:()]*)",
    re.IGNORECASE,
)
# "velorant (41%", "placebo group: 41%": the name stands right before.
_BEFORE = re.compile(r"(?P<words>[A-Za-z][A-Za-z/+ -]{2,50}?)(?: (?:group|arm|cohort|recipients|patients))?,? ?[(:] ?$")
_NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|no)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z0-9]{3,}")
_COMMON = frozenset(
    (
        "group",
        "arm",
        "the",
        "and",
        "plus",
        "with",
        "alone",
        "dose",
        "patients",
        "therapy",
        "treatment",
        "cohort",
        "care",
    )
)


def check_bindings(material: Material) -> Iterator[Applied]:
    """``beside_other_arm``: the arm named right beside a value is the one that the record gives it to."""
    for path, trial in material.trials():
        names = _names(trial)
        if len(names) < 2:  # noqa: PLR2004 - with one arm nothing can be mixed up
            continue
        for owner_path, owner in measured(path, trial):
            for place, result in results(owner_path, owner):
                if result.arm in names and result.value is not None:
                    yield from _compare(material, place, result.arm, names)


def _compare(material: Material, place: str, arm: str, names: dict[str, frozenset[str]]) -> Iterator[Applied]:
    row = material.grounding.by_path.get(f"{place}.value")
    if row is None or row.start is None or row.end is None:
        return
    text = material.article.text
    beside = _beside(text, row.start, row.end)
    named = [label for label, words in names.items() if words & beside]
    if len(named) == 1:
        message = None if named == [arm] else f"The value stands beside {named[0]!r}, the record gives it to {arm!r}."
        yield judged("beside_other_arm", "warning", f"{place}.arm", message)


def _beside(text: str, start: int, end: int) -> frozenset[str]:
    behind = _BEHIND.match(fold(text[end : end + _REACH]).text)
    if behind is not None:
        return _words(_NUMBER_WORD.split(behind["words"], maxsplit=1)[0])
    piece = fold(text[max(0, start - _REACH) : start]).text
    before = _BEFORE.search(piece) if piece.removesuffix(" ").endswith(("(", ":")) else None
    return _words(before["words"]) if before is not None else frozenset()


def _names(trial: Trial) -> dict[str, frozenset[str]]:
    """Return for each arm the words that name it and no other."""
    words = {arm.label: _naming(arm) for arm in trial.arms}
    return {
        label: own - frozenset().union(*(other for name, other in words.items() if name != label))
        for label, own in words.items()
    }


def _naming(arm: Arm) -> frozenset[str]:
    return _words(" ".join((arm.label, *arm.interventions)))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - _COMMON
