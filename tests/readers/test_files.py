from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from pathlib import Path

import pytest

from summarizer.errors import UnreadableDocumentError, UnsupportedDocumentError
from summarizer.readers import MAX_BYTES, SUFFIXES, read_article, read_articles, read_stream

TEXT = "Zelvorat cut relapses (HR 0·61).\r\n\tIt did so twice.\n"


def test_text_is_exactly_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_bytes(TEXT.encode())

    article = read_article(path)

    assert article.text == TEXT
    assert article.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert article.id == article.path == str(path)
    assert article.metadata == {"encoding": "utf-8"}


@pytest.mark.parametrize("suffix", [".txt", ".TXT", ".md", ".markdown", ".text"])
def test_suffix_is_read_in_any_case(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"news{suffix}"
    path.write_text("# Title\n*kept*")
    assert read_article(str(path)).text == "# Title\n*kept*"


def test_a_file_yields_one_article(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("one")
    assert [article.text for article in read_articles(path)] == ["one"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \r\n\t\n", "is empty"),
        ("mark.txt", b"\xef\xbb\xbf\n", "is empty"),
        ("binary.txt", b"\x7fELF\x00\x01\x02", "binary"),
        ("paper.txt", b"%PDF-1.7 ...", "suffix .pdf"),
        ("broken.pdf", b"%PDF-1.7 ...", "damaged or no PDF"),
        ("noise.pdf", b"hello, I am a text", "damaged or no PDF"),
        ("menu.html", b"<html><body></body></html>", "no main text"),
    ],
)
def test_unreadable_file_says_what_is_wrong(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableDocumentError, match=says) as caught:
        read_article(path)
    assert name in str(caught.value)


def test_unknown_suffix_names_those_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "news.docx"
    path.write_bytes(b"PK")
    with pytest.raises(UnsupportedDocumentError) as caught:
        read_article(path)
    assert ".docx" in str(caught.value)
    assert all(suffix in str(caught.value) for suffix in SUFFIXES)


def test_file_without_suffix_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "README"
    path.write_bytes(b"text")
    with pytest.raises(UnsupportedDocumentError, match="without suffix"):
        read_article(path)


def test_missing_file_and_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="No such file"):
        read_article(tmp_path / "nowhere.txt")
    with pytest.raises(UnreadableDocumentError, match="is a folder"):
        read_article(tmp_path)


def test_too_large_a_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    start = time.perf_counter()
    with pytest.raises(UnreadableDocumentError, match="larger than 20 MB"):
        read_article(path)
    assert time.perf_counter() - start < 0.05


def test_endless_stream_is_read_only_to_the_limit() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(UnreadableDocumentError, match="standard input is larger than"):
        read_stream(stream)  # type: ignore[arg-type]
    assert stream.given == MAX_BYTES + 1


def test_stream_is_named_by_its_digest() -> None:
    article = read_stream(io.BytesIO(b"plain words"))
    assert article.id == article.sha256[:16]
    assert article.path is None


@pytest.mark.parametrize(
    "start", [b"<!DOCTYPE html>", b"\xef\xbb\xbf \n<?xml version='1.0'?>\n<HTML>", b"<html lang='en'>"]
)
def test_stream_that_begins_like_a_page_is_read_as_one(start: bytes) -> None:
    body = b"<body><nav>menu</nav><article><p>Zelvorat cut relapses by half in 812 adults with asthma.</p></article></body>"
    assert read_stream(io.BytesIO(start + body)).text.startswith("Zelvorat")


def test_stream_that_begins_like_a_pdf_is_read_as_one(make_pdf) -> None:  # noqa: ANN001
    article = read_stream(io.BytesIO(make_pdf([["Zelvorat cut relapses by half in 812 adults."]])))
    assert article.text == "Zelvorat cut relapses by half in 812 adults."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_named_pipe_is_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"through the pipe",))
    writer.start()
    article = read_article(path)
    writer.join()
    assert article.text == "through the pipe"


def test_name_that_is_not_utf8_can_be_written_to_json(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    try:
        path.write_text("words")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    article = read_article(path)
    assert article.path is not None
    article.path.encode()
