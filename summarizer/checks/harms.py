"""Harms: what contains something else is at least as frequent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, judged, results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material
    from summarizer.record import AdverseEvent, Result, Trial

_ANY_EVENT = re.compile(
    r"(?:any |all |overall )?(?:treatment[- ](?:emergent|related) )?adverse (?:events?|reactions?)|any (?:AE|TEAE|TRAE)s?",
    re.IGNORECASE,
)
_RELATED = re.compile(r"related|attribut|causally", re.IGNORECASE)


def check_harms(material: Material) -> Iterator[Applied]:
    """``grade_order``, ``serious_order``, ``term_order``.

    Higher grades are at most all grades, serious at most all, a single term at most any adverse event, for the same arm,
    population and time, in the same statistic.
    """
    for path, trial in material.trials():
        events = [(f"{path}.adverse_events[{index}]", event) for index, event in enumerate(trial.adverse_events)]
        for place, event in events:
            for _, other in events:
                relation = _contains(other, event)
                if relation is not None:
                    yield from _compare(relation, place, event, other)


def _contains(whole: AdverseEvent, part: AdverseEvent) -> str | None:
    """Name the order that must hold if every event of ``part`` is one of ``whole`` too."""
    if whole is part:
        return None
    same_term = whole.term.lower() == part.term.lower()
    if same_term and bool(whole.serious) == bool(part.serious) and _includes(whole.grade, part.grade):
        return "grade_order"
    if same_term and part.serious and not whole.serious and whole.grade is None and part.grade is None:
        return "serious_order"
    unspecific = _ANY_EVENT.fullmatch(whole.term) and not _RELATED.search(whole.term) and not whole.serious
    if (
        unspecific
        and not same_term
        and (whole.grade == part.grade or whole.grade is None)
        and not _ANY_EVENT.fullmatch(part.term)
    ):
        return "term_order"
    return None


def _includes(whole: str | None, part: str | None) -> bool:
    if part is None or whole == part:
        return False
    return whole is None or _grades(part) < _grades(whole)


def _grades(grade: str) -> set[int]:
    digits = [int(digit) for digit in re.findall(r"\d", grade)]
    return set(range(digits[0], 6 if grade.startswith(">=") else digits[-1] + 1))


def _compare(relation: str, place: str, part: AdverseEvent, whole: AdverseEvent) -> Iterator[Applied]:
    for path, result in results(place, part):
        for other in whole.results:
            if _same_cell(result, other) and result.value is not None and other.value is not None:
                wrong = float(result.value) > float(other.value)
                message = None
                if wrong:
                    message = f"{_named(part)} {result.value} exceeds {_named(whole)} {other.value} ({result.arm})."
                yield judged(relation, "warning", path, message)


def _same_cell(result: Result, other: Result) -> bool:
    keys = ("arm", "population", "time_point", "statistic", "unit")
    return result.statistic in {"PERCENTAGE", "COUNT"} and all(
        getattr(result, key) == getattr(other, key) for key in keys
    )


def _named(event: AdverseEvent) -> str:
    grade = f" grade {event.grade}" if event.grade else ""
    return f"{'serious ' if event.serious else ''}{event.term}{grade}"


def check_survival(material: Material) -> Iterator[Applied]:
    """``survival_order``: nobody lives longer without progression than at all (same arm, time and statistic)."""
    for path, trial in material.trials():
        yield from _survival(path, trial)


def _survival(path: str, trial: Trial) -> Iterator[Applied]:
    titled = {outcome.title.lower(): (index, outcome) for index, outcome in enumerate(trial.outcomes)}
    if "overall survival" not in titled or "progression-free survival" not in titled:
        return
    overall = titled["overall survival"][1]
    index, free = titled["progression-free survival"]
    for place, result in results(f"{path}.outcomes[{index}]", free):
        for other in overall.results:
            same = all(
                getattr(result, key) == getattr(other, key)
                for key in ("arm", "population", "time_point", "statistic", "unit")
            )
            if same and result.value is not None and other.value is not None:
                wrong = float(result.value) > float(other.value)
                message = (
                    f"Progression-free survival {result.value} exceeds overall survival {other.value}."
                    if wrong
                    else None
                )
                yield judged("survival_order", "warning", place, message)
