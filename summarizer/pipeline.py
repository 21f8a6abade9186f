"""From article to summary: extract, examine, apply the policy for unsupported values, and join."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from summarizer.article import Article
from summarizer.engines import open_engine
from summarizer.examination import ExaminedExtraction, examine
from summarizer.summary import ArticleReference, Summary
from summarizer.unsupported import Unsupported, apply_policy

if TYPE_CHECKING:
    from types import TracebackType

    from anyio.from_thread import BlockingPortal

    from summarizer.engines import LLMOptions
    from summarizer.examination import Examination
    from summarizer.extraction import Engine, Extraction
    from summarizer.summary import Agreement, Finding


class Summarizer:
    """A configured engine, for many articles: open once, use from synchronous or asynchronous code, close.

    Args:
        engine: ``None`` or ``"rules"`` for the offline engine, ``"provider/model"`` for a model, ``"hybrid:provider/model"``
            for a model with the offline engine as second reader, or any object with the methods of `summarizer.Engine`.
        options: How to ask the model; only where there is one.
        unsupported: What becomes of values that the article does not support.

    Raises:
        ConfigurationError: The engine cannot be opened.
    """

    def __init__(
        self,
        engine: str | Engine | None = None,
        *,
        options: LLMOptions | None = None,
        unsupported: Unsupported = "drop",
    ) -> None:
        self.engine = open_engine(engine or "rules", options) if engine is None or isinstance(engine, str) else engine
        self.unsupported: Unsupported = unsupported
        self._portals = ExitStack()
        self._portal: BlockingPortal | None = None

    async def asummarize(self, article: str | Article) -> Summary:
        """Summarise one article.

        Args:
            article: The text, or an article as a reader returns it.

        Returns:
            The record with its support, findings, coverage and provenance.

        Raises:
            EngineError: The engine gave no record; ``InvalidExtractionError`` too where the policy rejects it.
        """
        if isinstance(article, str):
            article = Article(article)
        return assemble(article, await self.engine.extract(article), self.unsupported)

    def summarize(self, article: str | Article) -> Summary:
        """Summarise one article from synchronous code, also where an event loop is running (a notebook); see `asummarize`."""
        if self._portal is None:
            from anyio.from_thread import start_blocking_portal  # noqa: PLC0415 - asyncio only when it is needed

            self._portal = self._portals.enter_context(start_blocking_portal())
        return self._portal.call(self.asummarize, article)

    async def aclose(self) -> None:
        """Give back the engine's connections."""
        await self.engine.aclose()

    def close(self) -> None:
        """Give back the engine's connections from synchronous code."""
        if self._portal is not None:
            self._portal.call(self.aclose)
            self._portals.close()
            self._portal = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def assemble(article: Article, extraction: Extraction, unsupported: Unsupported = "keep") -> Summary:
    """Join an extraction with all that code can say about it.

    Args:
        article: What was summarised.
        extraction: The record as an engine (or a hand) filled it in, with its provenance.
        unsupported: What becomes of values that the article does not support.

    Returns:
        The summary.

    Raises:
        InvalidExtractionError: With ``reject``, if a value is not supported.
    """
    dropped: list[Finding] = []
    known = extraction.examination if isinstance(extraction, ExaminedExtraction) else None
    while True:
        examination = known or examine(extraction.record, article)
        record, lost = apply_policy(unsupported, extraction, examination)
        if not lost:
            break
        # What has lost its value may leave a unit behind that nothing supports any more.
        dropped.extend(lost)
        known = None
        extraction = replace(extraction, record=record)
    agreement, disagreements = _compare(article, extraction, examination)
    return Summary(
        article=ArticleReference(id=article.id, sha256=article.sha256, characters=len(article.text), path=article.path),
        record=record,
        support=examination.grounding.support,
        findings=(*dropped, *examination.findings, *disagreements, *extraction.findings),
        coverage=examination.coverage.model_copy(update={"agreement": agreement}),
        provenance=extraction.provenance.model_copy(
            update={"parameters": {**extraction.provenance.parameters, "unsupported": unsupported}}
        ),
    )


def _compare(
    article: Article, extraction: Extraction, examination: Examination
) -> tuple[Agreement | None, tuple[Finding, ...]]:
    """Compare the record to be published with a second reader's, where there is one."""
    second = extraction.second
    if second is None:
        return None, ()
    from summarizer.engines.agreement import Reader, compare  # noqa: PLC0415 - only where two have read the article

    comparison = compare(
        Reader(
            extraction.provenance.model or extraction.provenance.engine,
            extraction.record,
            article,
            examination.grounding,
        ),
        Reader(second.provenance.engine, second.record, article),
        article,
    )
    return comparison.agreement(), comparison.findings()


async def asummarize(
    article: str | Article,
    engine: str | Engine | None = None,
    *,
    options: LLMOptions | None = None,
    unsupported: Unsupported = "drop",
) -> Summary:
    """Summarise one article; for several use one `Summarizer`.

    Args:
        article: The text, or an article as a reader returns it.
        engine: As for `Summarizer`.
        options: As for `Summarizer`.
        unsupported: As for `Summarizer`.

    Returns:
        The record with its support, findings, coverage and provenance.

    Raises:
        ConfigurationError: The engine cannot be opened.
        EngineError: The engine gave no record.
    """
    async with Summarizer(engine, options=options, unsupported=unsupported) as summarizer:
        return await summarizer.asummarize(article)


def summarize(
    article: str | Article,
    engine: str | Engine | None = None,
    *,
    options: LLMOptions | None = None,
    unsupported: Unsupported = "drop",
) -> Summary:
    """Summarise one article from synchronous code; see `asummarize`."""
    with Summarizer(engine, options=options, unsupported=unsupported) as summarizer:
        return summarizer.summarize(article)
