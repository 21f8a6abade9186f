"""Numbers that stand alone and are no values: labels, doses, limits, exponents and statistics of tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.quantities import Quantity

_LIMIT_BEFORE = re.compile(r"\b(?:threshold|boundary|margin|alpha|level) (?:of|was|is) $", re.IGNORECASE)
_LABEL_BEFORE = re.compile(
    r"\b(?:post|question|time|visit|phase|stage|part|level|session|test|wave|assessment|period|cycle|course|round|type|class|model|step|block"
    r"|study|experiment|zone|category|item|table|figure|fig\.|ref\.|T|[Gg]roups?|[Aa]rms?|[Cc]ohorts?|\([A-Z]{2,6})[ -]$"
)
_DOSE_UNITS = frozenset({"mg", "g", "mcg", "μg", "µg", "units"})
_USED = r"consumption|requirements?|intake|excretion|loss|weight|levels?|concentrations?|mass|volume|content|usage|output|drainage"
_MEASURED_BEFORE = re.compile(
    rf"\b(?:{_USED}|use)\b[^.;\d]{{0,50}}$",
    re.IGNORECASE,
)
"""What is measured in the units that doses are given in: "consumption was 40 mg"."""
_STATISTIC_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?:[rdtzUWQI]|F ?\(?\d*(?:, ?[\d.]+)?|r[s2]?|R2?|rho|\u03c1|\u03b7p?2?|\u03c72?|chi(?:-square)?|\u03ba|kappa|\u03b2|beta|df|ICC|I2|AIC)(?: ?\([\d, .]+\))? ?= ?"
    r"|correlation coefficients?[^.;]{0,30})$"
)
"""What a number is of that is a statistic of a test or a correlation and no value of an arm: "r = 0.38"."""
_PER_WEIGHT = re.compile(r" ?(?:[mn\u00b5\u03bc]|mc)?(?:g|IU|units?|U)(?:/| per )(?:kg|m2|min|day|d)\b")
_SPREAD_AFTER = re.compile(r" ?[(\[](?:IQR|[Rr]ange|SD|SE|95%|interquartile|[\d.]+ ?(?: to |[-,;]) ?[\d.])")
_DOSED = r"(?:m|mc|\u00b5|\u03bc)?(?:g|units)\b"
_AGAINST = re.compile(
    rf"(?: [^;.,()\d]{{1,40}})?,? (?:vs?\.?|versus|compared (?:with|to)) (?:[^;.,()\d]{{1,30}} )?\(?\d[\d.,]* ?{_DOSED}"
)
_AGAINST_BEFORE = re.compile(
    rf"\d ?{_DOSED}[^;()\d]{{0,30}}(?:[(\[][^()]{{0,40}}[)\]])?[^;()\d]{{0,20}} (?:vs?\.?|versus|compared (?:with|to)) \D{{0,25}}$"
)
_LIKE_BEFORE = re.compile(
    rf"\b(?:{_USED})\b[^;]{{0,60}} \d[\d.,]* ?{_DOSED}[^;()\d]{{0,10}} (?:in|with|for|after|among) [^;()\d]{{2,50}},?"
    r" (?:and|whereas|while|but) [^;()\d]{0,40}$"
)
_SCALE_AFTER = re.compile(
    r"(?:[- ]points?)?[- ](?:[a-z]+[- ])?(?:scales?|Likert|questionnaires?|items?|VAS)\b", re.IGNORECASE
)
_EXPONENT = re.compile(r"(?:[A-Za-z]\(|(?:\b|/)(?:k?g|m?[lL]|m|min|h|d|s|day|kcal|mmol|cm) ?)$")


def is_no_value(text: str, first: Quantity) -> bool:
    """Whether a number is a label, a dose, a limit, an exponent, a statistic of a test, or counts arms."""
    start = first.start
    if first.operator or _SCALE_AFTER.match(text, first.end) or _LIMIT_BEFORE.search(text, max(0, start - 20), start):
        return True
    if first.unit in _DOSE_UNITS or _PER_WEIGHT.match(text, first.end):
        return not _is_measured(text, first)
    if first.unit:
        return False
    is_exponent = first.value in {"-1", "-2", "-3"} and _EXPONENT.search(text, max(0, start - 6), start) is not None
    return (
        is_exponent
        or (text[start - 1] in " -" and _LABEL_BEFORE.search(text, max(0, start - 24), start) is not None)
        or _STATISTIC_BEFORE.search(text, max(0, start - 60), start) is not None
    )


def _is_measured(text: str, first: Quantity) -> bool:
    """Whether an amount in a unit of doses was measured: with a spread, against another one, or as what was used."""
    return (
        _SPREAD_AFTER.match(text, first.end) is not None
        or _AGAINST.match(text, first.end) is not None
        or _AGAINST_BEFORE.search(text, max(0, first.start - 60), first.start) is not None
        or _LIKE_BEFORE.search(text, max(0, first.start - 200), first.start) is not None
        or _MEASURED_BEFORE.search(text, max(0, first.start - 80), first.start) is not None
    )
