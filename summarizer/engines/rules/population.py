"""Who was eligible, and with which disease."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.items import PEOPLE
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_WORDS = lexicon.words("conditions")
_ENDINGS = tuple(word[1:] for word in _WORDS if word.startswith("-"))
_DISEASES = frozenset(word.lower() for word in _WORDS if not word.startswith("-"))
_NO_DISEASE = frozenset(lexicon.words("no_conditions"))

_LINK = (
    r"(?:with|who|whose|living with|undergoing|hospitali[sz]ed|diagnosed|suffering|having|aged"
    r"|at (?:high|increased|least|very|low|moderate|risk)|in whom|receiving|over|younger|older"
    r"|between|admitted|requiring|scheduled|presenting|planned|treated|infected|born|without)"
)
_HEAD = re.compile(
    rf"\b(?:{PEOPLE}|everyone|anyone|those)(?: and (?:{PEOPLE}))?(?: \([^()]{{3,70}}\))?,? (?={_LINK}\b)", re.IGNORECASE
)
_PEOPLE = re.compile(rf"\b{PEOPLE}\b")
_PEOPLE_AND = re.compile(rf"\b{PEOPLE} and $", re.IGNORECASE)
_BEFORE = re.compile(r"([^\s()]+) $")
_STOP = frozenset(lexicon.words("before_people"))
_MOST_ADJECTIVES = 5
_SHORT_GERUND = 5
_TAIL = re.compile(
    r",? (?:were|was|had been|have been) (?:then |all |subsequently )?(?:randomly"
    r"|randomi[sz]ed|assigned|allocated|enrol+ed|recruited|eligible|given|included|screened"
    r"|assessed|invited|followed|compared)\b|"
    r" (?:received|receiving either|inhaled|took part|took|participated|underwent randomi\w+"
    r"|came to|made up|lived)\b|,? to (?:receive|undergo|one|either|take|get|have|[a-z]+mab"
    r"|[a-z]+nib|placebo|[a-z-]+ (?:\d|plus|or placebo))\b| in (?:\w+|\d+) countries| (?:at"
    r"|from|across) (?:\w+|\d+) (?:sites|hospitals|cent|clinics|countries)|"
    r",? in a \d:\d|,? \(?\d:\d|,? (?:at random|randomly)\b| who were (?:allocated|assigned"
    r"|randomi[sz]ed)|,? (?:assigned|allocated|randomi[sz]ed)\b|, (?:according to"
    r"|investigators|researchers|data|results|half|a condition|with a mean|mean age|median age"
    r"|showed|the|most|but|so|it|an analysis|stratified|two|three|four|one|half)\b|"
    r",? (?:showed|demonstrated|improved|did not|after a median|at a median|were eligible"
    r"|could|can|fared|benefit\w*|live longer)\b|, and (?:was|were|has|had|the|half|all) "
    r"| about to\b(?! receive)| in (?:the|a|this|an) (?:phase|ongoing|randomi|double|open|[\w-]+ (?:trial|study)\b)|[;:]|\.(?= |$|\))|, (?=\d{3})|,? \((?=[\dn])| - |\""
    r"|, respectively| versus | vs\.? |, compared| compared with| if they\b|, and assigned",
    re.IGNORECASE,
)
_OPENING_WORD = re.compile(r"^(?:Among|In|For)(?: (?:the|these|this|\w+))? (?:[\w-]+ ){0,3}$")
_TAIL_OR_COMMA = re.compile(
    rf"{_TAIL.pattern}|, (?!(?:aged|who|whose|with|without|or|including|in whom|previously"
    rf"|locally|advanced|unresectable|metastatic|refractory)\b|[\w-]+, )",
    re.IGNORECASE,
)
_ELIGIBLE = re.compile(r"\beligib|\benrol|\brandomi|\bassigned|\brecruit|\ballocat|\bincluded\b|\binclusion")
_RESULT = re.compile(r"%|\bp ?[<=>]|\bci\b|\bhazard\b|\bmedian (?:overall|progression)")
_WITH = re.compile(
    r"\b(?:with|(?<=who )had|(?<=who )have|(?<=who )have had|whose(?: tumou?rs? (?:had|were))?"
    r"|of having|diagnosed with|suffering from|living with|hospitali[sz]ed (?:for|with"
    r"|because of)|treated for|infected with|patients had|participants had|eligible \w+ had"
    r"|need an?|history of|at risk (?:of|for)|risk (?:of|for)) "
)
_ABOUT = re.compile(r"\b(?:in|for|of|against|treating|treat|prevent|preventing) ")
_CONDITION_END = re.compile(
    r",? (?:who|whose|that|which|were|was|had|have|has|received|randomly|randomi[sz]ed"
    r"|assigned|and (?:an?|at least|no|without|were|who|had|one|a history|either|ECOG"
    r"|preserved|elevated|evidence|measurable|whose|to|those|in)|in (?:whom|New|the|\d|a"
    r"|remission|complete|their|adults|patients|people|which|\w+ countries)|at (?:least|high"
    r"|increased|random|\d|baseline)|aged|after|despite|from|to (?!severe)|not |inadequately"
    r"|undergoing|receiving|treated|by |when|within|because|for (?:whom|at|which)|without"
    r"|where|ineligible|eligible|on (?!the)|as |lived|could|or older|requiring|already|using"
    r"|taking|met|is |are |did|whatever|during|following|before|while|based|regardless|versus"
    r"|vs\.?|plus|between|until|whether|if|than|benefit|gain|into|over|under|can|may|might"
    r"|will|confirmed by|lacking|carrying|receive|irrespective|refractory to|resistant to"
    r"|progressing|responding|stratified|naive to)\b|[;:]|\.(?= |$)| \(|, (?=(?:a|an|the|in"
    r"|with|of|at|but|presented|according|half|investigators|most|as|and|one|two|three|four"
    r"|both|or [a-z]+ with|confirmed|including|measured|to)\b|\d)|\"| - |,? or (?=\w+ with)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:an? |the |clinically |confirmed |documented |histologically |biopsy-proven,? "
    r"|histologically confirmed |previously documented |established |known |their |his |her "
    r"|stable |either )+(?=\w)",
    re.IGNORECASE,
)
_LONGEST = 330
_MOST_WORDS = 16
_OPENING = 8


def find_population(document: Document, scope: TrialScope, enrollment: Fact[int] | None) -> Fact[str] | None:
    """Return the phrase that says who was eligible."""
    best: tuple[float, Fact[str]] | None = None
    for sentence in scope.sentences:
        if _RESULT.search(sentence.lower) and not _ELIGIBLE.search(sentence.lower):
            continue
        for fact in _phrases(document, sentence):
            score = _score(sentence, fact, enrollment)
            if best is None or score > best[0]:
                best = (score, fact)
    return best[1] if best and best[0] > 0 else None


def _phrases(document: Document, sentence: Sentence) -> Iterator[Fact[str]]:
    for match in _HEAD.finditer(sentence.text):
        opening = _OPENING_WORD.search(sentence.text[: match.start()]) is not None
        tail = (_TAIL_OR_COMMA if opening else _TAIL).search(sentence.text, match.end())
        end = tail.start() if tail else len(sentence.text.rstrip('.")'))
        start = _with_adjectives(sentence.text, match.start())
        text = sentence.text[start:end].rstrip(" ,")
        if end - start <= _LONGEST and len(text) - (match.end() - start) > 3:  # noqa: PLR2004
            first = sentence.start + start
            yield Fact(document.quote(first, first + len(text)), first, first + len(text), "who was eligible")


def _with_adjectives(text: str, start: int) -> int:
    """Take in the describing words before ``patients``: "critically ill adults", "women and men"."""
    for _ in range(_MOST_ADJECTIVES):
        match = _BEFORE.search(text, max(0, start - 40), start)
        if match is None:
            break
        word = match[1].lower().strip(",")
        joined = word == "and" and _PEOPLE_AND.search(text[max(0, start - 24) : start])
        if joined:
            start = text.rfind(" ", 0, match.start() - 1) + 1
            continue
        if (
            word in _STOP
            or not word[:1].isalpha()
            or match[1][-1] in '.;:)"'
            or (word.endswith("ing") and len(word) > _SHORT_GERUND)
        ):
            break
        if match[1][0].isupper() and match.start() > 0:
            break
        start = match.start()
    return start


def _score(sentence: Sentence, fact: Fact[str], enrollment: Fact[int] | None) -> float:
    lower, phrase = sentence.lower, fact.value.lower()
    words = len(phrase.split())
    return min(words, 20) * 0.03 + sum(
        weight
        for weight, speaks in (
            (2.5, enrollment is not None and sentence.start <= enrollment.start < sentence.end),
            (2.0, _ELIGIBLE.search(lower)),
            (1.5, "eligible" in lower or "inclusion" in lower),
            (2.0, has_disease(phrase)),
            (-2.5, _RESULT.search(lower.replace(phrase, ""))),
            (-4.0, _EXCLUDED.search(lower)),
            (-3.0, _TREATED.match(phrase)),
            (-2.0, words < _FEWEST_WORDS),
        )
        if speaks
    )


_EXCLUDED = re.compile(r"\b(?:excluded|kept out|were not eligible|ineligible if|weren't|those who did)\b")
_TREATED = re.compile(
    r"(?:those|\w+) who (?:were (?:operated|given|assigned|treated)|received|stopped|died|took|responded)"
)
_FEWEST_WORDS = 3


def has_disease(text: str) -> bool:
    """Whether a phrase holds a word for a disease."""
    return any(_is_disease(word) for word in re.findall(r"[A-Za-z'-]+[A-Za-z0-9-]*", text))


def _is_disease(word: str) -> bool:
    lowered = word.lower()
    if lowered in _NO_DISEASE:
        return False
    last = lowered.rpartition("-")[2]
    return lowered in _DISEASES or last in _DISEASES or (len(lowered) > 5 and lowered.endswith(_ENDINGS))  # noqa: PLR2004


def find_conditions(document: Document, scope: TrialScope, population: Fact[str] | None) -> tuple[Fact[str], ...]:
    """Return the diseases under study with the qualifiers that define them."""
    if population:
        found = _after_with(document, population.start, population.end)
        if found:
            return _several(found)
    titles = [] if scope.shared else [s for s in document.sentences if document.kind(s) is Kind.TITLE]
    for sentence in [*scope.sentences, *titles]:
        if _PEOPLE.search(sentence.lower):
            found = _after_with(document, sentence.start, sentence.end)
            if found:
                return _several(found)
    for sentence in [*titles, *scope.sentences[:_OPENING]]:
        found = _named(document, sentence.start, sentence.end)
        if found:
            return (found,)
    return ()


def _after_with(document: Document, start: int, end: int) -> Fact[str] | None:
    """The first phrase behind ``with`` or its kin that names a disease."""
    text = document.text
    for match in _WITH.finditer(text, start, end):
        begin = match.end()
        stop = _CONDITION_END.search(text, begin - 1, end)
        last = max(begin, stop.start()) if stop else end
        lead = _LEADING.match(text, begin, last)
        begin = lead.end() if lead else begin
        phrase = text[begin:last].strip(" ,.")
        if phrase and has_disease(_known_words(document, phrase)) and len(phrase.split()) < _MOST_WORDS:
            begin = text.index(phrase, begin)
            return Fact(
                _spelled(document, begin, begin + len(phrase)), begin, begin + len(phrase), "disease of the population"
            )
    return None


def _known_words(document: Document, phrase: str) -> str:
    return " ".join(document.abbreviations.get(word, word) for word in phrase.split())


_TYPED = re.compile(r",? and (?=type [12] diabetes)|,? and (?=[\w -]+ and )", re.IGNORECASE)


def _several(fact: Fact[str]) -> tuple[Fact[str], ...]:
    """Two diseases joined by ``and`` where each has a name of its own."""
    cut = _TYPED.search(fact.value)
    if cut is None or not has_disease(fact.value[: cut.start()]) or not has_disease(fact.value[cut.end() :]):
        return (fact,)
    parts = (fact.value[: cut.start()], fact.value[cut.end() :])
    return tuple(Fact(part, fact.start, fact.end, fact.rule) for part in parts)


def _spelled(document: Document, start: int, end: int) -> str:
    """The article's words; where they end in an abbreviation, its long form if the article has that wording too."""
    phrase = document.text[start:end]
    head, _, last = phrase.rpartition(" ")
    long = document.abbreviations.get(last)
    if not long:
        return document.quote(start, end)
    spelled = f"{head} {long}".strip()
    at = document.lower.find(spelled.lower())
    return document.quote(at, at + len(spelled)) if at >= 0 else (long if not head else document.quote(start, end))


_NOUN = re.compile(r"(?:[A-Za-z][\w'-]*,? ){0,6}[A-Za-z][\w'-]*")


def _named(document: Document, start: int, end: int) -> Fact[str] | None:
    """A disease named behind ``in`` or ``for``."""
    for match in _ABOUT.finditer(document.text, start, end):
        noun = _NOUN.match(document.text, match.end(), end)
        if noun is None:
            continue
        stop = _CONDITION_END.search(noun[0])
        words = noun[0][: stop.start() if stop else None].split()
        for size in range(len(words), 0, -1):
            if _is_disease(words[size - 1].strip(",")) and words[0].lower() not in _STOP:
                phrase = " ".join(words[:size]).strip(",")
                begin = noun.start()
                return Fact(_spelled(document, begin, begin + len(phrase)), begin, begin + len(phrase), "disease named")
    return None
