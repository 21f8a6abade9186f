"""Who led or presented the study."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.layout import Kind
from summarizer.engines.rules.names import Person, find_affiliation, find_people, split_people
from summarizer.record import Investigator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_ROLE = (
    r"(?:lead|first|principal|chief|presenting|senior study|study|trial|co-?lead|corresponding"
    r"|lead study|coordinating|national|co-?principal)[ -]"
    r"(?:author|investigator|researcher|chair|lead|leader|presenter)|presenter"
    r"|principal investigator|steering committee chair|(?:trial|study)'s (?:lead|leader|head|chief)"
)
_BEFORE = re.compile(
    rf"(?:{_ROLE})(?:[,:]| was| is|,? (?:of|for) the (?:study|trial)[,:]?)? ?$|\b(?:led|headed"
    rf"|chaired|presented|conducted|directed|shown|reported|written) by(?: [a-z ]{{0,24}})? ?$"
    rf"|\breported $|\b(?:read out|unveiled|delivered|told|given|shared|summari[sz]ed|announced)(?: [a-z0-9 ]{{0,28}})?(?: on [A-Z][a-z]+day)? by $",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"^.{{0,190}}?\b(?:{_ROLE}|and (?:his |her |their )?(?:colleagues|co-?authors"
    rf"|co-?investigators|co-?workers|associates|team)|"
    r"who (?:led|headed|presented|chaired|ran|directed|reported|(?:will|is set to|is due to) present|is presenting)|(?:will present|presented|headed|led"
    r"|chaired|unveiled|showed) (?:the|it|data|results|these|findings|[A-Z]{3,}|this)|"
    r"has just published|reported (?:the|these|that|at|results|data|findings)"
    r"|told (?:delegates|attendees|the (?:meeting|congress|audience))|"
    r"during (?:a|an|the) (?:presentation|session|press)|,? reported\b|and colleagues)",
    re.IGNORECASE,
)
_TEAM = re.compile(
    r"^[^.;]{0,140}?\b(?:and|et al)\.? ?(?:(?:his|her|their) )?(?:colleagues|co-?authors"
    r"|co-?investigators|co-?workers|team)\b|^[^.;]{0,30}'s (?:group|team)\b"
)
_EXECUTIVE = re.compile(
    r"\b(?:chief executive|chief medical officer|chief scientific|chief development|ceo\b"
    r"|president|vice president|head of|global head|"
    r"spokes\w+|chairman of the board|senior vice|chief commercial|general manager|co-founder|executive)\b"
)
_OUTSIDE = re.compile(
    r"not involved|not part of|no part|no role|not an author|unconnected|not connected|editorial|comment|discussant|"
    r"took no part|independent of|moderator|did not take part|outside the|asks whether|wrote in|had nothing"
)
_ROLE_WORD = re.compile(_ROLE, re.IGNORECASE)
_REACH = 220
_FEWEST_BLANKS = 3
_SAYS_SHE = re.compile(
    r"^(?:she|he|they) (?:presented|showed|reported|led|unveiled|told delegates)\b|^(?:her"
    r"|his) (?:group|team|colleagues)",
    re.IGNORECASE,
)


def find_investigators(document: Document, scope: TrialScope) -> tuple[Fact[Investigator], ...]:
    """Return the people named as presenter, lead, chief or first author, in the order of the text."""
    found: dict[str, Fact[Investigator]] = {}
    sentences = [sentence for sentence in document.sentences if document.kind(sentence) in {Kind.BODY, Kind.DISCLOSURE}]
    allowed = _own_sentences(scope) if scope.shared else None
    for index, sentence in enumerate(sentences):
        if allowed is not None and sentence.start not in allowed:
            continue
        following = sentences[index + 1].text if index + 1 < len(sentences) else ""
        for fact in _in_sentence(document, sentence, following):
            surname = fact.value.name.split(",")[0].split()[-1]
            if surname not in found:
                found[surname] = fact
        alone = _SURNAME_LEADS.search(sentence.text)
        if alone and alone["name"] not in found and not _OUTSIDE.search(sentence.lower):
            full = _named_in_full(document, sentences, alone["name"])
            found |= {alone["name"]: full} if full else {}
    if not found:
        first = _first_author(document)
        return (first,) if first else ()
    return tuple(found.values())


_SURNAME_LEADS = re.compile(
    r"(?:(?<=[a-z] )|(?<=Dr\. )|(?<=Dr ))(?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?), who (?:led|headed|presented|chaired|will present)\b"
)


def _named_in_full(document: Document, sentences: Sequence[Sentence], surname: str) -> Fact[Investigator] | None:
    """The person whom a text that has named them in full calls by the surname alone: "Sharma, who presented the data"."""
    for sentence in sentences:
        if surname in sentence.text:
            for person in find_people(document.text, sentence.start, sentence.end, ordinary=document.lower_words):
                if person.name.split(",")[0].split()[-1] == surname and " " in person.name.split(",")[0]:
                    return _investigator(document, sentence, person)
    return None


def _own_sentences(scope: TrialScope) -> set[int]:
    """Of several trials: the sentences from the first that names this one, but not of paragraphs that name others."""
    own = [item.start for item in scope.sentences if scope.acronym and scope.acronym in item.text]
    own += [item.start for item in scope.context if scope.acronym and scope.acronym in item.text]
    foreign = {item.paragraph for item in scope.context if any(other in item.text for other in scope.others)}
    first = {item.paragraph for item in scope.sentences if own and item.start >= min(own)}
    return {item.start for item in scope.sentences if item.paragraph in first - foreign}


def _in_sentence(document: Document, sentence: Sentence, following: str) -> Iterator[Fact[Investigator]]:
    if sentence.text.count(" ") < _FEWEST_BLANKS or (
        not _HINT.is_in_lower(sentence.lower) and not _SAYS_SHE.match(following)
    ):
        return
    if _OUTSIDE.search(sentence.lower):
        return
    taken = sentence.start
    for person in find_people(document.text, sentence.start, sentence.end, ordinary=document.lower_words):
        before = document.text[max(sentence.start, person.start - 60) : person.start]
        after = document.text[person.end : min(sentence.end, person.end + _REACH)]
        other = next(iter(find_people(after)), None)
        near = after if other is None else after[: max(other.start, 1)]
        if _EXECUTIVE.search(near.lower()[:120]) and not _ROLE_WORD.search(near):
            continue
        leads = _BEFORE.search(before) or _AFTER.match(near) or _TEAM.match(near) or _SAYS_SHE.match(following)
        if leads and person.start >= taken:
            fact = _investigator(document, sentence, person)
            taken = fact.end
            yield fact


_HINT = Guarded(
    "author|coauthor|cochair|co|investigator|colleague|coworkers|present|led|lead|headed|chair|showed|report|told|team|group|published|chief"
    "|principal|when|conducted",
    r"\b(?:(?:co-?)?author|investigator|colleague|co-?workers|present|led\b|lead|headed|(?:co-?)?chair|showed"
    r"|report|told|team\b|published|chief|principal|when|conducted)|'s group",
)


def _investigator(document: Document, sentence: Sentence, person: Person) -> Fact[Investigator]:
    place = find_affiliation(document.text, person.end, sentence.end)
    end = place[1] if place else person.end
    affiliation = document.quote(end - len(place[0]), end) if place else None
    return Fact(
        Investigator(name=person.name, affiliation=affiliation), person.start, end, "named as leading the study"
    )


_SUPERSCRIPTS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_MARK = re.compile(r"(?:\(| )?(\d{1,2})(?:,\d+)*\)?$")


def _first_author(document: Document) -> Fact[Investigator] | None:
    """Return the first of an abstract's or paper's authors with the institution that its mark points to."""
    for index in range(document.layout.header):
        start, end = document.paragraphs[index]
        if document.layout.kinds[index] is not Kind.BYLINE:
            continue
        line = document.text[start:end]
        people = split_people(line)
        if len(people) < 2 and not (people and _MARK.search(line)):  # noqa: PLR2004
            continue
        begin = start + line.index(people[0].split(",")[0])
        name_end = begin + len(people[0])
        place = _marked_place(document, line, people[0], index) or _corresponding_place(document, people[0])
        affiliation = document.quote(*place) if place else None
        return Fact(Investigator(name=people[0], affiliation=affiliation), begin, name_end, "first author")
    return None


def _marked_place(document: Document, line: str, name: str, index: int) -> tuple[int, int] | None:
    """The institution with the first author's number, else the first after the author list."""
    line = line.translate(_SUPERSCRIPTS)
    found = re.search(
        re.escape(name.split(",", maxsplit=1)[0])
        + r"[^,;]{0,30}?(?:, (?:MD|PhD|M\.D\.|Ph\.D\.|MBBS|MSc|MPH)[^,;\d]{0,12})*?\(?(\d{1,2})\b",
        line,
    )
    number = found[1] if found else "1"
    header_end = document.layout.header
    for following in range(index, header_end):
        start, end = document.paragraphs[following]
        begin = start if following > index else start + len(line)
        text = document.text[begin:end].translate(_SUPERSCRIPTS)
        match = re.search(
            rf"(?:^|[;.] ?|\s)\(?{number}\)?[. ]?(?=[A-Z])([^;\n]+?)(?=; |\. ?\(?\d|\.$| \(?\d+\)?[. ]?[A-Z]|$)", text
        )
        if match and following > index:
            first, last = begin + match.start(1), begin + match.end(1)
            return _strip(document, first, last)
        from_the = re.match(r"(?:\*?From (?:the )?)([^;(]+)", text)
        if from_the:
            return _strip(document, begin + from_the.start(1), begin + from_the.end(1))
    return None


def _corresponding_place(document: Document, name: str) -> tuple[int, int] | None:
    surname = name.split(",", maxsplit=1)[0].rsplit(maxsplit=1)[-1]
    for sentence in document.sections.get("CONTACT", ()):
        at = sentence.text.find(surname)
        if at >= 0:
            begin = sentence.start + at + len(surname)
            return _strip(document, begin, sentence.end)
    return None


def _strip(document: Document, start: int, end: int) -> tuple[int, int] | None:
    text = document.text
    while start < end and text[start] in " ,.;(":
        start += 1
    while end > start and text[end - 1] in " ,.;":
        end -= 1
    return (start, end) if end - start > 3 else None  # noqa: PLR2004
