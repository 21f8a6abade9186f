"""What the numbers of a sentence are of: its endpoints and harms."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import Endpoint, key_of, tidy
from summarizer.engines.rules.endpoints import find_endpoints, is_named
from summarizer.engines.rules.guarded import Guarded, Phrases
from summarizer.engines.rules.harm_context import is_ambiguous, is_endpoint, is_of_patients, is_theme
from summarizer.engines.rules.harm_lists import find_items, find_listed, is_denied, with_siblings
from summarizer.engines.rules.harm_terms import Harm, find_harms_named
from summarizer.engines.rules.predicates import find_courses
from summarizer.engines.rules.proportions import with_proportions
from summarizer.engines.rules.statements import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.definitions import EndpointIndex
    from summarizer.engines.rules.document import Document, Sentence

_POINTER = re.compile(
    r"\b(?:the |this |its |that )?(?:co-)?(?P<type>primary|secondary) (?:efficacy "
    r"|composite )*(?:end ?-?points?|outcomes?|objective|events?)\b"
    r"|\b(?P<plain>(?:the |this )(?:composite )?(?:end ?-?point|outcome)|a primary[- ](?:outcome"
    r"|end ?-?point) event)\b",
    re.IGNORECASE,
)
_HARM_NOUN = re.compile(
    r"(?:infections?|events?|fractures?|bleeding|reactions?|deaths?|malignanc\w+|seizures?"
    r"|amputations?|transfusions?|disorders?|elevations?|hospitali[sz]ations?|thromboembolism|strokes?"
    r"|infarctions?|embolism|thrombosis)$",
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


def find_subjects(
    document: Document, sentence: Sentence, index: EndpointIndex, themes: frozenset[str], *, safety: bool
) -> list[Name]:
    """Find the endpoints and harms a sentence names, without overlap, in order.

    Args:
        document: The article.
        sentence: Where to look.
        index: What the article says of its endpoints.
        themes: Terms of harms that are matters of the study (`find_themes`).
        safety: Whether the passage is about harms.
    """
    harms = [item for item in find_harms_named(sentence) if item.rule != "term" or not is_of_patients(sentence, item)]
    if safety:
        harms += [item for item in find_listed(sentence) if not _overlaps(item, harms)]
    harms += with_siblings(sentence, [item for item in harms if not is_endpoint(sentence, item, themes, safety=safety)])
    endpoints = [*_defined(sentence, index), *find_endpoints(document, sentence)]
    if not safety:
        endpoints += [
            Endpoint(item.start, item.end, item.term, "worded item")
            for item in find_items(sentence)
            if not _overlaps(item, [*harms, *endpoints])
        ]
    endpoints += [item for item in _subject(sentence) if not _overlaps(item, [*harms, *endpoints])]
    endpoints += [
        Endpoint(item.start, item.end, item.title, item.rule)
        for item in find_courses(sentence)
        if not _overlaps(item, [*harms, *endpoints])
    ]
    pointers = [*_pointers(sentence, index)]
    names = [*pointers]
    clear = [
        item for item in harms if item.rule == "term" and not (is_ambiguous(item.term) or is_theme(item.term, themes))
    ]
    for harm in harms:
        beside = any(item is not harm for item in clear)
        covering = [item for item in endpoints if item.start < harm.end and harm.start < item.end]
        name = _of_harm(harm, covering, index, safety=safety)
        is_plain = harm.rule in {"term", "sibling"} or "complication" in harm.term
        if is_plain and name.is_harm and is_endpoint(sentence, harm, themes, safety=safety or beside):
            name = replace(name, is_harm=False, is_serious=False)
        if not _overlaps(name, names):
            names.append(name)
    for item in endpoints:
        if not _overlaps(item, names):
            names.append(_of_endpoint(item, index, safety=safety or (bool(clear) and item.rule == "worded item")))
    names += [item for item in _deaths(document, sentence, safety=safety) if not _overlaps(item, names)]
    names = [
        name for name in names if not (name.rule != "pointer" and len(names) > 1 and _describes_people(sentence, name))
    ]
    names = [_resolved(name, index) for name in names]
    names = [name for name in names if name.rule != "undefined" or len(names) == 1]
    names = with_proportions(sentence, names)
    return _joined(sentence, sorted(names, key=lambda name: name.start), index)


_PEOPLE_WITH = Guarded(
    "patients|participants|women|men|people|those|tumors|tumours|adults|children|infants|individuals",
    r"\b(?:patients|participants|women|men|people|those|tumou?rs|adults|children|infants"
    r"|individuals) (?:with|without|who had|having|already \w+) (?:(?!and\b|or\b)[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"(?:defined as|meaning|that is|i\.e\.|such as|including) [^,;()]*$|\bsuch as (?:[\w -]{2,40}, ){1,6}(?:and |or )?[^,;()\d]*$"
    r"|(?:end ?-?points?|outcomes?) ?(?:-|\(|:) ?(?:[^-();:]|(?<=\w)-(?=\w)){0,220}$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^(?:[•*·▪-] ?)?(?P<name>(?!(?:The|In|At|For|By|With|And|But|So|Here|It|This|These|They|There|No"
    r"|Those|That|We|Results?|Conclusions?|Methods|Background)\b)[A-Z][\w'/+-]*(?: (?!was\b|were\b"
    r"|is\b|are\b|had\b|has\b|they\b"
    r"|we\b)[\w'/+-]+){0,8})(?: \([^()]{1,40}\))?(?:, (?:the )?(?:primary|secondary) (?:end ?point"
    r"|outcome))?: (?=\D{0,30}\d)"
)
_VERB = (
    r"(?:(?:was|were|has been|had been) (?:\w+ly )?(?:reported|seen|noted|observed|recorded|documented"
    r"|diagnosed|detected|experienced|achieved|found|identified)|occurred|developed|arose|struck|affected"
    r"|came up|appeared)"
)
_VERB_CUES = Phrases("reported", "seen", "noted", "observed", "recorded", "documented", "diagnosed", "detected", "experienced", "achieved", "found",
    "identified", "occurred", "developed", "arose", "struck", "affected", "came up", "appeared")  # fmt: skip
_SUBJECT = re.compile(
    r"(?:^(?:• ?)?|[,;:] (?:and |while |whereas |but )?)(?P<name>(?!(?:as|to|so|such|also|only"
    r"|numbered|and|or|but|occurred|reported|was|were|they|these|those|it|this|there|no|none|most|all"
    r"|both|patients|which|who|the (?:two|same|authors|investigators))\b)[A-Za-z][\w'/+-]*(?: (?!was\b"
    r"|were\b|had\b|that\b|which\b|in the\b|occurred\b|they\b"
    rf"|we\b)[\w'/+-]+){{0,12}}) {_VERB}(?:,? respectively,?)?(?: more often)? (?:in|by|with|among|at"
    r"|for|after|from)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?:at least|or more|or greater|or higher|or less|or lower)\b")
_POINTING = Phrases("primary", "secondary", "outcome", "point", "endpoint", "coprimary")
_DEATH = re.compile(r"\b(?:deaths?|died)\b", re.IGNORECASE)


def _defined(sentence: Sentence, index: EndpointIndex) -> Iterator[Endpoint]:
    """Read the endpoints that the article defined, by the words of their definition."""
    for item in index.defined:
        title = item.title.lower()
        start = sentence.lower.find(title)
        if len(title) > 3 and start >= 0:  # noqa: PLR2004 - shorter ones are abbreviations
            yield Endpoint(sentence.start + start, sentence.start + start + len(title), item.title, "defined")


def _subject(sentence: Sentence) -> Iterator[Endpoint]:
    """Read what "was reported in 5%": the subject of a clause whose verb is that of an event."""
    found = [*_HEADING.finditer(sentence.text)] if ":" in sentence.text else []
    if _VERB_CUES.stand_in(sentence.lower):
        found += _SUBJECT.finditer(sentence.text)
    for match in found:
        title = tidy(
            re.sub(
                r"^[Gg]rades? [1-5≥](?:[-/ ]?(?:or|to|and)? ?(?:[1-5]|higher|worse|more))* |^[Aa]ny[- ]grade ",
                "",
                match["name"],
            )
        )
        has_number = re.search(r"\d", title) and not _LEVEL.search(title)
        if not has_number and not re.search(
            r"\b(?:group|arm|placebo|patients|trial|study|differences?|ratios?|benefit|results?|data)\b", title
        ):
            cut = len(match["name"]) - len(title) if match["name"].lower().endswith(title.lower()) else 0
            yield Endpoint(
                sentence.start + match.start("name") + cut, sentence.start + match.end("name"), title, "subject"
            )


def _deaths(document: Document, sentence: Sentence, *, safety: bool) -> Iterator[Name]:
    for match in _DEATH.finditer(sentence.text):
        noun = "deaths" if match[0].lower() == "died" else match[0].lower()
        title = noun if safety else "overall survival" if is_named(document, "overall survival") else "death"
        yield Name(sentence.start + match.start(), sentence.start + match.end(), title, safety, False, "death")  # noqa: FBT003


def _describes_people(sentence: Sentence, name: Name) -> bool:
    """Whether a name only says which patients: "patients with measurable disease"."""
    start = name.start - sentence.start
    before = sentence.text[max(0, start - 90) : start]
    longer = sentence.text[max(0, start - 240) : start]
    return _PEOPLE_WITH.search(before, sentence.lower) is not None or _EXPLAINED.search(longer) is not None


def _resolved(name: Name, index: EndpointIndex) -> Name:
    """Take a shorter name for the one defined endpoint that has all its words ("complete closure")."""
    if name.is_harm or key_of(name.title) in index.types or name.rule == "lexicon":
        return name
    words = set(name.title.lower().split())
    fuller = [item.title for item in index.defined if words < set(item.title.lower().split())]
    return replace(name, title=fuller[0]) if len(words) > 1 and len(fuller) == 1 else name


def _joined(sentence: Sentence, names: Sequence[Name], index: EndpointIndex) -> list[Name]:
    """Join "A or B" to one name: a composite is one endpoint, and one harm."""
    found: list[Name] = []
    for name in names:
        last = found[-1] if found else None
        between = sentence.text[last.end - sentence.start : name.start - sentence.start] if last else ""
        is_composite = (
            last and re.fullmatch(r",? or (?:an? |the )?", between) and "pointer" not in {last.rule, name.rule}
        )
        if last and is_composite and not (last.is_harm and is_denied(sentence, last)):
            title = f"{last.title}{between}{name.title}"
            is_harm = last.is_harm and name.is_harm and key_of(title) not in index.types
            is_serious = last.is_serious or name.is_serious
            found[-1] = Name(last.start, name.end, title, is_harm, is_serious, "joined")
        else:
            found.append(name)
    return found


def _overlaps(item: Name | Harm | Endpoint, others: Sequence[Name | Harm | Endpoint]) -> bool:
    return any(item.start < other.end and other.start < item.end for other in others)


def _pointers(sentence: Sentence, index: EndpointIndex) -> Iterator[Name]:
    """Read "the primary outcome" as the endpoint it was defined to be."""
    if not _POINTING.stand_in(sentence.lower):
        return
    for match in _POINTER.finditer(sentence.text):
        if "co-" in match[0].lower():
            continue
        title = index.sole("SECONDARY" if (match["type"] or "").lower() == "secondary" else "PRIMARY")
        place = next((item for item in index.defined if item.title == title), None)
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if title is None and (match["type"] or "").lower() == "primary" and "PRIMARY" not in index.types.values():
            yield Name(start, end, "primary outcome", is_harm=False, is_serious=False, rule="undefined")
        if title and place and not sentence.start <= place.start < sentence.end:
            yield Name(start, end, title, is_harm=False, is_serious=False, rule="pointer")


def _of_harm(harm: Harm, covering: Sequence[Endpoint], index: EndpointIndex, *, safety: bool) -> Name:
    """A harm is an endpoint where the article calls it one."""
    for item in covering if harm.rule not in {"death", "stop", "dose", "any"} else ():
        if item.rule == "meant":
            continue
        if key_of(item.title) in index.types or (
            item.rule in {"lexicon", "worded threshold"} and not safety and item.title.lower() != harm.term.lower()
        ):
            return Name(item.start, item.end, item.title, False, False, item.rule)  # noqa: FBT003
    if key_of(harm.term) in index.types:
        return Name(harm.start, harm.end, harm.term, False, False, "defined")  # noqa: FBT003
    return Name(harm.start, harm.end, harm.term, True, harm.serious, harm.rule)  # noqa: FBT003


def _of_endpoint(item: Endpoint, index: EndpointIndex, *, safety: bool) -> Name:
    is_defined = key_of(item.title) in index.types
    is_harm = (
        safety
        and not is_defined
        and (
            item.rule == "subject"
            or (item.rule.startswith(("worded", "lexicon")) and _HARM_NOUN.search(item.title) is not None)
        )
    )
    return Name(item.start, item.end, item.title, is_harm, False, item.rule)  # noqa: FBT003
