"""Everything: many articles from Python, without files."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from anyio.from_thread import start_blocking_portal

from summarizer.article import Article
from summarizer.batch.opening import open_place
from summarizer.batch.pace import Manners, Pace
from summarizer.batch.pool import Pool
from summarizer.batch.running import Method
from summarizer.errors import EngineUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterable

    from summarizer.batch.finished import Completed, Failed
    from summarizer.engines import LLMOptions
    from summarizer.extraction import Engine
    from summarizer.unsupported import Unsupported


async def asummarize_all(
    articles: Iterable[str | Article],
    engine: str | Engine | None = None,
    *,
    options: LLMOptions | None = None,
    unsupported: Unsupported = "drop",
    manners: Manners | None = None,
) -> AsyncGenerator[Completed | Failed, None]:
    """Summarise many articles, several at once.

    Args:
        articles: Texts, or articles as readers return them; read only a few ahead.
        engine: ``None`` or ``"rules"`` for the offline engine, ``"provider/model"`` for a model, or any object with the
            methods of `summarizer.Engine`.
        options: How to ask the model; only for ``"provider/model"``.
        unsupported: What becomes of values that an article does not support.
        manners: How many at once, how fast, and over how many processes.

    Yields:
        Each article as completed or failed, in the order in which they are finished; ids tell which is which.

    Raises:
        ConfigurationError: The engine cannot be opened.
        EngineUnavailableError: Every further article would fail alike: a wrong key or model, an exhausted quota, an endpoint
            that does not answer. What was finished before has been yielded.
    """
    manners = manners or Manners()
    pace = Pace(manners)
    method = Method(engine or "rules", options, unsupported, manners)
    place = open_place(method.engine, options, unsupported, manners, pace)
    pool = Pool(place, pace, method.tariff)
    items = (article if isinstance(article, Article) else Article(article) for article in articles)
    try:
        groups = pool.run(items)
        async with contextlib.aclosing(groups):
            async for group in groups:
                for one in group:
                    yield one
    finally:
        await place.aclose()
    if pool.ending is not None:
        raise EngineUnavailableError(pool.ending, fatal=True)


def summarize_all(
    articles: Iterable[str | Article],
    engine: str | Engine | None = None,
    *,
    options: LLMOptions | None = None,
    unsupported: Unsupported = "drop",
    manners: Manners | None = None,
) -> Generator[Completed | Failed, None, None]:
    """Summarise many articles from synchronous code, several at once; see `asummarize_all`."""
    finished = asummarize_all(articles, engine, options=options, unsupported=unsupported, manners=manners)

    async def advance() -> Completed | Failed | None:
        return await anext(finished, None)

    with start_blocking_portal() as portal:
        try:
            while (one := portal.call(advance)) is not None:
                yield one
        finally:
            portal.call(finished.aclose)
