"""A run at the Batch API that dies at any step goes on with the same command, and pays for nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from summarizer.batch.journal import Journal
from summarizer.batch.openai_batches.dispatch import Dispatch
from summarizer.batch.openai_batches.draft import Draft
from summarizer.batch.openai_batches.service import Service
from summarizer.batch.openai_batches.store import Store
from tests.batch.conftest import write_rows
from tests.batch.test_batch_api import TERMS, BatchRuns, api, assert_adds_up, ids, left_behind, names, replace, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.batch.batch_server import BatchServer

ROOT = Path(__file__).parents[2]
FIXTURES = (api, run)
COUNT = 6
SMALL = replace(TERMS, requests=4)


class CrashError(BaseException):
    """What no code of the package catches, as it catches no kill."""


def crash() -> NoReturn:
    raise CrashError


def die(patch: pytest.MonkeyPatch, owner: type, name: str, moment: str, nth: int) -> None:
    """Make a method crash, before or after it has done its work, when it is called for the nth time."""
    done: Callable[..., object] = getattr(owner, name)
    calls = iter(range(1, 10_000))

    async def later(*arguments: object, **named: object) -> object:
        count = next(calls)
        if count == nth and moment == "before":
            crash()
        result = await done(*arguments, **named)  # type: ignore[misc]
        return crash() if count == nth else result

    def now(*arguments: object, **named: object) -> object:
        count = next(calls)
        if count == nth and moment == "before":
            crash()
        result = done(*arguments, **named)
        return crash() if count == nth else result

    patch.setattr(owner, name, later if owner is Service else now)
    patch.setattr(Dispatch, "close", abandon)


def abandon(dispatch: Dispatch) -> None:
    """Give back what a killed process would, and tidy nothing up."""
    dispatch.store._database.close()
    if dispatch.draft._stream is not None:
        dispatch.draft._stream.close()


class TestCrashes:
    @pytest.mark.parametrize("nth", [1, 2])
    @pytest.mark.parametrize("moment", ["before", "after"])
    @pytest.mark.parametrize(
        ("owner", "name"),
        [
            (Draft, "add"),
            (Draft, "seal"),
            (Service, "upload"),
            (Store, "record_file"),
            (Service, "submit"),
            (Store, "record_batch"),
            (Draft, "discard"),
            (Service, "look_at"),
            (Service, "read"),
            (Store, "record_reply"),
            (Store, "close_shard"),
            (Journal, "write"),
            (Store, "forget"),
        ],
    )
    def test_nothing_is_lost_and_nothing_done_twice(
        self, api: BatchServer, run: BatchRuns, owner: type, name: str, moment: str, nth: int
    ) -> None:
        api.stages = []
        api.faults = {2: ["badjson", "ok"]}
        with pytest.MonkeyPatch.context() as patch:
            die(patch, owner, name, moment, nth)
            with pytest.raises(CrashError):
                run(COUNT, terms=SMALL)
        ending = run(COUNT, terms=SMALL)
        assert_adds_up(ending, COUNT)
        assert ids(ending.paths.summaries) == names(COUNT)
        # The one that did not validate is asked for once more; nothing else is.
        assert api.executed == {number: 2 if number == 2 else 1 for number in range(COUNT)}
        assert len(set(api.uploaded())) == len(api.uploaded()) == len(api.batches)
        assert left_behind(ending) == []

    def test_a_draft_that_is_gone_is_written_anew(self, api: BatchServer, run: BatchRuns, tmp_path: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            die(patch, Service, "upload", "before", 1)
            with pytest.raises(CrashError):
                run(COUNT)
        (tmp_path / "out.batch-api.requests").unlink()
        assert_adds_up(run(COUNT), COUNT)
        assert api.executed == dict.fromkeys(range(COUNT), 1)

    def test_the_price_of_what_is_in_flight_is_set_aside(self, api: BatchServer, run: BatchRuns) -> None:
        api.stages = ["in_progress"] * 9
        run(2, terms=replace(TERMS, wait=False))
        with pytest.MonkeyPatch.context() as patch:
            held: list[object] = []
            patch.setattr(
                "summarizer.batch.openai_batches.rounds._Till.hold", lambda _, article: held.append(article.id)
            )
            run(3)
        assert held == ["a000000", "a000001"]


@pytest.fixture
def forks(api: BatchServer, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Starts a run for every line it is given."""
    write_rows(tmp_path / "in.jsonl", range(COUNT))
    command = [sys.executable, "-m", "tests.batch.forked", str(tmp_path), api.url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin
        process.stdin.close()
        process.wait(30)


def start(forks: subprocess.Popen[str]) -> int:
    """Start a run and return its process."""
    assert forks.stdin
    assert forks.stdout
    forks.stdin.write("go\n")
    forks.stdin.flush()
    return int(forks.stdout.readline())


def outcome(forks: subprocess.Popen[str]) -> int:
    assert forks.stdout
    return int(forks.stdout.readline())


class TestKilled:
    def test_a_kill_between_any_deed_of_the_server_and_its_answer(
        self, api: BatchServer, forks: subprocess.Popen[str], tmp_path: Path
    ) -> None:
        api.faults = {2: ["badjson", "ok"]}
        killed: list[str] = []
        deeds = ["upload", "list_files", "create", "list_batches", "retrieve", "content", "retrieve", "content"]
        child = 0

        def kill(operation: str) -> None:
            if deeds and operation == deeds[0]:
                killed.append(deeds.pop(0))
                os.kill(child, signal.SIGKILL)

        api.hook = kill
        outcomes = []
        while not outcomes or outcomes[-1] == -signal.SIGKILL:
            child = start(forks)
            outcomes.append(outcome(forks))
        assert outcomes == [-signal.SIGKILL] * len(killed) + [0]
        assert len(killed) == 8
        assert ids(tmp_path / "out.jsonl") == names(COUNT)
        assert api.executed == {number: 2 if number == 2 else 1 for number in range(COUNT)}
        assert len(set(api.uploaded())) == len(api.uploaded()) == len(api.batches)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl", "out.run.json"]
