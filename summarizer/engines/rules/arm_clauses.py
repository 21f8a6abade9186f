"""Clauses that say what each group got, where no list of arms follows a verb of assigning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.interventions import Treatment, read_treatment
from summarizer.engines.rules.items import NUMBER, PEOPLE, Item, is_known, is_plausible, read_count
from summarizer.engines.rules.lists import read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Sentence

_GROUP = (
    r"(?:the )?(?:(?:experimental|intervention|treatment|active|study|control|comparison|comparator|standard|first|second|third|other|one)"
    r" (?:arm|group|cohort)|(?:arm|group|cohort) (?:[A-Da-d]|\d|one|two|three|four)|the others?|the other half|one half|half|one|the rest|the remaining)"
)
_GOT = (
    r"(?:also |all |then |each )?(?:received|got|was given|were given|was administered|were administered|had|took|went on|underwent|was assigned to|were assigned to|continued with|"
    r"was put on|were put on|was treated with|were treated with|drank|used|was offered|were offered)"
)
_GETS = re.compile(
    rf"\b(?P<who>{_GROUP})(?: of (?:them|the \w+))?(?:,? (?:of )?\(?(?:n ?= ?)?(?P<n>{NUMBER})(?: {PEOPLE})?\)?,?)?"
    rf"(?: (?:consisted of|comprised|included|contained) (?P<m>{NUMBER}) {PEOPLE}(?: who| that)?)?"
    rf"(?: with [\w' -]{{3,30}}?)? {_GOT} (?:the |an? |only |a matching )?",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    rf"\b(?:and|while|whereas) (?P<who>the others?|the other group|the rest)(?: \((?:n ?= ?)?(?P<n>{NUMBER})(?: {PEOPLE})?\))?,? (?P<m>)(?!{_GOT}|of\b|in\b|was\b|were\b|half\b)(?:the |an? )?",
    re.IGNORECASE,
)
"""``one group got A and the other B``."""
_CLAUSE_END = re.compile(
    r"[.;](?:\s|$)|,? (?:and|while|whereas|but) (?:the|half|one|arm|group|cohort|all)\b|, (?:and|arm|group|cohort|the other|while|each|both|which|who)\b"
)
_GIVEN = re.compile(
    r" (?:was|were) (?:randomly )?(?:given|administered|injected|infused|prescribed|tested|handed out|offered)\b"
)
_SPEAKS_OF_GROUPS = Phrases("arm", "arms", "group", "subgroup", "cohort", "subcohort", "half", "the other", "the rest")
_LEAD = re.compile(r"^(?:In [^,]{3,80}, |Either )")
_ADDING = re.compile(
    r"\b(?:adding|addition of|add-on|added) (?P<extra>[^,.;()]{3,40}?) (?:to|on top of) (?P<base>[^,.;()]{3,50}?)"
    r"(?= (?:cut|reduc|improv|prolong|did|failed|was|were|significantly|lower|led|result|extend|delay|almost|had|halved|rais|increas|more|in |for |after|versus|vs|compared|at )|[,.;])",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"^(?:[^,]{3,60}, )?(?P<first>[^,.;]{3,60}?) (?:was|were) compared (?:with|to|against) (?P<second>[^,.;]{3,60}?)(?= in | among | for |[,.;]| as )"
)


def read_clauses(sentence: Sentence, short_forms: frozenset[str]) -> Iterator[tuple[str, float, list[Item]]]:
    """Yield the rule, its weight and the items of each kind of clause."""
    lower = sentence.lower
    if _SPEAKS_OF_GROUPS.stand_in(lower):
        yield "what each group got", 2.0, _each_got(sentence)
    given = _GIVEN.search(sentence.text)
    if given:
        yield "were given", 1.5, read_items(sentence, _lead(sentence.text, given.start()), short_forms, given.start())
    if "add" in lower:
        yield "adding", 0.5, _adding(sentence, short_forms)
    if "compared" in lower:
        yield "were compared", 1.0, _compared(sentence, short_forms)


def _lead(text: str, end: int) -> int:
    """Where a list begins that is the subject of a sentence: "In a blinded, controlled study, A or B"."""
    study = max((match.end() for match in _STUDY.finditer(text, 0, end)), default=0)
    lead = _LEAD.match(text)
    return study or (lead.end() if lead else 0)


_STUDY = re.compile(r"\b(?:study|trial)(?: \([^()]*\))?, ")


def _each_got(sentence: Sentence) -> list[Item]:
    """``the experimental arm received A; the control arm received B``."""
    items: list[Item] = []
    matches = list(_GETS.finditer(sentence.text))
    if len(matches) == 1:
        matches.extend(_ELLIPSIS.finditer(sentence.text, matches[0].end()))
    for match in matches:
        stop = _CLAUSE_END.search(sentence.text, match.end())
        end = stop.start() if stop else len(sentence.text)
        treatment = read_treatment(sentence.text[match.end() : end])
        if treatment is None or not is_plausible(treatment) or len(treatment.label.split()) > 6:  # noqa: PLR2004
            continue
        named = match["who"].lower().endswith(("arm", "group", "cohort")) or match["who"].lower().startswith(
            ("arm", "group", "cohort")
        )
        told = match["n"] or match["m"]
        size = read_count(told) if told else None
        names = (re.sub(r"^the ", "", match["who"], flags=re.IGNORECASE),) if named else ()
        items.append(Item(treatment, size, names, sentence.start + match.start(), sentence.start + end))
    return items


def _adding(sentence: Sentence, short_forms: frozenset[str]) -> list[Item]:
    """``Adding X to Y``: X with Y, and Y."""
    match = _ADDING.search(sentence.text)
    if match is None:
        return []
    extra, base = read_treatment(match["extra"]), read_treatment(match["base"])
    if not (extra and base and is_known(extra, short_forms) and is_known(base, short_forms)):
        return []
    both = Treatment(f"{extra.label} plus {base.label}", (*extra.interventions, *base.interventions), None, extra.kind)
    span = (sentence.start + match.start("extra"), sentence.start + match.end("base"))
    return [Item(both, None, (), *span), Item(base, None, (), *span)]


def _compared(sentence: Sentence, short_forms: frozenset[str]) -> list[Item]:
    """``X was compared with Y``."""
    match = _COMPARED.search(sentence.text)
    if match is None:
        return []
    items: list[Item] = []
    for part in ("first", "second"):
        treatment = read_treatment(match[part])
        if treatment and is_known(treatment, short_forms):
            items.append(
                Item(treatment, None, (), sentence.start + match.start(part), sentence.start + match.end(part))
            )
    return items if len(items) > 1 else []
