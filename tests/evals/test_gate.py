from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from evals.baseline import make_baseline, read_baseline, refresh
from evals.errors import BadInputError
from evals.gate import Exit, live, replay
from evals.gold import read_gold
from evals.predictions import NamedRecord, Row, failed
from evals.scoring import Score, score
from tests.evals.halyard import Tree, as_record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from evals.gold import GoldRecord


@pytest.fixture
def dozen(gold_directory: Path) -> list[GoldRecord]:
    return read_gold(gold_directory)


def trees(gold: Sequence[GoldRecord]) -> list[Tree]:
    return [json.loads(record.record.model_dump_json()) for record in gold]


def run(gold: Sequence[GoldRecord], contents: Sequence[Tree | None]) -> Score:
    rows = {}
    for record, content in zip(gold, contents, strict=True):
        if content is None:
            rows[record.id] = failed(record.id, "InvalidExtractionError", "no answer validated")
        else:
            line = NamedRecord(article=record.id, record=as_record(content)).model_dump_json()
            rows[record.id] = Row(line, record.id, record.id)
    return score(gold, [rows])


def null_one_field(contents: list[Tree]) -> None:
    contents[4]["trials"][0]["enrollment"] = None


def swap_arms_in_three_articles(contents: list[Tree]) -> None:
    for content in contents[:3]:
        rows = content["trials"][0]["outcomes"][0]["results"]
        rows[0]["value"], rows[1]["value"] = rows[1]["value"], rows[0]["value"]


def strip_operators(contents: list[Tree]) -> None:
    for content in contents:
        content["trials"][0]["outcomes"][1]["analyses"][0]["p_value"]["operator"] = "="


def drop_two_points(contents: list[Tree]) -> None:
    for content in contents[::2]:
        content["trials"][0]["outcomes"][0]["results"] = content["trials"][0]["outcomes"][0]["results"][:4]


def invent_one_value(contents: list[Tree]) -> None:
    contents[7]["trials"][0]["sponsor"] = "Wexcombe Biotech"


REGRESSIONS = [null_one_field, swap_arms_in_three_articles, strip_operators, drop_two_points, invent_one_value]


def test_an_identical_engine_passes(dozen: list[GoldRecord]) -> None:
    result = run(dozen, trees(dozen))
    assert replay(make_baseline("rules", dozen, result), dozen, result).exit is Exit.PASSED
    assert live(result, result).exit is Exit.PASSED


def test_an_imperfect_engine_that_stays_as_it_is_passes(dozen: list[GoldRecord]) -> None:
    contents = trees(dozen)
    for regression in REGRESSIONS:
        regression(contents)
    result = run(dozen, contents)
    assert replay(make_baseline("rules", dozen, result), dozen, result).exit is Exit.PASSED


@pytest.mark.parametrize("regression", REGRESSIONS)
def test_a_planted_regression_fails_the_replay(
    dozen: list[GoldRecord], regression: Callable[[list[Tree]], None]
) -> None:
    baseline = make_baseline("rules", dozen, run(dozen, trees(dozen)))
    contents = trees(dozen)
    regression(contents)
    assert replay(baseline, dozen, run(dozen, contents)).exit is Exit.WORSE


@pytest.mark.parametrize("regression", [swap_arms_in_three_articles, strip_operators, drop_two_points])
def test_a_planted_regression_never_passes_live(
    dozen: list[GoldRecord], regression: Callable[[list[Tree]], None]
) -> None:
    contents = trees(dozen)
    regression(contents)
    assert live(run(dozen, contents), run(dozen, trees(dozen))).exit in {Exit.WORSE, Exit.INCONCLUSIVE}


def test_the_message_names_article_field_cause_and_both_values(dozen: list[GoldRecord]) -> None:
    baseline = make_baseline("rules", dozen, run(dozen, trees(dozen)))
    contents = trees(dozen)
    contents[4]["trials"][0]["enrollment"] = 822
    first = replay(baseline, dozen, run(dozen, contents)).problems[0].message
    assert first == (
        "halyard-04: trials[].enrollment at trials[0].enrollment: was right, is incorrect digit; "
        "gold '812', predicted '822'"
    )


def test_an_improvement_asks_for_a_fresh_table(dozen: list[GoldRecord]) -> None:
    contents = trees(dozen)
    null_one_field(contents)
    ruling = replay(make_baseline("rules", dozen, run(dozen, contents)), dozen, run(dozen, trees(dozen)))
    assert ruling.exit is Exit.WORSE
    assert "--refresh" in ruling.problems[0].message
    assert len(ruling.problems) == 1


def test_an_empty_run_is_not_measured(dozen: list[GoldRecord]) -> None:
    baseline = make_baseline("rules", dozen, run(dozen, trees(dozen)))
    assert replay(baseline, [], run([], [])).exit is Exit.UNMEASURED
    assert live(run([], []), run([], [])).exit is Exit.UNMEASURED


def test_without_a_baseline_nothing_is_measured(dozen: list[GoldRecord]) -> None:
    assert replay(None, dozen, run(dozen, trees(dozen))).exit is Exit.UNMEASURED


def test_a_missing_or_extra_article_is_not_measured(dozen: list[GoldRecord]) -> None:
    whole, less = run(dozen, trees(dozen)), run(dozen[1:], trees(dozen[1:]))
    assert replay(make_baseline("rules", dozen, whole), dozen[1:], less).exit is Exit.UNMEASURED
    assert replay(make_baseline("rules", dozen[1:], less), dozen, whole).exit is Exit.UNMEASURED
    assert live(less, whole).exit is Exit.UNMEASURED


def test_a_changed_gold_record_is_not_measured(dozen: list[GoldRecord], gold_directory: Path) -> None:
    before = run(dozen, trees(dozen))
    baseline = make_baseline("rules", dozen, before)
    content = trees(dozen)[3]
    content["trials"][0]["enrollment"] = 813
    (gold_directory / "halyard-03" / "record.json").write_text(json.dumps(content))
    changed = read_gold(gold_directory)
    assert replay(baseline, changed, run(changed, trees(changed))).exit is Exit.UNMEASURED
    assert live(run(changed, trees(changed)), before).exit is Exit.UNMEASURED


def test_a_crashed_article_never_passes(dozen: list[GoldRecord]) -> None:
    contents: list[Tree | None] = [*trees(dozen)[:-1], None]
    crashed = run(dozen, contents)
    assert replay(make_baseline("rules", dozen, crashed), dozen, crashed).exit is Exit.WORSE
    assert live(crashed, run(dozen, trees(dozen))).exit is Exit.WORSE


def test_a_failing_endpoint_is_not_measured(dozen: list[GoldRecord]) -> None:
    good = run(dozen, trees(dozen))
    rows = {record.id: failed(record.id, "EngineUnavailableError", "503") for record in dozen}
    assert live(score(dozen, [rows]), good).exit is Exit.UNMEASURED


def test_under_ten_trials_a_live_run_is_inconclusive(dozen: list[GoldRecord]) -> None:
    few = run(dozen[:9], trees(dozen[:9]))
    assert live(few, few).exit is Exit.INCONCLUSIVE


def test_a_floor_is_not_lowered_without_a_reason(dozen: list[GoldRecord], tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    good = make_baseline("rules", dozen, run(dozen, trees(dozen)))
    contents = trees(dozen)
    drop_two_points(contents)
    worse = make_baseline("rules", dozen, run(dozen, contents))
    refresh(path, good, accept_lower=None)
    with pytest.raises(BadInputError, match="headline"):
        refresh(path, worse, accept_lower=None)
    assert read_baseline(path) == good
    refresh(path, worse, accept_lower="the landmark rates were misread")
    written = read_baseline(path)
    assert written is not None
    assert "the landmark rates were misread" in written.accepted[0]
    refresh(path, good, accept_lower=None)
    kept = read_baseline(path)
    assert kept is not None
    assert kept.accepted == written.accepted


def test_a_second_baseline_is_the_same_to_the_byte(dozen: list[GoldRecord]) -> None:
    contents = trees(dozen)
    strip_operators(contents)
    one, other = (make_baseline("rules", dozen, run(dozen, deepcopy(contents))) for _ in range(2))
    assert one.model_dump_json() == other.model_dump_json()
