"""Tables with one article a row."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.article import Article
from summarizer.errors import ConfigurationError, UnreadableDocumentError
from summarizer.readers.rows import Columns, Unread, count_rows, read_rows

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, columns: Columns | None = None) -> tuple[list[Article], list[Unread]]:
    rows = list(read_rows(path, columns))
    return [row for row in rows if isinstance(row, Article)], [row for row in rows if isinstance(row, Unread)]


def test_csv_cells_may_hold_quotes_commas_and_line_breaks(tmp_path: Path) -> None:
    texts = ['He said "42%, n = 5"\nand left', "a,b;c", "  padded  "]
    path = tmp_path / "t.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([["id", "text", "year"], *([f"r{n}", text, n] for n, text in enumerate(texts))])
    articles, wrong = read(path)
    assert [article.text for article in articles] == texts
    assert [article.id for article in articles] == ["r0", "r1", "r2"]
    assert articles[1].metadata == {"year": "1"}
    assert wrong == []
    assert count_rows(path) == 3


@pytest.mark.parametrize(("suffix", "mark"), [("csv", ";"), ("csv", "\t"), ("tsv", "\t"), ("csv", ",")])
def test_delimiters_are_told_by_the_header(tmp_path: Path, suffix: str, mark: str) -> None:
    path = tmp_path / f"t.{suffix}"
    path.write_text(f"\ufeffid{mark}text\n1{mark}some words\n", encoding="utf-8")
    articles, _ = read(path)
    assert [(article.id, article.text) for article in articles] == [("1", "some words")]


def test_rows_of_a_csv_that_do_not_fit_are_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'id,text\n1,good\n2,too,many\n3\n4,"a"b\n5,caf\xe9\n6,also good\n7,\n')
    articles, wrong = read(path)
    assert [article.id for article in articles] == ["1", "6"]
    assert [row.place for row in wrong] == [f"{path}:{line}" for line in (3, 4, 5, 6, 8)]
    assert count_rows(path) == 7


def test_json_lines_that_are_no_articles_are_told_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    rows = [
        b'{"text": "good", "n": 1.5, "x": {"y": [1]}}',
        b"{",
        b"",
        b"[]",
        b'{"text": 5}',
        b'{"text": "\\ud800"}',
        b"\xff",
    ]
    path.write_bytes(b"\n".join(rows))
    articles, wrong = read(path)
    assert [(article.id, article.metadata) for article in articles] == [(f"{path}:1", {"n": 1.5, "x": {"y": [1]}})]
    assert [row.place for row in wrong] == [f"{path}:{line}" for line in (2, 4, 5, 6, 7)]
    assert count_rows(path) == 6


def test_a_line_without_end_takes_no_memory_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.readers.rows._LINE", 1000)
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"text": "x" * 5000}) + "\n" + json.dumps({"text": "good"}) + "\n")
    rows = list(read_rows(path))
    assert isinstance(rows[0], Unread)
    assert "too large" in str(rows[0].error)
    assert isinstance(rows[1], Article)
    assert rows[1].id == f"{path}:2"


def test_parquet_keeps_columns_that_json_knows(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")

    path = tmp_path / "t.parquet"
    when = datetime(2024, 1, 2, tzinfo=UTC)
    table = {"id": [7, None], "text": ["one", "two"], "when": [when, None], "score": [float("nan"), 0.5]}
    parquet.write_table(pa.table(table), path)
    articles, _ = read(path)
    assert [(article.id, article.text) for article in articles] == [("7", "one"), (f"{path}:2", "two")]
    assert articles[0].metadata == {"when": str(when), "score": None}
    assert articles[1].metadata == {"when": None, "score": 0.5}
    assert count_rows(path) == 2


@pytest.mark.parametrize("name", ["t.jsonl", "t.csv", "t.parquet"])
def test_a_table_without_the_column_names_those_it_has(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("parquet"):
        pa = pytest.importorskip("pyarrow")
        parquet = pytest.importorskip("pyarrow.parquet")

        parquet.write_table(pa.table({"body": ["a"]}), path)
    else:
        path.write_text('{"body": "a"}\n' if name.endswith("jsonl") else "body\na\n")
    with pytest.raises(ConfigurationError, match="it has 'body'"):
        read(path)
    assert [article.text for article in read(path, Columns(text="body"))[0]] == ["a"]


@pytest.mark.parametrize("name", ["t.parquet", "missing.csv"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(UnreadableDocumentError):
        read(tmp_path / name)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
def test_any_text_comes_back_from_a_csv(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerows([["n", "text"], *([str(n), text] for n, text in enumerate(texts))])
    articles, wrong = read(path)
    assert [article.text for article in articles] == [text for text in texts if text.strip()]
    assert len(wrong) == sum(not text.strip() for text in texts)
