"""Comparisons of arms: an estimate with its interval and P value, or a P value alone; and whom it favours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.quantities import NOT_RESULTS, Kind, Quantity
from summarizer.record import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.record import Favors, Measure

_TO_COMPANION = re.compile(
    r"[\s,;:()\[\]=]*(?:(?:with|and|an?|the|log-?rank|two-sided|one-sided|2-sided|1-sided|nominal|stratified|unadjusted|adjusted|corresponding|both|at"
    r"|percentage points?|points?|test|in favou?r of \w+)[\s,;:()\[\]]+){0,4}"
)
_TO_INTERVAL = re.compile(
    r"[ (,;\[]*|[^();\d]{0,50}, with an? |,? (?:for|with|in|favou?ring|at) [^();,\d]{0,40}(?:\d+ ?(?:mg|weeks|months|years) ?)?[(\[]"
)
_DIFFERENCE_BEFORE = re.compile(r"\bdifferences?\b[^.]{0,150}$", re.IGNORECASE)
_ABSOLUTE_BEFORE = re.compile(
    r"(?:difference|gap|absolute|reduction|gain|improvement|lower|higher|increase|advantage)[^.;]{0,60}$", re.IGNORECASE
)
_LIST = re.compile(r"[\s,;)\]]*(?:and|or|,|;)?[\s,]*(?:[A-Za-z][\w/+-]*[ ,]+){0,8}?(?:was |of |by )?[(\[]?")
RELATIVE_AFTER = re.compile(
    r" (?:relative |proportional )?(?:risk )?(?:reductions?|lower (?:risk|rate|odds|incidence|hazard|likelihood|chance)|decrease in (?:the )?(?:risk|rate|odds)|(?:higher|increased|reduced|greater) (?:risk|rate|likelihood|odds|chance)"
    r"|less likely|more likely|relative|fewer|improvement in (?:the )?(?:risk|rate)|probability|power|CI\b|of the (?:variance|cost))",
    re.IGNORECASE,
)
"""What follows a percentage that restates a ratio."""
RELATIVE_BEFORE = re.compile(
    r"(?:risk|odds|hazard|likelihood|chances?)\b[^.;()]{0,80} by (?:about |an estimated |nearly |approximately |almost |roughly )?$|(?:relative|risk|proportional) reductions? of (?:[\d.]+% (?:and|or) )?$",
    re.IGNORECASE,
)
"""What precedes one."""
_NO_DIFFERENCE = re.compile(
    r"(?:did|does|do) not (?:significantly )?(?:differ|separate)|no (?:statistically |clinically )?(?:significant |meaningful )?(?:between-group )?differences?\b|not (?:statistically )?significant(?:ly)?|non-?significant"
    r"|(?:was|were) not (?:statistically |significantly )?(?:different|superior|better|improved|reduced|longer|lower|higher)|fail(?:ed|s) to (?:show|reach|improve|meet)|(?:was|were) similar",
    re.IGNORECASE,
)
NO_DIFFERENCE = re.compile(
    r"(?:(?:did|does|do) not (?:significantly )?differ|(?:no|without(?: an?)?) (?:statistically )?(?:significant )?(?:between-group )?differences?\b(?! (?:was|were) (?:made|drawn))|(?:was|were) not significantly different)",
    re.IGNORECASE,
)
"""Words for "did not differ" that make an analysis of their own where no number stands beside them."""
_SIGNIFICANT = re.compile(
    r"(?<!not )(?<!not statistically )(?<!non-)\bsignifican(?:t|tly|ce)\b|\bsuperior(?:ity)?\b|met (?:its|the|their) primary|crossed the",
    re.IGNORECASE,
)
_BETTER = re.compile(
    r"\b(?:improv\w+|longer|prolong\w+|superior|better|benefi\w+|reduc\w+|lower\w*|fewer|less|decreas\w+|favou?r\w*|higher|greater|more|cut|halv\w+|extend\w+|outperform\w+|advantage|delay\w*|stretch\w+|gain\w*|increas\w+|slow\w+|prevent\w+)\b",
    re.IGNORECASE,
)
_RATIOS = frozenset({"HAZARD_RATIO", "ODDS_RATIO", "RISK_RATIO", "RATE_RATIO"})
_HYPOTHESES: dict[str, Hypothesis] = {
    "non-inferiority": "NON_INFERIORITY",
    "superiority": "SUPERIORITY",
    "equivalence": "EQUIVALENCE",
}
_SIGNIFICANCE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison as printed.

    Attributes:
        start: Offset in the folded text of its first part.
        end: One past its last.
        measure: A measure's name, ``"DIFFERENCE"`` where only the endpoint can tell, ``None`` for a P value alone.
        estimate: The estimate.
        interval: Its interval.
        p_value: Its P value; one without a value says "NS".
    """

    start: int
    end: int
    measure: str | None = None
    estimate: Quantity | None = None
    interval: Quantity | None = None
    p_value: Quantity | None = None

    @property
    def hypothesis(self) -> Hypothesis | None:
        """What the P value is said to test."""
        return _HYPOTHESES.get(self.p_value.flag or "") if self.p_value else None


def read_comparisons(
    sentence: Sentence, quantities: Sequence[Quantity], carried: str | None = None
) -> tuple[list[Comparison], list[Quantity]]:
    """Read the comparisons of a sentence.

    Args:
        sentence: The sentence.
        quantities: Its quantities, offsets within the sentence, levels of intervals carried over.
        carried: Measure of the estimate in the sentence before, for "in women it was 0.9 (0.7-1.1)".

    Returns:
        The comparisons, and the quantities that are in none of them.
    """
    found: list[Comparison] = []
    left: list[Quantity] = []
    index = 0
    while index < len(quantities):
        item = quantities[index]
        estimate = _estimate(sentence.text, quantities, index, found[-1] if found else None) or (
            _pronoun(sentence.text, quantities, index, carried) if not found else None
        )
        if estimate is not None:
            comparison, used = _with_company(sentence, quantities, index, estimate)
            found.append(comparison)
            index += used
            continue
        if item.kind == Kind.P_VALUE:
            found = _shared(sentence, found, item) or [*found, *_alone(sentence, item)]
        else:
            left.append(item)
        index += 1
    return found, left


def _shared(sentence: Sentence, found: Sequence[Comparison], item: Quantity) -> list[Comparison] | None:
    """Read "HR 0.7 and 0.8; both P < .001": one P value for all estimates before it."""
    around = sentence.text[max(0, item.start - 14) : item.start], sentence.text[item.end : item.end + 26]
    bare = [comparison for comparison in found if comparison.estimate and comparison.p_value is None]
    if (
        item.flag is not None
        or len(bare) < 2
        or not (
            re.search(r"\b(?:both|all|each)\b[ ,(]*$", around[0])
            or re.match(r" (?:for|in) (?:both|all|each)\b", around[1])
        )
    ):  # noqa: PLR2004
        return None
    return [replace(comparison, p_value=item) if comparison in bare else comparison for comparison in found]


def _alone(sentence: Sentence, item: Quantity) -> list[Comparison]:
    if item.flag in NOT_RESULTS or (item.value is None and item.flag != "NS"):
        return []
    return [Comparison(sentence.start + item.start, sentence.start + item.end, p_value=item)]


def _estimate(text: str, quantities: Sequence[Quantity], index: int, before: Comparison | None) -> Quantity | None:
    item = quantities[index]
    if item.kind == Kind.ESTIMATE:
        return item if item.flag is None and item.value is not None else None
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    has_interval = (
        following is not None
        and following.kind == Kind.INTERVAL
        and _TO_INTERVAL.fullmatch(text, item.end, following.start) is not None
    )
    is_alike = before and before.estimate and item.unit == before.estimate.unit
    if is_alike and has_interval and before and item.kind in {Kind.NUMBER, Kind.PERCENTAGE}:
        in_list = _LIST.fullmatch(text, quantities[index - 1].end, item.start)
        return replace(item, measure=before.measure) if in_list else None
    is_points = item.unit in {"percentage points", "points"} and item.kind in {Kind.PERCENTAGE, Kind.NUMBER}
    if is_points and has_interval and _ABSOLUTE_BEFORE.search(text, max(0, item.start - 90), item.start):
        return replace(item, measure="DIFFERENCE")
    is_bracketed = text[max(0, item.start - 1) : item.start] == "(" and item.kind in {Kind.NUMBER, Kind.PERCENTAGE}
    if is_bracketed and has_interval and _DIFFERENCE_BEFORE.search(text, max(0, item.start - 160), item.start):
        return replace(item, measure="DIFFERENCE")
    return None


def _pronoun(text: str, quantities: Sequence[Quantity], index: int, carried: str | None) -> Quantity | None:
    """Read "in adenocarcinoma it was 0.90 (95% CI 0.75-1.08)": the ratio of the sentence before."""
    item = quantities[index]
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    if (
        carried not in _RATIOS
        or item.kind != Kind.NUMBER
        or item.unit
        or following is None
        or following.kind != Kind.INTERVAL
    ):
        return None
    is_meant = re.search(
        r"\b(?:it|that|this|those|these|they) (?:was|were) $", text[max(0, item.start - 12) : item.start]
    )
    return (
        replace(item, measure=carried) if is_meant and _TO_INTERVAL.fullmatch(text, item.end, following.start) else None
    )


def _with_company(
    sentence: Sentence, quantities: Sequence[Quantity], index: int, estimate: Quantity
) -> tuple[Comparison, int]:
    interval = p_value = None
    end, used = estimate.end, 1
    for item in quantities[index + 1 : index + 4]:
        is_first = item.kind == Kind.INTERVAL and interval is None and p_value is None
        if not _TO_COMPANION.fullmatch(sentence.text, end, item.start) and not (
            is_first and _TO_INTERVAL.fullmatch(sentence.text, end, item.start)
        ):
            break
        if item.kind == Kind.INTERVAL and interval is None and item.measure in {"CI", None}:
            interval = replace(item, level=item.level or estimate.level)
        elif item.kind == Kind.P_VALUE and p_value is None and item.flag not in NOT_RESULTS:
            p_value = item
        else:
            break
        end, used = item.end, used + 1
    start = sentence.start
    return Comparison(start + estimate.start, start + end, estimate.measure, estimate, interval, p_value), used


def measure_of(comparison: Comparison, statistic: str | None) -> Measure | None:
    """The record's name of a measure; a bare difference is of proportions or of means by the values beside it."""
    name = comparison.measure
    unit = comparison.estimate.unit if comparison.estimate else None
    if name == "DIFFERENCE":
        is_risk = (
            unit in {"percentage points", "%"}
            and statistic in {"PERCENTAGE", None, "COUNT"}
            or statistic == "PERCENTAGE"
        )
        return "RISK_DIFFERENCE" if is_risk else "MEAN_DIFFERENCE"
    measures: dict[str, Measure] = {
        "HAZARD_RATIO": "HAZARD_RATIO", "ODDS_RATIO": "ODDS_RATIO", "RISK_RATIO": "RISK_RATIO", "RATE_RATIO": "RATE_RATIO",
        "RISK_DIFFERENCE": "RISK_DIFFERENCE", "MEAN_DIFFERENCE": "MEAN_DIFFERENCE", "OTHER": "OTHER",
    }  # fmt: skip
    return measures.get(name or "")


def significance(comparison: Comparison) -> bool | None:
    """Whether a comparison is significant by its interval or P value; ``None`` where it has neither."""
    by_interval = _excludes_no_effect(comparison)
    if by_interval is not None and not (comparison.p_value and comparison.p_value.value):
        return by_interval
    if comparison.p_value is None:
        return by_interval
    if comparison.p_value.value is None:
        return False
    value = Decimal(comparison.p_value.value)
    if comparison.p_value.operator in {">", ">="}:
        return False if value >= _SIGNIFICANCE / 2 else None
    return value < _SIGNIFICANCE or (comparison.p_value.operator == "<" and value <= _SIGNIFICANCE)


def _excludes_no_effect(comparison: Comparison) -> bool | None:
    interval = comparison.interval
    if interval is None:
        return None
    neutral = Decimal(1) if comparison.measure in _RATIOS else Decimal(0)
    lower = None if interval.lower is None else Decimal(interval.lower)
    upper = None if interval.upper is None else Decimal(interval.upper)
    if (lower is not None and lower > neutral) or (upper is not None and upper < neutral):
        return True
    return None if lower is None or upper is None else False


def favors(
    comparison: Comparison,
    title: str,
    text: str,
    *,
    is_harm: bool,
    values: tuple[str | None, str | None] = (None, None),
) -> Favors | None:
    """Say whom a comparison favours by the contract's rule.

    Args:
        comparison: The comparison.
        title: Name of the endpoint or harm.
        text: The clause around it.
        is_harm: Whether less is better in any case.
        values: Values of arm and comparator, where printed.
    """
    significant = significance(comparison)
    if significant is False or (
        significant is None and comparison.p_value is not None and comparison.p_value.value is None
    ):
        return "NEITHER"
    if significant is None and not (_SIGNIFICANT.search(text) or _BETTER.search(text)):
        return None
    if significant is None and _NO_DIFFERENCE.search(text):
        return "NEITHER"
    if (
        comparison.p_value is not None
        and comparison.p_value.flag == "non-inferiority"
        and not _excludes_no_effect(comparison)
    ):
        return "NEITHER"
    return _direction(comparison, title, text, is_harm=is_harm, values=values)


def _direction(
    comparison: Comparison, title: str, text: str, *, is_harm: bool, values: tuple[str | None, str | None]
) -> Favors | None:
    more_is_better = False if is_harm else is_more_better(title)
    estimate = comparison.estimate
    if estimate is not None and estimate.value is not None and comparison.measure in _RATIOS:
        ratio = Decimal(estimate.value)
        if ratio == 1:
            return "NEITHER"
        wants_more = _ratio_wants_more(title, comparison.measure or "", more_is_better)
        return "ARM" if (ratio > 1) == wants_more else "COMPARATOR"
    if comparison.measure == "OTHER" and estimate is not None and estimate.value:
        return "ARM" if not estimate.value.startswith("-") else None
    better = _by_numbers(comparison, text, more_is_better, values)
    if better is not None:
        return "ARM" if better else "COMPARATOR"
    if is_harm:
        return None
    return "COMPARATOR" if _WORSE.search(text) else "ARM"


def _by_numbers(
    comparison: Comparison, text: str, more_is_better: bool | None, values: tuple[str | None, str | None]
) -> bool | None:
    """Whether the arm did better by the sign of a difference or by the two values; ``None`` where the numbers do not tell."""
    if more_is_better is None:
        return None
    estimate = comparison.estimate.value if comparison.estimate else None
    if estimate is not None and Decimal(estimate) != 0:
        is_more = Decimal(estimate) > 0
    elif values[0] is not None and values[1] is not None and Decimal(values[0]) != Decimal(values[1]):
        is_more = Decimal(values[0]) > Decimal(values[1])
        estimate = values[0]
    else:
        return None
    # "fell by 2.1 against 0.4": a fall printed without a sign is the larger the better where less is better.
    is_fall = not more_is_better and not estimate.startswith("-") and _FALL.search(text) is not None
    return is_more == (more_is_better or is_fall)


_FALL = re.compile(
    r"\b(?:fell|dropped|decreased|reduced|declined|lowered)\b(?: [\w%-]+){0,4} by\b|\b(?:lost|shed)\b", re.IGNORECASE
)
_WORSE = re.compile(
    r"\b(?:worse|shorter|inferior|detriment\w*|favou?r\w* (?:the )?(?:placebo|control)|harm)\b", re.IGNORECASE
)


def _ratio_wants_more(title: str, measure: str, more_is_better: bool | None) -> bool:  # noqa: FBT001 - a plain datum
    """Whether a ratio above 1 is good: the event of a survival endpoint is a death, the event of a response a good thing."""
    name = title.lower()
    if name.startswith("time to"):
        return _has(name, "time_to_good")
    if "survival" in name:
        return measure != "HAZARD_RATIO"
    if "duration" in name:
        return False
    return more_is_better if more_is_better is not None else measure == "ODDS_RATIO"


def is_more_better(title: str) -> bool | None:
    """Whether a higher value of an endpoint is better; ``None`` where its name does not tell."""
    name = title.lower()
    if name.startswith("time to"):
        return not _has(name, "time_to_good")
    if re.search(r"-free|survival|duration of response|alive", name):
        return True
    if re.match(r"(?:\w+ )*(?:reduction|decrease|decline) (?:from baseline )?in", name):
        return True
    more, less = _has(name, "more_is_better"), _has(name, "less_is_better")
    return more if more != less else None


def _has(name: str, kind: str) -> bool:
    return _words(kind).search(name) is not None


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:{lexicon.alternation(lexicon.table('polarity')[kind]['words'])})(?![\w])", re.IGNORECASE
    )
