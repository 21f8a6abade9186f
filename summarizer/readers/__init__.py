"""Readers: one format each; what they return is the text that every offset of a summary counts."""

from summarizer.readers.files import MAX_BYTES, SUFFIXES, read_article, read_articles, read_stream

__all__ = ["MAX_BYTES", "SUFFIXES", "read_article", "read_articles", "read_stream"]
