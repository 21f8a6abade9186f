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
    r"^(?:(?:the|an?|any|all|median|mean|overall rate of|estimated|observed|estimates? of"
    r"|significant(?:ly)?|similar|higher|lower|longer|shorter|better"
    r"|greater|improved|primary|secondary|co-primary|key|total number of|corresponding|respective|new"
    r"|worse|first-time|further|numerically|patients'|some|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|no|more|less|fewer"
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
    r"^(?:significant |between-group |absolute |mean |treatment )*differences? (?:between .{3,70}? (?:groups?|arms?|treatments?) )?"
    r"(?:in|of|for|on|regarding|concerning) (?:the |daily )?|^(?:relative )?(?:reductions?|increases?|decreases?) (?:in|of) (?:the )?"
    r"(?:risks?|hazards?|odds|likelihood) (?:of|for) (?:the |an? )?"
    r"|^(?:(?:relative|absolute|overall|adjusted|unadjusted) )*(?:(?:hazard|odds|risk|rate) ratios?|risks?|odds|hazards?|likelihood|chances?) (?:of|for) (?:the |an? |having |developing )?"
    r"|^(?:significant |greater |mean |larger )*(?:increases?|decreases?|rises?|falls?|declines?) in (?:the )?(?:mean |median )?(?:levels? of )?",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(
    r"^(?:(?:although|while|whereas|but|and|or|furthermore|additionally|finally|thus|also|both|then|conversely"
    r"|interestingly|consequently|therefore|nevertheless|respectively),? )+",
    re.IGNORECASE,
)
_ADVERB_AFTER = re.compile(
    r"(?: (?:significantly|markedly|statistically|slightly|also|again|only|more|less|fell|rose|dropped|declined))+$",
    re.IGNORECASE,
)
_OF_ROW = re.compile(r"(?:, (?:medians?|means?|%|n|no\.?|months?|years?)(?: \((?:%|SD|IQR|range)\))?)? ?[/|]$")
_TRAILING = re.compile(
    r"(?: (?:end ?-?points?|outcomes?|results?|data|analys[ei]s|benefits?|advantage|curves?|rates? of|figures?))+$",
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
    title = _LEADING.sub("", title.removeprefix("terms of "))
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

_NO_TITLE = re.compile(
    r"^(?:baseline|there|with|without|considering|including|least|at|no|in|on|than|when|after|before|during|by|for|to|from|that|which|who|if|as|because"
    r"|between|among|of|using|based|regardless|properly|compared|versus|one|two|three|only|not|was|were|is|are|had|did|also|it|they|this|these|those)\b"
    r"|\b(?:was|were|there|had|did|received|showed)\b| (?:and|or|the|of|in|to|with|by|for|after|a|an)$"
    r"|^(?:non-?significant |significant |maximum |further |slight |positive |negative |marked |main |overall |similar |continuous )*(?:rise|fall|difference"
    r"|differences|interaction|interactions|effects?|significance|females?|males?|magnitude|continuous|changes?|increases?|decreases?|reductions?"
    r"|improvements?|(?:relative|proportional|absolute|risk|relative risk|absolute risk) (?:reductions?|increases?|decreases?|risks?)|groups?|arms?|trend|benefit|gap|findings?|percent|ratio|sides?|periods?|phases?|absolute changes?|decline|drop|baseline levels?"
    r"|baseline|hazard|odds|comparisons?|correlations?|associations?|tests?|estimates?|model|models|results?|outcomes?|values?|scores?|levels?|rates?"
    r"|times?|incidence|insignificant|statistical|aggressive|taken|made|near|severe|mild|moderate|economic|clinical|apoptotic|students|care workers"
    r"|conditions?|practice|preparation|state|condition|low|high|split|problems|operation|scale used|responders|improvement from baseline|seconds|minutes|hours|days|weeks|months|years|points|number|numbers|proportions?|percentages?|total|mean|median|minus|plus)$",
    re.IGNORECASE,
)


def is_title(name: str) -> bool:
    """Whether words can be the name of an endpoint at all: no clause, no preposition at either end, no "difference" alone."""
    return _NO_TITLE.search(name) is None
