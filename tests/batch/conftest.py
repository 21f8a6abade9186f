"""An endpoint, articles on disk, and a run with both."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from summarizer.batch.pace import Manners
from summarizer.batch.running import Ending, Method, Resumption, run_batch
from summarizer.batch.sources import Source
from summarizer.engines import LLMOptions
from tests.batch.faulty import FaultyServer, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from summarizer.batch.prices import Price


class Silent:
    """Shows nothing, and remembers what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.advanced: Callable[[], None] = lambda: None

    def begin(self, *_: object) -> None:
        pass

    def advance(self) -> None:
        self.advanced()

    def say(self, message: str) -> None:
        self.said.append(message)


class Runs(Protocol):
    def __call__(
        self, count: int, *, resumption: Resumption = ..., price: Price | None = ..., **options: object
    ) -> Ending: ...


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    server = FaultyServer()
    yield server
    server.close()


@pytest.fixture
def watcher() -> Silent:
    return Silent()


def write_rows(path: Path, numbers: range | list[int]) -> Path:
    rows = (json.dumps({"id": f"a{number:06d}", "text": text_of(number), "year": 2024}) for number in numbers)
    path.write_text("".join(f"{row}\n" for row in rows))
    return path


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def method_for(server: FaultyServer, **options: object) -> Method:
    given = LLMOptions(base_url=server.url, api_key="k", timeout=5.0, deadline=20.0, attempts=4)
    return Method("openai/stub", replace(given, **options), manners=Manners(concurrency=16))


@pytest.fixture
def run(server: FaultyServer, tmp_path: Path, watcher: Silent) -> Runs:
    """Runs a batch over so many articles; the same call again goes on."""

    def go(
        count: int, *, resumption: Resumption | None = None, price: Price | None = None, **options: object
    ) -> Ending:
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(count))),))
        method = replace(method_for(server, **options), price=price)
        return asyncio.run(run_batch(source, tmp_path / "out.jsonl", method, resumption or Resumption(), watcher))

    return go
