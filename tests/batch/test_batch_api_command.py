"""The Batch API as a user meets it: options, words, exit codes, Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from summarizer.cli import app
from tests.batch.conftest import Silent, read_lines, write_rows
from tests.batch.test_batch_api import BatchRuns, api, assert_adds_up, run

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.batch.batch_server import BatchServer

FIXTURES = (api, run)


@pytest.fixture
def command(api: BatchServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "in.jsonl", range(4))
    return ["batch", "in.jsonl", "-o", "out.jsonl", "-e", "openai/stub", "--base-url", api.url, "--batch-api"]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_a_run_tells_what_it_sends_and_how_it_stands(command: list[str], api: BatchServer, tmp_path: Path) -> None:
    api.stages = []
    done = invoke(*command)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "shard 1: sending 4 requests" in done.stderr
    assert "batch_1 is completed: 4 of 4 answered, 0 failed" in done.stderr
    assert "4 articles read: 4 completed" in done.stderr
    assert len(read_lines(tmp_path / "out.jsonl")) == 4


def test_a_run_that_does_not_wait_is_no_failure(command: list[str], api: BatchServer) -> None:
    api.stages = ["in_progress"] * 3
    submitted = invoke(*command, "--no-wait")
    assert submitted.exit_code == 0
    assert "4 requests are in flight; the same command goes on with them" in submitted.stderr
    assert "Stopped" not in submitted.stderr
    planned = invoke(*command, "--dry-run")
    rows = dict(line.rsplit(maxsplit=1) for line in planned.stdout.splitlines())
    assert (rows["with the Batch API"], rows["to summarise"]) == ("4", "0")
    assert invoke(*command, "--no-wait").exit_code == 0
    fetched = invoke(*command, "--no-wait")
    assert fetched.exit_code == 0
    assert "4 articles read: 4 completed" in fetched.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--concurrency", "8"], "have no meaning with --batch-api"),
        (["-e", "rules"], "the Batch API is OpenAI's"),
        (["-e", "anthropic/claude-x"], "the Batch API is OpenAI's"),
    ],
)
def test_options_that_do_not_go_with_it_are_refused(
    command: list[str], api: BatchServer, options: list[str], words: str
) -> None:
    done = invoke(*command, *options)
    assert done.exit_code == 2
    assert words in done.stderr
    assert not api.calls


def test_not_to_wait_goes_with_it_only(command: list[str]) -> None:
    done = invoke(*(it for it in command if it != "--batch-api"), "--no-wait")
    assert done.exit_code == 2
    assert "--no-wait goes with --batch-api" in done.stderr


def test_an_interrupted_run_leaves_its_batches_and_goes_on_with_them(
    api: BatchServer, run: BatchRuns, watcher: Silent
) -> None:
    api.stages = ["in_progress"] * 200

    def interrupt() -> None:
        while api.calls["retrieve"] < 4:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    ending = run(5)
    thread.join()
    assert (ending.state, ending.tally.unfinished) == ("interrupted", 5)
    assert watcher.said[-1] == "5 requests are in flight; the same command goes on with them"
    for stages, _ in api.plans.values():
        stages.clear()
    assert_adds_up(run(5), 5)
    assert (len(api.uploaded()), len(api.batches)) == (1, 1)
