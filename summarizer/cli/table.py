"""``summarizer table``: the output of a batch as a tidy table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli.output import STANDARD, refuse_unwritable, say
from summarizer.errors import ConfigurationError
from summarizer.exports.facts import Kind

Summaries = Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="What `summarizer batch` wrote.")]
Sheet = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="FILE.csv or FILE.parquet; - prints CSV.")]
Rows = Annotated[
    Kind,
    typer.Option(
        help="results: values of single arms in outcomes; analyses: comparisons of arms; harms: values of single arms in adverse "
        "events; trials: one row a trial."
    ),
]


def table(summaries: Summaries, *, out: Sheet = STANDARD, rows: Rows = "results") -> None:
    """Make a tidy table of a batch's output: one row a fact, numbers beside the printed strings.

    A CSV is safe to open in a spreadsheet: what would be a formula there begins with an apostrophe.
    """
    from summarizer.exports.outputs import tabulate  # noqa: PLC0415 - other commands start without it
    from summarizer.exports.sheets import write_csv, write_sheet  # noqa: PLC0415

    refuse_unwritable(out)
    columns, facts = tabulate(summaries, rows)
    if out == STANDARD:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        write_csv(facts, columns, sys.stdout)
        return
    try:
        count = write_sheet(facts, columns, out)
    except OSError as error:
        raise ConfigurationError(f"{out} cannot be written: {error.strerror or error}") from error
    say(f"{count} rows of {rows}: {out}")
