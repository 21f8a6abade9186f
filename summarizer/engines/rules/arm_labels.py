"""The shortest name that tells an arm apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.interventions import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.drafts import Draft
    from summarizer.engines.rules.trials import TrialScope


def label_arms(scope: TrialScope, drafts: list[Draft]) -> None:
    """Give each arm the shortest name that tells it apart."""
    text = "\n".join(sentence.text for sentence in scope.sentences)
    lowered = text.lower()
    for draft in drafts:
        others = [other for other in drafts if other is not draft]
        draft.label = _own_label(draft, others, text, lowered)


def _own_label(draft: Draft, others: Sequence[Draft], text: str, lowered: str) -> str:
    bare = [_ARTICLE.sub("", name) for name in draft.names]
    given = _given_name(draft, bare, text)
    if given:
        return given
    own_parts = {part.lower() for part in draft.interventions}
    kin = any({part.lower() for part in other.interventions} == own_parts for other in others)
    if own_parts and kin and draft.treatment.dose:
        drug = draft.interventions[0] if len(draft.interventions) == 1 else draft.label
        return draft.treatment.dose if _goes_by_dose(draft, others, lowered) else f"{drug} {draft.treatment.dose}"
    taken = {part.lower() for other in others for part in other.interventions}
    own = [part for part in draft.interventions if part.lower() not in taken]
    if draft.treatment.kind in {"placebo", "nothing"}:
        return own[0] if own else draft.label
    named = _named_group(bare, lowered)
    if named:
        return named
    if len(draft.interventions) > 1 and own and (len(own) == 1 or _used_alone(own[0], lowered)):
        return own[0]
    return _GROUP_WORD.sub("", draft.label)


def _goes_by_dose(draft: Draft, others: Sequence[Draft], lowered: str) -> bool:
    """Whether the text tells the arms of a drug apart by the dose alone: "at 40 mg", "the 20 mg group"."""
    doses = [one.treatment.dose.lower() for one in (draft, *others) if one.treatment.dose]
    drug = draft.interventions[0].lower()
    alone = joined = 0
    for dose in doses:
        uses = len(re.findall(rf"(?<![\w.]){re.escape(dose).replace(re.escape(' '), '[ -]')}(?!\w)", lowered))
        with_drug = len(re.findall(rf"{re.escape(drug)},? (?:at )?{re.escape(dose)}(?!\w)", lowered))
        alone, joined = alone + uses - with_drug, joined + with_drug
    return alone > _OFTEN * max(len(doses), joined)


def _given_name(draft: Draft, names: Sequence[str], text: str) -> str | None:
    """The name in brackets that the text goes on to use, or that says that nothing was given."""
    short = next((name for name in names if _is_short(name) and _is_used(name, text)), None)
    if short or is_nothing(draft.label) or len(draft.interventions) > 1:
        return short
    return next((name for name in names if is_nothing(name)), None)


_ARTICLE = re.compile(r"^(?:the|a|an) ")
_GROUP_WORD = re.compile(r"(?<=\w)[ -](?:groups?|arms?|clusters?|conditions?)$")
_OFTEN = 2
_GENERIC = re.compile(r"(?:experimental|intervention|treatment|active|study|first|second|third|other|one|half)\b")


def _is_used(name: str, text: str) -> bool:
    return len(re.findall(rf"(?<![\w+]){re.escape(name)}(?![\w+])", text)) > _OFTEN


def _named_group(names: Sequence[str], lowered: str) -> str | None:
    """The name in brackets that the text goes on to use: "the control group", "arm A"."""
    for name in names:
        low = name.lower()
        if _GENERIC.match(low):
            continue
        if low.endswith((" group", " arm")) and lowered.count(low) > 1:
            return name.removesuffix(" arm")
        if low.endswith(" arm"):
            return name[:-4]
        hyphened = low.replace(" ", "-")
        if re.search(rf"(?:{re.escape(low)}|{re.escape(hyphened)}) (?:group|arm)\b", lowered):
            return name
    return None


def _is_short(name: str) -> bool:
    return len(name) <= 12 and " " not in name and sum(letter.isupper() for letter in name) > 1  # noqa: PLR2004


def _used_alone(drug: str, lowered: str) -> bool:
    return bool(re.search(rf"{re.escape(drug.lower())} (?:group|arm|recipients)", lowered))
