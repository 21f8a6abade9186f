"""Running an engine over gold articles: concurrent, resumable, and a failure is a row."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from evals.errors import BadInputError
from evals.gold import gold_digest
from evals.predictions import Failure, Row, read_rows
from evals.runs import CONFIGURATION, RunConfiguration, predictions_file, read_configuration
from summarizer.errors import EngineError, EngineUnavailableError
from summarizer.record import SCHEMA_VERSION
from summarizer.summary import package_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from evals.gold import GoldRecord
    from summarizer.pipeline import Summarizer
    from summarizer.summary import Summary


def configure(gold: Sequence[GoldRecord], asked: Mapping[str, object]) -> RunConfiguration:
    """Complete what a run is asked by what it is made with."""
    return RunConfiguration.model_validate(
        {
            **asked,
            "gold": gold_digest(gold),
            "package_version": package_version(),
            "schema_version": SCHEMA_VERSION,
        }
    )


def prepare(folder: Path, configuration: RunConfiguration) -> None:
    """Make a run's folder, or check that it holds a part of the same run.

    Raises:
        BadInputError: It holds another run.
    """
    path = folder / CONFIGURATION
    if path.exists():
        before = read_configuration(folder)
        changed = [name for name, value in before if value != getattr(configuration, name)]
        if changed:
            raise BadInputError(f"{folder} holds a run with another {', '.join(changed)}; write to another folder")
        return
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(configuration.model_dump_json(indent=2) + "\n", encoding="utf-8")


async def run_engine(
    gold: Sequence[GoldRecord],
    summarizer: Summarizer,
    folder: Path,
    configuration: RunConfiguration,
    *,
    concurrency: int = 8,
    advance: Callable[[], None] = lambda: None,
) -> None:
    """Ask an engine about every gold article, as often as configured; finished answers of an earlier try are kept.

    Args:
        gold: The gold records.
        summarizer: With the engine; it is not closed.
        folder: Prepared for the run.
        configuration: Of the run.
        concurrency: Articles at a time.
        advance: Called after each article of each pass.
    """
    for number in range(1, configuration.repeats + 1):
        path = predictions_file(folder, number)
        kept = {row.article: row for row in _read_finished(path) if row.error is None}
        pending = [record for record in gold if record.id not in kept]
        for _ in range(len(gold) - len(pending)):
            advance()
        with path.open("a", encoding="utf-8") as output:
            await _ask_all(pending, summarizer, output, concurrency=concurrency, advance=advance)
        _sort(path, [record.id for record in gold])


async def _ask_all(
    gold: Sequence[GoldRecord],
    summarizer: Summarizer,
    output: TextIO,
    *,
    concurrency: int,
    advance: Callable[[], None],
) -> None:
    gate = asyncio.Semaphore(concurrency)
    fatal: list[EngineUnavailableError] = []

    async def ask(record: GoldRecord) -> None:
        async with gate:
            answer = await _answer(record, summarizer, fatal)
        output.write(answer.model_dump_json() + "\n")
        output.flush()
        advance()

    await asyncio.gather(*(ask(record) for record in gold))


async def _answer(record: GoldRecord, summarizer: Summarizer, fatal: list[EngineUnavailableError]) -> Summary | Failure:
    if fatal:
        return _failure(record, fatal[0], fatal[0])
    try:
        return await summarizer.asummarize(record.article)
    except EngineError as error:
        if isinstance(error, EngineUnavailableError) and error.fatal and not fatal:
            fatal.append(error)
        return _failure(record, error, error)
    except Exception as error:  # noqa: BLE001 - one article never ends a run; the row says what it was
        return _failure(record, error, None)


def _failure(record: GoldRecord, error: Exception, known: EngineError | None) -> Failure:
    return Failure(
        article=record.id,
        error=type(error).__name__,
        message=str(error),
        provenance=None if known is None else known.provenance,
    )


def _read_finished(path: Path) -> list[Row]:
    """Read what an earlier try left; a last line cut off by an interruption is left out."""
    if not path.exists():
        return []
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        path.write_bytes(content[: content.rfind(b"\n") + 1])
    return list(read_rows(path))


def _sort(path: Path, order: Sequence[str]) -> None:
    """Put the answers in the order of the articles, the last of each, in one step."""
    latest: dict[str | None, Row] = {row.article: row for row in read_rows(path)}
    lines = [latest[name].line.strip() for name in order if name in latest]
    beside = path.with_suffix(".tmp")
    beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    beside.replace(path)
