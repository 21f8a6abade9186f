"""Who was eligible."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.conditions import has_disease
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.items import PEOPLE
from summarizer.engines.rules.layout import Kind
from summarizer.quantities.numerals import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_LINK = (
    r"(?:with|who|whose|living with|undergoing|hospitali[sz]ed|diagnosed|suffering|having|aged"
    r"|at (?:high|increased|least|very|low|moderate|risk)|in whom|receiving|over|younger|older"
    r"|between|admitted|requiring|scheduled|presenting|planned|treated|infected|born|without)"
)
_HEAD = re.compile(
    rf"\b(?:{PEOPLE}|everyone|anyone|those)(?: and (?:{PEOPLE}))?(?: \([^()]{{3,70}}\))?,? (?={_LINK}\b)", re.IGNORECASE
)
_PEOPLE_AND = re.compile(rf"\b{PEOPLE} and $", re.IGNORECASE)
_BEFORE = re.compile(r"([^\s()]+) $")
_STOP = frozenset(lexicon.words("before_people"))
_MOST_ADJECTIVES = 5
_SHORT_GERUND = 5
_TAIL = re.compile(
    r",? (?:were|was|had been|have been) (?:then |all |subsequently |prospectively |consecutively |retrospectively )*(?:randomly|stratified|accrued|selected|investigated|studied"
    r"|randomi[sz]ed|assigned|allocated|enrol+ed|recruited|eligible|given|included|screened"
    r"|assessed|invited|followed|compared)\b|"
    r" (?:received|receiving either|inhaled|took part|took|participated|underwent randomi\w+"
    r"|came to|made up|lived|gets?|may|might|should|will|in order)\b|(?<!who) have (?:to|an?|no)\b|(?<!who)(?<!that)(?<!and)(?<!had)(?<!have)(?<!has) (?:completed|underwent|achieved|reported|performed|visited|used|is|are|there)\b| --? |, (?=(?:five|six|seven|eight|nine|ten|\d+) )| to (?:determine|assess|evaluate|see|find|test|compare|investigate|examine)\b|, (?:which|regardless|irrespective|analysis|and (?:pre|post)\b)| (?:(?:and|or) at (?=day|week|month)|and (?=\d+ (?:children|adults|patients|women|men|healthy|controls)))|,? to (?:receive|undergo|one|either|take|get|have|[a-z]+mab"
    r"|[a-z]+nib|placebo|[a-z-]+ (?:\d|plus|or placebo))\b| in (?:\w+|\d+) countries| (?:at"
    r"|from|across) (?:\w+|\d+) (?:sites|hospitals|cent|clinics|countries)|"
    r",? in a \d:\d|,? \(?\d:\d|,? (?:at random|randomly)\b| who were (?:allocated|assigned"
    r"|randomi[sz]ed)|,? (?:assigned|allocated|randomi[sz]ed)\b|, (?:according to"
    r"|investigators|researchers|data|results|half|a condition|with a mean|mean age|median age"
    r"|showed|the|most|but|so|it|an analysis|stratified|two|three|four|one|half)\b|"
    r",? (?:showed|demonstrated|improved|did not|after a median|at a median|were eligible"
    r"|could|can|fared|benefit\w*|live longer)\b|, and (?:was|were|has|had|the|half|all) "
    r"| about to\b(?! receive)| in (?:the|a|this|an) (?:phase|ongoing|randomi|double|open|[\w-]+ (?:trial|study)\b)|[;:]|\.(?= |$|\))|, (?=\d{3})|,? \((?=[\dn]|average|mean|median|age|range)| - |\""
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
_RESULT = re.compile(r"%|\d per ?cent|\b(?:p ?[<=>]|ci\b|hazard\b|median (?:overall|progression))")
_LONGEST = 330


def find_population(document: Document, scope: TrialScope, enrollment: Fact[int] | None) -> Fact[str] | None:
    """Return the phrase that says who was eligible."""
    best: tuple[float, Fact[str]] | None = None
    titles = " ".join(item.lower for item in document.sentences if document.kind(item) is Kind.TITLE)
    for sentence in scope.sentences:
        heads = [*_HEAD.finditer(sentence.text)]
        if not heads or (_RESULT.search(sentence.lower) and not _ELIGIBLE.search(sentence.lower)):
            continue
        for fact in _phrases(document, sentence, heads):
            score = _score(sentence, fact, enrollment) + _TITLED * _is_titled(fact, titles)
            if best is None or score > best[0]:
                best = (score, fact)
    return best[1] if best and best[0] > 0 else _bare(document, scope, enrollment)


_PEOPLE_ONLY = re.compile(rf"\b{PEOPLE}\b", re.IGNORECASE)
_FEWEST_SIGNS = 2.0


def _bare(document: Document, scope: TrialScope, enrollment: Fact[int] | None) -> Fact[str] | None:
    """Who took part where only adjectives say it: "138 healthy volunteers", "obese postmenopausal women"."""
    best: tuple[float, Fact[str]] | None = None
    for sentence in scope.sentences:
        for match in _PEOPLE_ONLY.finditer(sentence.text):
            start = _with_adjectives(sentence.text, match.start())
            if start == match.start() or sentence.section in {"RESULTS", "CONCLUSIONS"}:
                continue
            first, last = sentence.start + start, sentence.start + match.end()
            fact = Fact(document.quote(first, last), first, last, "who took part")
            score = _score(sentence, fact, enrollment) + 1.5 * ("healthy" in fact.value.lower())
            if best is None or score > best[0]:
                best = (score, fact)
    return best[1] if best and best[0] >= _FEWEST_SIGNS else None


_TITLED = 0.4


def _is_titled(fact: Fact[str], titles: str) -> bool:
    """Whether the disease of a phrase is that of the title."""
    return any(len(word) > 3 and word in titles and has_disease(word) for word in fact.value.lower().split())  # noqa: PLR2004


def _phrases(document: Document, sentence: Sentence, heads: Sequence[re.Match[str]]) -> Iterator[Fact[str]]:
    for match in heads:
        opening = _OPENING_WORD.search(sentence.text[: match.start()]) is not None
        tail = (_TAIL_OR_COMMA if opening else _TAIL).search(sentence.text, match.end())
        end = tail.start() if tail else len(sentence.text.rstrip('.")'))
        start = _with_adjectives(sentence.text, match.start())
        text = sentence.text[start:end].rstrip(" ,").removesuffix(" and")
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
            or NUMBER_WORDS.intersection(word.split("-"))
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
            (-3.0, _OF_TRIAL.search(phrase)),
            (-0.7, phrase.startswith("those ")),
        )
        if speaks
    )


_EXCLUDED = re.compile(r"\b(?:excluded|kept out|were not eligible|ineligible if|weren't|those who did)\b")
_TREATED = re.compile(
    r"(?:those|\w+) who (?:were (?:operated|given|assigned|treated)|received|stopped|died|took|responded)"
)
_OF_TRIAL = re.compile(r"\b(?:trial|led by)\b|\bstudy,")
_FEWEST_WORDS = 3
