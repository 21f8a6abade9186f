"""Command line: the only place that turns errors into words on stderr and exit codes."""

from summarizer.cli.app import app

__all__ = ["app"]
