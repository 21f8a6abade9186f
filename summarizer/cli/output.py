"""Output: results to standard output or a file, everything else to standard error."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from summarizer.errors import ConfigurationError
from summarizer.exports import write_atomically

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

STANDARD = Path("-")


def say(message: str) -> None:
    """Print a message for the user."""
    typer.echo(message, err=True)


def working(message: str) -> AbstractContextManager[object]:
    """Show that something takes its time: moving on a terminal, else as a message."""
    if not sys.stderr.isatty():
        say(message)
        return nullcontext()
    from rich.console import Console  # noqa: PLC0415 - only where something takes its time

    return Console(stderr=True).status(message)


def refuse_unwritable(out: Path | None) -> None:
    """Refuse a file that cannot be written before anything is spent on what is to stand in it.

    Raises:
        ConfigurationError: It is a folder, or its folder is missing or read-only.
    """
    if out is None or out == STANDARD:
        return
    folder = out.resolve().parent
    if out.is_dir():
        raise ConfigurationError(f"{out} is a folder; name a file with -o")
    if not folder.is_dir():
        raise ConfigurationError(f"{out} cannot be written: there is no folder {folder}; make it first")
    place = out if out.exists() and not out.is_file() else folder
    if not os.access(place, os.W_OK):
        raise ConfigurationError(f"{out} cannot be written: no permission to write to {place}; name another with -o")


def write(text: str, out: Path | None, *, markdown: bool) -> None:
    """Write a result: to a file as a whole, to a terminal rendered, else as UTF-8.

    Args:
        text: The result; ends with a line feed.
        out: A file; ``None`` or ``-`` for standard output.
        markdown: Whether a terminal may render it.

    Raises:
        ConfigurationError: It cannot be written.
        BrokenPipeError: Nobody reads standard output any more.
    """
    if out is not None and out != STANDARD:
        try:
            write_atomically(out, text)
        except OSError as error:
            raise ConfigurationError(
                f"{out} cannot be written: {error.strerror or error}; name another with -o"
            ) from error
    elif markdown and sys.stdout.isatty():
        _render(text)
    else:
        _print(text)


def _print(text: str) -> None:
    try:
        # Whatever the locale is: programs read this, and UTF-8 is what JSON is written in.
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        # Python writes what is left in its buffer when it ends, and would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        raise ConfigurationError(f"standard output cannot be written: {error.strerror or error}") from error


def _render(text: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - only for a terminal
    from rich.markdown import Markdown  # noqa: PLC0415

    console = Console()
    # Longer lines than this are hard to read.
    console.print(Markdown(text), width=min(console.width, 120))
