"""Whether a study is a trial, and whether its participants were allocated at random."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import Allocation, StudyType
from summarizer.engines.rules.trials import telling_sentences

RANDOM = re.compile(
    r"randomi[sz](?:ed|ation|ing|e)?\b|randomly|\bat random\b|by random|cluster-randomi[sz]ed"
    r"|\brandom allocation|drew lots|by lot\b"
)
_NOT_RANDOM = re.compile(
    r"\b(?:non|not|without|no|un|rather than|wasn't|never)[ -](?:a |being |been "
    r"|yet )?(?:randomi[sz]|randomly)|\bnonrandomi[sz]|\bquasi-randomi[sz]"
)
_SINGLE_ARM = re.compile(
    r"\bsingle[ -](?:arm|group|cohort)\b|\bone-arm\b|\buncontrolled (?:trial|study)"
    r"|\bno (?:control|comparator) (?:group|arm)\b"
)
_OBSERVATIONAL = re.compile(
    r"\bobservational\b|\bcohort study\b|\bcase-control\b|\bregistry\b|\bretrospective(?:ly)?\b|\bcross-sectional\b|"
    r"\bprospective cohort\b|\bpropensity[ -]score|\breal-world\b|\bclaims (?:data|database)\b|\bhealth records\b|"
    r"\bpopulation-based\b|\bnationwide cohort\b|\bdatabase study\b|\btarget trial emulation\b|\bmedical records\b|"
    r"\b(?:examined|analy[sz]ed|reviewed|combed through) (?:[\w,'-]+ ){0,3}(?:data|records|surveys?|samples) (?:from|on|of|for)\b|"
    r"\bpairs of (?:\w+ )?twins\b|\bfood (?:frequency )?questionnaires?\b|\bbirth records\b|\bwere surveyed\b"
)
_OBSERVING = Phrases(
    "observational",
    "cohort",
    "control",
    "registry",
    "retrospective",
    "sectional",
    "propensity",
    "real-world",
    "claims",
    "records",
    "population-based",
    "database",
    "emulation",
    "data",
    "survey",
    "samples",
    "twins",
    "questionnaire",
)
_EXPANDED = re.compile(r"\bexpanded[ -]access\b|\bcompassionate[ -]use\b")


def find_study_type(document: Document, scope: TrialScope) -> Fact[StudyType] | None:
    """Observational only where nothing says trial, randomized or phase."""
    own = [sentence for sentence in scope.sentences if document.kind(sentence) is Kind.BODY]
    observational = _first(own, _OBSERVATIONAL, "observational", _OBSERVING)
    interventional = _first(own, _INTERVENTIONAL, "interventional", _INTERVENING)
    randomized = _find_random(own)
    expanded = _first(own, _EXPANDED, "expanded access", Phrases("expanded", "compassionate"))
    if expanded and not randomized:
        return _as(expanded, "EXPANDED_ACCESS")
    if observational and not randomized and not (interventional and _FIRM.search(_text(interventional, document))):
        return _as(observational, "OBSERVATIONAL")
    anchor = randomized or interventional or _first(telling_sentences(scope, document), _TRIAL, "trial", _TRYING)
    return None if anchor is None else _as(anchor, "INTERVENTIONAL")


_INTERVENTIONAL = re.compile(
    r"\bphase (?:[1-4]|i)|placebo|single-arm|open-label|double-blind|\bassigned to\b"
    r"|\binterventional\b|\bclinical trial\b"
)
_INTERVENING = Phrases(
    "phase ", "placebo", "single-arm", "open-label", "double-blind", "assigned to", "interventional", "clinical trial"
)
_TRYING = Phrases("trial", "study")
_FIRM = re.compile(r"phase|placebo|single-arm|open-label|double-blind|assigned|interventional")
_TRIAL = re.compile(r"\btrial\b|\bstudy\b")


def _text(fact: Fact[str], document: Document) -> str:
    return document.lower[fact.start : fact.end]


def _as(fact: Fact[str], value: StudyType) -> Fact[StudyType]:
    return Fact(value, fact.start, fact.end, fact.rule)


def _first(sentences: Iterable[Sentence], pattern: re.Pattern[str], rule: str, hints: Phrases) -> Fact[str] | None:
    for sentence in sentences:
        match = pattern.search(sentence.lower) if hints.stand_in(sentence.lower) else None
        if match:
            return Fact(match[0], sentence.start + match.start(), sentence.start + match.end(), rule)
    return None


def _find_random(sentences: Iterable[Sentence]) -> Fact[str] | None:
    for sentence in sentences:
        if "random" not in sentence.lower and "lot" not in sentence.lower:
            continue
        bare = _NOT_RANDOM.sub(lambda found: "_" * len(found[0]), sentence.lower)
        match = RANDOM.search(bare)
        if match and not _PLANNED.search(bare[: match.start()] + " " + bare[match.end() :]):
            return Fact(match[0], sentence.start + match.start(), sentence.start + match.end(), "randomized")
    return None


_PLANNED = re.compile(
    r"in preparation|is being planned|are needed|is needed|would have to|trials that tried"
    r"|should be tested|await|has begun|are warranted|is warranted"
)


def find_allocation(document: Document, scope: TrialScope) -> Fact[Allocation] | None:
    """Return randomized or not, where the text says one of them of this trial."""
    sentences = telling_sentences(scope, document)
    single = _first(
        sentences,
        _SINGLE_ARM,
        "single-arm",
        Phrases("single", "one-arm", "uncontrolled", "no control", "no comparator"),
    )
    refused = _first(sentences, _NOT_RANDOM, "not randomized", Phrases("random", "nonrandom"))
    randomized = _find_random(sentences)
    if (
        randomized
        and not (single and not _is_firm(document, randomized))
        and not (refused and not _is_firm(document, randomized))
    ):
        return Fact("RANDOMIZED", randomized.start, randomized.end, randomized.rule)
    found = single or refused
    if found and is_observational(document, scope):
        return None
    return None if found is None else Fact("NON_RANDOMIZED", found.start, found.end, found.rule)


def is_observational(document: Document, scope: TrialScope) -> bool:
    """Whether the study is observational, which has no allocation."""
    found = find_study_type(document, scope)
    return found is not None and found.value == "OBSERVATIONAL"


def _is_firm(document: Document, fact: Fact[str]) -> bool:
    """Whether a word of randomization stands beside its act or its trial."""
    around = document.lower[max(0, fact.start - 80) : fact.end + 90]
    return bool(
        re.search(
            r"assigned|allocat|were randomi|was randomi|randomi[sz]ed,"
            r"|randomi[sz]ed (?:\w+[ -]){0,4}(?:trial|study|to)|\d:\d",
            around,
        )
    )
