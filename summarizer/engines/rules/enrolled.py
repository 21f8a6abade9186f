"""How many took part in all: every number of people is a candidate, and many weak cues add up for and against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules import enrollment_cues as cues
from summarizer.engines.rules.counts import Count, find_counts
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
_SHARE_OF = re.compile(r"(?: ?[(\[][^()\[\]]*[)\]])? (?:out )?of (?:the |these )?(?:planned |initial )?\d")
_ENOUGH = 1.7
_REPEATED = 0.75
_FIRST = 0.75
_TITLED = 1.0
_WHOLE = 4.0
_PART = 5.0
_OF_ARM = 12.0
_OUT_OF = 4.0
_SHARE = 6.0
_SUBGROUP = 3.0
_NEVER = -9.0
_STATED = 2.5
_STATED_RANDOMIZED = 6.0
_BEARABLE = 2.5
"""What a cue before the number adds at most to one after it."""
_OF_THE_TRIAL = 2.0
"""From here on the sentence's subject is the trial: "a trial in 4560 women showed"."""
_NEEDS_VERB = 3.0
"""Weight of a cue before a bare number that makes up for the missing noun."""
_FEWEST = 8
_LEAST_SUM = 12
_MOST_UNEQUAL = 6
_MOST_PARTS = 4
_LOOK_BACK = 330
_LOOK_AHEAD = 320
_NEAR = 120
_LED_BACK = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that may be the enrollment.

    Attributes:
        fact: The number, and the words that speak for it.
        score: What speaks for and against it.
    """

    fact: Fact[int]
    score: float


@dataclass(frozen=True, slots=True)
class Setting:
    """A number and the words around it.

    Attributes:
        sentence: Where it stands.
        count: The number.
        before: The words up to it, in small letters.
        after: The words that it may be the subject of, without brackets.
        is_share: Whether it is some of a larger number that follows, "68 (62%) of 109 patients".
        is_part: Whether it is the larger number, of which some are told.
    """

    sentence: Sentence
    count: Count
    before: str
    after: str
    is_share: bool
    is_part: bool


def find_enrollment(document: Document, scope: TrialScope, sizes: Sequence[int | None]) -> Fact[int] | None:
    """Return the number enrolled or randomized.

    Args:
        document: The article.
        scope: Sentences of the trial.
        sizes: Of its arms, to tell the whole from its parts.

    Returns:
        The best supported number; a planned one only where no number of participants is told.
    """
    ranked = _ranked(_candidates(document, scope.sentences), sizes)
    if ranked and ranked[0].score >= _ENOUGH:
        best = ranked[0].fact
    else:
        planned = next((fact for sentence in document.body for fact in _planned(sentence)), None)
        if planned is None:
            return None
        best = planned
    return replace(best, rivals=tuple(str(other.fact.value) for other in ranked if other.fact.value != best.value))


def _ranked(candidates: Iterable[Candidate], sizes: Sequence[int | None]) -> list[Candidate]:
    """One candidate a value, with what its other mentions add."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.fact.value)
        if known is None:
            best[candidate.fact.value] = candidate
        elif candidate.score > 0:
            top = max(known, candidate, key=lambda one: one.score)
            best[candidate.fact.value] = Candidate(top.fact, top.score + _REPEATED)
    weighed = [Candidate(one.fact, one.score + _by_arms(one.fact.value, sizes)) for one in best.values()]
    return sorted(weighed, key=lambda one: (-one.score, one.fact.start))


def _by_arms(value: int, sizes: Sequence[int | None]) -> float:
    known = [size for size in sizes if size is not None]
    if len(sizes) < 2 or not known:  # noqa: PLR2004 - one arm holds everybody
        return 0.0
    if value == sum(known) and len(known) == len(sizes):
        return _WHOLE
    return -_OF_ARM if value in known or value < max(known) else 0.0


def _candidates(document: Document, sentences: Sequence[Sentence]) -> Iterator[Candidate]:
    counted = [(sentence, find_counts(sentence)) for sentence in sentences]
    wholes, parts = _sums([[one for one in counts if not _is_of_some(sentence, one)] for sentence, counts in counted])
    is_first = True
    for sentence, counts in counted:
        titled = document.kind(sentence) is Kind.TITLE
        for place, count in enumerate(counts):
            of_people = count.kind == "people"
            candidate = _weigh(_setting(sentence, counts, place))
            if candidate.score <= 0 and not of_people:
                continue
            score = candidate.score + _TITLED * titled + _WHOLE * (count.value in wholes)
            is_twice = count.depth == 0 and any(other.value == count.value for other in _others(counts, place))
            score -= _PART * (count.value in parts - wholes or is_twice)
            if is_first and of_people and count.value >= _FEWEST:
                is_first = False
                score += _FIRST
            yield Candidate(candidate.fact, score)


def _others(counts: Sequence[Count], place: int) -> Iterator[Count]:
    """The other numbers of a sentence that stand in no bracket: "15 got A, 15 B"."""
    return (count for index, count in enumerate(counts) if index != place and not count.depth)


def _is_of_some(sentence: Sentence, count: Count) -> bool:
    """``k of N``."""
    return _is_out_of(sentence.lower[max(0, count.start - 60) : count.start])


def _is_out_of(before: str) -> bool:
    return " of " in before and cues.OUT_OF.search(before) is not None


def _sums(rows: Sequence[Sequence[Count]]) -> tuple[set[int], set[int]]:
    """Numbers that two to four neighbouring numbers of one sentence add up to, and those numbers."""
    values = {count.value for counts in rows for count in counts if count.kind != "bare"}
    wholes: set[int] = set()
    parts: set[int] = set()
    for counts in rows:
        row = [count.value for count in counts]
        for size in range(2, _MOST_PARTS + 1):
            for first in range(len(row) - size + 1):
                group = row[first : first + size]
                if sum(group) in values and sum(group) >= _LEAST_SUM and min(group) * _MOST_UNEQUAL >= max(group):
                    wholes.add(sum(group))
                    parts.update(group)
    return wholes, parts


def _setting(sentence: Sentence, counts: Sequence[Count], place: int) -> Setting:
    count = counts[place]
    before = sentence.lower[max(0, count.start - _LOOK_BACK) : count.start]
    is_share = _SHARE_OF.match(sentence.text, count.end, count.end + _NEAR) is not None
    after = _after(sentence, counts, place)
    if count.kind == "bare" and not is_share:
        after = after[:_NEAR] if cues.VERB_NEXT.match(sentence.text, count.end) else ""
    return Setting(sentence, count, before, after, is_share, place > 0 and _is_out_of(before))


def _after(sentence: Sentence, counts: Sequence[Count], place: int) -> str:
    """The words that a number may be the subject of: up to the next number of people outside brackets."""
    count = counts[place]
    stop = min(len(sentence.text), count.noun + _LOOK_AHEAD)
    for other in counts[place + 1 :]:
        stands_apart = (
            other.depth <= count.depth and other.kind in {"people", "others"} and not _is_of_some(sentence, other)
        )
        if stands_apart and other.value >= _FEWEST:
            stop = min(stop, other.start)
            break
    clause = sentence.lower[count.noun : stop]
    if "(" in clause or "[" in clause:
        clause = _BRACKET.sub(lambda match: " " * len(match[0]), clause)
    return clause.split("; ", 1)[0]


def _weigh(setting: Setting) -> Candidate:
    """What speaks for and against one number."""
    count, before = setting.count, setting.before
    base = _base(setting)
    if base <= _NEVER:
        return Candidate(_fact(setting.sentence, count.start, count.end, count.value, "number"), _NEVER)
    rule, last = "number of people", count.noun
    best, found = (0.0, None) if setting.is_part else _best(_fitting(setting), setting.after)
    if found:
        rule, last = found[0], count.noun + found[1].end()
    lead, led = _best((cue for cue in cues.BEFORE if count.kind != "bare" or cue[1] >= _NEEDS_VERB), before)
    first = count.start - (len(before) - led[1].start()) if led else count.start
    if led and lead > best:
        rule = led[0]
    score = base + best + (min(lead, _BEARABLE) if best else lead) - _against(setting, best, lead)
    return Candidate(_fact(setting.sentence, first, last, count.value, rule), score)


def _base(setting: Setting) -> float:
    """What a number is worth by its kind and by the words inside its noun phrase."""
    count = setting.count
    if count.kind == "things" or (count.value < _FEWEST and (count.kind != "people" or count.depth)):
        return _NEVER
    verb = cues.VERB_NEXT.match(setting.sentence.text, count.end) is not None
    if count.kind == "bare" and not (verb or setting.is_share or cues.LED.search(setting.before[-_LED_BACK:])):
        return _NEVER
    if count.share and not setting.is_share and not cues.CUES.search(setting.sentence.lower):
        return _NEVER
    if count.kind == "stated":
        if not cues.STATED_WHOLE.search(setting.before) or cues.ONE_GROUP.search(setting.before):
            return _NEVER
        return _STATED_RANDOMIZED if cues.STATED_RANDOMIZED.search(setting.before) else _STATED
    inside = (
        weight for pattern, weight in cues.INSIDE if pattern.search(setting.sentence.lower, count.end, count.noun)
    )
    return 1.0 * (verb or count.kind != "bare") + next(inside, 0.0)


def _fitting(setting: Setting) -> Iterator[cues.Cue]:
    hyphened = setting.sentence.text[setting.count.end : setting.count.end + 1] == "-"
    return (cue for cue in cues.AFTER if hyphened or cue[0] != "N-patient trial")


def _best(table: Iterable[cues.Cue], text: str) -> tuple[float, tuple[str, re.Match[str]] | None]:
    best: tuple[float, tuple[str, re.Match[str]] | None] = (0.0, None)
    for name, weight, pattern in table:
        match = pattern.search(text) if weight > best[0] else None
        if match:
            best = (weight, (name, match))
    return best


def _against(setting: Setting, gain: float, lead: float) -> float:
    """The weight of all that speaks against a number."""
    count = setting.count
    behind = _BRACKET.sub(" ", setting.sentence.lower[count.end : count.noun]) + setting.after
    weight = _OUT_OF * setting.is_part + _SHARE * (count.share and not setting.is_share)
    weight += _SUBGROUP * (cues.PART_NEXT.search(setting.after) is not None)
    weight += sum(
        cue[1]
        for cue in cues.AGAINST_AFTER
        if not (cue[0] == "had an event" and lead >= _OF_THE_TRIAL) and cue[2].search(behind)
    )
    assigned = gain >= _STATED_RANDOMIZED
    return weight + sum(
        cue[1]
        for cue in cues.AGAINST_BEFORE
        if not (cue[0] == "of whom" and assigned) and cue[2].search(setting.before)
    )


def _fact(sentence: Sentence, start: int, end: int, value: int, rule: str) -> Fact[int]:
    while sentence.text[start] in " ,;.":
        start += 1
    return Fact(value, sentence.start + start, sentence.start + end, rule)


def _planned(sentence: Sentence) -> Iterator[Fact[int]]:
    """``will enrol 640 adults``, ``159 patients will be enrolled``."""
    counts = find_counts(sentence)
    for place, count in enumerate(counts):
        if count.kind == "stated" or count.depth:
            continue
        before = sentence.lower[max(0, count.start - 90) : count.start]
        match = cues.PLANNED.search(before)
        after = cues.WILL.search(_after(sentence, counts, place))
        if (match and (count.kind == "people" or "enrol" in before)) or (after and count.kind == "people"):
            start = count.start - (len(before) - match.start()) if match else count.start
            yield _fact(sentence, start, count.noun + (after.end() if after else 0), count.value, "planned N")
