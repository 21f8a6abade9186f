"""How fast the offline path is: articles a second on one core, time by length, and the start of the command line.

``python -m evals.benchmarks.rules`` needs nothing but the repository. All figures are CPU seconds, the least of several
rounds, each beside a reference of the same run: counting the words of the same articles, or starting Python alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from evals.benchmarks.articles import make_sample
from evals.gold import read_gold
from summarizer import Article, Summarizer, examine
from summarizer.quantities import number_tokens, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_WORDS = 500
_GOLD = Path(__file__).parents[1] / "gold"
_LENGTHS = (1, 4, 16)


def least_time(work: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """Return the milliseconds of CPU for 500 words, each text with its fastest round.

    Time of the whole process counts, so that of an event loop in another thread does too.
    """
    fastest = [min(_time(work, text) for _ in range(rounds)) for text in texts]
    return 1000 * _WORDS * sum(fastest) / sum(len(text.split()) for text in texts)


def _time(work: Callable[[str], object], text: str) -> float:
    begun = process_time()
    work(text)
    return process_time() - begun


def measure_articles(count: int, rounds: int) -> Iterator[tuple[str, float]]:
    """Yield what is done and the milliseconds it takes for 500 words."""
    samples = [make_sample(number) for number in range(count)]
    invented = [sample.article.text for sample in samples]
    with Summarizer("rules") as summarizer:
        work = summarizer.summarize
        for length in _LENGTHS:
            joined = ["\n\n".join(invented[first : first + length]) for first in range(0, count, length)]
            yield f"summarize, {length} invented articles in one text", least_time(work, joined, rounds)
        gold = [example.article.text for example in read_gold(_GOLD, "dev", count)]
        yield "summarize, development articles of the gold standard", least_time(work, gold, rounds)
    records = {sample.article.text: sample.record for sample in samples}
    yield "examine a ready record", least_time(lambda text: examine(records[text], Article(text)), invented, rounds)
    yield "scan for quantities", least_time(scan, invented, rounds)
    yield "find number tokens", least_time(lambda text: list(number_tokens(text)), invented, rounds)
    yield "reference: count words", least_time(lambda text: Counter(text.split()), invented, rounds)


def measure_starts(rounds: int) -> Iterator[tuple[str, float]]:
    """Yield what is started and its CPU seconds."""
    article = next(iter(read_gold(_GOLD, "dev", 1)))
    file = next(article.folder.glob("article.*"))
    commands = {
        "reference: python -c pass": ["-c", "pass"],
        "reference: import pydantic": ["-c", "import pydantic; pydantic.BaseModel"],
        "summarizer --version": ["-m", "summarizer", "--version"],
        "summarizer article FILE": ["-m", "summarizer", "article", str(file), "--engine", "rules"],
    }
    for name, arguments in commands.items():
        yield name, min(_start(arguments) for _ in range(rounds))


def _start(arguments: Sequence[str]) -> float:
    # As where the package is installed: modules are compiled once, by the first round.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=True)  # noqa: S603  ourselves
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime


def report(count: int, rounds: int) -> str:
    """Measure everything and return the tables."""
    lines = [f"| on one core, least of {rounds} | ms for 500 words | articles of 500 words a second |", "|---|---|---|"]
    lines += [f"| {name} | {time:.3f} | {1000 / time:,.0f} |" for name, time in measure_articles(count, rounds)]
    lines += ["", f"| start, least of {rounds} | CPU seconds |", "|---|---|"]
    lines += [f"| {name} | {seconds:.3f} |" for name, seconds in measure_starts(rounds)]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    sys.stdout.write(report(chosen.articles, chosen.rounds) + "\n")
