"""The record, assembled from what the finders found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.engines.rules import design
from summarizer.engines.rules.arm_totals import add_sizes
from summarizer.engines.rules.arms import ArmFinding, find_arms
from summarizer.engines.rules.conclusions import find_conclusion
from summarizer.engines.rules.conditions import find_conditions
from summarizer.engines.rules.enrolled import find_enrollment
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.follow_up import find_follow_up
from summarizer.engines.rules.harms import find_harms
from summarizer.engines.rules.layout import Kind
from summarizer.engines.rules.outcomes import find_outcomes
from summarizer.engines.rules.people import find_investigators
from summarizer.engines.rules.population import find_population
from summarizer.engines.rules.prose import compose_headline, compose_synopsis
from summarizer.engines.rules.source import find_source
from summarizer.engines.rules.sponsors import find_sponsor
from summarizer.engines.rules.trials import TrialScope, find_trials
from summarizer.engines.rules.verdict import find_verdict
from summarizer.record import Record, Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from summarizer.engines.rules.document import Document
    from summarizer.record import SourceKind

_NEAR = 60


def compose(document: Document) -> Record:
    """Turn a document into its record."""
    source = find_source(document)
    trials: list[Trial] = []
    for number, scope in enumerate(find_trials(document)):
        document.trace.enter(f"trials[{number}].")
        trials.append(_trial(document, scope, source.kind))
    title = document.title if source.title is None else source.title
    return Record(
        source=source,
        headline=compose_headline(trials, title),
        synopsis=compose_synopsis(trials, _fallback(document)),
        trials=tuple(trials),
    )


def _fallback(document: Document) -> list[str]:
    """The article's first sentences, for an article whose trial was not understood."""
    running = [sentence for sentence in document.body if document.kind(sentence) is Kind.BODY]
    return [document.quote(sentence.start, sentence.end) for sentence in running if len(sentence.text.split()) > 5][:3]  # noqa: PLR2004


def _trial(document: Document, scope: TrialScope, kind: SourceKind) -> Trial:
    facts: dict[str, Fact[object] | None] = dict(design.find_all(document, scope))
    found = find_arms(document, scope)
    enrollment = find_enrollment(document, scope, [finding.arm.participants for finding in found])
    found = _with_everybody(document, found, enrollment)
    arms = tuple(finding.arm for finding in found)
    population = find_population(document, scope, enrollment)
    outcomes = find_outcomes(document, scope, found)
    harms = find_harms(document, scope, found)
    if enrollment is not None and enrollment.rule != "planned N":
        arms = add_sizes(document, arms, (*outcomes, *harms), enrollment.value)
    kept = facts.get("study_type")
    is_trial = kept is None or kept.value != "OBSERVATIONAL"
    facts |= {
        "enrollment": enrollment,
        "population": population,
        "sponsor": find_sponsor(document, scope, kind),
        "primary_outcome_met": find_verdict(document, scope, outcomes, arms) if is_trial else None,
        "conclusion": find_conclusion(document, scope),
    }
    lists: dict[str, Sequence[Fact[object]]] = {
        "registry_ids": _own_ids(document, scope),
        "conditions": find_conditions(document, scope, population),
        "investigators": find_investigators(document, scope),
    }
    proofs = [*facts.values(), *(fact for row in lists.values() for fact in row), _name(document, scope)]
    facts["follow_up"] = find_follow_up(document, scope)
    _note(document, facts, lists)
    return Trial.model_validate(
        {
            "phases": (),
            **dict.fromkeys(_SINGLE),
            **{field: fact.value for field, fact in facts.items() if fact},
            **{field: tuple(dict.fromkeys(fact.value for fact in row)) for field, row in lists.items()},
            "acronym": scope.acronym,
            "arms": arms,
            "outcomes": outcomes,
            "adverse_events": harms,
            "quotes": _quotes(document, [fact for fact in proofs if fact is not None and fact.start >= 0]),
        }
    )


_SINGLE = (
    "study_type",
    "allocation",
    "intervention_model",
    "masking",
    "hypothesis",
    "allocation_ratio",
    "analysis_stage",
    "data_cutoff",
    "enrollment",
    "population",
    "sponsor",
    "primary_outcome_met",
    "conclusion",
    "follow_up",
)
"""Fields that are null where nothing is found."""


def _note(
    document: Document, facts: Mapping[str, Fact[object] | None], lists: Mapping[str, Sequence[Fact[object]]]
) -> None:
    """Note which matcher found each of the trial's own facts, and what lost to it."""
    for field, fact in facts.items():
        if fact:
            document.trace.note(field, fact.rule, fact.rivals)
    for field, row in lists.items():
        for number, fact in enumerate(row):
            document.trace.note(f"{field}[{number}]", fact.rule, fact.rivals)


def _with_everybody(
    document: Document, arms: Sequence[ArmFinding], enrollment: Fact[int] | None
) -> tuple[ArmFinding, ...]:
    """The only arm of a trial holds everybody who was enrolled."""
    if len(arms) != 1 or enrollment is None or arms[0].arm.participants is not None or enrollment.rule == "planned N":
        return tuple(arms)
    document.trace.note("arms[0].participants", "everybody enrolled")
    arm = arms[0].arm
    quotes = tuple(dict.fromkeys((*arm.quotes, document.quote(enrollment.start, enrollment.end))))
    return (ArmFinding(arm.model_copy(update={"participants": enrollment.value, "quotes": quotes}), arms[0].aliases),)


def _own_ids(document: Document, scope: TrialScope) -> list[Fact[str]]:
    """The registry ids that belong to this trial and not to another one named beside them."""
    own: list[Fact[str]] = []
    inside = {sentence.start for sentence in scope.sentences}
    for fact in document.registry_ids:
        sentence = document.sentence_at(fact.start)
        before = sentence.text[: fact.start - sentence.start]
        nearest = max(
            ((before.rfind(name), name) for name in (scope.acronym or "\x00", *scope.others)),
            key=lambda found: found[0],
        )
        if nearest[0] >= 0 and nearest[1] != scope.acronym:
            continue
        aside = document.kind(sentence) in {Kind.SITE, Kind.COMPANY}
        named = nearest[0] >= 0
        if (
            named
            or (not scope.shared and not aside)
            or (scope.shared and sentence.start in inside and not _is_joint(sentence.text, scope))
        ):
            own.append(fact)
    return own


def _is_joint(text: str, scope: TrialScope) -> bool:
    return any(other in text for other in scope.others)


def _name(document: Document, scope: TrialScope) -> Fact[str] | None:
    if scope.acronym is None:
        return None
    start = document.text.find(scope.acronym)
    return None if start < 0 else Fact(scope.acronym, start, start + len(scope.acronym), "acronym")


def _quotes(document: Document, facts: Iterable[Fact[object]]) -> tuple[str, ...]:
    """The words that prove the facts; pieces close together in one sentence become one."""
    spans = sorted({(fact.start, fact.end) for fact in facts})
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and (
            start <= merged[-1][1]
            or (start - merged[-1][1] <= _NEAR and _same_sentence(document, merged[-1][1] - 1, start))
        ):
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple(dict.fromkeys(document.quote(start, end) for start, end in merged))


def _same_sentence(document: Document, first: int, second: int) -> bool:
    return document.sentence_at(first) is document.sentence_at(second)
