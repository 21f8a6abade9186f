"""Names of groups, as the words around a size hold them: where they begin and end, and what is no name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.engines.rules.interventions import DOSE
from summarizer.engines.rules.items import PEOPLE, mask

GROUP = r"(?:treatment |study )?(?:groups?|arms?|cohorts?|regimens?)"
_NAME_STOP = re.compile(
    r" (?:and|or|versus|vs\.?|while|whereas|but|then|were|was|had|have|has|completed|experienced|achieved|developed|died|received|showed"
    r"|discontinued|withdrew|demonstrated|reported|who|which|that|because|after|before|during|until|for (?:up|a |\d|the)|at \d|every|over|within|between"
    r"|compared|with a |at the|as |plus \d|according|followed by \d|in the first|in this|from \w+ \d{4}|on an intent"
    r"|subsequently|stopped|underwent|responded|using lottery)(?: |$)",
    re.IGNORECASE,
)
_UP_TO_GROUP = re.compile(
    r"^(?:.*?\b(?:group|arm|cohort)[ -](?:(?-i:[A-Z])|[1-5]|I{1,3}V?)\b|.*?\w[ -](?:group|arm|cohort)s?\b)",
    re.IGNORECASE,
)
_GROUP_CODE = re.compile(
    r"\b(?P<name>(?:group|arm|cohort)[ -](?:(?-i:[A-Z])|[1-5]|I{1,3}V?|one|two|three)\b|(?-i:[A-Z])(?= (?:group|arm)))",
    re.IGNORECASE,
)
_STRONG_START = re.compile(
    r"(?:^|; |: ?|\. |  +(?:and |or |versus |vs\.? |, ?(?:and |or )?)|, (?:and|or|versus) |\b(?:either|to|into|or|versus|vs\.?|to receive|receive|received|receiving|undergo|underwent|between|getting|given|in the|the) )",
    re.IGNORECASE,
)
_TRIM = re.compile(
    r"^(?:the|a|an|either|and|or|to|in|on|with|(?:treatment|therapy|treated) with|receive|received|allocated|assigned|randomi[sz]ed|took|take|given|got|underwent|of|for|only|were|was"
    r"|(?:one|two|three|four|six|eight|\d+) (?:cycles?|courses?|doses?|weeks?|months?|years?|sessions?) of|maximum of \w+ cycles of) ",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?: {GROUP}|(?<=Gy) (?:course|dose|schedule)| dyads| pairs| couples| families| patients?| participants?| women| cases| subjects| alone(?= group)| respectively)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    rf"^(?:{PEOPLE}|this|these|those|them|whom|which|who|it|we|they|the|total|both|each|either|all|two|three|four|one|another|other|study|group|groups|arm|arms"
    r"|trial|treatment|treatments|analysis|addition|months?|weeks?|years?|days?|cycles?|centres|centers|median|mean|respectively|age|aged|range|baseline|stage|grade"
    r"|randomi[sz]ed|whole|same|first|second|per|n|time|follow-up|follow|complete|partial|response|relapses?|recurrences?|deaths?|events?|which|the two|the three"
    r"|intention|january|february|march|april|may|june|july|august|september|october|november|december|tumou?rs?|least|more|less|fewer|their|our|his|her"
    r"|being|been|did|withdrew|participation|without|with|disease|progression|analy[sz]ed|evaluable|assessed|included|enrolled|who|\d+|both groups|the study|this study|a|an|of|in|on|at|to|for)\b(?!-| (?:group|arm))",
    re.IGNORECASE,
)
_NO_GROUP = re.compile(
    r"\b(?:events?|relapses?|deaths?|recurrences?|episodes|years? old|grade|stage|aged|responses?|adverse|toxicit\w+|complete|partial|positive|negative|expression|versus|vs|p ?[<=>])\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:the )?(?:treatment|study|experimental|intervention|control|comparison|first|second|active|observation|therapy|test|training)",
    re.IGNORECASE,
)
_LONGEST = 12
_KEPT = 7
_LOOK_BACK = 170
_SHORT = 3
_CODE = re.compile(r"(?:group|arm|cohort)[ -]\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GroupName:
    """What a text calls a group.

    Attributes:
        bare: Without "the" and "group".
        phrase: As printed.
        is_group: Whether it says "group" or "arm".
    """

    bare: str
    phrase: str
    is_group: bool


def says_group(text: str) -> bool:
    """Whether a text speaks of a group, arm or cohort."""
    return re.search(rf"\b{GROUP}\b", text, re.IGNORECASE) is not None


def read_name(text: str, others: tuple[str, ...] = ()) -> GroupName | None:
    """Read a phrase as the name of a group, or the first of its other names; ``None`` where it names nothing.

    Args:
        text: The phrase.
        others: What its bracket holds beside the size.
    """
    phrase = text.strip(" ,;:.")
    upto = _UP_TO_GROUP.match(phrase)
    phrase = upto[0] if upto else phrase
    is_group = says_group(phrase)
    bare = _trimmed(phrase)
    code = _GROUP_CODE.search(phrase)
    if code and (len(bare) < _SHORT or _CODE.fullmatch(bare)):
        bare = code["name"]
    if is_group and not code and _GENERIC.fullmatch(bare):
        bare = f"{bare} group"
    elif not DOSE.fullmatch(bare) and _is_no_name(bare, coded=code is not None):
        bare = next((other for other in others if _GROUP_CODE.match(other) or not _NO_NAME.match(other)), "")
    return GroupName(bare, phrase, is_group) if bare else None


def _trimmed(phrase: str) -> str:
    bare = phrase
    while (trimmed := _TAIL.sub("", _TRIM.sub("", bare)).strip()) != bare:
        bare = trimmed
    return bare


def _is_no_name(bare: str, *, coded: bool) -> bool:
    if not re.search(r"[A-Za-z]", bare) or len(bare.split()) > _LONGEST:
        return True
    return not coded and bool(_NO_NAME.match(bare) or _NO_GROUP.search(bare))


def cut(name: str) -> str:
    """Cut a phrase where the name in it must have ended."""
    stop = _NAME_STOP.search(f"{name} ")
    return name[: stop.start()] if stop else name


def phrase_before(text: str, opened: int) -> tuple[str, int]:
    """The words before a bracket that name what stands there, and where they begin."""
    first = max(0, opened - _LOOK_BACK)
    before = mask(text[first:opened].rstrip()).replace("\x00", " ")
    starts = [match.end() for match in _STRONG_START.finditer(before)]
    start = next((place for place in reversed(starts) if before[place:].strip()), 0)
    words = before[start:].split()
    if len(words) > _LONGEST:
        words = words[:_KEPT] if start else []
    return " ".join(words), first + start
