"""Every place where a text speaks of a group by name: "the X group", "the X and Y groups", "groups A, B and C"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.phrases import blank_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Sentence

_WORD = re.compile(r"(?<![.\w])(?:groups?|arms?|cohorts?|recipients|protocols?|regimens?|sequences?)\b")
_TRIGGERS = Phrases(
    "group", "subgroup", "arm", "arms", "cohort", "subcohort", "recipients", "protocol", "regimen", "sequence"
)
_CODED_ONLY = ("protocol", "regimen", "sequence", "cohort")
_CODE = (
    r"(?!(?:P|OR|HR|RR|CI|SD|AND|VS|AUC|BMI|NS)\b)"
    r"(?:[A-Z](?:[A-Z0-9+/]|\.(?=\d)){0,7}(?:-[A-Z0-9]{1,4})?|[1-9]|[a-d])(?![\w%]|[.,]\d|-\d| ?[=<>])"
)
_SHORT_CODE = re.compile(r"(?:[A-F]|[1-6]|I{1,3}V?)$")
_CODES = re.compile(rf"[ -](?:\((?=.\))(?P<bracketed>{_CODE})|(?P<first>{_CODE}))")
_ROMAN = re.compile(r"I{1,3}V?$|VI?$")
_NEXT_CODE = re.compile(
    rf"(?:,? (?:and|or|vs\.?|versus|to|than|&) |, |/)(?:(?:group|arm|cohort)s? )?(?P<code>{_CODE})(?! ?(?:mg|ml|weeks?|months?|days?|years?|patients|of)\b)"
)
_SHORT_FORM = re.compile(r"\((?=[^()]*[A-Z])([A-Za-z][\w+/-]{1,9})\)[ -]$")
_LONGEST_SHORT = 14
_TOKEN = re.compile(r"\S+")
_AND = frozenset({"and", "or", "vs", "vs.", "versus", "&", "than"})
_STOPS = frozenset(lexicon.words("group_word_stops"))
_NEVER = frozenset(lexicon.words("no_groups"))
_PARTS = frozenset(
    ["treatment", "study", "intervention", "control", "experimental", "active", "test", "therapy", "comparison", "case"]
)
"""Words that name a group by its part in the trial; of several groups they name none."""
_SAYS_HOW = re.compile(r"\b(?:is|are|was|were|be|been) $", re.IGNORECASE)
_OWN_NAME = re.compile(
    r"((?=[\w+/-]*(?:\d|[A-Z][\w+/-]*[A-Z]))[\w+/-]{3,}) (study|control|treatment|intervention|experimental|therapy)$"
)
"""A name of its own before a word for its part: "AB12 control"."""
_NO_NAME = re.compile(r"[<>=()\[\]%]|(?<![\w-])\d{3,}(?![\w-])")
_MARK = re.compile(r"[,;:.\"]$")
_OPENING = "\"'\u201c\u2018(["
_QUOTES = "\"'\u201c\u201d\u2018\u2019"
_NO_LETTER = re.compile(r"^[^A-Za-z]*$")
_REACH = 90
_MOST_WORDS = 4
_MOST_NAMES = 6
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class GroupMention:
    """One mention of a group by name.

    Attributes:
        name: As printed, without article and "group"; "group A" for a code.
        start: Offset of the name in its sentence.
        end: One past it.
        coded: Whether the name is a code.
        listed: Whether it is one of several that share a "groups".
        role: Its part in the trial, where a word for that follows the name: "control" of "AB12 control".
    """

    name: str
    start: int
    end: int
    coded: bool
    listed: bool
    role: str = ""


def find_group_mentions(sentence: Sentence) -> list[GroupMention]:
    """Return the mentions of a sentence, in order."""
    lower = sentence.lower
    if not _TRIGGERS.stand_in(lower):
        return []
    text = blank_brackets(sentence.text)
    found: list[GroupMention] = []
    found.extend(_in_series(sentence.text))
    for match in _WORD.finditer(lower):
        coded = list(_coded(sentence.text, match))
        if coded:
            found.extend(coded)
        elif not match[0].startswith(_CODED_ONLY) or match[0].startswith("cohort"):
            inside = text[match.start()] == " "
            found.extend(_named(sentence.text if inside else text, sentence.text, match))
    return sorted(found, key=lambda mention: mention.start)


_SERIES = re.compile(
    r"\b(?P<n>two|three|four|five|[2-5]) (?:(?:equal|parallel|treatment|study|main|different|comparable|experimental) ){0,2}(?:groups?|arms|conditions)"
    r"(?: of| named| called|:|,? (?:namely|including|i\.e\.,?)|;| [-\u2013]| \((?=[A-Z1]\b)) ?(?:either )?",
)
_JOINT = re.compile(r",? (?:and|or|versus|vs\.?) (?:the |an? )?|[,;] (?:the |an? )?")
_SERIES_END = re.compile(r"[.)(:]|$|, (?:who|which|that|each|with|randomly|respectively|at|for|by|in|to)\b")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
_TELLS_WHAT = re.compile(rf"(?:[Gg]roup|[Aa]rm|[Cc]ohort) {_CODE} [a-z]")
_IS_CODE = re.compile(r"[A-E]$|[1-5]$|I{1,3}V?$")


def _in_series(text: str) -> Iterator[GroupMention]:
    """``two groups of X and Y``, ``three groups (A, B and C)``: as many names as it says that there are groups."""
    for match in _SERIES.finditer(text):
        stop = _SERIES_END.search(text, match.end())
        end = stop.start() if stop else len(text)
        number = _NUMBERS.get(match["n"]) or int(match["n"])
        begin, places = match.end(), []
        for joint in [*_JOINT.finditer(text, begin, end), None]:
            places.append((begin, joint.start() if joint else end))
            begin = joint.end() if joint else end
        names = [text[slice(*place)].strip() for place in places]
        if len(places) != number or all(_TELLS_WHAT.match(name) for name in names):
            continue  # "group A received X" is read as "group A"
        if not all(_is_series_name(name) for name in names):
            continue
        for name, (first, last) in zip(names, places, strict=True):
            coded = _IS_CODE.match(name) is not None
            bare = re.sub(r"^the | (?:group|arm|condition)$", "", name)
            yield GroupMention(f"group {name}" if coded else bare, first, last, coded=coded, listed=True)


def _is_series_name(name: str) -> bool:
    if _IS_CODE.match(name):
        return True
    is_short = 0 < len(name.split()) <= _MOST_WORDS and len(name) > _SHORTEST
    return is_short and name[0].isalpha() and not _is_no_name(name, plural=False)


def _coded(text: str, word: re.Match[str]) -> Iterator[GroupMention]:
    """``group A``, ``groups 1, 2 and 3``, ``group PVB``."""
    if word[0] == "recipients":
        return
    code = _CODES.match(text, word.end())
    if code is None:
        return
    first = code["first"] or code["bracketed"]
    if first.islower() and word[0].endswith("s"):
        return
    noun = word[0].removesuffix("s")
    if noun in _CODED_ONLY and not _SHORT_CODE.match(first):
        return
    group = "first" if code["first"] else "bracketed"
    alone = len(first) > 1 and first[:2].isupper() and not _ROMAN.match(first)
    name, start = (first, code.start(group)) if alone else (f"{noun} {first}", word.start())
    yield GroupMention(name, start, code.end(group), coded=True, listed=False)
    end = code.end(group)
    while (more := _NEXT_CODE.match(text, end)) and (word[0].endswith("s") or _alike(first, more["code"])):
        name = more["code"] if alone else f"{noun} {more['code']}"
        yield GroupMention(name, more.start("code"), more.end("code"), coded=True, listed=True)
        end = more.end("code")


def _alike(first: str, other: str) -> bool:
    """Whether two codes are of one kind: "A" and "B", "D0.15" and "D0.3", not "A" and "BMI"."""
    return first[0] == other[0] or (len(first) == len(other) and first[0].isdigit() == other[0].isdigit())


def _named(text: str, original: str, word: re.Match[str]) -> Iterator[GroupMention]:
    """``the X group``, ``the X, Y and Z groups``."""
    many = word[0].endswith("s")
    end = word.start() - 1
    found: list[GroupMention] = []
    short = _SHORT_FORM.search(original, max(0, word.start() - _LONGEST_SHORT), word.start())
    if short:
        yield GroupMention(short[1], short.start(1), short.end(1), coded=False, listed=False)
        return
    while end > 0 and len(found) < _MOST_NAMES:
        start, stop, joint = _walk_back(text, end)
        name = text[start:stop]
        if start >= stop or _is_no_name(name, plural=many and not found and joint is None):
            break
        if found and _SAYS_HOW.search(text, max(0, start - 12), start):
            found = found[:1]
            break
        own = _OWN_NAME.match(name)
        stop = start + len(own[1]) if own else stop
        role = own[2] if own else ""
        found.append(GroupMention(text[start:stop], start, stop, coded=False, listed=bool(found), role=role))
        if joint is None or not (many or joint[0] in _VERSUS):
            break
        end = joint[1]
    if len(found) == 1 and found[0].name.lower() in _PARTS and many:
        return
    yield from reversed(found)


_VERSUS = frozenset({"vs", "vs.", "versus", ","})


def _walk_back(text: str, end: int) -> tuple[int, int, tuple[str, int] | None]:
    """The words of a name that ends at a place, and what joins it to a name before it."""
    tokens = list(_TOKEN.finditer(text, max(0, end - _REACH), end))
    stop = end
    while stop > 0 and text[stop - 1] in " -,\"'\u201d\u2019":
        stop -= 1
    start = stop
    for number, token in enumerate(reversed(tokens)):
        low = token[0].lower().strip(_QUOTES)
        if low in _AND and start < stop:
            return start, stop, (low, token.start() - 1)
        marked = number and _MARK.search(token[0])
        if marked and start < stop and token[0].endswith(","):
            return start, stop, (",", token.end() - 1)
        stops = low in _STOPS and not (number == 0 and low in _PARTS)
        if marked or stops or number >= _MOST_WORDS or _NO_LETTER.match(low) or _is_verb(low):
            break
        start = token.start()
        if token[0][0] in _OPENING:
            start += 1
            break
    return start, stop, None


def _is_verb(word: str) -> bool:
    return word.endswith(("ly", "ised", "ized")) and "-" not in word and len(word) > 5  # noqa: PLR2004


def _is_no_name(name: str, *, plural: bool) -> bool:
    low = name.lower().strip(_QUOTES)
    words = low.split()
    if not words or len(low) < 2 or _NO_NAME.search(low):  # noqa: PLR2004
        return True
    return all(word in _NEVER for word in words) or (plural and low in _PARTS)
