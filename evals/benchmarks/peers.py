"""What the engine is compared with: one client a process, which measures itself.

``python -m evals.benchmarks.peers NAME ...`` prints one line of JSON. Each peer gets the same articles and must return
the same records.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

from evals.benchmarks.articles import Sample, make_sample
from summarizer.article import Article
from summarizer.engines import LLMOptions, open_engine
from summarizer.prompting import Mode, load_prompt, record_schema
from summarizer.record import Record

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

Peer: TypeAlias = Callable[[Article], Awaitable[Record]]
Opened: TypeAlias = AbstractAsyncContextManager[Peer]


@asynccontextmanager
async def engine(base_url: str, mode: Mode) -> AsyncGenerator[Peer, None]:
    """The engine: prompt, request, validation, grounding, checks, coverage, provenance."""
    opened = open_engine("openai/bench", LLMOptions(base_url=base_url, mode=mode))

    async def extract(article: Article) -> Record:
        return (await opened.extract(article)).record

    yield extract
    await opened.aclose()


@asynccontextmanager
async def pipeline(base_url: str, mode: Mode) -> AsyncGenerator[Peer, None]:
    """The whole way to a summary."""
    from summarizer.pipeline import Summarizer  # noqa: PLC0415  what it loads is not the other peers' affair

    async with Summarizer("openai/bench", options=LLMOptions(base_url=base_url, mode=mode)) as summarizer:

        async def summarize(article: Article) -> Record:
            return (await summarizer.asummarize(article)).record

        yield summarize


@asynccontextmanager
async def plain_instructor(base_url: str, mode: Mode) -> AsyncGenerator[Peer, None]:
    """Instructor as its documentation shows it: prompt, request and validation, nothing held against the article."""
    import instructor  # noqa: PLC0415
    import openai  # noqa: PLC0415

    raw = openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=120)
    modes = {"tools": instructor.Mode.TOOLS, "json_schema": instructor.Mode.JSON_SCHEMA}
    client = instructor.from_openai(raw, mode=modes[mode])
    prompt = load_prompt()

    async def create(article: Article) -> Record:
        messages = prompt.render(article, mode)
        return await client.chat.completions.create(model="bench", messages=messages, response_model=Record)  # type: ignore[arg-type]

    yield create
    await raw.close()


@asynccontextmanager
async def bare_client(base_url: str, mode: Mode) -> AsyncGenerator[Peer, None]:
    """The floor: the openai client with a schema made once, and validation."""
    import openai  # noqa: PLC0415

    raw = openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=120)
    prompt = load_prompt()
    system = prompt.system(mode)
    schema = {"name": "record", "strict": True, "schema": record_schema()}

    async def create(article: Article) -> Record:
        messages = [{"role": "system", "content": system}, {"role": "user", "content": prompt.user(article)}]
        completion = await raw.chat.completions.create(  # type: ignore[call-overload]  # plain dicts, as everybody writes them
            model="bench", messages=messages, response_format={"type": "json_schema", "json_schema": schema}
        )
        return Record.model_validate_json(completion.choices[0].message.content or "")

    yield create
    await raw.close()


PEERS: dict[str, Callable[[str, Mode], Opened]] = {
    "engine": engine,
    "pipeline": pipeline,
    "instructor": plain_instructor,
    "client": bare_client,
}


async def measure(opened: Opened, samples: Sequence[Sample], concurrency: int) -> dict[str, float]:
    """Send every article once, after a warm-up, and return wall and CPU time per article and how many were right."""
    async with opened as peer:
        await _send(peer, samples[:concurrency], concurrency)
        measured = samples[concurrency:]
        wall, used = time.perf_counter(), _cpu()
        records = await _send(peer, measured, concurrency)
        wall, used = time.perf_counter() - wall, _cpu() - used
    # instructor returns a subclass of the record, which equals no record.
    right = sum(
        record.model_dump() == sample.record.model_dump() for record, sample in zip(records, measured, strict=True)
    )
    return {
        "articles_per_s": len(measured) / wall,
        "cpu_ms": 1000 * used / len(measured),
        "right": right / len(measured),
    }


async def _send(peer: Peer, samples: Sequence[Sample], concurrency: int) -> list[Record]:
    queue = iter(enumerate(samples))
    records: dict[int, Record] = {}

    async def work() -> None:
        for index, sample in queue:
            # A copy: what an article keeps of earlier work is not to be had for nothing.
            records[index] = await peer(Article(sample.article.text, id=sample.article.id))

    await asyncio.gather(*(work() for _ in range(concurrency)))
    return [records[index] for index in range(len(samples))]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--mode", choices=("tools", "json_schema"), required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--concurrency", type=int, required=True)
    chosen = parser.parse_args()
    samples = [make_sample(number) for number in range(chosen.articles)]
    opened = PEERS[chosen.peer](chosen.base_url, chosen.mode)
    sys.stdout.write(json.dumps(asyncio.run(measure(opened, samples, chosen.concurrency))) + "\n")
