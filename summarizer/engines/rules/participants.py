"""How many took part, and for how long they were followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.items import PEOPLE
from summarizer.quantities.numerals import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
from summarizer.engines.rules.enrollment_patterns import ADJECTIVES, ANCHORED, GUARDED, TRIGGERS

_SCREENED = re.compile(
    r"^[^.;,]{0,50}\b(?:screened|assessed for eligibility|assessed|approached|invited"
    r"|considered|evaluated for|were eligible|contacted)\b"
)
_SCREENED_BEFORE = re.compile(r"\b(?:screened|screening|assessed|out of|invited|approached|from a pool of)(?: of)? $")
_SUBSET = re.compile(
    r"^[^.;]{0,12}\((?:\d+\.?\d*%|\d+ ?\[)|^ ?\(\d+(?:\.\d+)? ?%|^ (?:\w+ )?(?:sites?"
    r"|cent(?:er|re)s|hospitals|countries|clinics|months|weeks|years|days|institutions|deaths"
    r"|events|mg|points|trials|studies|doses|cycles|practices|regions|others|more)\b"
)
_PART = re.compile(
    r"\b(?:subgroup|subset|measurable disease|with available|evaluable|sub-?study|substudy"
    r"|of whom|safety population|re-imaged|biopsies|a further|another|additional|pilot|earlier"
    r"|previous|run-in|induction)\b"
)
_PLATFORM = re.compile(
    r"across (?:its|all)|platform|to date|by (?:mid-|early |late )?(?:january|february|march"
    r"|april|may|june|july|august|september|october|november|december)|worldwide"
    r"|program(?:me)?\b"
)
_PLAN = re.compile(
    r"\b(?:protocol called for|called for|planned|target|goal|expected|assumed|powered|power"
    r"|would|will|aims?|to detect|intended|sample size|needed|places to fill)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SMALLEST = 4


def find_enrollment(document: Document, scope: TrialScope, sizes: Sequence[int | None]) -> Fact[int] | None:
    """Return the number enrolled or randomized.

    Args:
        document: The article.
        scope: Sentences of the trial.
        sizes: Of its arms, to tell the whole from its parts.

    Returns:
        The best supported number; a planned one only where the trial has not enrolled yet.
    """
    ranked = _ranked(scope.sentences, sizes)
    if not ranked or ranked[0][0] < _SMALLEST:
        ranked = [row for row in _ranked(document.body, sizes) if row[2].rule == "planned N"]
    if not ranked or ranked[0][0] < _SMALLEST:
        return None
    best = ranked[0][2]
    document.trace.note(
        "enrollment", best.rule, sorted({str(fact.value) for _, _, fact in ranked[1:] if fact.value != best.value})
    )
    return best


def _ranked(sentences: Sequence[Sentence], sizes: Sequence[int | None]) -> list[tuple[float, int, Fact[int]]]:
    ranked: list[tuple[float, int, Fact[int]]] = []
    for sentence in sentences:
        if not any(trigger in sentence.lower for trigger in TRIGGERS) and sentence.section != "METHODS":
            continue
        for score, fact in _candidates(sentence):
            if fact.rule == "participants: N" and sentence.section != "METHODS":
                continue
            ranked.append((score + _by_arms(fact.value, sizes), -fact.start, fact))
    return sorted(ranked, key=lambda row: (-row[0], -row[1]))


def _by_arms(value: int, sizes: Sequence[int | None]) -> float:
    known = [size for size in sizes if size is not None]
    if not known:
        return 0.0
    if len(known) > 1 and value == sum(known) and len(known) == len(sizes):
        return 4.0
    if len(sizes) > 1 and (value in known or value < max(known)):
        return -12.0
    return 0.0


_START = re.compile(
    r"(?<![\w.:,/$\u00a3\u20ac%-])(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b)"
)


def _candidates(sentence: Sentence) -> Iterator[tuple[float, Fact[int]]]:
    lower = sentence.lower
    places = [place.start() for place in _START.finditer(lower)]
    if not places:
        return
    for rule, base, pattern, hints in GUARDED:
        if not any(hint in lower for hint in hints):
            continue
        found = (
            [pattern.match(sentence.text, place) for place in places]
            if rule in ANCHORED
            else pattern.finditer(sentence.text)
        )
        for match in found:
            if match is None:
                continue
            start, end = match.span("n") if match["n"] else match.span("m")
            value = parse_number(sentence.text[start:end])
            if value is None or not value.isdigit() or int(value) < 2:  # noqa: PLR2004
                continue
            last = match.start("end") if match.groupdict().get("end") is not None else match.end()
            score = base + _context(sentence, (start, end), last, rule)
            yield score, Fact(int(value), sentence.start + match.start(), sentence.start + last, rule)


def _context(sentence: Sentence, number: tuple[int, int], last: int, rule: str) -> float:
    """What around a number speaks against its being the whole trial."""
    lower = sentence.lower
    start, end = number
    before, after = lower[max(0, start - 60) : start], lower[end : end + 90]
    of_people = _PEOPLE_NEXT.match(after) is not None
    planned = rule == "planned N"
    return -sum(
        weight
        for weight, speaks in (
            (12, not of_people and _YEAR.match(lower[start:end])),
            (8, _SCREENED.match(after) or _SCREENED_BEFORE.search(before)),
            (9, _SUBSET.match(after)),
            (8, not planned and _FUTURE.search(after)),
            (3, _INNER.search(lower, end, last)),
            (3, _PART.search(lower, max(0, start - 40), last + 15)),
            (3, _PLATFORM.search(lower, max(0, start - 60), last + 30)),
            (6, not planned and (_PLAN.search(before) or _ROUGHLY.search(before))),
            (6, not of_people and _MEASURED.search(before)),
        )
        if speaks
    )


_MEASURED = re.compile(
    r"\b(?:aged?|score of|at|by|for|within|over|every|day|week|month|year|arm|grade|stage"
    r"|phase|type|than|least|most|in|june|july|march|may|april) $"
)
_INNER = re.compile(rf"[ ,;](?<![\w.:,/-])(?:\d{{1,3}}(?:,\d{{3}})+|\d{{2,}}) (?:{PEOPLE}|were|was)\b", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:is|are) (?:being )?(?:planned|prepared|enrolling|recruiting|under ?way)|in preparation|will be"
)
_PEOPLE_NEXT = re.compile(rf" {ADJECTIVES}{PEOPLE}\b")
_ROUGHLY = re.compile(r"\b(?:about|roughly|approximately|some|around|nearly|almost|each|per) $")
