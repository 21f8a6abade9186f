"""Numbers, percentages, intervals, P values and durations as articles print them, found in one pass over folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from summarizer.numerals import DIGITS, GROUPED, WORDS, number_tokens, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.record import Measure, Operator, TimeUnit

__all__ = ["Kind", "Quantity", "number_tokens", "parse_number", "scan"]


class Kind(StrEnum):
    """What a quantity is."""

    P_VALUE = "P_VALUE"
    ESTIMATE = "ESTIMATE"
    INTERVAL = "INTERVAL"
    PERCENTAGE = "PERCENTAGE"
    SAMPLE_SIZE = "SAMPLE_SIZE"
    FRACTION = "FRACTION"
    DURATION = "DURATION"
    MEAN_SD = "MEAN_SD"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    Attributes:
        kind: What it is.
        start: Offset of its first character in the folded text.
        end: One past its last.
        value: As printed, sign kept; ``None`` for an interval, a fraction, a P value "NS" and a median not reached.
        lower: Lower limit of an interval or a range.
        upper: Upper limit of an interval or a range.
        level: Level of an interval in percent.
        operator: Relation of a P value, or of any number printed with one ("<5%").
        unit: A time unit's name (``"MONTHS"``), ``"%"``, else as printed.
        measure: Of an estimate; ``"DIFFERENCE"`` where the text does not say of what. Of a spread ``"SD"``, ``"SE"``, ``"±"``;
            of an interval ``"CI"``, ``"IQR"``, ``"RANGE"`` or ``None`` for a bare pair.
        events: Numerator.
        total: Denominator.
        spread: Standard deviation or error.
        flag: Why it is not a result: ``"interaction"``, ``"trend"``, ``"alpha"``, ``"margin"``, ``"power"``, ``"calendar"``; of
            a number without value ``"NS"``, ``"not reached"``; ``"time point"`` for "week 24"; of a P value that says what it
            tests ``"non-inferiority"``, ``"superiority"``, ``"equivalence"``.
    """

    kind: Kind
    start: int
    end: int
    value: str | None = None
    lower: str | None = None
    upper: str | None = None
    level: str | None = None
    operator: Operator | None = None
    unit: str | None = None
    measure: str | None = None
    events: str | None = None
    total: str | None = None
    spread: str | None = None
    flag: str | None = None


NOT_RESULTS = frozenset({"interaction", "trend", "alpha", "margin", "power", "calendar"})
"""Flags of quantities that are no result of the trial."""

TIME_UNITS: dict[str, TimeUnit] = {
    "day": "DAYS", "d": "DAYS", "week": "WEEKS", "wk": "WEEKS", "month": "MONTHS", "mo": "MONTHS",
    "year": "YEARS", "yr": "YEARS", "y": "YEARS",
}  # fmt: skip
_MEASURES: tuple[tuple[Measure | str, str], ...] = (
    # Longer names come before the names they contain; abbreviations are case-sensitive.
    ("OTHER", r"(?i:relative (?:risk |rate )?reduction|risk reduction \(relative\)|standardi[sz]ed mean difference)|SMD|RRR"),
    ("HAZARD_RATIO", r"(?i:(?:sub-?(?:distribution )?)?hazards? ratios?)|(?:[as]|adj|Adj)?HRs?"),
    ("ODDS_RATIO", r"(?i:odds ratios?)|(?:a|adj|c)?ORs?"),
    ("RATE_RATIO", r"(?i:(?:incidence[ -])?rate ratios?)|a?IRRs?"),
    ("RISK_RATIO", r"(?i:relative risks?|risk ratios?|relative rates?)|a?RRs?"),
    ("OTHER", r"(?i:geometric mean ratio|ratio of (?:the )?geometric (?:least[- ]squares )?means|prevalence ratio|mean ratio)|GMR"),
    ("OTHER", r"(?i:win ratio|number needed to treat|effect size|cohen'?s d|posterior probability)|NNTB?|NNH"),
    ("OTHER", r"(?i:(?:(?:relative )?vaccine )?(?<!secondary )(?<!primary )efficacy)|VE"),
    ("RISK_DIFFERENCE", r"(?i:(?:absolute )?risk (?:difference|reduction)|absolute reduction|rate difference)|ARD|RD"),
    ("MEAN_DIFFERENCE", r"(?i:(?:least[- ]squares? |ls |adjusted )?mean (?:treatment |between-group )?difference)|LSMD|MD|ETD"),
    ("MEAN_DIFFERENCE", r"(?i:difference (?:in|of|between) (?:the )?(?:adjusted |least[- ]squares? |ls )?means?)"),
    ("DIFFERENCE", r"(?i:differences?)"),
)  # fmt: skip
_UNIT = (
    r"%|per ?cent(?:age[ -]points?)?|percentage[ -]points?|pp\b|kg/m ?2|kg|mg/d[Ll]|mg/[Ll]|g/d[Ll]|g/[Ll]|mmol/mol|mmol/[Ll]|[µμu]mol/[Ll]"
    r"|mm ?Hg|m[Ll]/min(?:(?:/| per )1\.73 ?m ?2?)?(?: per year)?|[pn]g/m[Ll]|ng/[Ll]|m?IU/m?[Ll]|U/[Ll]|letters?|log10(?: \w+/m[Ll])?"
    r"|(?:[a-z]+ )?per (?:\d[\d,]* )?(?:person|patient|participant)[- ](?:years?|months?)|beats (?:per|/) ?min(?:ute)?|bpm|points?|hours?|minutes?"
    r"|m[Ll]|cm|mm|meters?|metres?|[µμ]m|mcg|mg|g|copies/m[Ll]|cells/[µμ]L|units|m"
)
_LIMIT = (
    rf"(?:[-+]?(?:{GROUPED}|{DIGITS})|NE|NR|NA|NC|not (?:reached|estimable|evaluable|calculable)|[-+]?(?:∞|infinity))"
)
_PAIR = (
    rf"(?P<lower>{_LIMIT}) ?(?:{_UNIT})?(?: (?:days|weeks|months|years))?"
    rf"(?: ?(?:-|[,;:]|to|through|and) ?)(?P<upper>{_LIMIT}) ?(?P<unit>%|(?:days|weeks|months|years)\b|{_UNIT})?(?![\w.]*\d)"
)
_LEVEL = r"(?P<level>\d\d(?:\.\d+)?)(?: ?%| per ?cent)[ -]?"
_CI = r"(?:(?:two|one|2|1)-sided )?(?:(?i:(?:repeated |adjusted |exact |bayesian |bootstrap )?(?:confidence|credible) (?:interval|limit)s?)|CIs?|C\.I\.|CrI|BCI|HDI)"
_OPERATORS: tuple[tuple[str, Operator], ...] = (
    ("less than or equal", "<="), ("greater than or equal", ">="), ("<=", "<="), (">=", ">="), ("≤", "<="), ("≥", ">="),
    ("⩽", "<="), ("⩾", ">="), ("<", "<"), (">", ">"), ("less", "<"), ("below", "<"), ("lower", "<"), ("under", "<"),
    ("greater", ">"), ("above", ">"), ("more", ">"), ("at least", ">="),
)  # fmt: skip
_OPERATOR = r"<=|>=|[<>=≤≥⩽⩾]|(?:less|greater|more|lower) than(?: or equal to)?|below|above|under"
_TESTS = r"(?:the )?(?P<test{0}>interaction|heterogeneity|(?:linear )?trend|non-?inferiority|superiority|equivalence|NI)(?: test| analysis)?"
_WORDS_BETWEEN = r"(?P<between>(?:,? (?:vs\.|[A-Za-z][\w'/+-]*|\d{1,3}[ -](?:day|week|month|year)s?|(?:week|day|month|year)s? \d{1,3}|\([A-Za-z][\w -]{0,24}\))){0,16}?)"

_P = re.compile(
    rf"[Pp](?:[ -]?[Vv]alues?)?(?: ?[\[(_]?{_TESTS.format(1)}[\])]?|(?: value)? for {_TESTS.format(2)})?"
    rf"(?: (?:two|one)-sided)?,? ?(?P<link>was|of|were|is|:)? ?(?P<operator>{_OPERATOR})? ?"
    rf"(?:(?P<value>0?\.\d+|[01](?:\.0+)?(?!\.?\d)|\d\.\d+(?= ?[x×]))(?P<power> ?[x×] ?10 ?-?\d+|[eE]-?\d+)?|(?P<ns>NS\b|n\.s\.|not significant|non-?significant))"
    rf"(?: for {_TESTS.format(3)})?"
)
_MEASURE = "|".join(f"(?P<m{index}>{names})" for index, (_, names) in enumerate(_MEASURES))
_ESTIMATE = re.compile(
    rf"(?:{_MEASURE})(?![\w/])(?: ?[\[(][A-Za-z][^()\[\]\d]{{0,40}}[\])])?"
    rf"(?:,? ?[\[(]? ?(?P<level>\d\d(?:\.\d+)?) ?% ?{_CI}(?: \[?\(?CI\)?\]?)?[\])]?)?{_WORDS_BETWEEN}"
    r",? ?(?P<link>(?:,|:|=|was|were|is|of|at|estimated at|\[|\()*) ?(?:(?:only|just|approximately|about|[+~]) ?)?"
    rf"(?P<value>[-+]?{DIGITS})(?!\d)(?![A-Za-z/]| ?(?:to 1\b|: ?1\b))(?: ?(?P<unit>%|(?:days?|weeks?|months?|years?)\b|(?:{_UNIT})(?![\w/])))?"
)
_INTERVAL = re.compile(
    rf"(?:{_LEVEL}{_CI}|{_CI} ?[\[(]? ?(?P<level2>\d\d(?:\.\d+)?) ?%[\])]?|(?P<plain>{_CI})|(?P<iqr>IQR|(?i:inter-?quartile range))|(?P<range>(?i:range)))"
    rf"(?: ?[\[(](?:CIs?|CrI|BCI|IQR)[\])])?(?:(?: (?:was|of|from|for|the|difference|estimate)|[,:=]){{0,4}} ?[\[(]?| ?[\[(]) ?"
    rf"(?:{_PAIR}|(?P<operator>{_OPERATOR}|lower (?:bound|limit),?|upper (?:bound|limit),?) ?(?:of )?(?P<only>[-+]?{DIGITS}))"
)
_LIMIT_OF = re.compile(
    rf"(?P<side>[Ll]ower|[Uu]pper) (?:bound|limit|boundary)s? of (?:the |its )?(?:(?:two|one|2|1)-sided )?{_LEVEL}{_CI}"
    rf"(?: ?[\[(](?:CI)[\])])?{_WORDS_BETWEEN}(?:[,:=]| was| of| is)* ?(?P<only>[-+]?{DIGITS})"
)
_BARE = re.compile(rf"[\[(]{_PAIR}[\])]")
_SIZE = re.compile(rf"[nN] ?= ?(?P<value>{GROUPED}|{DIGITS})(?: ?/ ?(?P<total>{DIGITS}))?")
_NUMBER = rf"(?:{WORDS}|{GROUPED}(?= (?:patients|participants|people|women|men|children|adults|persons|subjects))|[-+]?{DIGITS})"
_TIME_UNIT = r"days?|weeks?|wks?|months?|mos?|years?|yrs?|y|d"
_FRACTION = re.compile(
    rf"(?P<events>{_NUMBER})(?: ?/ ?|(?: [a-z]+)? (?:out )?of (?:the |all |a total of )?)(?P<total>\d[\d,]*|{WORDS})(?![\d/%]|\.\d| ?%|[ -](?:{_TIME_UNIT})\b)",
    re.IGNORECASE,
)
_SPREAD = re.compile(
    rf"(?P<value>[-+]?{DIGITS}) ?(?P<unit>%|(?:days?|weeks?|months?|years?)\b|(?:{_UNIT})(?![\w/]))? ?"
    rf"(?:[\[(] ?(?:(?P<name>SDs?|S\.D\.|SEM?|S\.E\.|[Ss]tandard (?:deviation|error)(?: of the mean)?(?: ?[\[(]S[DE]M?[\])])?)[ ,:=]*(?:of )?|(?P<sign>±|\+/-) ?)(?P<spread>{DIGITS}) ?%?[\])]?"
    rf"|(?:±|\+/-) ?(?P<bare>{DIGITS}) ?(?P<unit2>%|(?:{_UNIT})(?![\w/]))?)"
)
_DURATION = re.compile(
    rf"(?P<value>{_NUMBER})(?:(?: ?- ?| to | or )(?P<upper>{DIGITS}|{WORDS}))?(?: |-)?(?P<unit>{_TIME_UNIT})(?![\w/])",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?P<value>[-+]?{DIGITS})(?: ?%)?(?:(?: ?- ?| to )(?P<upper>{DIGITS}))? ?(?P<unit>%|per ?cent(?:age[ -]points?)?(?![a-z])|percentage[ -]points?)(?P<points>[ -]points?)?"
)
_PLAIN = re.compile(rf"(?P<value>{_NUMBER})(?![\d%])(?: ?(?P<unit>(?:{_UNIT})(?![\w/])))?", re.IGNORECASE)
_TIME_POINT = re.compile(rf"(?P<unit>weeks?|days?|months?|years?) (?P<value>{DIGITS})(?![\d%])", re.IGNORECASE)
_NOT_REACHED = re.compile(
    r"(?:has |had |have |was |were |is |are )?not (?:yet )?(?:been )?(?P<what>reached|estimable|evaluable)|(?P<short>NR|NE)\b(?! ?[-:=])",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?:\d{1,2} )?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
    r" (?:\d{1,2}(?!\d)(?:, ?(?:19|20)\d\d)?|(?:19|20)\d\d)|(?:19|20)\d\d(?:-\d\d-\d\d)?(?![\d.,%/])(?! (?:patients|participants|people|women|men|children|adults))"
)
_TRIGGER = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<p>[Pp](?=[ -]?[Vv]alue|[ ,]*[<>=≤≥⩽⩾]|[ -]?[\[(_]?(?:interaction|trend|non|sup|NI)| for | was [<0.]))"
    rf"|(?P<calendar>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?=[a-z]*\.? \d)|\d{{1,2}} (?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d))"
    rf"|(?P<size>[nN](?= ?=))|(?P<limit>(?:[Ll]ower|[Uu]pper) (?=bound|limit))"
    rf"|(?P<interval>\d\d(?:\.\d+)?(?: ?%| per ?cent)[ -]?{_CI}|CI(?= ?[\[(]? ?\d\d|, \d|:| \d)|IQR|(?i:inter-?quartile range|range(?=[,: ]))|[Cc]onfidence interval)"
    rf"|(?P<measure>(?:{_MEASURE})(?![\w/]))"
    rf"|(?P<reached>(?:has |had |have |was |were )?not (?:yet )?(?:been )?(?:reached|estimable|evaluable)|N[RE]\b)"
    rf"|(?P<point>(?i:week|day|month|year)s? (?=\d))|(?P<number>(?<![A-Z]-)[-+]?(?<!\d[,.])\.?\d|(?i:{WORDS})))"
    rf"|(?P<bare>[\[(](?=[-+]?\.?\d|N[RE]\b))"
)

_ALPHA_BEFORE = re.compile(
    r"(?:alpha|\u03b1|significance (?:level|threshold)|threshold|boundary|significan\w+ (?:was )?(?:set|defined|level))[^.;]{0,40}$",
    re.IGNORECASE,
)
_ALPHA_AFTER = re.compile(
    r" ?(?:was|were|is|being)? ?(?:considered|deemed|regarded|taken|indicat\w+|denot\w+|used|defined)", re.IGNORECASE
)
_MARGIN_BEFORE = re.compile(
    r"(?:margin|assum\w+|to detect|detecting|rule out|boundary|target|hypothes\w+|expected|anticipated|corresponding to an?|designed)[^.;()]{0,60}$",
    re.IGNORECASE,
)
_POWER = re.compile(r" (?:statistical )?power\b")
_OPERATOR_BEFORE = re.compile(r"(<=|>=|[<>\u2264\u2265\u2a7d\u2a7e]) ?$")
_NO_FRACTION_BEFORE = re.compile(r"(?:phases?|grades?|stage|CDK|ratio|level) ?$", re.IGNORECASE)
_CARRY = re.compile(r" ?,? ?(?:vs\.?|versus|and|or|to|against|compared (?:with|to)) (?:an? |the )?|, ", re.IGNORECASE)
_CARRY_BACK = re.compile(r" ?,? ?(?:vs\.?|versus|against|compared (?:with|to)) ", re.IGNORECASE)
_FLAGS = {
    "heterogeneity": "interaction",
    "linear trend": "trend",
    "noninferiority": "non-inferiority",
    "ni": "non-inferiority",
}


def scan(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of a text.

    Args:
        text: Folded text (see :mod:`summarizer.normalization`).

    Returns:
        In order of their place, without overlap.
    """
    found: list[Quantity] = []
    position = 0
    while match := _TRIGGER.search(text, position):
        quantity = _READERS[_trigger(match)](text, match.start())
        if quantity is None:
            position = match.start() + 1 if match["bare"] else match.end()
        else:
            found.append(quantity)
            position = quantity.end
    return tuple(_carry_units(text, found))


def _trigger(match: re.Match[str]) -> str:
    name = match.lastgroup or "number"
    return name if name in _READERS else "measure"


def _number(text: str | None) -> str | None:
    """Read a limit or a value; what is no number (NE, NR, infinity) is ``None``."""
    return None if text is None else parse_number(text)


def _operator(text: str | None) -> Operator | None:
    if text is None:
        return None
    if text == "=":
        return "="
    name = text.lower().replace(" than or equal to", " than or equal")
    return next(operator for word, operator in _OPERATORS if name.startswith(word))


def _unit(text: str | None) -> str | None:
    if text is None:
        return None
    name = text.lower().rstrip(".")
    if name.startswith(("percentage", "per centage")) or name in {"pp", "percent points"}:
        return "percentage points"
    if name in {"%", "percent", "per cent"}:
        return "%"
    return TIME_UNITS.get(name.removesuffix("s"), text.strip())


def _flag_of(name: str | None) -> str | None:
    return None if name is None else _FLAGS.get(name.lower(), name.lower())


def _read_p(text: str, start: int) -> Quantity | None:
    match = _P.match(text, start)
    if match is None:
        return None
    flag = _flag_of(match["test1"] or match["test2"] or match["test3"])
    if match["ns"]:
        return Quantity(Kind.P_VALUE, start, match.end(), flag="NS")
    if match["value"] is None or (match["operator"] is None and "." not in match["value"]):
        return None
    if _ALPHA_BEFORE.search(text, max(0, start - 70), start) or _ALPHA_AFTER.match(text, match.end()):
        flag = "alpha"
    value = None if match["power"] else match["value"]
    return Quantity(
        Kind.P_VALUE, start, match.end(), value=value, operator=_operator(match["operator"]) or "=", flag=flag
    )


def _read_estimate(text: str, start: int) -> Quantity | None:
    match = _ESTIMATE.match(text, start)
    if match is None:
        return None
    measure = next(name for index, (name, _) in enumerate(_MEASURES) if match[f"m{index}"])
    unit = _unit(match["unit"])
    is_loose = measure in {"DIFFERENCE", "OTHER", "MEAN_DIFFERENCE", "RISK_DIFFERENCE"}
    if (match["between"] or is_loose) and not match["link"].strip("( [") and not text[start : start + 4].isupper():
        return None
    if (measure.endswith("RATIO") and unit is not None) or (
        text.startswith("MD", start) and text[start - 2 : start] == ", "
    ):
        return None
    is_assumed = _MARGIN_BEFORE.search(text, max(0, start - 90), start)
    return Quantity(
        Kind.ESTIMATE, start, match.end(), value=_number(match["value"]), unit=unit, level=match["level"], measure=measure,
        flag="margin" if is_assumed else None,
    )  # fmt: skip


def _read_interval(text: str, start: int) -> Quantity | None:
    match = _INTERVAL.match(text, start)
    if match is None:
        return None
    measure = "IQR" if match["iqr"] else "RANGE" if match["range"] else "CI"
    level = match["level"] or match["level2"]
    if match["only"] is not None:
        return _one_sided(match, start, level, measure)
    return Quantity(
        Kind.INTERVAL, start, match.end(), lower=_number(match["lower"]), upper=_number(match["upper"]), level=level,
        unit=_unit(match["unit"]), measure=measure,
    )  # fmt: skip


def _one_sided(match: re.Match[str], start: int, level: str | None, measure: str) -> Quantity:
    side = match["operator"].lower()
    is_lower = (side.startswith("lower ") and "than" not in side) or (
        _is_relation(side) and _operator(side) in {">", ">="}
    )
    value = _number(match["only"])
    return Quantity(
        Kind.INTERVAL, start, match.end(), lower=value if is_lower else None, upper=None if is_lower else value, level=level,
        measure=measure,
    )  # fmt: skip


def _is_relation(side: str) -> bool:
    return not side.startswith(("lower bound", "lower limit", "upper"))


def _read_limit(text: str, start: int) -> Quantity | None:
    match = _LIMIT_OF.match(text, start)
    if match is None:
        return None
    is_lower = match["side"].lower() == "lower"
    value = _number(match["only"])
    return Quantity(
        Kind.INTERVAL, start, match.end(), lower=value if is_lower else None, upper=None if is_lower else value,
        level=match["level"], measure="CI",
    )  # fmt: skip


def _read_bare(text: str, start: int) -> Quantity | None:
    match = _BARE.match(text, start)
    if match is None or " and " in match[0]:
        return None
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=_number(match["lower"]),
        upper=_number(match["upper"]),
        unit=_unit(match["unit"]),
    )


def _read_size(text: str, start: int) -> Quantity | None:
    match = _SIZE.match(text, start)
    if match is None:
        return None
    return Quantity(Kind.SAMPLE_SIZE, start, match.end(), value=_number(match["value"]), total=_number(match["total"]))


def _read_calendar(text: str, start: int) -> Quantity | None:
    match = _CALENDAR.match(text, start)
    return match and Quantity(Kind.NUMBER, start, match.end(), flag="calendar")


def _read_not_reached(text: str, start: int) -> Quantity | None:
    match = _NOT_REACHED.match(text, start)
    if match is None:
        return None
    is_reached = match["what"] == "reached" or match["short"] == "NR"
    return Quantity(Kind.DURATION, start, match.end(), flag="not reached" if is_reached else "not estimable")


def _read_time_point(text: str, start: int) -> Quantity | None:
    match = _TIME_POINT.match(text, start)
    if match is None:
        return None
    return Quantity(
        Kind.DURATION, start, match.end(), value=_number(match["value"]), unit=_unit(match["unit"]), flag="time point"
    )


def _read_number(text: str, start: int) -> Quantity | None:
    for reader in (_read_calendar, _read_spread, _read_fraction, _read_duration, _read_percentage, _read_plain):
        if quantity := reader(text, start):
            sign = _OPERATOR_BEFORE.search(text, max(0, start - 3), start)
            return replace(quantity, operator=_operator(sign[1])) if sign else quantity
    return None


def _read_spread(text: str, start: int) -> Quantity | None:
    match = _SPREAD.match(text, start)
    if match is None:
        return None
    name = match["name"]
    measure = "\u00b1" if name is None else "SE" if "E" in name.upper().replace("DEV", "") else "SD"
    return Quantity(
        Kind.MEAN_SD, start, match.end(), value=_number(match["value"]), unit=_unit(match["unit"] or match["unit2"]), measure=measure,
        spread=match["spread"] or match["bare"],
    )  # fmt: skip


def _read_fraction(text: str, start: int) -> Quantity | None:
    match = _FRACTION.match(text, start)
    if match is None or _NO_FRACTION_BEFORE.search(text, max(0, start - 8), start):
        return None
    events, total = _number(match["events"]), _number(match["total"])
    if events is None or total is None or not (events.isdigit() and total.isdigit() and int(events) <= int(total) > 2):  # noqa: PLR2004
        return None
    return Quantity(Kind.FRACTION, start, match.end(), events=events, total=total)


def _read_duration(text: str, start: int) -> Quantity | None:
    match = _DURATION.match(text, start)
    if match is None or _number(match["value"]) is None:
        return None
    value, upper = _number(match["value"]), _number(match["upper"])
    return Quantity(
        Kind.DURATION,
        start,
        match.end(),
        value=value,
        lower=value if upper else None,
        upper=upper,
        unit=_unit(match["unit"]),
    )


def _read_percentage(text: str, start: int) -> Quantity | None:
    match = _PERCENT.match(text, start)
    if match is None:
        return None
    value, upper = _number(match["value"]), _number(match["upper"])
    unit = "percentage points" if match["points"] else _unit(match["unit"])
    flag = "power" if _POWER.match(text, match.end()) else None
    return Quantity(
        Kind.PERCENTAGE,
        start,
        match.end(),
        value=value,
        lower=value if upper else None,
        upper=upper,
        unit=unit,
        flag=flag,
    )


def _read_plain(text: str, start: int) -> Quantity | None:
    match = _PLAIN.match(text, start)
    value = match and _number(match["value"])
    return (
        Quantity(Kind.NUMBER, start, match.end(), value=value, unit=_unit(match["unit"])) if match and value else None
    )


_READERS: dict[str, Callable[[str, int], Quantity | None]] = {
    "p": _read_p,
    "calendar": _read_calendar,
    "size": _read_size,
    "limit": _read_limit,
    "interval": _read_interval,
    "measure": _read_estimate,
    "reached": _read_not_reached,
    "point": _read_time_point,
    "number": _read_number,
    "bare": _read_bare,
}


def _carry_units(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Give a number the unit of its partner: "6.2 vs 4.1 months", "41% vs 22"."""
    for index in range(len(found) - 2, -1, -1):
        this, following = found[index], found[index + 1]
        if (
            _lacks_unit(this)
            and following.unit
            and _is_value(following)
            and _CARRY.fullmatch(text, this.end, following.start)
        ):
            found[index] = replace(
                this, kind=following.kind if following.kind != Kind.MEAN_SD else this.kind, unit=following.unit
            )
    for index in range(1, len(found)):
        this, before = found[index], found[index - 1]
        if (
            _lacks_unit(this)
            and before.unit
            and _is_value(before)
            and _CARRY_BACK.fullmatch(text, before.end, this.start)
        ):
            found[index] = replace(
                this, kind=before.kind if before.kind != Kind.MEAN_SD else this.kind, unit=before.unit
            )
    yield from found


def _lacks_unit(quantity: Quantity) -> bool:
    return quantity.kind == Kind.NUMBER and quantity.unit is None and quantity.value is not None


def _is_value(quantity: Quantity) -> bool:
    return quantity.kind in {Kind.DURATION, Kind.PERCENTAGE, Kind.NUMBER} and quantity.flag is None
