"""What kind of arm each arm is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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


def type_arms(document: Document, scope: TrialScope, drafts: Sequence[Draft]) -> list[ArmType]:
    """Return a type for each arm, in order."""
    study = find_study_type(document, scope)
    if study is not None and study.value == "OBSERVATIONAL":
        return ["OTHER"] * len(drafts)
    allocation = find_allocation(document, scope)
    if len(drafts) > 1 and (allocation is None or allocation.value != "RANDOMIZED") and _is_one_treatment(drafts):
        return ["EXPERIMENTAL"] * len(drafts)
    lead = _experimental(document, drafts)
    return [_type(draft, drafts, lead) for draft in drafts]


def _is_one_treatment(drafts: Sequence[Draft]) -> bool:
    """Whether the groups are cohorts of one treatment."""
    return len({frozenset(part.lower() for part in draft.interventions) for draft in drafts}) == 1 and all(
        draft.treatment.kind == "active" for draft in drafts
    )


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
    """Whether a procedure or programme is one of several that are set against a control."""
    if len(drafts) < 3 or _is_named_control(draft) or any(find_drugs(part) for part in draft.interventions):  # noqa: PLR2004
        return False
    return any(_is_named_control(other) for other in drafts if other is not draft)


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


def _experimental(document: Document, drafts: Sequence[Draft]) -> Draft | None:
    """The arm under test: active, not called standard or control, more than the others, or first named."""
    actives = [draft for draft in drafts if draft.treatment.kind == "active"]
    if len(actives) < 2:  # noqa: PLR2004
        return actives[0] if actives else None
    opening = document.lower[: document.paragraphs[min(document.layout.header, len(document.paragraphs) - 1)][1]]
    title = next((sentence.lower for sentence in document.sentences if document.kind(sentence) is Kind.TITLE), "")
    scores = [(_score(draft, actives, title, opening) - 0.1 * place, -place) for place, draft in enumerate(actives)]
    best = max(range(len(actives)), key=lambda index: scores[index])
    return actives[best]


def _score(draft: Draft, actives: Sequence[Draft], title: str, opening: str) -> float:
    score = 0.0
    if any(_STANDARD.search(name) for name in (draft.label, draft.treatment.label, *draft.names)):
        score -= 3
    own = {part.lower() for part in draft.interventions}
    for other in actives:
        if other is draft:
            continue
        theirs = {part.lower() for part in other.interventions}
        score += 2 * (own > theirs) - 2 * (own < theirs)
    rivals = [other for other in actives if {part.lower() for part in other.interventions} != own]
    distinct = [part for part in own if all(part not in {p.lower() for p in other.interventions} for other in rivals)]
    if any(part in title for part in distinct):
        places = [title.find(part) for part in distinct if part in title]
        score += 1.0 - 0.004 * min(places)
    elif any(part in opening for part in distinct):
        score += 0.3
    return score
