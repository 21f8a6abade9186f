"""Sheets: tidy tables as CSV or Parquet, a row at a time.

A CSV opens in a spreadsheet without doing anything: a cell that would be a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import itertools
import re
from typing import TYPE_CHECKING, TextIO

from summarizer.errors import ConfigurationError
from summarizer.exports.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from summarizer.exports.facts import Cell, Row

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Numbers with a sign, and the relation of a P value, are none.
_HARMLESS = re.compile(r"=|[-+]?(\d+(\.\d+)?|\.\d+)")
_NUMERIC = "_number"
_COUNTS = {
    "trial",
    "start",
    "end",
    "quote_start",
    "quote_end",
    "events",
    "total",
    "enrollment",
    "outcomes",
    "adverse_events",
    "errors",
    "warnings",
}
_FLAGS = {"serious", "primary_outcome_met"}
_GROUP = 10_000


def write_csv(rows: Iterable[Row], columns: list[str], stream: TextIO) -> int:
    """Write rows as CSV; text without line translation is wanted.

    Args:
        rows: With cells for the columns.
        columns: In order.
        stream: Written to.

    Returns:
        How many rows there are.
    """
    # With these line ends, as RFC 4180 has them, a carriage return inside a cell is quoted too.
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_defuse(column) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_defuse(row.get(column)) for column in columns])
        count += 1
    return count


def write_sheet(rows: Iterable[Row], columns: list[str], path: Path) -> int:
    """Write rows to a file, CSV or Parquet by its suffix, whole or not at all.

    Raises:
        ConfigurationError: The suffix is another one, or pyarrow is missing.
        OSError: It cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".parquet"}:
        raise ConfigurationError(f"{path}: tables are written as .csv or .parquet")
    with replacing(path) as part:
        if suffix == ".parquet":
            return _write_parquet(rows, columns, part)
        with part.open("w", encoding="utf-8", newline="") as stream:
            return write_csv(rows, columns, stream)


def _defuse(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _HARMLESS.fullmatch(cell):
        return f"'{cell}"
    return cell


def _write_parquet(rows: Iterable[Row], columns: list[str], path: Path) -> int:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError("Parquet needs pyarrow: pip install 'trial-summarizer[parquet]'") from error

    def type_of(column: str) -> object:
        if column.endswith(_NUMERIC):
            return pa.float64()
        if column in _COUNTS:
            return pa.int64()
        return pa.bool_() if column in _FLAGS else pa.string()

    schema = pa.schema([(column, type_of(column)) for column in columns])
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        waiting = iter(rows)
        while group := list(itertools.islice(waiting, _GROUP)):
            count += len(group)
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
    return count
