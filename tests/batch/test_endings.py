"""Whatever ends a run, nothing is lost, nothing is there twice, and the same command goes on."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarizer.batch.journal import Journal, OutputError, Paths
from summarizer.batch.running import Resumption, run_batch
from summarizer.batch.sources import Source
from summarizer.errors import ConfigurationError
from tests.batch.conftest import Runs, Silent, method_for, read_lines, write_rows
from tests.batch.faulty import FaultyServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def ids(path: Path) -> list[str]:
    return sorted(line["article"]["id"] for line in read_lines(path))


def names(count: int) -> list[str]:
    return [f"a{number:06d}" for number in range(count)]


class TestKilled:
    def test_twenty_kills_at_random_moments_lose_nothing(self, tmp_path: Path) -> None:
        count, kills, at_once = 400, 20, 8
        server = FaultyServer(latency=0.1)
        write_rows(tmp_path / "in.jsonl", range(count))
        command = [sys.executable, "-m", "tests.batch.killed", str(tmp_path), server.url, str(kills), "7"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
            env=os.environ | {"OPENAI_API_KEY": "k"},
        )
        server.close()
        assert done.returncode == 0, done.stderr
        assert ids(tmp_path / "out.jsonl") == names(count)
        assert not (tmp_path / "out.failures.jsonl").exists()
        # Paid for twice at most what was in flight when a run was killed.
        assert sum(server.answered.values()) - count <= kills * at_once
        report = json.loads((tmp_path / "out.run.json").read_text())
        assert report["state"] == "finished"
        assert report["counts"]["completed"] + report["counts"]["reused"] == count


class TestInterrupted:
    def interrupt(self, server: FaultyServer, tmp_path: Path, watcher: Silent, times: int) -> object:
        server.latency = 0.4
        sent: list[int] = []

        def send() -> None:
            while sum(server.attempts.values()) < 16:
                time.sleep(0.01)
            for _ in range(times):
                sent.append(1)
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.1)

        thread = threading.Thread(target=send)
        thread.start()
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(200))),))
        ending = asyncio.run(run_batch(source, tmp_path / "out.jsonl", method_for(server), Resumption(), watcher))
        thread.join()
        return ending

    def test_once_finishes_what_is_in_work_and_begins_nothing(
        self, server: FaultyServer, tmp_path: Path, watcher: Silent
    ) -> None:
        ending = self.interrupt(server, tmp_path, watcher, times=1)
        assert ending.state == "interrupted"  # type: ignore[attr-defined]
        assert sum(server.attempts.values()) == 16
        assert len(ids(tmp_path / "out.jsonl")) == 16
        assert watcher.said == ["interrupted: finishing 16 articles in work; interrupt again to stop now"]

    def test_twice_stops_at_once(self, server: FaultyServer, tmp_path: Path, watcher: Silent, run: Runs) -> None:
        began = time.monotonic()
        ending = self.interrupt(server, tmp_path, watcher, times=2)
        assert ending.state == "interrupted"  # type: ignore[attr-defined]
        assert read_lines(tmp_path / "out.jsonl") == []
        assert time.monotonic() - began < 4
        server.latency = 0.0
        assert run(200).tally.completed == 200
        assert ids(tmp_path / "out.jsonl") == names(200)


class TestOutput:
    def test_a_torn_last_line_is_taken_off_and_its_article_done_again(
        self, run: Runs, tmp_path: Path, watcher: Silent, server: FaultyServer
    ) -> None:
        out = tmp_path / "out.jsonl"
        run(6)
        whole = out.read_bytes()
        out.write_bytes(whole[:-700])
        ending = run(6)
        assert (ending.tally.reused, ending.tally.completed) == (5, 1)
        assert ids(out) == names(6)
        assert "took off" in watcher.said[0]
        assert sum(server.answered.values()) == 7

    def test_a_last_line_without_its_end_is_kept(self, run: Runs, tmp_path: Path, server: FaultyServer) -> None:
        out = tmp_path / "out.jsonl"
        run(3)
        whole = out.read_bytes()
        out.write_bytes(whole[:-1])
        assert run(3).tally.reused == 3
        assert out.read_bytes() == whole
        assert sum(server.answered.values()) == 3

    @pytest.mark.parametrize("content", [b"my notes\nof years\n", b"my notes", b'{"id": 1}\n', b'{"a": 1}'])
    def test_a_file_of_somebody_else_is_refused_and_left_as_it_is(
        self, run: Runs, tmp_path: Path, content: bytes
    ) -> None:
        out = tmp_path / "out.jsonl"
        out.write_bytes(content)
        with pytest.raises(OutputError, match=r"line 1 of .* is not what this program writes"):
            run(1)
        assert out.read_bytes() == content

    def test_an_input_is_no_output(self, tmp_path: Path, server: FaultyServer, watcher: Silent) -> None:
        path = write_rows(tmp_path / "in.jsonl", range(1))
        with pytest.raises(ConfigurationError, match="is an output of this run"):
            asyncio.run(run_batch(Source((str(path),)), path, method_for(server), Resumption(), watcher))

    def test_two_runs_on_one_output_refuse_each_other(self, run: Runs, tmp_path: Path) -> None:
        journal = Journal(Paths.of(tmp_path / "out.jsonl"))
        with pytest.raises(OutputError, match="another run is writing"):
            run(1)
        journal.close()
        assert run(1).tally.completed == 1

    def test_a_full_disk_stops_cleanly_and_tells_what_is_safe(
        self, run: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room = [3]
        pwrite = os.pwrite

        def crammed(file: int, data: bytes, offset: int) -> int:
            if room[0] <= 0:
                # What a full disk does: a part of it is written first.
                pwrite(file, bytes(data)[:100], offset)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            room[0] -= 1
            return pwrite(file, data, offset)

        monkeypatch.setattr(os, "pwrite", crammed)
        ending = run(60)
        monkeypatch.undo()
        assert ending.state == "stopped"
        assert "the disk is full" in str(ending.reason)
        assert f"{ending.tally.completed} summaries of this run are safe" in str(ending.reason)
        done = ids(tmp_path / "out.jsonl")
        assert len(done) == ending.tally.completed > 0
        again = run(60)
        assert again.tally.reused == len(done)
        assert ids(tmp_path / "out.jsonl") == names(60)

    def test_an_output_that_cannot_be_written_is_told(
        self, server: FaultyServer, watcher: Silent, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("")
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(1))),))
        with pytest.raises(OutputError, match="cannot be written"):
            asyncio.run(run_batch(source, tmp_path / "file" / "out.jsonl", method_for(server), Resumption(), watcher))


class TestGoingOn:
    def test_what_changed_is_refused_by_name(self, run: Runs, server: FaultyServer) -> None:
        run(2)
        with pytest.raises(Exception, match=r"temperature: None → 0.5"):
            run(2, temperature=0.5)
        assert sum(server.attempts.values()) == 2

    def test_a_rerun_writes_beside_and_goes_on_there(self, run: Runs, server: FaultyServer) -> None:
        first = run(3)
        before = first.paths.summaries.read_bytes()
        ending = run(3, resumption=Resumption(rerun=True), seed=4)
        assert ending.paths.summaries != first.paths.summaries
        assert ids(ending.paths.summaries) == names(3)
        assert first.paths.summaries.read_bytes() == before
        assert run(3, resumption=Resumption(rerun=True), seed=4).tally.reused == 3
        assert sum(server.answered.values()) == 6

    def test_failures_are_left_unless_they_are_wanted(self, run: Runs, server: FaultyServer) -> None:
        server.faults = {number: ["refusal"] for number in (1, 4)}
        assert run(6).tally.failed == 2
        server.faults = {}
        left = run(6)
        assert (left.tally.failed_earlier, left.tally.reused, sum(server.attempts.values())) == (2, 4, 6)
        again = run(8, resumption=Resumption(retry_failed=True))
        assert (again.tally.completed, again.tally.reused, again.tally.passed_over) == (2, 4, 2)
        assert not again.paths.failures.exists()
        assert ids(again.paths.summaries) == names(6)

    def test_a_failure_that_fails_again_is_noted_once(self, run: Runs, server: FaultyServer) -> None:
        server.faults = {number: ["refusal"] for number in (1, 4)}
        run(6)
        server.faults = {1: ["cut"]}
        ending = run(6, resumption=Resumption(retry_failed=True))
        assert [(line["article"]["id"], line["kind"]) for line in read_lines(ending.paths.failures)] == [
            ("a000001", "TruncatedExtractionError")
        ]
        assert run(6).tally.failed_earlier == 1

    def test_a_row_that_cannot_be_read_is_noted_once(
        self, server: FaultyServer, tmp_path: Path, watcher: Silent
    ) -> None:
        path = write_rows(tmp_path / "in.jsonl", range(2))
        path.write_bytes(path.read_bytes() + b"{broken\n")

        def go() -> Iterator[int]:
            for _ in range(2):
                source = Source((str(path),))
                ending = asyncio.run(
                    run_batch(source, tmp_path / "out.jsonl", method_for(server), Resumption(), watcher)
                )
                yield ending.tally.unreadable

        assert list(go()) == [1, 1]
        assert len(read_lines(tmp_path / "out.failures.jsonl")) == 1
