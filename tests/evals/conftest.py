"""Gold records on disk, for all tests of the harness."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from evals.gold import GoldRecord, read_folder
from tests.evals.halyard import TEXT, Tree, record_tree, write_gold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def tree() -> Tree:
    return record_tree()


@pytest.fixture
def gold(tmp_path: Path) -> GoldRecord:
    return read_folder(write_gold(tmp_path / "gold", "halyard", record_tree()))


@pytest.fixture
def make_gold(tmp_path: Path) -> Callable[..., GoldRecord]:
    """Return a maker of gold records; ``name`` and whatever ``meta.json`` takes."""

    def make(name: str = "other", content: Tree | None = None, **more: Any) -> GoldRecord:
        return read_folder(write_gold(tmp_path / "made", name, record_tree() if content is None else content, **more))

    return make


@pytest.fixture
def gold_directory(tmp_path: Path) -> Path:
    """Return a folder of twelve gold records whose trials differ in name and number, one of them split ``test``."""
    directory = tmp_path / "dozen"
    for index in range(12):
        text = TEXT.replace("HALYARD", f"HALYARD-{index}").replace("NCT05512345", f"NCT055123{index:02}")
        renamed = json.loads(
            json.dumps(record_tree())
            .replace("HALYARD", f"HALYARD-{index}")
            .replace("NCT05512345", f"NCT055123{index:02}")
        )
        write_gold(directory, f"halyard-{index:02}", renamed, text, split="test" if index == 0 else "dev")
    return directory
