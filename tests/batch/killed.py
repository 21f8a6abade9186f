"""Runs a batch again and again and kills each run at a random moment: ``python -m tests.batch.killed FOLDER URL KILLS SEED``.

Every run is a fork of this process, which has imported all it takes, so that twenty of them take seconds.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import warnings
from pathlib import Path

import summarizer.batch.running
import summarizer.engines.endpoints
import summarizer.engines.llm  # noqa: F401 - so that no fork has to
from summarizer.cli import app


def main(folder: Path, url: str, kills: int, seed: int) -> int:
    warnings.simplefilter("ignore", DeprecationWarning)
    chance = random.Random(seed)
    killed = 0
    while True:
        child = os.fork()
        if not child:
            run(folder, url)
        if killed < kills:
            time.sleep(chance.uniform(0.05, 0.6))
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != -signal.SIGKILL:
            return status if killed >= kills else 99
        killed += 1


def run(folder: Path, url: str) -> None:
    arguments = ["batch", str(folder / "in.jsonl"), "-o", str(folder / "out.jsonl"), "-e", "openai/stub"]
    try:
        app([*arguments, "--base-url", url, "--concurrency", "8"])
    except SystemExit as ending:
        os._exit(int(ending.code or 0))
    os._exit(98)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
