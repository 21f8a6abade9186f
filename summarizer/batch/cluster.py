"""Cluster: a place of work on several machines, by Ray.

The run itself stays where it was begun: it reads, decides what is due, and writes, as every run does, so that nothing but a
summary's making is elsewhere and all it promises holds. What a cluster cannot recover from by itself (`stream`) begins
another stream, with the articles that have no report yet.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from summarizer.batch.finished import Completed, fail
from summarizer.batch.frames import Order, finish, read_report
from summarizer.engines import HYBRID
from summarizer.errors import ConfigurationError, EngineUnavailableError
from summarizer.summary import package_version

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ray.actor import ActorHandle

    from summarizer.article import Article
    from summarizer.batch.exchange import Exchange
    from summarizer.batch.finished import Failed
    from summarizer.batch.frames import Report, Setting
    from summarizer.batch.pace import Manners, Pace
    from summarizer.batch.stream import Blueprint

LOCAL = "local"
_LOOPBACK = "127.0.0.1"
_KNOCK = 10.0
_FAREWELL = 10.0
_LIVES = 3
_SHOWN = 300
_ENVIRONMENT = {
    # Nothing is told to Ray's makers.
    "RAY_USAGE_STATS_ENABLED": "0",
    # What matters of its logs is in our own messages; it keeps them in its session's folder.
    "RAY_DATA_LOG_LEVEL": "ERROR",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
# By this Ray binds to the loopback address alone, as it does on a Mac; it has no option for that.
_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
# Whose variables go by another name than the provider's.
_OTHER_NAMES = {"google": ("GOOGLE_", "GEMINI_")}


@dataclass(frozen=True)
class Size:
    """What a cluster offers.

    Attributes:
        nodes: That have cores.
        cores: Of all of them.
    """

    nodes: int
    cores: int


def join(address: str) -> Size:
    """Connect this process to a cluster, unless it is connected already.

    Args:
        address: ``HOST:PORT``, ``auto`` for the cluster that this machine is a node of, ``local`` for a new one of this machine
            alone, bound to the loopback address and gone with the process; empty for ``RAY_ADDRESS`` or else ``local``.

    Raises:
        ConfigurationError: Ray is not installed, or there is no such cluster.
    """
    address = address or os.environ.get("RAY_ADDRESS") or LOCAL
    os.environ.update(_ENVIRONMENT | (_ALONE if address == LOCAL else {}))
    try:
        import ray  # noqa: PLC0415 - a second, and an extra
    except ImportError as error:
        raise ConfigurationError("--ray needs Ray Data: pip install 'trial-summarizer[ray]'") from error
    if not ray.is_initialized():
        knock(address)
        own = {"include_dashboard": False, "_node_ip_address": _LOOPBACK} if address == LOCAL else {}
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **own)
        except (OSError, RuntimeError, ValueError) as error:
            raise ConfigurationError(f"the Ray cluster at {address} cannot be joined: {_brief(error)}") from error
    cores = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]
    return Size(nodes=sum(count > 0 for count in cores) or 1, cores=sum(cores) or 1)


def open_cluster(setting: Setting, manners: Manners, pace: Pace) -> Cluster:
    """Open a cluster as a place of work.

    Args:
        setting: What each actor opens.
        manners: The bounds in all; as many actors as it has processes.
        pace: Told of throttling and answers.

    Raises:
        ConfigurationError: It cannot be joined.
    """
    join(manners.ray or "")
    from summarizer.batch.stream import Blueprint  # noqa: PLC0415 - loads Ray Data

    provider = setting.engine.removeprefix(HYBRID).partition("/")[0]
    prefixes = _OTHER_NAMES.get(provider, (f"{provider.upper()}_",))
    blueprint = Blueprint(
        setting=replace(setting, manners=manners.share(0)),
        actors=manners.processes,
        environment={name: value for name, value in os.environ.items() if name.startswith(prefixes)},
        version=package_version(),
    )
    return Cluster(blueprint, pace)


@dataclass
class _Stream:
    """One life of the dataset, which a thread runs."""

    blueprint: Blueprint
    exchange: ActorHandle[Exchange]
    end: Callable[[_Stream, Exception | None], None]
    thread: threading.Thread = field(init=False)

    def start(self) -> None:
        self.thread = threading.Thread(target=self._run, args=(asyncio.get_running_loop(),), daemon=True)
        self.thread.start()

    def close(self, *, now: bool) -> None:
        """Wait until what is in work is finished, unless it is to stop now."""
        import ray  # noqa: PLC0415 - it is loaded by now

        if not now:
            self.exchange.close.remote()
            self.thread.join(_FAREWELL)
        ray.kill(self.exchange)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        from summarizer.batch.stream import run_stream  # noqa: PLC0415 - loads Ray Data

        failure: Exception | None = None
        try:
            run_stream(self.blueprint, self.exchange)
        except Exception as error:  # noqa: BLE001 - whatever Ray could not recover from
            failure = error
        # A loop that is closed belongs to a run that has stopped.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self.end, self, failure)


class Cluster:
    """Several machines.

    Args:
        blueprint: What each actor opens.
        pace: Told of throttling and answers.
    """

    def __init__(self, blueprint: Blueprint, pace: Pace) -> None:
        self._blueprint = blueprint
        self._pace = pace
        self._numbered = 0
        self._waiting: dict[int, tuple[bytes, asyncio.Future[Report]]] = {}
        self._unsent: list[bytes] = []
        self._stream: _Stream | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._breaks = 0

    async def work(self, article: Article) -> Completed | Failed:
        """Summarise an article; never raises for its sake."""
        self._numbered += 1
        number = self._numbered
        order = Order.of(number, article).model_dump_json().encode()
        waiting: asyncio.Future[Report] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (order, waiting)
        try:
            if self._stream is None:
                self._begin()
            else:
                self._send(order)
            report = await waiting
        except EngineUnavailableError as error:
            return fail(article, error)
        finally:
            self._waiting.pop(number, None)
        finished = finish(article, report)
        if isinstance(finished, Completed):
            self._pace.answered()
        return finished

    async def aclose(self) -> None:
        """End the stream."""
        stream, self._stream = self._stream, None
        if stream is not None:
            await asyncio.to_thread(stream.close, now=bool(self._waiting))
        for task in self._tasks:
            task.cancel()

    def _begin(self) -> None:
        from summarizer.batch.stream import listen, open_exchange  # noqa: PLC0415 - it is loaded by now

        exchange = open_exchange(self._blueprint)
        self._stream = _Stream(self._blueprint, exchange, lambda *ended: self._keep(self._end(*ended)))
        self._stream.start()
        self._unsent = []
        exchange.put.remote([order for order, _ in self._waiting.values()])
        self._keep(listen(exchange, "", self._pace))
        self._keep(self._collect(exchange))

    def _keep(self, task: Coroutine[None, None, None]) -> None:
        kept = asyncio.create_task(task)
        self._tasks.add(kept)
        kept.add_done_callback(self._tasks.discard)

    def _send(self, order: bytes) -> None:
        # All that are begun at the same time are sent together.
        if not self._unsent:
            asyncio.get_running_loop().call_soon(self._flush)
        self._unsent.append(order)

    def _flush(self) -> None:
        orders, self._unsent = self._unsent, []
        if orders and self._stream is not None:
            self._stream.exchange.put.remote(orders)

    async def _collect(self, exchange: ActorHandle[Exchange]) -> None:
        from ray.exceptions import RayError  # noqa: PLC0415 - it is loaded by now

        with contextlib.suppress(RayError):
            while True:
                self._receive(await exchange.collect.remote(wait=True))

    def _receive(self, frames: list[bytes]) -> None:
        for frame in frames:
            self._breaks = 0
            report = read_report(frame)
            # An article that Ray has begun again may have been finished before.
            if report.number in self._waiting:
                _, waiting = self._waiting[report.number]
                if not waiting.done():
                    waiting.set_result(report)

    async def _end(self, stream: _Stream, failure: Exception | None) -> None:
        from ray.exceptions import RayError  # noqa: PLC0415 - it is loaded by now

        if stream is not self._stream:
            return
        with contextlib.suppress(RayError):
            self._receive(await stream.exchange.collect.remote(wait=False))
        # Others may have begun to wait meanwhile, and those that were served have gone.
        await asyncio.sleep(0)
        self._stream = None
        stream.close(now=True)
        if not self._waiting:
            return
        self._breaks += 1
        if self._breaks < _LIVES:
            self._begin()
            return
        reason = _brief(failure) if failure else "the articles that it was given were lost"
        broken = f"The Ray cluster broke off {self._breaks} times without a summary in between: {reason}"
        for _, waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(EngineUnavailableError(broken, fatal=True))


def knock(address: str) -> None:
    """See whether there is anybody at an address; Ray itself waits for minutes.

    Raises:
        ConfigurationError: There is nobody, or it is no address.
    """
    if address in {LOCAL, "auto"}:
        return
    host, _, port = address.rpartition(":")
    if "/" in host or not port.isdigit():
        raise ConfigurationError(
            f"{address!r} is no address of a Ray cluster: give HOST:PORT, auto, or local. The command runs on a node of the "
            "cluster (ray start --address=HOST:PORT makes this machine one), not through Ray's client."
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK).close()
    except OSError as error:
        raise ConfigurationError(f"no Ray cluster listens at {address}: {error}") from error


def _brief(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else repr(error))[:_SHOWN]
