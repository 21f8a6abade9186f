"""The name of an endpoint: how it is cut out of its sentence, and what makes two names one endpoint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_LEADING = re.compile(
    r"^(?:(?:the|an?|placebo[- ](?:adjusted|corrected|subtracted)|any|all|median|mean(?! arterial| corpuscular| platelet)|overall rate of|estimated|observed|estimates? of"
    r"|significant(?:ly)?|similar|higher|lower|longer|shorter|better"
    r"|greater|improved|primary|secondary|co-primary|key|total number of|corresponding|respective|new(?! york)"
    r"|worse|first-time|further|numerically|patients'|some|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|no|more|less|fewer|percent|still"
    r"|statistically|prolonged|absolute rate of|superior|similarly|likewise|meanwhile|however|moreover"
    r"|reduced|high(?! density)|low(?! density| back| birth)|good|final|updated|interim) )+",
    re.IGNORECASE,
)


_YEARS = re.compile(
    r"^(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four)[- ](?:day"
    r"|week|month|year)s? ",
    re.IGNORECASE,
)


_DIFFERENCE = re.compile(
    r"^(?:significant |statistical |statistically |between-group |absolute |mean |treatment )*differences? (?:between .{3,70}? (?:groups?|arms?|treatments?) )?"
    r"(?:in|of|for|on|regarding|concerning) (?:the |daily )?|^(?:relative )?(?:reductions?|increases?|decreases?) (?:in|of) (?:the )?"
    r"(?:risks?|hazards?|odds|likelihood) (?:of|for) (?:the |an? )?"
    r"|^(?:(?:relative|absolute|overall|adjusted|unadjusted) )*(?:(?:hazard|odds|risk|rate) ratios?|risks?|odds|hazards?|likelihood|chances?) (?:of|for) (?:the |an? |having |developing )?"
    r"|^(?:significant |greater |mean |larger )*(?:increases?|decreases?|rises?|falls?|declines?) in (?:the )?(?:mean |median )?(?:levels? of )?",
    re.IGNORECASE,
)
_UNIT_LEFT = re.compile(r"^(?:hr?|day|week|month|year) (?!of |with |off |to |on |or |and )(?=[a-z]{3,} )")
"""What is left of "30-day mortality" where its number was cut off."""
_POINTING = re.compile(
    r"^(?:comparisons?|measures?|measurements?|trends?|significance|average) of (?:the )?(?=[a-z]{3})", re.IGNORECASE
)
_CONJUNCTION = re.compile(
    r"^(?:(?:although|while|whereas|but|and|or|furthermore|additionally|finally|thus|also|both|then|conversely"
    r"|interestingly|consequently|therefore|nevertheless|respectively),? )+",
    re.IGNORECASE,
)
_ADVERB_AFTER = re.compile(
    r"(?: (?:significantly|markedly|statistically|slightly|also|again|only|more|less|fell|rose|dropped|declined|improved|increased|decreased"
    r"|reduced|worsened|changed|differed)| (?:mean|median)(?: \((?:standard deviation )?\[?SD\]?\))?)+$",
    re.IGNORECASE,
)
_OF_ROW = re.compile(r"(?:, (?:medians?|means?|%|n|no\.?|months?|years?)(?: \((?:%|SD|IQR|range)\))?)? ?[/|]$")
_TRAILING = re.compile(
    r"(?: (?:end ?-?points?|results?|data|analys[ei]s|benefits?|advantage|curves?|rates? of|figures?)|(?<![nctru]al)(?<!ic)(?<!ive)(?<!ar)(?<!ary) outcomes?)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One mention of an endpoint.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character.
        title: Its name, abbreviations spelled out.
        rule: Name of the matcher.
    """

    start: int
    end: int
    title: str
    rule: str


_CHANGE = re.compile(
    r"^(?:(?:absolute|mean|percent(?:age)?|relative|median|ls|least squares) )*(?:changes?|reductions?"
    r"|decreases?|improvements?|increases?|differences?)(?: \w+)?"
    r" (?:from baseline )?(?:(?:to|at) (?:week|month|day) \d+ )?in (?:the )?"
)


_WHEN = re.compile(
    r" (?:at|after|to|by|over|within|through) (?:\d|week|month|day|one|two|three|four|five|six"
    r"|twelve).*$| from baseline.*$"
)


@lru_cache(maxsize=4096)
def key_of(title: str) -> str:
    """Fold a title to what makes two mentions one endpoint."""
    key = (
        re.sub(r"\s*\([^)]*\)", "", title)
        .lower()
        .replace("-", " ")
        .replace("haem", "hem")
        .replace("isation", "ization")
    )
    key = _WHEN.sub("", _CHANGE.sub("", key))
    key = re.sub(
        r"^(?:the|all|any|an?|adjusted|rates? of|incidence of|annual rate of|risk of|confirmed|clinical"
        r"|proportion of \w+ with) ",
        "",
        key,
    )
    key = re.sub(r" (?:rates?|status|total score|score|response)$", "", key)
    return _lexicon().get(key) or _lexicon().get(key.removesuffix("s")) or re.sub(r"(?<=[a-rt-z])s$", "", key)


@cache
def _lexicon() -> Mapping[str, str]:
    """Every spelling of the lexicon (folded) → the key of its title."""
    names: dict[str, str] = {}
    for title, entry in lexicon.table("endpoints").items():
        for name in (title, *entry.get("short", ())):
            names[re.sub(r" rates?$", "", name.lower().replace("-", " "))] = re.sub(
                r" rates?$", "", title.lower().replace("-", " ")
            )
    return names


def tidy(title: str) -> str:
    """Strip a name of determiners, comparisons and what only points at it."""
    title = _DIFFERENCE.sub("", _CONJUNCTION.sub("", _ADVERB_AFTER.sub("", _OF_ROW.sub("", title.strip(" ,;:")))))
    title = _LEADING.sub("", _POINTING.sub("", title.removeprefix("terms of ")))
    title = _ACTING.sub("", _UNIT_LEFT.sub("", title))
    title = _LEADING.sub("", _YEARS.sub("", title))
    title = _TRAILING.sub("", title)
    if title[:1].isupper() and title[1:].islower() and title[1:2].isascii() and title[1:2].isalpha():
        title = title[0].lower() + title[1:]
    return title


def spell_out(title: str, abbreviations: Mapping[str, str]) -> str:
    """Write a title with the abbreviations in it spelled out, as far as the article spells them out."""
    if title in abbreviations:
        return abbreviations[title]
    match = _SHORT_HEAD.match(title)
    long = abbreviations.get(match["short"]) if match else None
    if match is None or long is None or len(long.split()) > _MOST_WORDS or ", " in long or " and a" in long:
        return title
    full = f"{match['before']}{long}{match['after'] or ''}"
    return title if long.lower() in match["before"].lower() or _repeats(full.split()) else full


def _repeats(words: Sequence[str]) -> bool:
    """Whether spelling out doubles what stands beside it."""
    return any(first.lower() == second.lower() for first, second in pairwise(words))


_SHORT_HEAD = re.compile(
    r"(?P<before>.+ )(?P<short>[\w/-]*[A-Z][\w/-]*)(?P<after> (?:scores?|rates?|levels?|values?|concentrations?))?$"
)
_MOST_WORDS = 7

_TABLE = lexicon.table("title_words")["words"]
_FIRST, _ANYWHERE, _LAST, _ALONE, _GIVEN, _LEADS, _COUNTED = (
    frozenset(_TABLE[kind]) for kind in ("first", "anywhere", "last", "alone", "given", "leads", "counted")
)
_ACTING = re.compile(
    rf"^(?:{lexicon.alternation(_TABLE['acting'])}) (?!in |of |from |by )(?:the |their )?", re.IGNORECASE
)
_PARTICIPLE = re.compile(r"(?!bleed|speed|need|seed|breed)[a-z-]{2,}ed")
_LED_ON = re.compile(r"(?:in|through|by|at|with|to|from|as|on|for|into|using|among|between|over|under|[a-z]+ly)")
_NUMBER_BEFORE = re.compile(r"(?<![\d.,])(\d{1,3}|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Tt]en)[ -]$")


_OF_DESIGN = frozenset(
    {
        "placebo",
        "study",
        "treatment",
        "intervention",
        "observation",
        "follow-up",
        "run-in",
        "washout",
        "control",
        "titration",
    }
)


def is_title(name: str) -> bool:
    """Whether words can be the name of an endpoint at all.

    No clause, no preposition at either end, no people, no treatment, no statistic, no "difference" alone.
    """
    words = [word.strip("()[],;:").lower() for word in name.split()]
    if not words or words[0] in _FIRST or _ANYWHERE & set(words) or all(word in _ALONE for word in words):
        return False
    if words[-1] in _LAST and not _leads_on(words):
        return False
    if words[-1] in _GIVEN and not _LEADS & set(words[:-1]):
        return False
    if words[-1] in {"period", "periods", "phase"} and words[-2:-1] and words[-2] in _OF_DESIGN:
        return False
    is_cut = name.count("(") != name.count(")") or '"' in name
    return not is_cut and not _is_participle(words)


def _leads_on(words: Sequence[str]) -> bool:
    """Whether a last word only says of whom or when: "cost per patient", "change from baseline"."""
    return len(words) > 2 and (words[-2] == "per" or (words[-1] in _MOMENTS and words[-2] in {"from", "at"}))  # noqa: PLR2004


def measures_only(name: str) -> bool:
    """Whether words say how something was measured and not what: "total score", "severity"."""
    return all(word in _ALONE for word in name.lower().split()) and _MEASURED.search(name) is not None


_MEASURED = re.compile(
    r"\b(?:scores?|rat(?:e|ing)s?|levels?|severity|values?|numbers?|frequency|incidence|times?|scales?)\b",
    re.IGNORECASE,
)
_MOMENTS = frozenset({"baseline", "follow-up"})


def _is_participle(words: Sequence[str]) -> bool:
    """Whether what was done is told: "analysed", "administered intramuscularly"."""
    if _PARTICIPLE.fullmatch(words[0]) is None:
        return False
    return len(words) == 1 or _LED_ON.fullmatch(words[1]) is not None


def with_number(text: str, start: int, title: str) -> str:
    """Give a name back the number before it: "6-minute walking distance".

    Args:
        text: The text it is from.
        start: Where it begins there.
        title: The name.
    """
    if title.split(" ", 1)[0].lower() not in _COUNTED:
        return title
    match = _NUMBER_BEFORE.search(text, max(0, start - 8), start)
    return f"{match[1].lower()}-{title}" if match else title
