"""When and in whom a value holds: time points and subgroups named in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Phrases, holds_any
from summarizer.quantities import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summarizer.engines.rules.document import Sentence

_COUNT = (
    r"(?:\d+(?:\.\d+)?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen"
    r"|twenty-four|thirty-six|forty-eight|fifty-two|sixty))"
)
_UNIT = r"(?:days?|weeks?|months?|years?|hours?|h|yr|wks?|mos?)"
_AFTER = (
    r"(?: (?:after|following|from|post|since)[ -](?:the )?(?:randomi[sz]ation|surgery|treatment"
    r"|transplant\w*|vaccination|enrol\w+|birth|discharge|procedure|injection|delivery|the (?:first|second"
    r"|last) (?:dose|injection)))?"
)
_NO_TIME_AFTER = r"(?! of (?:median |mean )?follow|[ -](?:old|of age)| (?:median|mean) follow| of (?:age|history))"
_TIMES = re.compile(
    r"(?P<range>(?:\b(?:from|at|during|over|in|the) |\()(?:hours? )?(?P<ra>\d+)(?: to "
    r"| ?- ?)(?P<rb>\d+) (?P<ru>hours|h|days|weeks|months)\b)|(?P<list>\b(?:at|by|after|within"
    rf"|and) (?P<la>{_COUNT})(?:(?:-|,"
    rf"| )?(?:{_UNIT})?)(?:, (?P<lb>{_COUNT}))?,? and (?P<lc>{_COUNT})[ -](?P<lu>{_UNIT})\b{_AFTER})"
    rf"|(?P<named>\b(?P<nu>weeks?|days?|months?|years?) (?P<na>{_COUNT})(?:(?:,| and) (?P<nb>\d+))?(?![\d.%\w]))"
    r"|(?P<at>\b(?:at|by|after|within|over|through|to|beyond|for) (?:(?:about|approximately|least"
    rf"|up to|the) )?(?P<aa>{_COUNT})[ -](?P<au>{_UNIT})\b{_AFTER}{_NO_TIME_AFTER})"
    rf"|(?P<hyphen>\b(?P<ha>{_COUNT})[ -](?P<hu>day|week|month|year|mo|wk|yr) (?=[A-Za-z(]))(?!follow|period"
    r"|study|trial|history|course|cycle|run|old|treatment|double|extension|analys|data|update|interim"
    r"|open|randomi|wash|screen|results|placebo|intervals?|maintenance|phase|regimen)"
    rf"|(?P<on>\b(?P<oa>{_COUNT})"
    rf" (?P<ou>{_UNIT})(?:{_AFTER}(?<=\w\w\w\w\w\w\w)(?<!months)(?<!years)(?<!weeks)(?<!days)| (?:on"
    r"|later)(?=[,.;:])))",
    re.IGNORECASE,
)
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
}

_SUBJECT = (
    r"(?:patients|participants|people|women|men|children|adults|those|individuals|subjects|tumou?rs"
    r"|infants|girls|boys|recipients|survivors|infections|eyes)"
)
_BREAK = (
    r"(?= ?[,;:.()\[\]]|$| (?:was|were|had|is|are|did|the|compared|versus|vs|than|treated with|assigned to"
    r"|it|they|there|median|mean|receiving|given|randomi\w+|and (?:the )?\d|showed|also|experienced|achieved|but|on [a-z]+ and|at \d"
    r"|at week|as well|hazard)\b| \d)"
)
_POPULATIONS = re.compile(
    r"\b(?:in|among|for|of|to) (?:the |all )?(?:\d[\d,]* )?(?P<who>(?:(?!of\b"
    rf"|the\b)[\w/-]+ ){{0,3}}?{_SUBJECT} (?:with|without|who|whose|aged|younger|older|not|having"
    rf"|carrying|taking|in whom|at (?:high|low)|lacking|already|from)\b[^,;:.()\[\]]{{2,80}}?){_BREAK}"
    r"|\b(?:in|among|for|within|across) (?:the |a "
    rf"|an )?(?:\d[\d,]* )?(?P<group>(?:[\w/≥<>%.+-]+ ){{0,4}}?[\w/+.≥<>%-]*(?:positive|negative"
    r"|mutated|mutant|mutations?|high|low|naive|refractory|proficient|deficient|wild[- ]type|resistant"
    r"|methylated|unmethylated|protocol|squamous(?: cell carcinoma)?|adenocarcinoma|subgroup|risk"
    rf"|stable|severe)(?: (?:[\w-]+ ){{0,2}}?(?:{_SUBJECT}|disease|subgroup|population|group|cohort"
    rf"|stratum|set|carcinomas?|analysis set))?){_BREAK}"
    rf"|\b(?:in|among|for) (?P<rest>those (?:with|without))(?= ?[(,;.])"
    rf"|\b(?:in|among) (?P<sex>girls|boys|females|males|women|men|smokers|non-?smokers){_BREAK}"
    r"|(?P<aged>\baged (?:\d+[ -]*(?:to|-|–)? ?\d* years(?: (?:or|and) (?:older|over|younger|above))?"
    r"|(?:under|over|below) \d+(?: years)?))",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"positive|negative|mutat|mutant|without|subgroup|\baged?\b|younger|older|-high|-low|≥|>="
    r"|expression|PD-L1|\bMRD\b|\bBRCA|\bHRD\b|HER2|deficien|proficien|methylat|naive|per[- ]protocol"
    r"|squamous|diabetes|high-risk|low-risk|high risk|low risk|resected|resection",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"intention|^(?:any|every|each|either|all|both)\b|intent-to|\bITT\b|overall|entire|\ball\b|whole"
    r"|total|full analysis|randomi[sz]ed|placebo|treated|assigned|receiv|control group|combination"
    r"|responded|who had|safety|each|both|evaluable",
    re.IGNORECASE,
)


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


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A part of the participants, in the article's words."""

    start: int
    end: int
    name: str


_UNIT_CUES = ("day", "week", "month", "year", "hour", " h", "wk", " mo", "yr")


def find_times(sentence: Sentence) -> Iterator[TimePoint]:
    """Find the time points of a sentence; lengths of follow-up and doses' days are none."""
    if not holds_any(sentence.lower, _UNIT_CUES):
        return
    yield from _series(sentence)
    for match in _TIMES.finditer(sentence.text):
        if _is_follow_up(sentence.text, match.start(), match.end()):
            continue
        names = tuple(name for name in _names(match) if name)
        if names and names[0] != "1 day":
            yield TimePoint(sentence.start + match.start(), sentence.start + match.end(), names)


def _is_follow_up(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 40) : start].lower()
    return bool(re.search(r"(?:median|mean|follow-?up (?:of|was|time))[^,;]{0,25}$", around)) or text[
        end : end + 12
    ].lower().startswith((" of follow", " follow"))


def _names(match: re.Match[str]) -> Iterator[str | None]:
    if match["range"]:
        yield f"{match['ra']} to {match['rb']} {match['ru']}"
    elif match["list"]:
        for group in ("la", "lb", "lc"):
            yield _name(match[group], match["lu"])
    elif match["named"]:
        yield _name(match["na"], match["nu"])
        yield _name(match["nb"], match["nu"])
    else:
        group = next(name for name in "aho" if match[f"{name}a"])
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


_ENROLLED = Phrases(
    "randomised", "randomized", "enrol", "recruited", "eligible", "assigned", "included", "nonrandomized", "ineligible"
)
_SHARE_BEFORE = re.compile(r"(?:percentage|proportion|number|share|majority|rate|most|half|%|percent) $")
_LOOSE_ENDS = frozenset({"at", "in", "of", "to", "by", "for", "on", "and", "or", "the", "a"})


def words_for_everybody(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Words that describe all participants: those of the sentences on who was enrolled."""
    found: set[str] = set()
    for sentence in sentences:
        if "stratif" not in sentence.lower and _ENROLLED.stand_in(sentence.lower):
            found.update(re.findall(r"[\w-]{3,}", sentence.lower))
    return frozenset(found)


def find_subgroups(sentence: Sentence, everybody: frozenset[str]) -> Iterator[Subgroup]:
    """Find the subgroups a sentence names.

    Args:
        sentence: Where to look.
        everybody: Words that describe all participants of the trial, in lower case.
    """
    for match in _POPULATIONS.finditer(sentence.text):
        group = next(name for name in ("who", "group", "rest", "sex", "aged") if match[name])
        name = match[group].strip()
        if group == "sex" and name.lower() in everybody:
            continue
        if (
            _SHARE_BEFORE.search(sentence.text, max(0, match.start() - 24), match.start())
            or name.split()[-1] in _LOOSE_ENDS
        ):
            continue
        if _EVERYBODY.search(name) or (group not in {"rest", "sex"} and not _is_subgroup(name, everybody)):
            continue
        yield Subgroup(sentence.start + match.start(group), sentence.start + match.start(group) + len(name), name)


def _is_subgroup(name: str, everybody: frozenset[str]) -> bool:
    content = set(re.findall(r"[\w-]{3,}", name.lower())) - _FILLERS
    known = len(content & everybody) / max(1, len(content))
    return known < (1.01 if _STRONG.search(name) else 0.3)


_FILLERS = frozenset(
    [
        "patients",
        "participants",
        "people",
        "women",
        "men",
        "children",
        "adults",
        "those",
        "with",
        "without",
        "who",
        "whose",
        "had",
        "have",
        "the",
        "and",
        "for",
        "were",
        "was",
        "not",
        "from",
        "aged",
        "years",
        "disease",
    ]
)
