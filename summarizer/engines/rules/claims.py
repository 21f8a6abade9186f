"""What a clause claims of a difference between the arms: that there was one, or that there was none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.guarded import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE = re.compile(
    r"; |(?<!\bvs)\. |,? (?:but|whereas|while|although|though|however|nevertheless|despite|yet)\b,? |, (?:with|and) (?=[^,;()]{3,50} "
    r"(?:was|were|did|had|showed|remained|improved|decreased|increased)\b)"
)
_STATISTIC = re.compile(
    r"\([^()]*\bp ?(?:[<=>]|value)[^()]*\)|\[[^\[\]]*\bp ?[<=>][^\[\]]*\]|\bp ?(?:[<=>]=?) ?0?\.\d+"
)
_P_VALUE = re.compile(
    r"\bp(?:[ -]?values?)?(?: for (?:superiority|difference))? ?(?:was |of )?(?P<is>[<=>]=?|[≤≥])? ?(?P<p>0?\.\d+)(?! ?%)"
)
_OTHER_P = re.compile(r"interaction|for trend|heterogeneity|non-?inferior")
_INTERVAL = re.compile(
    r"(?:\bci\b|confidence interval|credible interval|\bcri\b)[^0-9+.-]{0,14}(?P<low>[-+]?\d*\.?\d+) ?%?(?: ?to ?| ?, ?| ?- ?| and )(?P<high>[-+]?\d*\.?\d+)"
)
_RATIO = re.compile(r"ratio|\bhr\b|\bor\b|\brr\b|\birr\b|\baor\b|\bahr\b|relative risk")
_DIFFERENCE = re.compile(
    r"differen|reduction of|\befficacy\b|effect size|\bmd\b|\bsmd\b|adjusted mean|treatment effect|\bbeta\b"
)
_NEGATED = re.compile(r"\b(?:not|no|non|neither|nor|without|never|fail\w*|lack\w*|cannot)\b[^.;]{0,32}$|\bnon-?$|\bin$")
_NO_RESULT = re.compile(
    r"\bhypothes|\bwould\b|\bto detect\b|\bpower(?:ed)? (?:to|of|for)|\baim(?:s|ed)? (?:to|of|was)|\bto (?:determine|assess|evaluate|investigate|examine|test)\b"
    r"|\bwhether\b|(?:considered|regarded|accepted|taken)(?: (?:as|to be|to indicate))? (?:statistically )?significan|\bsignificance (?:level|was (?:set|accepted|defined))|\bat t0\b|\bat baseline\b|baseline (?:characteristics|scores|levels|values) (?:were|did)|\bwill\b|\bsample size"
    r"|\bif (?:the|it|a)\b|\bbaseline (?:\w+ ){1,3}(?:was|were) |\bbaseline differences?\b|\bdifferences? at (?:entry|inclusion|randomi)|\bpredict|\bidentified participants\b|\brisk factors?\b|\bcorrelat|with caution|previous (?:stud|trial|report|work)|earlier (?:stud|trial)|\binteraction\b|\bnon-?responders\b|\bhad to be\b"
)
_NO_RESULT_CUES = Phrases(
    "hypothes", "would", "to detect", "power", "aim", "aims", "aimed", "to determine", "to assess", "to evaluate", "to investigate", "to examine", "to test",
    "whether", "considered", "baseline", "will", "sample size", "if ", "previous", "earlier", "interaction", "non-responders", "had to be",
    "predict", "identified", "regarded", "accepted", "taken", "significance", " t0", "risk factor", "correlat", "caution",
)  # fmt: skip
_PART = re.compile(
    r"\bsub-?groups?\b|\bper[- ]protocol\b|\bpost[- ]hoc\b|\bsensitivity anal|\bexploratory|\bsubset|\bstratif|\bamong (?:the )?(?:patients|women|men|those|children|participants)\b(?! (?:in (?:the|each|both)|assigned|allocated|randomi|receiving|treated|given|who (?:received|were)))"
    r"|\bin (?:the )?(?:men|women|females|males|older|younger|those|patients (?:with|who|aged|without|treated|initiating)|(?:participants|subjects|those) (?:with|who|over|under|aged)|children (?:with|aged|under))\b"
    r"|\bwithin[- ]groups?\b|\bcompleters\b"
    r"|\b(?:patients|participants|women|men|children) (?:with|who|without) (?:(?!treated|assigned|receiv|randomi|group|arm|allocated|given)[^,;]){2,50} (?:had|showed|experienced)\b"
)
_WITHIN = re.compile(
    r"\bfrom (?:the )?baseline|\bfrom [-+]?\d[\d.,]*(?: ?[%a-z/]+)?(?: \([^()]*\))? to [-+]?\d|\b(?:compared (?:with|to)|versus|vs\.?|than|relative to) (?:the )?(?:baseline|pre)|\bboth (?:the )?(?:\w+ )?(?:groups|arms|treatments)"
    r"|\bwithin[- ](?:the )?groups?|\bin (?:all|each|the two|either) (?:of the )?(?:groups|arms)|\bover time\b|\bbefore and after\b|\bat baseline\b|\bpre-? ?(?:to|and|vs\.?|versus) ?-?post"
)
_BETWEEN = re.compile(
    r"\bbetween\b|\bversus\b|\bvs\b|\bcompared (?:with|to)\b|\bthan\b|\bplacebo\b|\bcontrols\b|\bover\b|\brelative to\b|\bin favou?r|\bratio\b|\bhr\b|\bdifference"
)
_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a difference.

    Attributes:
        met: Whether there was one.
        is_strong: Whether its significance is told, and not only that one arm did better or that they were alike.
        start: Offset within the clause of the words that say so.
        end: One past them.
        rule: What said so.
    """

    met: bool
    is_strong: bool
    start: int
    end: int
    rule: str


@cache
def phrases(outcome: str, kind: str) -> re.Pattern[str]:
    """One pattern of the table of verdicts."""
    return re.compile("|".join(lexicon.table("verdicts")[outcome][kind]))


def clauses(lower: str) -> Iterator[tuple[int, int]]:
    """Cut a sentence into clauses that may claim different things."""
    start = 0
    for match in _CLAUSE.finditer(lower):
        inside = lower.count("(", start, match.start()) > lower.count(")", start, match.start())
        if not inside and match.start() > start:
            yield start, match.start()
            start = match.end()
    if start < len(lower):
        yield start, len(lower)


def is_result(lower: str, *, whole: bool = True) -> bool:
    """Whether a clause may tell a result, and one of the whole population where that is asked for."""
    if _NO_RESULT_CUES.stand_in(lower) and _NO_RESULT.search(lower):
        return False
    return not (whole and _PART.search(lower))


def read_claim(lower: str, start: int, end: int, *, margin: bool = False) -> Claim | None:
    """Read what a clause claims of what it names at a place.

    Args:
        lower: The clause in lower case.
        start: Where the endpoint's name begins.
        end: One past it.
        margin: Whether the trial is to show that an arm is no worse.
    """
    first, last = _segment(lower, start, end)
    segment = lower[first:last]
    found = _of_margin(segment) or _of_difference(segment, end - first)
    if found and margin and not found.rule.endswith("margin") and not (found.met and "superior" in segment):
        return None
    if found is None or (found.met and _WITHIN.search(segment) and not _BETWEEN.search(_WITHIN.sub(" ", segment))):
        return None
    return Claim(found.met, found.is_strong, found.start + first, found.end + first, found.rule)


def is_of_each(lower: str) -> bool:
    """Whether a clause tells of changes within the arms and sets nothing against anything: "improved in both groups"."""
    within = _WITHIN_BOTH.search(lower)
    return within is not None and not _BETWEEN.search(_WITHIN_BOTH.sub(" ", lower))


_WITHIN_BOTH = re.compile(
    r"\b(?:in|within|of|for) (?:both|each|all|either)(?: of)?(?: the)? (?:(?:two|three|study|treatment|intervention) )*(?:groups?|arms?)\b"
)


def _segment(lower: str, start: int, end: int) -> tuple[int, int]:
    """From the statistic before a name to the one behind it; without a statistic before it, the clause's words count too."""
    before = [match.end() for match in _STATISTIC.finditer(lower, 0, start)]
    behind = _STATISTIC.search(lower, end) or _INTERVAL.search(lower, end)
    stop = len(lower)
    if behind:
        after = _STATISTIC.search(lower, behind.end())
        stop = behind.end() if after else stop
    first = before[-1] if before and not _LEADS_TO_NAME.fullmatch(lower, before[-1], start) else 0
    listed = before and re.match(r",? (?:and |or |nor )?", lower[first:])
    negation = phrases("missed", "strong").search(lower, 0, first) if listed and "no" in lower[:first] else None
    if negation and not re.search(r"\b(?:was|were|did|had|showed)\b", lower[first:stop]):
        first = negation.start()  # "no difference in A (P = .3), B (P = .4)"
    return first, stop


_LEADS_TO_NAME = re.compile(
    r"\)? ?(?:higher|lower|greater|better|fewer|less|more|larger|smaller|shorter|longer|improved|reduced|increased) (?:[\w-]+ ){0,3}"
)
"""What stands between a P value and the name it is of: "significantly (P < .05) higher X"."""


def _claim(match: re.Match[str], rule: str, *, met: bool, is_strong: bool = True) -> Claim:
    return Claim(met, is_strong, match.start(), match.end(), rule)


def _of_margin(segment: str) -> Claim | None:
    if "inferior" not in segment and "equivalen" not in segment and "margin" not in segment:
        return None
    tested = by_margin_test(segment)
    if tested:
        return tested
    for met, outcome in ((False, "missed"), (True, "met")):
        match = phrases(outcome, "margin").search(segment)
        if match and not _NO_MARGIN.search(segment[max(0, match.start() - _BESIDE) : match.end() + 1]):
            return _claim(match, f"{outcome} margin", met=met)
    return None


def by_margin_test(lower: str) -> Claim | None:
    """What a P value for non-inferiority tells."""
    match = _MARGIN_P.search(lower) if "inferior" in lower else None
    if match is None:
        return None
    value, operator = float(match["p"] or match["q"]), match["is"] or match["op"]
    return _claim(match, "P margin", met=value < _ALPHA and operator != ">")


_MARGIN_P = re.compile(
    r"\bp(?:[ -]?values?)? for non-?inferiority,? ?(?:was |of )?(?P<is>[<=>])? ?(?P<p>0?\.\d+)"
    r"|\bp ?(?P<op>[<=>]) ?(?P<q>0?\.\d+) (?:for |\()non-?inferiority"
)
_NO_MARGIN = re.compile(r"\bmargin of|\bto (?:show|test|assess|demonstrate)\b|\bequivalents?\b")
_BESIDE = 24


def _of_difference(segment: str, named: int) -> Claim | None:
    missed = _missed(segment) if _MISSED_CUES.stand_in(segment) else None
    if missed and not (missed[0].startswith("without") and _tells_success(segment[: missed.start()])):
        if (
            _OWN_CHANGE.search(missed[0])
            and _ONE_GROUP.search(segment)
            and not _BETWEEN.search(_ONE_GROUP.sub(" ", segment))
        ):
            return None
        beside = (
            _by_p_value(segment[missed.end() :].split(")", maxsplit=1)[0], 0) if _OWN_CHANGE.search(missed[0]) else None
        )
        if beside is None or not beside.met:
            return _claim(missed, "missed strong", met=False)
    return _by_p_value(segment, named) or _by_interval(segment) or _by_word(segment)


def _missed(segment: str) -> re.Match[str] | None:
    """The first word of a difference that was not there; "no adverse effect" is none."""
    found = phrases("missed", "strong").finditer(segment)
    return next((match for match in found if not _OF_HARM.search(match[0])), None)


_OF_HARM = re.compile(r"\b(?:adverse|side|harmful|untoward|negative|deleterious)\b")
_MISSED_CUES = Phrases(
    "no", "not", "t", "nor", "non", "nonsignific", "fail", "neither", "without", "insignific", "unaffected", "n.s", "ns", "futil", "unlikely",
    "ineffective", "unable", "low likelihood",
)  # fmt: skip
_OWN_CHANGE = re.compile(r"chang|increas|decreas|reduc|improv")
_ONE_GROUP = re.compile(r"\bin the (?:[\w-]+ ){0,2}(?:group|arm)\b")


def _tells_success(segment: str) -> bool:
    return any(not _is_negated(segment, match) for match in phrases("met", "strong").finditer(segment))


def _by_word(segment: str) -> Claim | None:
    for match in phrases("met", "strong").finditer(segment):
        if not _is_negated(segment, match):
            trend = phrases("missed", "weak").search(segment)
            if trend and _ALMOST.match(trend[0]):
                return _claim(trend, "missed nearly", met=False)
            return _claim(match, "met strong", met=True)
    for met, outcome in ((False, "missed"), (True, "met")):
        weak = phrases(outcome, "weak").search(segment)
        if weak and not _is_negated(segment, weak) and not (met and _AIM.search(segment, 0, weak.start())):
            alike = not met and not _ALMOST.match(weak[0])
            return _claim(weak, "alike" if alike else f"{outcome} weak", met=met, is_strong=False)
    return None


def _is_negated(segment: str, match: re.Match[str]) -> bool:
    return _NEGATED.search(segment[max(0, match.start() - 40) : match.start()]) is not None


_AIM = re.compile(r"\bto $")
_ALMOST = re.compile(r"close|nearly|almost|approach|border|trend|tended|numeric")


def _by_p_value(segment: str, named: int) -> Claim | None:
    for floor in (named, 0):
        for match in _P_VALUE.finditer(segment, max(0, floor)):
            if _OTHER_P.search(segment[max(0, match.start() - 14) : match.end() + 24]):
                continue
            value, operator = float(match["p"]), match["is"] or "="
            if operator in {">", ">=", "≥"}:
                met = None if value < _ALPHA / 2 else False
            elif operator == "=":
                met = value < _ALPHA
            else:
                met = True if value <= _ALPHA else None
            if met is not None:
                return _claim(match, "P value", met=met)
    return None


def are_mixed(lower: str) -> bool:
    """Whether some of what a text tells is significant and some is not."""
    found = {float(match["p"]) < _ALPHA for match in _P_VALUE.finditer(lower) if match["is"] in {"=", None}}
    found |= {
        True for match in _P_VALUE.finditer(lower) if (match["is"] or "=") in "<=≤" and float(match["p"]) < _ALPHA
    }
    if True in found and phrases("missed", "strong").search(lower):
        return True
    return len(found) > 1


def _by_interval(segment: str) -> Claim | None:
    if "ci" not in segment and "interval" not in segment and "cri" not in segment:
        return None
    for match in _INTERVAL.finditer(segment):
        before = segment[max(0, match.start() - 70) : match.start()]
        ratio = [found.end() for found in _RATIO.finditer(before)]
        difference = [found.end() for found in _DIFFERENCE.finditer(before)]
        if not ratio and not difference:
            continue
        neutral = 1.0 if (ratio or [-1])[-1] >= (difference or [-1])[-1] else 0.0
        low, high = float(match["low"]), float(match["high"])
        if low > high:
            continue
        return _claim(match, "interval", met=not low <= neutral <= high)
    return None
