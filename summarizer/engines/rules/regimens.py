"""What each arm gets beyond the words of its own item: backbones, shared regimens, doses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.interventions import Treatment, find_drugs, is_drug, read_treatment

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
    """The long form of a treatment's abbreviation, if it is a drug."""
    long = document.abbreviations.get(part)
    return long if long and find_drugs(long) else part


def own_names(document: Document, part: str) -> tuple[str, ...]:
    """What a treatment is called in full: an abbreviation's long form, its drugs where it is a combination."""
    words = [word for word in part.split() if word.lower() not in _HOW]
    short = words[0] if len(words) == 1 else part
    long = document.abbreviations.get(short)
    name = long if long and not _GROUPED.search(long) else part
    treatment = read_treatment(name) if find_drugs(name) and _JOINED.search(name) else None
    return treatment.interventions or (name,) if treatment else (name,)


_JOINED = re.compile(r" (?:plus|and|with) |, |\+|(?<=[a-z])/(?=[a-z])")


_HOW = frozenset(
    ["intrauterine", "oral", "intravenous", "topical", "intramuscular", "subcutaneous", "application", "administration", "injection", "injections", "infusion", "therapy", "treatment", "supplementation", "supplement"]
)  # fmt: skip
_GROUPED = re.compile(r"\b(?:groups?|arms?|controls?|intervention|usual|placebo|trial|study)\b", re.IGNORECASE)
"""Long forms that name a group, and nothing that it was given."""


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
    actives = [draft for draft in drafts if draft.treatment.kind == "active" and draft.interventions]
    if not actives or len({draft.label for draft in drafts}) != len(drafts):
        return drafts
    text = "\n".join(sentence.text for sentence in scope.sentences)
    target = actives[0]
    if target.treatment.dose is not None:
        doses = _doses_in_list(text, target.interventions[0]) if len(actives) == 1 else []
        return _by_dose(drafts, target, doses or _other_doses(text, target))
    doses = _doses_of(text, target.interventions[0]) if _MANY_DOSES.search(text) else []
    doses = doses or _doses_in_list(text, target.interventions[0])
    if not doses and len(actives) == 1 and len(drafts) > 1:
        doses = _other_doses(text, target)
    return _by_dose(drafts, target, doses)


def _by_dose(drafts: list[Draft], target: Draft, doses: Sequence[str]) -> list[Draft]:
    """An arm for each dose in place of the one for the drug."""
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


def _other_doses(text: str, target: Draft) -> list[str]:
    """The arm's own dose and others that stand right behind the drug's name: "X 14 mg ... X 7 mg"."""
    named = re.compile(rf"\b{re.escape(target.interventions[0])} (\d[\d.]*) ?mg\b(?! ?/)", re.IGNORECASE)
    if _STEPPED.search(text.lower()):
        return []
    told = [f"{match[1]} mg" for match in named.finditer(text)]
    doses = list(dict.fromkeys(told))
    own = target.treatment.dose
    return doses if own in doses or (own is None and len(told) > len(doses)) else []


_LISTED = re.compile(
    r"\d[\d.]*(?: ?(?:mg|milligrams))?(?:, (?:and |or )?\d[\d.]*(?: ?mg)?){1,7},? (?:and|or) \d[\d.]* ?mg\b"
)


def _doses_in_list(text: str, drug: str) -> list[str]:
    """``X at 10 mg, 20 mg and 40 mg``, ``doses of 10, 20 and 40 mg of X``: three doses or more."""
    for match in _LISTED.finditer(text):
        before = text[max(0, match.start() - _LED) : match.start()].lower()
        after = text[match.end() : match.end() + _LED].lower()
        if drug.lower() in before + after and not _TITRATED.search(before):
            return [f"{number} mg" for number in dict.fromkeys(re.findall(r"\d[\d.]*", match[0]))]
    return []


_TITRATED = re.compile(r"titrat|escalat|increas|start|median|range|total")
_STEPPED = re.compile(r"titrat|escalat|increased to|increasing doses|starting dose|initial dose|reduced to|followed by")
_LED = 40


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
