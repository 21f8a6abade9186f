"""Turn the text of an article about a clinical trial into a validated summary whose every value is proven by the text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

# A name brings its module with it when it is first asked for: who needs one reader need not wait for the engines.
_NAMES_BY_MODULE = {
    "article": "Article Span",
    "engines": "LLMOptions open_engine",
    "errors": (
        "ConfigurationError DocumentError EngineError EngineUnavailableError InvalidExtractionError "
        "PromptError RefusedExtractionError SummarizerError TruncatedExtractionError UnreadableDocumentError UnsupportedDocumentError"
    ),
    "examination": "Examination examine",
    "exports": "to_json to_markdown",
    "extraction": "Engine Explanation Extraction",
    "pipeline": "Summarizer assemble asummarize summarize",
    "readers": "read_article read_articles",
    "record": "SCHEMA_VERSION Record",
    "summary": "Coverage Finding Provenance Summary Support Usage",
    "unsupported": "Unsupported",
}
_MODULES = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
