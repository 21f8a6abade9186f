"""What an article says of its primary endpoint: pointing at it, naming it, or concluding from it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.claims import are_mixed, by_margin_test, clauses, is_result, phrases, read_claim
from summarizer.engines.rules.evidence import (
    AGAIN,
    BETWEEN,
    CONCLUDED,
    FAINT,
    NAMED,
    NEAR,
    POINTED,
    WEAK,
    Evidence,
    fact_of,
    sentences_of,
)
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.favoring import is_more_better
from summarizer.engines.rules.guarded import Phrases, holds_any
from summarizer.engines.rules.layout import Kind
from summarizer.engines.rules.primaries import HINTS, PRIMARY, SECONDARY, is_outcome_label, mention, stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.claims import Claim
    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.evidence import Page
    from summarizer.engines.rules.primaries import Alias

FOREIGN = re.compile(
    r"previously (?:reported|published)|\bconsider(?:s|ed) (?:this|it|the)\b|\bin (?:\w+ )?(?:19|20)\d\d,? when\b|\b(?:earlier|previous|prior|another|separate) (?:\w+ ){0,2}(?:trial|study)\b|\bdata were available\b|\bmost appropriate\b|\bfollow-up for the primary\b"
)
_CLOSES = Phrases("conclu", "this ", "these ", "summary")
_CLOSING = re.compile(
    r"\bconclu|\bthese (?:results|findings|data)\b|\bthis (?:study|trial) (?:show|demonstrat|suggest|found|did)|\bin summary\b"
)
_UP = re.compile(r"\b(?:higher|greater|increased|longer)\b")
_DOWN = re.compile(r"\b(?:lower|less|fewer|decreased|reduced|shorter|poorer)\b")
_OF_GOOD = re.compile(
    r"\btime\b|\bperiod|\bduration|proportion|percentage|achiev|respon|improve|reductions?\b|decreases?\b|better|success|<"
)
_ACTIVE_SIDE = (
    r" (?:in|with|for|among|by|after) (?:the )?(?:\w+ )?(?:intervention|treatment|experimental|active|treated|study)\b"
)
_CONTROL_SIDE = re.compile(
    r" (?:in|with|for|among|by|after) (?:the )?(?:\w+ )?(?:control|placebo|usual|sham|comparison)\b"
)
_NEARBY = 4
_LISTED = 3
"""Commas of a list, in which every endpoint is named in short."""
_PRONOUN = re.compile(
    r"(?:both|it|that|this|they|neither|all(?: \w+)?|these|the (?:first|second|former|latter|goal|target|objective|endpoint|end point))(?: \w+){0,2}? "
    r"(?:was|were|has been|had been) (?:not )?(?:\w+ )?(?:met|reached|achieved|missed)\b"
)
_HEDGED = re.compile(
    r"\bmay\b|\bmight\b|\bcould\b|\bpromising|\bpotential|\bseems?\b|\bappears?\b|\bpossibl|\?|\bassociat|\brisk factor|\bpredict"
)
_OF_HARMS = re.compile(
    r"\badverse|\bsafety|\btoxicit|\bside[- ]effects?|\bcomplications?\b|\btolera|\bsecondary\b|\bserious\b"
)


def of_claims(page: Page) -> Iterator[Evidence]:
    """What is said of "the primary endpoint" and of the endpoint by name."""
    near: Sentence | None = None
    left = 0
    first: dict[int, bool] = {}
    spoken: tuple[Sentence, int] | None = None
    for sentence in sentences_of(page):
        lower = sentence.lower
        back = _pointed_back(page, sentence, spoken)
        spoken = _spoken_of(page, sentence)
        if back:
            spoken = (sentence, back.endpoint or 0)
            yield back if _AT_LAST.search(lower) else _again(back, first)
            continue
        pointed = PRIMARY.search(lower) if HINTS.stand_in(lower) else None
        found = list(_in_sentence(page, sentence, is_pointed=pointed is not None))
        if (found or pointed) and FOREIGN.search(lower):
            continue
        found = [_again(item, first) for item in found]
        yield from found
        tested = by_margin_test(lower) if page.is_margin and not found and not SECONDARY.search(lower) else None
        if tested and is_result(lower):
            yield Evidence(fact_of(sentence, 0, tested, "tested"), NAMED)
        if pointed and not found and sentence.section != "OUTCOMES" and not SECONDARY.search(lower, 0, pointed.start()):
            near, left = sentence, _NEARBY
        elif near and left and not found and sentence.paragraph == near.paragraph and not SECONDARY.search(lower):
            beside = list(_whole(page, sentence))
            yield from beside
            left = 0 if beside else left - 1
        else:
            left = 0


def _spoken_of(page: Page, sentence: Sentence) -> tuple[Sentence, int] | None:
    """The primary endpoint that a sentence of the results names."""
    if sentence.section in _PLANNING or _DIGIT.search(sentence.text) is None:
        return None
    alias = next((alias for alias in page.aliases if mention(alias, sentence.text)), None)
    return (sentence, alias.endpoint) if alias else None


def _pointed_back(page: Page, sentence: Sentence, spoken: tuple[Sentence, int] | None) -> Evidence | None:
    """What "This difference was not significant" says of the endpoint that the sentence before it names."""
    if spoken is None or spoken[0].paragraph != sentence.paragraph or not _BACK.match(sentence.lower):
        return None
    claim = read_claim(sentence.lower, 0, 0, margin=page.is_margin) if is_result(sentence.lower) else None
    if claim is None or not claim.is_strong or SECONDARY.search(sentence.lower):
        return None
    return Evidence(fact_of(sentence, 0, claim, "points back"), NAMED, spoken[1])


_DIGIT = re.compile(r"\d")
_AT_LAST = re.compile(r"\bat (?:the )?(?:end of|final|last|study end|trial end)")
_BACK = re.compile(
    r"(?:however,? |but |although )?(?:(?:this|these|the) (?:[\w-]+ ){0,2}?(?:differences?|reductions?|increases?|improvements?|effects?|changes?|decreases?) "
    r"(?:[\w-]+ )?(?:was|were|is|are|did|reached|remained)\b"
    r"|(?:(?:at|by|after) [^,.;]{3,40}, )?(?:there (?:was|were) )?no (?:statistically )?(?:significant )?differences? (?:[\w-]+ ){0,2}?(?:between|among) (?:the )?"
    r"(?:[\w+-]+ ){0,9}?(?:groups?|arms?|treatments|conditions|placebo|control)(?: (?:was|were|could be) (?:\w+ )?\w+)?,? ?(?:\(|\.|$))"
)
_PLANNING = frozenset({"METHODS", "OUTCOMES", "OBJECTIVE", "BACKGROUND"})


def _again(evidence: Evidence, first: dict[int, bool]) -> Evidence:
    """Weigh less what contradicts the first result of an endpoint."""
    if evidence.endpoint is None or evidence.weight not in {NAMED, BETWEEN}:
        return evidence
    is_first = first.setdefault(evidence.endpoint, evidence.fact.value) == evidence.fact.value
    return evidence if is_first else replace(evidence, weight=AGAIN)


def _whole(page: Page, sentence: Sentence) -> Iterator[Evidence]:
    """A sentence behind the one that names the primary endpoint, as a whole."""
    spoken = _PRONOUN.match(sentence.lower)
    if spoken:
        met = phrases("missed", "explicit").search(spoken[0]) is None and not spoken[0].startswith("neither")
        yield Evidence(Fact(met, sentence.start, sentence.start + spoken.end(), "pronoun"), POINTED)
    elif is_result(sentence.lower):
        claim = read_claim(sentence.lower, 0, 0, margin=page.is_margin)
        if claim and claim.is_strong and not _is_defining(sentence, claim) and not are_mixed(sentence.lower):
            yield Evidence(fact_of(sentence, 0, claim, "near"), NEAR)


def _in_sentence(page: Page, sentence: Sentence, *, is_pointed: bool) -> Iterator[Evidence]:
    left: int | None = None
    for start, end in clauses(sentence.lower):
        clause = sentence.lower[start:end]
        pointed = PRIMARY.search(clause) if is_pointed else None
        if pointed:
            yield from _pointed(page, sentence, start, clause, pointed)
        elif not is_outcome_label(page.document, sentence):
            found = list(_named(page, sentence, (start, end)))
            if not found and left is not None:
                found = list(_left_open(page, sentence, (start, end), left))
            yield from found or _of_every(page, sentence, (start, end))
            left = None if found else _endpoint_in(page, sentence.text[start:end])


def _endpoint_in(page: Page, clause: str) -> int | None:
    return next((alias.endpoint for alias in page.aliases if mention(alias, clause)), None)


def _left_open(page: Page, sentence: Sentence, bounds: tuple[int, int], endpoint: int) -> Iterator[Evidence]:
    """What "..., but the change between groups was not significant" says of the endpoint of the clause before it."""
    clause = sentence.lower[slice(*bounds)]
    if sentence.section in _PLANNING or not _OF_ARMS.search(clause) or not is_result(clause):
        return
    claim = read_claim(clause, 0, 0, margin=page.is_margin)
    if claim and claim.is_strong:
        yield Evidence(fact_of(sentence, bounds[0], claim, "goes on"), NAMED, endpoint)


_OF_ARMS = re.compile(
    r"^(?:and |the |a |an |this |these |no |there (?:was|were) |(?:[\w-]+ )?(?:statistically )?significant(?:ly)? |statistical |mean |overall )*(?:differences?|changes?|effects?|improvements?|reductions?)\b"
)


def _of_every(page: Page, sentence: Sentence, bounds: tuple[int, int]) -> Iterator[Evidence]:
    """What is said of all endpoints alike is said of the primary one: "no differences in any of the outcomes"."""
    clause = sentence.lower[slice(*bounds)]
    every = _EVERY.search(clause) if page.aliases and sentence.section not in _PLANNING else None
    if every is None or SECONDARY.search(clause) or "other" in clause or not is_result(clause):
        return
    claim = read_claim(clause, *every.span(), margin=page.is_margin)
    if claim and claim.is_strong and (claim.met == every[0].startswith(("all", "both")) or not claim.met):
        yield Evidence(fact_of(sentence, bounds[0], claim, "every endpoint"), NAMED)


_EVERY = re.compile(
    r"\b(?:all|any|both)(?: of)?(?: the)? (?:[\w-]+ ){0,2}?(?:end ?-?points|end ?-?point|outcomes?(?: measures?| variables?| parameters?)?|efficacy (?:measures?|variables?|parameters?))\b"
)


def _pointed(page: Page, sentence: Sentence, start: int, clause: str, pointed: re.Match[str]) -> Iterator[Evidence]:
    """What a clause says of "the primary endpoint"; where it says nothing, what its sentence goes on to say."""
    if not is_result(clause) or (SECONDARY.search(clause) and not _joint(clause)):
        return
    claim = read_claim(clause, *pointed.span(), margin=page.is_margin)
    rest = sentence.lower[start:]
    if (claim is None or not claim.is_strong) and not SECONDARY.search(rest) and is_result(rest):
        claim = read_claim(rest, *pointed.span(), margin=page.is_margin)
    if claim is None or not claim.is_strong or _is_defining(sentence, claim):
        return
    if not _defines(clause, pointed.end(), claim):
        yield Evidence(fact_of(sentence, start, claim, "pointed"), POINTED)


def _joint(clause: str) -> bool:
    return (
        re.search(
            r"primary (?:[\w-]+ ){0,6}?(?:and|or|nor|and/or|as well as|along with|in addition to) (?:\w+ ){0,3}?secondary",
            clause,
        )
        is not None
    )


def _defines(clause: str, end: int, claim: Claim) -> bool:
    """Whether a clause says what the primary endpoint is: "was the detection of a significant difference"."""
    return claim.rule.startswith("met") and claim.start >= end and _DEFINITION.match(clause, end) is not None


_DEFINITION = re.compile(
    r"(?: measures?)?(?: of [^,;]{3,40}?)? (?:was|were|is|are) (?:the|an?|to|defined|that|whether|detection|change|time|significant) "
)


def _is_defining(sentence: Sentence, claim: Claim) -> bool:
    """Whether a sentence of the methods only says what would count as better."""
    return sentence.section in {"METHODS", "OUTCOMES", "OBJECTIVE"} and claim.rule not in {"P value", "interval"}


def _named(page: Page, sentence: Sentence, bounds: tuple[int, int]) -> Iterator[Evidence]:
    start, end = bounds
    if sentence.section in _PLANNING:
        return
    clause, text = sentence.lower[start:end], sentence.text[start:end]
    places = [(alias, place) for alias in page.aliases if (place := mention(alias, text))]
    if not places or not is_result(clause):
        return
    is_closing = _is_closing(page, sentence)
    for alias, place in places:
        claim = read_claim(clause, *place, margin=page.is_margin)
        if claim is None or (claim.met and not claim.is_strong and (not is_closing or _HEDGED.search(clause))):
            continue
        if text.count(", ") < _LISTED and _is_secondary(page, alias, text):
            continue
        if claim.met and _is_worse(page, alias, clause):
            claim = replace(claim, met=False, rule="worse")
        named = BETWEEN if claim.rule == "missed strong" and _OF_GROUPS.search(clause) else NAMED
        weight = (CONCLUDED if is_closing else named) if claim.is_strong else (WEAK if claim.rule != "alike" else FAINT)
        yield Evidence(fact_of(sentence, start, claim, "concluded" if is_closing else "named"), weight, alias.endpoint)
        return


_OF_GROUPS = re.compile(
    r"\bbetween[- ](?:the )?(?:\w+ ){0,2}(?:groups?|arms|treatments|conditions)\b|\b(?:groups|arms) did not\b"
)


def _is_closing(page: Page, sentence: Sentence) -> bool:
    """Whether a sentence concludes, or is the title."""
    is_headed = sentence.section == "CONCLUSIONS" or page.document.kind(sentence) is Kind.TITLE
    lower = sentence.lower
    return is_headed or (_CLOSES.stand_in(lower) and _CLOSING.search(lower) is not None)


def _is_secondary(page: Page, alias: Alias, clause: str) -> bool:
    """Whether a clause names a secondary endpoint more fully than the primary one."""
    words = stems(clause)
    here = 1.0 if holds_any(clause, alias.shorts) else len(alias.stems & words) / max(1, len(alias.stems))
    named = alias.stems & words
    others = [stems(outcome.title) for outcome in page.outcomes if outcome.type == "SECONDARY"]
    return any(
        (here < 1 and len(other & words) / len(other) > here) or (named and named < other <= words)
        for other in others
        if other
    )


def _is_worse(page: Page, alias: Alias, clause: str) -> bool:
    """Whether the difference is to the disadvantage of the experimental arm."""
    good = is_more_better(alias.title)
    up, down = _UP.search(clause), _DOWN.search(clause)
    way = up or down
    if good is None or way is None or (up and down) or _OF_GOOD.search(clause):
        return False
    label = "|".join(re.escape(arm.label.lower()) for arm in page.arms[:1])
    side = re.match(
        f"[^,;]{{0,30}}?(?:{_ACTIVE_SIDE}" + (f"|(?:in|with|for|after) (?:the )?(?:{label})\\b)" if label else ")"),
        clause[way.end() :],
    )
    return side is not None and (up is not None) != good and not _CONTROL_SIDE.search(side[0])


def of_conclusion(page: Page) -> Iterator[Evidence]:
    """By a conclusion that does not name the endpoint, where the article has one; by shown non-inferiority without one."""
    is_first = True
    for sentence in page.scope.sentences:
        if not _is_closing(page, sentence):
            continue
        for start, end in clauses(sentence.lower):
            clause = sentence.lower[start:end]
            claim = read_claim(clause, 0, 0, margin=page.is_margin) if is_result(clause) else None
            if claim is None or not claim.is_strong or not (page.aliases or page.is_margin) or _OF_HARMS.search(clause):
                continue
            if start and phrases("met", "weak").search(sentence.lower, 0, start):
                continue
            is_of_margin = claim.rule.endswith("margin")
            if is_of_margin or (page.aliases and not page.is_margin and not claim.met):
                weight = CONCLUDED if is_of_margin or (is_first and start == 0) else WEAK
                yield Evidence(fact_of(sentence, start, claim, "conclusion"), weight)
        is_first = False


def of_lead(page: Page) -> Iterator[Evidence]:
    """What the title and the first sentence say, where an article that knows of a primary endpoint says no more of it."""
    opening = [sentence for sentence in page.scope.sentences if sentence.section is None][:1]
    for sentence in opening if page.aliases and not page.is_margin else ():
        if is_result(sentence.lower) and not SECONDARY.search(sentence.lower) and not are_mixed(sentence.lower):
            claim = read_claim(sentence.lower, 0, 0)
            if claim and claim.rule in {"P value", "interval"}:
                yield Evidence(fact_of(sentence, 0, claim, "lead"), WEAK)
