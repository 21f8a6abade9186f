from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from evals.fields import declarations
from evals.metrics import COUNTERS, Tally, f1, measure, precision, recall
from evals.uncertainty import (
    SEED,
    differences,
    estimate,
    holm,
    mcnemar,
    resampled_weights,
    smallest_detectable,
)


def tally(articles: int, seed: int = 1, clusters: tuple[int, ...] | None = None) -> Tally:
    generator = np.random.default_rng(seed)
    counts = np.zeros((articles, len(declarations().fields), len(COUNTERS)))
    counts[:, :, 0] = generator.integers(2, 9, counts.shape[:2])
    counts[:, :, 3] = generator.integers(0, 3, counts.shape[:2])
    figures = np.full((articles, 6), np.nan)
    figures[:, 0] = generator.integers(0, 2, articles)
    names = tuple(str(index) for index in range(articles))
    return Tally(names, clusters or tuple(range(articles)), counts, figures)


def test_precision_recall_and_f1_count_half_for_a_partial_verdict() -> None:
    counts = np.array([6.0, 2, 1, 3, 1, 0, 0, 0, 0, 0])
    assert precision(counts) == pytest.approx(7 / 10)
    assert recall(counts) == pytest.approx(7 / 12)
    assert f1(counts) == pytest.approx(14 / 22)
    assert f1(counts, 0.0) == pytest.approx(12 / 22)


def test_a_zero_denominator_is_undefined_and_not_zero() -> None:
    empty = np.zeros(len(COUNTERS))
    assert all(math.isnan(rate(empty)) for rate in (f1, precision, recall))


def test_the_interval_is_that_of_scipys_percentile_bootstrap() -> None:
    known = tally(40)
    found = estimate(known)["whole_records"]
    oracle = stats.bootstrap(
        (known.figures[:, 0],), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(3)
    ).confidence_interval
    assert found.value == known.figures[:, 0].mean()
    assert found.lower == pytest.approx(oracle.low, abs=0.03)
    assert found.upper == pytest.approx(oracle.high, abs=0.03)


def test_under_ten_trials_there_is_no_interval() -> None:
    assert estimate(tally(9))["micro_f1"].lower is None
    assert estimate(tally(12, clusters=(0, 0, 0, 0, *range(1, 9))))["micro_f1"].lower is None
    assert estimate(tally(10))["micro_f1"].lower is not None


def test_articles_of_one_trial_are_drawn_together() -> None:
    for weights in resampled_weights((0, 1, 1, 2), 400):
        assert (weights[:, 1] == weights[:, 2]).all()
        assert (weights[:, [0, 1, 3]].sum(axis=1) == 3).all()


def test_the_same_seed_gives_the_same_interval_to_the_last_bit() -> None:
    assert str(estimate(tally(20), seed=SEED)) == str(estimate(tally(20), seed=SEED))


def test_a_run_differs_from_itself_by_nothing() -> None:
    found = differences(tally(20), tally(20))
    assert {value.value for value in found.values() if not math.isnan(value.value)} == {0.0}
    assert found["micro_f1"].detectable == 0.0


def test_an_exact_mcnemar_test_is_that_of_statsmodels() -> None:
    # statsmodels 0.15.0: mcnemar([[30, 12], [3, 7]], exact=True) and ([[101, 121], [59, 33]])
    for only_first, only_second, p_value in ((12, 3, 0.03515625), (1, 6, 0.125), (121, 59, 4.4344492637551645e-06)):
        first = [1.0] * only_first + [0.0] * only_second + [1.0, math.nan]
        second = [0.0] * only_first + [1.0] * only_second + [1.0, 1.0]
        found = mcnemar(first, second)
        assert (found.only_first, found.only_second) == (only_first, only_second)
        assert found.p_value == pytest.approx(p_value, rel=1e-9)


def test_holms_adjustment_is_that_of_statsmodels() -> None:
    # statsmodels 0.15.0: multipletests(..., method="holm")
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.2, 0.001, 0.03, 0.03, 0.6]) == pytest.approx([0.4, 0.005, 0.12, 0.12, 0.6])


def test_the_detectable_difference_is_28_standard_errors() -> None:
    # R 4.3: qnorm(0.975) + qnorm(0.8) = 2.801585
    spread = np.random.default_rng(1).normal(0, 0.01, 50_000)
    assert smallest_detectable(spread) == pytest.approx(2.801585 * spread.std(), rel=1e-6)


def test_a_field_needs_ten_gold_slots_to_enter_its_group() -> None:
    known = tally(12)
    counts = np.zeros_like(known.counts)
    design = declarations().field("trials[].masking").index
    counts[:9, design, 0] = 1
    few = measure(Tally(known.articles, known.clusters, counts, known.figures), np.ones((1, 12)))
    assert math.isnan(few["group/design"][0])
    assert math.isnan(few["headline"][0])
    counts[9, design, 3] = 1
    enough = measure(Tally(known.articles, known.clusters, counts, known.figures), np.ones((1, 12)))
    assert [enough[name][0] for name in ("group/design", "headline")] == pytest.approx([18 / 19] * 2)
