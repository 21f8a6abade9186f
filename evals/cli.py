"""The commands of ``python -m evals``.

Exit codes: 0 pass, 1 worse (or an unfit gold record), 2 bad input, 3 inconclusive, 4 could not measure.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.agreement import agreement as score_second_labels
from evals.errors import BadInputError, UnmeasurableError
from evals.flips import compare_runs
from evals.gate import Exit
from evals.gating import BASELINES, known_errors, refresh_baseline, replays, rule_on_live, rule_on_replay
from evals.gold import read_gold
from evals.lint import lint as lint_gold
from evals.reports.junit import write_junit
from evals.reports.markdown import write_markdown, write_table
from evals.reports.overview import overview
from evals.reports.page import write_page
from evals.reports.rows import write_rows
from evals.reports.terminal import show, show_comparison
from evals.running import configure, prepare, run_engine
from evals.runs import Splits, read_run
from evals.scoring import score as score_run
from evals.selective import agreements, marked_agreements
from evals.uncertainty import RESAMPLES, SEED
from summarizer.errors import SummarizerError
from summarizer.pipeline import Summarizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.gate import Ruling
    from evals.gold import GoldRecord
    from evals.reports.overview import Overview
    from evals.runs import Run
    from evals.scoring import Score
    from evals.selective import Place

_WIDTH = 110
GOLD = Path(__file__).with_name("gold")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Score engines against gold records.",
    pretty_exceptions_enable=False,
)

GoldOption = Annotated[Path, typer.Option("--gold", help="Folder of gold records.")]
SplitOption = Annotated[Splits | None, typer.Option("--split", help="Only these; by default those of the run, or all.")]
ResamplesOption = Annotated[int, typer.Option(help="Samples of the bootstrap.", min=1)]
SeedOption = Annotated[int, typer.Option(help="Of the bootstrap.")]
SecondOption = Annotated[
    Path | None,
    typer.Option(
        "--second",
        help="Run of a second engine, for values that both agree on; summaries of a hybrid engine tell themselves.",
    ),
]
HtmlOption = Annotated[Path | None, typer.Option("--html", help="Write one self-contained page.")]
MarkdownOption = Annotated[Path | None, typer.Option("--markdown", help="Write Markdown for a step summary.")]
JunitOption = Annotated[Path | None, typer.Option("--junit", help="Write JUnit XML.")]
RunArgument = Annotated[Path, typer.Argument(help="Folder of a run, or a file of predictions (JSONL).")]


def main() -> None:
    """Run the command line; errors become text on stderr and an exit code."""
    try:
        app(prog_name="python -m evals")
    except UnmeasurableError as error:
        sys.exit(_fail(error, Exit.UNMEASURED))
    except SummarizerError as error:
        sys.exit(_fail(error, Exit.BAD_INPUT))


@app.command()
def run(  # noqa: PLR0913, PLR0917 - every option is a parameter
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the run; an unfinished one is continued.")],
    engine: Annotated[str, typer.Option(help="rules, provider/model or hybrid:provider/model.")] = "rules",
    split: Annotated[Splits, typer.Option(help="Which gold records.")] = "all",
    repeats: Annotated[int, typer.Option(help="Passes.", min=1)] = 1,
    limit: Annotated[int | None, typer.Option(help="Only the first so many articles.", min=1)] = None,
    gold: GoldOption = GOLD,
    concurrency: Annotated[int, typer.Option(help="Articles at a time.", min=1)] = 8,
    unsupported: Annotated[
        Literal["drop", "keep", "reject"], typer.Option(help="What becomes of values without support.")
    ] = "drop",
) -> None:
    """Run an engine over gold articles and score it."""
    records = read_gold(gold, split, limit)
    if not records:
        raise UnmeasurableError(f"{gold} holds no gold record of split {split}")
    asked = {"engine": engine, "split": split, "limit": limit, "repeats": repeats, "unsupported": unsupported}
    configuration = configure(records, asked)
    prepare(out, configuration)

    async def ask() -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task(engine, total=len(records) * repeats)
            async with Summarizer(engine, unsupported=unsupported) as summarizer:
                await run_engine(
                    records,
                    summarizer,
                    out,
                    configuration,
                    concurrency=concurrency,
                    advance=lambda: progress.advance(task),
                )

    asyncio.run(ask())
    _show(_overview(read_run(out, gold), None, RESAMPLES, SEED)[0])


@app.command()
def score(  # noqa: PLR0913, PLR0917 - every option is a parameter
    path: RunArgument,
    gold: GoldOption = GOLD,
    split: SplitOption = None,
    rows: Annotated[Path | None, typer.Option(help="Write one line of JSON for each verdict.")] = None,
    second: SecondOption = None,
    resamples: ResamplesOption = RESAMPLES,
    seed: SeedOption = SEED,
) -> None:
    """Score a run, or summaries and records of any origin."""
    seen, result = _overview(read_run(path, gold, split), second, resamples, seed)
    _show(seen)
    if rows is not None:
        _write(rows, "".join(write_rows(result)))


@app.command()
def compare(
    first: RunArgument,
    second: RunArgument,
    gold: GoldOption = GOLD,
    split: SplitOption = None,
    resamples: ResamplesOption = RESAMPLES,
    seed: SeedOption = SEED,
) -> None:
    """Compare two runs over the same articles."""
    ours, theirs = (read_run(path, gold, split) for path in (first, second))
    results = [score_run(found.gold, found.passes, seed=seed) for found in (ours, theirs)]
    _console().print(show_comparison(compare_runs(results[0], results[1], resamples, seed)))
    for result in results:
        typer.echo(f"signature {result.signature}")


@app.command()
def report(  # noqa: PLR0913, PLR0917 - every option is a parameter
    path: RunArgument,
    gold: GoldOption = GOLD,
    split: SplitOption = None,
    html: HtmlOption = None,
    markdown: MarkdownOption = None,
    junit: JunitOption = None,
    table: Annotated[Path | None, typer.Option(help="Write the README's table.")] = None,
    rows: Annotated[Path | None, typer.Option(help="Write one line of JSON for each verdict.")] = None,
    second: SecondOption = None,
    resamples: ResamplesOption = RESAMPLES,
    seed: SeedOption = SEED,
) -> None:
    """Write a run's reports."""
    if not any((html, markdown, junit, table, rows)):
        raise BadInputError("name at least one of --html, --markdown, --junit, --table and --rows")
    found = read_run(path, gold, split)
    seen, result = _overview(found, second, resamples, seed)
    if html is not None:
        _write(html, write_page(seen, result, found))
    if table is not None:
        _write(table, write_table(seen))
    if rows is not None:
        _write(rows, "".join(write_rows(result)))
    _write_for_forge(seen, result, markdown, junit)


@app.command()
def gate(  # noqa: PLR0913, PLR0917 - every option is a parameter
    engine: Annotated[str, typer.Option(help="Offline engine to replay.")] = "rules",
    gold: GoldOption = GOLD,
    baselines: Annotated[Path, typer.Option(help="Folder of the committed tables.")] = BASELINES,
    refresh: Annotated[bool, typer.Option("--refresh", help="Write the tables as they are now.")] = False,  # noqa: FBT002
    accept_lower: Annotated[str | None, typer.Option(help="Why a floor may be lowered.")] = None,
    live: Annotated[list[Path] | None, typer.Option(help="Run to judge; repeat for more.")] = None,
    against: Annotated[list[Path] | None, typer.Option(help="Run to hold it against; repeat for more.")] = None,
    budget: Annotated[float | None, typer.Option(help="US dollars that the runs may have cost.")] = None,
    markdown: MarkdownOption = None,
    junit: JunitOption = None,
) -> None:
    """Pass or fail: replay the offline engine against its table, or hold live runs against others."""
    if bool(live) != bool(against):
        raise BadInputError("--live and --against go together")
    if live and against:
        ruling, result = rule_on_live(live, against, gold, budget)
        _reports(read_gold(gold), result, markdown, junit)
        raise typer.Exit(_tell("live", ruling))
    records = read_gold(gold)
    code = Exit.PASSED
    for replayed in replays(engine, records, baselines):
        if refresh:
            refresh_baseline(replayed, records, accept_lower)
            typer.echo(f"{replayed.name}: wrote {replayed.baseline}")
            continue
        code = _graver(code, _tell(replayed.name, rule_on_replay(replayed, records)))
        if replayed.name == engine:
            _reports(records, replayed.result, markdown, None)
            if junit is not None:
                _write(junit, write_junit(replayed.result, known_errors(replayed)))
    raise typer.Exit(code)


@app.command()
def lint(gold: GoldOption = GOLD) -> None:
    """Check gold records: schema, quotes, numbers inside quotes, arms, digest."""
    complaints = list(lint_gold(gold))
    for complaint in complaints:
        typer.echo(f"{complaint.severity}: {complaint.folder}: {complaint.message}")
    errors = sum(complaint.severity == "error" for complaint in complaints)
    typer.echo(f"{errors} errors, {len(complaints) - errors} warnings")
    raise typer.Exit(Exit.WORSE if errors else Exit.PASSED)


@app.command()
def agreement(gold: GoldOption = GOLD, resamples: ResamplesOption = RESAMPLES) -> None:
    """Score the second labels against the first: the human figure."""
    people = score_second_labels(read_gold(gold))
    if people is None:
        raise UnmeasurableError(f"{gold} holds no second.json")
    typer.echo(f"{people.name}:")
    _show(overview(people.result, resamples=resamples))


def _overview(found: Run, second: Path | None, resamples: int, seed: int) -> tuple[Overview, Score]:
    if not found.gold:
        raise UnmeasurableError("there is no article to score")
    if found.gold_changed:
        typer.echo("warning: the gold records changed since this run was made", err=True)
    result = score_run(found.gold, found.passes, seed=seed)
    agreed = marked_agreements(found.passes[0]) if second is None else _agreed(found, second)
    return overview(result, score_second_labels(found.gold), agreed, resamples), result


def _agreed(found: Run, second: Path) -> frozenset[Place]:
    # The other run is read against the same gold records, wherever its own were.
    other = read_run(second, found.gold[0].folder.parent)
    missing = {record.id for record in found.gold} - set(other.passes[0])
    if missing:
        raise BadInputError(f"{second} has no prediction about {', '.join(sorted(missing)[:5])}")
    return agreements(found.gold, found.passes[0], other.passes[0])


def _reports(gold: Sequence[GoldRecord], result: Score, markdown: Path | None, junit: Path | None) -> None:
    if markdown is not None or junit is not None:
        _write_for_forge(overview(result, score_second_labels(gold)), result, markdown, junit)


def _write_for_forge(seen: Overview, result: Score, markdown: Path | None, junit: Path | None) -> None:
    if markdown is not None:
        _write(markdown, write_markdown(seen, result))
    if junit is not None:
        _write(junit, write_junit(result))


def _tell(name: str, ruling: Ruling) -> Exit:
    for note in ruling.notes:
        typer.echo(f"{name}: {note}")
    for problem in ruling.problems:
        typer.echo(f"{name}: {problem.exit.name.lower()}: {problem.message}", err=True)
    typer.echo(f"{name}: gate {ruling.exit.name.lower()}")
    return ruling.exit


def _graver(one: Exit, other: Exit) -> Exit:
    order = (Exit.PASSED, Exit.INCONCLUSIVE, Exit.WORSE, Exit.UNMEASURED, Exit.BAD_INPUT)
    return max(one, other, key=order.index)


def _show(seen: Overview) -> None:
    _console().print(show(seen))


def _console() -> Console:
    """Return a console that is wide enough for the tables where the output is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _fail(error: SummarizerError, code: Exit) -> int:
    typer.echo(f"error: {error}", err=True)
    return int(code)
