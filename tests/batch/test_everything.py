"""Many articles from Python, in one process and in several."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summarizer.article import Article
from summarizer.batch import Completed, Failed, Manners, asummarize_all, summarize_all
from summarizer.batch.running import Resumption, run_batch
from summarizer.batch.sources import Source
from summarizer.engines import LLMOptions
from summarizer.errors import ConfigurationError, EngineUnavailableError
from summarizer.extraction import Extraction
from tests.batch.conftest import Silent, method_for, read_lines, write_rows
from tests.batch.faulty import text_of
from tests.samples import provenance, sound_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.batch.faulty import FaultyServer


class Stub:
    """An engine that knows one record, and fails for every seventh article."""

    name = "stub"

    async def extract(self, article: Article) -> Extraction:
        await asyncio.sleep(0)
        if article.id.endswith("7"):
            raise ZeroDivisionError("a fault of an engine")
        return Extraction(sound_record(), provenance())

    async def aclose(self) -> None:
        pass


def articles(count: int) -> Iterator[Article]:
    return (Article(text_of(number), id=f"a{number}", metadata={"n": number}) for number in range(count))


def test_each_article_is_completed_or_failed_once() -> None:
    finished = list(summarize_all(articles(30), Stub()))
    assert Counter(one.article.id for one in finished) == Counter(f"a{number}" for number in range(30))
    failed = [one for one in finished if isinstance(one, Failed)]
    assert {one.article.id for one in failed} == {"a7", "a17", "a27"}
    assert {(one.kind, one.message) for one in failed} == {("ZeroDivisionError", "a fault of an engine")}
    one = next(one for one in finished if isinstance(one, Completed))
    assert json.loads(one.line) == json.loads(one.summary.model_dump_json())
    assert one.summary.article.metadata == one.article.metadata


def test_articles_are_read_only_as_they_are_needed() -> None:
    read = 0

    def endless() -> Iterator[Article]:
        nonlocal read
        while True:
            read += 1
            yield Article(text_of(read), id=f"b{read}0")

    finished = summarize_all(endless(), Stub(), manners=Manners(concurrency=4))
    for _ in range(10):
        next(finished)
    finished.close()
    assert read < 150


def test_it_works_inside_a_running_loop() -> None:
    async def go() -> int:
        return sum([1 async for _ in asummarize_all(articles(5), Stub())])

    async def sync_inside() -> int:
        return len(list(summarize_all(articles(5), Stub())))

    assert asyncio.run(go()) == asyncio.run(sync_inside()) == 5


def test_what_every_article_would_meet_is_raised(server: FaultyServer) -> None:
    server.always = "401"
    options = LLMOptions(base_url=server.url, api_key="k")
    with pytest.raises(EngineUnavailableError, match="The key was refused"):
        list(summarize_all(articles(50), "openai/stub", options=options))


def test_a_fault_of_the_source_is_raised() -> None:
    def broken() -> Iterator[Article]:
        yield from articles(3)
        raise OSError("the tape broke")

    with pytest.raises(OSError, match="the tape broke"):
        list(summarize_all(broken(), Stub()))


class TestProcesses:
    def test_an_engine_object_stays_in_its_process(self) -> None:
        with pytest.raises(ConfigurationError, match="in this process only"):
            list(summarize_all(articles(1), Stub(), manners=Manners(processes=2)))

    def test_they_share_the_work_and_the_pauses(self, server: FaultyServer) -> None:
        server.latency = 0.02
        server.faults = {3: ["429wait", "ok"], 9: ["refusal"]}
        options = LLMOptions(base_url=server.url, api_key="k")
        manners = Manners(concurrency=8, processes=2)
        finished = list(summarize_all(articles(60), "openai/stub", options=options, manners=manners))
        assert Counter(one.article.id for one in finished) == Counter(f"a{number}" for number in range(60))
        (failed,) = (one for one in finished if isinstance(one, Failed))
        assert (failed.kind, failed.article.id, len(failed.attempts)) == ("RefusedExtractionError", "a9", 1)
        assert failed.article.metadata == {"n": 9}
        assert server.most <= 8
        assert all(one.summary.article.metadata for one in finished if isinstance(one, Completed))

    def test_a_dead_key_ends_them_all(self, server: FaultyServer) -> None:
        server.always = "401"
        options = LLMOptions(base_url=server.url, api_key="k")
        manners = Manners(concurrency=4, processes=2)
        with pytest.raises(EngineUnavailableError, match="The key was refused"):
            list(summarize_all(articles(50), "openai/stub", options=options, manners=manners))

    def test_processes_that_never_get_anywhere_end_the_run(
        self, server: FaultyServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        options = LLMOptions(base_url=server.url, api_key="k")
        manners = Manners(concurrency=4, processes=2)
        monkeypatch.setattr("summarizer.batch.crew.sys.executable", "/bin/false")
        with pytest.raises(EngineUnavailableError, match="died"):
            list(summarize_all(articles(200), "openai/stub", options=options, manners=manners))

    def test_one_that_dies_is_replaced_and_its_articles_are_done(
        self, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.latency = 0.05
        begun: list[asyncio.subprocess.Process] = []
        create = asyncio.create_subprocess_exec

        async def remember(*command: object, **options: object) -> asyncio.subprocess.Process:
            begun.append(await create(*command, **options))  # type: ignore[arg-type]
            return begun[-1]

        monkeypatch.setattr(asyncio, "create_subprocess_exec", remember)

        def kill() -> None:
            while sum(server.answered.values()) < 20:
                time.sleep(0.01)
            os.kill(begun[0].pid, signal.SIGKILL)

        killing = threading.Thread(target=kill)
        killing.start()
        method = replace(method_for(server), manners=Manners(concurrency=8, processes=2))
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(80))),))
        ending = asyncio.run(run_batch(source, tmp_path / "out.jsonl", method, Resumption(), Silent()))
        killing.join()
        assert len(begun) == 3
        assert ending.tally.completed == 80
        done = [line["article"]["id"] for line in read_lines(tmp_path / "out.jsonl")]
        assert sorted(done) == [f"a{number:06d}" for number in range(80)]
