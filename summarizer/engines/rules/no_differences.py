"""Endpoints in which arms are said not to differ, without a number: "no difference in X, Y or Z", "X was not different"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import is_title, key_of, tidy
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.statements import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.definitions import EndpointIndex
    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.naming import ArmMention

_BETWEEN = (
    r"(?: (?:was|were|is|are|could be|has been|had been|have been)(?: \w+)?)?"
    r"(?: (?:between|among|across|within|with|at|after|by|during) [^,;:.]{3,70}?)??"
)
_LINK = r"(?: (?:in|for|on|of|regarding|concerning|as regards|(?:with|in) (?:respect|regards?) (?:to|of)|in terms of)(?: either| both| any of| the| all)*)"
_FORMS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    # An example, words of which a sentence must hold one, the pattern; `list` holds the endpoints.
    (
        "there was no significant difference between the groups in X, Y and Z",
        "differ",
        re.compile(
            r"\b(?:no|any|without|nor) (?:(?:statistically|clinically|significant|significantly|relevant|meaningful|important|clear|overall"
            r"|apparent|major|marked|obvious|further|evidence of an?|between-group|intergroup|group|treatment) )*"
            rf"differences?{_BETWEEN}{_LINK} (?P<list>[^;:.]+)",
            re.IGNORECASE,
        ),
    ),
    (
        "no effect of A on X was seen; A did not affect X",
        "ffect",
        re.compile(
            r"\b(?:(?:no|any|without) (?:(?:statistically|clinically|significant|relevant|apparent|clear|measurable|additional) )*effects?"
            r"(?: of [^,;:.]{3,50}?)?(?: was \w+| were \w+)? (?:on|upon)"
            r"|(?:did|does|do) not (?:\w+ly )?(?:affect|influence|alter)) (?P<list>[^;:.]+)",
            re.IGNORECASE,
        ),
    ),
    (
        "X and Y did not differ between the groups",
        "differ",
        re.compile(
            r"(?:^|[;:.] |, (?:but|while|whereas|and) )(?P<list>[A-Z(a-z][^;:.]{2,120}?) (?:(?:did|does|do) not (?:\w+ly )*differ"
            r"|(?:was|were|is|are) not (?:(?:statistically|significantly|markedly|clinically) )*different"
            r"|(?:showed|demonstrated|revealed) no (?:\w+ )*?(?:between[- ]groups? )?differences?)\b",
            re.IGNORECASE,
        ),
    ),
)
_CUES = Phrases("differ", "effect", "affect", "influence", "alter")
_CLAUSE_END = re.compile(
    r"[;:]|\.(?!\d)|,? (?:but|while|whereas|although|however|though|even|except|despite|unless)\b"
    r"|,? (?:and|with) [^,;]{3,60}? (?:was|were|did|had|showed)\b"
)
_PARTS = re.compile(r", (?:and |or |nor )?|;| and/or | and (?!(?:safety|stability)\b)| or | nor ")
_TAIL = re.compile(
    r" (?:(?:between|among|across|compared|at|after|during|within|over|by|through|until|from|when|while|but|although|with|than|versus|vs\.?|as"
    r"|was|were|are|is|could|had|have|has|which|that|who) .*|(?:in|for|of|to) (?:the |both |either |any |all )*(?:[\w'-]+ ){0,3}"
    r"(?:groups?|arms?|patients|participants|subjects|children|women|men|treatments?|cohorts?|study|trial)\b.*)$",
    re.IGNORECASE,
)
_NO_ENDPOINT = re.compile(
    r"\b(?:baseline|demographics?|characteristics|age|gender|sex|bmi at|history|follow-?up|assessments?|groups?|arms?|patients|participants|subjects|treatments?|they"
    r"|it|this|these|those|which|that|what|we|study|trial|p ?[<=>])\b|^(?:the |this |these |other |both )*(?:differences?|results?|findings|others?|effects?"
    r"|values?|outcomes?|variables?|parameters?|measures?|regimens?|drugs?|either|each)$|\d",
    re.IGNORECASE,
)
_POINTERS = re.compile(
    r"\b(?P<first>primary|secondary)(?: (?:and|or|nor) (?P<second>primary|secondary))? (?:outcomes?|end ?points?)",
    re.IGNORECASE,
)
_LONGEST = 9
_OF_GOOD = re.compile(
    r"\b(?:mortality|survival|function(?:al|ing)?|outcome|quality|recovery|re-?operations?|stay|duration|length|time|scores?|success|healing|satisfaction|costs?|loss|levels?|consumption"
    r"|pressure|weight|mass|response)\b",
    re.IGNORECASE,
)
"""What is no harm, even where it stands in one sentence with complications."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence and what is known of it.

    Attributes:
        document: The article.
        sentence: Where to look.
        index: What the article says of its endpoints.
        known: The names that the sentence is known to hold.
        mentions: Its mentions of arms.
        safety: Whether it is about harms.
    """

    document: Document
    sentence: Sentence
    index: EndpointIndex
    known: Sequence[Name]
    mentions: Sequence[ArmMention]
    safety: bool


def find_no_differences(passage: Passage, numbers: Sequence[int]) -> Iterator[Name]:
    """Find the endpoints and harms of a sentence in which arms did not differ, where no number stands beside them.

    Args:
        passage: The sentence and what is known of it.
        numbers: Offsets of its results.
    """
    sentence = passage.sentence
    if not _CUES.stand_in(sentence.lower) or "baseline" in sentence.lower:
        return
    seen: set[str] = set()
    for start, end, first, last in _stretches(sentence):
        if any(start <= number - sentence.start <= end for number in numbers):
            continue
        for name in _names(passage, first, last):
            if (key := key_of(name.title)) not in seen:
                seen.add(key)
                yield name


def _stretches(sentence: Sentence) -> Iterator[tuple[int, int, int, int]]:
    """Where a sentence says that arms do not differ, and where within that it lists in what."""
    for _, cue, pattern in _FORMS:
        for match in pattern.finditer(sentence.text) if cue in sentence.lower else ():
            first, last = match.span("list")
            stop = _CLAUSE_END.search(sentence.text, first if last == match.end() else match.end())
            end = stop.start() if stop else len(sentence.text)
            yield match.start(), end, first, min(last, end)


def _names(passage: Passage, start: int, end: int) -> Iterator[Name]:
    sentence = passage.sentence
    pointed = _POINTERS.search(sentence.text, start, end)
    if pointed:
        yield from _defined(passage.index, pointed, sentence.start + pointed.start(), sentence.start + pointed.end())
        return
    for first, last in _items(sentence.text, start, end):
        begin, stop = sentence.start + first, sentence.start + last
        if any(item.start < stop and begin < item.end for item in passage.mentions):
            continue
        inside = [name for name in passage.known if name.start < stop and begin < name.end]
        title = tidy(sentence.text[first:last])
        if len(inside) == 1 and (inside[0].is_harm or len(inside[0].title) >= len(title)):
            yield inside[0]
        elif len(title) > 2 and len(title.split()) <= _LONGEST and is_title(title) and not _NO_ENDPOINT.search(title):  # noqa: PLR2004
            title = passage.document.abbreviations.get(title, title)
            is_harm = passage.safety and _OF_GOOD.search(title) is None
            yield Name(begin, stop, title, is_harm=is_harm, is_serious=False, rule="did not differ")


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a list into its items, without when and in whom."""
    bare = re.sub(r"\([^()]*\)", lambda match: "\x00" * len(match[0]), text[start:end])
    tail = _TAIL.search(bare)
    bare = bare[: tail.start()] if tail else bare
    position = 0
    for piece in [*_PARTS.finditer(bare), None]:
        stop = piece.start() if piece else len(bare)
        words = bare[position:stop].split("\x00")[0]
        if words.strip():
            begin = start + position + len(words) - len(words.lstrip())
            yield begin, begin + len(words.strip())
        position = piece.end() if piece else stop


def _defined(index: EndpointIndex, pointed: re.Match[str], start: int, end: int) -> Iterator[Name]:
    """The endpoints that "the primary and secondary outcomes" are."""
    kinds = {(pointed[group] or "").upper() for group in ("first", "second")}
    for item in index.defined:
        if index.types.get(key_of(item.title)) in kinds:
            yield Name(start, end, item.title, is_harm=False, is_serious=False, rule="did not differ")
