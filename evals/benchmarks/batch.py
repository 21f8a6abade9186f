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
_FEW = 16
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


def write_corpus(path: Path, numbers: range) -> Path:
    """Write synthetic articles, one a line."""
    with path.open("w", encoding="utf-8") as stream:
        for number in numbers:
            article = make_sample(number).article
            stream.write(json.dumps({"id": article.id, "text": article.text}) + "\n")
    return path


def run_command(corpus: Path, arguments: Sequence[str], module: Sequence[str] = ("summarizer", "batch")) -> Run:
    """Run ``summarizer batch`` on a corpus, in a folder of its own."""
    (run,) = run_together([corpus], arguments, module)
    return run


def run_together(
    corpora: Sequence[Path], arguments: Sequence[str], module: Sequence[str] = ("summarizer", "batch")
) -> list[Run]:
    """Run ``summarizer batch`` on several corpora at the same time, one process each."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / f"out{number}.jsonl" for number in range(len(corpora))]
        children = [
            os.posix_spawn(
                sys.executable,
                [sys.executable, "-m", *module, str(corpus), "-o", str(out), *arguments],
                os.environ,
                file_actions=_silenced(),
            )
            for corpus, out in zip(corpora, outputs, strict=True)
        ]
        return [_await(child, out.with_suffix(".run.json")) for child, out in zip(children, outputs, strict=True)]


def _await(child: int, report_path: Path) -> Run:
    _, status, used = os.wait4(child, 0)
    report = json.loads(report_path.read_text("utf-8"))
    if os.waitstatus_to_exitcode(status) or report["state"] != "finished":
        raise RuntimeError(f"a batch ended with {status}: {report['reason']}")
    memory = max(used.ru_maxrss / 1024, report["peak_memory_mb"])
    return Run(report["counts"]["completed"], report["seconds"], used.ru_utime + used.ru_stime, memory)


def measure_llm(plan: Plan) -> str:
    """Compare throughput and CPU with plain instructor against the same endpoint."""
    ideal = plan.concurrency / plan.latency
    plain: list[dict[str, float]] = []
    ours: dict[str, list[tuple[float, float]]] = {"batch": [], "batch, 2 processes": []}
    with tempfile.TemporaryDirectory() as folder, serving(plan) as base_url:
        corpus = write_corpus(Path(folder) / "corpus.jsonl", range(plan.articles))
        for _ in range(plan.rounds):
            plain.append(run_peer("instructor", "tools", base_url, plan))
            for name, processes in zip(ours, (1, 2), strict=True):
                arguments = ["-e", "openai/bench", "--base-url", base_url, "--concurrency", str(plan.concurrency)]
                arguments += ["--processes", str(processes)]
                ours[name].append(_marginal([corpus], arguments, _WARM))
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
    """Compare one and two processes with the rules engine, and with two runs that have nothing to do with each other.

    The last are what the machine can give: two of its cores may be one, or have other work.
    """
    found: dict[str, list[tuple[float, float]]] = {"1 worker": [], "2 workers": [], "2 runs apart": []}
    with tempfile.TemporaryDirectory() as folder:
        whole = write_corpus(Path(folder) / "corpus.jsonl", range(count))
        halves = [write_corpus(Path(folder) / f"half{number}.jsonl", range(number, count, 2)) for number in (0, 1)]
        one, two = (["-e", "rules", "--workers", str(workers)] for workers in (1, 2))
        for _ in range(rounds):
            for name, corpora, arguments in zip(found, ([whole], [whole], halves), (one, two, one), strict=True):
                found[name].append(_marginal(corpora, arguments, _FEW))
    alone = _median([rate for rate, _ in found["1 worker"]])
    lines = [
        f"Rules engine: {count} articles, {os.cpu_count()} cores, medians of {rounds}",
        "| what | articles/s | x one | CPU ms/article |",
        "|---|---|---|---|",
    ]
    for name, pairs in found.items():
        rate, cpu = (_median(figures) for figures in zip(*pairs, strict=True))
        lines.append(f"| {name} | {rate:.1f} | {rate / alone:.2f} | {cpu:.1f} |")
    return "\n".join(lines)


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


def _marginal(corpora: Sequence[Path], arguments: list[str], few: int) -> tuple[float, float]:
    """Return articles a second and CPU milliseconds an article, both beyond those of short runs, which bear the start."""
    short = run_together(corpora, [*arguments, "--limit", str(few)])
    whole = run_together(corpora, arguments)
    more = [(after.articles - before.articles, before, after) for before, after in zip(short, whole, strict=True)]
    rate = sum(articles / (after.seconds - before.seconds) for articles, before, after in more)
    cpu = sum(after.cpu - before.cpu for _, before, after in more)
    return rate, 1000 * cpu / sum(articles for articles, _, _ in more)


def _median(figures: Sequence[float]) -> float:
    return statistics.median(figures)


def _silenced() -> list[tuple[int, int, str, int, int]]:
    return [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=_QUESTIONS, default=_QUESTIONS)
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
    for question in chosen.only:
        sys.stdout.write(tables[question]() + "\n\n")
        sys.stdout.flush()
