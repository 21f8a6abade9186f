"""``summarizer batch``: many articles in, one summary a line out."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from summarizer.cli.exits import FAILED, INTERRUPTED
from summarizer.cli.options import (
    BaseURLOption,
    CoverageAskOption,
    EngineOption,
    ModeOption,
    TimeoutOption,
    UnsupportedOption,
    choose_engine,
    model_options,
)
from summarizer.cli.output import say
from summarizer.errors import ConfigurationError
from summarizer.readers.rows import Columns

if TYPE_CHECKING:
    from summarizer.batch.pace import Manners
    from summarizer.batch.planning import Plan
    from summarizer.batch.running import Ending, Method
    from summarizer.batch.sources import Source

_READING = "What is read"
_RESUMING = "Going on with an output that is there"
_PACING = "How much at once"
_CONCURRENCY = 32
# Each process has one article in work and one in wait.
_HELD = 2
# Anything else after --ray is an input.
_ADDRESS = re.compile(r"auto|local|[^/\s]+:\d+|ray://\S+")

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders (with all below them), globs; tables with one article a row (.jsonl, .csv, .tsv, .parquet); "
        "- reads a list of files from standard input.",
        show_default=False,
    ),
]
Output = Annotated[
    Path, typer.Option("--out", "-o", metavar="OUT.jsonl", help="One summary a line; failures and report go beside it.")
]
TextField = Annotated[str, typer.Option(help="Column of a table that holds the article.", rich_help_panel=_READING)]
IdField = Annotated[str, typer.Option(help="Column that names it; others become metadata.", rich_help_panel=_READING)]
Limit = Annotated[int | None, typer.Option(min=1, help="Take the first N articles.", rich_help_panel=_READING)]
Sample = Annotated[int | None, typer.Option(min=1, help="Take N articles at random.", rich_help_panel=_READING)]
Seed = Annotated[int, typer.Option(help="Decides which.", rich_help_panel=_READING)]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Print articles, estimated tokens and cost, and what is there already; no more."),
]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Take only what failed before.", rich_help_panel=_RESUMING)
]
Rerun = Annotated[
    bool,
    typer.Option(
        "--rerun",
        help="Where engine, prompt, schema or parameters changed, write beside the output instead of refusing.",
        rich_help_panel=_RESUMING,
    ),
]
BudgetOption = Annotated[
    float | None,
    typer.Option(
        "--budget", metavar="USD", min=0, help="Stop before this output costs more, in all.", rich_help_panel=_RESUMING
    ),
]
PriceOption = Annotated[
    str | None,
    typer.Option(
        "--price",
        metavar="IN:OUT",
        help="US dollars a million tokens, where the price list is wrong or silent.",
        rich_help_panel=_RESUMING,
    ),
]
BatchAPI = Annotated[
    bool,
    typer.Option(
        "--batch-api", help="Ask through OpenAI's Batch API: half the price, within a day.", rich_help_panel=_PACING
    ),
]
NoWait = Annotated[
    bool,
    typer.Option(
        "--no-wait",
        help="With --batch-api: submit, fetch what is ready, and end; the same command goes on.",
        rich_help_panel=_PACING,
    ),
]
Concurrency = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Articles in work at once at most; fewer while the endpoint throttles.",
        show_default=str(_CONCURRENCY),
        rich_help_panel=_PACING,
    ),
]
Rpm = Annotated[float | None, typer.Option(help="Requests a minute at most.", rich_help_panel=_PACING)]
Tpm = Annotated[float | None, typer.Option(help="Tokens a minute at most.", rich_help_panel=_PACING)]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        "--processes",
        min=1,
        help="Processes that share the work.",
        show_default="all cores for rules, else 1; with --ray all of the cluster's, else one a node",
        rich_help_panel=_PACING,
    ),
]
Ray = Annotated[
    str | None,
    typer.Option(
        "--ray",
        metavar="[ADDRESS]",
        help="Work on a Ray cluster: HOST:PORT, auto (this machine's), local (a new one); alone RAY_ADDRESS, else local.",
        rich_help_panel=_PACING,
    ),
]


class BatchCommand(TyperCommand):
    """Takes ``--ray`` with and without its address, for which typer has no kind of option."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # typer's own context
        """Read the arguments, with an empty address where none is given."""
        bare = "--ray"
        spelled = [
            f"{bare}=" if given == bare and not _ADDRESS.fullmatch(following) else given
            for given, following in pairwise([*args, ""])
        ]
        return super().parse_args(ctx, spelled)


def batch(  # noqa: PLR0913 - each is an option of the command
    inputs: Inputs,
    out: Output,
    *,
    engine: EngineOption = None,
    unsupported: UnsupportedOption = "drop",
    dry_run: DryRun = False,
    text_field: TextField = "text",
    id_field: IdField = "id",
    limit: Limit = None,
    sample: Sample = None,
    seed: Seed = 0,
    retry_failed: RetryFailed = False,
    rerun: Rerun = False,
    budget: BudgetOption = None,
    price: PriceOption = None,
    concurrency: Concurrency = None,
    rpm: Rpm = None,
    tpm: Tpm = None,
    workers: Workers = None,
    ray: Ray = None,
    batch_api: BatchAPI = False,
    no_wait: NoWait = False,
    mode: ModeOption = None,
    base_url: BaseURLOption = None,
    timeout: TimeoutOption = None,
    coverage_ask: CoverageAskOption = None,
) -> None:
    """Summarise many articles; the same command again goes on where it ended.

    Writes OUT.jsonl, OUT.failures.jsonl and OUT.run.json. Exit codes: 0 all fine, 1 some failed or the run ended early,
    2 wrong usage, 130 interrupted.
    """
    from summarizer.batch.openai_batches import Terms  # noqa: PLC0415 - other commands start without it
    from summarizer.batch.prices import Price  # noqa: PLC0415
    from summarizer.batch.running import Method, Resumption  # noqa: PLC0415
    from summarizer.batch.sources import Choice, Source, read_list  # noqa: PLC0415

    if out.suffix != ".jsonl":
        raise ConfigurationError(f"{out}: the output is JSON lines; name it OUT.jsonl")
    source = Source(
        inputs=tuple(inputs),
        columns=Columns(text=text_field, id=id_field),
        choice=Choice(limit, sample, seed),
        listed=read_list(sys.stdin) if "-" in inputs else (),
    )
    if batch_api and (any((concurrency, rpm, tpm, workers)) or ray is not None):
        raise ConfigurationError("--concurrency, --rpm, --tpm, --workers and --ray have no meaning with --batch-api")
    if no_wait and not batch_api:
        raise ConfigurationError("--no-wait goes with --batch-api")
    chosen = choose_engine(engine)
    method = Method(
        engine=chosen,
        options=model_options(mode=mode, base_url=base_url, timeout=timeout, coverage_ask=coverage_ask),
        unsupported=unsupported,
        manners=_choose_manners(chosen, concurrency, rpm, tpm, workers, None if dry_run else ray),
        price=Price.parse(price) if price else None,
        batch_api=Terms(wait=not no_wait) if batch_api else None,
    )
    if dry_run:
        _print_plan(source, out, method, retry_failed=retry_failed)
        return
    ending = _run(source, out, method, Resumption(retry_failed, rerun, budget))
    if ending.state == "interrupted":
        raise typer.Exit(INTERRUPTED)
    tally = ending.tally
    if ending.state == "stopped" or tally.failed or tally.unreadable or tally.failed_earlier:
        raise typer.Exit(FAILED)


def _choose_manners(
    engine: str, concurrency: int | None, rpm: float | None, tpm: float | None, workers: int | None, ray: str | None
) -> Manners:
    from summarizer.batch.pace import Manners  # noqa: PLC0415 - other commands start without it

    rules = engine == "rules"
    if ray is None:
        processes = workers or (os.cpu_count() or 1 if rules else 1)
        at_once = _HELD * processes if rules else _CONCURRENCY
    else:
        from summarizer.batch.cluster import join  # noqa: PLC0415 - an extra

        size = join(ray)
        processes = workers or (size.cores if rules else size.nodes)
        at_once = _CONCURRENCY * processes
    return Manners(concurrency=concurrency or at_once, rpm=rpm, tpm=tpm, processes=processes, ray=ray)


def _run(source: Source, out: Path, method: Method, resumption: object) -> Ending:
    from summarizer.batch.progress import open_watcher  # noqa: PLC0415 - other commands start without it
    from summarizer.batch.running import run_batch  # noqa: PLC0415

    with contextlib.closing(open_watcher(say, source.count)) as watcher:
        import asyncio  # noqa: PLC0415 - other commands start without it

        ending = asyncio.run(run_batch(source, out, method, resumption, watcher))  # type: ignore[arg-type]
    say(_sum_up(ending))
    return ending


def _sum_up(ending: Ending) -> str:
    from summarizer.batch.progress import clock, shorten  # noqa: PLC0415

    tally, paths = ending.tally, ending.paths
    counts = {
        "completed": tally.completed,
        "failed": tally.failed,
        "unreadable": tally.unreadable,
        "done before": tally.reused,
        "failed before": tally.failed_earlier,
        "repeated texts": tally.repeated,
        "passed over": tally.passed_over,
        "left for a later run": tally.unfinished,
    }
    lines = [f"Stopped: {ending.reason}"] if ending.state == "stopped" else []
    shown = ", ".join(f"{number} {what}" for what, number in counts.items() if number) or "nothing to do"
    lines.append(f"{tally.read} articles read: {shown}; {clock(tally.seconds)} at {tally.rate:.1f}/s")
    tokens = tally.usage.input_tokens + tally.usage.output_tokens
    if tokens:
        cost = "cost unknown (--price names one)" if tally.unpriced else f"${tally.cost_usd:.4f}"
        lines.append(f"{shorten(tokens)} tokens, {cost}")
    if tally.repeated_ids:
        lines.append(f"{tally.repeated_ids} articles share their id with another text; sha256 tells them apart")
    lines.append(f"Summaries: {paths.summaries}")
    if paths.failures.exists():
        lines.append(f"Failures: {paths.failures} (--retry-failed takes them again)")
    lines.append(f"Report: {paths.run}")
    return "\n".join(lines)


def _print_plan(source: Source, out: Path, method: Method, *, retry_failed: bool) -> None:
    from summarizer.batch.planning import plan  # noqa: PLC0415 - other commands start without it

    typer.echo(_describe_plan(plan(source, out, method, retry_failed=retry_failed)), nl=False)


def _describe_plan(planned: Plan) -> str:
    tally, usage = planned.tally, planned.expected
    cost = "unknown (--price names one)" if planned.cost_usd is None else f"${planned.cost_usd:.2f}"
    rows = {
        "articles read": tally.read,
        "unreadable": tally.unreadable,
        "done before, reused": tally.reused,
        "failed before, left": tally.failed_earlier,
        "repeated texts": tally.repeated,
        "passed over": tally.passed_over,
        "with the Batch API": planned.in_flight,
        "to summarise": planned.due,
        "input tokens, about": usage.input_tokens,
        "output tokens, about": usage.output_tokens,
        "cost, about": cost,
    }
    shown = {what: f"{value:,}" if isinstance(value, int) else value for what, value in rows.items()}
    return "".join(f"{what:<22}{value:>14}\n" for what, value in shown.items())
