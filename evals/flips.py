"""Flips: which slots one run gets right and another wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from evals.errors import UnmeasurableError
from evals.slots import printed
from evals.uncertainty import SEED, differences, mcnemar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evals.scoring import Score
    from evals.slots import Slot
    from evals.uncertainty import Difference, McNemar

_RANK = {"correct": 3, "absent": 3, "partial": 2, "missing": 1, "incorrect": 0, "spurious": 0}
_FIGURES = {"whole_records": "whole", "primary_outcome": "primary"}


class Flip(NamedTuple):
    """A slot that two runs get differently right; a side without a row holds no spurious value there."""

    article: str
    key: str
    first: Slot | None
    second: Slot | None

    @property
    def gain(self) -> int:
        """Positive where the second is better; an empty slot is better than a wrong one."""
        return rank(self.second) - rank(self.first)

    def __str__(self) -> str:
        known = self.second or self.first
        field = "" if known is None else known.field
        gold = None if known is None else known.gold
        return (
            f"{self.article}: {field} ({self.key}): {_say(self.first)} -> {_say(self.second)}; "
            f"gold {printed(gold)!r}, was {_value(self.first)!r}, is {_value(self.second)!r}"
        )


class Comparison(NamedTuple):
    """One run held against another on the same articles.

    Attributes:
        differences: Second less first, by metric.
        mcnemar: By figure per article.
        flips: Slots that differ, losses of the second first.
    """

    differences: Mapping[str, Difference]
    mcnemar: Mapping[str, McNemar]
    flips: tuple[Flip, ...]


def rank(slot: Slot | None) -> int:
    """Return how good a slot is; no row at all is a spurious value that is not there."""
    return _RANK["absent" if slot is None else slot.verdict]


def keyed(slots: Iterable[Slot]) -> dict[str, Slot]:
    """Give every slot of an article a name that another run of the same gold shares.

    A gold slot is named by its path; a spurious one by its field and value, for its place in a list tells nothing.
    """
    found: dict[str, Slot] = {}
    seen: Counter[str] = Counter()
    for slot in slots:
        key = slot.path if slot.verdict != "spurious" else f"+{slot.field}={printed(slot.predicted)}"
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key}#{seen[key]}"] = slot
    return found


def flips(first: Score, second: Score) -> tuple[Flip, ...]:
    """Return the slots that differ in verdict, of the first pass of each run; losses first."""
    found = []
    for one, other in zip(first.repeats[0].compared, second.repeats[0].compared, strict=True):
        ours, theirs = keyed(one.slots), keyed(other.slots)
        for key in dict.fromkeys([*ours, *theirs]):
            flip = Flip(one.article, key, ours.get(key), theirs.get(key))
            if flip.gain or _verdict(flip.first) != _verdict(flip.second):
                found.append(flip)
    return tuple(sorted(found, key=lambda flip: (flip.gain, flip.article, flip.key)))


def check_comparable(first: Score, second: Score) -> None:
    """Refuse two scores that are not of the same articles, gold and scorer.

    Raises:
        UnmeasurableError: They are not, or there is no article.
    """
    if not first.tally.articles:
        raise UnmeasurableError("there is no article to compare")
    if first.tally.articles != second.tally.articles:
        odd = sorted(set(first.tally.articles) ^ set(second.tally.articles))
        raise UnmeasurableError(f"the runs are not of the same articles: {', '.join(odd[:5])} in one only")
    for name in ("gold", "scorer"):
        one, other = getattr(first.signature, name), getattr(second.signature, name)
        if one != other:
            raise UnmeasurableError(f"the runs were scored with another {name}: {one} and {other}")


def compare_runs(first: Score, second: Score, resamples: int, seed: int = SEED) -> Comparison:
    """Hold one run against another.

    Raises:
        UnmeasurableError: They are not of the same articles, gold and scorer.
    """
    check_comparable(first, second)
    tests = {
        name: mcnemar(
            [getattr(figures, attribute) for figures in first.repeats[0].figures],
            [getattr(figures, attribute) for figures in second.repeats[0].figures],
        )
        for name, attribute in _FIGURES.items()
    }
    return Comparison(differences(second.tally, first.tally, resamples, seed), tests, flips(first, second))


def _verdict(slot: Slot | None) -> str:
    return "absent" if slot is None else slot.verdict


def _say(slot: Slot | None) -> str:
    if slot is None:
        return "absent"
    return slot.verdict if slot.cause is None else f"{slot.verdict} ({slot.cause})"


def _value(slot: Slot | None) -> str:
    return printed(None if slot is None else slot.predicted)
