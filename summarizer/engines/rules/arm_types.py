"""What kind of arm each arm is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import comparators
from summarizer.engines.rules.allocations import find_allocation, find_study_type
from summarizer.engines.rules.interventions import find_drugs
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.drafts import Draft
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import ArmType

_STANDARD = re.compile(
    r"\b(?:standard|control|conventional|usual|alone|established|reference|regular|current"
    r"|comparator|existing|traditional|itself)\b",
    re.IGNORECASE,
)


def type_arms(
    document: Document, scope: TrialScope, drafts: Sequence[Draft], names: Sequence[Sequence[str]]
) -> list[ArmType]:
    """Return a type for each arm, in order.

    Args:
        document: The article.
        scope: What of it belongs to the trial.
        drafts: The arms.
        names: By which the text refers to each of them.
    """
    study = find_study_type(document, scope)
    if study is not None and study.value == "OBSERVATIONAL":
        return ["OTHER"] * len(drafts)
    allocation = find_allocation(document, scope)
    if len(drafts) > 1 and (allocation is None or allocation.value != "RANDOMIZED") and _is_one_treatment(drafts):
        return ["EXPERIMENTAL"] * len(drafts)
    lead = _experimental(document, scope, drafts, names)
    return [_type(draft, drafts, lead) for draft in drafts]


def _is_one_treatment(drafts: Sequence[Draft]) -> bool:
    """Whether the groups are cohorts of one treatment."""
    given = {frozenset(part.lower() for part in draft.interventions) for draft in drafts}
    return len(given) == 1 and given != {frozenset()} and all(draft.treatment.kind == "active" for draft in drafts)


def _type(draft: Draft, drafts: Sequence[Draft], lead: Draft | None) -> ArmType:
    if draft.treatment.kind == "placebo":
        return "ACTIVE_COMPARATOR" if _holds_a_rival(draft, drafts) else "PLACEBO_COMPARATOR"
    if draft.treatment.kind == "sham":
        return "SHAM_COMPARATOR"
    if draft.treatment.kind == "nothing":
        return "ACTIVE_COMPARATOR" if draft.interventions else "NO_INTERVENTION"
    if lead is None or draft is lead or _kin(draft, lead, drafts) or _is_one_of_several(draft, drafts):
        return "EXPERIMENTAL"
    return "ACTIVE_COMPARATOR"


def _is_one_of_several(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether an arm is one of several that are set against a control; a drug beside a placebo may be its rival."""
    controls = [other for other in drafts if other is not draft and _is_named_control(other)]
    if len(drafts) < 3 or not controls or _is_named_control(draft):  # noqa: PLR2004
        return False
    return not any(find_drugs(part) for part in draft.interventions) or all(
        control.treatment.kind not in {"placebo", "sham"} for control in controls
    )


def _is_named_control(draft: Draft) -> bool:
    return draft.treatment.kind != "active" or any(
        _STANDARD.search(name) for name in (draft.label, draft.treatment.label, *draft.names)
    )


def _holds_a_rival(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether an arm with a placebo also has a drug that not every arm has: "A plus placebo" beside "B plus placebo"."""
    backbone = set.intersection(*({part.lower() for part in other.interventions} for other in drafts))
    own = {part.lower() for part in draft.interventions} - {"placebo", "vehicle"}
    return len(drafts) > 2 and bool(own - backbone)  # noqa: PLR2004


def _kin(draft: Draft, lead: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether an arm shares the drug under test: another dose, or another combination with it."""
    backbone = set.intersection(*({part.lower() for part in other.interventions} for other in drafts))
    shared = {part.lower() for part in draft.interventions} & {part.lower() for part in lead.interventions}
    return bool(shared - backbone) and len(drafts) > 2  # noqa: PLR2004


def _experimental(
    document: Document, scope: TrialScope, drafts: Sequence[Draft], names: Sequence[Sequence[str]]
) -> Draft | None:
    """The arm under test: active, not called standard or control, more than the others, or first named."""
    actives = [draft for draft in drafts if draft.treatment.kind == "active"]
    if len(actives) < 2:  # noqa: PLR2004
        return actives[0] if actives else None
    known = [names[place] for place, draft in enumerate(drafts) if draft.treatment.kind == "active"]
    title = next((sentence.lower for sentence in document.sentences if document.kind(sentence) is Kind.TITLE), "")
    told = comparators.weigh("" if scope.shared else title, scope.sentences, known)
    opening = document.lower[: document.paragraphs[min(document.layout.header, len(document.paragraphs) - 1)][1]]
    scores = [
        _score(draft, actives) + told[place] + _first_named(known, place, title, opening) - 0.1 * place
        for place, draft in enumerate(actives)
    ]
    return actives[max(range(len(actives)), key=lambda index: (scores[index], -index))]


def _score(draft: Draft, actives: Sequence[Draft]) -> float:
    score = 0.0
    own_names = (draft.label, draft.treatment.label, *draft.names)
    if any(_STANDARD.search(name) for name in own_names):
        score -= 3
    if any(_TESTED.match(name) for name in own_names):
        score += 3
    for other in actives:
        if other is not draft:
            score += 2 * _is_more(draft, other) - 2 * _is_more(other, draft)
    return score


_TESTED = re.compile(
    r"(?:the )?(?:experimental|intervention|test|study|investigational|treatment)(?: (?:group|arm))?$", re.IGNORECASE
)


def _is_more(draft: Draft, other: Draft) -> bool:
    """Whether an arm holds all that another has, and more: by its drugs, or by its name ("AB-CD" and "CD")."""
    own, theirs = ({part.lower() for part in one.interventions} for one in (draft, other))
    if own and theirs and own != theirs:
        return own > theirs
    parts = [set(re.findall(r"[a-z0-9]+", one.label.lower())) for one in (draft, other)]
    return bool(parts[1]) and parts[0] > parts[1] and "alone" not in parts[0] and "no" not in parts[0]


def _first_named(names: Sequence[Sequence[str]], place: int, title: str, opening: str) -> float:
    """What the place of an arm's name in the title, or in the opening, speaks for its being the one under test."""
    own = [name for name in names[place] if len(name) > 2 and not _GENERIC.match(name)]  # noqa: PLR2004
    places = [at for name in own if (at := title.find(name)) >= 0]
    if places:
        return 1.0 - 0.004 * min(places)
    return 0.3 if any(name in opening for name in own) else 0.0


_GENERIC = re.compile(r"(?:the )?(?:control|combination|active|treatment|intervention|experimental|study|standard)")
