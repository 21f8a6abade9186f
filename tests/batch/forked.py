"""Runs a batch at the Batch API for every line of its input, each in a fork: ``python -m tests.batch.forked FOLDER URL COUNT``.

Says the number of the process and, when that has ended, how; the imports are paid for once.
"""

from __future__ import annotations

import asyncio
import os
import sys
import warnings
from importlib import import_module
from pathlib import Path

from summarizer.batch.openai_batches import Terms
from summarizer.batch.running import Method, Resumption, run_batch
from summarizer.batch.sources import Source
from summarizer.engines import LLMOptions


class _Watcher:
    def begin(self, *_: object) -> None:
        pass

    def advance(self) -> None:
        pass

    def say(self, message: str) -> None:
        pass


def main(folder: Path, url: str) -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    import_module("summarizer.batch.openai_batches.opening")
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(run(folder, url))
        tell(child)
        tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def run(folder: Path, url: str) -> int:
    terms = Terms(requests=4, first_poll=0.01, longest_poll=0.05, patience=5.0)
    method = Method("openai/stub", LLMOptions(base_url=url, api_key="k"), batch_api=terms)
    source = Source((str(folder / "in.jsonl"),))
    ending = asyncio.run(run_batch(source, folder / "out.jsonl", method, Resumption(), _Watcher()))
    return 0 if ending.state == "finished" else 1


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
