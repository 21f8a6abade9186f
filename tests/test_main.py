from __future__ import annotations

import importlib.util
import marshal
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from summarizer.__main__ import kept_patterns

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

SOURCE = """
import re

DOSE = re.compile(r"(?P<value>\\d+) ?(?P<unit>mg|g)\\b(?!/)", re.IGNORECASE)

def later(word):
    return re.compile(rf"{word}kept[a-q]")
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "doses.py"
    path.write_text(SOURCE)
    return path


def load(source: Path, kept: Path) -> ModuleType:
    re.purge()
    specification = importlib.util.spec_from_file_location("doses", source)
    module = importlib.util.module_from_spec(specification)
    with kept_patterns(kept):
        specification.loader.exec_module(module)
        module.later("un")
    return module


def read(kept: Path) -> tuple[tuple, dict]:
    return marshal.loads(kept.read_bytes())  # noqa: S302 - written here


def test_a_kept_pattern_is_not_compiled_and_matches_alike(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = source.with_suffix(".patterns")
    compiled = load(source, kept).DOSE
    asked: list[object] = []
    monkeypatch.setattr("summarizer.__main__._parts_of", lambda *parts: asked.append(parts))
    taken = load(source, kept).DOSE
    assert asked == []
    assert (taken.pattern, taken.flags, taken.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)
    for text in ("take 20 MG daily", "20 mg/kg", "5g"):
        assert [match.groupdict() for match in taken.finditer(text)] == [
            match.groupdict() for match in compiled.finditer(text)
        ]


def test_only_patterns_of_modules_are_kept(source: Path) -> None:
    kept = source.with_suffix(".patterns")
    load(source, kept)
    _, patterns = read(kept)
    assert [pattern for pattern, _ in patterns] == [load(source, kept).DOSE.pattern]


@pytest.mark.parametrize("content", [b"", b"no patterns", marshal.dumps(("another Python", {})), marshal.dumps(3)])
def test_a_file_of_no_use_is_replaced(source: Path, content: bytes) -> None:
    kept = source.with_suffix(".patterns")
    kept.write_bytes(content)
    assert load(source, kept).DOSE.search("20 mg")
    assert read(kept)[1]


def test_parts_that_the_matcher_refuses_are_compiled_anew(source: Path) -> None:
    kept = source.with_suffix(".patterns")
    load(source, kept)
    version, patterns = read(kept)
    kept.write_bytes(
        marshal.dumps((version, {key: (*parts[:2], [99, 99], *parts[3:]) for key, parts in patterns.items()}))
    )
    assert load(source, kept).DOSE.search("20 mg")


def test_nothing_is_written_where_python_writes_nothing(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept = source.with_suffix(".patterns")
    assert load(source, kept).DOSE.search("20 mg")
    assert not kept.exists()


def test_patterns_are_compiled_as_ever_afterwards(source: Path) -> None:
    before = re._compiler.compile
    load(source, source.with_suffix(".patterns"))
    assert re._compiler.compile is before


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "summarizer", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("summarizer ")
