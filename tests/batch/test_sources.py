"""What a batch reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.article import Article
from summarizer.batch.finished import Failed
from summarizer.batch.sources import Choice, Source, read_list
from summarizer.errors import ConfigurationError
from tests.batch.conftest import write_rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "deep/er/c.TXT", ".hidden/d.txt", "table.csv", "image.png", "e.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The trial of {name} enrolled 12 patients.")
    return tmp_path


def names(source: Source, root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in source.paths()]


def test_folders_are_read_with_all_below_them_in_order(folder: Path) -> None:
    source = Source((str(folder),))
    assert names(source, folder) == ["a.md", "b.txt", "deep/er/c.TXT", "e.html"]
    assert source.count() == 4


def test_globs_and_lists_name_files(folder: Path) -> None:
    assert names(Source((str(folder / "**/*.[tT]*"),)), folder) == ["b.txt", "deep/er/c.TXT"]
    listed = read_list([f"{folder}/b.txt\n", "\n", f"{folder}/a.md\r\n"])
    assert names(Source(("-",), listed=listed), folder) == ["b.txt", "a.md"]


def test_a_file_named_like_a_glob_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("words")
    assert names(Source((str(tmp_path / "a[1].txt"),)), tmp_path) == ["a[1].txt"]


def test_what_is_missing_is_told_before_anything_begins(folder: Path) -> None:
    for name in ("nothing.txt", "*.none"):
        with pytest.raises(ConfigurationError, match="no such file or folder"):
            Source((str(folder / name),)).check()


def test_outputs_are_no_inputs(folder: Path) -> None:
    out = folder / "b.txt"
    assert "b.txt" not in names(Source((str(folder),), without=(out,)), folder)
    with pytest.raises(ConfigurationError, match="is an output"):
        Source((str(out),), without=(out,)).check()


def test_files_that_cannot_be_read_are_failures_with_their_path(tmp_path: Path) -> None:
    contents = {"empty.txt": b"", "binary.txt": b"a\0b", "odd.txt": b"\x81\x8d\x8f", "huge.txt": b"x" * 20_000_001}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text("words")
    read = list(Source((str(tmp_path),)).read())
    failed = [one for one in read if isinstance(one, Failed)]
    assert sorted(one.article.path or "" for one in failed) == sorted(str(tmp_path / name) for name in contents)
    assert [one.text for one in read if isinstance(one, Article)] == ["words"]


def test_a_limit_takes_the_first_and_reads_no_further(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "in.jsonl", range(10))
    source = Source((str(path),), choice=Choice(limit=3))
    assert [one.id for one in source.read() if isinstance(one, Article)] == ["a000000", "a000001", "a000002"]
    assert source.count() == 3


def test_a_sample_is_the_same_for_the_same_seed_and_spread_over_all(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "in.jsonl", range(200))

    def drawn(seed: int) -> list[str]:
        source = Source((str(path),), choice=Choice(sample=20, seed=seed))
        return [one.id for one in source.read() if isinstance(one, Article)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert len(set(drawn(1))) == 20
    assert max(drawn(1)) > "a000100"


def test_a_sample_of_more_than_there_is_takes_all(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "in.jsonl", range(5))
    assert len(list(Source((str(path),), choice=Choice(sample=50)).read())) == 5
