"""``python -m summarizer``."""

from summarizer.cli import app

app()
