"""Cohorts of a trial that is not randomized: each with results of its own is an arm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.drafts import Draft
from summarizer.engines.rules.interventions import Treatment, find_drugs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.trials import TrialScope

_NUMBERED = re.compile(r"\b(?:cohort|part|arm|group) (?:[1-6]|[A-F]|i{1,3}|iv)\b", re.IGNORECASE)
_DOSED = re.compile(
    r"\b(\d[\d.]*)[ -]?(mg/kg|mg|\u00b5g|\u03bcg|mcg|g|MBq|GBq)(?=[ -](?:cohort|dose level|dose|group|arm)s?\b)"
    r"|\bat (?:the )?(\d[\d.]*)[ -]?(mg/kg|mg|\u00b5g|\u03bcg|mcg|MBq|GBq)\b"
)
_FEWEST_MENTIONS = 2


def find_cohorts(scope: TrialScope, only: Draft) -> Sequence[Draft]:
    """Return an arm for each cohort, or nothing where the text tells of one group only.

    Args:
        scope: Sentences of the trial.
        only: The arm as it is without cohorts; its treatment is that of the cohorts for which no other is named.
    """
    return _numbered(scope, only) or _dosed(scope, only)


def _numbered(scope: TrialScope, only: Draft) -> list[Draft]:
    places: dict[str, list[tuple[int, int]]] = {}
    drugs: dict[str, tuple[str, ...]] = {}
    for sentence in scope.sentences:
        for match in _NUMBERED.finditer(sentence.text):
            name = match[0].lower()
            places.setdefault(name, []).append((sentence.start + match.start(), sentence.start + match.end()))
            clause = re.split(r"[;.]|\b(?:cohort|part|arm|group) ", sentence.text[match.end() : match.end() + 120])[0]
            drugs[name] = drugs.get(name) or tuple(find_drugs(clause))
    kept = [name for name, found in places.items() if len(found) >= _FEWEST_MENTIONS]
    if len(kept) < 2:  # noqa: PLR2004
        return []
    return [
        Draft(only.treatment, name, drugs[name] or only.interventions, (name,), None, [places[name][0], *only.spans])
        for name in sorted(kept)
    ]


def _dosed(scope: TrialScope, only: Draft) -> list[Draft]:
    places: dict[str, tuple[int, int]] = {}
    for sentence in scope.sentences:
        for match in _DOSED.finditer(sentence.text):
            dose = f"{match[1] or match[3]} {match[2] or match[4]}"
            places.setdefault(dose, (sentence.start + match.start(), sentence.start + match.end()))
    if len(places) < 2 or not only.interventions:  # noqa: PLR2004
        return []
    return [
        Draft(
            Treatment(only.treatment.label, only.interventions, dose, "active"),
            f"{only.interventions[0]} {dose}",
            only.interventions,
            (),
            None,
            [span, *only.spans],
        )
        for dose, span in sorted(places.items(), key=lambda row: float(row[0].split()[0]))
    ]
