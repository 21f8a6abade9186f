"""For how long the participants were followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.items import NUMBER
from summarizer.quantities.numerals import parse_number
from summarizer.record import FollowUp

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import FollowUpStatistic, TimeUnit


_UNITS: dict[str, TimeUnit] = {"d": "DAYS", "w": "WEEKS", "m": "MONTHS", "y": "YEARS"}
_STATISTICS: dict[str, FollowUpStatistic] = {
    "median": "MEDIAN",
    "mean": "MEAN",
    "average": "MEAN",
    "minimum": "MINIMUM",
    "at least": "MINIMUM",
    "maximum": "MAXIMUM",
    "up to": "MAXIMUM",
}
_V = rf"(?<![\d.])(?P<v>\d+(?:\.\d+)?|{NUMBER})(?: ?\((?:range|IQR|SD|interquartile|\d)[^()]{{0,40}}\))?[ -](?P<u>days?|weeks?|wks?|months?|mos?|years?|yrs?|y|mo|d)\b"
_S = r"(?P<s>median|mean|average|minimum|maximum)"
_FU = r"follow(?:ed)?[ -]?up"
_FOLLOW_UPS: tuple[tuple[str, int, Guarded], ...] = (
    (
        "median follow-up of",
        4,
        Guarded(
            "follow|followed|followup",
            rf"\b{_S} (?:potential |patient |overall |total |clinical |study |duration (?:of )?"
            rf"|length of |time of |survival |estimated )*{_FU}(?: \w+){{0,3}}?(?: for [^.;,()]{{0,40}}"
            rf"| in [^.;,()]{{0,40}})?(?: ?\([^()]{{0,40}}\))?(?:,| was| of| is| at| had reached"
            rf"| reached| stood at| lasted|:|;| =| being| now|\)| for| time| duration"
            rf"| period)* ?(?:only |just |about |approximately |over |nearly )?{_V}",
            re.IGNORECASE,
        ),
    ),
    (
        "follow-up ... median",
        4,
        Guarded(
            "follow|followed|followup",
            rf"\b{_FU}\b[^.;]{{0,50}}?\b{_S}(?:,| of| was| follow-up| being|:)* ?{_V}",
            re.IGNORECASE,
        ),
    ),
    (
        "followed for a median",
        4,
        Guarded(
            "follow|followed|followup", rf"\bfollowed\b(?! by)[^.;]{{0,70}}?\b{_S}(?: of| was|:)? {_V}", re.IGNORECASE
        ),
    ),
    ("years of median follow-up", 4, Guarded("follow|followed|followup", rf"{_V},? (?:of )?{_S} {_FU}", re.IGNORECASE)),
    (
        "during a median of",
        3,
        Guarded(
            "median|mean|average|minimum|maximum",
            rf"\b(?:during|over|after|at|with) (?:a |an |the )?{_S}(?: of)? {_V}(?! (?:of|old))",
            re.IGNORECASE,
        ),
    ),
    (
        "at least ... of follow-up",
        3,
        Guarded(
            "follow|followed|followup",
            rf"(?P<s>at least|minimum(?: of)?|up to) {_V} (?:of )?(?:(?!and )[a-z-]+ ){{0,2}}{_FU}"
            rf"|(?P<s2>minimum|maximum) {_FU}[^.;]{{0,20}}? "
            rf"{_V.replace('<v>', '<v2>').replace('<u>', '<u2>')}",
            re.IGNORECASE,
        ),
    ),
    (
        "follow-up of",
        1,
        Guarded(
            "follow|followed|followup",
            rf"\b(?:a|total|the|further)? ?{_FU}(?: period| time| duration)? (?:of|was"
            rf"|lasted|for) {_V}(?! (?:visit|assessment))",
            re.IGNORECASE,
        ),
    ),
    (
        "follow-up was at least",
        3,
        Guarded(
            "follow|followed|followup",
            rf"\b{_FU}(?: period| time| duration)? (?:was|is|of) (?P<s>at least|up to|minimum|maximum) {_V}",
            re.IGNORECASE,
        ),
    ),
    (
        "followed for",
        2,
        Guarded(
            "follow|followed|followup",
            rf"\b(?:were|was|been|and) followed(?:[ -]up)? for (?:a (?:period|total|duration) of )?{_V}",
            re.IGNORECASE,
        ),
    ),
    (
        "completed the follow-up",
        1,
        Guarded("follow|followed|followup", rf"\bcomplet\w+ (?:the |a |their )?{_V} (?:of )?{_FU}", re.IGNORECASE),
    ),
    (
        "month follow-up",
        1,
        Guarded("follow|followed|followup", rf"\b(?:with|after|over) (?:a |an )?{_V}(?:'| of)? {_FU}", re.IGNORECASE),
    ),
)
_FOREIGN = re.compile(
    r"\b(?:earlier analysis|previous analysis|when the|was published|first analysis"
    r"|treatment duration)\b|\bmedian (?:age|time to|duration of (?:treatment|response"
    r"|exposure))[^.;]{0,20}$"
)


def find_follow_up(document: Document, scope: TrialScope) -> Fact[FollowUp] | None:
    """Return the follow-up of the main analysis, else the first."""
    best: tuple[int, Fact[FollowUp]] | None = None
    for sentence in scope.sentences:
        if (
            "follow" not in sentence.lower
            and "median of" not in sentence.lower
            and "mean of" not in sentence.lower
            and "median" not in sentence.lower
        ):
            continue
        for rule, strength, pattern in _FOLLOW_UPS:
            match = pattern.search(sentence.text, sentence.lower)
            if match is None or (best and best[0] >= strength) or _FOREIGN.search(sentence.lower[: match.end()]):
                continue
            fact = _follow_up(document, sentence, match, rule)
            if fact:
                best = (strength, fact)
    return best[1] if best else None


def _follow_up(document: Document, sentence: Sentence, match: re.Match[str], rule: str) -> Fact[FollowUp] | None:
    groups = match.groupdict()
    value = parse_number(groups.get("v") or groups.get("v2") or "")
    unit = (groups.get("u") or groups.get("u2") or "").lower()
    word = (groups.get("s") or groups.get("s2") or "").lower().removesuffix(" of")
    if value is None or not unit:
        return None
    start, end = sentence.start + match.start(), sentence.start + match.end()
    statistic = _STATISTICS.get(word)
    quote = document.quote(start, end)
    return Fact(FollowUp(statistic=statistic, value=value, unit=_UNITS[unit[0]], quotes=(quote,)), start, end, rule)
