"""Whom a comparison favours: by significance, by interval, by the sign of a difference and by the article's word."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.effects import RATIOS, Comparison

if TYPE_CHECKING:
    from summarizer.record import Favors


_NO_DIFFERENCE = re.compile(
    r"(?:did|does|do) not (?:significantly )?(?:differ|separate)|no (?:statistically "
    r"|clinically )?(?:significant |meaningful )?(?:between-group )?differences?\b"
    r"|not (?:statistically )?significant(?:ly)?|non-?significant"
    r"|(?:was|were) not (?:statistically |significantly )?(?:different|superior|better|improved"
    r"|reduced|longer|lower|higher)|fail(?:ed|s) to (?:show|reach|improve|meet)|(?:was|were) similar",
    re.IGNORECASE,
)


_SIGNIFICANT = re.compile(
    r"(?<!not )(?<!not statistically )(?<!non-)\bsignifican(?:t|tly|ce)\b|\bsuperior(?:ity)?\b"
    r"|met (?:its|the|their) primary|crossed the",
    re.IGNORECASE,
)


_BETTER = re.compile(
    r"\b(?:improv\w+|longer|prolong\w+|superior|better|benefi\w+|reduc\w+|lower\w*|fewer|less"
    r"|decreas\w+|favou?r\w*|higher|greater|more|cut|halv\w+|extend\w+|outperform\w+|advantage"
    r"|delay\w*|stretch\w+|gain\w*|increas\w+|slow\w+|prevent\w+)\b",
    re.IGNORECASE,
)


_SIGNIFICANCE = Decimal("0.05")


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
    neutral = Decimal(1) if comparison.measure in RATIOS else Decimal(0)
    lower = None if interval.lower is None else Decimal(interval.lower)
    upper = None if interval.upper is None else Decimal(interval.upper)
    if (lower is not None and lower > neutral) or (upper is not None and upper < neutral):
        return True
    return None if lower is None and upper is None else False


def favors(
    comparison: Comparison,
    title: str,
    text: str,
    *,
    is_harm: bool,
    values: tuple[str | None, str | None] = (None, None),
    leads: bool | None = None,
) -> Favors | None:
    """Say whom a comparison favours by the contract's rule.

    Args:
        comparison: The comparison.
        title: Name of the endpoint or harm.
        text: The clause around it.
        is_harm: Whether less is better in any case.
        values: Values of arm and comparator, where printed.
        leads: Whether the clause says something of the arm (and not of the comparator).
    """
    significant = significance(comparison)
    if significant is False or (
        significant is None and comparison.p_value is not None and comparison.p_value.value is None
    ):
        return "NEITHER"
    way = _way_of(comparison, leads=leads)
    if significant is None and way is None and not (_SIGNIFICANT.search(text) or _BETTER.search(text)):
        return None
    if significant is None and _NO_DIFFERENCE.search(text):
        return "NEITHER"
    if (
        comparison.p_value is not None
        and comparison.p_value.flag == "non-inferiority"
        and not _excludes_no_effect(comparison)
    ):
        return "NEITHER"
    side = _direction(comparison, title, text, way=way, is_harm=is_harm, values=values)
    if comparison.estimate is None and leads is not None and None in values:
        return _by_words(title, text, leads=leads, is_harm=is_harm) or side
    return side


_MORE = re.compile(r"\b(?:higher|greater|longer|more|increas\w+|larger|rose|gain\w*|elevated|highest)\b", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:lower\w*|fewer|less|shorter|reduc\w+|decreas\w+|smaller|fell|declin\w+|lowest|shorten\w*)\b", re.IGNORECASE
)
_GOOD = re.compile(r"\b(?:better|superior|improv\w+|more effective|benefi\w+|faster)\b", re.IGNORECASE)


def _by_words(title: str, text: str, *, leads: bool, is_harm: bool) -> Favors | None:
    """Read who did better from "higher in A than in B", by which way the endpoint is good."""
    if _GOOD.search(text):
        return "ARM" if leads else "COMPARATOR"
    more_is_better = False if is_harm else is_more_better(title)
    if _GAIN.match(title.lower()):  # "a reduction in pain": the fall is the endpoint itself
        text = _FALLS.sub("", text)
        if more_is_better and not (_MORE.search(text) or _LESS.search(text)):
            return "ARM" if leads else "COMPARATOR"
    words = [
        (match.start(), is_more)
        for pattern, is_more in ((_MORE, True), (_LESS, False))
        if (match := pattern.search(text))
    ]
    if more_is_better is None or not words:
        return None
    is_more = min(words)[1]
    return "ARM" if (is_more == more_is_better) == leads else "COMPARATOR"


def _way_of(comparison: Comparison, *, leads: bool | None) -> bool | None:
    """Whether the arm has more of something by the words beside an estimate: "3 points lower than B"; ``None`` where none stand there."""
    more = _WAYS.get(comparison.estimate.flag or "") if comparison.estimate else None
    return None if more is None else more != (leads is False)


def _direction(
    comparison: Comparison,
    title: str,
    text: str,
    *,
    way: bool | None,
    is_harm: bool,
    values: tuple[str | None, str | None],
) -> Favors | None:
    more_is_better = False if is_harm else is_more_better(title)
    estimate = comparison.estimate
    is_told = comparison.measure in RATIOS and (comparison.measure != "RATIO" or more_is_better is not None)
    if estimate is not None and estimate.value is not None and is_told:
        ratio = Decimal(estimate.value)
        if ratio == 1:
            return "NEITHER"
        wants_more = _ratio_wants_more(title, comparison.measure or "", more_is_better=more_is_better)
        return "ARM" if (ratio > 1) == wants_more else "COMPARATOR"
    if (
        comparison.measure == "OTHER"
        and estimate is not None
        and estimate.value
        and (way is None or (more_is_better is None and not way))
    ):
        return "ARM" if not estimate.value.startswith("-") else None
    better = _by_numbers(comparison, text, way=way, more_is_better=more_is_better, values=values)
    if better is not None:
        return "ARM" if better else "COMPARATOR"
    if is_harm or way is not None:
        return None
    return "COMPARATOR" if _WORSE.search(text) else "ARM"


def _by_numbers(
    comparison: Comparison,
    text: str,
    *,
    way: bool | None,
    more_is_better: bool | None,
    values: tuple[str | None, str | None],
) -> bool | None:
    """Whether the arm did better by the sign of a difference or by the two values; ``None`` where the numbers do not tell."""
    if more_is_better is None:
        return None
    estimate = comparison.estimate.value if comparison.estimate else None
    if values[0] is not None and values[1] is not None and Decimal(values[0]) != Decimal(values[1]):
        is_more = Decimal(values[0]) > Decimal(values[1])
        estimate = values[0]
    elif estimate is not None and Decimal(estimate) != 0:
        is_more = Decimal(estimate) > 0 if way is None else way
    else:
        return None
    # "fell by 2.1 against 0.4": a fall printed without a sign is the larger the better where less is better.
    is_fall = way is None and not more_is_better and not estimate.startswith("-") and _is_fall(text, estimate)
    return is_more == (more_is_better or is_fall)


_WAYS = {"more": True, "less": False}
"""What the words beside an estimate say of it, "3 points lower than B"."""
_FALL = re.compile(
    r"\b(?:fell|dropped|decreas(?:ed|es?)|reduc(?:ed|tions?)|declin(?:ed|es?)|lowered|improv(?:ed|ements?)|falls?|drops?)\b(?: [\w%-]+){0,6} (?:by|of) (?:[a-z-]+ ){0,4}$"
    r"|\b(?:lost|shed)\b(?: [a-z]+){0,4} $",
    re.IGNORECASE,
)
"""What stands before a number that is a fall: "fell by 2.1", "improvements of 2.1"."""


def _is_fall(text: str, value: str) -> bool:
    """Whether a value is how much something fell, and not what share of people something befell."""
    return any(_FALL.search(text, max(0, place - 120), place) for place in _places(text, value))


def _places(text: str, value: str) -> list[int]:
    return [match.start() for match in re.finditer(rf"(?<![\d.]){re.escape(value)}(?![\d]|\.\d)", text)]


_WORSE = re.compile(
    r"\b(?:worse|shorter|inferior|detriment\w*|favou?r\w* (?:the )?(?:placebo|control)|harm)\b", re.IGNORECASE
)


def _ratio_wants_more(title: str, measure: str, *, more_is_better: bool | None) -> bool:
    """Whether a ratio above 1 is good: the event of a survival endpoint is a death, the event of a response a good thing."""
    name = title.lower()
    if name.startswith("time to"):
        return _has(name, "time_to_good")
    if "survival" in name:
        return measure != "HAZARD_RATIO"
    if "duration" in name:
        return False
    return more_is_better if more_is_better is not None else measure == "ODDS_RATIO"


_FALLS = re.compile(r"\b(?:reductions?|decreases?|declines?)\b", re.IGNORECASE)
_GAIN = re.compile(
    r"(?:(?:[\w-]+|[\u2265>]? ?\d[\d.]*(?: ?%| percent|-points?)?) )*(?:reduction|decrease|decline|(?P<better>improvement|relief|resolution|shrinkage)) (?:from baseline )?(?:in|of)\b"
)
"""A fall or a relief that the endpoint itself asks for: "50% or greater reduction in attacks"."""
_LEVEL = re.compile(
    r" (?:of )?(?:(?P<above>(?:more|greater|higher) than|at least|above|over|[>≥]|\d[\w.%/ ]* or (?:more|higher|greater))"
    r"|(?:less|lower) than|at most|below|under|[<≤]|\d[\w.%/ ]* or (?:less|lower)) ?(?:\d|$)"
)


def is_more_better(title: str) -> bool | None:
    """Whether a higher value of an endpoint is better; ``None`` where its name does not tell."""
    name = title.lower()
    if name.startswith("time to"):
        return not _has(name, "time_to_good")
    if re.search(r"-free|^free(?:dom)? (?:of|from)\b|survival|duration of response|alive", name):
        return True
    gain = _GAIN.match(name)
    if gain:
        return gain["better"] is not None or is_more_better(name[gain.end() :]) is not True
    level = _LEVEL.search(name)
    if level:  # a share of people beyond a level
        more = is_more_better(name[: level.start()])
        return more if more is None or level["above"] else not more
    # "weight loss" is good, whatever "weight" alone would say.
    more, less = _has(name, "more_is_better"), _has(_words("more_is_better").sub("", name), "less_is_better")
    return more if more != less else None


def _has(name: str, kind: str) -> bool:
    return _words(kind).search(name) is not None


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:{lexicon.alternation(lexicon.table('polarity')[kind]['words'])})(?![\w])", re.IGNORECASE
    )
