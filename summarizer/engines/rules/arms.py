"""The arms of a trial, and every name by which the text refers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules import (
    aliases,
    arm_contents,
    group_drafts,
    groups,
    provisions,
    roster_drafts,
    rosters,
    sizes,
)
from summarizer.engines.rules.allocations import find_allocation, find_study_type
from summarizer.engines.rules.arm_types import type_arms
from summarizer.engines.rules.assignments import Statement, find_statements
from summarizer.engines.rules.counts import counts_things
from summarizer.engines.rules.interventions import find_drugs
from summarizer.engines.rules.layout import Kind
from summarizer.record import Arm

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.items import Item
    from summarizer.engines.rules.rosters import Roster
    from summarizer.engines.rules.trials import TrialScope
from summarizer.engines.rules.arm_fallbacks import find_contrasts, find_controlled, find_single_arm
from summarizer.engines.rules.arm_labels import label_arms
from summarizer.engines.rules.cohorts import find_cohorts
from summarizer.engines.rules.contrasts import find_known_contrasts
from summarizer.engines.rules.drafts import Draft, name_by_codes, tighten
from summarizer.engines.rules.regimens import add_backbone, enrich, expand_doses, share_regimen, spell_out


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


_CONVINCING = 2
_OFTEN_NAMED = 5
_TAIL = 30


def find_arms(document: Document, scope: TrialScope) -> tuple[ArmFinding, ...]:
    """Return the arms in the order of the article; none where the text does not tell them apart."""
    rows = groups.find_rows(scope.sentences)
    roster = _roster(document, scope)
    found = _drafts(document, scope, is_named=roster is not None)
    drafts = group_drafts.settle(document, found, rows)
    listed = group_drafts.draft_listed(document, scope.sentences) if len(drafts) < 3 else []  # noqa: PLR2004
    if len(listed) > max(2, len(drafts)):
        drafts = listed
    if roster is not None and (len(drafts) != 1 or roster.score >= _OFTEN_NAMED):
        drafts = roster_drafts.reconcile(document, drafts, roster)
    if len(drafts) < 2:  # noqa: PLR2004 - nothing to compare
        drafts = find_controlled(scope, _title(document)) or drafts
    if not drafts:
        drafts = group_drafts.draft_contrasted(document, scope.sentences)
    if not drafts:
        return ()
    provisions.fill_in(scope.sentences, drafts)
    provisions.deny(drafts)
    names = aliases.find_aliases(document, drafts)
    group_drafts.fill_sizes(drafts, names, rows)
    sizes.find_sizes(scope, drafts)
    types = type_arms(document, scope, drafts, names)
    names = aliases.by_part(names, types)
    for number, draft in enumerate(drafts):
        if draft.size is not None:
            document.trace.note(f"arms[{number}].participants", draft.size_rule)
    return tuple(
        ArmFinding(
            Arm(
                label=draft.label,
                type=kind,
                interventions=arm_contents.settle(document, draft),
                participants=draft.size,
                quotes=tuple(dict.fromkeys(document.quote(start, end) for start, end in draft.spans)),
            ),
            known,
        )
        for draft, kind, known in zip(drafts, types, names, strict=True)
    )


def _title(document: Document) -> Sentence | None:
    return next((sentence for sentence in document.sentences if document.kind(sentence) is Kind.TITLE), None)


def _roster(document: Document, scope: TrialScope) -> Roster | None:
    """The groups that the text names; of a trial without randomization only where they are named again and again."""
    found = rosters.convincing(rosters.find_rosters(document, scope.sentences))
    allocation = find_allocation(document, scope)
    if found is not None and allocation is not None and allocation.value == "NON_RANDOMIZED":
        return found if found.score >= _OFTEN_NAMED else None
    return found


def _drafts(document: Document, scope: TrialScope, *, is_named: bool) -> list[Draft]:
    title = _title(document)
    allocation = find_allocation(document, scope)
    short_forms = _short_forms(document)
    if allocation is not None and allocation.value == "NON_RANDOMIZED":
        return _unrandomized(scope, title)
    statements = [
        statement
        for statement in find_statements(scope.sentences, None if scope.shared else title, short_forms)
        if statement.score > _CONVINCING
    ]
    statements = [statement for statement in statements if statement.rule != "received" or _distinct(statement)]
    best = statements[0] if statements else None
    if best is None:
        contrasted = [] if is_named else _from_results(document, scope, title)
        if contrasted or is_named:
            return contrasted
        return _unrandomized(scope, title) if allocation is None and _is_trial_of_one(document, scope) else []
    document.trace.note("arms", best.rule, [_describe(statement) for statement in statements[1:4]])
    drafts = [_draft(place, best) for place in range(len(best.items))]
    name_by_codes(drafts, [(best.sentence, *_bounds(best, item)) for item in best.items])
    for draft in drafts:
        draft.interventions = tuple(spell_out(document, part) for part in draft.interventions)
    share_regimen(drafts, best)
    drafts = expand_doses(scope, drafts)
    enrich(drafts, statements[1:])
    add_backbone(drafts, best)
    label_arms(scope, drafts)
    labels = {draft.label.lower() for draft in drafts}
    return drafts if len(labels) == len(drafts) else _from_results(document, scope, title)


def _unrandomized(scope: TrialScope, title: Sentence | None) -> list[Draft]:
    """The only arm, or its cohorts."""
    single = find_single_arm(scope, title)
    return list(find_cohorts(scope, single[0]) or single) if single else []


def _from_results(document: Document, scope: TrialScope, title: Sentence | None) -> list[Draft]:
    """Arms by what the results set side by side; their sizes and partners as the text prints them."""
    drafts = find_known_contrasts(document, scope, title)
    if len(drafts) < 2:  # noqa: PLR2004
        return find_contrasts(scope, document)
    expanded = expand_doses(scope, drafts)
    if len(expanded) > len(drafts):
        label_arms(scope, expanded)
    return expanded


def _short_forms(document: Document) -> frozenset[str]:
    """Abbreviations that the article defines for treatments."""
    return frozenset(short.lower() for short, long in document.abbreviations.items() if find_drugs(long))


def _distinct(statement: Statement) -> bool:
    return len({item.treatment.label.lower() + (item.treatment.dose or "") for item in statement.items}) == len(
        statement.items
    )


def _describe(statement: Statement) -> str:
    return f"{statement.rule}: " + " | ".join(item.treatment.label for item in statement.items)


def _bounds(statement: Statement, item: Item) -> tuple[int, int]:
    """Where an item stands in its sentence."""
    begin = statement.sentence.start
    return item.start - begin, item.end - begin


def _draft(place: int, statement: Statement) -> Draft:
    item, sentence = statement.items[place], statement.sentence
    span = (statement.items[0].start, statement.items[-1].end)
    following = statement.items[place + 1].start if place + 1 < len(statement.items) else item.end + _TAIL
    return Draft(
        item.treatment,
        item.treatment.label,
        item.treatment.interventions,
        item.names,
        None if item.size is not None and counts_things(sentence, item.size) else item.size,
        [tighten(span, statement)],
        sentence.text[item.start - sentence.start : max(0, following - sentence.start)],
    )


def _is_trial_of_one(document: Document, scope: TrialScope) -> bool:
    found = find_study_type(document, scope)
    return found is not None and found.value == "INTERVENTIONAL"
