from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from evals.gold import read_gold
from evals.predictions import NamedRecord, Row, failed
from evals.reports import markdown
from evals.reports.junit import write_junit
from evals.reports.markdown import write_markdown, write_table
from evals.reports.overview import overview
from evals.reports.page import write_page
from evals.runs import Run
from evals.scoring import score
from evals.selective import agreements, marked_agreements, selective
from summarizer.extraction import Extraction
from summarizer.pipeline import assemble
from tests.evals.halyard import Tree, as_record
from tests.evals.test_gate import run, trees
from tests.evals.test_predictions import SPENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from evals.gold import GoldRecord


def test_markdown_stays_under_the_limit_and_counts_what_is_left_out(
    gold_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = read_gold(gold_directory)
    result = score(gold, [{record.id: failed(record.id, "X", "") for record in gold}])
    whole = write_markdown(overview(result), result)
    monkeypatch.setattr(markdown, "MOST_BYTES", 40_000)
    short = write_markdown(overview(result), result)
    assert "more errors do not fit here" not in whole
    assert "more errors do not fit here" in short
    assert len(short.encode()) < 40_000 < len(whole.encode())


def test_an_arm_size_that_is_wrong_missing_or_invented_spoils_the_sizes_of_its_article(
    make_gold: Callable[..., GoldRecord], tree: Tree
) -> None:
    gold = [make_gold()]
    assert run(gold, [tree]).tally.figures[0].tolist()[2] == 1.0
    size = tree["trials"][0]["arms"][0]["participants"]
    for other in (None, size + 1):
        tree["trials"][0]["arms"][0]["participants"] = other
        assert run(gold, [tree]).tally.figures[0].tolist()[2] == 0.0


def test_the_short_table_holds_the_leading_metrics_and_the_key_fields(
    make_gold: Callable[..., GoldRecord], tree: Tree
) -> None:
    tree["trials"][0]["enrollment"] += 1
    table = write_table(overview(run([make_gold()], [tree])))
    assert "| Enrollment: F1 | 0.000 | - |" in table
    assert "| Sizes of all arms right | 1.000 | - |" in table
    assert "| F1 of registry identifiers, phases, allocation, masking | 1.00, 1.00, 1.00, 1.00 | - |" in table
    assert "| P values: F1 | 1.000 | - |" in table


def test_texts_that_look_like_markup_stay_texts(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    tree["trials"][0]["sponsor"] = "<script>alert(1)</script> | & Sons"
    gold = [make_gold()]
    result = run(gold, [tree])
    page = write_page(overview(result), result, Run(gold, [{gold[0].id: _row(gold[0], tree)}], None))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "\\| & Sons" in write_markdown(overview(result), result)
    [failure] = ET.fromstring(write_junit(result)).iter("failure")  # noqa: S314 - written by this test
    assert "<script>alert(1)</script> | & Sons" in (failure.text or "")


def test_a_run_without_a_record_is_reported(make_gold: Callable[..., GoldRecord]) -> None:
    gold = [make_gold()]
    rows = {gold[0].id: failed(gold[0].id, "RefusedExtractionError", "it refused")}
    result = score(gold, [rows])
    assert "RefusedExtractionError" in write_page(overview(result), result, Run(gold, [rows], None))
    assert "RefusedExtractionError" in write_junit(result)


def test_leaving_doubtful_values_out_trades_coverage_for_accuracy(gold_directory: Path) -> None:
    gold = read_gold(gold_directory)
    contents = trees(gold)
    for content in contents[:6]:
        content["trials"][0]["enrollment"] = 7777
    for content in contents[6:]:
        content["trials"][0]["enrollment"] = 406
    result = run(gold, contents)
    first = {record.id: _row(record, content) for record, content in zip(gold, contents, strict=True)}
    second = {record.id: _row(record, content) for record, content in zip(gold, trees(gold), strict=True)}
    steps = selective(result, agreements(gold, first, second))
    assert [step.kept for step in steps[:2]] == [steps[0].kept, steps[0].kept - 6]
    assert steps[0].accuracy is not None
    assert steps[0].accuracy < 1
    assert steps[-1].accuracy == 1.0
    assert steps[-1].coverage is not None
    assert steps[-1].coverage < 1


def test_what_a_summary_marks_as_agreed_is_kept_last(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    gold = make_gold()
    right = Extraction(as_record(tree), SPENT)
    tree["trials"][0]["enrollment"] = 406
    made = Extraction(as_record(tree), SPENT)
    alone, both = (assemble(gold.article, one) for one in (made, replace(made, second=right)))
    rows = {gold.id: Row(both.model_dump_json(), gold.id, gold.id, sha256=gold.article.sha256)}
    marked = marked_agreements(rows)
    assert marked is not None
    outcome = "trials[0].outcomes[0]"
    assert {(gold.id, f"{outcome}.analyses[0].{slot}") for slot in ("estimate", "ci", "p_value")} <= marked
    assert (gold.id, "trials[0].enrollment") not in marked
    result = score([gold], [rows])
    steps = selective(result, marked)
    assert steps[-1].name == "not agreed by the second engine"
    assert steps[-1].accuracy == 1.0
    assert steps[-1].kept > steps[0].kept / 2
    single = {gold.id: Row(alone.model_dump_json(), gold.id, gold.id, sha256=gold.article.sha256)}
    assert marked_agreements(single) is None


def _row(gold: GoldRecord, content: Tree) -> Row:
    return Row(NamedRecord(article=gold.id, record=as_record(content)).model_dump_json(), gold.id, gold.id)
