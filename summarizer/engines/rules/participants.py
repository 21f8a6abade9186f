"""How many took part, and for how long they were followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.assignments import NUMBER, PEOPLE
from summarizer.engines.rules.facts import Fact
from summarizer.quantities.numerals import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope


_N = rf"(?<![\w.:,/$\u00a3\u20ac%-])(?P<n>{NUMBER})(?![\w%]|[.,:]\d|-\d| ?%| (?:percent|per cent)\b)"
_ADJECTIVES = r"(?:[a-z][\w-]*,? ){0,5}?"
_WHO = (
    rf"(?: {_ADJECTIVES}{PEOPLE}\b| of (?:them|these|those|whom)\b| (?=who |whose |had |have "
    rf"|were |was |underwent |with |aged )|,)"
)
_GAP = r"[^.;:]{0,260}?"
_DONE = (
    r"(?:were|was|had been|have been|been|being|are) (?:then |subsequently |all |1:1 |equally "
    r"|centrally |each |openly |blindly )*(?:randomly|randomi[sz]ed|assigned|allocated)"
    r"|underwent randomi[sz]ation|"
    r"(?:were|was) (?:[\w-]+ ){0,3}(?:randomi[sz]ed|allocated|assigned)"
)
_PATTERNS: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    ("were randomized", 10, re.compile(rf"{_N}(?={_WHO}{_GAP}\b(?:{_DONE})\b(?P<end>))", re.IGNORECASE)),
    ("were randomized", 10, re.compile(rf"{_N} (?:{_DONE})\b", re.IGNORECASE)),
    (
        "randomized N",
        10,
        re.compile(
            rf"\b(?:randomi[sz]ed|randomly (?:assigned|allocated)|randomi[sz]ing|randomly assigning"
            rf"|assigned|allocated|allotted) (?:\(?\d:\d\)? )?(?:in a \d:\d ratio )?(?:a total of |the "
            rf"|all |these |some )?{_N}(?: {_ADJECTIVES}{PEOPLE}\b|,| to | in )",
            re.IGNORECASE,
        ),
    ),
    (
        "participants (n = N)",
        8,
        re.compile(
            rf"\b{PEOPLE} \([nN] ?= ?(?P<n>\d{{1,3}}(?:,\d{{3}})+"
            rf"|\d+)\)(?=[^.;]{{0,160}}\b(?:randomi[sz]ed|randomly|assigned|allocated|enrol+ed"
            rf"|recruited)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "N randomized participants",
        9,
        re.compile(
            rf"{_N} randomi[sz]ed {_ADJECTIVES}{PEOPLE}\b"
            rf"|{_N.replace('<n>', '<m>')} {PEOPLE} (?:randomi[sz]ed|assigned|allocated)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "enrolled N",
        7,
        re.compile(
            rf"\b(?:enrol+ed|recruited|included|involv(?:ed|ing)|enrol+ing|including|recruiting|accrued"
            rf"|entered|studied|followed|analy[sz]ed|tested (?:it |them )?in"
            rf"|gave [^.;]{{0,60}} to) (?:a total of |data (?:on|from) |the |all |some |just |only "
            rf"|over )?{_N} {_ADJECTIVES}{PEOPLE}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "N were enrolled",
        7,
        re.compile(
            rf"{_N}(?={_WHO}{_GAP}\b(?:(?:were|was|had been|have been) (?:\w+ )?(?:enrol+ed|recruited"
            rf"|included|entered|registered|accrued)|took part|participated|entered the"
            rf"|joined)\b(?P<end>))",
            re.IGNORECASE,
        ),
    ),
    (
        "a total of N",
        6.5,
        re.compile(
            rf"\b(?:total of|all told|in total,?|altogether,?) {_N}(?: {_ADJECTIVES}{PEOPLE}\b)?"
            rf"|{_N.replace('<n>', '<m>')} {_ADJECTIVES}{PEOPLE} (?:in all|in total|altogether)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "trial of N",
        6,
        re.compile(
            rf"\b(?:trial|study|analysis|cohort|registry|comparison|experiment|data"
            rf"|population) (?:was conducted |conducted |done |run |carried out )?(?:of|in|on|with"
            rf"|involving|among|from|comprising|comprised|that included|included) (?:a total of |all "
            rf"|the |some )?{_N} {_ADJECTIVES}{PEOPLE}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "N-patient trial",
        6,
        re.compile(
            r"(?<![\w.:,/-])(?P<n>\d{1,3}(?:,\d{3})+|\d+)-(?:patient|person|participant|subject|woman|man|child)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "N received",
        5.5,
        re.compile(
            rf"{_N}(?={_WHO}{_GAP}\b(?:received|were treated|were given|were dosed|inhaled|started"
            rf"|came to|underwent|(?:were|was) analy[sz]ed)\b(?P<end>))"
            rf"|{_N.replace('<n>', '<m>')}(?= were (?:treated|dosed|given)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "came to N",
        6,
        re.compile(
            rf"\b(?:came to|comprised|numbered|consisted of|randomi[sz]ation of|participants were"
            rf"|data (?:on|from|for)(?: all)?) {_N} {_ADJECTIVES}{PEOPLE}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "Of N participants",
        5.5,
        re.compile(rf"\b(?:of|among) (?:the |these |all )?{_N} {_ADJECTIVES}{PEOPLE}\b,? ", re.IGNORECASE),
    ),
    (
        "planned N",
        4,
        re.compile(
            rf"\b(?:planned enrol+ment|target enrol+ment|planned sample size|target accrual"
            rf"|will (?:enrol+|randomi[sz]e|recruit|include)|aims? to (?:enrol+|recruit|randomi[sz]e)"
            rf"|plan(?:s|ned)? to (?:enrol+|recruit)|expected to enrol+|to enrol+|is enrolling"
            rf"|is recruiting|accrual (?:goal|target))[^.;\d]{{0,40}}?{_N}",
            re.IGNORECASE,
        ),
    ),
)
_ANCHORED = frozenset(
    {"were randomized", "N randomized participants", "N were enrolled", "N-patient trial", "N received"}
)
_HINTS: dict[str, tuple[str, ...]] = {
    "were randomized": ("random", "assign", "allocat"),
    "randomized N": ("random", "assign", "allocat", "allotted"),
    "participants (n = N)": ("(n",),
    "N randomized participants": ("random", "assign", "allocat"),
    "enrolled N": (
        "enrol",
        "recruit",
        "includ",
        "involv",
        "accrued",
        "entered",
        "studied",
        "followed",
        "analy",
        "tested",
        "gave",
    ),
    "N were enrolled": (
        "enrol",
        "recruit",
        "included",
        "entered",
        "registered",
        "accrued",
        "took part",
        "participated",
        "joined",
    ),
    "a total of N": ("total", "all told", "altogether", "in all"),
    "trial of N": (
        "trial",
        "study",
        "analysis",
        "cohort",
        "registry",
        "comparison",
        "experiment",
        "data",
        "population",
    ),
    "N-patient trial": ("-patient", "-person", "-participant", "-subject", "-woman", "-man", "-child"),
    "N received": ("received", "treated", "given", "dosed", "inhaled", "started", "came to", "underwent", "analy"),
    "came to N": ("came to", "comprised", "numbered", "consisted", "randomi", "participants were", "data "),
    "Of N participants": ("of ", "among "),
    "planned N": (
        "planned",
        "plan",
        "target",
        "will ",
        "aim",
        "expected",
        "to enrol",
        "is enrolling",
        "is recruiting",
        "accrual",
    ),
}
_GUARDED = tuple((rule, base, pattern, _HINTS[rule]) for rule, base, pattern in _PATTERNS)
_TRIGGERS = (
    "random",
    "assign",
    "alloc",
    "enrol",
    "recruit",
    "includ",
    "involv",
    "total",
    "in all",
    "took part",
    "participa",
    "trial",
    "study",
    "receiv",
    "treated",
    "given",
    "came to",
    "cohort",
    "registry",
    "data",
    "comprised",
    "accru",
    "analy",
    "entered",
    "joined",
    "planned",
    "altogether",
    "inhaled",
    "started",
    "underwent",
    "-patient",
    "-person",
    "dosed",
    "followed",
    "all told",
    "numbered",
    "gave",
)
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
        if not any(trigger in sentence.lower for trigger in _TRIGGERS):
            continue
        for score, fact in _candidates(sentence):
            ranked.append((score + _by_arms(fact.value, sizes), -fact.start, fact))
    return sorted(ranked, key=lambda row: (-row[0], -row[1]))


def _by_arms(value: int, sizes: Sequence[int | None]) -> float:
    known = [size for size in sizes if size is not None]
    if not known:
        return 0.0
    if len(known) > 1 and value == sum(known) and len(known) == len(sizes):
        return 4.0
    if len(sizes) > 1 and (value in known or value < max(known)):
        return -5.0
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
    for rule, base, pattern, hints in _GUARDED:
        if not any(hint in lower for hint in hints):
            continue
        found = (
            [pattern.match(sentence.text, place) for place in places]
            if rule in _ANCHORED
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
_PEOPLE_NEXT = re.compile(rf" {_ADJECTIVES}{PEOPLE}\b")
_ROUGHLY = re.compile(r"\b(?:about|roughly|approximately|some|around|nearly|almost|each|per) $")
