"""Running: a batch from its inputs to its output files, with nothing lost on the way."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Literal, Protocol

from summarizer.batch.intake import ChangedError, Intake
from summarizer.batch.journal import Journal, OutputError, Paths
from summarizer.batch.openai_batches import find_flight
from summarizer.batch.opening import open_place
from summarizer.batch.pace import Manners, Pace
from summarizer.batch.pool import Pool
from summarizer.batch.prices import Budget, Price, Tariff, read_tariff
from summarizer.batch.report import Report, Tally
from summarizer.batch.signature import Signature, sign
from summarizer.engines import HYBRID, LLMOptions
from summarizer.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summarizer.batch.openai_batches import Terms
    from summarizer.batch.openai_batches.rounds import Rounds
    from summarizer.batch.pool import Finished
    from summarizer.batch.sources import Source
    from summarizer.extraction import Engine
    from summarizer.unsupported import Unsupported

State = Literal["finished", "stopped", "interrupted", "submitted"]
_INTERRUPTED = "interrupted"
_STATES: dict[str | None, State] = {None: "finished", _INTERRUPTED: "interrupted", "submitted": "submitted"}


@dataclass(frozen=True)
class Method:
    """How articles are summarised.

    Attributes:
        engine: ``rules``, ``provider/model``, or an engine of the caller's.
        options: How to ask a model.
        unsupported: What becomes of values without support.
        manners: How much at once, and how fast.
        price: US dollars a million tokens, where the price list is wrong or silent.
        batch_api: Ask through OpenAI's Batch API, and on which terms.

    Raises:
        ConfigurationError: The engine has no batch API.
    """

    engine: str | Engine = "rules"
    options: LLMOptions | None = None
    unsupported: Unsupported = "drop"
    manners: Manners = field(default_factory=Manners)
    price: Price | None = None
    batch_api: Terms | None = None

    def __post_init__(self) -> None:
        if self.batch_api is not None and not str(self.engine).startswith("openai/"):
            raise ConfigurationError(f"the Batch API is OpenAI's: it needs the engine openai/MODEL, not {self.engine}")

    @property
    def signature(self) -> Signature:
        """What decides the answers."""
        return sign(self.engine, self.options, self.unsupported)

    @property
    def tariff(self) -> Tariff:
        """What articles take and cost."""
        name = self.engine if isinstance(self.engine, str) else "rules"
        options = self.options or LLMOptions()
        base_url = options.base_url
        if name.removeprefix(HYBRID).startswith("openai/"):
            base_url = base_url or os.environ.get("OPENAI_BASE_URL")
        tariff = read_tariff(name, options, base_url, self.price)
        return replace(tariff, batch=self.batch_api is not None)


@dataclass(frozen=True)
class Resumption:
    """How an output that is there already is gone on with.

    Attributes:
        retry_failed: Take what failed, and nothing else.
        rerun: Write beside summaries that were made in another way.
        budget: US dollars for the output in all, earlier runs included.
    """

    retry_failed: bool = False
    rerun: bool = False
    budget: float | None = None


@dataclass(frozen=True)
class Ending:
    """How a run ended.

    Attributes:
        state: ``finished``, ``stopped`` before the end of the input, or ``interrupted`` by the user.
        reason: Why it stopped.
        tally: Its counts.
        paths: Its files.
    """

    state: State
    reason: str | None
    tally: Tally
    paths: Paths


class Watcher(Protocol):
    """Anything that shows how a run goes."""

    def begin(self, tally: Tally, pool: Pool | Rounds) -> None:
        """Show its beginning."""
        ...

    def advance(self) -> None:
        """Show that articles are finished."""
        ...

    def say(self, message: str) -> None:
        """Show a message."""
        ...


async def run_batch(source: Source, output: Path, method: Method, resumption: Resumption, watcher: Watcher) -> Ending:
    """Summarise the articles of a source into ``output`` and the files beside it.

    Args:
        source: What to read; it is checked first.
        output: ``OUT.jsonl``.
        method: How.
        resumption: What becomes of an output that is there.
        watcher: Shown how it goes.

    Returns:
        How it ended; an ending before the end of the input is no error, and a later run goes on from it.

    Raises:
        ConfigurationError: Something about inputs, engine or options cannot work, or differs from an earlier run.
        OutputError: The output cannot be used.
    """
    apart = replace(source, without=Paths.of(output))
    apart.check()
    tally = Tally()
    pace = Pace(method.manners)
    async with contextlib.AsyncExitStack() as held:
        # First of all: with a wrong key there is nothing to write.
        place = open_place(method.engine, method.options, method.unsupported, method.manners, pace)
        held.push_async_callback(place.aclose)
        journal, intake = _open_output(output, method, resumption, tally, watcher)
        held.callback(journal.close)
        held.callback(intake.close)
        budget = _open_budget(resumption.budget, method, intake)
        pool: Pool | Rounds = Pool(place, pace, method.tariff, budget)
        if method.batch_api is not None:
            from summarizer.batch.openai_batches.opening import open_rounds  # noqa: PLC0415 - loads the client

            pool = open_rounds(method, journal, pace, watcher.say, budget)
            held.push_async_callback(pool.aclose)
        run = _Run(journal, method.signature, tally, pool, watcher)
        report = Report(journal.paths.run, method.signature, source.inputs)
        report.write(tally, "running")
        apart = replace(apart, without=(*apart.without, *journal.paths))
        try:
            await run.work(intake.sift(apart.read()))
        finally:
            if resumption.retry_failed:
                with contextlib.closing(Intake(method.signature, Tally())) as settled:
                    settled.load(journal, method.tariff)
            ending = Ending(run.state, pool.ending, tally, journal.paths)
            run.report(report, ending)
    return ending


def _open_output(
    output: Path, method: Method, resumption: Resumption, tally: Tally, watcher: Watcher
) -> tuple[Journal, Intake]:
    paths = Paths.of(output)
    journal = Journal(paths)
    if journal.repaired:
        watcher.say(f"{paths.summaries}: took off {journal.repaired} bytes of a last line that a crash tore")
    intake = Intake(method.signature, tally, retry_failed=resumption.retry_failed)
    try:
        intake.load(journal, method.tariff)
        find_flight(output, method)
    except ChangedError as changed:
        intake.close()
        journal.close()
        beside = output.with_name(f"{output.stem}.{method.signature.short}.jsonl")
        if not resumption.rerun or beside == output or output.stem.endswith(method.signature.short):
            raise
        watcher.say(f"{changed.args[0].split(' Give')[0]} Writing beside it, to {beside}")
        return _open_output(beside, method, replace(resumption, rerun=False), tally, watcher)
    except BaseException:
        intake.close()
        journal.close()
        raise
    return journal, intake


def _open_budget(limit: float | None, method: Method, intake: Intake) -> Budget | None:
    if limit is None or method.tariff.free:
        return None
    if method.tariff.price(method.tariff.worst(1)) is None:
        raise ConfigurationError(
            f"no price is known for {method.engine}, so a budget cannot be kept; name it with --price INPUT:OUTPUT "
            "in US dollars a million tokens"
        )
    return Budget(limit, spent=intake.spent)


class _Run:
    """The part of a run that has to survive interruptions."""

    def __init__(
        self, journal: Journal, signature: Signature, tally: Tally, pool: Pool | Rounds, watcher: Watcher
    ) -> None:
        self.state: State = "stopped"
        self._journal = journal
        self._signature = signature
        self._tally = tally
        self._pool = pool
        self._watcher = watcher
        self._interrupts = 0
        self._working: asyncio.Task[None] | None = None

    async def work(self, items: Iterator[object]) -> None:
        """Work through the articles, until their end or another."""
        self._working = asyncio.create_task(self._work(items))
        with self._signals():
            try:
                await self._working
            except asyncio.CancelledError:
                if self._pool.ending is None:
                    raise
        self.state = _STATES.get(self._pool.ending, "stopped")

    def report(self, report: Report, ending: Ending) -> None:
        """Write the report; a disk that is full does not take the ending away."""
        self._tally.count_lost(self._pool.lost, self._pool.tariff)
        try:
            report.write(self._tally, ending.state, ending.reason)
        except OSError as error:
            self._watcher.say(f"{report.path} cannot be written: {error.strerror}")

    async def _work(self, items: Iterator[object]) -> None:
        # Opening an engine and reading an earlier output are not part of the rate.
        self._tally.started = monotonic()
        self._watcher.begin(self._tally, self._pool)
        groups = self._pool.run(items)  # type: ignore[arg-type]
        async with contextlib.aclosing(groups):
            async for group in groups:
                if not await self._keep(group):
                    return

    async def _keep(self, group: list[Finished]) -> bool:
        writing = asyncio.get_running_loop().run_in_executor(None, self._journal.write, group, self._signature)
        try:
            # What is being written is written and counted, even when everything is to stop now.
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing
            self._tally.count(group, self._pool.tariff)
            raise
        except OSError as error:
            self._pool.end(_write_failure(error, self._journal, self._tally))
            return False
        self._tally.count(group, self._pool.tariff)
        self._watcher.advance()
        return True

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        caught = (signal.SIGINT, signal.SIGTERM)
        try:
            for number in caught:
                loop.add_signal_handler(number, self._interrupt)
        except (ValueError, RuntimeError, NotImplementedError):
            # Not in the main thread: whoever called decides.
            yield
            return
        try:
            yield
        finally:
            for number in caught:
                loop.remove_signal_handler(number)

    def _interrupt(self) -> None:
        self._interrupts += 1
        if self._interrupts == 1:
            self._pool.end(_INTERRUPTED)
            in_work = self._pool.in_work
            finishing = f": finishing {in_work} articles in work; interrupt again to stop now" if in_work else ""
            self._watcher.say(f"interrupted{finishing}")
        elif self._working is not None:
            self._working.cancel()


def _write_failure(error: OSError, journal: Journal, tally: Tally) -> str:
    what = "the disk is full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else error.strerror or str(error)
    return (
        f"{journal.paths.summaries} cannot be written: {what}. {tally.completed} summaries of this run are safe in it; "
        "the same command goes on from there."
    )


__all__ = ["Ending", "Method", "OutputError", "Resumption", "Watcher", "run_batch"]
