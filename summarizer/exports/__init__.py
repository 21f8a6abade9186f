"""Exports: a summary as a person reads it, and as a program does."""

from summarizer.exports.files import write_atomically
from summarizer.exports.json import to_json
from summarizer.exports.markdown import findings_to_markdown, to_markdown

__all__ = ["findings_to_markdown", "to_json", "to_markdown", "write_atomically"]
