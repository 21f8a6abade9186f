from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from evals.errors import BadInputError
from evals.gold import clusters, gold_digest, read_gold
from evals.predictions import ABSENT, match_rows, read_rows
from evals.scoring import score
from summarizer.article import Article
from summarizer.extraction import Extraction
from summarizer.pipeline import assemble
from summarizer.summary import Provenance, Usage
from tests.evals.halyard import TEXT, Tree, as_record, record_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.gold import GoldRecord

SPENT = Provenance(
    engine="stub/one",
    model="one-2026",
    package_version="1",
    prompt=None,
    schema_version="1.0",
    parameters={},
    attempts=(),
    usage=Usage(),
    cost_usd=0.25,
    seconds=2.0,
)


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def summary(content: Tree, name: str = "halyard") -> Tree:
    article = Article(TEXT, id=name)
    return json.loads(assemble(article, Extraction(as_record(content), SPENT)).model_dump_json())  # type: ignore[no-any-return]


@pytest.mark.parametrize("form", ["summary", "named", "bare", "summary of the same text under another name"])
def test_predictions_of_every_form_are_scored_alike(gold: GoldRecord, tree: Tree, tmp_path: Path, form: str) -> None:
    lines = {
        "summary": summary(tree),
        "named": {"article": "halyard", "record": tree},
        "bare": tree,
        "summary of the same text under another name": summary(tree, "elsewhere"),
    }
    rows = match_rows(list(read_rows(write(tmp_path / "p.jsonl", lines[form]))), [gold])
    found = score([gold], [rows]).repeats[0].compared[0]
    assert {slot.verdict for slot in found.slots} == {"correct"}
    assert {slot.support for slot in found.slots} <= {"supported", "quote_only", "elsewhere_in_text", None}


def test_cost_and_signature_come_from_the_provenance(gold: GoldRecord, tree: Tree, tmp_path: Path) -> None:
    rows = match_rows(list(read_rows(write(tmp_path / "p.jsonl", summary(tree)))), [gold])
    result = score([gold], [rows, rows])
    assert (result.signature.engine, result.signature.model, result.signature.repeats) == ("stub/one", "one-2026", 2)
    assert result.tally.figures[0, 4:].tolist() == [0.25, 2.0]


def test_a_value_without_support_is_known_as_such(gold: GoldRecord, tree: Tree, tmp_path: Path) -> None:
    tree["trials"][0]["enrollment"] = 7777
    rows = match_rows(list(read_rows(write(tmp_path / "p.jsonl", summary(tree)))), [gold])
    [slot] = [slot for slot in score([gold], [rows]).repeats[0].compared[0].slots if slot.verdict == "incorrect"]
    assert (slot.cause, slot.support) == ("invented", "unsupported")


def test_an_absent_prediction_counts_every_gold_slot_as_missing(gold: GoldRecord, tmp_path: Path) -> None:
    rows = match_rows(list(read_rows(write(tmp_path / "p.jsonl"))), [gold])
    found = score([gold], [rows]).repeats[0].compared[0]
    assert found.error == ABSENT
    assert {slot.verdict for slot in found.slots} == {"missing"}


@pytest.mark.parametrize(
    "lines",
    [
        [{"article": "another", "record": record_tree()}],
        [{"article": "halyard", "record": record_tree()}, {"article": "halyard", "error": "X", "message": ""}],
        [record_tree(), record_tree()],
        [{"article": "halyard", "record": {}}],
        [[1]],
    ],
    ids=["unknown article", "two about one", "more records than articles", "no record", "no object"],
)
def test_predictions_that_do_not_belong_are_bad_input(gold: GoldRecord, tmp_path: Path, lines: list[object]) -> None:
    path = write(tmp_path / "p.jsonl", *lines)
    with pytest.raises(BadInputError):
        score([gold], [match_rows(list(read_rows(path)), [gold])])


def test_a_summary_of_another_text_is_bad_input(
    make_gold: Callable[..., GoldRecord], tree: Tree, tmp_path: Path
) -> None:
    gold = [make_gold("halyard", text=TEXT + "One more line.\n")]
    rows = match_rows(list(read_rows(write(tmp_path / "p.jsonl", summary(tree)))), gold)
    with pytest.raises(BadInputError, match="another text"):
        score(gold, [rows])


def test_a_broken_line_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text("{nonsense", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"p\.jsonl:1"):
        list(read_rows(path))


def test_the_digest_of_gold_changes_with_text_record_and_alternatives(make_gold: Callable[..., GoldRecord]) -> None:
    changed = record_tree()
    changed["trials"][0]["enrollment"] = 813
    digests = {
        gold_digest([make_gold("a")]),
        gold_digest([make_gold("b", changed)]),
        gold_digest([make_gold("c", alternatives={"trials[0].enrollment": [800]})]),
        gold_digest([make_gold("d", text=TEXT + " ")]),
    }
    assert len(digests) == 4


def test_articles_about_one_trial_share_a_cluster(make_gold: Callable[..., GoldRecord], gold_directory: Path) -> None:
    twelve = read_gold(gold_directory)
    assert clusters([*twelve, make_gold("again", json.loads(twelve[3].record.model_dump_json()))]) == [*range(12), 3]


def test_only_the_asked_split_is_read(gold_directory: Path) -> None:
    assert [record.id for record in read_gold(gold_directory, "test")] == ["halyard-00"]
    assert len(read_gold(gold_directory, "dev")) == 11
