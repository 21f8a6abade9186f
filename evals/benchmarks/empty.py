"""A batch whose engine returns an empty record at once, to measure what the batch itself takes: ``INPUT -o OUT.jsonl``."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from evals.benchmarks.articles import source_of
from summarizer.batch.progress import Log
from summarizer.batch.running import Method, Resumption, run_batch
from summarizer.batch.sources import Source
from summarizer.extraction import Extraction
from summarizer.record import SCHEMA_VERSION, Record
from summarizer.summary import Provenance, Usage

if TYPE_CHECKING:
    from summarizer.article import Article

_EMPTY = Extraction(
    Record(source=source_of(), headline=None, synopsis=None, trials=()),
    Provenance(
        engine="empty",
        model=None,
        package_version="0",
        prompt=None,
        schema_version=SCHEMA_VERSION,
        parameters={},
        attempts=(),
        usage=Usage(),
        cost_usd=None,
        seconds=0.0,
    ),
)


class Empty:
    """Finds nothing in any article."""

    name = "empty"

    async def extract(self, _article: Article) -> Extraction:
        """Return the empty record."""
        await asyncio.sleep(0)
        return _EMPTY

    async def aclose(self) -> None:
        """Nothing is held."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("-o", dest="out", type=Path, required=True)
    chosen = parser.parse_args()
    source = Source((chosen.input,))
    watcher = Log(lambda _line: None, source.count)
    asyncio.run(run_batch(source, chosen.out, Method(Empty()), Resumption(), watcher))
