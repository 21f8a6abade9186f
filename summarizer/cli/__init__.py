"""Command line: the only place that turns errors into words on stderr and exit codes."""

import gc

# Nearly all that is made while modules load stays to the end; looking for garbage in it took a fifth of the start.
gc.set_threshold(100_000)

from summarizer.cli.app import app  # noqa: E402 - after that

__all__ = ["app"]
