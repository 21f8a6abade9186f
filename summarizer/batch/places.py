"""Places of work: this process, or whatever else takes an article and gives back what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from summarizer.batch.finished import complete, fail

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.batch.finished import Completed, Failed
    from summarizer.batch.pace import Pace
    from summarizer.pipeline import Summarizer


class Place(Protocol):
    """Where articles are summarised."""

    async def work(self, article: Article) -> Completed | Failed:
        """Summarise an article; never raises for its sake."""
        ...

    async def aclose(self) -> None:
        """Give back what it holds."""
        ...


@dataclass
class Here:
    """This process.

    Attributes:
        summarizer: Does the work.
        pace: Told of every answer.
    """

    summarizer: Summarizer
    pace: Pace

    async def work(self, article: Article) -> Completed | Failed:
        """Summarise an article; never raises for its sake."""
        try:
            completed = complete(article, await self.summarizer.asummarize(article))
        except Exception as error:  # noqa: BLE001 - one bad article never ends a run
            return fail(article, error)
        self.pace.answered()
        return completed

    async def aclose(self) -> None:
        """Close the engine's connections."""
        await self.summarizer.aclose()
