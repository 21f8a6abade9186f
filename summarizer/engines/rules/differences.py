"""Differences between arms that no word right beside the number calls so, and intervals that stand for two values together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CURRENCIES = frozenset("£$€")
_VALUES = frozenset({Kind.NUMBER, Kind.PERCENTAGE, Kind.DURATION, Kind.FRACTION, Kind.MEAN_SD})
_DIFFER_BEFORE = re.compile(r"\bdiffer(?:ences?|ed|ent|ently|s)?\b[^.]{0,150}$", re.IGNORECASE)
_ABSOLUTE_BEFORE = re.compile(
    r"(?:difference|gap|absolute|reduction|gain|improvement|lower|higher|increase|advantage)[^.;]{0,60}$", re.IGNORECASE
)
_WORDED_BEFORE = re.compile(
    r"\bdiffer(?:ences?(?: (?:between|in|among|of|for) [^.;()\d]{2,50}?)?[ ,:=]+|ed (?:[a-z]+ ){0,8}by )$",
    re.IGNORECASE,
)
_WORDED_AFTER = re.compile(
    r" (?:absolute |mean |risk |treatment |between-group )?difference\b(?! (?:in|between|of) \d)"
)
_P_BEHIND = re.compile(r"[,;] ?\(?[Pp] ?[=<>]")
_MORE = re.compile(
    r" (?:lower|higher|greater|less|more|longer|shorter|better|worse|fewer) (?:\([^()\d]{3,20}\) )?(?:in|with|for|on|among|than|under)\b[^();]{0,60}"
    r"[(\[]\d\d ?% (?:CI|confidence)",
    re.IGNORECASE,
)
"""What makes a number a difference: "3 mm Hg lower with A than with B (95% CI ..."."""
_THAN = re.compile(
    r" (?:(?P<more>farther|further|longer|higher|greater|larger|later|more)|shorter|lower|smaller|fewer|less|earlier|sooner)\b"
    r"[^.;,()\d]{0,40}? than (?!(?:(?:at|the|their|they|that|those|it|in) )*(?:baseline|before|beginning|start|normal|expected|predicted"
    r"|had|was|were|did|previous|usual(?! care)|average|general|\d)\b)",
    re.IGNORECASE,
)
"""The same without an interval: "slept 42 minutes longer than the others", not "longer than before"."""
_PLAIN = r"(?:[^.;()\d]|(?<=[A-Za-z])\d)"
"""A letter of words that hold no number of their own: "in FEV1"."""
_ADJUSTED = re.compile(
    rf"\b(?:placebo[- ](?:adjusted|corrected|subtracted)|differences? (?:versus|vs\.?|from|compared (?:with|to)|relative to) (?!baseline)[a-z][\w-]+)\b(?![^.;()]*\b(?:versus|vs)\b){_PLAIN}{{0,90}}(?:(?:\d+-[a-z]+|(?<=week )\d+|(?<=month )\d+) {_PLAIN}{{0,60}})?\(?$",
    re.IGNORECASE,
)
"""What makes the next number a difference from placebo: "the placebo-adjusted change in pain was"."""
_GAINED = re.compile(
    r"\b(?:improv(?:ements?|ed|ing)|reduc(?:tions?|ed|ing)|(?:in|de)crease[sd]?|lower(?:ed|ing)|gains?|benefits?|prolong(?:ed|ation))\b"
    rf"{_PLAIN}{{0,70}} (?:of|by) \(?$",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"(?: at (?:week|month|day|year) \d+| at \d+ [a-z]+)?,? (?:versus|vs\.?|compared (?:with|to)|over|relative to) (?!baseline)[a-z][\w -]{2,40}?"
    r"(?: at (?:week|month|day|year) \d+| at \d+ [a-z]+)? ?(?:[(\[] ?(?:\d\d ?% (?:CI|confidence)|CI\b|[Pp] ?[=<>])|[.;]?$)"
)
_ACTS = re.compile(
    r"(?:^|[.,;:] )(?P<subject>[^.,;:()\d]{3,90}?) (?:significantly |further |also |effectively |modestly )?"
    r"(?:reduced|lowered|decreased|increased|improved|shortened|prolonged|raised|lengthened) "
    r"(?!(?:from|to|by|in|at|over|on|with|for|after|during|and|more|less|their|significantly|slightly|markedly)\b)"
    r"(?:[\w/'-]+ ){1,8}by (?:a mean of |an average of )?$"
)
"""A treatment that does something to a measure: what it does is told against the other arm."""
_OWN_DOING = re.compile(
    r"\b(?:groups?|arms?|patients|participants|subjects|women|men|children|people|who|which|that|they|was|were|had|both|baseline)\b",
    re.IGNORECASE,
)
_OTHERS_BEHIND = re.compile(
    r"\b(?:and|but|while|whereas|vs?\.?|versus|compared (?:with|to)|from baseline)\b[^;.]{0,60}?(?:\bby )?\d|\bfrom baseline\b"
)
_MONEY = re.compile(
    r"\b(?:differences?|savings?|incremental costs?)(?: in [a-z ]{3,40}?)?(?: of| was| were|,|:| =)? ?[(\[]?[£$€]$",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"(?: ?%)?[)\]]{0,2}(?: (?:in|with|for|after|on|among) [^,;()\d]{2,60}?)?,? (?:vs?\.?|versus|against|compared (?:with|to)) "
)
_TO_SHARED = re.compile(r"[)\]]?(?:,? respectively)?[ ,;(\[]*")
"""What may stand between the last of two values and the interval of their difference."""


def read_difference(text: str, item: Quantity, interval: Quantity | None) -> Quantity | None:
    """Read a number as a difference where the words around it say that it is one.

    Args:
        text: A sentence.
        item: One of its numbers.
        interval: The interval printed with it.
    """
    before = text[max(0, item.start - 2) : item.start]
    coin = before[-1:] if before[-1:] in _CURRENCIES and item.unit is None else None
    than = _THAN.match(text, item.end) if _can_be_more(item) else None
    if than is not None:
        return replace(item, measure="DIFFERENCE", flag="more" if than["more"] else "less")
    if any(is_told(text, item, interval, coin) for _, is_told in _CHANGES):
        is_relative = item.unit == "%" and not item.value.startswith("-") if item.value else False
        words = _WAY.findall(text, max(0, item.start - 140), item.start) if is_relative else []
        way = None if not words else "more" if words[-1][0] else "less"
        return replace(item, measure="OTHER" if is_relative else "DIFFERENCE", flag=way or item.flag)
    if any(is_told(text, item, interval, coin) for _, is_told in _WORDINGS):
        return replace(item, measure="MEAN_DIFFERENCE" if coin else "DIFFERENCE", unit=coin or item.unit)
    return None


def _can_be_more(item: Quantity) -> bool:
    return item.unit not in {None, "%"} and item.operator is None and item.upper is None


def _is_bracketed(text: str, item: Quantity, interval: Quantity | None, coin: str | None) -> bool:
    before = text[max(0, item.start - 2) : item.start].removesuffix(coin or "")
    return (
        interval is not None
        and before.endswith("(")
        and _DIFFER_BEFORE.search(text, max(0, item.start - 160), item.start) is not None
        and not _AGAINST.match(text, interval.end)
    )


def _is_worded(text: str, item: Quantity, interval: Quantity | None, _: str | None) -> bool:
    return interval is not None and _WORDED_BEFORE.search(text, max(0, item.start - 70), item.start) is not None


def _is_called(text: str, item: Quantity, interval: Quantity | None, _: str | None) -> bool:
    called = _WORDED_AFTER.match(text, item.end) if item.operator is None else None
    return called is not None and (interval is not None or _P_BEHIND.match(text, called.end()) is not None)


def _is_compared(text: str, item: Quantity, *_: object) -> bool:
    return item.unit not in {None, "%"} and _MORE.match(text, item.end) is not None


def _is_adjusted(text: str, item: Quantity, *_: object) -> bool:
    return item.kind != Kind.DURATION and _ADJUSTED.search(text, max(0, item.start - 190), item.start) is not None


def _is_gained(text: str, item: Quantity, *_: object) -> bool:
    """Whether a number is what one arm gained over the other; one in percent may be relative, a bare one a count."""
    gained = item.unit not in {None, "%"} and _GAINED.search(text, max(0, item.start - 110), item.start) is not None
    return gained and _OVER.match(text, item.end) is not None


def _is_done(text: str, item: Quantity, interval: Quantity | None, _: str | None) -> bool:
    if interval is None or item.unit in {None, "%"} or interval.level is None:
        return False
    acts = _ACTS.search(text, max(0, item.start - 200), item.start)
    if acts is None or _OWN_DOING.search(acts["subject"]):
        return False
    return _OTHERS_BEHIND.search(text, interval.end, interval.end + 120) is None


def _is_in_points(text: str, item: Quantity, interval: Quantity | None, _: str | None) -> bool:
    is_points = interval is not None and item.unit in {"percentage points", "points"}
    return is_points and _ABSOLUTE_BEFORE.search(text, max(0, item.start - 90), item.start) is not None


def _is_money(text: str, item: Quantity, _: Quantity | None, coin: str | None) -> bool:
    return coin is not None and _MONEY.search(text, max(0, item.start - 60), item.start) is not None


_OPPOSED = r"(?:compared (?:with|to)|versus|vs\.?|than|relative to|against|in comparison (?:with|to))"
_CHANGED = (
    r"(?<!was )(?<!were )(?<!been )\b(?:increas|decreas|reduc|improv|lower|rais|enhanc|prolong|shorten)(?:ed|es|d|s)\b(?! (?:by|from|to|in|with)\b)"
    r" [^();:.]{3,80}"
)
_WAY = re.compile(
    r"\b(?:(increas|rais|prolong|enhanc|higher|greater|more)|(decreas|reduc|lower|shorten|fewer|less))", re.IGNORECASE
)
_BEHIND_OPPONENT = re.compile(rf"\b{_OPPOSED} (?:the |those )?[^();,:\d]{{2,60}} ?[(\[]$", re.IGNORECASE)
_CHANGED_IN_BRACKET = re.compile(rf"{_CHANGED}[(\[]$", re.IGNORECASE)
_CHANGED_BY = re.compile(rf"{_CHANGED} by (?:an? (?:mean|median|average) (?:of )?)?$", re.IGNORECASE)
_OPPONENT_ALONE = re.compile(rf"\b{_OPPOSED} (?:the |those )?[^();:.\d]{{2,60}}(?:[.;,]|$)", re.IGNORECASE)
_VALUE_IN_BRACKET = re.compile(r"[(\[](?!n ?=)[^()\[\]]*\d[^()\[\]]*[)\]]")


_IS_FIRST = re.compile(rf"(?: ?%)?[)\]]{{0,2}},? (?:{_OPPOSED}|and) \d")
"""What makes a number the first of two values: "8.2% (95% CI, 4.2 to 15.4%) vs 22.8%"."""


def _is_behind_opponent(text: str, item: Quantity, interval: Quantity | None, _: str | None) -> bool:
    """Whether a lone bracket behind the second arm holds an effect; a bracket behind each arm holds its value."""
    start = max(0, item.start - 260)
    before = text[start : item.start]
    if interval is not None and _IS_FIRST.match(text, interval.end):
        return False
    return interval is not None and _BEHIND_OPPONENT.search(before) is not None and not _VALUE_IN_BRACKET.search(before)


def _is_change_in_bracket(text: str, item: Quantity, interval: Quantity | None, _: str | None) -> bool:
    is_changed = interval is not None and _CHANGED_IN_BRACKET.search(text, max(0, item.start - 130), item.start)
    return bool(is_changed) and _OPPONENT_ALONE.search(text, item.end) is not None


def _is_change_by(text: str, item: Quantity, interval: Quantity | None, _: str | None) -> bool:
    is_changed = interval is not None and _CHANGED_BY.search(text, max(0, item.start - 140), item.start)
    return bool(is_changed) and _OPPONENT_ALONE.search(text) is not None


_CHANGES: tuple[tuple[str, Callable[[str, Quantity, Quantity | None, str | None], bool]], ...] = (
    ("A lowered X compared with B (-1.2 points, 95% CI -2.0 to -0.4)", _is_behind_opponent),
    ("A raised X (9.6%, 95% CI 0.9 to 18.3) compared with B", _is_change_in_bracket),
    ("compared with B, A lowered X by 21% (95% CI 15 to 27)", _is_change_by),
)
"""As below, told by a verb; a percentage without a sign among them is a relative change."""
_WORDINGS: tuple[tuple[str, Callable[[str, Quantity, Quantity | None, str | None], bool]], ...] = (
    ("X did not differ (-0.8, 95% CI -3.7 to 2.1)", _is_bracketed),
    ("X differed by 3.3 points (95% CI 2.3 to 4.4)", _is_worded),
    ("(4.6% difference, 95% CI -7 to 16)", _is_called),
    ("3 mm Hg lower with A than with B (95% CI 1 to 5)", _is_compared),
    ("the placebo-adjusted change in pain was -9.8 mm", _is_adjusted),
    ("improved FEV1 by 120 mL compared with placebo (P < 0.001)", _is_gained),
    ("zorafil lowered pressure by 5 mm Hg (95% CI 2 to 8)", _is_done),
    ("a reduction of 4 percentage points (95% CI 1 to 7)", _is_in_points),
    ("savings of £12", _is_money),
)
"""An example, and what knows it."""


def is_of_both(text: str, quantities: Sequence[Quantity], index: int) -> bool:
    """Whether an interval is that of two values together: "4.7 vs 3.0 (95% CI 0.2 to 3.1)".

    It is where the first of the two prints none, or where it cannot be that of the value before it.
    """
    interval, behind = quantities[index], quantities[max(0, index - 2) : index]
    if interval.measure != "CI" or interval.level is None or len(behind) < 2:  # noqa: PLR2004 - two values
        return False
    first, second = behind
    if first.kind not in _VALUES or second.kind != first.kind or first.unit != second.unit:
        return False
    is_pair = _AGAINST.match(text, first.end) is not None and "(" not in text[first.end : second.start].lstrip(") ")[:1]
    return is_pair and _TO_SHARED.fullmatch(text, second.end, interval.start) is not None
