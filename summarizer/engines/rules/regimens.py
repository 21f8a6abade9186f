"""What each arm gets beyond the words of its own item: backbones, shared regimens, doses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.interventions import Treatment, find_drugs, is_drug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.assignments import Statement
    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.items import Item
    from summarizer.engines.rules.trials import TrialScope
from summarizer.engines.rules.drafts import Draft, tighten

_BACKBONE = re.compile(
    r"\b(?:each|both|all|both arms|both groups)(?: \w+){0,3}? (?:with|added to|plus"
    r"|in combination with|combined with|given with|in addition to|on top of"
    r"|received)(?: \w+ (?:cycles|courses|doses) of)? ([^.;()]{3,90})"
    r"|\b(?:on top of|added to|in addition to|all on top of|on a background of|alongside"
    r"|together with) (?:stable |background |standard |continued )?([^.;()]{3,90})"
)
_DOSES = re.compile(
    r"((?:\d[\d.]*(?:[- ]?(?:mg|\u00b5g|\u03bcg|mcg|g|mg/kg))?(?:, and |, or |, | and "
    r"| or )){1,4}\d[\d.]*[- ](?:mg/kg|mg|\u00b5g|\u03bcg|mcg|g)) ?[- ]?(?:doses?|groups?"
    r"|arms?|cohorts?)?"
)
_MANY_DOSES = re.compile(
    r"\b(?:two|three|four|five|2|3|4|5|one of|both|all|different"
    r"|several)\b[^.;]{0,40}\bdoses?\b|\bdose[- ](?:groups|levels|cohorts|ranging|finding)\b"
    r"|\b(?:higher|lower|high|low|highest)[- ]dose\b|mg (?:group|arm|dose)"
)


def spell_out(document: Document, part: str) -> str:
    """The long form of a treatment's abbreviation."""
    long = document.abbreviations.get(part)
    return long if long and find_drugs(long) else part


_SAME = re.compile(
    r"\b(?:the )?same (?:regimen|treatment|therapy|chemotherapy|drugs?|schedule|combination|backbone)\b", re.IGNORECASE
)
_GENERIC_PART = re.compile(
    r"^(?:same |the |standard )*(?:regimen|treatment|therapy|drugs?|schedule|combination|backbone|medication)s?$",
    re.IGNORECASE,
)


def share_regimen(drafts: list[Draft], statement: Statement) -> None:
    """``the same regimen with X`` holds what the arm before it holds; a bracket may name the drugs of a regimen."""
    for place, (draft, item) in enumerate(zip(drafts, statement.items, strict=True)):
        raw = statement.sentence.text[item.start - statement.sentence.start : item.end - statement.sentence.start]
        parts = tuple(part for part in draft.interventions if not _GENERIC_PART.match(part))
        if place and _SAME.search(raw):
            parts = (*parts, *(part for part in drafts[0].interventions if part not in parts))
        if parts:
            draft.interventions = parts


def expand_doses(scope: TrialScope, drafts: list[Draft]) -> list[Draft]:
    """Where results are told by dose, each dose is an arm."""
    actives = [
        draft
        for draft in drafts
        if draft.treatment.kind == "active" and draft.treatment.dose is None and draft.interventions
    ]
    if not actives or len({draft.label for draft in drafts}) != len(drafts):
        return drafts
    text = "\n".join(sentence.text for sentence in scope.sentences)
    if not _MANY_DOSES.search(text):
        return drafts
    target = actives[0]
    doses = _doses_of(text, target.interventions[0])
    if len(doses) < 2:  # noqa: PLR2004
        return drafts
    expanded: list[Draft] = []
    for draft in drafts:
        if draft is not target:
            expanded.append(draft)
            continue
        for dose in doses:
            treatment = Treatment(draft.treatment.label, draft.interventions, dose, "active")
            expanded.append(Draft(treatment, draft.label, draft.interventions, (), None, [*draft.spans]))
    return expanded


def _doses_of(text: str, drug: str) -> list[str]:
    """The doses in a list of doses that stands near the drug's name, in order."""
    best: list[str] = []
    for match in _DOSES.finditer(text):
        around = text[max(0, match.start() - 160) : match.end() + 60].lower()
        if drug.lower() not in around or not re.search(r"doses?$|groups?$|arms?$|cohorts?$", match[0]):
            continue
        unit = re.search(r"(mg/kg|mg|\u00b5g|\u03bcg|mcg|g)\b", match[1])
        numbers = re.findall(r"\d[\d.]*", match[1])
        if unit and len(set(numbers)) == len(numbers) and len(numbers) > len(best):
            best = [f"{number} {unit[1]}" for number in numbers]
    return best


def enrich(drafts: list[Draft], statements: Sequence[Statement]) -> None:
    """Take fuller lists of drugs and missing sizes from other statements about the same arms."""
    for statement in statements:
        if len(statement.items) != len(drafts) or statement.rule == "adding":
            continue
        matched = [_same(draft, item) for draft, item in zip(drafts, statement.items, strict=True)]
        if not all(matched):
            continue
        extras = [_extra(draft, item, drafts) for draft, item in zip(drafts, statement.items, strict=True)]
        for draft, item, extra in zip(drafts, statement.items, extras, strict=True):
            sized = draft.size is None and item.size is not None and statement.rule in _SIZED
            draft.size = item.size if sized else draft.size
            draft.interventions = (*draft.interventions, *extra)
            draft.names = tuple(dict.fromkeys((*draft.names, *item.names)))
            if sized or extra:
                draft.spans.append(tighten((statement.items[0].start, statement.items[-1].end), statement))


_SIZED = frozenset({"assigned", "sizes", "numbered"})


def _extra(draft: Draft, item: Item, drafts: Sequence[Draft]) -> tuple[str, ...]:
    """Drugs that a fuller statement gives an arm, if they are all drugs and none tells another arm apart."""
    own = {part.lower() for part in draft.interventions}
    extra = [part for part in item.treatment.interventions if part.lower() not in own]
    known = all(is_drug(part.split()[0]) for part in extra)
    return tuple(part for part in extra if not _is_of_another(part, draft, drafts)) if known else ()


def _is_of_another(part: str, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a drug is what tells another arm apart."""
    return any(other is not draft and part.lower() in {own.lower() for own in other.interventions} for other in drafts)


def _same(draft: Draft, item: Item) -> bool:
    if draft.treatment.kind != item.treatment.kind:
        return False
    if draft.treatment.dose and item.treatment.dose and draft.treatment.dose != item.treatment.dose:
        return False
    own, other = {part.lower() for part in draft.interventions}, {part.lower() for part in item.treatment.interventions}
    return own == other or bool(own and other and (own <= other or other <= own))


def add_backbone(drafts: list[Draft], best: Statement) -> None:
    """``each with pemetrexed``: what every arm gets beside its own treatment."""
    sentence = best.sentence
    after = best.items[-1].end - sentence.start
    match = _BACKBONE.search(sentence.text, max(0, after - 60))
    if match is None:
        return
    group = 1 if match[1] else 2
    phrase = re.split(
        r" (?:for|every|once|twice|and then|then|until|in (?:patients|adults)|whatever|at|followed) |, ", match[group]
    )[0]
    parts = find_drugs(phrase)
    if not parts:
        return
    span = (
        sentence.start + match.start(),
        sentence.start + match.start(group) + phrase.rfind(parts[-1]) + len(parts[-1]),
    )
    for draft in drafts:
        if draft.treatment.kind == "nothing":
            continue
        own = {part.lower() for part in draft.interventions}
        draft.interventions = (*draft.interventions, *(part for part in parts if part.lower() not in own))
        draft.spans.append(span)
