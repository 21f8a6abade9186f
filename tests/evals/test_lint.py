from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from evals.lint import lint, resolves
from tests.evals.halyard import TEXT, Tree, as_record, record_tree, write_gold

if TYPE_CHECKING:
    from pathlib import Path


def complaints(directory: Path) -> list[str]:
    return [complaint.message for complaint in lint(directory) if complaint.severity == "error"]


def test_a_sound_gold_record_has_no_complaint(tmp_path: Path) -> None:
    write_gold(tmp_path, "halyard", record_tree())
    assert complaints(tmp_path) == []


def trial(content: Tree) -> Any:
    return content["trials"][0]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda content: trial(content)["arms"][0]["quotes"].append("zorvanib (n=406)"), "no verbatim quote"),
        (lambda content: trial(content).update(enrollment=813), "813 is not in its quotes"),
        (lambda content: trial(content)["outcomes"][0]["results"][0].update(arm="active"), "there is no arm 'active'"),
        (lambda content: content.update(headline="Zorvanib won 71 times."), "headline: not in the article: 71"),
        (lambda content: trial(content).update(masking="BLIND"), "masking"),
    ],
    ids=["quote", "number", "arm", "headline", "schema"],
)
def test_what_is_wrong_with_a_gold_record_is_said(tmp_path: Path, spoil: Any, message: str) -> None:
    content = record_tree()
    spoil(content)
    write_gold(tmp_path, "halyard", content)
    assert [message in complaint for complaint in complaints(tmp_path)] == [True]


def test_none_in_words_is_a_count_of_nought(tmp_path: Path) -> None:
    content = record_tree()
    row = {**trial(content)["adverse_events"][0]["results"][0], "statistic": "COUNT", "value": "0", "unit": None}
    event = {
        **trial(content)["adverse_events"][0],
        "term": "anaphylaxis",
        "results": [row],
        "quotes": ["No anaphylaxis was seen"],
    }
    trial(content)["adverse_events"].append(event)
    write_gold(tmp_path, "halyard", content, TEXT + "No anaphylaxis was seen.\n")
    assert complaints(tmp_path) == []
    event["quotes"] = ["anaphylaxis was seen"]
    write_gold(tmp_path, "other", content, TEXT + "No anaphylaxis was seen.\n")
    assert ["0 is not in its quotes" in complaint for complaint in complaints(tmp_path)] == [True]


def test_a_unit_is_no_name(tmp_path: Path) -> None:
    content = record_tree()
    content["headline"] = "Zorvanib was given to 812 adults, 41.2 μL at a time."
    write_gold(tmp_path, "halyard", content, TEXT + "A dose was 41.2 μL.\n")
    assert complaints(tmp_path) == []


def test_a_changed_text_unknown_alternatives_and_a_lost_second_label_are_said(tmp_path: Path) -> None:
    folder = write_gold(
        tmp_path, "halyard", record_tree(), second_label=True, alternatives={"trials[0].arms[9].label": ["x"]}
    )
    with (folder / "article.txt").open("a", encoding="utf-8") as article:
        article.write("More.\n")
    found = complaints(tmp_path)
    assert len(found) == 3
    (folder / "second.json").write_text(json.dumps(record_tree()))
    assert len(complaints(tmp_path)) == 2


def test_paths_resolve_to_places_filled_or_not() -> None:
    record = as_record(record_tree())
    assert resolves(record, "trials[0].outcomes[0].analyses[0].ci")
    assert resolves(record, "trials[0].sponsor")
    assert not resolves(record, "trials[1].sponsor")
    assert not resolves(record, "trials[0].sponsors")
