"""Stream: the articles of a run as a dataset of Ray Data, read as they come and summarised by long-lived actors.

Source and sink of the dataset are an exchange beside the run: a read task takes orders from it, and an actor lays down each
report as soon as its article is finished, so that no article waits for the others of its block. An actor that dies is begun
again by Ray, on another node if need be, and so are the blocks it had in work; the exchange counts how often each article
was begun, so that one that kills every actor comes to an end.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
import ray
from ray.data import ActorPoolStrategy, Datasource, ReadTask
from ray.data.block import BlockMetadata
from ray.data.context import DataContext
from ray.exceptions import RayError

from summarizer.batch.exchange import LINGER, Exchange
from summarizer.batch.finished import WorkerDiedError, fail
from summarizer.batch.frames import Order, Setting, report_finished
from summarizer.batch.opening import open_here
from summarizer.batch.pace import Pace
from summarizer.errors import ConfigurationError
from summarizer.summary import package_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ray.actor import ActorHandle

    from summarizer.batch.finished import Completed, Failed
    from summarizer.batch.places import Here

_LIVES = 3
# Half a core each, so that the actors of a node that is lost find room on the others.
_CORES = 0.5
# Of the rules engine an actor has one block in work and one in wait.
_HELD = 2
# Blocks into which an actor's share of the articles in work is cut.
_CUTS = 4
# Every actor has a question open at the exchange, and asks others beside it.
_QUESTIONS = 4
_ORDERS, _COUNT = "orders", "count"


@dataclass(frozen=True)
class Blueprint:
    """What every actor opens.

    Attributes:
        setting: Engine and options, with an actor's share of the manners.
        actors: How many there are.
        environment: Variables that decide how the engine works, as they are where the run is.
        version: Of this package.
    """

    setting: Setting
    actors: int
    environment: dict[str, str]
    version: str

    @property
    def at_once(self) -> int:
        """How many articles an actor has in work: a model is waited for, rules are worked out."""
        return self.setting.manners.concurrency if "/" in self.setting.engine else 1

    @property
    def together(self) -> int:
        """How many articles make a block at most."""
        return max(1, self.setting.manners.concurrency // _CUTS)


class Station:
    """An actor's engine; it lives as long as the actor.

    Args:
        blueprint: What to open.
        exchange: Of the run.
    """

    def __init__(self, blueprint: Blueprint, exchange: ActorHandle[Exchange]) -> None:
        os.environ.update(blueprint.environment)
        self._exchange = exchange
        self._name = uuid4().hex
        self._pace = Pace(blueprint.setting.manners)
        self._at_once = blueprint.at_once
        self._finished: dict[int, bytes] = {}
        self._handing_in: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None
        self._here: Here | None = None
        # What cannot be opened is told with the first article, and ends the run with a message; raised here it would have
        # Ray try again.
        self._broken: Exception | None = None
        try:
            self._open(blueprint)
        except Exception as error:  # noqa: BLE001 - whatever it is, the run has to know
            node = ray.util.get_node_ip_address()
            self._broken = ConfigurationError(f"node {node} of the cluster cannot work: {error}")

    async def __call__(self, block: pa.Table) -> pa.Table:
        """Summarise the articles of a block, and report each."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        orders = [Order.model_validate_json(order) for row in block[_ORDERS].to_pylist() for order in row]
        handed_in: list[asyncio.Task[None]] = []
        for start in range(0, len(orders), self._at_once):
            round_ = orders[start : start + self._at_once]
            begun = zip(round_, await self._begin(round_), strict=True)
            handed_in += await asyncio.gather(*(self._report(order, times) for order, times in begun if times))
        # A block that counts as done is never begun again: by then its reports are where they belong.
        await asyncio.gather(*handed_in)
        return pa.table({_COUNT: [len(orders)]})

    async def work(self, order: Order, begun: int) -> Completed | Failed:
        """Summarise an article; never raises for its sake.

        Args:
            order: Which.
            begun: How often that was tried, this time included.
        """
        if self._here is None:
            return fail(order.article, self._broken or AssertionError("it is opened or broken"))
        if begun > _LIVES:
            return fail(order.article, WorkerDiedError(order.id, _LIVES))
        return await self._here.work(order.article)

    async def _begin(self, orders: list[Order]) -> list[int]:
        try:
            begun: list[int] = await self._exchange.begin.remote([order.number for order in orders])
        except RayError:
            # Without an exchange the run is over, and nobody waits for this.
            return [1] * len(orders)
        return begun

    async def _report(self, order: Order, begun: int) -> asyncio.Task[None]:
        finished = await self.work(order, begun)
        number = order.number or 0
        self._finished[number] = report_finished(number, finished)
        if self._handing_in is None:
            self._handing_in = asyncio.create_task(self._hand_in())
        return self._handing_in

    async def _hand_in(self) -> None:
        await asyncio.sleep(LINGER)
        reports, self._finished, self._handing_in = self._finished, {}, None
        with contextlib.suppress(RayError):
            await self._exchange.report.remote(reports)

    def _open(self, blueprint: Blueprint) -> None:
        if (here := package_version()) != blueprint.version:
            raise ConfigurationError(
                f"it has trial-summarizer {here}, the run {blueprint.version}; install the same on every node"
            )
        self._here = open_here(blueprint.setting, self._pace, self._tell)

    def _tell(self, seconds: float | None) -> None:
        self._exchange.throttle.remote(self._name, seconds)

    async def _listen(self) -> None:
        await listen(self._exchange, self._name, self._pace)


async def listen(exchange: ActorHandle[Exchange], name: str, pace: Pace) -> None:
    """Slow down whenever somebody else tells of throttling, for as long as there is an exchange.

    Args:
        exchange: Where it is told.
        name: Who listens.
        pace: Slowed down.
    """
    heard: int | None = None
    with contextlib.suppress(RayError):
        while True:
            heard, words = await exchange.hear.remote(name, heard)
            for seconds in words:
                pace.throttle(seconds)


class _Orders(Datasource):  # type: ignore[misc]  # ray is untyped where it is not installed
    """What the run lays down at the exchange, in one read task that ends with it."""

    def __init__(self, exchange: ActorHandle[Exchange], together: int) -> None:
        super().__init__()
        self._exchange = exchange
        self._together = together

    def estimate_inmemory_data_size(self) -> int | None:
        """Unknown."""
        return None

    def get_read_tasks(self, *_: object, **__: object) -> list[ReadTask]:
        """Return the one task."""
        exchange, together = self._exchange, self._together

        def read() -> Iterator[pa.Table]:
            # One that Ray begins again after it died ends the stream, and so does a lost exchange; the run begins another.
            with contextlib.suppress(RayError):
                if not ray.get(exchange.open.remote()):
                    return
                while orders := ray.get(exchange.take.remote(together)):
                    yield pa.table({_ORDERS: pa.array([orders], pa.large_list(pa.large_binary()))})

        return [ReadTask(read, BlockMetadata(num_rows=None, size_bytes=None, exec_stats=None, input_files=None))]


def open_exchange(blueprint: Blueprint) -> ActorHandle[Exchange]:
    """Start an exchange on the run's own node."""
    questions = _QUESTIONS * (blueprint.actors * blueprint.at_once + 1)
    kept = ray.remote(num_cpus=0, max_concurrency=questions, label_selector=_beside())
    return kept(Exchange).remote()


def run_stream(blueprint: Blueprint, exchange: ActorHandle[Exchange]) -> None:
    """Summarise what is laid down at an exchange, until that is closed.

    Raises:
        Exception: What Ray could not recover from.
    """
    with DataContext.current(_context()):
        orders = ray.data.read_datasource(
            _Orders(exchange, blueprint.together), override_num_blocks=1, num_cpus=0, label_selector=_beside()
        )
        counts = orders.map_batches(
            Station,
            batch_size=None,
            batch_format="pyarrow",
            compute=ActorPoolStrategy(
                size=blueprint.actors,
                max_concurrent_calls_per_actor=blueprint.at_once,
                max_tasks_in_flight_per_actor=max(_HELD, blueprint.at_once),
            ),
            num_cpus=_CORES,
            fn_constructor_args=(blueprint, exchange),
        )
    for _ in counts.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        pass


def _beside() -> dict[str, str]:
    return {"ray.io/node-id": ray.get_runtime_context().get_node_id()}


def _context() -> DataContext:
    context = DataContext.get_current().copy()
    # Whatever is larger than a byte is a block of its own: each row, that is, which holds several orders.
    context.target_max_block_size = 1
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.issue_detectors_config.detectors = []
    return context
