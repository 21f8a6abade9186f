"""Rows: JSON lines, CSV and Parquet with one article a row, read one row at a time.

A row that is no article does not end the reading: it is handed over as what is wrong with it. A table without the column
that is to hold the texts does end it.
"""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from summarizer.article import Article
from summarizer.errors import ConfigurationError, UnreadableDocumentError
from summarizer.readers.files import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Cells = Mapping[str, object]

_BATCH = 64
_DELIMITERS = ",;\t"
_LINE = 4 * MAX_BYTES
_PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True)
class Columns:
    """Which columns hold what.

    Attributes:
        text: The article.
        id: What names it; a row without it is named by its file and number.
    """

    text: str = "text"
    id: str = "id"


@dataclass(frozen=True)
class Unread:
    """Something that could not be read as an article.

    Attributes:
        place: Where it stands, as in ``corpus.jsonl:17``.
        error: What is wrong with it.
    """

    place: str
    error: UnreadableDocumentError


def read_rows(path: str | Path, columns: Columns | None = None) -> Iterator[Article | Unread]:
    """Read the articles of a table, in order.

    Args:
        path: A file with one of `ROW_SUFFIXES`.
        columns: Which columns hold what.

    Yields:
        Each row's article, further columns as its metadata; or what is wrong with the row.

    Raises:
        UnreadableDocumentError: The file cannot be read, or breaks off.
        ConfigurationError: It has no column for the texts, or a library is missing.
    """
    path = Path(path)
    columns = columns or Columns()
    try:
        for number, cells in _READERS[path.suffix.lower()](path, columns):
            place = f"{path}:{number}"
            try:
                yield _article(cells, columns, place)
            except UnreadableDocumentError as error:
                yield Unread(place, error)
    except OSError as error:
        raise UnreadableDocumentError(f"{path} cannot be read: {error.strerror or error}") from error


def count_rows(path: str | Path) -> int:
    """Return how many rows `read_rows` yields for a file.

    Raises:
        UnreadableDocumentError: The file cannot be read.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            return int(_open_parquet(path).metadata.num_rows)
        if suffix in {".csv", ".tsv"}:
            with _open_text(path) as stream:
                return max(0, sum(1 for _ in _csv_rows(stream, _delimiter(stream, suffix, None))) - 1)
        return sum(1 for _ in _numbered_lines(path))
    except OSError as error:
        raise UnreadableDocumentError(f"{path} cannot be read: {error.strerror or error}") from error


def _article(cells: Cells | UnreadableDocumentError, columns: Columns, place: str) -> Article:
    if isinstance(cells, UnreadableDocumentError):
        raise cells
    text = cells.get(columns.text)
    if not isinstance(text, str):
        what = "has no" if columns.text not in cells else "holds no text as"
        raise UnreadableDocumentError(f"{place} {what} {columns.text!r}")
    _check(text, place)
    name = cells.get(columns.id)
    metadata = {key: _plain(value) for key, value in cells.items() if key not in {columns.text, columns.id}}
    return Article(text, id=place if name in {None, ""} else _whole(str(name)), path=place, metadata=metadata)


def _check(text: str, place: str) -> None:
    if not text.strip():
        raise UnreadableDocumentError(f"{place} is empty")
    if len(text) > MAX_BYTES:
        raise UnreadableDocumentError(f"{place} is larger than {MAX_BYTES // 1_000_000} MB, too large for an article")
    if "\0" in text:
        raise UnreadableDocumentError(f"{place} is binary, not text (it holds NUL characters)")
    if _whole(text) != text:
        raise UnreadableDocumentError(f"{place} is no UTF-8 text")


def _whole(text: str) -> str:
    """Return a text that can be written in UTF-8: halves of surrogate pairs, and bytes that were none, become marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, _PLAIN):
        return value if value == value and abs(value or 0) != float("inf") else None  # type: ignore[arg-type]  # noqa: PLR0124
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return _whole(str(value))


def _read_jsonl(path: Path, columns: Columns) -> Iterator[tuple[int, Cells | UnreadableDocumentError]]:
    known = False
    for number, line in _numbered_lines(path):
        cells = _parse(line, f"{path}:{number}")
        if not known and not isinstance(cells, UnreadableDocumentError):
            _expect(columns, cells, f"{path}:{number}")
            known = True
        yield number, cells


def _numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as stream:
        for number in itertools.count(1):
            line = stream.readline(_LINE)
            if not line:
                return
            if not line.endswith(b"\n"):
                # Too long to be an article; the rest of it is passed over piece by piece.
                while (rest := stream.readline(_LINE)) and not rest.endswith(b"\n"):
                    pass
            if line.strip():
                yield number, line


def _parse(line: bytes, place: str) -> Cells | UnreadableDocumentError:
    if len(line) >= _LINE:
        return UnreadableDocumentError(f"{place} is larger than {MAX_BYTES // 1_000_000} MB, too large for an article")
    try:
        cells = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError as error:
        return UnreadableDocumentError(f"{place} is not UTF-8: {error.reason} at byte {error.start + 1}")
    except (ValueError, RecursionError) as error:
        return UnreadableDocumentError(f"{place} is no JSON: {error}")
    if not isinstance(cells, dict):
        return UnreadableDocumentError(f"{place} is no JSON object")
    return cells


def _read_csv(path: Path, columns: Columns) -> Iterator[tuple[int, Cells | UnreadableDocumentError]]:
    with _open_text(path) as stream:
        rows = _csv_rows(stream, _delimiter(stream, path.suffix.lower(), columns))
        number, header = next(rows, (1, []))
        if isinstance(header, UnreadableDocumentError):
            raise header
        _expect(columns, header, str(path))
        for number, row in rows:
            if isinstance(row, UnreadableDocumentError):
                yield number, UnreadableDocumentError(f"{path}:{number} is no row: {row}")
            elif len(row) != len(header):
                yield number, UnreadableDocumentError(f"{path}:{number} has {len(row)} cells, not {len(header)}")
            else:
                yield number, dict(zip(header, row, strict=True))


def _open_text(path: Path) -> TextIO:
    # Bytes that are no UTF-8 are kept apart until their row is known.
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _csv_rows(stream: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | UnreadableDocumentError]]:
    csv.field_size_limit(_LINE)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, UnreadableDocumentError(str(error))
        else:
            if row:
                yield number, row


def _delimiter(stream: TextIO, suffix: str, columns: Columns | None) -> str:
    if suffix == ".tsv":
        return "\t"
    header = stream.readline(_LINE)
    stream.seek(0)
    fits = (mark for mark in _DELIMITERS if columns and columns.text in next(csv.reader([header], delimiter=mark), []))
    return next(fits, max(_DELIMITERS, key=header.count))


def _read_parquet(path: Path, columns: Columns) -> Iterator[tuple[int, Cells]]:
    file = _open_parquet(path)
    from pyarrow import ArrowException  # noqa: PLC0415 - it is there

    _expect(columns, file.schema_arrow.names, str(path))
    try:
        batches = file.iter_batches(batch_size=_BATCH)
        yield from enumerate((cells for batch in batches for cells in batch.to_pylist()), start=1)
    except ArrowException as error:
        raise UnreadableDocumentError(f"{path} is a damaged Parquet file: {error}") from error
    finally:
        file.close()


def _open_parquet(path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202 - pyarrow has no types
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            f"{path} needs pyarrow: pip install 'trial-summarizer[parquet]', or save it as CSV or JSON lines"
        ) from error
    try:
        return parquet.ParquetFile(path, pre_buffer=False)
    except (pa.ArrowInvalid, pa.ArrowException) as error:
        raise UnreadableDocumentError(f"{path} is no Parquet file: {error}") from error


def _expect(columns: Columns, found: Iterable[str], place: str) -> None:
    names = list(found)
    if columns.text not in names:
        raise ConfigurationError(
            f"{place} has no column {columns.text!r} for the texts; it has {', '.join(map(repr, names)) or 'none'}. "
            "Name the right one with --text-field."
        )


_READERS: dict[str, Callable[[Path, Columns], Iterator[tuple[int, Cells | UnreadableDocumentError]]]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".parquet": _read_parquet,
    ".tsv": _read_csv,
}
ROW_SUFFIXES = tuple(_READERS)
"""Suffixes of the tables that are read; case does not matter."""
