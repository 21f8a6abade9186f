"""Which trials an article reports, and which sentences belong to each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.acronyms import Name, find_names
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summarizer.engines.rules.document import Document, Sentence

_PHRASES = {
    kind: Phrases(*lexicon.table("background")[kind]["phrases"])
    for kind in ("history", "future", "prevalence", "outsider", "own")
}
_STATISTIC = re.compile(r"\bp ?[<=>]|\bci\b|\d ?%|hazard ratio|odds ratio|\d percent|per cent")
_RESULT = re.compile(r"\bp ?[<=>] ?0?\.\d|\bci\b|hazard ratio|odds ratio|\d ?% ")
_JOINT = re.compile(r"\b(?:both|all|two|three|the) (?:\w+ )?(?:trials|studies)\b")
_ITEM = re.compile(r"^(?:\d{1,2}[/.)]|[-*\u2022#]) ?\S")
_EVIDENCE = (
    (
        re.compile(
            r"(?:were|was|been|underwent|we) (?:then )?(?:randomi[sz]|randomly)|randomi[sz]ed \d"
            r"|randomly (?:assigned|allocated)|assigned at random"
            r"|randomi[sz]ed,? (?:\(?\d:\d\)?,? )?(?:in a \S+ (?:ratio|fashion) )?to\b"
            r"|randomi[sz]ed (?:patients|participants|adults|women|men|children)|we randomi[sz]ed"
            r"|randomi[sz]ed (?:\w+[ -]){0,4}(?:trial|study)"
        ),
        4,
    ),
    (re.compile(r"randomi[sz]"), 2),
    (
        re.compile(
            r"\bphase (?:[1-4]|i{1,3}v?|iv)|\b(?:late|mid)-stage (?:\w+ ){0,3}(?:trial|study)|\bpivotal (?:trial|study)"
        ),
        2,
    ),
    (re.compile(r"\b(?:met|missed|meet|meeting|achieved) (?:its|the|their) (?:\w+ )?(?:main|primary|co-primary)\b"), 2),
    (re.compile(r"open-label|double-blind|placebo-controlled|single-arm|\bblinded\b"), 3),
    (
        re.compile(
            r"(?:were|was) assigned (?:to|\d)|individual patient data|allocat(?:ed|ion)|\bat random\b|\bby lot\b"
        ),
        2,
    ),
    (re.compile(r"\b(?:arms?|groups?|recipients)\b"), 1),
    (
        re.compile(
            r"\bdivided into (?:\w+ ){0,2}groups\b|\bcross-?over\b|\bwithin[- ]subjects?\b|\bhealthy (?:\w+ ){0,3}(?:volunteers|men|women|adults)\b"
        ),
        2,
    ),
    (re.compile(r"\b(?:placebo|sham)\b"), 1),
    (re.compile(r"[(;\[] ?n ?= ?\d"), 2),
    (re.compile(r"\b(?:versus|vs|compared with|compared to|than with|than on)\b"), 1),
    (re.compile(r"\b(?:claims data|health records|propensity|dose-escalation|escalating doses)\b"), 2),
    (re.compile(r"\b(?:trial|study)\b"), 1),
    (re.compile(r"\b(?:primary|secondary) (?:end ?-?point|outcome)"), 2),
    (
        re.compile(
            r"\b(?:cohort|registry|retrospective|case-control|observational"
            r"|prospective) (?:\w+ ){0,3}(?:study|analysis|trial)\b"
        ),
        2,
    ),
    (re.compile(r"\b(?:cohort|registry|retrospective|case-control|observational)\b"), 1),
    (
        re.compile(
            r"\b(?:enrol+ed|recruited|participants|patients (?:were|received|with)|adults with"
            r"|of \d+ patients|\d+ (?:patients|people|adults|women|men|children|infants)"
            r"|data on [\d,]+)\b"
        ),
        1,
    ),
    (re.compile(r"hazard ratio|odds ratio|rate ratio|\bhr\b|\bci\b|confidence interval|\bp ?[<=]"), 2),
)
_ENOUGH = 3
_SHORT_ITEM = 90


@dataclass(frozen=True)
class TrialScope:
    """What of an article belongs to one trial.

    Attributes:
        sentences: Running text in order, asides and background left out.
        acronym: Name of the trial, or ``None``.
        context: Further sentences that may tell of its design: title, headers, asides, background; never of results.
        others: Names of other trials that the article mentions.
        shared: Whether the article reports other trials too.
    """

    sentences: tuple[Sentence, ...]
    acronym: str | None = None
    context: tuple[Sentence, ...] = ()
    others: tuple[str, ...] = field(default=())
    shared: bool = False


def telling_sentences(scope: TrialScope, document: Document) -> list[Sentence]:
    """Title and headers after the running text, so that the text decides first."""
    inside = {sentence.start for sentence in scope.sentences}
    beside = [
        sentence
        for sentence in scope.context
        if sentence.start not in inside
        and document.kind(sentence) in {Kind.TITLE, Kind.BYLINE}
        and not any(other in sentence.text for other in scope.others)
    ]
    return [*scope.sentences, *beside]


def find_trials(document: Document) -> tuple[TrialScope, ...]:
    """Return a scope for each trial whose results or design the article reports; none for an article on no trial."""
    names = find_names(document)
    reported = _reported(document, names)
    others = [name for name in names if name not in reported and _is_trial_name(name, reported)]
    running = [sentence for sentence in document.body if document.kind(sentence) is Kind.BODY]
    ongoing = not any(_RESULT.search(sentence.lower) for sentence in running if not _names_any(sentence, others))
    body = [sentence for sentence in running if not _is_background(sentence, reported, others, ongoing=ongoing)]
    body = _without_outsiders(document, body)
    context = tuple(sentence for sentence in document.sentences if document.kind(sentence) is not Kind.SITE)
    if len(reported) > 1 and _are_pooled(document, reported):
        reported = []
    if len(reported) > 1:
        return _segment(document, body, reported, context)
    name = reported[0] if reported else None
    if not _reports_trial(body, name):
        return ()
    if name:
        document.trace.note(
            "trials[0].acronym", "best supported name", [other.text for other in names if other is not name]
        )
    return (TrialScope(tuple(body), name.text if name else None, context, tuple(other.text for other in others)),)


def _is_trial_name(name: Name, reported: Sequence[Name]) -> bool:
    """Whether a name is another trial's, and no shorter form of the article's own."""
    return name.cued and bool(name.sentences) and not any(own.text.startswith(name.text) for own in reported)


def _reported(document: Document, names: Sequence[Name]) -> list[Name]:
    """The article's own trial first, then any other that it reports with an id or results of its own."""
    several = _announces_several(document)
    best = next((name for name in names if name.called or name.has_id), None)
    if best is None or best.score < _NAMED or (_is_late(document, best) and not several):
        return []
    if not (best.titled or best.has_id or best.score >= _WELL_NAMED or len(best.sentences) > 1):
        return []
    told = [
        name
        for name in names
        if name is not best and name.cued and len(_own_statistics(document, name, names)) >= _FEWEST_STATISTICS
    ]
    found = [best, *(name for name in told if name.has_id or (name.titled and best.titled))]
    if len(found) == 1 and _ids_apart(document, best):
        found.extend(name for name in told if name.score >= _BARELY_NAMED)
    elif len(found) == 1 and several:
        found.extend(name for name in names if name is not best and name.called and name.score >= _WELL_NAMED)
    if len(found) == 1 and _own_statistics(document, best, names):
        found.extend(_twins(document, best, names))
    return sorted(found, key=lambda name: (name.sentences[0], document.text.find(name.text)))


def _twins(document: Document, best: Name, names: Sequence[Name]) -> list[Name]:
    """Trials of the same name and another number that have results of their own: "ABC-1 and ABC-2"."""
    stem = _NUMBERED.sub("", best.text)
    rivals = (name for name in names if name is not best and _NUMBERED.sub("", name.text) == stem != best.text)
    return [
        name
        for name in rivals
        if name.score >= _WELL_NAMED
        and set(name.sentences) & set(best.sentences)
        and _own_statistics(document, name, names)
    ]


_NUMBERED = re.compile(r"(?<=[A-Za-z])[- ]?(?:\d{1,3}|I{1,3}V?)$")
_NAMED = 2.0
_WELL_NAMED = 3.0
_BARELY_NAMED = 1.5
_FEWEST_STATISTICS = 2


def _is_late(document: Document, name: Name) -> bool:
    """Whether a trial is mentioned in passing: once or twice, without an id, in the second half of the text."""
    if name.titled or name.has_id or len(name.sentences) > 2 or not document.body:  # noqa: PLR2004
        return False
    middle = document.body[len(document.body) // 2].start
    return name.sentences[0] > middle and not any(fact.start < middle for fact in document.registry_ids)


_SEVERAL = re.compile(
    r"\b(?:two|three|four|five|several|both) (?:[\w-]+ ){0,3}(?:trials|studies) (?:[\w-]+ ){0,4}?(?:present|publish|report|show|found|releas|led|test|compar|was|were|have)"
)
_FIRST_PARAGRAPHS = 6


def _announces_several(document: Document) -> bool:
    """Whether the opening says that several trials are reported: "three trials presented here"."""
    reach = document.layout.header + _FIRST_PARAGRAPHS
    return any(_SEVERAL.search(sentence.lower) for sentence in document.sentences if sentence.paragraph < reach)


def _are_pooled(document: Document, names: Sequence[Name]) -> bool:
    """Whether the trials are only the parts of one analysis: "pooled A and B"."""
    return any(
        "pooled" in sentence.lower and sum(1 for name in names if name.text in sentence.text) > 1
        for sentence in document.body
    )


def _ids_apart(document: Document, best: Name) -> bool:
    """Whether NCT-like ids stand in two paragraphs of the body, the mark of a round-up."""
    places = {
        document.sentence_at(fact.start).paragraph
        for fact in document.registry_ids
        if document.kind(document.sentence_at(fact.start)) is Kind.BODY
    }
    return len(places) > 1 and len(best.sentences) > 0


def _own_statistics(document: Document, name: Name, names: Sequence[Name]) -> list[Sentence]:
    """Sentences with statistics between a mention of a trial and the next mention of another."""
    starts = sorted((start, other.text) for other in names for start in other.sentences)
    found: list[Sentence] = []
    current = None
    marks = dict(starts)
    for sentence in document.sentences:
        if document.kind(sentence) is not Kind.BODY:
            continue
        current = marks.get(sentence.start, current)
        if current == name.text and _STATISTIC.search(sentence.lower):
            found.append(sentence)
    return found


def _holds(kind: str, lower: str) -> bool:
    return _PHRASES[kind].stand_in(lower)


def _names_any(sentence: Sentence, names: Sequence[Name]) -> bool:
    return any(name.text in sentence.text for name in names)


def _is_background(sentence: Sentence, reported: Sequence[Name], others: Sequence[Name], *, ongoing: bool) -> bool:
    """Whether a sentence tells of history, prevalence, plans or another trial."""
    lower = sentence.lower
    design = _is_design(lower)
    if _names_any(sentence, reported):
        return not design and "published in" in lower and _holds("history", lower)
    if (sentence.section == "BACKGROUND" and not design and not _holds("own", lower)) or (
        _names_any(sentence, others) and not (reported and design)
    ):
        return True
    if sentence.section in {"LIMITATIONS", "REGISTRATION", "FUNDING"}:
        return True
    future = _holds("future", lower)
    if "conclu" in lower or (ongoing and future) or (design and not future):
        return False
    return future or _holds("history", lower) or (_holds("prevalence", lower) and not _RESULT.search(lower))


def _is_design(lower: str) -> bool:
    return "randomi" in lower or "randomly" in lower or "primary end" in lower or "primary outcome" in lower


def _without_outsiders(document: Document, body: Sequence[Sentence]) -> list[Sentence]:
    """Leave out what people from outside the trial say: their sentence, what follows it and the quotations before it."""
    dropped: set[int] = set()
    by_paragraph: dict[int, list[Sentence]] = {}
    for sentence in document.sentences:
        by_paragraph.setdefault(sentence.paragraph, []).append(sentence)
    for sentence in document.sentences:
        if not _holds("outsider", sentence.lower):
            continue
        for other in by_paragraph[sentence.paragraph]:
            if other.start >= sentence.start or _is_quotation(document, other):
                dropped.add(other.start)
    return [sentence for sentence in body if sentence.start not in dropped]


def _is_quotation(document: Document, sentence: Sentence) -> bool:
    start, _ = document.paragraphs[sentence.paragraph]
    before = document.text[start : sentence.start]
    return sentence.text.startswith('"') or before.count('"') % 2 == 1


def _segment(
    document: Document, body: Iterable[Sentence], reported: Sequence[Name], context: tuple[Sentence, ...]
) -> tuple[TrialScope, ...]:
    """Give each sentence to the trial named last; what names several, or speaks of both, belongs to all."""
    wanted = {sentence.start for sentence in body}
    parts: dict[str, list[Sentence]] = {name.text: [] for name in reported}
    first = _first_own_sentences(document, reported)
    current: str | None = None
    for sentence in document.sentences:
        here = [name.text for name in reported if name.pattern.search(sentence.text)]
        kind = document.kind(sentence)
        if kind in {Kind.HEADING, Kind.BYLINE, Kind.TITLE} or (
            not here and _ITEM.match(sentence.text) and len(sentence.text) < _SHORT_ITEM
        ):
            current = here[0] if len(here) == 1 else (None if kind is not Kind.TITLE else current)
            continue
        if sentence.start in first:
            current = first[sentence.start]
        if len(here) == 1:
            current = here[0]
        if sentence.start not in wanted:
            continue
        joint = len(here) > 1 or (not here and _JOINT.search(sentence.lower)) or current is None
        for name in parts if joint else (current or "",):
            parts[name].append(sentence)
    return tuple(
        TrialScope(
            tuple(parts[name.text]),
            name.text,
            context,
            tuple(other.text for other in reported if other is not name),
            shared=True,
        )
        for name in reported
    )


def _first_own_sentences(document: Document, reported: Sequence[Name]) -> dict[int, str]:
    """Where a trial is first named in the middle of a paragraph, it owns the paragraph from its beginning."""
    found: dict[int, str] = {}
    for name in reported:
        paragraph = document.sentence_at(name.sentences[0]).paragraph
        sentence = next(sentence for sentence in document.sentences if sentence.paragraph == paragraph)
        found.setdefault(sentence.start, name.text)
    return found


def _reports_trial(body: Sequence[Sentence], name: Name | None) -> bool:
    """Whether enough of what stays speaks of a trial."""
    score = 3 if name and name.has_id else (1 if name else 0)
    text = "\n".join(sentence.lower for sentence in body)
    for pattern, weight in _EVIDENCE:
        score += weight if pattern.search(text) else 0
        if score >= _ENOUGH:
            return True
    return False
