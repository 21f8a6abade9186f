"""Outputs: the summaries of a batch, read back one line at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from summarizer.errors import UnreadableDocumentError
from summarizer.exports.facts import rows_of
from summarizer.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summarizer.exports.facts import Cell, Kind, Row

_META = "meta_"


def read_summaries(path: Path) -> Iterator[Summary]:
    """Read the summaries that a batch wrote.

    Raises:
        UnreadableDocumentError: The file cannot be read, or a line is no summary.
    """
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    yield Summary.model_validate_json(line)
                except ValidationError as error:
                    what = error.errors(include_url=False)[0]["msg"]
                    raise UnreadableDocumentError(f"line {number} of {path} is no summary: {what}") from error
    except OSError as error:
        raise UnreadableDocumentError(f"{path} cannot be read: {error.strerror or error}") from error


def tabulate(path: Path, kind: Kind) -> tuple[list[str], Iterator[Row]]:
    """Return the table of a batch's output: its columns and its rows, which are read as they are taken.

    Columns of the articles' own tables come last, as ``meta_NAME``.

    Raises:
        UnreadableDocumentError: As `read_summaries`.
    """
    columns: dict[str, None] = {}
    extra: dict[str, None] = {}
    for summary in read_summaries(path):
        extra.update(dict.fromkeys(_META + name for name in summary.article.metadata))
        if not columns:
            columns.update(dict.fromkeys(next(rows_of(summary, kind), {})))
    return [*columns, *extra], _rows(path, kind)


def _rows(path: Path, kind: Kind) -> Iterator[Row]:
    for summary in read_summaries(path):
        metadata = {_META + name: _flat(value) for name, value in summary.article.metadata.items()}
        for row in rows_of(summary, kind):
            yield {**row, **metadata}


def _flat(value: object) -> Cell:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
