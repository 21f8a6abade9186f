"""Numbers that count people: "5408 hysterectomized women", "(n = 124)", "98 were randomized"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules.items import NUMBER, PEOPLE
from summarizer.quantities.numerals import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Sentence

_WORD_OF_COUNT = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one hundred|one thousand|a hundred"
)
_NUMBER = re.compile(
    rf"(?<![\w.:,/$\u00a3\u20ac%<>\u2264\u2265+-])(?=\d|(?:{_WORD_OF_COUNT})\b)(?P<n>{NUMBER})"
    r"(?![\w%/]|[.,:]\d| ?(?:\u00b1|\+/?-)|-(?!person|patient|participant|subject|woman|man\b|child)|\s?%| (?:percent|per cent)\b| ?(?:mg|g|kg|ml|mL|cm|mm|Gy|cGy|IU|mcg|ug|\u00b5g"
    r"|\u03bcg|ng|pg|min|minutes?|h|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?|cycles?|fractions?|times|mL|MBq|points?"
    r"|kcal|U|units?|january|february|march|april|may(?= \d)|june|july|august|september|october|november|december|centers?|centres?|sites?|countries|hospitals|institutions|courses?|doses?|(?:[a-z]+ ){0,2}(?:visits|scans|teeth|specimens|infusions|questionnaires))\b)",
    re.IGNORECASE,
)
_MODIFIER = (
    r"(?!(?:or|of|in|on|to|with|for|by|were|was|had|the|to|versus|vs|from|at|than|years?|months?|weeks?|days?|who|that"
    r"|hours?|cycles?|percent|per|mg|times|points?|sites|trials|studies|study|phase|groups?|arms?|parallel|countries"
    r"|hospitals|centers|centres|deaths|events|doses?|gy|mg|ml|kg|fractions|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b)[A-Za-z][\w'/+-]*,?"
)
_MORE = (
    r"(?:beneficiaries|members|latinas?|smokers|residents|nurses|physicians|workers|couples|dyads|families|females|males"
    r"|carriers|donors|respondents|caregivers|carers|pairs|twins|athletes|clinicians|parents|employees)"
)
_FITNESS = (
    r" (?:American Society of An(?:a)?esthesiologists(?:' | \(ASA\) | )?|ASA )(?:physical status |class |grade |PS )?"
    r"(?:[1-4]|I{1,3}V?)(?: ?(?:and|or|to|[-/,]) ?(?:[1-4]|I{1,3}V?))*"
)
"""``80 ASA physical status 1 and 2 women``."""
_PEOPLE_NEXT = re.compile(
    rf"-(?:person|patient|participant|subject|woman|man|child)\b|(?:{_FITNESS})?(?: ?\([^()]{{1,90}}\))?(?: (?:{_MODIFIER}|\([^()]{{1,30}}\))){{0,9}}? (?:{PEOPLE}|{_MORE})\b(?!-| (?:[A-Z]+ )?(?:visits?|years|days|months|records|charts|encounters|hours|samples|cycles|scans)\b)",
    re.IGNORECASE,
)
_OTHERS_NEXT = re.compile(
    rf"(?: {_MODIFIER}){{0,6}}? (?:were|was|who|with|aged|undergoing|scheduled|participating|received|underwent|within|without)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r" ?[(\[]\d+(?:\.\d+)? ?%(?! [a-z])|,? (?:or )?\d+(?:\.\d+)? ?%")
_AFTER_PEOPLE = re.compile(rf"\b{PEOPLE} \($", re.IGNORECASE)
_ALONE = re.compile(r"\) (?:were|was|who)\b")
"""``Healthy volunteers (224) were``."""
_STATED = re.compile(r"\b[nN] ?(?:=|of|was|:) ?$")
_CODED = re.compile(r"\b[A-Z]{2,}[\w-]* $")
_CODE = re.compile(r"\b(?:arm|group)s? $", re.IGNORECASE)
_STOPS = re.compile(r"[,;)]| and ")
_MOST_CODES = 9
"""Up to here a number behind "group" is the group's name, from there on its size."""
_YEAR = re.compile(r"(?:19|20)\d\d$")
_NO_COUNT = re.compile(
    r"\b(?:age[ds]?|score|scores|by|within|over|every|days?|weeks?|months?|years?|grades?|stages?|phases?|types?"
    r"|levels?|than|least|most|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|range|cycles?|part|parts|step|cohort|courses?|median|mean|about|table|version|p|per|dose|doses|until|since|during|up to) $"
    r"|\bage[ds]?(?: of| between| from)? \d+ (?:and|to) $",
    re.IGNORECASE,
)

_CLUSTERS = re.compile(
    rf"(?:(?: {_MODIFIER}){{1,2}} and \d+)?(?: {_MODIFIER}){{0,3}}? (?:clinics|practices|schools|preschools|hospitals|cent(?:er|re)s|clusters|wards|classes|classrooms|(?:nursing|care) homes|communities|villages|districts"
    r"|facilities|pharmacies|towns|factories|kindergartens|counties|cancers|deaths|infections|relapses|recurrences|strokes|specimens|samples)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\b(?:at|in|from|across|of|within|by) (?:the |all |these )?$", re.IGNORECASE)
"""``Thirteen clinics``: what is counted is no people, nor are the bare numbers behind it."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people.

    Attributes:
        value: As an integer.
        start: Offset of the number in its sentence.
        end: One past the number.
        noun: One past the word for people that it counts, or past the number.
        kind: ``people`` beside a word for people, ``stated`` after ``n =``, ``others`` beside a noun that does or has
            something, ``things`` of clinics or deaths, ``bare`` else.
        depth: How many brackets it stands in.
        share: Whether a percentage follows, the mark of a part.
    """

    value: int
    start: int
    end: int
    noun: int
    kind: str
    depth: int
    share: bool


def find_counts(sentence: Sentence) -> tuple[Count, ...]:
    """Return the numbers of a sentence that may count people, in order."""
    return _all(sentence.text)


def counts_things(sentence: Sentence, value: int) -> bool:
    """Whether a sentence says that number of clinics or deaths, and not of people."""
    return any(count.value == value and count.kind == "things" for count in find_counts(sentence))


@lru_cache(maxsize=1024)
def _all(text: str) -> tuple[Count, ...]:
    """Every finder asks for the same sentences again."""
    return tuple(_counts(text))


def _is_share(text: str, end: int, noun: int) -> bool:
    """Whether a percentage follows the number or what it counts."""
    return _SHARE.match(text, end) is not None or (noun > end and _SHARE.match(text, noun) is not None)


def _counts(text: str) -> Iterator[Count]:
    depth, seen, of_clusters = 0, 0, False
    for match in _NUMBER.finditer(text):
        start, end = match.span("n")
        opened = text[seen:start]
        depth, seen = (
            max(0, depth + opened.count("(") + opened.count("[") - opened.count(")") - opened.count("]")),
            start,
        )
        value = parse_number(match["n"])
        if value is None or not value.isdigit() or int(value) < 1:
            continue
        people = _PEOPLE_NEXT.match(text, end)
        before = text[max(0, start - 24) : start]
        stated = _STATED.search(before)
        if _CODE.search(before) and (int(value) <= _MOST_CODES or not (people or _STOPS.match(text, end))):
            continue
        if not (people or stated) and (_CODED.search(before) or _NO_COUNT.search(before) or _YEAR.match(match["n"])):
            continue
        is_place = _CLUSTERS.match(text, end) is not None
        of_clusters = not (people or stated) and (of_clusters or (is_place and not _WHERE.search(before)))
        alone = _ALONE.match(text, end) and _AFTER_PEOPLE.search(before)
        named = None if people or stated else _OTHERS_NEXT.match(text, end)
        kind = "stated" if stated else "people" if people or alone else "others" if named else "bare"
        kind = "things" if of_clusters or is_place else kind
        noun = people.end() if people else end
        yield Count(int(value), start, end, noun, kind, depth, _is_share(text, end, noun))
