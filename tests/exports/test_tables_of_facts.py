"""Tidy tables: one row a fact, numbers beside strings, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from summarizer.cli import app
from summarizer.errors import ConfigurationError, UnreadableDocumentError
from summarizer.exports.facts import rows_of
from summarizer.exports.outputs import read_summaries, tabulate
from summarizer.exports.sheets import write_csv, write_sheet
from summarizer.extraction import Extraction
from summarizer.pipeline import assemble
from tests.samples import TEXT, article, provenance, sound_record

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.summary import Summary


@pytest.fixture
def summary() -> Summary:
    return assemble(article(), Extraction(sound_record(), provenance()))


@pytest.fixture
def output(tmp_path: Path, summary: Summary) -> Path:
    tree = json.loads(summary.model_dump_json())
    tree["article"]["metadata"] = {"year": 2024, "tag": "=1+1"}
    path = tmp_path / "out.jsonl"
    path.write_text(summary.model_dump_json() + "\n" + json.dumps(tree) + "\n")
    return path


def test_every_value_of_an_arm_is_a_row(summary: Summary) -> None:
    rows = list(rows_of(summary, "results"))
    assert [(row["arm"], row["value"], row["value_number"], row["unit"]) for row in rows] == [
        ("zelvorat", "14.2", 14.2, "MONTHS"),
        ("placebo", "9.1", 9.1, "MONTHS"),
    ]
    assert rows[0]["acronym"] == "CASSIA"
    start, end = rows[0]["start"], rows[0]["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert TEXT[start:end] == "14·2"


def test_a_comparison_has_its_interval_and_p_value(summary: Summary) -> None:
    (row,) = rows_of(summary, "analyses")
    assert (row["of"], row["arm"], row["comparator"]) == ("outcome", "zelvorat", "placebo")
    assert (row["estimate"], row["estimate_number"], row["ci_lower_number"]) == ("0.61", 0.61, 0.5)
    assert (row["p_operator"], row["p_value"], row["p_value_number"]) == ("<", ".001", 0.001)


def test_harms_and_trials_have_rows_of_their_own(summary: Summary) -> None:
    (harm,) = rows_of(summary, "harms")
    assert (harm["events"], harm["total"], harm["value_number"]) == (24, 405, 5.9)
    (trial,) = rows_of(summary, "trials")
    assert (trial["enrollment"], trial["arms"], trial["arm_participants"]) == (812, "zelvorat; placebo", "406; 406")


def test_findings_stand_beside_the_row_they_are_about() -> None:
    wrong = assemble(article(), Extraction(sound_record(ratio="0.66"), provenance()))
    (row,) = rows_of(wrong, "analyses")
    assert row["findings"] == "unsupported_value"


@pytest.mark.parametrize("kind", ["results", "analyses", "harms", "trials"])
def test_csv_and_parquet_hold_the_same(output: Path, tmp_path: Path, kind: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for suffix in ("csv", "parquet"):
        columns, rows = tabulate(output, kind)  # type: ignore[arg-type]
        write_sheet(rows, columns, tmp_path / f"t.{suffix}")
    with (tmp_path / "t.csv").open(newline="") as stream:
        read = list(csv.DictReader(stream))
    table = parquet.read_table(tmp_path / "t.parquet").to_pylist()
    assert list(table[0]) == list(read[0])
    assert len(table) == len(read) > 0
    for ours, theirs in zip(read, table, strict=True):
        for name, value in theirs.items():
            if isinstance(value, bool):
                assert ours[name] == str(value).lower()
            elif isinstance(value, int | float):
                assert float(ours[name]) == value
            else:
                assert ours[name].removeprefix("'") == (value or "")


def test_columns_of_the_articles_own_table_come_last(output: Path) -> None:
    columns, rows = tabulate(output, "trials")
    assert columns[-2:] == ["meta_year", "meta_tag"]
    first, second = rows
    assert (first.get("meta_year"), second["meta_year"], second["meta_tag"]) == (None, "2024", "=1+1")


@given(st.text(), st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "＝"]))
def test_no_cell_begins_like_a_formula(text: str, start: str) -> None:
    stream = io.StringIO(newline="")
    write_csv([{"a": start + text}], ["a"], stream)
    stream.seek(0)
    read = next(iter(list(csv.reader(stream))[1:]), [""])
    cell = read[0] if read else ""
    assert not cell.startswith(("+", "-", "=", "@", "\t", "\r", "＝")) or cell == "=" or float(cell) is not None
    assert cell.removeprefix("'") == (start + text).removeprefix("'") or cell == start + text


@pytest.mark.parametrize("value", ["-2.1", "+3", ".031", "="])
def test_printed_numbers_stay_as_they_are(value: str) -> None:
    stream = io.StringIO(newline="")
    write_csv([{"a": value}], ["a"], stream)
    assert stream.getvalue() == f"a\r\n{value}\r\n"


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"\.csv or \.parquet"):
        write_sheet([], [], tmp_path / "t.xlsx")


def test_a_line_that_is_no_summary_is_named(output: Path) -> None:
    output.write_text(output.read_text() + "{}\n")
    with pytest.raises(UnreadableDocumentError, match="line 3 of"):
        list(read_summaries(output))


def test_the_command_prints_or_writes(output: Path, tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["table", str(output), "--rows", "harms"])
    written = CliRunner().invoke(app, ["table", str(output), "--rows", "harms", "-o", str(tmp_path / "h.csv")])
    assert printed.exit_code == written.exit_code == 0
    assert printed.stdout_bytes == (tmp_path / "h.csv").read_bytes()
    assert "2 rows of harms" in written.stderr
