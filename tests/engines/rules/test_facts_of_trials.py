"""Table tests: a snippet of an article, and the facts that the engine is to read from it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarizer.article import Article
from summarizer.engines.rules import RulesEngine

if TYPE_CHECKING:
    from summarizer.record import Record

FILES = ("participants", "design", "arms", "verdict", "source")
EXAMPLES = Path(__file__).parent / "examples"
ENGINE = RulesEngine()


def rows() -> list[object]:
    return [
        pytest.param(row, id=f"{file}: {row['name']}")
        for file in FILES
        for row in tomllib.loads((EXAMPLES / f"{file}.toml").read_text("utf-8"))["example"]
    ]


def look_up(record: Record, path: str) -> object:
    """Follow a path from the record ("source.kind") or from its first trial ("arms[0].label")."""
    if path == "trials":
        return len(record.trials)
    at_record = path.startswith(("source.", "headline", "synopsis"))
    value: object = record if at_record else (record.trials[0] if record.trials else None)
    for step in re.findall(r"[a-z_]+|\d+", path):
        if value is None:
            return None
        value = next(iter(value[int(step) :]), None) if step.isdigit() else getattr(value, step)  # type: ignore[index]
    if path == "follow_up" and value is not None:
        return [value.statistic, value.value, value.unit]  # type: ignore[attr-defined]
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("row", rows())
def test_facts_are_read_from_the_snippet(row: dict[str, object]) -> None:
    record = ENGINE.read(Article(str(row["text"]))).record
    want: dict[str, object] = row.get("want", {})  # type: ignore[assignment]
    found = {path: look_up(record, path) for path in want}
    assert found == want
    for path in row.get("absent", ()):  # type: ignore[attr-defined]
        assert look_up(record, path) is None, path
