"""Sentences that say who was assigned to what, as lists of treatments with the sizes printed beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.arm_clauses import read_clauses
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.interventions import DOSE, Treatment, read_treatment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence
from summarizer.engines.rules.items import (
    BRACKET,
    NUMBER,
    PEOPLE,
    Item,
    is_known,
    is_plausible,
    mask,
    read_count,
    read_item,
)
from summarizer.engines.rules.lists import SHORT_NAME, are_told_apart, find_list_end, read_items

_TO = re.compile(
    r"\b(?:assigned|randomi[sz]ed|allocated|randomly|randomi[sz]ation|assign|randomi[sz]e"
    r"|allotted|assigns|assigning|divided|enrolled)\b"
)
_LIST_START = re.compile(
    r"\b(?:to|into|between) (?:(?:receive|receiving|undergo|have|take|get|be given"
    r"|be treated with|treatment with|therapy with|use|drink|inhale|wear|either|one of|the"
    r"|daily|a|an|an? (?:\w+ )?(?:group|arm) (?:receiving|given)) )*(?!(?:19|20)\d\d\b)"
)
_RECEIVED = re.compile(
    r"\b(?:received|receive|receives|receiving|were given|was given|given|took|take|inhaled"
    r"|inhale|treated with|were treated with|got|underwent|undergo|drank|wore|injected|had"
    r"|used|administered|were offered|tested) (?:either |both )?"
)
_NUMBER = re.compile(rf"{NUMBER}\b")
_RANDOMLY_GOT = re.compile(
    r"\brandom(?:ly|i[sz]ed and) (?:administered|given|received|treated with|offered|assigned|allocated|underwent|took)(?! to\b| in\b| into\b| between\b| \(| at\b| by\b) (?:either )?"
)
"""``were randomly given A or B``."""
_COMPARED = re.compile(
    r"\b(?:compar(?:ed|es|ing|ison(?: of| between)?|e)|pitt(?:ed|ing)|evaluat(?:ed|es|ing)"
    r"|test(?:ed|s|ing)|investigat(?:ed|es|ing)|stud(?:ied|ying)|assess(?:ed|es|ing)"
    r") "
)
_AGAINST = re.compile(
    r" (?:versus|vs\.?|against|compared with|compared to|in comparison with|in comparison to|over|with|to|and) "
)
_VERSUS = re.compile(
    r" (?:versus|vs\.?|v|against|compared with|compared to|in comparison with|in comparison to|or) ", re.IGNORECASE
)
_NUMBER_BEFORE = re.compile(rf"(?<![\w:.,-]){NUMBER} (?:{PEOPLE} )?$", re.IGNORECASE)
_SUBJECT_SIZE = re.compile(
    rf"(?<![\w:.,])({NUMBER})(?: {PEOPLE}| of (?:them|these|whom))? (?:(?:were|was|had been"
    rf"|have been) )?(?:then )?(?:randomly )?(?:assigned|allocated|allotted|randomi[sz]ed)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?<![\w:.,])({NUMBER})(?: {PEOPLE})? (?:to|on|received|had|underwent|got|were given"
    rf"|given|were treated with|took|(?:were )?(?:assigned|randomi[sz]ed|allocated) to"
    rf"|(?:were )?in|receiving) (?:the |an? )?",
    re.IGNORECASE,
)
_PARTICIPATION = Phrases(
    "took part", "enroled", "enrolled", "randomis", "randomiz", "assigned", "allocat", "included", "came to", "participa", "in all",
    "in total", "a total of", "treated", "comprised", "analysed", "analyzed", "obtained", "untreated", "nonrandomized", "reanalyzed",
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """A sentence's list of arms.

    Attributes:
        items: In order.
        rule: Name of the matcher.
        score: How much speaks for it.
        sentence: Where it stands.
    """

    items: tuple[Item, ...]
    rule: str
    score: float
    sentence: Sentence


def find_statements(
    sentences: Sequence[Sentence], title: Sentence | None, short_forms: frozenset[str] = frozenset()
) -> list[Statement]:
    """Return every list of arms that the sentences hold, the best first.

    Args:
        sentences: Where to look.
        title: The title's sentence, if it may be read too.
        short_forms: Lower-cased abbreviations that stand for treatments in this article.
    """
    found: list[Statement] = []
    given = _given(sentences)
    for sentence in sentences:
        for rule, weight, items in _lists(sentence, short_forms, given):
            if len(items) > 1:
                known = short_forms | given if rule == "compared" else short_forms
                found.append(Statement(tuple(items), rule, weight + _weight(items, known, rule), sentence))
    if title is not None:
        items = _title_items(title, short_forms)
        if len(items) > 1:
            found.append(Statement(tuple(items), "title", _weight(items, short_forms), title))
    return sorted(found, key=lambda statement: (-statement.score, statement.sentence.start))


def _weight(items: Sequence[Item], short_forms: frozenset[str], rule: str = "") -> float:
    sized = sum(item.size is not None for item in items)
    known = sum(is_known(item.treatment, short_forms) for item in items)
    known = len(items) if rule == "received" and are_told_apart(items) else known
    labels = {item.treatment.label.lower() + (item.treatment.dose or "") for item in items}
    doubt = 0.4 if rule in {"assigned", "what each group got"} else 1.0
    short = sum(SHORT_NAME.fullmatch(item.treatment.label) is not None for item in items)
    score = 2.0 * (sized == len(items)) + 1.5 * known - doubt * max(0, len(items) - known - short)
    if len(labels) < len(items):
        score -= 4
    return score if len(items) <= 5 else score - 3  # noqa: PLR2004


_GIVEN = re.compile(
    r"\b(?:patients|participants|people|women|men|adults|children|those|recipients) (?:on|taking|receiving|given|treated with) (?P<drug>[a-z]{6,})\b(?! (?:therapy|treatment))"
)
_NO_DRUG = frozenset(["treatment", "therapy", "either", "active", "standard", "matching", "control", "average", "dialysis", "medication", "background", "concomitant", "insulin", "stable", "several", "another", "multiple", "additional"])  # fmt: skip


def _given(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Single words that the text says patients were on or were given, whatever they are."""
    texts = (sentence.lower for sentence in sentences if "%" in sentence.text)
    return frozenset(match["drug"] for text in texts for match in _GIVEN.finditer(text)) - _NO_DRUG


def _lists(
    sentence: Sentence, short_forms: frozenset[str], given: frozenset[str]
) -> Iterator[tuple[str, float, list[Item]]]:
    lower = sentence.lower
    if "random" in lower or "assign" in lower or "allocat" in lower or "enrolled" in lower:
        for cue in _TO.finditer(lower):
            yield from _after_to(sentence, cue.end())
            break
        got = _RANDOMLY_GOT.search(lower)
        if got and not _NUMBER.match(lower, got.end()):
            yield "assigned", 3.0, read_items(sentence, got.end(), None)
    if "%" not in lower and _PARTICIPATION.stand_in(lower):
        yield "numbered", 2.0, _numbered(sentence, short_forms)
    told = "respectively" in lower and "group" in lower
    for cue in _RECEIVED.finditer(lower):
        items = read_items(sentence, cue.end(), short_forms)
        yield "received", 3.0 if told else 1.0, items
    for cue in _COMPARED.finditer(lower):
        against = _AGAINST if cue[0].startswith(("compar", "pitt")) else _VERSUS
        yield "compared", 1.0, _pair(sentence, (cue.end(), against), short_forms | given)
    yield from read_clauses(sentence, short_forms)
    if "n" in lower and "=" in lower:
        yield "sizes", 1.5, _sized(sentence, short_forms)


_OPTIONAL = re.compile(
    r",? (?:(?P<alone>(?:either )?(?:alone |by itself )?)(?P<first>with"
    r"|without)(?: \((?P<name1>[^()]*)\))? or (?:(?:in combination |combined "
    r"|together )?with(?:out)?)(?: \((?P<name2>[^()]*)\))?"
    r"|(?P<only>(?:either )?alone(?: \((?P<name3>[^()]*)\))? or (?:in combination |combined "
    r"|together )?(?:with|plus)(?: \((?P<name4>[^()]*)\))?)) (?=\w)"
)


def _with_or_without(sentence: Sentence, begin: int) -> list[Item]:
    """``A with or without B``, ``A alone or with B``: the partner is in both arms, the rest in one."""
    text = sentence.text
    match = _OPTIONAL.search(text, begin, begin + 200)
    if match is None:
        return []
    end = find_list_end(mask(text), match.end())
    base = read_treatment(BRACKET.sub(" ", text[begin : match.start()]))
    extra = read_treatment(BRACKET.sub(" ", text[match.end() : end]).split(",")[0])
    if not (base and extra and base.interventions and extra.interventions and is_known(extra)):
        return []
    both = Treatment(f"{base.label} plus {extra.label}", (*base.interventions, *extra.interventions), None, extra.kind)
    names = [match["name1"] or match["name3"], match["name2"] or match["name4"]]
    treatments = [both, base] if match["first"] == "with" else [base, both]
    last = text.find(extra.interventions[-1].split()[-1], match.end()) + len(extra.interventions[-1].split()[-1])
    return [
        Item(treatment, None, (name,) if name else (), sentence.start + begin, sentence.start + max(last, match.end()))
        for treatment, name in zip(treatments, names, strict=True)
    ]


def _after_to(sentence: Sentence, position: int) -> Iterator[tuple[str, float, list[Item]]]:
    window = min(len(sentence.text), position + 420)
    for start in _LIST_START.finditer(sentence.lower, position, window):
        numbered = _NUMBER_BEFORE.search(sentence.text, max(position, start.start() - 40), start.start())
        begin = numbered.start() if numbered else start.end()
        optional = _with_or_without(sentence, begin)
        if optional:
            yield "with or without", 3.0, optional
            return
        items = read_items(sentence, begin, None)
        if numbered and len(items) > 1 and all(item.size is None for item in items[1:]):
            items[0] = replace(items[0], size=None)
        if len(items) > 1 and items[0].size is None and items[1].size is not None:
            items[0] = replace(items[0], size=_size_before(sentence, start.start()))
        if len(items) > 1:
            yield "assigned", 3.0, items
            return


def _size_before(sentence: Sentence, position: int) -> int | None:
    """``12467 were randomly assigned to A and 12499 to B``: the number before the verb is the first arm's."""
    matches = list(_SUBJECT_SIZE.finditer(sentence.text, max(0, position - 90), position))
    return read_count(matches[-1][1]) if matches else None


_EQUALS = re.compile(rf"\b[nN] ?= ?({NUMBER})\b")


def _pair(sentence: Sentence, cue: tuple[int, re.Pattern[str]], short_forms: frozenset[str]) -> list[Item]:
    """``compared X with Y``, ``tested X versus Y``: two known treatments around the first word of comparison."""
    begin, against = cue
    masked = mask(sentence.text)
    end = find_list_end(masked, begin)
    for cut in against.finditer(masked, begin, min(end, begin + 200)):
        first, second = read_item(sentence, begin, cut.start()), read_item(sentence, cut.end(), end)
        if (
            first
            and second
            and is_known(first.treatment, short_forms)
            and is_known(second.treatment, short_forms)
            and first.treatment.label != second.treatment.label
        ):
            return [first, second]
    return []


_ONLY_DOSE = re.compile(
    rf"(?:{DOSE.pattern})(?: (?:once|twice|three times|daily|weekly|monthly|a|per|day|week|every|\d+|hours?|weeks?|orally))*",
)
"""A bracket that holds a dose and how often: the name stands before it."""


def _sized(sentence: Sentence, short_forms: frozenset[str]) -> list[Item]:
    """``X (n = 10) ... Y (n = 12)``, and ``(20 mg, n=186; 10 mg, n=187; placebo, n=189)``."""
    items: list[Item] = []
    text = sentence.text
    for match in _EQUALS.finditer(text):
        start = max(0, match.start() - 72)
        before = text[start : match.start()].rstrip(" (,;")
        named = re.split(r"[,;()]", before)[-1]
        opened = before.rfind("(")
        if opened > 0 and _ONLY_DOSE.fullmatch(before[opened + 1 :].strip()):
            before = before[:opened].rstrip()
            named = re.split(r"[,;()]", before)[-1]
        phrase = re.split(r"\b(?:to|or|and|with|versus|vs\.?|in|of|received|the) ", named)[-1]
        treatment = read_treatment(phrase)
        if treatment and is_plausible(treatment) and (is_known(treatment, short_forms) or not treatment.interventions):
            items.append(
                Item(
                    treatment,
                    read_count(match[1]),
                    (),
                    sentence.start + start + len(before) - len(phrase),
                    sentence.start + match.end(),
                )
            )
    return items


def _numbered(sentence: Sentence, short_forms: frozenset[str]) -> list[Item]:
    """``218 on A and 109 on B``, ``2,570 had A and 1,542 had B``."""
    heads = list(_NUMBERED.finditer(sentence.text))
    items: list[Item] = []
    for index, head in enumerate(heads):
        stop = heads[index + 1].start() if index + 1 < len(heads) else len(sentence.text)
        phrase = re.split(r",| and$|;|\.$|: ", sentence.text[head.end() : stop].strip())[0]
        treatment = read_treatment(re.sub(r" and$", "", phrase))
        if treatment and is_plausible(treatment) and is_known(treatment, short_forms):
            items.append(Item(treatment, read_count(head[1]), (), sentence.start + head.start(), sentence.start + stop))
    return items


def _title_items(title: Sentence, short_forms: frozenset[str]) -> list[Item]:
    masked = mask(title.text)
    for cut in _VERSUS.finditer(masked):
        before = re.split(r": |\bof ", masked[: cut.start()])[-1]
        first = read_item(title, cut.start() - len(before), cut.start())
        after = re.split(r" (?:in|for|as|after|among|before|plus|to|on) |: |, | - ", masked[cut.end() :])[0]
        second = read_item(title, cut.end(), cut.end() + len(after))
        if first and second and (is_known(first.treatment, short_forms) or is_known(second.treatment, short_forms)):
            return [first, second]
    return []
