from __future__ import annotations

from evals.benchmarks.rules import least_time, measure_articles


def test_the_fastest_round_of_each_text_counts() -> None:
    rounds = iter([3_000_000, 0, 3_000_000, 0])
    slow = least_time(lambda _text: sum(range(next(rounds))), ["one two", "three four"], 2)
    assert slow < least_time(lambda _text: sum(range(3_000_000)), ["one two", "three four"], 1)


def test_every_step_is_measured_beside_a_reference() -> None:
    rows = dict(measure_articles(1, 1))
    assert all(milliseconds > 0 for milliseconds in rows.values())
    assert (
        rows["reference: count words"]
        < rows["scan for quantities"]
        < rows["summarize, 1 invented articles in one text"]
    )
