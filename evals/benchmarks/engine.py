"""How much the LLM engine costs beside the model: throughput and CPU an article, next to instructor and the bare client.

``python -m evals.benchmarks.engine`` starts an endpoint of its own on the loopback and needs nothing else. Peers run
one after the other, in turns, each in a fresh process; medians are printed. On a shared machine only ratios within one
run mean anything.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_PEERS = (
    ("client", "json_schema"),
    ("engine", "json_schema"),
    ("engine", "tools"),
    ("pipeline", "tools"),
    ("instructor", "json_schema"),
    ("instructor", "tools"),
)


class Plan(NamedTuple):
    """How to measure."""

    articles: int
    concurrency: int
    latency: float
    rounds: int


@contextmanager
def serving(plan: Plan) -> Iterator[str]:
    """Run the endpoint and yield its base URL."""
    command = [sys.executable, "-m", "evals.benchmarks.endpoint"]
    command += ["--articles", str(plan.articles), "--latency", str(plan.latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  ourselves
        if process.stdin is None or process.stdout is None:
            raise AssertionError("both are pipes")
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        process.stdin.close()


def run_peer(peer: str, mode: str, base_url: str, plan: Plan) -> dict[str, float]:
    """Measure one peer in a process of its own."""
    command = [sys.executable, "-m", "evals.benchmarks.peers", peer, "--mode", mode, "--base-url", base_url]
    command += ["--articles", str(plan.articles), "--concurrency", str(plan.concurrency)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603  ourselves
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def report(plan: Plan) -> str:
    """Measure all peers in turns and return the table of medians."""
    runs: dict[tuple[str, str], list[dict[str, float]]] = {peer: [] for peer in _PEERS}
    with serving(plan) as base_url:
        for _ in range(plan.rounds):
            for peer, mode in _PEERS:
                runs[peer, mode].append(run_peer(peer, mode, base_url, plan))
    ideal = plan.concurrency / plan.latency
    plain = _median(runs["instructor", "tools"], "cpu_ms")
    title = (
        f"{plan.articles - plan.concurrency} articles, {plan.concurrency} in flight, answers after {1000 * plan.latency:.0f} ms, "
        f"ideal {ideal:.0f}/s, medians of {plan.rounds}"
    )
    lines = [
        title,
        "| peer | mode | articles/s | of ideal | CPU ms/article | of instructor, tools | right |",
        "|---|---|---|---|---|---|---|",
    ]
    for (peer, mode), figures in runs.items():
        rate, cpu = _median(figures, "articles_per_s"), _median(figures, "cpu_ms")
        right = min(run["right"] for run in figures)
        lines.append(
            f"| {peer} | {mode} | {rate:.0f} | {rate / ideal:.2f} | {cpu:.2f} | {cpu / plain:.2f} | {right:.0%} |"
        )
    return "\n".join(lines)


def _median(figures: list[dict[str, float]], name: str) -> float:
    return statistics.median(run[name] for run in figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=664, help="the first of them, one for each in flight, warm up")
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    sys.stdout.write(report(Plan(chosen.articles, chosen.concurrency, chosen.latency, chosen.rounds)) + "\n")
