"""Aggregates: from rows to counts, and from counts to rates, for one sample or for thousands of resamples at once.

Counts are arrays of articles × fields × counters. Every rate is a function of summed counts, so that a resample is one
row of weights times the counts. A rate without a denominator is NaN and prints as "-".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evals.fields import declarations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from evals.comparison import Compared
    from evals.gold import GoldRecord
    from evals.slots import Slot
    from summarizer.summary import Provenance

COUNTERS = (
    "correct",
    "partial",
    "incorrect",
    "missing",
    "spurious",
    "absent",
    "supported",
    "quote_only",
    "elsewhere_in_text",
    "unsupported",
)
_AT = {name: index for index, name in enumerate(COUNTERS)}
_C, _P, _I, _M, _S = range(5)
_UNSUPPORTED = _AT["unsupported"]
_PRIMARY_MET = "trials[].primary_outcome_met"
_TITLE = "trials[].outcomes[].title"
_SIZE = "trials[].arms[].participants"

_OF_ARTICLES = ("whole_records", "primary_outcome", "arm_sizes", "invalid_output", "cost_usd", "seconds")


class ArticleFigures(NamedTuple):
    """What is known of one article beside the counts of its slots; NaN where it does not apply.

    Attributes:
        whole: Whether all its slots are right.
        primary: Whether all slots of its primary outcomes are right.
        sizes: Whether the sizes of all its arms are right, none missing and none invented; only where gold gives any.
        invalid: Whether there was no record.
        cost: In US dollars.
        seconds: Of the extraction.
    """

    whole: float
    primary: float
    sizes: float
    invalid: float
    cost: float
    seconds: float


@dataclass(frozen=True)
class Tally:
    """Counts of a run.

    Attributes:
        articles: Names, in order.
        clusters: Number of each article's trial; articles of one trial are resampled together.
        counts: Articles × fields × ``COUNTERS``, averaged over the repeats.
        figures: Articles × ``ArticleFigures``, averaged over the repeats.
    """

    articles: tuple[str, ...]
    clusters: tuple[int, ...]
    counts: NDArray[np.float64]
    figures: NDArray[np.float64]


def count_slots(compared: Compared) -> NDArray[np.uint16]:
    """Count one article's slots, fields × ``COUNTERS``."""
    fields = _columns()
    counts = np.zeros((len(fields), len(COUNTERS)), dtype=np.uint16)
    cells = [[0] * len(COUNTERS) for _ in fields]
    for slot in compared.slots:
        row = cells[fields[slot.field]]
        row[_AT[slot.verdict]] += 1
        if slot.support is not None:
            row[_AT[slot.support]] += 1
    counts[:] = cells
    counts[:, _AT["absent"]] = compared.absent
    return counts


def figure_article(gold: GoldRecord, compared: Compared, spent: Provenance | None) -> ArticleFigures:
    """Return what is known of one article beside its counts."""
    weighing = _weighing()
    scored = [slot for slot in compared.slots if slot.field in weighing]
    return ArticleFigures(
        float(all(slot.verdict == "correct" for slot in scored)),
        _primary_right(gold, scored),
        _sizes_right(scored),
        float(compared.error is not None),
        np.nan if spent is None or spent.cost_usd is None else spent.cost_usd,
        np.nan if spent is None else spent.seconds,
    )


def _primary_right(gold: GoldRecord, slots: Sequence[Slot]) -> float:
    """Return 1 if every slot of the primary outcomes is right, NaN where no outcome is called primary."""
    primary = tuple(
        f"trials[{number}].outcomes[{index}]."
        for number, trial in enumerate(gold.record.trials)
        for index, outcome in enumerate(trial.outcomes)
        if outcome.type == "PRIMARY"
    )
    if not primary:
        return np.nan
    partners = tuple(
        slot.predicted_path.removesuffix("title")
        for slot in slots
        if slot.field == _TITLE and slot.predicted_path and slot.gold is not None and slot.path.startswith(primary)
    )
    own = [
        slot
        for slot in slots
        if (slot.path.startswith(primary) if slot.gold is not None else slot.path.startswith(partners or ("\0",)))
    ]
    return float(all(slot.verdict == "correct" for slot in own))


def _sizes_right(slots: Sequence[Slot]) -> float:
    sizes = [slot for slot in slots if slot.field == _SIZE]
    if all(slot.verdict == "spurious" for slot in sizes):
        return np.nan
    return float(all(slot.verdict == "correct" for slot in sizes))


@lru_cache(maxsize=1)
def _columns() -> Mapping[str, int]:
    return {field.path: field.index for field in declarations().fields}


@lru_cache(maxsize=1)
def _weighing() -> frozenset[str]:
    declared = declarations()
    return frozenset(field.path for field in declared.fields if declared.weights[field.group] > 0)


def ratio(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / np.where(denominator > 0, denominator, 1), np.nan)


def f1(counts: NDArray[np.float64], half: float = 0.5) -> NDArray[np.float64]:
    """Return F1 over the last axis of counters; a partial verdict counts as ``half``."""
    right = counts[..., _C] + half * counts[..., _P]
    return ratio(
        2 * right, 2 * (counts[..., _C] + counts[..., _P] + counts[..., _I]) + counts[..., _M] + counts[..., _S]
    )


def precision(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of predicted slots that are right, over the last axis of counters."""
    return ratio(counts[..., _C] + 0.5 * counts[..., _P], predicted(counts))


def recall(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of gold slots that were found and are right, over the last axis of counters."""
    return ratio(counts[..., _C] + 0.5 * counts[..., _P], gold(counts))


def predicted(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many slots the prediction fills in."""
    return counts[..., _C] + counts[..., _P] + counts[..., _I] + counts[..., _S]


def gold(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many slots gold fills in."""
    return counts[..., _C] + counts[..., _P] + counts[..., _I] + counts[..., _M]


def measure(tally: Tally, weights: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Compute every headline metric for one or many weightings of the articles.

    Args:
        tally: Of a run.
        weights: Samples × articles: how often each article is in each sample.

    Returns:
        Name of the metric to one value a sample: ``headline``, ``group/NAME``, ``micro_f1``, ``micro_precision``,
        ``micro_recall``, ``strict_f1``, ``article_f1``, ``hallucination_rate``, ``abstention_rate``, ``whole_records``,
        ``primary_outcome``, ``primary_outcome_met``, ``arm_sizes``, ``invalid_output``, ``cost_usd``, ``seconds``.
    """
    declared = declarations()
    shape = tally.counts.shape
    sums = (weights @ tally.counts.reshape(shape[0], -1)).reshape(-1, *shape[1:])
    scored = np.array([declared.weights[field.group] > 0 for field in declared.fields])
    micro = sums[:, scored].sum(axis=1)
    met = sums[:, declared.field(_PRIMARY_MET).index]
    groups = group_f1(tally, sums)
    columns = [_weighted_mean(tally.figures[:, index], weights) for index in range(tally.figures.shape[1])]
    return {
        "headline": _headline(groups),
        **{f"group/{name}": values for name, values in groups.items()},
        "micro_f1": f1(micro),
        "micro_precision": precision(micro),
        "micro_recall": recall(micro),
        "strict_f1": f1(micro, 0.0),
        "article_f1": _weighted_mean(f1(tally.counts[:, scored].sum(axis=1)), weights),
        "hallucination_rate": ratio(micro[:, _UNSUPPORTED], predicted(micro)),
        "abstention_rate": ratio(micro[:, _AT["absent"]], micro[:, _AT["absent"]] + micro[:, _S]),
        "primary_outcome_met": ratio(met[:, _C], gold(met) + met[:, _S]),
        **dict(zip(_OF_ARTICLES, columns, strict=True)),
    }


def group_f1(tally: Tally, sums: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return each group's mean F1 over those of its fields that have enough gold slots in the whole sample."""
    declared = declarations()
    enough = gold(tally.counts).sum(axis=0) >= declared.thresholds.macro_slots
    found = {}
    for group in declared.groups():
        columns = [field.index for field in declared.fields if field.group == group and enough[field.index]]
        found[group] = _mean(f1(sums[:, columns]))
    return found


def _headline(groups: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    weights = declarations().weights
    values = np.stack([groups[name] for name in weights])
    share = np.array([weights[name] for name in weights])[:, None] * ~np.isnan(values)
    return ratio((np.nan_to_num(values) * share).sum(axis=0), share.sum(axis=0))


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the last axis of what is defined."""
    defined = ~np.isnan(values)
    return ratio(np.nan_to_num(values).sum(axis=-1), defined.sum(axis=-1).astype(float))


def _weighted_mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    defined = ~np.isnan(values)
    return ratio(weights @ np.nan_to_num(values), weights @ defined.astype(float))
