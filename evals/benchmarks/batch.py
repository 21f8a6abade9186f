"""How fast a batch is, what it takes, and what it costs beside plain instructor: one table a question.

``python -m evals.benchmarks.batch`` starts an endpoint of its own on the loopback and needs nothing else. Everything runs as
the command that a user gives, in processes of its own, one after the other in turns; medians are printed. On a shared
machine only ratios within one run mean anything.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from evals.benchmarks.articles import make_sample
from evals.benchmarks.engine import Plan, run_peer, serving

if TYPE_CHECKING:
    from collections.abc import Sequence

_WARM = 64
_LETTERS = str.maketrans("0123456789", "abcdefghij")
_QUESTIONS = ("llm", "rules", "memory")


class Run(NamedTuple):
    """What one command took.

    Attributes:
        articles: Completed.
        seconds: From the first article to the last, without opening the engine.
        cpu: Seconds of all its processes, imports included.
        memory: Peak of the largest process in MB.
    """

    articles: int
    seconds: float
    cpu: float
    memory: float


def write_corpus(path: Path, count: int) -> Path:
    """Write synthetic articles, one a line."""
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            article = make_sample(number).article
            stream.write(json.dumps({"id": article.id, "text": article.text}) + "\n")
    return path


def run_command(corpus: Path, arguments: Sequence[str], module: Sequence[str] = ("summarizer", "batch")) -> Run:
    """Run ``summarizer batch`` on a corpus, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        command = [sys.executable, "-m", *module, str(corpus), "-o", str(out), *arguments]
        child = os.posix_spawn(sys.executable, command, os.environ, file_actions=_silenced())
        _, status, used = os.wait4(child, 0)
        report = json.loads((Path(folder) / "out.run.json").read_text("utf-8"))
    if os.waitstatus_to_exitcode(status) or report["state"] != "finished":
        raise RuntimeError(f"{' '.join(command)} ended with {status}: {report['reason']}")
    memory = max(used.ru_maxrss / 1024, report["peak_memory_mb"])
    return Run(report["counts"]["completed"], report["seconds"], used.ru_utime + used.ru_stime, memory)


def measure_llm(plan: Plan) -> str:
    """Compare throughput and CPU with plain instructor against the same endpoint."""
    ideal = plan.concurrency / plan.latency
    plain: list[dict[str, float]] = []
    ours: dict[str, list[tuple[float, float]]] = {"batch": [], "batch, 2 processes": []}
    with tempfile.TemporaryDirectory() as folder, serving(plan) as base_url:
        corpus = write_corpus(Path(folder) / "corpus.jsonl", plan.articles)
        for _ in range(plan.rounds):
            plain.append(run_peer("instructor", "tools", base_url, plan))
            for name, processes in zip(ours, (1, 2), strict=True):
                arguments = ["-e", "openai/bench", "--base-url", base_url, "--concurrency", str(plan.concurrency)]
                arguments += ["--processes", str(processes)]
                ours[name].append(_marginal(corpus, arguments))
    rate = _median([run["articles_per_s"] for run in plain])
    cpu = _median([run["cpu_ms"] for run in plain])
    rows = [("instructor, tools", rate, cpu)]
    rows += [
        (name, _median([pair[0] for pair in pairs]), _median([pair[1] for pair in pairs]))
        for name, pairs in ours.items()
    ]
    title = (
        f"LLM engine: {plan.articles} articles, {plan.concurrency} in flight, answers after {1000 * plan.latency:.0f} ms, "
        f"ideal {ideal:.0f}/s, medians of {plan.rounds}"
    )
    lines = [
        title,
        "| what | articles/s | of ideal | x instructor | CPU ms/article |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {name} | {each:.0f} | {each / ideal:.2f} | {each / rate:.1f} | {ms:.2f} |" for name, each, ms in rows]
    return "\n".join(lines)


def measure_rules(count: int, rounds: int) -> str:
    """Compare one and two processes with the rules engine."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        corpus = write_corpus(Path(folder) / "corpus.jsonl", count)
        for _ in range(rounds):
            for workers, found in rates.items():
                run = run_command(corpus, ["-e", "rules", "--workers", str(workers)])
                found.append(run.articles / run.seconds)
    one, two = (_median(found) for found in rates.values())
    return "\n".join(
        [
            f"Rules engine: {count} articles, {os.cpu_count()} cores, medians of {rounds}",
            "| workers | articles/s | x one |",
            "|---|---|---|",
            f"| 1 | {one:.1f} | 1.00 |",
            f"| 2 | {two:.1f} | {two / one:.2f} |",
        ]
    )


def measure_memory(counts: Sequence[int]) -> str:
    """Compare the peak memory of a short table and a long one; the engine returns empty records at once."""
    lines = ["Peak memory of a batch", "| rows | MB | seconds |", "|---|---|---|"]
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus.jsonl"
            with corpus.open("w", encoding="utf-8") as stream:
                for number in range(count):
                    # Without a figure, so that checks have nothing to do.
                    name = str(number).translate(_LETTERS)
                    stream.write(json.dumps({"id": name, "text": f"Nothing is reported by {name}. " * 20}) + "\n")
            run = run_command(corpus, [], ("evals.benchmarks.empty",))
        lines.append(f"| {count:,} | {run.memory:.0f} | {run.seconds:.1f} |")
    return "\n".join(lines)


def _marginal(corpus: Path, arguments: list[str]) -> tuple[float, float]:
    """Return articles a second, and CPU milliseconds an article beyond those of a short run."""
    short = run_command(corpus, [*arguments, "--limit", str(_WARM)])
    whole = run_command(corpus, arguments)
    return whole.articles / whole.seconds, 1000 * (whole.cpu - short.cpu) / (whole.articles - short.articles)


def _median(figures: Sequence[float]) -> float:
    return statistics.median(figures)


def _silenced() -> list[tuple[int, int, str, int, int]]:
    return [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="*", choices=_QUESTIONS, default=_QUESTIONS)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000], help="of the tables for memory")
    chosen = parser.parse_args()
    tables = {
        "llm": lambda: measure_llm(Plan(chosen.articles, chosen.concurrency, chosen.latency, chosen.rounds)),
        "rules": lambda: measure_rules(min(chosen.articles, 400), chosen.rounds),
        "memory": lambda: measure_memory(chosen.rows),
    }
    for question in chosen.questions:
        sys.stdout.write(tables[question]() + "\n\n")
        sys.stdout.flush()
