"""On a cluster of two nodes: the same files and counts as anywhere, whatever dies on the way."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import threading
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from summarizer.article import Article
from summarizer.batch.cluster import knock
from summarizer.batch.exchange import Exchange
from summarizer.batch.finished import Completed
from summarizer.batch.frames import Order, Setting
from summarizer.batch.pace import Manners
from summarizer.batch.running import Ending, Method, Resumption, run_batch
from summarizer.batch.sources import Source
from summarizer.cli import app
from summarizer.engines import LLMOptions
from summarizer.errors import ConfigurationError
from tests.batch.conftest import Silent, read_lines, write_rows
from tests.batch.faulty import FaultyServer, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ray.cluster_utils import Cluster

    from summarizer.batch.stream import Station

pytestmark = [
    pytest.mark.ray,
    pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra ray"),
    # Ray warns of fields of its own whenever it makes its own context.
    pytest.mark.filterwarnings(r"ignore:`use_:DeprecationWarning:ray\.data\.context"),
]
LOOPBACK = "127.0.0.1"
# Seconds after which a run hangs, however busy the machine is.
PATIENCE = 240


@pytest.fixture(scope="module", autouse=True)
def environment() -> Iterator[None]:
    """What Ray reads when it is imported, and all that it starts: no word to anybody, and no address but the loopback.

    Its workers get as much of the processor as their neighbours.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        patch.setenv("RAY_worker_niceness", "0")
        yield


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two nodes, of one core each, so that few processes have to start."""
    import ray  # noqa: PLC0415 - an extra
    from ray.cluster_utils import Cluster  # noqa: PLC0415

    lean = {"include_dashboard": False, "include_log_monitor": False, "no_monitor": True}
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "node_ip_address": LOOPBACK, **lean})
    cluster.add_node(num_cpus=1, node_ip_address=LOOPBACK)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


class Runs:
    """Runs a batch with a model on a cluster; the same call again goes on."""

    def __init__(self, cluster: Cluster, server: FaultyServer, folder: Path) -> None:
        self.out = folder / "out.jsonl"
        self._folder = folder
        self._method = Method(
            "openai/stub",
            LLMOptions(base_url=server.url, api_key="k", timeout=5.0, deadline=20.0, attempts=4),
            manners=Manners(concurrency=8, processes=2, ray=cluster.address),
        )

    def __call__(self, count: int) -> Ending:
        source = Source((str(write_rows(self._folder / "in.jsonl", range(count))),))
        return asyncio.run(self._go(source))

    async def _go(self, source: Source) -> Ending:
        async with asyncio.timeout(PATIENCE):
            return await run_batch(source, self.out, self._method, Resumption(), Silent())

    def ids(self) -> list[str]:
        return sorted(line["article"]["id"] for line in read_lines(self.out))


@pytest.fixture
def run(cluster: Cluster, server: FaultyServer, tmp_path: Path) -> Runs:
    return Runs(cluster, server, tmp_path)


def names(count: int) -> list[str]:
    return [f"a{number:06d}" for number in range(count)]


def workers(node: object) -> list[int]:
    """The processes of a node that hold an engine."""
    raylet = node.all_processes["raylet"][0].process.pid  # type: ignore[attr-defined]
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == raylet and command.startswith(b"ray::MapWorker"):
            found.append(int(folder.name))
    return found


def meanwhile(server: FaultyServer, answers: int, act: Callable[[], None]) -> threading.Thread:
    """Do something once the endpoint has given so many answers."""

    def wait() -> None:
        until = time.monotonic() + 60
        while sum(server.answered.values()) < answers and time.monotonic() < until:
            time.sleep(0.01)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


class TestModel:
    def test_two_nodes_share_the_work_and_failures_are_counted(
        self, run: Runs, cluster: Cluster, server: FaultyServer
    ) -> None:
        server.latency = 0.1
        server.faults = {2: ["429wait", "ok"], 3: ["500", "ok"], 5: ["refusal"], 8: ["cut"]}
        seen: list[int] = []
        watching = meanwhile(
            server, 12, lambda: seen.extend(len(workers(node)) for node in (cluster.head_node, *cluster.worker_nodes))
        )
        ending = run(40)
        watching.join()
        assert ending.state == "finished", ending.reason
        assert (ending.tally.read, ending.tally.completed, ending.tally.failed) == (40, 38, 2)
        assert seen == [1, 1]
        assert run.ids() == [name for number, name in enumerate(names(40)) if number not in {5, 8}]
        failures = read_lines(ending.paths.failures)
        assert {line["article"]["id"]: line["kind"] for line in failures} == {
            "a000005": "RefusedExtractionError",
            "a000008": "TruncatedExtractionError",
        }
        report = json.loads(ending.paths.run.read_text())
        assert report["counts"]["completed"] == 38
        assert report["usage"]["output_tokens"] == ending.tally.usage.output_tokens > 38 * 200

    def test_a_worker_and_a_node_killed_in_mid_run_lose_nothing_and_double_nothing(
        self, run: Runs, cluster: Cluster, server: FaultyServer
    ) -> None:
        server.latency = 0.3
        killed: list[int] = []
        [node] = cluster.worker_nodes

        def kill_worker() -> None:
            for pid in workers(cluster.head_node):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

        killing = [
            meanwhile(server, 8, kill_worker),
            meanwhile(server, 30, lambda: cluster.remove_node(node, allow_graceful=False)),
        ]
        ending = run(80)
        for thread in killing:
            thread.join()
        assert (len(killed), len(cluster.worker_nodes)) == (1, 0)
        assert (ending.state, ending.tally.completed, ending.tally.failed) == ("finished", 80, 0), ending.reason
        assert run.ids() == names(80)
        # Paid for twice at most what they had in work.
        assert sum(server.answered.values()) <= 80 + 4 + 4


class TestRules:
    def test_a_run_stopped_half_way_is_gone_on_with(self, cluster: Cluster, tmp_path: Path) -> None:
        out, report = tmp_path / "out.jsonl", tmp_path / "out.run.json"
        articles = write_rows(tmp_path / "in.jsonl", range(80))
        command = ["batch", "--ray", cluster.address, str(articles), "-o", str(out), "-e", "rules", "--workers", "1"]
        ended = threading.Event()
        interrupting = threading.Thread(target=interrupt_twice, args=(out, 10, ended))
        interrupting.start()
        first = CliRunner().invoke(app, command)
        ended.set()
        interrupting.join()
        assert first.exit_code == 130, first.stderr
        done = json.loads(report.read_text())["counts"]["completed"]
        assert 10 <= done < 80
        assert len(read_lines(out)) == done
        again = CliRunner().invoke(app, command)
        assert again.exit_code == 0, again.stderr
        assert sorted(line["article"]["id"] for line in read_lines(out)) == names(80)
        counts = json.loads(report.read_text())["counts"]
        assert (counts["reused"], counts["completed"]) == (done, 80 - done)


def interrupt_twice(out: Path, lines: int, ended: threading.Event) -> None:
    """As a user who presses Ctrl-C twice once there are so many lines, and never after the command has ended."""
    until = time.monotonic() + 60
    while (not out.exists() or out.read_bytes().count(b"\n") < lines) and time.monotonic() < until:
        time.sleep(0.01)
    for _ in range(2):
        if not ended.wait(0.1):
            os.kill(os.getpid(), signal.SIGINT)


class TestExchange:
    def test_words_of_throttling_reach_everybody_else_once(self) -> None:
        async def go() -> None:
            exchange = Exchange()
            await exchange.throttle("a", 9.0)
            since, words = await exchange.hear("b", None)
            assert words == []
            waiting = asyncio.create_task(exchange.hear("b", since))
            await asyncio.sleep(0.01)
            assert not waiting.done()
            await exchange.throttle("a", 2.5)
            heard, words = await waiting
            assert words == [2.5]
            await exchange.throttle("b", None)
            assert await exchange.hear("b", heard) == (heard + 1, [])
            assert await exchange.hear("a", since) == (heard + 1, [None])

        asyncio.run(go())

    def test_orders_are_taken_together_and_end_with_the_last(self) -> None:
        async def go() -> list[list[bytes]]:
            exchange = Exchange()
            await exchange.put([b"1", b"2", b"3"])
            await exchange.close()
            return [await exchange.take(2), await exchange.take(2), await exchange.take(2)]

        assert asyncio.run(go()) == [[b"1", b"2"], [b"3"], []]

    def test_reports_are_handed_out_once(self) -> None:
        async def go() -> None:
            exchange = Exchange()
            waiting = asyncio.create_task(exchange.collect(wait=True))
            await asyncio.sleep(0.01)
            assert not waiting.done()
            await exchange.report({1: b"1", 2: b"2"})
            assert await waiting == [b"1", b"2"]
            assert await exchange.collect(wait=False) == []

        asyncio.run(go())

    def test_beginnings_are_counted_by_article(self) -> None:
        async def go() -> list[list[int]]:
            exchange = Exchange()
            return [await exchange.begin([1, 2]), await exchange.begin([2, 3])]

        assert asyncio.run(go()) == [[1, 1], [2, 1]]

    def test_what_is_reported_is_not_begun_again(self) -> None:
        async def go() -> list[list[int]]:
            exchange = Exchange()
            await exchange.begin([1, 2])
            await exchange.report({1: b"1"})
            return [await exchange.begin([1, 2]), await exchange.begin([1])]

        assert asyncio.run(go()) == [[0, 2], [0]]

    def test_only_the_first_reader_may_read(self) -> None:
        async def go() -> list[bool]:
            exchange = Exchange()
            return [await exchange.open(), await exchange.open()]

        assert asyncio.run(go()) == [True, False]


class TestStation:
    def station(self, installed: str = version("trial-summarizer")) -> Station:
        from summarizer.batch.stream import Blueprint, Station  # noqa: PLC0415 - an extra

        return Station(Blueprint(Setting("rules", None, "drop", Manners()), 1, {}, installed), None)

    def test_an_article_whose_worker_always_dies_fails(self) -> None:
        station = self.station()
        order = Order.of(1, Article(text_of(1)))
        last, failed = (asyncio.run(station.work(order, begun)) for begun in (3, 4))
        assert isinstance(last, Completed)
        assert (failed.kind, failed.fatal) == ("WorkerDiedError", False)
        assert "died, 3 times" in failed.message

    def test_a_node_with_another_version_ends_the_run_with_a_message(self) -> None:
        failed = asyncio.run(self.station("0.0.1").work(Order.of(1, Article(text_of(1))), 1))
        assert failed.fatal
        assert "the run 0.0.1; install the same on every node" in failed.message


class TestJoining:
    @pytest.mark.parametrize("address", ["ray://127.0.0.1:10001", "127.0.0.1", "127.0.0.1:6379/x"])
    def test_what_is_no_address_is_refused(self, address: str) -> None:
        with pytest.raises(ConfigurationError, match="is no address of a Ray cluster"):
            knock(address)

    def test_an_address_where_nobody_listens_is_told_at_once(self) -> None:
        with socket.socket() as held:
            held.bind((LOOPBACK, 0))
            address = f"{LOOPBACK}:{held.getsockname()[1]}"
            with pytest.raises(ConfigurationError, match=f"no Ray cluster listens at {address}"):
                knock(address)

    @pytest.mark.parametrize(
        ("given", "address", "inputs"),
        [
            (["--ray", "127.0.0.1:6379", "a.jsonl"], "127.0.0.1:6379", ["a.jsonl"]),
            (["--ray", "auto", "a.jsonl"], "auto", ["a.jsonl"]),
            (["--ray=head:6379", "a.jsonl"], "head:6379", ["a.jsonl"]),
            (["--ray", "a.jsonl"], "", ["a.jsonl"]),
            (["a.jsonl", "--ray", "--workers", "2"], "", ["a.jsonl"]),
            (["a.jsonl", "--ray"], "", ["a.jsonl"]),
            (["a.jsonl"], None, ["a.jsonl"]),
        ],
    )
    def test_the_address_may_be_left_out(self, given: list[str], address: str | None, inputs: list[str]) -> None:
        command = typer.main.get_command(app).commands["batch"]
        context = command.make_context("batch", [*given, "-o", "out.jsonl"])
        assert context.params["ray"] == address
        assert context.params["inputs"] == inputs
