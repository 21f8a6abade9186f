"""Crew: several processes, each with an engine that lives as long as the run.

Each reads articles from its standard input and writes what came of them to its standard output, in frames (`frames`), and
ends when its input does: with the run, however that ends. What it is told of throttling it tells the run, and the run
tells the others. One that dies is replaced, and the articles it had are given out once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from summarizer.batch.finished import Completed, WorkerDiedError, fail
from summarizer.batch.frames import Order, finish, read_frame, read_report, write_frame

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Callable

    from summarizer.article import Article
    from summarizer.batch.finished import Failed
    from summarizer.batch.frames import Report, Setting
    from summarizer.batch.pace import Manners, Pace

_LIVES = 2
_FAREWELL = 2.0


class Crew:
    """Several processes.

    Args:
        setting: What each of them opens.
        manners: The bounds in all.
        pace: Told of throttling and answers.
    """

    def __init__(self, setting: Setting, manners: Manners, pace: Pace) -> None:
        self._pace = pace
        self._begun_at_last_report = 0
        self._workers = [
            _Worker(replace(setting, manners=manners.share(number)), self._throttled)
            for number in range(manners.processes)
        ]

    async def work(self, article: Article) -> Completed | Failed:
        """Summarise an article; never raises for its sake."""
        for _ in range(_LIVES):
            worker = min(self._workers, key=lambda worker: worker.load)
            try:
                report = await worker.ask(article)
            except _DiedError:
                continue
            self._begun_at_last_report = self._begun
            finished = finish(article, report)
            if isinstance(finished, Completed):
                self._pace.answered()
            return finished
        failed = fail(article, WorkerDiedError(article.id, _LIVES))
        # Not this article's fault when none of them ever gets anywhere.
        hopeless = self._begun - self._begun_at_last_report > _LIVES * len(self._workers)
        return failed.model_copy(update={"fatal": hopeless})

    async def aclose(self) -> None:
        """End the processes."""
        await asyncio.gather(*(worker.aclose() for worker in self._workers))

    @property
    def _begun(self) -> int:
        return sum(len(worker.lives) for worker in self._workers)

    def _throttled(self, told: _Worker, seconds: float | None) -> None:
        self._pace.throttle(seconds)
        for worker in self._workers:
            if worker is not told:
                worker.hold(seconds)


class _DiedError(Exception):
    """A process ended while it had work."""


@dataclass(eq=False)
class _Worker:
    """A place in the crew; it has a process while it is needed, and another one when that dies."""

    setting: Setting
    on_throttle: Callable[[_Worker, float | None], None]
    load: int = 0
    lives: list[_Life] = field(default_factory=list)
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, article: Article) -> Report:
        self.load += 1
        try:
            return await (await self._life()).ask(article)
        finally:
            self.load -= 1

    def hold(self, seconds: float | None) -> None:
        """Tell the process that the endpoint throttled another one."""
        if self.lives and self.lives[-1].alive:
            self.lives[-1].send(Order.throttled(seconds))

    async def aclose(self) -> None:
        await asyncio.gather(*(life.aclose() for life in self.lives))

    async def _life(self) -> _Life:
        async with self.starting:
            if not (self.lives and self.lives[-1].alive):
                # In a group of its own, or Ctrl-C in a terminal would reach it too.
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "summarizer.batch.worker",
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    process_group=0,
                )
                self.lives.append(_Life(process, self.setting, lambda seconds: self.on_throttle(self, seconds)))
            return self.lives[-1]


class _Life:
    """One process, from its start to its end.

    Attributes:
        alive: Whether it may be asked; once it may not, whoever waits for it has been told.
    """

    def __init__(self, process: Process, setting: Setting, on_throttle: Callable[[float | None], None]) -> None:
        self.alive = True
        self._process = process
        self._input = cast("asyncio.StreamWriter", process.stdin)
        self._on_throttle = on_throttle
        self._waiting: dict[int, asyncio.Future[Report]] = {}
        self._numbered = 0
        write_frame(self._input, setting.to_bytes())
        self._listening = asyncio.create_task(self._listen(cast("asyncio.StreamReader", process.stdout)))

    async def ask(self, article: Article) -> Report:
        self._numbered += 1
        number = self._numbered
        report = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self.send(Order.of(number, article))
            with contextlib.suppress(OSError):
                # If nobody reads any more, its output has an end too.
                await self._input.drain()
            finished: Report = await report
        finally:
            del self._waiting[number]
        return finished

    def send(self, order: Order) -> None:
        write_frame(self._input, order.model_dump_json().encode())

    async def aclose(self) -> None:
        self._input.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _FAREWELL)
        self._kill()
        await self._listening

    async def _listen(self, output: asyncio.StreamReader) -> None:
        # What cannot be read is no report: whoever writes that is as good as dead.
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, ValueError):
            while True:
                report = read_report(await read_frame(output))
                if report.number is None:
                    self._on_throttle(report.throttled)
                elif (waiting := self._waiting.get(report.number)) and not waiting.done():
                    waiting.set_result(report)
        self.alive = False
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(_DiedError())
        self._kill()
        await self._process.wait()

    def _kill(self) -> None:
        # Not by the process's own method: that would take its exit status from whoever waits for it.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
