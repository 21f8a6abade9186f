"""The arms of a trial, and every name by which the text refers to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines.rules import aliases, lexicon, sizes
from summarizer.engines.rules.allocations import find_allocation, find_study_type
from summarizer.engines.rules.arm_types import type_arms
from summarizer.engines.rules.assignments import Item, Statement, find_statements, is_known
from summarizer.engines.rules.interventions import Treatment, find_drugs, is_drug, read_treatment
from summarizer.engines.rules.layout import Kind
from summarizer.record import Arm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope


@dataclass(frozen=True)
class ArmFinding:
    """An arm, and how the text calls it.

    Attributes:
        arm: As it stands in the record.
        aliases: Lower-cased names that mean this arm and no other, longest first: its label, drugs, abbreviations,
            "placebo", "control group", "the combination" ...
    """

    arm: Arm
    aliases: tuple[str, ...]


@dataclass
class Draft:
    """An arm while it is being put together.

    Attributes:
        treatment: What it gets.
        label: Its name.
        interventions: Its treatments by their own names.
        names: Names given in brackets.
        size: Number assigned.
        spans: Offsets of the words that prove it.
    """

    treatment: Treatment
    label: str
    interventions: tuple[str, ...]
    names: tuple[str, ...] = ()
    size: int | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)


_CONVINCING = 2
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


def find_arms(document: Document, scope: TrialScope) -> tuple[ArmFinding, ...]:
    """Return the arms in the order of the article; none where the text does not tell them apart."""
    drafts = _drafts(document, scope)
    if not drafts:
        return ()
    sizes.find_sizes(document, scope, drafts)
    types = type_arms(document, scope, drafts)
    names = aliases.find_aliases(document, drafts)
    return tuple(
        ArmFinding(
            Arm(
                label=draft.label,
                type=kind,
                interventions=draft.interventions,
                participants=draft.size,
                quotes=tuple(dict.fromkeys(document.quote(start, end) for start, end in draft.spans)),
            ),
            known,
        )
        for draft, kind, known in zip(drafts, types, names, strict=True)
    )


def _drafts(document: Document, scope: TrialScope) -> list[Draft]:
    title = next((sentence for sentence in document.sentences if document.kind(sentence) is Kind.TITLE), None)
    allocation = find_allocation(document, scope)
    short_forms = _short_forms(document)
    if allocation is not None and allocation.value == "NON_RANDOMIZED":
        return _single(scope, title)
    statements = [
        statement
        for statement in find_statements(scope.sentences, None if scope.shared else title, short_forms)
        if statement.score > _CONVINCING
    ]
    statements = [statement for statement in statements if statement.rule != "received" or _distinct(statement)]
    best = statements[0] if statements else None
    if best is None or not all(is_known(item.treatment, short_forms) for item in best.items):
        grouped = _from_groups(scope, best) or ([] if best else _from_contrasts(scope, document))
        if grouped:
            return grouped
    if best is None:
        return _single(scope, title) if allocation is None and _is_trial_of_one(document, scope) else []
    document.trace.note("arms", best.rule, [_describe(statement) for statement in statements[1:4]])
    drafts = [_draft(item, best) for item in best.items]
    for draft in drafts:
        draft.interventions = tuple(_spelled(document, part) for part in draft.interventions)
    _same_regimen(drafts, best)
    drafts = _expand_doses(scope, drafts)
    _enrich(drafts, statements[1:])
    _add_backbone(drafts, best)
    _label(scope, drafts)
    labels = [draft.label.lower() for draft in drafts]
    return drafts if len(set(labels)) == len(labels) else []


def _short_forms(document: Document) -> frozenset[str]:
    """Abbreviations that the article defines for treatments."""
    return frozenset(short.lower() for short, long in document.abbreviations.items() if find_drugs(long))


def _distinct(statement: Statement) -> bool:
    return len({item.treatment.label.lower() + (item.treatment.dose or "") for item in statement.items}) == len(
        statement.items
    )


def _describe(statement: Statement) -> str:
    return f"{statement.rule}: " + " | ".join(item.treatment.label for item in statement.items)


def _draft(item: Item, statement: Statement) -> Draft:
    span = (statement.items[0].start, statement.items[-1].end)
    return Draft(
        item.treatment,
        item.treatment.label,
        item.treatment.interventions,
        item.names,
        item.size,
        [_tight(span, statement)],
    )


def _tight(span: tuple[int, int], statement: Statement) -> tuple[int, int]:
    start, end = span
    text = statement.sentence.text
    offset = statement.sentence.start
    while end - offset > 0 and text[end - offset - 1 : end - offset] in " ,;.":
        end -= 1
    return start, end


def _is_trial_of_one(document: Document, scope: TrialScope) -> bool:
    found = find_study_type(document, scope)
    return found is not None and found.value == "INTERVENTIONAL"


def _single(scope: TrialScope, title: Sentence | None) -> list[Draft]:
    """The one arm of a single-arm trial: what its patients received, by the drug named most often."""
    counts: dict[str, int] = {}
    first: dict[str, tuple[int, int]] = {}
    places = [*scope.sentences, *([title] if title else [])]
    for sentence in places:
        for drug in find_drugs(sentence.text):
            weight = 3 if _GIVEN.search(sentence.lower) and _given(sentence, drug) else 1
            counts[drug.lower()] = counts.get(drug.lower(), 0) + weight
            if weight == 3 and drug.lower() not in first:  # noqa: PLR2004
                first[drug.lower()] = _span_of(sentence, drug)
    if not counts:
        return []
    best = max(counts, key=lambda drug: (counts[drug], -len(drug)))
    given = next((sentence for sentence in places if _given(sentence, best)), None) or next(
        sentence for sentence in places if best in sentence.lower
    )
    treatment = _given_treatment(given, best)
    start, end = _span_of(given, best)
    end = max(end, given.start + given.lower.find(best) + len(treatment.label))
    return [Draft(treatment, treatment.label, treatment.interventions, (), None, [(start, end)])]


_GIVEN = re.compile(
    r"received|receive|treated with|were given|was given|treatment with|administered|took"
    r"|therapy with|infusion of|combination of|dosed with"
)


def _given(sentence: Sentence, drug: str) -> bool:
    at = sentence.lower.find(drug.lower())
    return at >= 0 and bool(_GIVEN.search(sentence.lower[max(0, at - 45) : at]))


def _span_of(sentence: Sentence, drug: str) -> tuple[int, int]:
    at = sentence.lower.find(drug.lower())
    begin = max((match.start() for match in _GIVEN.finditer(sentence.lower, 0, at)), default=at)
    begin = begin if at - begin < 60 else at  # noqa: PLR2004
    return sentence.start + begin, sentence.start + at + len(drug)


_AND_DRUG = re.compile(
    r"(?:,? (?:plus|and|with|combined with|in combination with|added to|together with)"
    r"| ?\+) (?:(?:[a-z]+-dose|low-dose|oral|weekly|fixed-dose) )?([A-Za-z][\w-]*)"
)


def _given_treatment(sentence: Sentence, drug: str) -> Treatment:
    """The drug with the drugs that are joined to it."""
    at = sentence.lower.find(drug.lower())
    names = [sentence.text[at : at + len(drug)]]
    end = at + len(drug)
    while (match := _AND_DRUG.match(sentence.text, end)) and is_drug(match[1]):
        names.append(match[1])
        end = match.end()
    return Treatment(sentence.text[at:end], tuple(names), None, "active")


_GROUPS = re.compile(
    r"\b(?:the |of the |each |in the )?((?:no |low-|high-|\w+-"
    r"|)?[A-Za-z0-9][\w.+-]*(?: [\w.+-]+)?)[ -](?:group|arm|recipients)\b"
)
_NO_GROUP = frozenset(lexicon.words("no_group_names"))


def _from_groups(scope: TrialScope, best: Statement | None) -> list[Draft]:
    """Arms by the names of the groups that the results speak of, where no list of treatments names them."""
    counts: dict[str, list[Sentence]] = {}
    for sentence in scope.sentences:
        if "group" not in sentence.lower and "arm" not in sentence.lower and "recipients" not in sentence.lower:
            continue
        for match in _GROUPS.finditer(sentence.text):
            words = match[1].split()
            while words and words[0].lower() in _NO_GROUP:
                words = words[1:]
            words = (
                [word for word in words if word.lower() not in {"patients", "in", "of", "the"}]
                if len(words) > 1
                else words
            )
            name = " ".join(words)
            if name and name.lower() not in _NO_GROUP and not name.isdigit() and len(name) > 2:  # noqa: PLR2004
                counts.setdefault(name.lower(), []).append(sentence)
    common = [name for name, places in counts.items() if len(places) > 1]
    if len(common) != (len(best.items) if best else 2):
        return []
    drafts: list[Draft] = []
    for index, name in enumerate(
        sorted(common, key=lambda name: counts[name][0].start + counts[name][0].lower.find(name))
    ):
        sentence = counts[name][0]
        at = sentence.lower.find(name)
        label = sentence.text[at : at + len(name)]
        treatment = read_treatment(label) or Treatment(label, (label,), None, "active")
        spans = [(sentence.start + at, sentence.start + at + len(name))]
        size = None
        if best and len(best.items) == len(common):
            item = best.items[index]
            size = item.size
            spans = [_tight((best.items[0].start, best.items[-1].end), best), *spans]
        listed = best is not None and any(item.treatment.label.lower() == name for item in best.items)
        interventions = treatment.interventions if listed or find_drugs(label) or treatment.kind != "active" else ()
        drafts.append(Draft(treatment, label, interventions, (), size, spans))
    return drafts


def _spelled(document: Document, part: str) -> str:
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


def _same_regimen(drafts: list[Draft], statement: Statement) -> None:
    """``the same regimen with X`` holds what the arm before it holds; a bracket may name the drugs of a regimen."""
    for place, (draft, item) in enumerate(zip(drafts, statement.items, strict=True)):
        raw = statement.sentence.text[item.start - statement.sentence.start : item.end - statement.sentence.start]
        parts = tuple(part for part in draft.interventions if not _GENERIC_PART.match(part))
        if place and _SAME.search(raw):
            parts = (*parts, *(part for part in drafts[0].interventions if part not in parts))
        if parts:
            draft.interventions = parts


_CONTRAST = re.compile(
    r"\b(?:with|on|given|taking|receiving|in) (?:the )?([a-z][\w-]+(?: [a-z][\w-]+)?)(?=,|\.|;"
    r"| \(| and | versus | vs | against |$| villages| group| patients| recipients)"
)
_NO_CONTRAST = frozenset(
    [
        "the",
        "groups",
        "group",
        "patients",
        "both",
        "baseline",
        "weeks",
        "months",
        "years",
        "placebo-controlled",
        "each",
        "either",
        "total",
        "this",
        "that",
        "these",
        "those",
        "all",
        "two",
    ]
)


def _from_contrasts(scope: TrialScope, document: Document) -> list[Draft]:
    """Two things that result sentences set side by side, ``29.1 with X, 33.7 with Y``, again and again."""
    pairs: dict[tuple[str, str], list[Sentence]] = {}
    for sentence in scope.sentences:
        if not any(character.isdigit() for character in sentence.text) or " with " not in sentence.lower:
            continue
        named = [match[1] for match in _CONTRAST.finditer(sentence.lower) if match[1].split()[0] not in _NO_CONTRAST]
        if len(named) == 2 and named[0] != named[1]:  # noqa: PLR2004
            pairs.setdefault((named[0], named[1]), []).append(sentence)
    if not pairs:
        return []
    (first, second), places = max(pairs.items(), key=lambda pair: len(pair[1]))
    if len(places) < 2:  # noqa: PLR2004
        return []
    drafts: list[Draft] = []
    for name in (first, second):
        treatment = read_treatment(name) or Treatment(name, (name,), None, "active")
        start = places[0].start + places[0].lower.find(name)
        drafts.append(
            Draft(treatment, treatment.label, treatment.interventions, (), None, [(start, start + len(name))])
        )
    document.trace.note("arms", "set side by side in results")
    return drafts


def _expand_doses(scope: TrialScope, drafts: list[Draft]) -> list[Draft]:
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


def _enrich(drafts: list[Draft], statements: Sequence[Statement]) -> None:
    """Take fuller lists of drugs and missing sizes from other statements about the same arms."""
    for statement in statements:
        if len(statement.items) != len(drafts):
            continue
        matched = [_same(draft, item) for draft, item in zip(drafts, statement.items, strict=True)]
        if not all(matched):
            continue
        for draft, item in zip(drafts, statement.items, strict=True):
            used = False
            if draft.size is None and item.size is not None and statement.rule in {"assigned", "sizes", "numbered"}:
                draft.size, used = item.size, True
            extra = [
                part
                for part in item.treatment.interventions
                if part.lower() not in {own.lower() for own in draft.interventions}
            ]
            if extra and all(is_drug(word) for part in extra for word in part.split()[:1]):
                draft.interventions, used = (*draft.interventions, *extra), True
            draft.names = tuple(dict.fromkeys((*draft.names, *item.names)))
            if used:
                draft.spans.append(_tight((statement.items[0].start, statement.items[-1].end), statement))


def _same(draft: Draft, item: Item) -> bool:
    if draft.treatment.kind != item.treatment.kind:
        return False
    if draft.treatment.dose and item.treatment.dose and draft.treatment.dose != item.treatment.dose:
        return False
    own, other = {part.lower() for part in draft.interventions}, {part.lower() for part in item.treatment.interventions}
    return own == other or bool(own and other and (own <= other or other <= own))


def _add_backbone(drafts: list[Draft], best: Statement) -> None:
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


def _label(scope: TrialScope, drafts: list[Draft]) -> None:
    """Give each arm the shortest name that tells it apart."""
    text = "\n".join(sentence.text for sentence in scope.sentences)
    lowered = text.lower()
    for draft in drafts:
        others = [other for other in drafts if other is not draft]
        draft.label = _own_label(draft, others, text, lowered)


def _own_label(draft: Draft, others: Sequence[Draft], text: str, lowered: str) -> str:
    bare = [_ARTICLE.sub("", name) for name in draft.names]
    short = next((name for name in bare if _is_short(name) and _is_used(name, text)), None)
    if short:
        return short
    own_parts = {part.lower() for part in draft.interventions}
    kin = any({part.lower() for part in other.interventions} == own_parts for other in others)
    if own_parts and kin and draft.treatment.dose:
        return f"{draft.interventions[0] if len(draft.interventions) == 1 else draft.label} {draft.treatment.dose}"
    if draft.treatment.kind == "nothing":
        return draft.label
    taken = {part.lower() for other in others for part in other.interventions}
    own = [part for part in draft.interventions if part.lower() not in taken]
    if draft.treatment.kind == "placebo":
        return own[0] if own else draft.label
    named = _named_group(bare, lowered)
    if named:
        return named
    if len(draft.interventions) > 1 and own and (len(own) == 1 or _used_alone(own[0], lowered)):
        return own[0]
    return _GROUP_WORD.sub("", draft.label)


_ARTICLE = re.compile(r"^(?:the|a|an) ")
_GROUP_WORD = re.compile(r"(?<=\w)[ -](?:group|arm)$")
_OFTEN = 2


def _is_used(name: str, text: str) -> bool:
    return len(re.findall(rf"(?<![\w+]){re.escape(name)}(?![\w+])", text)) > _OFTEN


def _named_group(names: Sequence[str], lowered: str) -> str | None:
    """The name in brackets that the text goes on to use: "the control group", "arm A"."""
    for name in names:
        low = name.lower()
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
