"""Endpoints that an article only says it measured: "A, B and C were assessed", "the outcomes were A and B"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import Endpoint, is_title, spell_out, tidy
from summarizer.engines.rules.guarded import holds_any
from summarizer.engines.rules.phrases import blank_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document, Sentence

_CUES = ("measured", "assessed", "evaluated", "recorded", "monitored", "determined", "documented", "collected", "compared", "noted",
    "quantified", "registered", "outcome", "endpoint", "end point", "end-point", "parameters", "variables")  # fmt: skip
_DONE = r"(?:measured|assessed|evaluated|recorded|monitored|determined|documented|collected|compared|noted|quantified|registered|analy[sz]ed|examined|studied)"
_FORMS = (
    # An example, the pattern; `list` holds the endpoints.
    (
        "Weight, waist circumference and C-peptide were measured",
        re.compile(
            rf"^(?:[A-Z][\w ]{{2,30}}, )?(?P<list>(?!(?:No|There|These|This|Those|It|They|Data|Patients|Participants|Subjects|Women|Children|All|Differences?) )[A-Z][^:;.]{{6,300}}?),? (?:was|were)(?: also| all| then)? {_DONE}\b"
        ),
    ),
    (
        "we measured weight, waist circumference and C-peptide",
        re.compile(r"\b[Ww]e (?:also )?(?:measured|assessed|evaluated|recorded) (?:the )?(?P<list>[^:;.]{6,300})"),
    ),
    (
        "the outcomes were weight and waist circumference",
        re.compile(
            r"\b(?:[Oo]utcomes?(?: measures?| parameters?| variables?)?|[Ee]nd ?-?points?|(?:[Oo]ther|[Mm]easured|[Aa]ssessed) (?:parameters|variables|measures))"
            r"(?: of (?:the|this) (?:study|trial))? (?:were|included?|are|comprised)(?: the)? (?P<list>[^:;.]{6,300})"
        ),
    ),
    (
        "the following were recorded: weight, waist circumference",
        re.compile(
            r"\b(?:following|outcomes?|end ?-?points?|parameters|variables|measures)\b[^:;.]{0,50}: (?P<list>[^.]{6,300})"
        ),
    ),
)
_TAIL = re.compile(
    r",? (?:at|before|after|during|within|over|by|using|with|between|among|from|until|through|in|for|as|on|via|every|per|according|throughout|which|that|when|while|and were|were|was"
    r"|daily|weekly|monthly|to (?:assess|evaluate|determine|compare|measure|examine|see)|following|prior|pre-|immediately|calculated|expressed|estimated|obtained|taken)\b.*$"
)
_PARTS = re.compile(r", (?:and |or |as well as )?|; (?:and )?| and | as well as | along with |(?<![\w(])\(?\d\) ")
_NO_ITEM = re.compile(
    r"\b(?:adverse|side effects?|safety|tolerability|toxicity|complications?|demographics?|characteristics|baseline|samples?|caregivers|height|biops(?:y|ies)|associations?|centers|centres|data|information|history|patients?|participants?|subjects?"
    r"|women|men|children|groups?|arms?|treatments?|interventions?|primary|secondary|outcomes?|end ?-?points?|parameters|variables|questionnaires?|tests?|measurements?|differences?"
    r"|effects?|effectiveness|efficacy|both|all|two|three|others?|age|sex|gender|they|it|we|compliance|adherence|follow-?up|criteria|methods?|results?|analys[ei]s|visits?|each|these|those|this)\b|^(?:urine|plasma|serum|blood|saliva|delay)$|\d|[=<>%]",
    re.IGNORECASE,
)
_SECTIONS = frozenset({"METHODS", "OUTCOMES", "DESIGN", None})
_ALIKE = re.compile(
    r"(?:^|[;:] |, (?:and|but|while|whereas) )(?P<list>[A-Z(a-z][^;:.]{3,120}?) (?:was|were|remained) (?:\w+ly )?(?:similar|comparable|equivalent)\b(?! to baseline)"
)
_LONGEST = 6
_FEWEST = 3


def find_measured(document: Document, sentence: Sentence) -> Iterator[Endpoint]:
    """Find the endpoints of a sentence of the methods that it lists as measured."""
    if sentence.section in {"RESULTS", None} and holds_any(sentence.lower, _LIKE) and "baseline" not in sentence.lower:
        yield from _alike(document, sentence)
    if sentence.section not in _SECTIONS or not holds_any(sentence.lower, _CUES):
        return
    for _, pattern in _FORMS:
        match = pattern.search(sentence.text)
        if match is None:
            continue
        items = list(_items(sentence.text, *match.span("list")))
        names = [(start, end, tidy(sentence.text[start:end])) for start, end in items]
        good = [item for item in names if _is_name(item[2])]
        if len(names) >= _FEWEST - 1 and 2 * len(good) > len(names):
            for start, end, title in good:
                yield Endpoint(
                    sentence.start + start, sentence.start + end, spell_out(title, document.abbreviations), "measured"
                )
            return


def _alike(document: Document, sentence: Sentence) -> Iterator[Endpoint]:
    """What is said to be alike in the arms is an endpoint, if one without a result."""
    for match in _ALIKE.finditer(sentence.text):
        for start, end in _items(sentence.text, *match.span("list")):
            title = tidy(sentence.text[start:end])
            if _is_name(title):
                yield Endpoint(
                    sentence.start + start, sentence.start + end, spell_out(title, document.abbreviations), "alike"
                )


_LIKE = ("similar", "comparable", "equivalent")


def _is_name(title: str) -> bool:
    return (
        title[-1:].isalnum()
        and len(title) >= _FEWEST
        and len(title.split()) <= _LONGEST
        and is_title(title)
        and _NO_ITEM.search(title) is None
    )


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    bare = blank_brackets(text[start:end])
    position = 0
    for part in [*_PARTS.finditer(bare), None]:
        stop = part.start() if part else len(bare)
        piece = bare[position:stop]
        tail = _TAIL.search(piece)
        piece = piece[: tail.start()] if tail else piece
        words = piece.strip(" ,")
        if words:
            begin = start + position + piece.index(words[0])
            yield begin, begin + len(words)
        position = part.end() if part else stop
