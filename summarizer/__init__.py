"""Turn the text of an article about a clinical trial into a validated summary whose every value is proven by the text."""

from summarizer.article import Article, Span
from summarizer.engines import LLMOptions, open_engine
from summarizer.errors import (
    ConfigurationError,
    DocumentError,
    EngineError,
    EngineUnavailableError,
    InvalidExtractionError,
    PromptError,
    RefusedExtractionError,
    SummarizerError,
    TruncatedExtractionError,
    UnreadableDocumentError,
    UnsupportedDocumentError,
)
from summarizer.examination import Examination, examine
from summarizer.exports import to_json, to_markdown
from summarizer.extraction import Engine, Explanation, Extraction
from summarizer.pipeline import Summarizer, assemble, asummarize, summarize
from summarizer.readers import read_article, read_articles
from summarizer.record import SCHEMA_VERSION, Record
from summarizer.summary import Coverage, Finding, Provenance, Summary, Support, Usage
from summarizer.unsupported import Unsupported

__all__ = [
    "SCHEMA_VERSION",
    "Article",
    "ConfigurationError",
    "Coverage",
    "DocumentError",
    "Engine",
    "EngineError",
    "EngineUnavailableError",
    "Examination",
    "Explanation",
    "Extraction",
    "Finding",
    "InvalidExtractionError",
    "LLMOptions",
    "PromptError",
    "Provenance",
    "Record",
    "RefusedExtractionError",
    "Span",
    "Summarizer",
    "SummarizerError",
    "Summary",
    "Support",
    "TruncatedExtractionError",
    "UnreadableDocumentError",
    "Unsupported",
    "UnsupportedDocumentError",
    "Usage",
    "assemble",
    "asummarize",
    "examine",
    "open_engine",
    "read_article",
    "read_articles",
    "summarize",
    "to_json",
    "to_markdown",
]
