"""Who was eligible, and with which disease."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.assignments import PEOPLE
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_WORDS = lexicon.words("conditions")
_ENDINGS = tuple(word[1:] for word in _WORDS if word.startswith("-"))
_DISEASES = frozenset(word.lower() for word in _WORDS if not word.startswith("-"))
_NO_DISEASE = frozenset({"diagnosis", "prognosis", "hypothesis", "analysis", "basis", "synthesis", "emphasis", "dose", "doses", "diagnoses", "biopsy", "therapy", "carcinogenesis", "apoptosis", "homeostasis"})

_HEAD = re.compile(
    rf"\b(?:(?:[a-z][a-z-]*(?:-to-[a-z-]+)?,? ){{0,4}}(?:{PEOPLE}|everyone|anyone)|those)\b(?:,? (?:aged|between)[^,;.]{{3,40}})? ?,?(?:with|who|whose|living with|undergoing|hospitali[sz]ed|diagnosed|suffering|having|aged|at|receiving|in whom|having|from)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?: (?:were|was|had been|have been) (?:then |all |subsequently )?(?:randomly|randomi[sz]ed|assigned|allocated|enrol+ed|recruited|eligible|given|treated|included|screened|assessed|invited|followed)|,? (?:were|was) (?:randomly|randomi[sz]ed|assigned|allocated|eligible)|"
    r" received| inhaled| took part| took | participated| underwent randomi|,? to (?:receive|undergo|one|either|[a-z]+ab\b|[a-z]+ib\b)| in (?:\w+|\d+) countries| at (?:\w+|\d+) (?:sites|hospitals|cent|clinics)| from (?:\w+|\d+) (?:sites|hospitals|cent|countries)|"
    r",? in a \d:\d| \(?\d:\d| lived | randomly | to [a-z]+ \d| who were (?:allocated|assigned|randomi[sz]ed)| could | can |, and (?:was|were|has|had) |,? (?:assigned|allocated|randomi[sz]ed)\b|, according to|, investigators|, researchers|, data|, results| \(n ?=| about to|, half\b|, a condition|, with a mean|, mean age|,? showed|,? demonstrated| improved| did not| after a median| at a median|, the )|[;:]|\.(?= |$)|, (?=\d{3})| \((?=\d)| - |\"",
    re.IGNORECASE,
)
_ELIGIBLE = re.compile(r"\beligib|\bincluded (?:adults|patients|people)|\bparticipants (?:needed|were|had)|\benrol|\brandomi|\bassigned|\brecruit|\ballocat|\bpatients need")
_WITH = re.compile(r"\b(?:with|who had|who have|whose|for|of having|diagnosed with|suffering from|living with|had|hospitali[sz]ed for|hospitali[sz]ed with|treated for|against) ")
_CONDITION_END = re.compile(
    r",? (?:who|whose|that|which|were|was|had|have|has|received|randomly|and (?:an?|at least|no|without|were|who|had|one|a history|either|ECOG|preserved|elevated|left|evidence|measurable|moderate|severe risk)|in (?:whom|New|the|\d|a|remission|complete)|at (?:least|high|increased|\d)|aged|after|despite|from|to |not |inadequately|undergoing|receiving|treated|by |when|within|because|for (?:whom|at)|without|where|despite|ineligible|eligible|on (?!the)|as |lived|could|or older|requiring|already|using|taking|met|is |are |did|whatever|during|following|before|while|based|regardless|versus|vs|plus|using|lacking(?= \w+ \w+ \w+ \w+ \w+))\b|,? (?=\d)|[;:.]| \(|, (?=(?:a|an|the|in|with|of|at|but|presented|according|half|investigators|most|as)\b)|\"| - ",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:an? |the |clinically |confirmed |documented |histologically |biopsy-proven,? |histologically confirmed |previously documented |established |known |their |his |her |stable )+(?=\w)", re.IGNORECASE)


def find_population(document: Document, scope: TrialScope, enrollment: Fact[int] | None) -> Fact[str] | None:
    """Return the phrase that says who was eligible."""
    best: tuple[float, Fact[str]] | None = None
    for sentence in scope.sentences:
        for fact in _phrases(document, sentence):
            score = _score(sentence, fact, enrollment)
            if best is None or score > best[0]:
                best = (score, fact)
    return best[1] if best and best[0] > 0 else None


def _phrases(document: Document, sentence: Sentence) -> Iterator[Fact[str]]:
    for match in _HEAD.finditer(sentence.text):
        tail = _TAIL.search(sentence.text, match.end())
        end = tail.start() if tail else len(sentence.text.rstrip("."))
        if end - match.start() > 320 or end - match.end() < 4:  # noqa: PLR2004
            continue
        start = match.start()
        lead = re.match(r"(?:(?:eligible|the|all|these|of|among|in|and|or|by|for|that|whether|which|enrolled|randomized|randomised|included|recruited|involving|some|a|total|older than|only|to|when|as|other|more|many|most|few|untreated|were|was|had|fewer|left|help|helps|lets|gave|gives|takes?|least|half|third|where) )+", sentence.text[start:], re.IGNORECASE)
        start += lead.end() if lead else 0
        phrase = document.quote(sentence.start + start, sentence.start + end).strip(" ,")
        yield Fact(phrase, sentence.start + start, sentence.start + start + len(sentence.text[start:end].rstrip(" ,")), "who was eligible")


def _score(sentence: Sentence, fact: Fact[str], enrollment: Fact[int] | None) -> float:
    score = 0.0
    lower = sentence.lower
    if enrollment and sentence.start <= enrollment.start < sentence.end:
        score += 3
    if _ELIGIBLE.search(lower):
        score += 2
    if "eligible" in lower:
        score += 1.5
    if has_disease(fact.value):
        score += 2
    if "%" in lower or re.search(r"\bp ?[<=]|\bci\b", lower):
        score -= 3
    if re.match(r"(?:patients|participants|people|those) (?:who|with) (?:were|had been|received|a complete|response)", fact.value.lower()):
        score -= 2
    if len(fact.value.split()) < 3:  # noqa: PLR2004
        score -= 2
    return score - 0.01 * (sentence.start / 1000)


def has_disease(text: str) -> bool:
    """Whether a phrase holds a word for a disease."""
    return any(_is_disease(word) for word in re.findall(r"[A-Za-z'-]+[A-Za-z0-9-]*", text))


def _is_disease(word: str) -> bool:
    lowered = word.lower()
    if lowered in _NO_DISEASE:
        return False
    return lowered in _DISEASES or lowered.rpartition("-")[2] in _DISEASES or (len(lowered) > 5 and lowered.endswith(_ENDINGS))  # noqa: PLR2004


def find_conditions(document: Document, scope: TrialScope, population: Fact[str] | None) -> tuple[Fact[str], ...]:
    """Return the diseases under study with the qualifiers that define them."""
    places = _places(document, scope, population)
    for start, end in places:
        fact = _condition(document, start, end)
        if fact:
            return (fact,)
    return ()


def _places(document: Document, scope: TrialScope, population: Fact[str] | None) -> Sequence[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    if population:
        places.append((population.start, population.end))
    titles = [sentence for sentence in document.sentences if document.kind(sentence) is Kind.TITLE and not scope.shared]
    places.extend((sentence.start, sentence.end) for sentence in [*scope.sentences[:6], *titles] if re.search(rf"{PEOPLE}|\bin\b|\bfor\b|\bagainst\b", sentence.lower))
    return places


def _condition(document: Document, start: int, end: int) -> Fact[str] | None:
    text = document.text
    for match in _WITH.finditer(text, start, end):
        begin = match.end()
        stop = _CONDITION_END.search(text, begin, end)
        last = stop.start() if stop else end
        lead = _LEADING.match(text, begin, last)
        begin = lead.end() if lead else begin
        phrase = text[begin:last].strip(" ,.")
        if phrase and has_disease(phrase) and len(phrase.split()) < 16:  # noqa: PLR2004
            begin = text.index(phrase, begin)
            return Fact(_expanded(document, begin, begin + len(phrase)), begin, begin + len(phrase), "disease of the population")
    return _named(document, start, end)


def _expanded(document: Document, start: int, end: int) -> str:
    """The article's own words, or the long form where the phrase is a bare abbreviation."""
    phrase = document.text[start:end]
    return document.abbreviations.get(phrase) or document.quote(start, end)


_NOUN = re.compile(r"(?:[A-Za-z][\w'-]*,? ){0,5}[A-Za-z][\w'-]*")


def _named(document: Document, start: int, end: int) -> Fact[str] | None:
    """A disease named in ``in`` or ``for`` phrases of a title."""
    for match in re.finditer(r"\b(?:in|for|of|against) ", document.text[start:end]):
        noun = _NOUN.match(document.text, start + match.end(), end)
        if noun is None:
            continue
        words = noun[0].split()
        for size in range(len(words), 0, -1):
            if _is_disease(words[size - 1].strip(",")):
                phrase = " ".join(words[:size]).strip(",")
                begin = noun.start()
                return Fact(_expanded(document, begin, begin + len(phrase)), begin, begin + len(phrase), "disease named")
    return None
