"""How the trial was designed: phases, study type, allocation, model, masking, hypothesis, ratio, stage, data cutoff."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar, get_args

from summarizer.engines.rules.dates import find_dates
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.layout import Kind
from summarizer.record import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import Allocation, AnalysisStage, Hypothesis, InterventionModel, Masking, StudyType

Choice = TypeVar("Choice")

_STAGE = r"(?:[1-4]|iii|ii|iv|i)[abc]?"
_PHASE = re.compile(
    rf"\b(?P<early>early[ -])?phase(?:s)?[ -]?(?P<first>0|{_STAGE})(?:(?: ?/ ?|-| and | to "
    rf"|/phase )(?P<second>{_STAGE}))?\b"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_FOREIGN = re.compile(
    r"\b(?:earlier|previous(?:ly)?|prior|planned|two phase|three phase|several phase|will|portion|part|has begun|"
    r"candidate|another|sister|separate|had shown|had put|programme|program in|being planned|stumbled|in preparation)\b"
)
_OWN = re.compile(r"\b(?:this|the|our|a|an|in|of|from)\b")
_NOUN = re.compile(r"\b(?:trial|study|results?)\b")

_RANDOM = re.compile(
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
    r"\bpopulation-based\b|\bnationwide cohort\b|\bdatabase study\b|\btarget trial emulation\b|\bmedical records\b"
)
_OBSERVING = (
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
)
_EXPANDED = re.compile(r"\bexpanded[ -]access\b|\bcompassionate[ -]use\b")

_MODELS: tuple[tuple[re.Pattern[str], InterventionModel], ...] = (
    (re.compile(r"\bfactorial\b"), "FACTORIAL"),
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
_BLIND_ASSESSMENT = re.compile(r"blind(?:ed)? (?:independent|central|end)|blinded-end")
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

_STAGES: tuple[tuple[re.Pattern[str], AnalysisStage], ...] = (
    (re.compile(r"\bpost[ -]hoc (?:\w+ )?(?:analys[ei]s|sub-?analysis|exploration)\b"), "POST_HOC"),
    (
        re.compile(
            r"\b(?:first |second |third |planned |pre-?specified |preplanned |this "
            r"|scheduled )*interim (?:\w+ ){0,3}?(?:analys[ei]s|look|results|data|cut|findings|readout"
            r"|report|evaluation|update)\b|\bfirst planned look\b"
        ),
        "INTERIM",
    ),
    (re.compile(r"\bfinal (?:\w+ ){0,3}?(?:analys[ei]s|results|report|data)\b"), "FINAL"),
    (
        re.compile(
            r"\bupdated (?:\w+ ){0,3}?(?:analys[ei]s|results|data|report|findings|survival)\b"
            r"|\b(?:long-term|extended) follow-up (?:analysis|results|data)\b|\b(?:\d+|two|three|four"
            r"|five|ten)-year update\b"
        ),
        "UPDATED",
    ),
    (re.compile(r"\bprimary (?:analys[ei]s|results|readout|report)\b"), "PRIMARY"),
)
_STAGE_WORDS = ("interim", "final", "updated", "primary", "post hoc", "post-hoc", "look", "update", "follow-up")
_STAGE_THIS = re.compile(r"\b(?:this|at the|the present|the current|at an?|at this)\b[^.;]{0,20}$")
_STAGE_OWN = re.compile(
    r"\b(?:from the|report the|present the|reports the|describe the|results? (?:of|from)"
    r"|in the|in this|in an?|at an?|after (?:a|an|the)|on|an?)\b[^.;]{0,30}$"
)
_STAGE_ARTICLE = re.compile(r"\b(?:the|a|an) $")
_STAGE_NOT = re.compile(
    r"^[^.;]{0,25}\b(?:population|set\b|was by|were by|used|included all|was published"
    r"|were published|in 20|will|is foreseen|is planned|"
    r"are planned|is expected|are expected|to be|of the earlier)|^ (?:plan|method|model)"
)
_STAGE_FOREIGN = re.compile(
    r"\b(?:when|since|after|in) the (?:primary|first|initial|interim|final) [^.;]{0,40}(?:was"
    r"|were) (?:published|reported|presented)|\bone interim|"
    r"\bprevious|\bearlier|\bwill\b|\bplanned for\b|\bforeseen\b|\bawaited\b"
    r"|\bwithout adjustment for\b|\bprice of an interim|\badjust\w+ for"
)
_CUTOFF = re.compile(
    r"\b(?:data[ -])?(?:cut-?offs?|cut off|cut|lock|cutoff date|snapshot)\b|\bas of\b"
    r"|\bdata (?:were|was) (?:cut|locked|frozen)\b|\bdatabase (?:was |were )?(?:closed|locked"
    r"|lock)\b"
)
_CUTOFF_REACH = 48


def _sentences(scope: TrialScope, document: Document) -> list[Sentence]:
    """Title and headers after the running text, so that the text decides first."""
    inside = {sentence.start for sentence in scope.sentences}
    beside = [
        sentence
        for sentence in scope.context
        if sentence.start not in inside
        and document.kind(sentence) in {Kind.TITLE, Kind.BYLINE}
        and not any(other in sentence.text for other in scope.others)
    ]
    return [*scope.sentences, *beside]


def find_phases(document: Document, scope: TrialScope) -> Fact[tuple[Phase, ...]] | None:
    """Return the phase or phases; where several are named, the one said most plainly of this trial."""
    best: tuple[float, Fact[tuple[Phase, ...]]] | None = None
    others: set[str] = set()
    for sentence in _sentences(scope, document):
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
    document.trace.note("phases", "phase", sorted(others - {document.lower[best[1].start : best[1].end]}))
    return best[1]


def _phases(match: re.Match[str]) -> tuple[Phase, ...]:
    if match["first"] == "0":
        return ("EARLY_PHASE1",)
    numbers = [
        _ROMAN.get(stage, stage) for part in (match["first"], match["second"]) if part and (stage := part.rstrip("abc"))
    ]
    if match["early"] and numbers == ["1"]:
        return ("EARLY_PHASE1",)
    known = get_args(Phase)
    return tuple(dict.fromkeys(name for number in numbers if (name := f"PHASE{number}") in known))


def _phase_score(sentence: Sentence, match: re.Match[str], scope: TrialScope) -> float:
    lower = sentence.lower
    clause = max(lower.rfind(mark, 0, match.start()) for mark in (", ", "; ", ": "))
    before, after = lower[max(clause, 0) : match.start()], lower[match.end() : match.end() + 90]
    score = 1.0
    if scope.acronym and scope.acronym in sentence.text:
        score += 2
    if _RANDOM.search(lower) or "double-blind" in lower or "open-label" in lower or "enrolled" in lower:
        score += 1
    if _NOUN.search(after[:60]) or re.search(r"^[^.;]{0,20}$", after):
        score += 0.5
    if _FOREIGN.search(before[-60:]) or _FOREIGN.search(after[:30]):
        score -= 2.5
    return score


def find_study_type(document: Document, scope: TrialScope) -> Fact[StudyType] | None:
    """Observational only where nothing says trial, randomized or phase."""
    own = [sentence for sentence in scope.sentences if document.kind(sentence) is Kind.BODY]
    observational = _first(own, _OBSERVATIONAL, "observational", _OBSERVING)
    interventional = _first(own, _INTERVENTIONAL, "interventional")
    randomized = _find_random(own)
    expanded = _first(own, _EXPANDED, "expanded access", ("expanded", "compassionate"))
    if expanded and not randomized:
        return _as(expanded, "EXPANDED_ACCESS")
    if observational and not randomized and not (interventional and _FIRM.search(_text(interventional, document))):
        return _as(observational, "OBSERVATIONAL")
    anchor = randomized or interventional or _first(_sentences(scope, document), _TRIAL, "trial")
    return None if anchor is None else _as(anchor, "INTERVENTIONAL")


_INTERVENTIONAL = re.compile(
    r"\bphase (?:[1-4]|i)|placebo|single-arm|open-label|double-blind|\bassigned to\b"
    r"|\binterventional\b|\bclinical trial\b"
)
_FIRM = re.compile(r"phase|placebo|single-arm|open-label|double-blind|assigned|interventional")
_TRIAL = re.compile(r"\btrial\b|\bstudy\b")


def _text(fact: Fact[str], document: Document) -> str:
    return document.lower[fact.start : fact.end]


def _as(fact: Fact[str], value: StudyType) -> Fact[StudyType]:
    return Fact(value, fact.start, fact.end, fact.rule)


def _first(
    sentences: Iterable[Sentence], pattern: re.Pattern[str], rule: str, hints: tuple[str, ...] = ()
) -> Fact[str] | None:
    for sentence in sentences:
        if hints and not any(hint in sentence.lower for hint in hints):
            continue
        match = pattern.search(sentence.lower)
        if match:
            return Fact(match[0], sentence.start + match.start(), sentence.start + match.end(), rule)
    return None


def _find_random(sentences: Iterable[Sentence]) -> Fact[str] | None:
    for sentence in sentences:
        if "random" not in sentence.lower and "lot" not in sentence.lower:
            continue
        bare = _NOT_RANDOM.sub(lambda found: "_" * len(found[0]), sentence.lower)
        match = _RANDOM.search(bare)
        if match and not _PLANNED.search(bare[: match.start()] + " " + bare[match.end() :]):
            return Fact(match[0], sentence.start + match.start(), sentence.start + match.end(), "randomized")
    return None


_PLANNED = re.compile(
    r"in preparation|is being planned|are needed|is needed|would have to|trials that tried"
    r"|should be tested|await|has begun|are warranted|is warranted"
)


def find_allocation(document: Document, scope: TrialScope) -> Fact[Allocation] | None:
    """Return randomized or not, where the text says one of them of this trial."""
    sentences = _sentences(scope, document)
    single = _first(
        sentences, _SINGLE_ARM, "single-arm", ("single", "one-arm", "uncontrolled", "no control", "no comparator")
    )
    refused = _first(sentences, _NOT_RANDOM, "not randomized", ("random",))
    randomized = _find_random(sentences)
    if (
        randomized
        and not (single and not _is_firm(document, randomized))
        and not (refused and not _is_firm(document, randomized))
    ):
        return Fact("RANDOMIZED", randomized.start, randomized.end, randomized.rule)
    found = single or refused
    if found and find_study_type_is_observational(document, scope):
        return None
    return None if found is None else Fact("NON_RANDOMIZED", found.start, found.end, found.rule)


def find_study_type_is_observational(document: Document, scope: TrialScope) -> bool:
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


def find_model(document: Document, scope: TrialScope) -> Fact[InterventionModel] | None:
    """Return the intervention model where it is stated."""
    return _choose(_sentences(scope, document), _MODELS)


def find_masking(document: Document, scope: TrialScope) -> Fact[Masking] | None:
    """Return who was blinded; open label with blinded assessment is none, a blinded assessor alone is single."""
    found = _choose(_sentences(scope, document), _MASKS)
    if found is None:
        return None
    return found


_HINTS: dict[str, tuple[str, ...]] = {
    "FACTORIAL": ("factorial",),
    "CROSSOVER": ("crossover", "cross-over", "crossed over"),
    "PARALLEL": ("parallel",),
    "SINGLE_GROUP": ("single", "one-arm"),
    "SEQUENTIAL": ("sequential",),
    "QUADRUPLE": ("quadruple",),
    "TRIPLE": ("triple",),
    "DOUBLE": ("double", "doubly", "neither", "blinded", "masked", "unaware"),
    "NONE": ("open", "blind", "mask"),
    "SINGLE": ("blind", "mask", "unaware"),
    "NON_INFERIORITY": ("inferior",),
    "EQUIVALENCE": ("equivalen",),
    "SUPERIORITY": ("superior",),
}


def _choose(sentences: Sequence[Sentence], table: Sequence[tuple[re.Pattern[str], Choice]]) -> Fact[Choice] | None:
    """Return the first row of a table that any sentence satisfies."""
    for pattern, value in table:
        for sentence in sentences:
            if not any(hint in sentence.lower for hint in _HINTS[value]):
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
        for sentence in _sentences(scope, document)
        if "inferior" in sentence.lower or "superior" in sentence.lower or "equivalen" in sentence.lower
    ]
    return _choose(relevant, _HYPOTHESES)


def find_ratio(document: Document, scope: TrialScope) -> Fact[str] | None:
    """Return the allocation ratio in digits."""
    for sentence in _sentences(scope, document):
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


def find_stage(document: Document, scope: TrialScope) -> Fact[AnalysisStage] | None:
    """Return the stage of the analysis the article reports, where it is stated of it; the plainest statement wins."""
    best: tuple[int, Fact[AnalysisStage]] | None = None
    for sentence in _sentences(scope, document):
        if not any(word in sentence.lower for word in _STAGE_WORDS) or _STAGE_FOREIGN.search(sentence.lower):
            continue
        for strength, fact in _stages(document, sentence):
            if strength and (best is None or strength > best[0]):
                best = (strength, fact)
    return best[1] if best else None


def _stages(document: Document, sentence: Sentence) -> Iterator[tuple[int, Fact[AnalysisStage]]]:
    lower = sentence.lower
    for pattern, value in _STAGES:
        match = pattern.search(lower)
        if match is None or _STAGE_NOT.search(lower[match.end() :]):
            continue
        before = lower[: match.start()]
        if document.kind(sentence) is not Kind.BODY:
            strength = 2
        elif _STAGE_THIS.search(before) or match[0].startswith("this"):
            strength = 3
        elif _STAGE_OWN.search(before):
            strength = 2
        else:
            strength = 1 if value == "INTERIM" and _STAGE_ARTICLE.search(before) else 0
        yield strength, Fact(value, sentence.start + match.start(), sentence.start + match.end(), "stage")


def find_cutoff(document: Document, scope: TrialScope) -> Fact[str] | None:
    """Return the date at which the data were cut."""
    for sentence in scope.sentences:
        if not any(word in sentence.lower for word in ("cut", "as of", "lock", "snapshot", "frozen")):
            continue
        for cue in _CUTOFF.finditer(sentence.lower):
            found = _date_near(document, sentence, cue)
            if found:
                return found
    return None


def _date_near(document: Document, sentence: Sentence, cue: re.Match[str]) -> Fact[str] | None:
    start, end = sentence.start + cue.start(), sentence.start + cue.end()
    for date in find_dates(document.text, end, min(sentence.end, end + _CUTOFF_REACH)):
        return Fact(date.value, start, date.end, "data cutoff")
    if "as of" in cue[0]:
        return None
    for date in find_dates(document.text, max(sentence.start, start - 30), start):
        return Fact(date.value, date.start, end, "data cutoff")
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
            yield field, Fact(fact.value, fact.start, fact.end, fact.rule)
