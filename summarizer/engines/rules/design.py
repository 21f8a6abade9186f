"""How the trial was designed: phases, study type, allocation, model, masking, hypothesis, ratio, stage, data cutoff."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from summarizer.engines.rules.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import Hypothesis, InterventionModel, Masking, Phase
from summarizer.engines.rules.allocations import RANDOM, find_allocation, find_study_type
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.stages import find_cutoff, find_stage
from summarizer.engines.rules.trials import telling_sentences

Choice = TypeVar("Choice")
_STAGE = r"(?:[1-4]|iii|ii|iv|i)[abc]?"
_PHASE = re.compile(
    rf"\b(?P<early>early[ -])?phase(?:s)?[ -]?(?P<first>0|{_STAGE})(?:(?: ?/ ?|-| and | to "
    rf"|/phase )(?P<second>{_STAGE}))?\b"
)
_NAMES: dict[str, Phase] = {"1": "PHASE1", "2": "PHASE2", "3": "PHASE3", "4": "PHASE4"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_FOREIGN = re.compile(
    r"\b(?:earlier|previous(?:ly)?|prior|planned|two phase|three phase|several phase|will|portion|part|has begun|"
    r"candidate|another|sister|separate|is testing|are testing|now testing|director|unit|and developmental|had shown|had put|programme|program in|being planned|stumbled|in preparation)\b"
)
_NOUN = re.compile(r"\b(?:trial|study|results?)\b")
_MODELS: tuple[tuple[re.Pattern[str], InterventionModel], ...] = (
    (re.compile(r"(?<!multi-)\bfactorial\b"), "FACTORIAL"),
    (
        re.compile(
            r"\b(?:\w+-period,? )?cross-?over[ -](?:trial|study|design|fashion|comparison)"
            r"|\bcross-?over,? (?:placebo|randomi|double|trial|open)|\b(?:two|three|four|2|3"
            r"|4)-(?:period|way|treatment)(?: \w+)? cross-?over|\bcrossed over (?:after"
            r"|following) (?:a )?wash-?out|"
            r"(?:randomi[sz]ed|blind|controlled|label),? cross-?over\b"
        ),
        "CROSSOVER",
    ),
    (
        re.compile(
            r"\bparallel[ -](?:group|arm|design|assignment|cohort)s?\b|\bin parallel groups\b"
            r"|\bparallel,? (?:double|placebo|random)"
        ),
        "PARALLEL",
    ),
    (re.compile(r"\bsingle[ -](?:arm|group)\b|\bone-arm\b"), "SINGLE_GROUP"),
    (re.compile(r"\bsequential(?:ly)?[ -](?:assignment|design|cohorts|group design|dose)\b"), "SEQUENTIAL"),
)
_MASKS: tuple[tuple[re.Pattern[str], Masking], ...] = (
    (re.compile(r"\bquadruple[ -](?:blind|mask)"), "QUADRUPLE"),
    (re.compile(r"\btriple[ -](?:blind|mask)"), "TRIPLE"),
    (
        re.compile(
            r"\bdouble[ -](?:blind|mask)|\bneither (?:the )?(?:patients?|participants?|volunteers?"
            r"|women|men)\b[^.;]{0,40}\bnor\b[^.;]{0,60}\b(?:knew|know|were aware|was aware|were told)"
            r"|\b(?:participants?|patients?) and (?:their )?(?:investigators?|doctors?|clinicians?"
            r"|physicians?|caregivers?)[^.;]{0,40}(?:were|was) (?:blinded|masked|unaware)"
            r"|\bdoubly[ -]blind"
        ),
        "DOUBLE",
    ),
    (
        re.compile(
            r"\bopen[ -]label(?:led|ed)?\b(?! (?:extension|phase(?! (?:[1-4]|i))|period|treatment|part"
            r"|follow|portion|lead|run|rollover|continu|access|stage|study extension))"
            r"|\bunblinded (?:trial|study|comparison|design)|\bunmasked (?:trial|study)"
            r"|\bnon-?blinded\b|\bnon-?masked\b|\bnot (?:blinded|masked)\b|\bnobody was blinded\b"
            r"|\bwithout blinding\b|\bno (?:blinding|masking)\b|\bopen[ -](?:trial|study"
            r"|randomi[sz]ed)\b"
        ),
        "NONE",
    ),
    (
        re.compile(
            r"\bsingle[ -](?:blind|mask)|\b(?:assess?or|evaluator|observer|investigator|rater|outcome"
            r"|examiner|patient|participant)[ -](?:blind|mask)(?:ed)?\b|"
            r"\bblinded (?:assessors?|evaluators?|raters?|outcome assess\w+)|\b(?:assess?ors"
            r"|evaluators|raters|sonographers|radiologists) (?:were|was) (?:blinded|masked|unaware"
            r"|kept unaware)"
        ),
        "SINGLE",
    ),
)
_DESIGN_NOUN = r"(?:[\w-]+,? ){0,6}?(?:trial|study|design|comparison|analysis plan|hypothesis|experiment)\b"
_HYPOTHESES: tuple[tuple[re.Pattern[str], Hypothesis], ...] = (
    (
        re.compile(
            rf"\bnon-?inferiority[ -],?(?:{_DESIGN_NOUN})|\bdesigned to (?:show|test|demonstrate"
            rf"|establish|prove)(?: \w+){{0,4}} non-?inferior|\bnon-?inferiority,"
            r"|\b(?:built|powered|designed|set up|planned|conceived) (?:as|for|to test|to show"
            r"|to assess)(?: \w+){0,3} non-?inferiority"
        ),
        "NON_INFERIORITY",
    ),
    (
        re.compile(
            rf"\bequivalence,?[ -](?:{_DESIGN_NOUN})|\bdesigned to (?:show|test|demonstrate"
            rf"|establish)(?: \w+){{0,4}} equivalen"
        ),
        "EQUIVALENCE",
    ),
    (
        re.compile(
            rf"(?<!and )(?<!then )\bsuperiority,?[ -](?:{_DESIGN_NOUN})|\bdesigned to (?:show|test"
            rf"|demonstrate|establish)(?: \w+){{0,4}} superior"
        ),
        "SUPERIORITY",
    ),
)
_RATIO = re.compile(
    r"(?<![\d.:])(\d{1,2}(?: ?: ?\d{1,2}){1,4})(?![\d.:%]|\d)|\b(one|two|three|four|five"
    r"|[1-5])(?:-| )to(?:-| )(one|two|three|1|2|3)\b"
)
_RATIO_CUE = re.compile(r"random|alloc|assign|ratio")
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}


def find_phases(document: Document, scope: TrialScope) -> Fact[tuple[Phase, ...]] | None:
    """Return the phase or phases; where several are named, the one said most plainly of this trial."""
    best: tuple[float, Fact[tuple[Phase, ...]]] | None = None
    others: set[str] = set()
    for sentence in telling_sentences(scope, document):
        if "phase" not in sentence.lower:
            continue
        for match in _PHASE.finditer(sentence.lower):
            phases = _phases(match)
            if not phases:
                continue
            score = _phase_score(sentence, match, scope)
            fact = Fact(phases, sentence.start + match.start(), sentence.start + match.end(), "phase")
            others.add(match[0])
            if score > 0 and (best is None or score > best[0]):
                best = (score, fact)
    if best is None:
        return None
    fact = best[1]
    return replace(fact, rivals=tuple(sorted(others - {document.lower[fact.start : fact.end]})))


def _phases(match: re.Match[str]) -> tuple[Phase, ...]:
    if match["first"] == "0":
        return ("EARLY_PHASE1",)
    numbers = [
        _ROMAN.get(stage, stage) for part in (match["first"], match["second"]) if part and (stage := part.rstrip("abc"))
    ]
    if match["early"] and numbers == ["1"]:
        return ("EARLY_PHASE1",)
    return tuple(dict.fromkeys(_NAMES[number] for number in numbers if number in _NAMES))


def _phase_score(sentence: Sentence, match: re.Match[str], scope: TrialScope) -> float:
    lower = sentence.lower
    clause = max(lower.rfind(mark, 0, match.start()) for mark in (", ", "; ", ": "))
    before, after = lower[max(clause, 0) : match.start()], lower[match.end() : match.end() + 90]
    score = 1.0
    if scope.acronym and scope.acronym in sentence.text:
        score += 2
    if RANDOM.search(lower) or "double-blind" in lower or "open-label" in lower or "enrolled" in lower:
        score += 1
    if _NOUN.search(after[:60]) or re.search(r"^[^.;]{0,20}$", after):
        score += 0.5
    if _FOREIGN.search(before[-60:]) or _FOREIGN.search(after[:30]):
        score -= 2.5
    return score


def find_model(document: Document, scope: TrialScope) -> Fact[InterventionModel] | None:
    """Return the intervention model where it is stated."""
    return _choose(telling_sentences(scope, document), _MODELS)


def find_masking(document: Document, scope: TrialScope) -> Fact[Masking] | None:
    """Return who was blinded; open label with blinded assessment is none, a blinded assessor alone is single."""
    found = _choose(telling_sentences(scope, document), _MASKS)
    if found is None:
        return None
    return found


_HINTS: dict[str, Phrases] = {
    "FACTORIAL": Phrases("factorial"),
    "CROSSOVER": Phrases("crossover", "cross-over", "crossed over"),
    "PARALLEL": Phrases("parallel"),
    "SINGLE_GROUP": Phrases("single", "one-arm"),
    "SEQUENTIAL": Phrases("sequential"),
    "QUADRUPLE": Phrases("quadruple"),
    "TRIPLE": Phrases("triple"),
    "DOUBLE": Phrases("double", "doubly", "neither", "blinded", "masked", "unaware"),
    "NONE": Phrases("open", "blind", "mask", "unblind", "unmask", "nonblind", "nonmask"),
    "SINGLE": Phrases("blind", "mask", "unaware"),
    "NON_INFERIORITY": Phrases("inferior", "noninferior"),
    "EQUIVALENCE": Phrases("equivalen"),
    "SUPERIORITY": Phrases("superior"),
}


def _choose(sentences: Sequence[Sentence], table: Sequence[tuple[re.Pattern[str], Choice]]) -> Fact[Choice] | None:
    """Return the first row of a table that any sentence satisfies."""
    for pattern, value in table:
        for sentence in sentences:
            if not _HINTS[str(value)].stand_in(sentence.lower):
                continue
            match = pattern.search(sentence.lower)
            if (
                match
                and not _FOREIGN_DESIGN.search(sentence.lower[max(0, match.start() - 50) : match.start()])
                and not _FUTURE_DESIGN.search(sentence.lower[match.end() : match.end() + 60])
            ):
                return Fact(value, sentence.start + match.start(), sentence.start + match.end(), str(value).lower())
    return None


_FOREIGN_DESIGN = re.compile(
    r"\b(?:earlier|previous|prior|planned|longer|another|sister|future|an? open-label extension of an?)\b|\bneeds an?\b"
)
_FUTURE_DESIGN = re.compile(
    r"\bis (?:justified|needed|planned|being planned|warranted|underway|under way)"
    r"|\bare (?:needed|warranted)|in preparation"
)


def find_hypothesis(document: Document, scope: TrialScope) -> Fact[Hypothesis] | None:
    """Return what the trial was built to show, where the design says so."""
    relevant = [
        sentence
        for sentence in telling_sentences(scope, document)
        if "inferior" in sentence.lower or "superior" in sentence.lower or "equivalen" in sentence.lower
    ]
    return _choose(relevant, _HYPOTHESES)


def find_ratio(document: Document, scope: TrialScope) -> Fact[str] | None:
    """Return the allocation ratio in digits."""
    for sentence in telling_sentences(scope, document):
        if ":" not in sentence.text and "to" not in sentence.lower:
            continue
        if not _RATIO_CUE.search(sentence.lower):
            continue
        for match in _RATIO.finditer(sentence.lower):
            around = sentence.lower[max(0, match.start() - 110) : match.end() + 70]
            if not _RATIO_CUE.search(around):
                continue
            value = (
                match[1].replace(" ", "")
                if match[1]
                else f"{_NUMBERS.get(match[2], match[2])}:{_NUMBERS.get(match[3], match[3])}"
            )
            if any(int(part) > 12 or part == "0" for part in value.split(":")):  # noqa: PLR2004
                continue
            return Fact(value, sentence.start + match.start(), sentence.start + match.end(), "ratio")
    return None


def find_all(document: Document, scope: TrialScope) -> Iterator[tuple[str, Fact[object]]]:
    """Yield the fields of the record that this module fills, with their facts."""
    finders = {
        "phases": find_phases,
        "study_type": find_study_type,
        "allocation": find_allocation,
        "intervention_model": find_model,
        "masking": find_masking,
        "hypothesis": find_hypothesis,
        "allocation_ratio": find_ratio,
        "analysis_stage": find_stage,
        "data_cutoff": find_cutoff,
    }
    for field, finder in finders.items():
        fact = finder(document, scope)
        if fact is not None:
            yield field, Fact(fact.value, fact.start, fact.end, fact.rule, fact.rivals)
