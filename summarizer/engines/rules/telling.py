"""What a number is of where no lexicon and no wording tells: the noun phrase in the telling position of its clause.

An endpoint can be called anything. What gives it away is where its name stands: right before the bracket with the number,
behind "difference in", as the subject of "was higher", as the object of "reduced". The words of a clause are cut into noun
phrases by the closed classes of English (determiners, prepositions, auxiliaries, adverbs, comparatives), and each phrase is
scored by its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.endpoint_names import tidy
from summarizer.engines.rules.phrases import BRACKET, blank_brackets
from summarizer.engines.rules.results import Value
from summarizer.engines.rules.statements import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.clauses import Target
    from summarizer.engines.rules.document import Sentence

_CLASSES = lexicon.table("word_classes")
_KINDS = {word: kind for kind in ("P", "C", "D", "V", "M", "R") for word in _CLASSES[kind]["words"]}
_CUES = frozenset(_CLASSES["cues"]["words"])
_STATES = frozenset(_CLASSES["states"]["words"])
_TRANSITIVE = frozenset(_CLASSES["transitive"]["words"])
_NO_HEADS = frozenset(_CLASSES["no_heads"]["words"])
_NO_NAMES = frozenset(_CLASSES["no_names"]["words"])
_MEASURES = frozenset(_CLASSES["measures"]["words"])
_TOKEN = re.compile(r"[^\W\d_][\w'/+&-]*(?:\.\d\w*)*|\d+(?:[.,]\d+)*(?:-[A-Za-z][\w/-]*)?|[(),;:\[\]]")
_CLAUSE = re.compile(
    r"; |: |, (?:but|while|whereas|although|with|which|and (?=[^,;]{3,60} (?:was|were|did|had)\b)) "
    r"|(?<=[a-z]) (?:but|while|whereas|although) "
)
_PARTICIPLE = re.compile(r"(?!speed$|need$|seed$|bleed$|breed$|indeed$)[a-z]{2,}ed$")
_ADVERB = re.compile(r"(?!famil|earl|dail|week|month|year|elder|assemb|suppl|anomal|multip|poly|fly)[a-z]{2,}ly$")
_GERUNDS = frozenset(
    {
        "receiving",
        "using",
        "taking",
        "undergoing",
        "having",
        "being",
        "showing",
        "indicating",
        "suggesting",
        "comparing",
    }
)
_OF_PEOPLE = re.compile(
    r"(?:percentage|proportion|number|rate|share|%) of (?:\w+ )?(?:patients|participants|people|subjects|women|men|children|infants)"
)
_FEWEST = 3
_MOST = 9
_CUED, _LISTED, _SUBJECT, _COMPARED, _OBJECT = 4.5, 4.2, 4.0, 3.5, 3.2
"""How telling a place is: what a difference is in, the name before the bracket, subject, what is higher, object."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark, and its class: N(oun or adjective), V(erb), P(reposition) and so on, or ``,`` for a mark."""

    start: int
    end: int
    word: str
    kind: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase and how telling its place is.

    Attributes:
        start: Offset within the text it was looked for in.
        end: One past its last character.
        score: From 0 (nothing) to 5 (the name before the bracket).
    """

    start: int
    end: int
    score: float = 0.0


def find_phrase(text: str, first: int, last: int, taken: Sequence[tuple[int, int]] = ()) -> Phrase | None:
    """Return the noun phrase between two places that names what the number at the second one is of.

    Args:
        text: A sentence.
        first: Where to begin.
        last: Where the number begins.
        taken: Stretches that are known to be something else (arms, subgroups, times).
    """
    opened = _opened(text, first, last)
    masked = blank_brackets(text[first:opened])
    start = first + max((match.end() for match in _CLAUSE.finditer(masked)), default=0)
    is_bracketed = opened < last
    for begin in dict.fromkeys((start, first)):
        tokens = list(_tokens(masked[begin - first :], begin))
        found = [_scored(tokens, span, opened if is_bracketed else -1, text) for span in _spans(tokens)]
        kept = [item for item in found if item.score and _is_name(text, item, taken)]
        if kept:
            return max(kept, key=lambda item: (item.score, item.start))
    return None


def find_list(text: str, first: int, last: int, count: int) -> list[Phrase]:
    """Return the noun phrases of the last list of so many between two places: "A, B and C were"; empty where there is none."""
    masked = blank_brackets(text[first : _opened(text, first, last)])
    tokens = list(_tokens(masked, first))
    runs = _runs(tokens)
    fitting = [run for run in runs if len(run) == count]
    found = [Phrase(tokens[start].start, tokens[end - 1].end) for start, end in (fitting[-1] if fitting else [])]
    return found if all(_is_name(text, item, ()) for item in found) else []


def find_subjects_before(text: str, first: int, last: int) -> list[Phrase]:
    """Return the noun phrases of the list that is the subject of a clause: "A, B and C were higher"; empty where it is no list."""
    masked = blank_brackets(text[first : _opened(text, first, last)])
    tokens = list(_tokens(masked, first))
    runs = [run for run in _runs(tokens) if len(run) > 1]
    for run in reversed(runs):
        before = next((item for item in reversed(tokens[: run[0][0]]) if item.kind not in {"D", "M", "A"}), None)
        after = tokens[run[-1][1]] if run[-1][1] < len(tokens) else None
        found = [Phrase(tokens[start].start, tokens[end - 1].end) for start, end in run]
        is_subject = (
            after is not None
            and after.kind == "V"
            and after.word in _STATES
            and (before is None or before.kind in {",", "C"})
        )
        if is_subject and all(_is_name(text, item, ()) for item in found):
            return found
    return []


def _runs(tokens: Sequence[Token]) -> list[list[tuple[int, int]]]:
    """Noun phrases that only commas, "and" and "or" part, together."""
    runs: list[list[tuple[int, int]]] = [[]]
    for span in _spans(tokens):
        joint = tokens[runs[-1][-1][1] : span[0]] if runs[-1] else []
        marks = [item for item in joint if item.kind not in {"D", "M"}]
        if not marks or not all(item.kind == "," or item.word in {"and", "or"} for item in marks):
            runs.append([])
        runs[-1].append(span)
    return runs


def title_of(text: str, phrase: Phrase) -> str:
    """The name as the record writes it."""
    words = BRACKET.sub("", text[phrase.start : phrase.end])
    return tidy(re.sub(r"\s+", " ", words))


def _opened(text: str, first: int, last: int) -> int:
    """Where the bracket begins that holds a number, or its own place."""
    depth = 0
    for place in range(last - 1, first - 1, -1):
        depth += (text[place] in ")]") - (text[place] in "([")
        if depth < 0:
            return place
    return last


def _tokens(text: str, offset: int) -> Iterator[Token]:
    before = ","
    for match in _TOKEN.finditer(text):
        kind = _kind(match[0], before)
        yield Token(offset + match.start(), offset + match.end(), match[0].lower(), kind)
        before = kind if kind != "A" else before


def _kind(word: str, before: str) -> str:
    if not word[0].isalnum():
        return ","
    if word[0].isdigit():
        return "N" if "-" in word else "#"
    kind = _fixed_kind(word if word.isupper() and len(word) > 1 else word.lower())
    if kind == "E":  # "decreased" is a verb after its subject, else part of a name
        return "V" if before in {"N", "#"} else "M" if word.lower() in _CHANGED else "N"
    return kind


_CHANGED = frozenset({"improved", "increased", "decreased", "reduced", "prolonged", "lowered", "enhanced", "elevated"})


@lru_cache(maxsize=8192)
def _fixed_kind(word: str) -> str:
    if kind := _KINDS.get(word):
        return kind
    if word in _GERUNDS:
        return "V"
    if _ADVERB.fullmatch(word):
        return "A"
    return "E" if _PARTICIPLE.fullmatch(word) else "N"


def _spans(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Cut the tokens into noun phrases; "of" joins two."""
    index = 0
    while index < len(tokens):
        if tokens[index].kind != "N":
            index += 1
            continue
        end = index
        while end < len(tokens) and (tokens[end].kind in {"N", "#"} or _joins(tokens, index, end)):
            end += 1
        yield index, end
        index = end


def _joins(tokens: Sequence[Token], start: int, place: int) -> bool:
    """Whether a word within a phrase holds it together: "incidence of (the) X", "time to X", "patients with X"."""
    if place + 1 >= len(tokens) or tokens[place - 1].word in _CUES:
        return False
    token, before, after = tokens[place], tokens[place - 1], tokens[place + 1]
    if token.kind in {"D", "M"}:
        return before.word in {"of", "to"} and before.kind == "P" and after.kind == "N" and place - start > 1
    if token.word == "of":
        return before.kind in {"N", "#"} and after.kind in {"N", "D", "M"}
    return (
        token.word == "to"
        and before.word in {"time", "adherence", "satisfaction", "exposure"}
        and after.kind in {"N", "D"}
    )


def _scored(tokens: Sequence[Token], span: tuple[int, int], bracket: int, text: str) -> Phrase:
    first, last = tokens[span[0]], tokens[span[1] - 1]
    return Phrase(first.start, last.end, 0.0 if last.word in _CUES else _place(tokens, span, bracket, text))


def _place(tokens: Sequence[Token], span: tuple[int, int], bracket: int, text: str) -> float:
    if _follows_cue(tokens, span[0]):
        return _CUED
    back = span[0] - 1
    while back > 0 and tokens[back].kind in {"D", "M", "A"}:
        back -= 1
    before = tokens[back] if back >= 0 else None
    if before is not None and before.kind == "P":
        return 0.0
    if bracket >= 0 and text[tokens[span[1] - 1].end : bracket].strip(" ") == "":
        return _LISTED
    if _is_subject(tokens, span):
        return _SUBJECT
    if span[0] and tokens[span[0] - 1].kind == "M":
        return _COMPARED
    return _OBJECT if before is not None and before.word in _TRANSITIVE else 0.0


def _follows_cue(tokens: Sequence[Token], place: int) -> bool:
    """Whether a phrase is what a difference, an effect or a change is in."""
    links = {"in", "on", "for", "of", "regarding", "concerning", "about", "to", "upon"}
    if not place:
        return False
    back = place - 1
    while back and tokens[back].kind in {"D", "M", "A"}:
        back -= 1
    if tokens[back].word not in links:
        return False
    earlier = [token.word for token in tokens[:back]]
    for distance, word in enumerate(reversed(earlier)):
        if word in _CUES:
            return True
        if distance > _MOST or word in {",", ";"}:
            return False
    return False


def _is_subject(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Whether a phrase is what a verb says something of: the last one before the verb that no preposition leads."""
    place = span[1]
    while place < len(tokens) and tokens[place].kind not in {"V", ","}:
        if tokens[place].kind == "C":
            return True
        place += 1
    return place < len(tokens) and tokens[place].kind == "V" and tokens[place].word in _STATES


def _is_name(text: str, phrase: Phrase, taken: Sequence[tuple[int, int]]) -> bool:
    if any(start < phrase.end and phrase.start < end for start, end in taken):
        return False
    words = [word.lower() for word in re.findall(r"[^\W\d_][\w'/+-]*", text[phrase.start : phrase.end])]
    if not words or words[-1] in _NO_HEADS or _PARTICIPLE.fullmatch(words[-1]) or len("".join(words)) < _FEWEST:
        return False
    if _OF_PEOPLE.match(" ".join(words)):
        return False
    return not all(
        word in _NO_NAMES or word in _NO_HEADS or word in _MEASURES for word in words
    ) and not _NO_NAMES & set(words)


def with_told(
    sentence: Sentence,
    names: Sequence[Name],
    targets: Sequence[Target],
    taken: Sequence[tuple[int, int]],
    *,
    safety: bool,
) -> list[Name]:
    """Add the noun phrases that comparisons are of where no known name stands between them and the one before.

    Args:
        sentence: The sentence.
        names: Its known names.
        targets: Its results, in order.
        taken: Stretches of it that are arms or subgroups.
        safety: Whether the passage is about harms.
    """
    found = list(names)
    floor = opening = sentence.start
    for target in targets:
        opening = target.start if opening == floor else opening
        if isinstance(target, Value):
            continue
        if not any(floor <= name.start < target.end for name in found):
            phrase = _told(
                sentence, floor, opening, taken, is_first=not any(name.start < target.start for name in found)
            )
            found += [replace(phrase, is_harm=safety)] if phrase else []
        floor = opening = target.end
    return sorted(found, key=lambda name: name.start)


def _told(
    sentence: Sentence, floor: int, opening: int, taken: Sequence[tuple[int, int]], *, is_first: bool
) -> Name | None:
    start = sentence.start
    inside = [(first - start, last - start) for first, last in taken]
    phrase = find_phrase(sentence.text, floor - start, opening - start, inside)
    if phrase is None or phrase.score < (_OBJECT if is_first else _SUBJECT):
        return None
    title = title_of(sentence.text, phrase)
    if len(title) < _FEWEST:
        return None
    return Name(start + phrase.start, start + phrase.end, title, is_harm=False, is_serious=False, rule="worded place")


def number_of(sentence: Sentence, target: Target) -> int:
    """Where the number of a result stands: an estimate begins with its measure, "hazard ratios for A and B were 0.9"."""
    estimate = None if isinstance(target, Value) else target.estimate
    if estimate is None or estimate.value is None:
        return target.start
    return max(target.start, sentence.start + sentence.text.rfind(estimate.value, 0, estimate.end))
