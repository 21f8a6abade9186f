"""Cue words: what the text must say for an enumeration to be supported, and which words name a unit.

Enumerations follow ClinicalTrials.gov (API v2); the wordings are those of CONSORT reports and trial news.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
_WORD = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five"}
_SINGLE = r"single[- ](?:arm|group|cohort)|one[- ](?:arm|group)|uncontrolled"


def _phase(digit: str) -> str:
    roman = _ROMAN[digit]
    number = rf"(?:{digit}|{roman}|{_WORD[digit]})[abAB]?"
    other = r"(?:[0-4]|IV|I{1,3}|one|two|three|four)[abAB]?"
    join = r"\s?(?:[/-]|and|or|to)\s?(?:phase\s)?"
    return rf"phases?[\s-]?(?:{other}{join})?{number}(?![\dIVivx])"


_CUES = {
    "phase:EARLY_PHASE1": rf"early[- ]phase[\s-]?(?:1|I|one)\b|phase\s?0|{_phase('1')}",
    **{f"phase:PHASE{digit}": _phase(digit) for digit in "1234"},
    "allocation:RANDOMIZED": r"randomi[sz]|\bRCTs?\b|random(?:ly)?\b|quasi-random",
    "allocation:NON_RANDOMIZED": rf"non-?\s?random|not random|{_SINGLE}",
    "intervention_model:SINGLE_GROUP": _SINGLE,
    "intervention_model:PARALLEL": r"parallel",
    "intervention_model:CROSSOVER": r"cross-?\s?over|crossed over|sequence",
    "intervention_model:FACTORIAL": r"factorial|(?:two|2)[- ]by[- ](?:two|2)|2\s?[x×]\s?2",
    "intervention_model:SEQUENTIAL": r"sequential|stepped|dose[- ]escalation|3\s?\+\s?3",
    "masking:NONE": r"open[- ]?label|un(?:blinded|masked)|non-?\s?(?:blinded|masked)|not (?:blinded|masked)|open trial|without (?:blinding|masking)|no (?:blinding|masking)|open (?:randomi[sz]ed|study)|PROBE\b|(?:nobody|no one|neither)\b[^.;]{0,40}\b(?:blinded|masked)|everyone knew|knew which|not (?:be )?concealed",
    "masking:SINGLE": r"blind|mask",
    "masking:DOUBLE": r"double[- ]?(?:blind|mask|dummy)|(?:blind|mask)ed|(?:neither|nobody|no one|none)\b[^.;]{0,60}\b(?:knew|aware)",
    "masking:TRIPLE": r"triple[- ]?(?:blind|mask)|(?:blind|mask)ed",
    "masking:QUADRUPLE": r"quadruple[- ]?(?:blind|mask)|(?:blind|mask)ed",
    "hypothesis:SUPERIORITY": r"superior",
    "hypothesis:NON_INFERIORITY": r"non-?\s?inferior|not inferior",
    "hypothesis:EQUIVALENCE": r"equivalen",
    "analysis_stage:INTERIM": r"interim|preliminary|early (?:results|data|analysis)|first (?:look|analysis)|planned analysis",
    "analysis_stage:PRIMARY": r"primary",
    "analysis_stage:FINAL": r"final",
    "analysis_stage:UPDATED": r"updat|long[- ]term|longer|follow-?\s?up|extended|extension|mature|later",
    "analysis_stage:POST_HOC": r"post[- ]?hoc|exploratory|retrospective|secondary analysis",
    "statistic:MEDIAN": r"median",
    "statistic:MEAN": r"mean|average",
    "statistic:MINIMUM": r"minimum|at least|or more|min\b|more than|over\b|shortest|least",
    "statistic:MAXIMUM": r"maximum|up to|at most|max\b|longest",
    "status:NOT_REACHED": r"(?:not|neither|none|never)\b[^.;]{0,40}\b(?:reached|attained)|\bNR\b|unreached|yet to be reached|not attained|NYR\b|has(?:n't| not) been reached",
    "status:NOT_ESTIMABLE": r"(?:not|neither|none|never)\b[^.;]{0,40}\b(?:estimable|evaluable|estimated|calculable|calculated)|\bNE\b|inestimable|\bNA\b|\bNC\b",
    "measure:HAZARD_RATIO": r"hazard|\b[as]?HRs?\b",
    "measure:ODDS_RATIO": r"odds|\ba?ORs?\b|\bcOR\b",
    "measure:RISK_RATIO": r"risk ratio|relative risk|\ba?RRs?\b|risk\b|prevalence ratio",
    "measure:RATE_RATIO": r"rate ratio|\b[ai]?IRRs?\b|\bRRs?\b|ratio of (?:the )?(?:annuali[sz]ed )?rates|incidence ratio|ratio",
    "measure:RISK_DIFFERENCE": r"differ|points?\b|\bA?RDs?\b|absolute|gap|margin|delta|Δ",
    "measure:MEAN_DIFFERENCE": r"differ|\bS?MDs?\b|\bETDs?\b|points?\b|more than|less than|greater|lower|higher|reduc|adjusted|improve|gap|versus|vs|effect|delta|Δ|net\b|benefit",
    "serious:True": r"serious|\bSAEs?\b",
}

# Where the contract prescribes a wording, the text need not hold it; these words prove it instead.
_CANONICAL = {
    "treatment discontinuation due to adverse events": (
        r"discontinu|withdr[ae]w|stop|ceas|halt|came off|come off|quit|gave up|abandon|end(?:ed|ing) (?:treatment|therapy)"
        r"|(?:treatment|therapy) (?:was )?(?:ended|terminat)|permanent"
    ),
    "death": r"death|died|dead\b|fatal|mortalit|killed",
    "deaths": r"death|died|dead\b|fatal|mortalit|killed",
    "sham procedure": r"sham",
    "placebo": r"placebo|dummy|inactive|saline",
}

_UNITS = {
    "DAYS": r"days?\b|d\b",
    "WEEKS": r"weeks?\b|wks?\b",
    "MONTHS": r"months?\b|mos?\b|mths?\b|m\b",
    "YEARS": r"years?\b|yrs?\b|y\b",
}
TIME_UNIT = re.compile(
    r"\b(?:(?P<DAYS>days?)|(?P<WEEKS>weeks?|wks?)|(?P<MONTHS>months?|mos?|mths?)|(?P<YEARS>years?|yrs?)|(?P<other>hours?|hrs?|minutes?|mins?))\b",
    re.IGNORECASE,
)
PERCENT = re.compile(r"%|per ?cent|percentage|points?\b", re.IGNORECASE)
# Between a number and the percent sign that it shares may stand only further numbers of the same list.
LIST_OF_NUMBERS = re.compile(
    r"[\s\d.,;/()+±:-]*(?:(?:and|or|to|vs\.?|versus|with|against|compared|respectively|for|in)[\s\d.,;/()+±:-]*)*"
)


@lru_cache(maxsize=1024)
def cue(content: str) -> re.Pattern[str] | None:
    """Return the pattern that proves ``field:value``, or ``None`` where no cue is declared."""
    name, _, value = content.partition(":")
    if name == "grade":
        return _grade(value)
    pattern = _CUES.get(content)
    flags = re.NOFLAG if name in {"status", "measure"} else re.IGNORECASE
    return re.compile(_ignore_case_of_words(pattern) if flags is re.NOFLAG else pattern, flags) if pattern else None


@lru_cache(maxsize=64)
def canonical(name: str) -> re.Pattern[str] | None:
    """Return the pattern that proves a wording prescribed by the contract, or ``None`` for any other name."""
    pattern = _CANONICAL.get(name.lower())
    return re.compile(pattern, re.IGNORECASE) if pattern else None


@lru_cache(maxsize=64)
def unit_after(unit: str) -> re.Pattern[str] | None:
    """Return the pattern of a time unit directly behind its number (``12 mo``, ``54-month``), or ``None``."""
    words = _UNITS.get(unit)
    return re.compile(rf"[\s-]?(?:{words})", re.IGNORECASE) if words else None


def _ignore_case_of_words(pattern: str) -> str:
    """Let words match in any case but keep abbreviations (``OR``, ``NE``) to their capitals."""
    parts = re.split(r"(?<!\\)\|(?![^(]*\))", pattern)
    return "|".join(part if re.search(r"[A-Z]{2}|\bNR", part) else f"(?i:{part})" for part in parts)


def _grade(value: str) -> re.Pattern[str]:
    digits = [digit for digit in value if digit.isdigit()]
    numbers = "|".join(f"{digit}|{_ROMAN[digit]}" for digit in digits)
    words = rf"grades?\b[^.;]{{0,30}}?(?<![\d.])(?:{numbers})(?![\d.]\d|[IVX])|\bG(?:{numbers})\b"
    if digits == ["5"]:
        words += r"|fatal|death|died"
    return re.compile(words, re.IGNORECASE)
