"""Batch: many articles, several at once, and nothing lost."""

from summarizer.batch.everything import asummarize_all, summarize_all
from summarizer.batch.finished import Completed, Failed
from summarizer.batch.pace import Manners

__all__ = ["Completed", "Failed", "Manners", "asummarize_all", "summarize_all"]
