"""Every fault over HTTP, with counts that add up to the input."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from summarizer.batch.pool import Patience, Pool
from summarizer.batch.running import Resumption, run_batch
from summarizer.batch.sources import Source
from tests.batch.conftest import Runs, Silent, method_for, read_lines, write_rows
from tests.batch.faulty import FaultyServer

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.batch.running import Ending

COUNT = 24


def ids(path: Path) -> list[str]:
    return sorted(line["article"]["id"] for line in read_lines(path))


def assert_adds_up(ending: Ending, count: int) -> None:
    tally = ending.tally
    assert tally.read == count
    assert tally.unfinished == 0
    done, failed = ids(ending.paths.summaries), ids(ending.paths.failures)
    assert len(done) == tally.completed + tally.reused
    assert sorted(done + failed) == [f"a{number:06d}" for number in range(count)]


class TestFaultsThatPass:
    @pytest.mark.parametrize("fault", ["429", "500", "502", "503", "reset", "short", "badjson"])
    def test_an_article_is_asked_for_again(self, server: FaultyServer, run: Runs, fault: str) -> None:
        server.faults = {number: [fault, "ok"] for number in range(0, COUNT, 3)}
        ending = run(COUNT)
        assert_adds_up(ending, COUNT)
        assert (ending.state, ending.tally.completed, ending.tally.failed) == ("finished", COUNT, 0)
        assert server.answered == dict.fromkeys(range(COUNT), 1)

    @pytest.mark.parametrize("fault", ["hang", "drip", "slow"])
    def test_a_server_that_takes_too_long_is_asked_again(self, server: FaultyServer, run: Runs, fault: str) -> None:
        server.faults = {number: [fault, "ok"] for number in range(0, COUNT, 6)}
        ending = run(COUNT, timeout=0.4)
        assert_adds_up(ending, COUNT)
        assert ending.tally.completed == COUNT

    def test_a_storm_with_retry_after_holds_the_whole_pool(self, server: FaultyServer, run: Runs) -> None:
        server.faults = {number: ["429wait", "ok"] for number in range(16)}
        ending = run(COUNT)
        assert_adds_up(ending, COUNT)
        gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
        # The first sixteen were refused; nobody asked again before the wait was over.
        assert max(gaps) > 0.25
        assert sum(server.attempts.values()) == COUNT + 16


class TestFaultsThatStay:
    @pytest.mark.parametrize(
        ("fault", "kind"),
        [
            ("500", "EngineUnavailableError"),
            ("badjson", "InvalidExtractionError"),
            ("cut", "TruncatedExtractionError"),
            ("refusal", "RefusedExtractionError"),
            ("filter", "RefusedExtractionError"),
        ],
    )
    def test_poisoned_articles_fail_and_the_others_do_not(
        self, server: FaultyServer, run: Runs, fault: str, kind: str
    ) -> None:
        server.latency = 0.05
        server.faults = {number: [fault] for number in (3, 11)}
        ending = run(COUNT, attempts=2)
        assert_adds_up(ending, COUNT)
        assert ending.state == "finished"
        assert ending.tally.failures == {kind: 2}
        for line in read_lines(ending.paths.failures):
            assert line["kind"] == kind
            assert line["attempts"]
            assert line["message"].startswith(f"article {line['article']['id']}: openai/stub at {server.url}")
        # Every answer is paid for, whatever it is worth.
        assert ending.tally.usage.input_tokens == 1000 * server.paid

    @pytest.mark.parametrize(
        ("fault", "word"), [("401", "The key was refused"), ("404", "no such model"), ("quota", "The quota is spent")]
    )
    def test_what_every_article_would_meet_ends_the_run_early(
        self, server: FaultyServer, run: Runs, fault: str, word: str
    ) -> None:
        server.always = fault
        ending = run(40)
        assert ending.state == "stopped"
        assert word in str(ending.reason)
        assert sum(server.attempts.values()) <= 16
        assert ending.tally.failed == 0
        assert ending.tally.unfinished == ending.tally.read
        server.always = None
        assert_adds_up(run(40), 40)

    def test_a_key_that_dies_in_mid_run_loses_nothing(self, server: FaultyServer, run: Runs, watcher: Silent) -> None:
        server.latency = 0.01

        def revoke() -> None:
            if sum(server.answered.values()) > 40:
                server.always = "401"

        watcher.advanced = revoke
        ending = run(120)
        assert ending.state == "stopped"
        assert 40 <= ending.tally.completed < 120
        server.always, watcher.advanced = None, lambda: None
        again = run(120)
        assert_adds_up(again, 120)
        assert again.tally.reused == ending.tally.completed
        assert server.answered == dict.fromkeys(range(120), 1)

    def test_an_endpoint_that_never_answers_ends_the_run_with_one_message(
        self, server: FaultyServer, run: Runs
    ) -> None:
        server.close()
        ending = run(200, attempts=1)
        assert ending.state == "stopped"
        assert str(ending.reason).startswith("The endpoint has answered nothing yet.")
        assert read_lines(ending.paths.failures) == []


class TestOutages:
    def test_a_server_that_is_killed_and_restarted_is_waited_for(
        self, tmp_path: Path, watcher: Silent, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hasty = partial(Pool, patience=Patience(pause=0.2))
        monkeypatch.setattr("summarizer.batch.running.Pool", hasty)
        first = FaultyServer(latency=0.02)
        second: list[FaultyServer] = []

        def outage() -> None:
            first.close()
            time.sleep(1.0)
            second.append(FaultyServer(port=first.port))

        begun = threading.Thread(target=outage)

        def fall_silent() -> None:
            if sum(first.answered.values()) > 40 and begun.ident is None:
                begun.start()

        watcher.advanced = fall_silent
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(200))),))
        method = method_for(first, attempts=2)
        ending = asyncio.run(run_batch(source, tmp_path / "out.jsonl", method, Resumption(), watcher))
        begun.join()
        second[0].close()
        assert ending.state == "finished"
        assert ending.tally.completed + ending.tally.failed == 200
        # Whatever was in flight when it died was asked for again.
        assert ending.tally.failed == 0
        assert_adds_up(ending, 200)


class TestArticles:
    def test_rows_that_are_no_articles_are_told_by_their_line(
        self, server: FaultyServer, tmp_path: Path, watcher: Silent
    ) -> None:
        good = write_rows(tmp_path / "good.jsonl", [0, 1, 2]).read_bytes().splitlines(keepends=True)
        huge = json.dumps({"id": "huge", "text": "x" * 20_000_001}).encode()
        bad = [
            b"{broken\n",
            b'{"id": "empty", "text": "  "}\n',
            b'{"id": "binary", "text": "a\\u0000b"}\n',
            b'{"id": "latin", "text": "caf\xe9"}\n',
            b'{"id": "none"}\n',
            huge + b"\n",
            b"\n",
            b'["no object"]\n',
        ]
        path = tmp_path / "mixed.jsonl"
        path.write_bytes(b"".join([good[0], *bad, *good[1:]]))
        method = method_for(server)
        ending = asyncio.run(run_batch(Source((str(path),)), tmp_path / "out.jsonl", method, Resumption(), watcher))
        assert ids(ending.paths.summaries) == ["a000000", "a000001", "a000002"]
        failures = read_lines(ending.paths.failures)
        assert sorted(line["article"]["path"] for line in failures) == [f"{path}:{n}" for n in (2, 3, 4, 5, 6, 7, 9)]
        assert {line["kind"] for line in failures} == {"UnreadableDocumentError"}
        assert (ending.tally.read, ending.tally.completed, ending.tally.unreadable) == (10, 3, 7)

    def test_ids_that_are_there_twice_are_both_summarised_and_a_text_only_once(
        self, server: FaultyServer, tmp_path: Path, watcher: Silent
    ) -> None:
        rows = [json.loads(line) for line in write_rows(tmp_path / "x.jsonl", [0, 1, 1, 2]).read_text().splitlines()]
        rows[3]["id"] = rows[0]["id"]
        path = tmp_path / "in.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        ending = asyncio.run(
            run_batch(Source((str(path),)), tmp_path / "out.jsonl", method_for(server), Resumption(), watcher)
        )
        assert ids(ending.paths.summaries) == ["a000000", "a000000", "a000001"]
        tally = ending.tally
        assert (tally.read, tally.completed, tally.repeated, tally.repeated_ids) == (4, 3, 1, 1)
        assert server.answered == {0: 1, 1: 1, 2: 1}

    def test_further_columns_are_kept(self, run: Runs) -> None:
        ending = run(1)
        assert read_lines(ending.paths.summaries)[0]["article"]["metadata"] == {"year": 2024}
