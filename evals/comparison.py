"""The comparison of one prediction with one gold record: every slot gets one verdict, every error one cause.

Trials are paired first, then their arms; the arms' pairing is used for all that refers to an arm, so that a swap shows
as a swap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from evals import keys
from evals.alignment import Keyed
from evals.causes import explain
from evals.evidence import ArticleEvidence, RecordEvidence
from evals.fields import declarations
from evals.ledger import Ledger, Place, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from evals.alignment import Pairing
    from evals.comparators import Cause
    from evals.gold import GoldRecord
    from evals.slots import Slot
    from summarizer.record import Record
    from summarizer.summary import Finding, Support

_SAME = 1.0
_PART = 0.5
_AS_THEY_ARE: Mapping[str, str] = {}


class _Kind(NamedTuple):
    """How the items of a kind of list are paired; each kind has a model of its own."""

    make: Callable[[Any, Any], Keyed[Any]]
    like: Callable[[Any, Any], float]
    name: str
    near: float


_MEASURES = {
    "outcomes": _Kind(keys.key_outcome, keys.like_outcomes, "title", _PART),
    "adverse_events": _Kind(keys.key_term, keys.like_terms, "term", _SAME),
}
_ROWS = {
    "results": _Kind(keys.key_result, keys.like_results, "", _SAME),
    "analyses": _Kind(keys.key_analysis, keys.like_analyses, "", _SAME),
}


class Prediction(NamedTuple):
    """What an engine made of one article.

    Attributes:
        record: The record, or ``None`` where there is none.
        support: Where its values stand.
        findings: What the checks say about it.
        error: Why there is no record.
    """

    record: Record | None
    support: Sequence[Support] = ()
    findings: Sequence[Finding] = ()
    error: str | None = None


@dataclass(frozen=True)
class Compared:
    """All verdicts of one article.

    Attributes:
        article: Name of the gold record.
        slots: One row for each slot that gold or prediction fills in.
        absent: For each field, how many slots both leave empty.
        error: Why there was no record to compare, or ``None``.
    """

    article: str
    slots: tuple[Slot, ...]
    absent: tuple[int, ...]
    error: str | None = None


def compare_record(gold: GoldRecord, prediction: Prediction, evidence: ArticleEvidence | None = None) -> Compared:
    """Compare a prediction with a gold record, slot by slot.

    Args:
        gold: What is right.
        prediction: What an engine made; without a record every gold slot is missing.
        evidence: Of the gold record's article, to be used again; made afresh where it is not given.
    """
    ledger = Ledger(
        gold.id,
        gold.metadata.alternatives,
        evidence or ArticleEvidence(gold.article),
        RecordEvidence(prediction.support, prediction.findings),
        declarations(),
    )
    _enter_record(ledger, gold.record, prediction.record)
    slots = explain(ledger.slots, ledger.facts, ledger.evidence)
    return Compared(gold.id, slots, tuple(ledger.absent), prediction.error)


def _enter_record(ledger: Ledger, gold: Record, predicted: Record | None) -> None:
    whole = Side(gold, predicted, "", "", cause="invalid_output" if predicted is None else None)
    ledger.enter("", whole)
    trials = () if predicted is None else predicted.trials
    acronyms = [_accepted(ledger, f"trials[{index}].acronym") for index in range(len(gold.trials))]
    pairing = ledger.pair(
        [keys.key_trial(trial, more) for trial, more in zip(gold.trials, acronyms, strict=True)],
        [keys.key_trial(trial) for trial in trials],
        keys.like_trials,
        _PART,
    )
    for side in _sides(ledger, whole, "trials", pairing):
        _enter_trial(ledger, side)


def _enter_trial(ledger: Ledger, side: Side) -> None:
    ledger.enter("trials[]", side)
    _enter_arms(ledger, side)
    _enter_investigators(ledger, side)
    for kind in _MEASURES:
        _enter_measures(ledger, side, kind)


def _enter_arms(ledger: Ledger, side: Side) -> None:
    ours, theirs = (_held(item, "arms") for item in (side.gold, side.predicted))
    pairing = ledger.pair(
        [keys.key_arm(arm, _accepted(ledger, f"{side.path}.arms[{index}].label")) for index, arm in enumerate(ours)],
        [keys.key_arm(arm) for arm in theirs],
        keys.like_arms,
        _PART,
    )
    ledger.arms = {theirs[there].label: ours[here].label for here, there in pairing.pairs}
    ledger.gold_labels = frozenset(arm.label for arm in ours)
    for part in _sides(ledger, side, "arms", pairing):
        label = getattr(part.gold or part.predicted, "label", None)
        ledger.enter("trials[].arms[]", part._replace(place=Place(f"{side.path}.arms", (label,))))


def _enter_investigators(ledger: Ledger, side: Side) -> None:
    scopes = ledger.declared.field("trials[].investigators[].name").scopes
    ours, theirs = (_held(item, "investigators") for item in (side.gold, side.predicted))

    def like(one: keys.Names, other: keys.Names) -> float:
        return keys.like_names(one, other, scopes)

    pairing = ledger.pair(
        [Keyed((person.name,), ()) for person in ours], [Keyed((person.name,), ()) for person in theirs], like
    )
    for part in _sides(ledger, side, "investigators", pairing):
        ledger.enter("trials[].investigators[]", part)


def _enter_measures(ledger: Ledger, side: Side, kind: str) -> None:
    made = _MEASURES[kind]
    ours, theirs = (_held(item, kind) for item in (side.gold, side.predicted))
    if not ours and not theirs:
        return
    pairing = ledger.pair(
        [
            made.make(item, _accepted(ledger, f"{side.path}.{kind}[{index}].{made.name}"))
            for index, item in enumerate(ours)
        ],
        [made.make(item, ()) for item in theirs],
        made.like,
        made.near,
    )
    for part in _sides(ledger, side, kind, pairing):
        ledger.enter(f"trials[].{kind}[]", part)
        for rows in _ROWS:
            _enter_rows(ledger, part, kind, rows)


def _enter_rows(ledger: Ledger, side: Side, kind: str, rows: str) -> None:
    ours, theirs = (_held(item, rows) for item in (side.gold, side.predicted))
    if not ours and not theirs:
        return
    made = _ROWS[rows]
    gold = [made.make(item, _AS_THEY_ARE) for item in ours]
    predicted = [made.make(item, ledger.arms) for item in theirs]
    owner = side.path if side.gold is not None else side.predicted_path
    for part in _sides(ledger, side, rows, ledger.pair(gold, predicted, made.like, made.near)):
        keyed = made.make(part.predicted, ledger.arms) if part.gold is None else made.make(part.gold, _AS_THEY_ARE)
        ledger.enter(f"trials[].{kind}[].{rows}[]", part._replace(place=_place(owner, keyed)))


def _place(owner: str, keyed: Keyed[keys.ResultKey] | Keyed[keys.AnalysisKey]) -> Place:
    key = keyed.key
    if isinstance(key, keys.ResultKey):
        return Place(owner, (key.arm,), key.population, key.time_point, key.statistic)
    return Place(owner, (key.arm, key.comparator), key.population, key.time_point, key.measure)


def _sides(ledger: Ledger, holder: Side, name: str, pairing: Pairing) -> Iterator[Side]:
    """Yield the pairs of a list, then the gold items without a partner, then the predicted ones."""
    ours, theirs = _held(holder.gold, name), _held(holder.predicted, name)
    path, predicted_path = (f"{base}.{name}" if base else name for base in (holder.path, holder.predicted_path))
    for here, there in pairing.pairs:
        quotes = getattr(theirs[there], "quotes", holder.quotes)
        yield Side(ours[here], theirs[there], f"{path}[{here}]", f"{predicted_path}[{there}]", quotes)
    for here in pairing.gold_alone:
        if None in ledger.alternatives.get(f"{path}[{here}]", ()):
            continue
        cause: Cause | None = holder.cause or ("over_merge" if here in pairing.gold_near else None)
        yield Side(ours[here], None, f"{path}[{here}]", predicted_path, None, None, cause)
    for there in pairing.predicted_alone:
        quotes = getattr(theirs[there], "quotes", holder.quotes)
        cause = holder.cause or ("over_split" if there in pairing.predicted_near else None)
        yield Side(None, theirs[there], path, f"{predicted_path}[{there}]", quotes, None, cause)


def _held(item: object, name: str) -> Sequence[Any]:
    return () if item is None else getattr(item, name)


def _accepted(ledger: Ledger, path: str) -> tuple[str, ...]:
    return tuple(value for value in ledger.alternatives.get(path, ()) if isinstance(value, str))
