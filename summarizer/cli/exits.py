"""Exits: errors to a message on stderr and an exit code, for every command alike.

0 fine; 1 an article failed, or a check found errors; 2 wrong usage, configuration or input; 130 interrupted; 141 nobody
reads the output any more.
"""

from __future__ import annotations

import typer
from typer.core import TyperGroup

from summarizer.cli.output import say
from summarizer.errors import EngineError, SummarizerError

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
# As of a program that SIGPIPE ended.
NOBODY_READS = 141


class Commands(TyperGroup):
    """Commands whose deliberate errors end the program with a message."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # typer's own context
        """Run the command that the context names."""
        try:
            return super().invoke(ctx)
        except SummarizerError as error:
            say(f"Error: {error}")
            raise typer.Exit(FAILED if isinstance(error, EngineError) else WRONG_USAGE) from error
        except BrokenPipeError as error:
            raise typer.Exit(NOBODY_READS) from error
        except KeyboardInterrupt as error:
            say("Interrupted.")
            raise typer.Exit(INTERRUPTED) from error
