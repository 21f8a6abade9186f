"""The application: one command a function, each in a file of its kind."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from summarizer.cli.article import article
from summarizer.cli.batch import BatchCommand, batch
from summarizer.cli.check import check
from summarizer.cli.exits import Commands
from summarizer.cli.prompt import prompt, schema
from summarizer.cli.table import table

app = typer.Typer(
    name="summarizer",
    cls=Commands,
    no_args_is_help=True,
    # A deliberate error never comes here; of a fault in this package the plain traceback is worth more.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 no summary of the article or (check) errors found, 2 wrong usage or input, 130 interrupted.",
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - only here

        typer.echo(f"summarizer {version('trial-summarizer')}")
        raise typer.Exit


@app.callback()
def start(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn the text of an article about a clinical trial into a summary whose every value is proven by the text.

    Results go to standard output, everything else to standard error.
    """
    # Readers' libraries log what they make of a file; what matters of it is in our own messages.
    logging.getLogger().addHandler(logging.NullHandler())


app.command()(article)
app.command(cls=BatchCommand)(batch)
app.command()(check)
app.command()(prompt)
app.command()(schema)
app.command()(table)
