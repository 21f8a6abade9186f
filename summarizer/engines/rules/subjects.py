"""What the numbers of a sentence are of: its endpoints and harms, and which number goes with which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoints import Endpoint, EndpointIndex, find_endpoints, key_of
from summarizer.engines.rules.harm_terms import Harm, find_harms_named
from summarizer.engines.rules.statements import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.effects import Comparison
    from summarizer.engines.rules.results import Value

_POINTER = re.compile(
    r"\b(?:the |this |its |that )?(?:co-)?(?P<type>primary|secondary) (?:efficacy |composite )*(?:end ?-?points?|outcomes?|objective|events?)\b"
    r"|\b(?P<plain>(?:the |this )(?:composite )?(?:end ?-?point|outcome)|a primary[- ](?:outcome|end ?-?point) event)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:^|[,:;] |\band |\bwere |\bwas |\bincluded |\bof |\bthan |\bhad )(?P<term>(?!and\b|or\b|the\b|with\b|in\b|of\b|for\b|as\b)[A-Za-z][a-z][\w/-]*(?: (?!and\b|was\b|were\b|in\b|with\b|on\b|versus\b|vs\b|than\b)[\w/-]+){0,4}) \((?=[<\d]\d*(?:\.\d+)?%|grade|\d+(?:\.\d+)? (?:vs|versus))",
)
_VERB_TO_NAME = re.compile(
    r"\b(?:had|have|having|experienc\w+|achiev\w+|report\w+|develop\w+|died|were (?:alive|free)|was|suffered|reached|met|showed|with|reported|discontinu\w+|stopped|of|for|in|a|an)\b[^;.]*$",
    re.I,
)
_HARM_NOUN = re.compile(
    r"(?:infections?|events?|fractures?|bleeding|reactions?|deaths?|malignanc\w+|seizures?|amputations?|transfusions?|disorders?|elevations?|hospitali[sz]ations?)$",
    re.IGNORECASE,
)
_RATIO_OF = (
    (
        re.compile(r"progression or death|disease progression (?:or|and) death|progression-or-death", re.IGNORECASE),
        "progression-free survival",
    ),
    (
        re.compile(r"(?:recurrence|relapse),? or death|disease recurrence or death", re.IGNORECASE),
        "disease-free survival",
    ),
    (
        re.compile(r"\b(?:for|of) (?:all-cause )?death\b(?! from| due)|risk of death\b(?! from| due)", re.IGNORECASE),
        "overall survival",
    ),
)


def find_subjects(document: Document, sentence: Sentence, index: EndpointIndex, *, safety: bool) -> list[Name]:
    """Find the endpoints and harms a sentence names, without overlap, in order.

    Args:
        document: The article.
        sentence: Where to look.
        index: What the article says of its endpoints.
        safety: Whether the passage is about harms.
    """
    harms = [*find_harms_named(sentence)]
    if safety:
        harms += [item for item in _listed(sentence) if not _overlaps(item, harms)]
    endpoints = find_endpoints(document, sentence)
    pointers = [*_pointers(sentence, index)]
    names = [*pointers]
    for harm in harms:
        covering = [item for item in endpoints if item.start < harm.end and harm.start < item.end]
        name = _of_harm(harm, covering, index, safety=safety)
        if not _overlaps(name, names):
            names.append(name)
    for item in endpoints:
        if not _overlaps(item, names):
            names.append(_of_endpoint(item, index, safety=safety))
    return sorted(names, key=lambda name: name.start)


def _overlaps(item: Name | Harm | Endpoint, others: Sequence[Name | Harm]) -> bool:
    return any(item.start < other.end and other.start < item.end for other in others)


def _pointers(sentence: Sentence, index: EndpointIndex) -> Iterator[Name]:
    """Read "the primary outcome" as the endpoint it was defined to be."""
    for match in _POINTER.finditer(sentence.text):
        title = index.sole("SECONDARY" if (match["type"] or "").lower() == "secondary" else "PRIMARY")
        place = next((item for item in index.defined if item.title == title), None)
        if title and place and not sentence.start <= place.start < sentence.end:
            yield Name(sentence.start + match.start(), sentence.start + match.end(), title, False, False, "pointer")  # noqa: FBT003


def _of_harm(harm: Harm, covering: Sequence[Endpoint], index: EndpointIndex, *, safety: bool) -> Name:
    """A harm is an endpoint where the article calls it one."""
    for item in covering:
        if key_of(item.title) in index.types or (
            item.rule == "lexicon" and not safety and item.title.lower() != harm.term.lower()
        ):
            return Name(item.start, item.end, item.title, False, False, item.rule)  # noqa: FBT003
    if key_of(harm.term) in index.types:
        return Name(harm.start, harm.end, harm.term, False, False, "defined")  # noqa: FBT003
    return Name(harm.start, harm.end, harm.term, True, harm.serious, harm.rule)  # noqa: FBT003


def _of_endpoint(item: Endpoint, index: EndpointIndex, *, safety: bool) -> Name:
    is_defined = key_of(item.title) in index.types
    is_harm = safety and not is_defined and item.rule != "lexicon" and _HARM_NOUN.search(item.title) is not None
    return Name(item.start, item.end, item.title, is_harm, False, item.rule)  # noqa: FBT003


def _listed(sentence: Sentence) -> Iterator[Harm]:
    """Read the terms of a list of harms: "thrombocytopenia (19% vs 12%), raised ALT (9% vs 2%)"."""
    for match in _LISTED.finditer(sentence.text):
        term = match["term"]
        if re.search(r"\b(?:patients?|group|arm|placebo|grade|participants|women|men)\b", term, re.IGNORECASE):
            continue
        yield Harm(
            sentence.start + match.start("term"),
            sentence.start + match.end("term"),
            term[0].lower() + term[1:] if term[1:].islower() else term,
            False,
            "listed",
        )  # noqa: FBT003


def assign_names(sentence: Sentence, names: Sequence[Name], targets: Sequence[Value | Comparison]) -> list[Name | None]:
    """Say for each number of a sentence which of its names it is of; ``None`` where the sentence does not name it.

    A name precedes its numbers ("neutropenia 12%"), unless the sentence begins with a number ("12% had neutropenia").
    """
    if not names:
        return [None] * len(targets)
    trails = _trails(sentence, names, targets)
    found: list[Name | None] = []
    for target in targets:
        inside = [name for name in names if target.start <= name.start < target.end]
        before = [name for name in names if name.end <= target.start]
        after = [name for name in names if name.start >= target.end]
        if inside:
            found.append(inside[-1])
        elif trails and after:
            found.append(after[0])
        elif before:
            found.append(before[-1])
        else:
            found.append(after[0] if after and _leads_to(sentence, target, after[0]) else None)
    return found


def _trails(sentence: Sentence, names: Sequence[Name], targets: Sequence[Value | Comparison]) -> bool:
    """Whether each name follows its numbers: "57% had neutropenia and 23% had anaemia"."""
    if not targets or names[0].start < targets[0].start:
        return False
    return targets[-1].end <= names[-1].start and len(names) > 1 and _leads_to(sentence, targets[0], names[0])


def _leads_to(sentence: Sentence, target: Value | Comparison, name: Name) -> bool:
    return _VERB_TO_NAME.search(sentence.text[target.end - sentence.start : name.start - sentence.start]) is not None
