"""Arms where no list of treatments names them: by contrasts, or the only one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.interventions import Treatment, find_drugs, is_drug, read_treatment

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
from summarizer.engines.rules.drafts import Draft


def find_single_arm(scope: TrialScope, title: Sentence | None) -> list[Draft]:
    """The one arm of a single-arm trial: what its patients received, by the drug named most often."""
    counts: dict[str, int] = {}
    first: dict[str, tuple[int, int]] = {}
    places = [*scope.sentences, *([title] if title else [])]
    for sentence in places:
        for drug in find_drugs(sentence.text):
            if _was_given(sentence, drug):
                continue
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


_BEFORE_TRIAL = re.compile(
    r"\b(?:(?:previous(?:ly)?|prior|formerly|already|earlier) (?:[a-z-]+ )?(?:treated|treatment|therapy|exposed|exposure|received)"
    r"|(?:progress\w+|relapsed|disease|recurrence) (?:on|after|following) (?:[a-z-]+ )?(?:treatment with|therapy with)?"
    r"|(?:refractory|resistant|intolerant|naive) to|failed)\b[^.;,]{0,40}$"
)
"""What makes a drug one that the patients had had before: "previously treated with X", "refractory to X"."""


def _was_given(sentence: Sentence, drug: str) -> bool:
    at = sentence.lower.find(drug.lower())
    return at >= 0 and _BEFORE_TRIAL.search(sentence.lower, max(0, at - 90), at) is not None


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


_CONTROLLED = re.compile(r"\b(placebo|vehicle|sham)[- ]controlled\b")
_AGAINST = re.compile(
    r"\b(?:versus|vs\.?|than|compared (?:with|to)|and|or|against|for|with|on|given|got|received) (?:a |the |an )?$"
)


def find_controlled(scope: TrialScope, title: Sentence | None) -> list[Draft]:
    """The drug of a placebo-controlled trial and its placebo, where no sentence sets them side by side."""
    kinds = {
        match[1]: (sentence.start + match.start(1), sentence.start + match.end(1))
        for sentence in [*scope.sentences, *([title] if title else [])]
        for match in _CONTROLLED.finditer(sentence.lower)
    }
    if len(kinds) != 1:
        return []
    name, span = next(iter(kinds.items()))
    told = any(
        _AGAINST.search(sentence.lower, 0, match.start())
        for sentence in scope.sentences
        for match in re.finditer(rf"\b{name}\b(?!-)", sentence.lower)
    )
    drug = find_single_arm(scope, title) if told else []
    control = read_treatment(name)
    if not drug or control is None or control.interventions == drug[0].interventions:
        return []
    return [*drug, Draft(control, control.label, control.interventions, (), None, [span])]


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


def find_contrasts(scope: TrialScope, document: Document) -> list[Draft]:
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
    text = "\n".join(sentence.lower for sentence in scope.sentences)
    if len(places) < 2 and min(text.count(first), text.count(second)) < 2:  # noqa: PLR2004
        return []
    drafts: list[Draft] = []
    for lower in (first, second):
        start = places[0].start + places[0].lower.find(lower)
        name = document.text[start : start + len(lower)]
        treatment = read_treatment(name) or Treatment(name, (name,), None, "active")
        drafts.append(
            Draft(treatment, treatment.label, treatment.interventions, (), None, [(start, start + len(name))])
        )
    document.trace.note("arms", "set side by side in results")
    return drafts
