"""Sizes printed beside the names of groups, however the sentence puts them: each size with the words it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules.counts import Count, find_counts
from summarizer.engines.rules.group_names import GROUP, cut, phrase_before, read_name, says_group
from summarizer.engines.rules.guarded import Guarded, Phrases
from summarizer.engines.rules.items import NUMBER, PEOPLE
from summarizer.quantities.numerals import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

_SQUARE_METRE = re.compile(r"(?<=m)\((2|3)\)")
_PIECES = re.compile(r"[;,] ?|: | and | or ")
_VERBS = (
    r"(?:(?:were|was|had been|are) )?(?:then |subsequently |originally |initially )?(?:randomly |centrally )?"
    r"(?:randomi[sz]ed|assigned|allocated|treated|given|put|started|enrolled|entered|included|operated|allotted|distributed|scheduled|managed|selected|guided|examined|injected|vaccinated|offered|fed|infused|supplemented|exposed|trained)?"
)
_AFTER = re.compile(
    rf"(?:(?: [a-z][\w-]*){{0,3}}? {PEOPLE}| of (?:them|these|whom|which))?(?: (?:who|that))? ?{_VERBS} ?(?P<link>(?:randomly )?(?:to (?:receive |undergo |have |the use of )?|in |into |on |with |for |from |of |using |received |receiving "
    r"|receive |had |underwent |took |taking |got |used |started |were in |was in |continued |as |assigned to |allocated to |randomi[sz]ed to |at |by |(?<=allocated )|(?<=assigned )|(?<=given )))"
    rf"(?P<article>(?:the |an? |either |our )?)(?P<name>[^,;:.()\[\]]{{1,90}})",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"(?: {PEOPLE})? (?P<name>(?!{PEOPLE}|(?:did|withdrew|died|dropped|had|to|in|with|of|who|and|or|were|was|had|that|on|at|for|from|as|by|than|years?|have|received|versus|vs) )[A-Za-z][^,;:.()\[\]]{{1,60}})",
    re.IGNORECASE,
)
_HAD = Guarded(
    "group|arm|arms|cohort|regimen",
    rf"(?P<name>[A-Za-z][\w'+/-]*(?: [\w'+/-]+){{0,4}}?) {GROUP}\b(?: [A-D1-4])?(?: which| that)? ?(?:had|has|included|includes|including|comprised|comprising|consisted of|consisting"
    r" of|contained|of|with|received|:|-|had a total of|enrolled|was made up of)? ?(?:of |a total of |only )?$",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(
    r"(?:: |[,;] (?:and )?|\d(?:,| and) )(?P<name>[A-Z][\w'/+\u2192-]*(?: [\w'/+\u2192-]+){0,3}) $"
)
_CODE_HAD = re.compile(
    r"(?P<name>\b(?:group|arm|cohort) (?:[A-E]|[1-5]|I{1,3}V?|one|two|three))[,:]? ?(?:had|included|comprised|consisted of|of|with|:|-|\()? ?(?:this group )?(?:of |a total of )?$",
    re.IGNORECASE,
)
_NAME_START = re.compile(
    r"(?:^|[,;:.] |\b(?:either|to|into|or|and|versus|vs\.?|receive|received|receiving|undergo|underwent|between|with|getting|given|take|took|of|in|on|the|an?|were|was|compared with|by|for|from|using|used) )"
    r"(?=[^,;:.]*$)",
    re.IGNORECASE,
)
_RESPECTIVELY = re.compile(
    rf"(?<![\w.,])(?:n ?= ?)?(?P<a>{NUMBER}) (?:and|vs\.?|versus) (?:n ?= ?)?(?P<b>{NUMBER})(?: {PEOPLE})?,? (?:in|for|with|to|on|were (?:randomly )?(?:assigned|allocated|randomi[sz]ed|enrol+ed|included|entered)(?: to| in| into)|received|were in|from) (?:the )?"
    rf"(?P<first>[^,;.()]{{2,50}}?) and (?:the )?(?P<second>[^,;.()]{{2,50}}?)(?:,? respectively| (?:groups|arms)\b)",
    re.IGNORECASE,
)
_RESPECTIVELY_AFTER = re.compile(
    rf"(?:(?:the|to|with|receiv\w+|in|either) )+(?P<first>[^,;.() ]+(?: [^,;.() ]+){{0,4}}) (?:and|or|vs\.?|versus) (?:the )?(?P<second>[^,;.() ]+(?: [^,;.() ]+){{0,4}}),? ?\((?:n ?= ?)(?P<a>{NUMBER}) (?:and|vs\.?|versus) (?:n ?= ?)?(?P<b>{NUMBER}),? respectively",
    re.IGNORECASE,
)
_RESPECTIVELY_HAD = re.compile(
    rf"\b(?:the |in )?(?P<first>[^,;.() ]+(?: [^,;.() ]+){{0,3}}) and (?:the )?(?P<second>[^,;.() ]+(?: [^,;.() ]+){{0,3}}?) (?:groups?|arms?) (?:had|included|comprised|consisted of|contained|enrolled|comprise|consist of|numbered) (?P<a>{NUMBER}) and (?P<b>{NUMBER})\b",
    re.IGNORECASE,
)
_SHARING = Phrases("respectively", "group", "arm ", "arms ")
_OF_A_VALUE = re.compile(r"\([\d.,+\u00b1/ -]+(?: ?[a-zA-Z%]{1,6})? ?$")
"""``(35 mm [n = 22])``: a number of values, in a bracket within a bracket."""
_STATED = re.compile(r"\b[nN] ?= ?$")
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
_OF_SOME = re.compile(r"(?:\d|[a-z])(?: ?[(\[][^()]*[)\]])? (?:out )?of (?:the )?$", re.IGNORECASE)
_RANDOMIZED_TO = re.compile(r" (?:who were |that were )?(?:randomly )?(?:randomi[sz]ed|allocated|assigned) (?:to )?")
_OF_THE = re.compile(r"\bof (?:the|our|all) $")
_SHARE_AFTER = re.compile(r"(?: [\w'/-]+){0,7} ?[(\[]\d+(?:\.\d+)?(?: ?%|/\d| per )")
_ALIAS = re.compile(r" ?\((?:the |called )?([A-Za-z][\w'/+ -]{0,34})\)")
_SHORT = re.compile(r"\(([A-Z](?=[\w+/-]*[A-Z0-9])[\w+/-]{1,9})\)")
_FLOW = re.compile(r"randomi[sz]|assigned|allocat|allotted|divided", re.IGNORECASE)
_STATISTIC = re.compile(r"\bp ?[<=>]|\bCI\b|\brange\b|%", re.IGNORECASE)
_MEASURE = re.compile(r"\d ?(?:mg|g|%|Gy|weeks|days)\b")
_AFTER_NAME = re.compile(r"[,;.)]| and ")
_PREPOSITION = re.compile(r"\b(?:of|in|to|with|from|at|on)\b")
_LEAD = re.compile(rf"^(?:[;,:]| {PEOPLE}| and\b| or\b| in each)* ?", re.IGNORECASE)
_AND = re.compile(r"^(?:and|or|versus|vs\.?) ")
_LETTERS = re.compile(r"[A-Za-z]{2}|^[A-Z]$")
_FEWEST = 5
_NEAR = 90
_LONGEST_BESIDE = 4
_LONGEST_ALIAS = 5


@dataclass(frozen=True, slots=True)
class Sized:
    """A size and the words it belongs to.

    Attributes:
        name: Of the group, as printed, without "the" and "group".
        names: Its other names, from the same bracket.
        size: Number of its participants.
        start: Offset of the words in their sentence.
        end: One past them.
        rule: Name of the matcher.
        is_group: Whether the words say "group" or "arm".
        phrase: The words before they were trimmed.
    """

    name: str
    names: tuple[str, ...]
    size: int
    start: int
    end: int
    rule: str
    is_group: bool
    phrase: str


def find_sized(sentence: Sentence) -> tuple[Sized, ...]:
    """Return the sizes of a sentence that stand beside a name, in order."""
    counts = find_counts(sentence)
    if not counts:
        return ()
    text = _SQUARE_METRE.sub(r"_\1_", sentence.text)
    counts = tuple(count for count in counts if text[count.start - 1 : count.start] != "_")
    found = list(_respectively(text))
    taken = {sized.size for sized in found}
    for place, count in enumerate(counts):
        sized = _read(text, counts, place) if count.value not in taken and count.kind != "things" else None
        if sized is not None:
            found.append(sized)
    return tuple(found)


def _sized(text: str, size: int, span: tuple[int, int], rule: str, names: tuple[str, ...] = ()) -> Sized | None:
    name = read_name(text, names)
    if name is None:
        return None
    others = tuple(other for other in names if other != name.bare)
    return Sized(name.bare, others, size, *span, rule, name.is_group, name.phrase)


def _respectively(text: str) -> Iterator[Sized]:
    """``44 and 42 in the X and Y groups, respectively``."""
    if not _SHARING.stand_in(text.lower()):
        return
    for pattern in (_RESPECTIVELY, _RESPECTIVELY_AFTER, _RESPECTIVELY_HAD):
        for match in pattern.finditer(text):
            group = " group" if says_group(match["second"]) or pattern is _RESPECTIVELY_HAD else ""
            for number, name in (("a", "first"), ("b", "second")):
                size = parse_number(match[number])
                phrase = match[name] if says_group(match[name]) else match[name] + group
                sized = _sized(phrase, int(size), match.span(), "respectively") if size and size.isdigit() else None
                if sized is not None:
                    yield sized


def _read(text: str, counts: Sequence[Count], place: int) -> Sized | None:
    count = counts[place]
    if not count.depth:
        return _in_running_text(text, counts, place)
    opened = _opened(text, count.start)
    inside = [
        other for other in counts if other.depth and opened < other.start and _opened(text, other.start) == opened
    ]
    closed = text.find(")" if text[opened] == "(" else "]", count.end)
    bracket = (opened, len(text) if closed < 0 else closed)
    return _in_list(text, bracket, inside, count) if len(inside) > 1 else _in_bracket(text, bracket, count)


@lru_cache(maxsize=512)
def _opened(text: str, position: int) -> int:
    """The bracket that a position stands in."""
    depth = 0
    for index in range(position - 1, -1, -1):
        if text[index] in ")]":
            depth += 1
        elif text[index] in "([":
            if not depth:
                return index
            depth -= 1
    return 0


def _in_bracket(text: str, bracket: tuple[int, int], count: Count) -> Sized | None:
    """``X (n = 12)``, ``X (SF; n = 12)``, ``X (12 patients)``, ``X (12)``."""
    opened, closed = bracket
    if _OF_A_VALUE.search(text, max(0, opened - _NEAR), opened):
        return None
    if count.kind != "stated" and _is_no_size(text, bracket, count):
        return None
    names = _other_names(_STATED.sub("", text[opened + 1 : count.start]))
    after = text[count.noun : closed]
    names += _other_names(after) if after.startswith((";", ",")) else ()
    phrase, start = phrase_before(text, opened)
    short = _SHORT.findall(text, start, opened)
    names = tuple(short) if len(short) == 1 and not names else names
    if not phrase and names:
        phrase, start = names[0], opened + 1
    return _sized(phrase, count.value, (start, min(closed + 1, len(text))), "in brackets", names)


def _is_no_size(text: str, bracket: tuple[int, int], count: Count) -> bool:
    opened, closed = bracket
    content = text[opened + 1 : closed]
    if _STATISTIC.search(content):
        return True
    if count.kind != "bare":
        return False
    alone = content.strip() == text[count.start : count.end] or text[opened + 1 : count.start].endswith((", ", "; "))
    return not alone or count.value < _FEWEST or (opened > 0 and not text[opened - 1].isspace())


def _other_names(content: str) -> tuple[str, ...]:
    """The names among the pieces of a bracket."""
    pieces = (piece.strip() for piece in re.split(r"[;,] ?", content))
    return tuple(
        piece
        for piece in pieces
        if re.search(r"[A-Za-z]", piece) and len(piece.split()) <= _LONGEST_ALIAS and not _MEASURE.search(piece)
    )


def _in_list(text: str, bracket: tuple[int, int], inside: Sequence[Count], count: Count) -> Sized | None:
    """``(X, n = 12; Y, n = 15)``, ``(26 X and 27 Y)``, ``(12 in the X group and 15 in the Y group)``."""
    opened, closed = bracket
    if "%" in text[opened:closed] and all(other.kind != "stated" for other in inside):
        return None
    index = inside.index(count)
    if re.search(r"[A-Za-z]", _STATED.sub("", text[opened + 1 : inside[0].start]).replace("total", "")):
        begin = inside[index - 1].noun if index else opened + 1
        lead = _AND.sub("", _LEAD.sub("", _STATED.sub("", text[begin : count.start])).strip(" ,;:"))
        name = next((piece for piece in reversed(_PIECES.split(lead)) if _LETTERS.search(piece)), "")
        return _sized(name, count.value, (begin, count.end), "in a list")
    end = inside[index + 1].start if index + 1 < len(inside) else closed
    tail = re.sub(r"^[,:;] ?", " ", text[count.end : end])
    match = _AFTER.match(tail) or _BESIDE.match(tail)
    if match is None:
        return None
    name = cut(match["name"])
    return _sized(name, count.value, (count.start, count.end + match.start("name") + len(name)), "in a list")


def _in_running_text(text: str, counts: Sequence[Count], place: int) -> Sized | None:
    count = counts[place]
    rule = "denominator" if _is_denominator(text, count) else "counted"
    found = _group_had(text, count)
    if found is not None:
        return found
    stop = max(counts[place + 1].start if place + 1 < len(counts) else len(text), count.noun)
    masked = _BRACKET.sub(lambda match: " " * len(match[0]), text[count.end : stop])
    tail = re.sub(rf"^(?: {PEOPLE})?  +", " ", masked)
    begin = count.end + len(masked) - len(tail)
    match = _AFTER.match(tail)
    if match:
        return _after(text, count, (begin + match.start("name"), match), rule)
    return _named_close(text, count, (begin, tail), rule)


def _is_denominator(text: str, count: Count) -> bool:
    """``12 of 99 on X``, ``36 X patients (11.9%)``: of those analysed, or with an event; "of the 99 patients" is the group."""
    if count.kind == "people" and _RANDOMIZED_TO.match(text, count.noun):
        return False
    definite = count.kind == "people" and _OF_THE.search(text, max(0, count.start - 12), count.start)
    if _OF_SOME.search(text, max(0, count.start - 40), count.start) and not definite:
        return True
    share = (count.share or _SHARE_AFTER.match(text, count.end, count.end + _NEAR)) and not _is_partition(text)
    return bool(share) and not _FLOW.search(text, max(0, count.start - 30), count.end + _NEAR)


_PERCENT = re.compile(rf"(?:{NUMBER})(?: {PEOPLE})? ?[(\[](\d+(?:\.\d+)?) ?%[)\]]")
_WHOLE = 100.0
_ROUNDED = 0.6


@lru_cache(maxsize=256)
def _is_partition(text: str) -> bool:
    """``36 (53%) had X and 32 (47%) had Y``: shares that make up the whole are of groups, not of what befell them."""
    if text.count("%") < 2:  # noqa: PLR2004
        return False
    shares = [float(match[1]) for match in _PERCENT.finditer(text)]
    return len(shares) > 1 and abs(sum(shares) - _WHOLE) <= _ROUNDED * len(shares)


def _group_had(text: str, count: Count) -> Sized | None:
    """``the X arm had 52 patients``, ``group A: 52``."""
    coded = _CODE_HAD.search(text, max(0, count.start - 60), count.start)
    if coded:
        found = _sized(coded["name"], count.value, (coded.start("name"), count.noun), "group had")
        if found is not None:
            return found
    start = max(0, count.start - _NEAR)
    had = _HAD.search(text, text.lower(), start, count.start)
    if had is None:
        return None
    name = _NAME_START.split(had["name"])[-1]
    return _sized(f"{name} group", count.value, (had.start("name"), count.noun), "group had")


def _after(text: str, count: Count, found: tuple[int, re.Match[str]], rule: str) -> Sized | None:
    """``12 were assigned to X``, ``12 patients received X (group A)``."""
    start, match = found
    name = cut(match["name"])
    alias = _ALIAS.match(text, start + len(name))
    end = alias.end() if alias else start + len(name)
    sized = _sized(name, count.value, (count.start, end), rule, (alias[1],) if alias else ())
    if sized and match["link"].strip().lower() == "of" and not sized.is_group:
        return None
    return sized


def _named_close(text: str, count: Count, rest: tuple[int, str], rule: str) -> Sized | None:
    """``used in 54 patients (the X group)``, ``X 440, Y 438``, ``17 X, 11 Y``."""
    alias = _ALIAS.match(text, count.noun)
    if alias and count.kind == "people" and says_group(alias[1]):
        return _sized(alias[1], count.value, (count.start, alias.end()), "group had")
    before = _NAMED_BEFORE.search(text, max(0, count.start - 60), count.start)
    if before and _AFTER_NAME.match(text, count.end):
        return _sized(before["name"], count.value, (before.start("name"), count.end), "name before")
    begin, tail = rest
    match = _BESIDE.match(tail)
    name = cut(match["name"]) if match else ""
    if match is None or len(name.split()) > _LONGEST_BESIDE or _PREPOSITION.search(name):
        return None
    end = begin + match.start("name") + len(name)
    return _sized(name, count.value, (count.start, end), "beside" if rule == "counted" else rule)
