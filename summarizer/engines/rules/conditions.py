"""With which disease the participants were, or against which disease they were treated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.items import PEOPLE
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_WORDS = lexicon.words("conditions")
_ENDINGS = tuple(word[1:] for word in _WORDS if word.startswith("-"))
_DISEASES = frozenset(word.lower() for word in _WORDS if not word.startswith("-"))
_NO_DISEASE = frozenset(lexicon.words("no_conditions"))
_STOP = frozenset(lexicon.words("before_people"))
_PEOPLE = re.compile(rf"\b{PEOPLE}\b")
_WITH = re.compile(
    r"\b(?:with|(?<=who )had|(?<=who )have|(?<=who )have had|whose(?: tumou?rs? (?:had|were))?"
    r"|of having|diagnosed with|suffering from|living with|hospitali[sz]ed (?:for|with"
    r"|because of)|treated for|infected with|patients had|participants had|eligible \w+ had"
    r"|need an?|history of|at risk (?:of|for)|risk (?:of|for)) "
)
_CONDITION_END = re.compile(
    r",? (?:who|whose|that|which|were|was|had|have|has|received|randomly|randomi[sz]ed"
    r"|assigned|and (?:an?|at least|no|without|were|who|had|one|a history|either|ECOG"
    r"|preserved|elevated|evidence|measurable|whose|to|those|in)|in (?:whom|New|the|\d|a"
    r"|remission|complete|their|adults|patients|people|which|\w+ countries)|at (?:least|high"
    r"|increased|random|\d|baseline)|aged|after|despite|from|enrolled|recruited|typically|often|usually|commonly|frequently|generally|seek|information|isn't|wasn't|such\b|for example|published|followed|suggested|caused(?! by)|at (?=\d)|of (?=\d)|(?<!due )to (?!severe)|not |inadequately"
    r"|undergoing|receiving|treated|by |when|within|because|for (?:whom|at|which)|(?<!or )without"
    r"|completed|participating|there"
    r"|where|ineligible|eligible|on (?!the)|as |lived|could|or older|and at (?=day|week|month)|suspect|analysis|classified|requiring|already|using"
    r"|taking|met|is |are |did|whatever|during|following|before|while|based|regardless|versus"
    r"|vs\.?|plus|between|until|whether|if|than|benefit|gain|into|over|under|can|may|might"
    r"|will|confirmed by|lacking|carrying|receive|irrespective|refractory to|resistant to"
    r"|progressing|responding|stratified|naive to)\b|[;:]|\.(?= |$)| \(|, (?=(?:a|an|the|in"
    r"|with|of|at|but|presented|according|half|investigators|most|as|and|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|both|or [a-z]+ with|confirmed|including|measured|to|those|patients|people|published|followed|suggested)\b|\d)|\"| --? |,? or (?=\w+ with|\d)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:a (?:family )?history of |a variety of |an ongoing/|a (?:\w+ )?diagnosis of |diagnosed |developing |been diagnosed with |suffered (?:\w+ ){0,3}of |experienced |an increased risk of |a higher risk of |an? |the |(?:Chinese|Japanese|Korean|Indian|Iranian|Asian|American|European|Danish|Dutch|German|Italian|Egyptian|Turkish) |clinically |confirmed |a few |residual |some |documented |histologically |biopsy-proven,? "
    r"|histologically confirmed |previously documented |established |known |their |his |her "
    r"|stable |either )+(?=\w)",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"(?: (?:with or|and|or|with|of|in|the|an?))+$")
_MOST_WORDS = 16
_OPENING = 8
_WORD = re.compile(r"[A-Za-z][\w'/-]*")
_BEFORE_WORD = re.compile(r"(?<![\w-])([A-Za-z\d][\w'/+-]*) (?:and |or )?$")
_MOST_MODIFIERS = 5
_NO_MODIFIER = frozenset(lexicon.words("no_modifiers"))
_RIGHT = re.compile(
    r" of (?:the )?[a-z]+(?: joints?)?(?= in\b| with\b|[.,;:)]| who\b| were\b| was\b|$)|,? due to [a-z][\w -]{2,40}?(?= in\b| with\b|[.,;:)]| who\b| were\b|$)"
)
_ROLES: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "women with osteoporosis",
        3.0,
        re.compile(
            rf"\b{PEOPLE} (?:with|who (?:had|have)|having|suffering from|diagnosed with|living with|at risk (?:of|for)) (?:an? )?$",
            re.IGNORECASE,
        ),
    ),
    (
        "treatment of osteoporosis",
        2.5,
        re.compile(
            r"\b(?:treat(?:ment|ing|s|ed)?|prevent(?:ion|ing|s|ed)?|manag(?:ement|ing)|therapy|prophylaxis|cure)(?: of| for| against)? (?:the )?$",
            re.IGNORECASE,
        ),
    ),
    (
        "to reduce falls",
        1.5,
        re.compile(
            r"\b(?:reduc(?:e|es|ing)|fight(?:s|ing)?|combat(?:s|ing)?|eas(?:e|es|ing)|reliev(?:e|es|ing)|against) (?:the )?$",
            re.IGNORECASE,
        ),
    ),
    ("in osteoporosis", 2.0, re.compile(r"\b(?:in|for|with) (?:the )?$", re.IGNORECASE)),
    (
        "risk of falls",
        -1.0,
        re.compile(
            r"\b(?:risk|incidence|rates?|number|severity|scores?|reductions?|changes?|decreases?|increases?|improvements?|effects?) (?:of|in|on|for) (?:the )?$",
            re.IGNORECASE,
        ),
    ),
)
_NO_CONDITION = re.compile(
    r"(?:deadly|rare|serious|chronic|heart|medical|other|common|severe|underlying|certain|comorbid|fatal|this|such|health) (?:diseases?|disorders?|conditions?)|(?:.* )?(?:pregnancy|blood loss|(?<!high blood )pressure|weight loss|death|toxicity|bmi)|infection|disease|failure|loss|symptoms|syndrome|disorder|injury|pressure"
)
_BEFORE_PEOPLE = re.compile(rf"(?: \([^()]{{1,20}}\))? {PEOPLE}\b|-infected {PEOPLE}\b", re.IGNORECASE)


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
            return _several(_qualified(document, scope, found))
    titles = [] if scope.shared else [s for s in document.sentences if document.kind(s) is Kind.TITLE]
    for sentence in [*titles, *scope.sentences]:
        if _PEOPLE.search(sentence.lower):
            found = _after_with(document, sentence.start, sentence.end)
            if found:
                return _several(_qualified(document, scope, found))
    best = max(_named(document, titles, scope.sentences[:_OPENING], population), key=lambda row: row[0], default=None)
    return (_qualified(document, scope, best[1]),) if best and best[0] > 0 else ()


_SHORT = 2
_SEVERITY = re.compile(
    r"mild|moderate|severe|chronic|acute|early|advanced|relapsed|newly|recurrent|refractory|metastatic"
)


def _qualified(document: Document, scope: TrialScope, fact: Fact[str]) -> Fact[str]:
    """Take a bare disease with the qualifiers that the text gives it where it says whom it studies: "primary insomnia"."""
    name = fact.value.lower()
    if len(name.split()) > _SHORT:
        return fact
    for sentence in scope.sentences:
        if name not in sentence.lower:
            continue
        for start, end in _diseases(sentence.text):
            phrase = sentence.lower[start:end]
            before = sentence.text[max(0, start - 60) : start]
            is_told = _ROLES[0][2].search(before) or (_ROLES[1][2].search(before) and _SEVERITY.match(phrase))
            if phrase.endswith(" " + name) and phrase.split()[0] not in _STOP and is_told:
                lead = _LEADING.match(sentence.text, start, end)
                first, last = sentence.start + (lead.end() if lead else start), sentence.start + end
                return Fact(document.quote(first, last), first, last, fact.rule)
    return fact


def _named(
    document: Document, titles: Sequence[Sentence], opening: Sequence[Sentence], population: Fact[str] | None
) -> Iterator[tuple[float, Fact[str]]]:
    """Weigh the diseases named by where they stand: in the title, before or behind people, behind words for treating."""
    for place, sentence in enumerate([*titles, *opening]):
        titled = place < len(titles)
        for start, end in _diseases(sentence.text):
            if _NO_CONDITION.fullmatch(sentence.lower, start, end):
                continue
            score = 1.5 * titled - 0.15 * (place - len(titles) if not titled else 0)
            before = sentence.text[max(0, start - 60) : start]
            role = next((weight for _, weight, pattern in _ROLES if pattern.search(before)), 0.0)
            if _BEFORE_PEOPLE.match(sentence.text, end):
                role = max(role, 2.0)
            lead = _LEADING.match(sentence.text, start, end)
            first, last = sentence.start + (lead.end() if lead else start), sentence.start + end
            if population and population.start <= first < population.end:
                score += 2.0
            head = sentence.text[start:end].rpartition(" ")[2].lower()
            score += role + min(document.lower.count(head), 6) * 0.15
            yield score, Fact(_spelled(document, first, last), first, last, "disease named")


def _diseases(text: str) -> Iterator[tuple[int, int]]:
    """Find the noun phrases of a sentence whose head is a disease."""
    end = 0
    for match in _WORD.finditer(text):
        if match.start() < end or not _is_disease(match[0]):
            continue
        start, end = match.span()
        for _ in range(_MOST_MODIFIERS):
            before = _BEFORE_WORD.search(text, max(0, start - 32), start)
            if before is None or before[1].lower() in _NO_MODIFIER or before[1].lower() in _STOP:
                break
            if before[0].endswith(("and ", "or ")) and not _is_disease(before[1]):
                break
            start = before.start(1)
        right = _RIGHT.match(text, end)
        end = right.end() if right else end
        yield start, end


def _after_with(document: Document, start: int, end: int) -> Fact[str] | None:
    """The first phrase behind ``with`` or its kin that names a disease."""
    text = document.text
    for match in _WITH.finditer(text, start, end):
        begin = match.end()
        stop = _CONDITION_END.search(text, begin - 1, end)
        last = max(begin, stop.start()) if stop else end
        lead = _LEADING.match(text, begin, last)
        begin = lead.end() if lead else begin
        phrase = _DANGLING.sub("", text[begin:last].strip(" ,."))
        if phrase and has_disease(_known_words(document, phrase)) and len(phrase.split()) < _MOST_WORDS:
            begin = text.index(phrase, begin)
            return Fact(
                _spelled(document, begin, begin + len(phrase)), begin, begin + len(phrase), "disease of the population"
            )
    return None


def _known_words(document: Document, phrase: str) -> str:
    return " ".join(document.abbreviations.get(word, word) for word in phrase.split())


_TYPED = re.compile(
    r",? and (?=type [12] diabetes)|,? and (?=[\w -]+ and )|(?<=\w) and (?=(?:mild|moderate|severe|chronic|acute) )",
    re.IGNORECASE,
)


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
