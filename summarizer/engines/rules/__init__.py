"""The offline engine: reads a record out of an article by rules, without a model."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from summarizer.engines.rules.composition import compose
from summarizer.engines.rules.document import READ_LIMIT, Document
from summarizer.extraction import Extraction
from summarizer.record import SCHEMA_VERSION
from summarizer.summary import Finding, Provenance, Usage, package_version

if TYPE_CHECKING:
    from summarizer.article import Article

__all__ = ["RulesEngine"]


class RulesEngine:
    """An engine without a model; the same article always gives the same record."""

    @property
    def name(self) -> str:
        """As it stands in the provenance."""
        return "rules"

    async def extract(self, article: Article) -> Extraction:
        """Read the record of one article."""
        return self.read(article)

    def read(self, article: Article) -> Extraction:
        """As `extract`, for callers without an event loop."""
        started = perf_counter()
        document = Document(article)
        record = compose(document)
        return Extraction(
            record,
            _provenance(perf_counter() - started),
            findings=_findings(document),
            explanations=document.trace.explanations,
        )

    async def aclose(self) -> None:
        """Nothing is held open."""


def _findings(document: Document) -> tuple[Finding, ...]:
    if len(document.text) <= READ_LIMIT:
        return ()
    message = f"the text has {len(document.text)} characters; the rules read the first {READ_LIMIT} of them"
    return (Finding(severity="warning", code="text_not_read_whole", path="", message=message),)


def _provenance(seconds: float) -> Provenance:
    return Provenance(
        engine="rules",
        model=None,
        package_version=package_version(),
        prompt=None,
        schema_version=SCHEMA_VERSION,
        parameters={},
        attempts=(),
        usage=Usage(),
        cost_usd=None,
        seconds=seconds,
    )
