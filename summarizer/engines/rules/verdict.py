"""Did the trial meet its primary endpoint: evidence of several kinds, weighed.

Its own word counts most; then what is said of "the primary endpoint"; then the comparisons read for it; then what is said of
the endpoint by name; then the conclusion. Evidence of about the same weight that disagrees decides nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.claims import phrases
from summarizer.engines.rules.endpoint_claims import FOREIGN, of_claims, of_conclusion, of_lead
from summarizer.engines.rules.evidence import EXPLICIT, FAINT, MEASURED, OVERALL, Evidence, Page, decide, sentences_of
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.primaries import HINTS, PRIMARY, SECONDARY, find_aliases
from summarizer.normalization import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import Analysis, Arm, OutcomeMeasure

_OUT = re.compile(
    r"\bmedian (?:\w+ ){0,4}(?:was|had) not (?:been )?reached|not reached (?:in|with|for)"
    r"|not (?:been )?reached (?:in|with|for)"
)
_OVERALL_HINTS = Phrases(
    "met ", "meet ", "miss", "futil", "beat", "elusive", "the bar", "positive", "stopped", "superior", "boundary", "crossed", "negative",
    "clears", "achieved", "successful", "fail", "flop", "succe", "halted", "terminated", "margin",
)  # fmt: skip
_HYPOTHETICAL = re.compile(
    r"\bif (?:the|it)|\bwould (?:be|have)|\bhad to be met|\bto meet\b|to be (?:met|declared)|will be|power(?:ed)? to"
)
_OF_PEOPLE = re.compile(
    r"(?:patients?|events?|participants?|subjects?|women|men|children|people|individuals|cases|eyes|recipients|who|none|most|half|all|one|two|three|four|five|six|seven|eight|nine|ten|of (?:them|these|those)|\d%|\d percent|%|\)) "
    r"(?:\w+ ){0,2}$"
)
_IN_SHARE = re.compile(r" ?(?:in|by|for)? ?(?:\d|[a-z]+ (?:of|percent|\())")
_OPPOSED = re.compile(
    r"\bone (?:endpoint|end point) out of two|\bone of (?:its|the) two (?:co-?)?primary"
    r"|\bonly one of (?:the|its)|but (?:missed|not)|but not at\b"
)
_HALF = re.compile(r"(?:equivalen|inferior)[^.;]*, but not (?:for|in|at|with)\b")
_MARGIN_TRIAL = re.compile(r"non-?inferior(?:ity)?|\bequivalence\b|\bno worse than\b")
_MARGIN_CUES = Phrases("inferior", "noninferior", "equivalence", "no worse")
_BETWEEN_ARMS = re.compile(
    r"\bplacebo\b|\bcontrol (?:group|arm)|\b(?:were|was|we) (?:\w+ )?randomi[sz]ed|\brandomly (?:assigned|allocated|divided)|\brandomi[sz]ed (?:to|into|controlled|trial\b|study\b|clinical trial\b|\d)|\bdouble-blind|\bcross-?over|\brandom(?:i[sz]ed)? order|\bcontrols?\b|\bbetween (?:the )?(?:two |both )?(?:groups|arms)"
)
_HARM = re.compile(
    r"\bworse|\binferior|\bharm|\bhigher (?:mortality|risk)|\bincreas(?:ed|es) (?:mortality|the risk|risk)|\bunlikely to be beneficial"
    r"|\b(?:cannot|not) (?:be )?(?:recommend|support)",
    re.IGNORECASE,
)
_REACH, _FAR = 75, 130
_ALPHA = 0.05


def find_verdict(
    document: Document, scope: TrialScope, outcomes: Sequence[OutcomeMeasure], arms: Sequence[Arm]
) -> Fact[bool] | None:
    """Return whether the primary endpoint was met.

    Args:
        document: The article.
        scope: Sentences of the trial.
        outcomes: What was found of its endpoints.
        arms: Its arms; without a comparison only its own word counts.

    Returns:
        The verdict with the words that carry it, or ``None`` where the text does not decide.
    """
    lowers = [sentence.lower for sentence in scope.sentences]
    is_margin = any(_tests_margin(sentence) for sentence in scope.sentences)
    aliases = find_aliases(document, scope.sentences, outcomes, arms)
    if not aliases and not scope.shared:
        aliases = find_aliases(document, scope.context, outcomes, arms)
    page = Page(document, scope, outcomes, arms, aliases, is_margin)
    said = list(_said(page))
    evidence = [item for item in said if item is not None]
    if len(evidence) < len(said):
        return None
    if _is_derived(document, scope):
        return decide(evidence)
    if len(arms) > 1 or any(_BETWEEN_ARMS.search(lower) for lower in lowers):
        evidence += [*of_claims(page), *_measured(page), *of_conclusion(page)]
        evidence = evidence or list(of_lead(page))
    return decide(_without_refuted(evidence))


def _without_refuted(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Drop a significance that the conclusion denies the experimental arm: it was the other one that did better."""
    if not any(item.fact.rule == "concluded: missed strong" for item in evidence):
        return evidence
    return [
        item for item in evidence if not (item.fact.value and item.fact.rule in {"named: P value", "named: interval"})
    ]


def _tests_margin(sentence: Sentence) -> bool:
    """Whether a sentence shows that the trial is to show an arm to be no worse, or as good; "a noninferior effect" in its aims does not."""
    if not _MARGIN_CUES.stand_in(sentence.lower):
        return False
    found = _MARGIN_TRIAL.search(sentence.lower)
    return found is not None and (
        sentence.section not in {"OBJECTIVE", "BACKGROUND"} or "inferiority" in found[0] or "equivalence" in found[0]
    )


def _is_derived(document: Document, scope: TrialScope) -> bool:
    """Whether the article is a later look at the data of a trial, which met its endpoint or did not elsewhere."""
    opening = [
        document.title.lower() if document.title else "",
        *(sentence.lower for sentence in scope.sentences[:_OPENING]),
    ]
    return any(_DERIVED.search(lower) for lower in opening)


_OPENING = 4
_DERIVED = re.compile(
    r"\b(?:post[- ]hoc|secondary|sub-?group|ancillary|exploratory|retrospective) (?:[\w-]+ )?analys[ei]s of (?:the |data|a |an |\w+ (?:trial|study))"
    r"|\b(?:post[- ]hoc|secondary|subgroup) analysis(?::| from)|: (?:a )?(?:post[- ]hoc|secondary|sub-?group) (?:[\w-]+ )?analysis\b|\bsub-?study of\b|\bprediction model\b"
)


def _said(page: Page) -> Iterator[Evidence | None]:
    """Met or missed in so many words; ``None`` where one endpoint was met and another was not."""
    for sentence in sentences_of(page):
        lower = sentence.lower
        is_pointed = HINTS.stand_in(lower)
        if (
            is_pointed and ("one" in lower or "but " in lower) and _OPPOSED.search(lower) and PRIMARY.search(lower)
        ) or (page.is_margin and _HALF.search(lower)):
            yield None
        for primary in PRIMARY.finditer(lower) if is_pointed else ():
            fact = _beside(sentence, primary)
            if fact and not FOREIGN.search(lower):
                yield Evidence(fact, EXPLICIT)
        if _OVERALL_HINTS.stand_in(lower):
            fact = _overall(sentence)
            if fact:
                yield Evidence(fact, OVERALL)


def _overall(sentence: Sentence) -> Fact[bool] | None:
    """Words for the trial's success or failure as a whole."""
    if SECONDARY.search(sentence.lower) or _HYPOTHETICAL.search(sentence.lower):
        return None
    for value, outcome in ((False, "missed"), (True, "met")):
        match = phrases(outcome, "overall").search(sentence.lower)
        if match and not _OF_PEOPLE.search(sentence.lower[max(0, match.start() - 40) : match.start()]):
            return Fact(value, sentence.start + match.start(), sentence.start + match.end(), f"{outcome} overall")
    return None


def _beside(sentence: Sentence, primary: re.Match[str]) -> Fact[bool] | None:
    """A word for met or missed close to the words for the primary endpoint, within its clause."""
    lower = sentence.lower
    start = max(
        0, primary.start() - _REACH, lower.rfind(";", 0, primary.start()) + 1, lower.rfind(". ", 0, primary.start()) + 1
    )
    stop = min(len(lower), primary.end() + _FAR)
    semicolon = lower.find(";", primary.end(), stop)
    stop = stop if semicolon < 0 else semicolon
    window = _OUT.sub(lambda match: " " * len(match[0]), lower[start:stop])
    if _HYPOTHETICAL.search(window):
        return None
    for value, outcome in ((False, "missed"), (True, "met")):
        match = phrases(outcome, "explicit").search(window)
        if match is None or _tells_shares(window, match):
            continue
        between = window[min(match.end(), primary.end() - start) : max(match.start(), primary.start() - start)]
        if value and match.start() + start > primary.end() + _REACH:
            continue
        if SECONDARY.search(between) or re.search(r"\d(?!-)", between.split(",")[-1] if value else ""):
            continue
        first, last = min(match.start() + start, primary.start()), max(match.end() + start, primary.end())
        return Fact(value, sentence.start + first, sentence.start + last, f"{outcome} explicit")
    return None


def _tells_shares(window: str, match: re.Match[str]) -> bool:
    """Whether people or events met the endpoint, and not the trial."""
    return bool(
        _OF_PEOPLE.search(window[: match.start()])
        or (match[0] in {"achieved", "reached", "attained", "met"} and _IN_SHARE.match(window, match.end()))
    )


def _measured(page: Page) -> Iterator[Evidence]:
    """The comparisons read for the primary endpoints in the whole population."""
    for outcome in page.outcomes:
        if outcome.type != "PRIMARY":
            continue
        whole = [item for item in outcome.analyses if item.population is None and item.arm and item.comparator]
        told: dict[tuple[str | None, str | None], Evidence] = {}
        for item in whole:
            verdict = _verdict(page, item)
            if verdict is None:
                continue
            quote = outcome.quotes[0] if outcome.quotes else ""
            start = page.document.text.find(fold(quote).text) if quote else -1
            told_of = {result.arm for result in outcome.results if result.population is None}
            is_counted = {item.arm, item.comparator} <= told_of
            is_sure = verdict or item.favors == "NEITHER" or is_counted or _tells_harm(page, outcome)
            weight = MEASURED if is_sure else FAINT
            fact = Fact(verdict, start, start + len(quote), "primary endpoint's comparison")
            told.setdefault((item.arm, item.comparator), Evidence(fact, weight))
        yield from told.values()


def _tells_harm(page: Page, outcome: OutcomeMeasure) -> bool:
    """Whether the text says of an endpoint, or concludes, that the experimental arm did worse."""
    closing = (sentence.text for sentence in page.scope.sentences if sentence.section == "CONCLUSIONS")
    return any(_HARM.search(text) for text in (*outcome.quotes, *closing))


def _verdict(page: Page, analysis: Analysis) -> bool | None:
    if analysis.hypothesis in {"NON_INFERIORITY", "EQUIVALENCE"} and analysis.p_value is not None:
        return analysis.p_value.operator in {"<", "<="} or float(analysis.p_value.value) < _ALPHA
    if analysis.favors == "NEITHER":
        return None if page.is_margin else False
    if analysis.favors is None:
        return None if page.is_margin else _significant(analysis)
    types = {arm.label: arm.type for arm in page.arms}
    better, other = (
        (analysis.arm, analysis.comparator) if analysis.favors == "ARM" else (analysis.comparator, analysis.arm)
    )
    if types.get(better or "") == "EXPERIMENTAL" or (
        analysis.favors == "ARM" and types.get(other or "") != "EXPERIMENTAL"
    ):
        return True
    return False if types.get(better or "") in {"PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION"} else None


def _significant(analysis: Analysis) -> bool | None:
    """By the P value where nothing is said of who did better."""
    if analysis.p_value is None:
        return None
    value = float(analysis.p_value.value)
    if analysis.p_value.operator in {"<", "<="}:
        return value <= _ALPHA or None
    return value < _ALPHA if analysis.p_value.operator == "=" else (False if value >= _ALPHA else None)
