"""When a value holds: the time points that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import holds_any
from summarizer.quantities import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Sentence

_COUNT = (
    r"(?:\d+(?:\.\d+)?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen"
    r"|twenty-four|thirty-six|forty-eight|fifty-two|twenty|thirty|sixty|ninety))"
)
_UNIT = r"(?:minutes?|min|days?|weeks?|months?|years?|hours?|h|yr|wks?|mos?)"
_AFTER = (
    r"(?: (?:after|following|from|post|since)[ -](?:the )?(?:randomi[sz]ation|surgery|treatment"
    r"|transplant\w*|vaccination|enrol\w+|birth|discharge|procedure|injection|delivery|the (?:first|second"
    r"|last) (?:dose|injection)))?"
)
_NO_TIME_AFTER = r"(?! of (?:median |mean )?follow|[ -](?:old|of age)| (?:median|mean) follow| of (?:age|history))"
_SPELL = r"(?:follow-?up|treatment|therapy|intervention|study|trial|programme?|course)"
FORMS: tuple[tuple[str, str, str], ...] = (
    (
        "range",
        "nausea in the delayed phase (24 to 120 hours)",
        (
            r"(?:\b(?:from|at|during|over|in|the) |\()(?:hours? )?(?P<ra>>?\d+)(?: to | ?- ?)(?P<rb>\d+) "
            r"(?P<ru>hours|h|days|weeks|months)\b"
        ),
    ),
    (
        "list",
        "survival at 12 and 24 months",
        (
            rf"\b(?:at|by|after|within|and) (?P<la>{_COUNT})(?:(?:-|,| )?(?:{_UNIT})?)(?:, (?P<lb>{_COUNT}))?,? and "
            rf"(?P<lc>{_COUNT})[ -](?P<lu>{_UNIT})\b{_AFTER}"
        ),
    ),
    (
        "named",
        "pain at week 52",
        (
            rf"\b(?P<nu>weeks?|days?|months?|years?) (?P<na>{_COUNT})(?P<nl>(?:, \d+)*(?:,|,? and) \d+(?! ?(?:%|/|at |on |of |percent|per cent|patients|participants|women|men)))?"
            r"(?![\d%\w]|\.\d)"
        ),
    ),
    (
        "end",
        "weight at the end of the 12-week intervention",
        rf"\bat (?:the |a )?(?:end of (?:the |a )?)?(?P<ea>{_COUNT})[ -](?P<eu>{_UNIT})[ -](?:of )?(?:the )?{_SPELL}\b",
    ),
    (
        "at",
        "remission within the first 24 hours",
        (
            r"\b(?:(?:at|by|after|within|over|through|to|beyond|for|baseline and) "
            rf"(?:(?:about|approximately|least|up to|the(?: first)?) )?|(?:during|in) the first )(?P<aa>{_COUNT})"
            rf"[ -](?P<au>{_UNIT})\b{_AFTER}{_NO_TIME_AFTER}"
        ),
    ),
    (
        "first",
        "relief within the first week",
        r"\b(?:within|during|in|over|after|by) the (?P<fa>first) (?P<fu>day|week|month|year|hour)\b",
    ),
    (
        "hyphen",
        "30-day mortality",
        (
            rf"\b(?P<ha>{_COUNT})[ -](?P<hu>day|week|month|year|mo|wk|yr) (?=[A-Za-z(])(?!follow|period|study|trial"
            r"|history|course|cycle|run|old|treatment|double|extension|analys|data|update|interim|open|randomi|wash"
            r"|screen|results|placebo|intervals?|maintenance|phase|regimen)"
        ),
    ),
    (
        "on",
        "death 90 days after surgery",
        (
            rf"\b(?P<oa>{_COUNT}) (?P<ou>{_UNIT})(?:{_AFTER}(?<=\w\w\w\w\w\w\w)(?<!months)(?<!years)(?<!weeks)(?<!days)"
            r"(?<!minutes)| (?:on|later)(?=[,.;:]))"
        ),
    ),
)
"""Ways of naming a time point: a name, an example and the pattern."""

_TIMES = re.compile("|".join(f"(?P<{name}>{pattern})" for name, _, pattern in FORMS), re.IGNORECASE)
_SPAN = re.compile(r"(?:for|over|through|to) (?:the )?\S+[ -]min", re.IGNORECASE)
"""How long something was done, and not when something was measured."""
_SERIES = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?: (?P<unit>days|weeks|months|years))? \([Pp] ?[<>=≤≥][^()]{1,12}\)")
_SERIES_UNIT = re.compile(rf" (?P<unit>days|weeks|months|years)\b(?P<after>{_AFTER})", re.IGNORECASE)
_PLURAL = {
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "hour": "hours",
    "yr": "years",
    "wk": "weeks",
    "mo": "months",
    "minute": "minutes",
    "min": "minutes",
}


@dataclass(frozen=True, slots=True)
class TimePoint:
    """One or more time points named together.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character.
        names: As the record writes them ("24 months", also for "month 24").
    """

    start: int
    end: int
    names: tuple[str, ...]


_BY_HOW_LONG = re.compile(
    r"\b(?:(?:shorten|prolong|extend|delay|lengthen|differ)\w*|(?:length|duration|time|stay|survival)\b[^.;,()\d]{0,40}"
    r"\b(?:reduced|decreased|increased|improved)|(?:reduc|decreas|increas|improv)\w+ [^.;,()\d]{0,30}\b(?:length|duration|time|stay|survival))\b[^.;,()\d]{0,40}$",
    re.IGNORECASE,
)
"""What makes "by 1.8 days" an amount and no time: "shortened the stay by 1.8 days"."""
_UNIT_CUES = ("day", "week", "month", "year", "hour", " h", "wk", " mo", "yr", "min")


def find_times(sentence: Sentence) -> Iterator[TimePoint]:
    """Find the time points of a sentence; lengths of follow-up and doses' days are none."""
    if not holds_any(sentence.lower, _UNIT_CUES):
        return
    yield from _series(sentence)
    for match in _TIMES.finditer(sentence.text):
        if match["at"] and _is_amount(sentence.text, match):
            continue
        if (match["end"] is None and _is_follow_up(sentence.text, match.start(), match.end())) or _SPAN.match(match[0]):
            continue
        if match[0].startswith("by ") and _BY_HOW_LONG.search(sentence.text, max(0, match.start() - 80), match.start()):
            continue
        names = tuple(name for name in _names(match) if name)
        if names and names[0] != "1 day":
            yield TimePoint(sentence.start + match.start(), sentence.start + match.end(), names)


_MOVED = re.compile(
    r"\b(?:fell|rose|drop(?:s|ped)?|reduc\w+|short\w+|prolong\w+|length\w+|exten\w+|decreas\w+|increas\w+|declin\w+|lower\w*|cut|delay\w*|differ\w*|longer)\b[^.;,()\d]{0,60}$",
    re.IGNORECASE,
)


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Whether a time is how much something moved: "attacks fell by 4.8 days", "shortened the stay by 2 days"."""
    return (
        match[0].lower().startswith("by ")
        and _MOVED.search(text, max(0, match.start() - 90), match.start()) is not None
    )


def _is_follow_up(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 40) : start].lower()
    return bool(
        re.search(
            r"(?:median|mean)(?: \(?(?:duration|time|period|follow-?up|observation|of|was|for|is|length|interval|exposure|treatment|range|iqr|sd)\)?)*,? ?\(?$|follow-?up (?:of|was|time)[^,;]{0,25}$",
            around,
        )
    ) or text[end : end + 12].lower().startswith((" of follow", " follow"))


def _names(match: re.Match[str]) -> Iterator[str | None]:
    if match["range"]:
        yield f"{match['ra']} to {match['rb']} {match['ru']}"
    elif match["list"]:
        for group in ("la", "lb", "lc"):
            yield _name(match[group], match["lu"])
    elif match["named"]:
        yield _name(match["na"], match["nu"])
        for number in re.findall(r"\d+", match["nl"] or ""):
            yield _name(number, match["nu"])
    elif match["first"]:
        yield _name("1", match["fu"])
    else:
        group = next(name for name in "aeho" if match[f"{name}a"])
        suffix = re.search(rf"{_UNIT}( (?:after|following|from|post|since)[ -].+)$", match[0], re.IGNORECASE)
        name = _name(match[f"{group}a"], match[f"{group}u"])
        yield name and name + (suffix[1] if suffix else "")


def _name(number: str | None, unit: str) -> str | None:
    value = number and parse_number(number)
    if not value:
        return None
    singular = unit.lower().rstrip("s")
    plural = _PLURAL.get(singular, unit.lower())
    return f"{value} {singular if value == '1' and singular in _PLURAL else plural}"


def _series(sentence: Sentence) -> Iterator[TimePoint]:
    """Read "2 (P < .001), 3 (P < .0001), and 4 (P = .031) years after randomization": a P value for each time."""
    found = list(_SERIES.finditer(sentence.text))
    if len(found) < 2 or not (last := _SERIES_UNIT.match(sentence.text, found[-1].end())):  # noqa: PLR2004 - one is no series
        return
    for match in found:
        unit = last["unit"].removesuffix("s") if match["number"] == "1" else last["unit"]
        name = f"{match['number']} {unit}{last['after']}"
        yield TimePoint(sentence.start + match.start(), sentence.start + match.end("number"), (name,))
