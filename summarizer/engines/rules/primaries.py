"""What an article calls its primary endpoint, and where it speaks of it again in other words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Phrases, holds_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.record import Arm, OutcomeMeasure

PRIMARY = re.compile(
    r"\b(?:co-?)?primary (?:[\w/-]+ ){0,3}?(?:end ?-?points?|outcomes?|objectives?|aims?|measures?|variables?"
    r"|parameters?|goals?|criteri\w+|efficacy|finding|comparison)\b|\bco-?primary\b|\b(?:main|principal|chief|headline) (?:\w+ )?(?:end ?-?points?|goal|outcomes?|aim"
    r"|objective|yardstick|measures?|variables?|parameters?|target)\b"
)
"""Words for the primary endpoint, in lower case."""
SECONDARY = re.compile(r"\b(?:key )?secondary\b|\bsecond outcomes?\b|\bexploratory (?:end|out|ana)")
HINTS = Phrases("primary", "main ", "principal", "chief ", "headline ")
_RIGHT = re.compile(
    r"(?: measures?| measured| variables?| parameters?)?(?: \([a-z]+\))?(?: (?:of|for|in) (?:the |this |our |both |all )?(?:[\w-]+ ){0,4}?(?:stud(?:y|ies)|trials?)(?: \([^()]*\))?)?"
    r"(?:,? (?:was|were|is|are|being|included?s?|including|comprised|consisted of|will be)\b|:|,| \(| measured (?:with|by)\b| -) ?"
    r"(?:to (?:compare|assess|evaluate|determine|show|investigate|examine|test)\b)?"
)
_LEFT = re.compile(
    r"(?:[,(] ?(?:an?|the|its|our|which (?:was|is) (?:an?|the))?|,? (?:was|were|is|served as|as|being|and)(?: an?| the| its| our| both)?(?: \w+'s)?) ?$"
)
_ENDS = re.compile(r"[.;](?!\d)|,? (?:and |while |with )?(?:the )?(?:key )?secondary\b|\)(?= (?:and|was|were))")
_ALIASES = re.compile(
    r",? ?\(?\b(?:as )?(?:assessed|measured|evaluated|determined|defined|quantified|expressed|analy[sz]ed|estimated|calculated)"
    r"(?: by| with| as| using| on| via| in terms of| from)\b|\bin terms of\b|\busing\b|\bbased on\b"
)
_BEFORE = re.compile(r"[.;:](?!\d)|, | and (?!\w+ ?$)|\bwe (?:\w+ )?(?:compared|measured|assessed|evaluated) ")
_ALTERNATIVES = re.compile(r", (?:and |or )?|;| and | or |\(|\)")
_WORD = re.compile(r"[^\W_][\w'/+.%-]*[^\W_.]|[^\W\d_]")
_SHORT = re.compile(r"[A-Z0-9-]*[A-Z][a-z]?[A-Z0-9-]*[A-Z0-9][\w-]*|[A-Z][a-z][A-Z]\d?\w?|HbA1c|A1C")
_GENERIC = frozenset(
    """the and for with from that this were was are not than between group groups arm arms patient patients participant participants
    subject subjects people women men children adult adults infant infants rate rates change changes mean median number numbers
    proportion percentage percent score scores level levels baseline week weeks month months day days hour hours year years time
    total after before during at in of to by on or an as use difference differences compared treatment intervention control study
    trial outcome outcomes endpoint endpoints primary secondary measure measures incidence absolute relative overall least one
    two any each first new all either both their its who had have has reduction improvement increase decrease effect efficacy
    effectiveness value values risk occurrence within over period assessed measured defined which composite clinical baseline-adjusted
    using end point points day post follow-up up analysis average per whether event events rating scale visit minutes min combined
    daily weekly main achieving achieved experiencing respectively self-reported placebo""".split()  # noqa: SIM905 - a list of words
)
_PREFIX = 6
_ENOUGH, _ENOUGH_OF_MANY = 0.6, 0.5
_MANY = 7
_FEW = 2


@dataclass(frozen=True, slots=True)
class Alias:
    """One way of naming the primary endpoint.

    Attributes:
        title: The words.
        stems: What of them tells.
        shorts: Abbreviations, any of which is enough.
        others: Other words for the same thing, or ``None``.
        endpoint: Number of the endpoint that is named; several names may have the same.
    """

    title: str
    stems: frozenset[str]
    shorts: frozenset[str]
    others: re.Pattern[str] | None = None
    endpoint: int = 0


def find_aliases(
    document: Document, sentences: Sequence[Sentence], outcomes: Sequence[OutcomeMeasure], arms: Sequence[Arm] = ()
) -> tuple[Alias, ...]:
    """Return the ways in which an article names its primary endpoints: by title, and by how a sentence defines them."""
    of_arms = frozenset(stem for arm in arms for stem in stems(arm.label))
    phrases = [outcome.title for outcome in outcomes if outcome.type == "PRIMARY"]
    for sentence in sentences:
        if HINTS.stand_in(sentence.lower):
            for match in PRIMARY.finditer(sentence.lower):
                if not is_of_secondary(sentence.lower, match.start()):
                    phrases.extend(_phrases(sentence, match))
    secondary = {outcome.title.lower() for outcome in outcomes if outcome.type and outcome.type != "PRIMARY"}
    kept = (
        phrase
        for phrase in dict.fromkeys(_COMPARING.sub("", phrase) for phrase in phrases)
        if phrase.lower() not in secondary and not _NO_ALIAS.search(phrase)
    )
    named = dict.fromkeys(part for phrase in kept for part in (phrase, _HEAD.split(phrase)[0]))
    made = (_alias(document.abbreviations, phrase, of_arms) for phrase in named)
    return _numbered(alias for alias in made if alias.stems or alias.shorts)


def is_of_secondary(lower: str, place: int) -> bool:
    """Whether "the principal measure" is that of a secondary outcome, or the primary outcome is what something else is of."""
    return (lower.startswith(("principal", "main"), place) and SECONDARY.search(lower, 0, place) is not None) or (
        _OF_WHAT.search(lower, max(0, place - 45), place) is not None
    )


_OF_WHAT = re.compile(r"\b(?:factors?|predictors?|markers?|determinants?|odds) (?:of|for|with)(?: \w+ing)? (?:the )?$")
_HEAD = re.compile(r" (?:to|after|during|throughout|within|over|under|among|when|while|for|at) ")


def _numbered(aliases: Iterable[Alias]) -> tuple[Alias, ...]:
    """Give names of one endpoint one number: those that share an abbreviation or most of their telling words."""
    found: list[Alias] = []
    for alias in aliases:
        if any(kept.stems == alias.stems and kept.shorts >= alias.shorts for kept in found):
            continue
        same = next((kept.endpoint for kept in found if _is_same(alias, kept)), len(found))
        found.append(replace(alias, endpoint=same))
    return tuple(found)


def _is_same(alias: Alias, kept: Alias) -> bool:
    smaller = min(len(alias.stems), len(kept.stems))
    return bool(alias.shorts & kept.shorts) or len(alias.stems & kept.stems) * 2 > smaller


def is_outcome_label(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence stands right behind a label like "Main outcome measures:"."""
    return (
        sentence.section == "OUTCOMES"
        and holds_any(document.lower[max(0, sentence.start - 45) : sentence.start], ("main", "primary"))
        and _LABEL.search(document.lower, max(0, sentence.start - 45), sentence.start) is not None
    )


_LABEL = re.compile(r"\b(?:main|primary) (?:\w+ )?(?:outcomes?|measures?|end ?points?)[\w ()/]{0,26}[:.]*\s*$")


_NO_ALIAS = re.compile(
    r"\bCI\b|\b[Pp] ?[<=>]|\d ?%|\b(?:HR|OR|RR) ?\d|\d\.\d| was \d|^ ?(?:not )?(?:met|reached|significant)|\bsignificantly\b"
)
_COMPARING = re.compile(
    r"\bdifferences? between (?:the )?[^.;]{3,90}? in |,? (?:contrasted|comparing|compared|between|among|in (?:the )?(?:patients|women|men)) .*"
    r"| (?:by|per|according to) (?:[\w-]+ ){0,4}(?:review|assessment|committee|investigators?|criteria)\b.*",
    re.IGNORECASE,
)


_TAKEN = re.compile(r"\b(?:was|were)\b")
_LONG_CLAUSE = 30


def _phrases(sentence: Sentence, match: re.Match[str]) -> Iterator[str]:
    right = _RIGHT.match(sentence.lower, match.end())
    left = _LEFT.search(sentence.lower, max(0, match.start() - 24), match.start())
    if left:
        start = left.start()
        text = sentence.text[max(0, start - 110) : start]
        opened = [cut.end() for cut in _BEFORE.finditer(text)]
        yield text[opened[-1] if opened else 0 :].strip(" ,(")
        if len(opened) > 1 and _TAKEN.search(left[0]):
            whole = sentence.text[sentence.text.rfind("; ", 0, start) + 1 : start].strip()
            yield from [whole] if len(whole.split()) < _LONG_CLAUSE else []
    if right and not (left and right[0].strip() in {",", "(", ""}):
        stop = _ENDS.search(sentence.text, right.end())
        text = sentence.text[right.end() : stop.start() if stop else len(sentence.text)]
        for piece in _ALIASES.split(_COMPARING.sub("", text))[:3]:
            yield piece
            yield from (part for part in _ALTERNATIVES.split(piece) if len(stems(part)) > 1)


@lru_cache(maxsize=2048)
def stems(text: str) -> frozenset[str]:
    """The telling words of a phrase, cut to what their forms share."""
    return frozenset(stem for word in _WORD.findall(_OVERALL.sub("-", text)) for stem in _stems_of(word.lower()))


@lru_cache(maxsize=8192)
def _stems_of(word: str) -> frozenset[str]:
    if word in _GENERIC:
        return frozenset()
    return frozenset(
        _stem(part) for part in _parts(word) if part not in _GENERIC and len(part) > 1 and not part[0].isdigit()
    )


_OVERALL = re.compile(r"(?<=\boverall) (?=survival|response)", re.IGNORECASE)


def _parts(word: str) -> list[str]:
    """A compound's parts, where each is a word: "six-minute"."""
    if word.endswith("-free") or word.startswith("overall-"):
        return [word]
    parts = word.split("-")
    return parts if all(len(part) > _FEW for part in parts) else [word]


def _stem(word: str) -> str:
    word = word.removesuffix("s") if len(word) > _PREFIX - 2 else word
    for ending in ("ing", "en", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word.removesuffix(ending)
            break
    return word[:_PREFIX]


def _alias(abbreviations: Mapping[str, str], phrase: str, of_arms: frozenset[str]) -> Alias:
    shorts = {word for word in _SHORT.findall(phrase) if len(word) > _FEW - 1 and not word.isdigit()}
    lower = phrase.lower()
    shorts |= {
        short
        for short, long in abbreviations.items()
        if len(long) > _PREFIX and long.lower() in lower and len(lower) < 4 * len(long)
    }
    others = next((pattern for name, pattern in _OTHER_WORDS if name.search(lower)), None)
    return Alias(phrase, stems(phrase) - of_arms, frozenset(shorts - _NO_SHORTS), others)


_OF_RISK = r"\b(?:risk|hazard|odds)s?(?: ratios?)? (?:of|for) (?:disease |cancer )?"
_OTHER_WORDS = (
    # What the endpoint's name holds, and what else it is called in running text.
    (
        re.compile(r"overall survival|death from any cause|all-cause (?:mortality|death)"),
        re.compile(
            rf"{_OF_RISK}(?:death|dying)\b(?!,? or| from (?!any))|\bmortality\b|\b(?:died|lived)\b|\bsurvival benefit|\ball-cause"
        ),
    ),
    (
        re.compile(r"progression-free"),
        re.compile(
            rf"{_OF_RISK}(?:progression|worsening)|\bprogression or death|\bwithout (?:\w+ )?(?:progression|worsening)|\bprogression-?free\b"
        ),
    ),
    (
        re.compile(r"(?:disease|recurrence|relapse|event)-free"),
        re.compile(
            rf"{_OF_RISK}(?:recurrence|relapse)|\b(?:recurrence|relapse) or death|\bwithout (?:\w+ )?(?:recurrence|relapse)"
        ),
    ),
    (
        re.compile(r"\bcomposite\b|\bcombination of\b|\bcombined\b"),
        re.compile(r"\b(?:the|this|that) composite\b|\bcomposite (?:end|out|of|event)"),
    ),
)


_NO_SHORTS = frozenset({"CI", "II", "III", "IV", "VAS", "MRI", "CT", "HR", "OR", "RR", "SD", "ITT", "COPD", "HIV"})


def mention(alias: Alias, text: str) -> tuple[int, int] | None:
    """Return where a text speaks of the primary endpoint, or ``None``.

    Args:
        alias: A name of it.
        text: A clause, in its own letters.
    """
    lower = text.lower()
    called = alias.others.search(lower) if alias.others else None
    if called:
        return called.span()
    likely = bool(alias.stems) and sum(stem in lower for stem in alias.stems) >= _needed(len(alias.stems))
    if not likely and not any(short in text for short in alias.shorts):
        return None
    return _place(alias, text)


def _place(alias: Alias, text: str) -> tuple[int, int] | None:
    places = []
    found: set[str] = set()
    for match in _WORD.finditer(_OVERALL.sub("-", text)):
        if match[0].lstrip("\u0394\u2206") in alias.shorts:
            return match.span()
        here = _stems_of(match[0].lower()) & alias.stems
        if here and (len(alias.stems) > 1 or _stands_alone(text, match.end())):
            found |= here
            places.append(match.span())
    if not alias.stems or len(found) < _needed(len(alias.stems)):
        return None
    return places[0][0], places[-1][1]


def _needed(wanted: int) -> float:
    if wanted <= _FEW:
        return wanted
    return max(_FEW, (_ENOUGH if wanted < _MANY else _ENOUGH_OF_MANY) * wanted - 0.2)


_NEXT = re.compile(r" ([a-z][a-z-]+)")
_FUNCTION = frozenset(
    """was were is are did does do had has have be been showed remained occurred than as when while but nor per not differed improved decreased increased
    reduced fell rose dropped also both either could may might would after without following due reported""".split()  # noqa: SIM905 - a list of words
)


def _stands_alone(text: str, end: int) -> bool:
    """Whether a word is not the beginning of another name: "sleep" of "sleep latency"."""
    match = _NEXT.match(text, end)
    return match is None or match[1] in _GENERIC or match[1] in _FUNCTION or match[1].endswith(("ly", "ing"))
