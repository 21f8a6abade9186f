"""Uncertainty: the article is the unit of resampling, articles of one trial together; runs are compared in pairs.

Percentile intervals of an article (cluster) bootstrap; paired differences on shared resamples; the exact McNemar test on
verdicts per article; the smallest difference that a comparison of this size detects with 80 % power.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evals.metrics import f1, measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from evals.metrics import Tally

RESAMPLES = 2000
SEED = 20230117
FEWEST_ARTICLES = 10
LEVEL = 0.95
POWER = 0.80
_BATCH = 250


class Estimate(NamedTuple):
    """A metric with its interval.

    Attributes:
        value: NaN where it is undefined.
        lower: Lower limit, or ``None`` with too few articles.
        upper: Upper limit, or ``None`` with too few articles.
    """

    value: float
    lower: float | None
    upper: float | None


class Difference(NamedTuple):
    """A metric of one run less that of another, on the same articles.

    Attributes:
        value: Of the difference.
        lower: Lower limit, or ``None`` with too few articles.
        upper: Upper limit, or ``None`` with too few articles.
        detectable: Smallest true difference that a comparison of this size detects, or ``None``.
    """

    value: float
    lower: float | None
    upper: float | None
    detectable: float | None


class McNemar(NamedTuple):
    """Articles right in one run only, and the exact two-sided P value that this is chance."""

    only_first: int
    only_second: int
    p_value: float


def resampled_weights(
    clusters: Sequence[int], resamples: int = RESAMPLES, seed: int = SEED
) -> Iterator[NDArray[np.float64]]:
    """Draw clusters with replacement.

    Args:
        clusters: Number of each article's cluster, from 0 without gaps.
        resamples: How many samples to draw.
        seed: Of the generator.

    Yields:
        A batch of samples × articles: how often each article is in each sample.
    """
    number = max(clusters, default=-1) + 1
    generator = np.random.default_rng(seed)
    for start in range(0, resamples, _BATCH):
        size = min(_BATCH, resamples - start)
        drawn = generator.integers(0, number, size=(size, number))
        drawn += np.arange(0, size * number, number)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * number).reshape(size, number)
        yield counts[:, list(clusters)].astype(float)


def _resampled(tally: Tally, resamples: int, seed: int) -> dict[str, NDArray[np.float64]]:
    batches = [measure(tally, weights) for weights in resampled_weights(tally.clusters, resamples, seed)]
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}


def estimate(tally: Tally, resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, Estimate]:
    """Return every metric with its interval; none under ten clusters."""
    values = point(tally)
    if not enough(tally):
        return {name: Estimate(value, None, None) for name, value in values.items()}
    spread = _resampled(tally, resamples, seed)
    return {name: Estimate(value, *_limits(spread[name])) for name, value in values.items()}


def point(tally: Tally) -> dict[str, float]:
    """Return every metric of the sample as it is; NaN where it is undefined."""
    return {name: float(values[0]) for name, values in measure(tally, np.ones((1, len(tally.articles)))).items()}


def field_estimates(tally: Tally, resamples: int = RESAMPLES, seed: int = SEED) -> list[Estimate]:
    """Return the F1 of every field with its interval, in the order of the fields."""
    values = f1(tally.counts.sum(axis=0))
    if not enough(tally):
        return [Estimate(float(value), None, None) for value in values]
    flat = tally.counts.reshape(len(tally.articles), -1)
    shape = tally.counts.shape[1:]
    batches = resampled_weights(tally.clusters, resamples, seed)
    spread = np.concatenate([f1((weights @ flat).reshape(-1, *shape)) for weights in batches])
    return [Estimate(float(value), *_limits(spread[:, index])) for index, value in enumerate(values)]


def enough(tally: Tally) -> bool:
    """Tell whether there are articles enough for an interval."""
    return len(set(tally.clusters)) >= FEWEST_ARTICLES


def paired_samples(
    first: Tally, second: Tally, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, NDArray[np.float64]]:
    """Return the resampled differences, first less second, on shared resamples."""
    one, other = (_resampled(tally, resamples, seed) for tally in (first, second))
    return {name: one[name] - other[name] for name in one}


def differences(first: Tally, second: Tally, resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, Difference]:
    """Return every metric of the first run less that of the second; both are of the same articles."""
    one, other = point(first), point(second)
    values = {name: one[name] - other[name] for name in one}
    if not enough(first):
        return {name: Difference(value, None, None, None) for name, value in values.items()}
    spread = paired_samples(first, second, resamples, seed)
    return {
        name: Difference(value, *_limits(spread[name]), smallest_detectable(spread[name]))
        for name, value in values.items()
    }


def smallest_detectable(differences: NDArray[np.float64]) -> float:
    """Return the true difference that a two-sided 5 % test detects with 80 % power, from resampled differences."""
    from scipy.stats import norm  # noqa: PLC0415 - half of the memory, and only comparisons need it

    defined = differences[~np.isnan(differences)]
    if not defined.size:
        return float("nan")
    return float((norm.ppf(1 - (1 - LEVEL) / 2) + norm.ppf(POWER)) * np.std(defined))


def mcnemar(first: Sequence[float], second: Sequence[float]) -> McNemar:
    """Compare two runs' verdicts per article (1 right, 0 wrong, NaN not applicable) by the exact McNemar test."""
    from scipy.stats import binomtest  # noqa: PLC0415 - half of the memory, and only comparisons need it

    pairs = [(a, b) for a, b in zip(first, second, strict=True) if not (np.isnan(a) or np.isnan(b))]
    only_first = sum(a == 1 and b != 1 for a, b in pairs)
    only_second = sum(b == 1 and a != 1 for a, b in pairs)
    discordant = only_first + only_second
    p_value = binomtest(only_first, discordant, 0.5).pvalue if discordant else 1.0
    return McNemar(only_first, only_second, float(p_value))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust P values for their number by Holm's step-down method, in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    running = 0.0
    for rank, index in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = running
    return adjusted


def _limits(values: NDArray[np.float64]) -> tuple[float | None, float | None]:
    defined = values[~np.isnan(values)]
    if not defined.size:
        return None, None
    lower, upper = np.percentile(defined, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2])
    return float(lower), float(upper)
