"""The hybrid engine: a model's record, with the offline engine as second reader of the same article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.agreement import Reader
from summarizer.engines.llm import LLMEngine
from summarizer.engines.rules import RulesEngine
from summarizer.errors import EngineError

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.engines.options import LLMOptions
    from summarizer.extraction import Extraction
    from summarizer.summary import Provenance


class HybridEngine:
    """Asks a model for the record, and has the rules read the article too.

    The record is the model's alone. What the two agree and disagree on is worked out where the summary is assembled, about
    the record that is published.

    Args:
        spec: ``hybrid:provider/model``.
        options: How to ask the model. With a coverage ask, statistics that only the rules found are named first.

    Raises:
        ConfigurationError: The model cannot be asked as configured.
    """

    def __init__(self, spec: str, options: LLMOptions | None = None) -> None:
        self.name = spec
        self._model = LLMEngine(spec.partition(":")[2], options)
        self._rules = RulesEngine()

    async def extract(self, article: Article) -> Extraction:
        """Read the article by rules, then ask the model for its record.

        Returns:
            The model's record and what was tried, with the rules' extraction as the second.

        Raises:
            EngineUnavailableError: No answer was to be had.
            InvalidExtractionError: No answer was a record, or the first was cut off or refused.
        """
        second = self._rules.read(article)
        # Grounding it costs as much as reading a record, so only where it is asked about.
        asks = self._model.options.coverage_ask
        reader = Reader(self._rules.name, second.record, article) if asks else None
        try:
            extraction = await self._model.extract(article, reader)
        except EngineError as error:
            error.provenance = error.provenance and self._signed(error.provenance)
            raise
        return replace(extraction, provenance=self._signed(extraction.provenance), second=second)

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._model.aclose()

    def _signed(self, provenance: Provenance) -> Provenance:
        return provenance.model_copy(update={"engine": self.name})
