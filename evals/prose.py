"""Quotes and generated texts: judged by the article, not by gold's wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from evals.comparators import CORRECT, Judgement
from evals.evidence import sentences
from evals.figures import decimal, numbers_in, plain
from summarizer.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.evidence import ArticleEvidence
    from evals.fields import Field, Thresholds
    from summarizer.article import Span


def judge_quotes(
    gold: object, predicted: object, evidence: ArticleEvidence, thresholds: Thresholds, holder: object
) -> Judgement:
    """Judge the quotes of an object by where they stand.

    Args:
        gold: Gold quotes.
        predicted: Predicted quotes.
        evidence: Of the article.
        thresholds: With the overlap that counts as the same place.
        holder: The gold object whose values the quotes support.
    """
    claimed: tuple[str, ...] = tuple(predicted)  # type: ignore[arg-type]
    theirs = evidence.spans(claimed)
    if not theirs:
        return Judgement("incorrect", "not_found")
    ours = evidence.spans(tuple(gold))  # type: ignore[arg-type]
    nearest = max((overlap(one, other) for one in ours for other in theirs), default=0.0)
    if nearest >= thresholds.quote_overlap:
        return CORRECT
    wanted = frozenset(numbers_of(holder))
    held = numbers_in(" ".join(evidence.article.text[span.start : span.end] for span in theirs))
    if wanted and wanted <= held:
        return CORRECT
    return Judgement("partial" if nearest > 0 else "incorrect", "wrong_place")


def overlap(one: Span, other: Span) -> float:
    """Return the intersection over the union of two spans, in characters."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def numbers_of(item: object) -> Iterator[str]:
    """Yield the magnitude of every number in an object's values, quotes and nested quoted objects left out."""
    if isinstance(item, BaseModel):
        for name in type(item).model_fields:
            if name not in {"quotes", "arms", "outcomes", "adverse_events", "follow_up", "investigators", "conclusion"}:
                yield from numbers_of(getattr(item, name))
    elif isinstance(item, tuple):
        for part in item:
            yield from numbers_of(part)
    elif isinstance(item, bool):
        return
    elif isinstance(item, int | str) and decimal(str(item)) is not None:
        yield plain(str(item))


def judge_generated(text: str, field: Field, evidence: ArticleEvidence, record: object) -> Judgement:
    """Judge a generated text by its own rules: nothing foreign in it, its length, and the primary result for a synopsis.

    Args:
        text: As predicted.
        field: With the most words or sentences it may have.
        evidence: Of the article.
        record: The gold record, whose primary result a synopsis has to tell.
    """
    if evidence.foreign(text):
        return Judgement("incorrect", "invented")
    too_long = (field.words and len(text.split()) > field.words) or (
        field.sentences and sentences(text) > field.sentences
    )
    if too_long:
        return Judgement("partial", "other")
    if field.sentences and isinstance(record, Record) and not _tells_primary_result(text, record):
        return Judgement("partial", "omitted")
    return CORRECT


def _tells_primary_result(text: str, record: Record) -> bool:
    """Tell whether a text holds a number of each trial's primary outcome, or of its first where none is called primary."""
    told = numbers_in(text)
    for trial in record.trials:
        primary = [item for item in trial.outcomes if item.type == "PRIMARY"] or list(trial.outcomes[:1])
        numbers = frozenset(number for item in primary for number in numbers_of((item.results, item.analyses)))
        if numbers and not numbers & told:
            return False
    return True


def quotes_of(item: object) -> Iterator[str]:
    """Yield every quote of a record or of a part of one."""
    if isinstance(item, tuple):
        for part in item:
            yield from quotes_of(part)
    elif isinstance(item, BaseModel):
        for name in type(item).model_fields:
            value = getattr(item, name)
            if name == "quotes":
                yield from value
            else:
                yield from quotes_of(value)
