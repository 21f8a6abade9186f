"""Places of work: this process, or several, each with an engine that lives as long as the run.

A process of its own reads articles from its standard input and writes what came of them to its standard output, in frames
(`frames`), and ends when its input does: with the run, however that ends. What it is told of throttling it tells the
run, and the run tells the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from summarizer.batch.finished import Completed, WorkerDiedError, complete, fail
from summarizer.batch.frames import Order, Setting, finish, read_frame, read_report, write_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.article import Article
    from summarizer.batch.finished import Failed
    from summarizer.batch.frames import Report
    from summarizer.batch.pace import Manners, Pace
    from summarizer.pipeline import Summarizer

_LIVES = 2
_FAREWELL = 2.0


class Place(Protocol):
    """Where articles are summarised."""

    async def work(self, article: Article) -> Completed | Failed:
        """Summarise an article; never raises for its sake."""
        ...

    async def aclose(self) -> None:
        """Give back what it holds."""
        ...


@dataclass
class Here:
    """This process.

    Attributes:
        summarizer: Does the work.
        pace: Told of every answer.
    """

    summarizer: Summarizer
    pace: Pace

    async def work(self, article: Article) -> Completed | Failed:
        """Summarise an article; never raises for its sake."""
        try:
            completed = complete(article, await self.summarizer.asummarize(article))
        except Exception as error:  # noqa: BLE001 - one bad article never ends a run
            return fail(article, error)
        self.pace.answered()
        return completed

    async def aclose(self) -> None:
        """Close the engine's connections."""
        await self.summarizer.aclose()


class _DiedError(Exception):
    """A process ended while it had work."""


@dataclass
class _Worker:
    """The run's end of one process."""

    setting: Setting
    on_throttle: Callable[[_Worker, float | None], None]
    process: asyncio.subprocess.Process | None = None
    waiting: dict[int, asyncio.Future[Report]] = field(default_factory=dict)
    listening: asyncio.Task[None] | None = None
    numbered: int = 0
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, article: Article) -> Report:
        process = await self._started()
        self.numbered += 1
        number = self.numbered
        report = self.waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._send(process, Order.of(number, article).model_dump_json().encode())
            await process.stdin.drain()  # type: ignore[union-attr]  # it was opened with a pipe
            finished: Report = await report
        except OSError as error:
            raise _DiedError from error
        finally:
            self.waiting.pop(number, None)
        return finished

    def hold(self, seconds: float | None) -> None:
        """Tell the process that the endpoint throttled another one."""
        if self.process is not None and self.process.returncode is None:
            self._send(self.process, Order.throttled(seconds).model_dump_json().encode())

    async def aclose(self) -> None:
        process, listening = self.process, self.listening
        if process is None or listening is None:
            return
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _FAREWELL)
        if process.returncode is None:
            process.kill()
            await process.wait()
        await listening

    async def _started(self) -> asyncio.subprocess.Process:
        async with self.starting:
            if (
                self.process is None
                or self.process.returncode is not None
                or (self.listening and self.listening.done())
            ):
                # In a group of its own, or Ctrl-C in a terminal would reach it too.
                self.process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "summarizer.batch.worker",
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    process_group=0,
                )
                self._send(self.process, self.setting.to_bytes())
                self.listening = asyncio.create_task(self._listen(self.process))
            return self.process

    def _send(self, process: asyncio.subprocess.Process, frame: bytes) -> None:
        write_frame(process.stdin, frame)  # type: ignore[arg-type]

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                report = read_report(await read_frame(process.stdout))  # type: ignore[arg-type]
                if report.number is None:
                    self.on_throttle(self, report.throttled)
                elif (waiting := self.waiting.get(report.number)) and not waiting.done():
                    waiting.set_result(report)
        for waiting in self.waiting.values():
            if not waiting.done():
                waiting.set_exception(_DiedError())
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()


class Crew:
    """Several processes.

    Args:
        setting: What each of them opens.
        manners: The bounds in all.
        pace: Told of throttling and answers.
    """

    def __init__(self, setting: Setting, manners: Manners, pace: Pace) -> None:
        self._pace = pace
        self._workers = [
            _Worker(replace(setting, manners=manners.share(number)), self._throttled)
            for number in range(manners.processes)
        ]

    async def work(self, article: Article) -> Completed | Failed:
        """Summarise an article; never raises for its sake."""
        for _ in range(_LIVES):
            worker = min(self._workers, key=lambda worker: len(worker.waiting))
            try:
                report = await worker.ask(article)
            except _DiedError:
                continue
            finished = finish(article, report)
            if isinstance(finished, Completed):
                self._pace.answered()
            return finished
        return fail(article, WorkerDiedError(article.id, _LIVES))

    async def aclose(self) -> None:
        """End the processes."""
        await asyncio.gather(*(worker.aclose() for worker in self._workers))

    def _throttled(self, told: _Worker, seconds: float | None) -> None:
        self._pace.throttle(seconds)
        for worker in self._workers:
            if worker is not told:
                worker.hold(seconds)
