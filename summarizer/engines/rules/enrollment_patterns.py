"""How texts print the number of those enrolled or randomized, each wording with a weight."""

from __future__ import annotations

import re

from summarizer.engines.rules.items import NUMBER, PEOPLE

_N = rf"(?<![\w.:,/$\u00a3\u20ac%-])(?P<n>{NUMBER})(?![\w%]|[.,:]\d|-\d| ?%| (?:percent|per cent)\b)"
ADJECTIVES = r"(?:[a-z][\w-]*,? ){0,5}?"
_WHO = (
    rf"(?: {ADJECTIVES}{PEOPLE}\b| of (?:them|these|those|whom)\b| (?=who |whose |had |have "
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
            rf"|all |these |some )?{_N}(?: {ADJECTIVES}{PEOPLE}\b|,| to | in )",
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
            rf"{_N} randomi[sz]ed {ADJECTIVES}{PEOPLE}\b"
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
            rf"|over )?{_N} {ADJECTIVES}{PEOPLE}\b",
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
            rf"\b(?:total of|all told|in total,?|altogether,?) {_N}(?: {ADJECTIVES}{PEOPLE}\b)?"
            rf"|{_N.replace('<n>', '<m>')} {ADJECTIVES}{PEOPLE} (?:in all|in total|altogether)\b",
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
            rf"|the |some )?{_N} {ADJECTIVES}{PEOPLE}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "compared in N",
        5.5,
        re.compile(
            rf"\b(?:compared|tested|evaluated|studied|investigated|assessed|pitted|examined|injected|cut|reduced|improved|lowered|prolonged)\b"
            rf"[^.;%]{{0,120}}? (?:in|among) {_N} {ADJECTIVES}{PEOPLE}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "in N participants",
        4.2,
        re.compile(
            rf"\b(?:in|among|for) (?:a total of |the |all )?{_N} {ADJECTIVES}{PEOPLE} (?:with|aged|who had|undergoing)\b",
            re.IGNORECASE,
        ),
    ),
    ("participants: N", 5, re.compile(rf"^{_N} {ADJECTIVES}{PEOPLE}\b", re.IGNORECASE)),
    (
        "the trial had N",
        6,
        re.compile(
            rf"\b(?:trial|study|cohort) (?:had|has|covered|counted|followed|drew) {_N} {ADJECTIVES}{PEOPLE}\b",
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
            rf"|data (?:on|from|for)(?: all)?) {_N} {ADJECTIVES}{PEOPLE}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "Of N participants",
        5.5,
        re.compile(rf"\b(?:of|among) (?:the |these |all )?{_N} {ADJECTIVES}{PEOPLE}\b,? ", re.IGNORECASE),
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
ANCHORED = frozenset(
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
    "a total of N": (
        "total",
        "all told",
        "compared",
        "tested",
        "evaluated",
        "cut ",
        "reduced",
        "improved",
        "lowered",
        "injected",
        "prolonged",
        "altogether",
        "in all",
    ),
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
    "compared in N": (" in ", " among "),
    "in N participants": (" in ", "among ", " for "),
    "participants: N": ("",),
    "the trial had N": ("trial", "study", "cohort"),
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
GUARDED = tuple((rule, base, pattern, _HINTS[rule]) for rule, base, pattern in _PATTERNS)
TRIGGERS = (
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
    "compared",
    "tested",
    "evaluated",
    "cut ",
    "reduced",
    "improved",
    "lowered",
    "injected",
    "prolonged",
    "numbered",
    "gave",
)
