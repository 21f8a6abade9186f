"""The items of a list of treatments, with the sizes and names printed beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.interventions import DOSE, Treatment, is_drug, read_treatment
from summarizer.quantities.numerals import WORDS, parse_number

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Sentence


NUMBER = rf"(?:\d{{1,3}}(?:[, ]\d{{3}})+|\d+|{WORDS})"
PEOPLE = (
    r"(?:patients?|pts?|participants?|people|persons?|individuals?|subjects?|women|men"
    r"|children|adults|infants|adolescents|volunteers|"
    r"outpatients|inpatients|recipients|babies|girls|boys|eyes|households|villages|survivors"
    r"|pupils|students|veterans|pregnancies|mothers|newborns|neonates|females|males|cases)"
)
_SIZE = re.compile(
    rf"\bn ?= ?({NUMBER})|^\(?({NUMBER})(?: {PEOPLE})?(?:[,;)]|$)|({NUMBER}) {PEOPLE}|[;,] ?({NUMBER})\)?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|per (?:group|arm))\b", re.IGNORECASE)
_MARK_OR_DOSE = re.compile(
    r"^\d$|^(?!n\b).*\d ?(?:mg|g|mcg|\u00b5g|\u03bcg|ml|mL|Gy|IU|units)\b(?!.*\bn ?=)", re.IGNORECASE
)
"""A bracket with the mark of a list or with doses holds no size."""
_LEADING_SIZE = re.compile(
    rf"^(?:and )?(?:the (?:other|remaining) )?({NUMBER}) (?:{PEOPLE} )?(?:(?:were "
    rf"|was )?(?:assigned |allocated |randomi[sz]ed |randomly assigned )?(?:to|on|in|into|for)"
    rf"|(?:received|receiving|had|were given|given|got|underwent|took"
    rf"|were assigned to)) (?:the |receive )?",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    r"^(?:the |henceforth |called (?:the )?|termed "
    r"|referred to as )?([A-Za-z][\w+/\u03b1\u03b2 -]{0,38}?)(?: (?:group|arm|cohort))?$",
    re.IGNORECASE,
)
_KNOWN_LIMIT = 9
MOST_WORDS = 6
_NEAR_BRACKET = 160


@dataclass(frozen=True)
class Item:
    """One treatment of a list.

    Attributes:
        treatment: As the phrase says it.
        size: Number printed beside it.
        names: Other names given in its brackets, "the control group" or "CRT".
        start: Offset of the phrase in the folded text.
        end: One past the phrase and its brackets.
    """

    treatment: Treatment
    size: int | None
    names: tuple[str, ...]
    start: int
    end: int


def is_known(treatment: Treatment, short_forms: frozenset[str] = frozenset()) -> bool:
    """Whether a treatment is a drug, a placebo, a sham, no treatment, or a named procedure."""
    if treatment.kind != "active":
        return True
    return any(
        is_drug(word) or word.lower() in short_forms
        for part in treatment.interventions
        for word in [part, *part.split()]
    )


BRACKET = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")


def mask(text: str) -> str:
    """Blank what stands in brackets, so that separators there do not count."""
    while "(" in text or "[" in text:
        masked = BRACKET.sub(lambda match: "\x00" * len(match[0]), text)
        if masked == text:
            break
        text = masked
    return text


def read_item(sentence: Sentence, first: int, last: int) -> Item | None:
    """Read one item of a list; ``None`` where its words name no treatment."""
    raw = _POWER.sub(r"\1  ", sentence.text[first:last])
    size, names = None, []
    leading = _LEADING_SIZE.match(raw.strip())
    phrase = raw.strip()
    if leading:
        size = read_count(leading[1])
        phrase = phrase[leading.end() :]
    for bracket in re.finditer(r"[(\[]([^()\[\]]*)[)\]]", raw):
        own_size, own_names = _read_bracket(bracket[1])
        size = size if size is not None else own_size
        names.extend(own_names)
    phrase = _GLOSSED.sub(r"\1 plus \2", phrase)
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " \x00 ", phrase).split("\x00")[0] or phrase
    gloss = re.search(r", (?:the|our|or) ((?:\w+ )?(?:standard|control|reference|usual)[\w ]{0,30})", phrase)
    if gloss:
        names.append(gloss[1].strip())
    dose_after = DOSE.search(re.sub(r"\([^()]*\)", "", phrase))
    if dose_after and dose_after.start() > len(bare):
        bare = f"{bare} {dose_after[0]}"
    treatment = read_treatment(bare.split(", the ")[0])
    if treatment is None or len(treatment.label.split()) > _KNOWN_LIMIT or not is_plausible(treatment):
        return None
    return Item(
        treatment,
        size,
        tuple(names),
        sentence.start + first,
        sentence.start + _item_end(sentence.text, first, last, treatment),
    )


def _item_end(text: str, first: int, last: int, treatment: Treatment) -> int:
    """The end of what was read of a phrase: its last bracket with a size or name, else its last word."""
    ends = [
        first + bracket.end()
        for bracket in re.finditer(r"[(\[][^()\[\]]*[)\]]", text[first:last])
        if bracket.end() < _NEAR_BRACKET
    ]
    for word in (
        treatment.label.split()[-1],
        treatment.dose or "",
        *(part.split()[-1] for part in treatment.interventions),
    ):
        at = text.lower().find(word.lower(), first, last) if word else -1
        if at >= 0:
            ends.append(at + len(word))
    return max(ends, default=last)


_POWER = re.compile(r"(?<=m)\((2|3)\)")
"""``mg/m(2)`` holds no bracket."""
_GLOSSED = re.compile(r"^((?:[a-z]+ )?[\w-]+), [^,]{3,80}, (?:plus|with|in combination with|combined with|and) (\S.*)$")
_ENDS_IN_PEOPLE = re.compile(rf"{PEOPLE}$")
_BAD = re.compile(
    r"^(?:with(?:out)?$|either$|alone$|stop|go |go$|continue |confirm|refute|start |switch"
    r"|remain|be |have |keep|establish|test |compare|show |see |learn|find |patients?"
    r"|participants?|whether|determine|assess|evaluate|see|one|two|three|four|each|groups?"
    r"|either group|treatment|arms?|the two|them|it|they|this|that|age|men|women|death"
    r"|progression|more|less|no more)\b",
    re.IGNORECASE,
)


_VALUE = re.compile(r"\d[\d.]*%|\d+ (?:out )?of \d|\d+/\d|\d+\.\d+ (?:months|years|weeks|days)\b")
"""What is no treatment but a result."""


def is_plausible(treatment: Treatment) -> bool:
    """Whether what was read can be an arm's treatment at all."""
    return not (_BAD.match(treatment.label) or _VALUE.match(treatment.label)) and (
        bool(treatment.interventions) or treatment.kind == "nothing" or treatment.dose is not None
    )


def _read_bracket(content: str) -> tuple[int | None, list[str]]:
    size = None
    match = _SIZE.search(content)
    if match and "%" not in content and not (_EACH.search(content) or _MARK_OR_DOSE.search(content)):
        size = read_count(next(group for group in match.groups() if group))
    names = []
    for piece in re.split(r"[;,] ?", content):
        alias = _ALIAS.match(piece.strip())
        if (
            alias
            and not DOSE.search(piece)
            and not re.match(r"n ?=", piece)
            and not (parse_number(piece) or _ENDS_IN_PEOPLE.search(piece))
        ):
            names.append(piece.strip())
    return size, names


def read_count(text: str) -> int | None:
    """Read a number of participants, in digits or words."""
    value = parse_number(text)
    return int(value) if value and value.isdigit() else None
