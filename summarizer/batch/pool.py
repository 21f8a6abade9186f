"""Pool: many articles at once, for as long as it makes sense to go on.

One bad article never ends it. What does: a failure that every further article would meet alike (a dead key, a wrong model, an
exhausted quota), an endpoint that has never answered, one that has been silent for too long, a spent budget, and the user.
Articles that fell to such an end count as not begun, so that a later run takes them. An endpoint that falls silent in between
is waited for: the pool pauses, longer each time, feels its way with one request, and asks again for the articles that failed.
An article that finds no answer while others do comes up again at the end of the run.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from summarizer.batch.feed import Feed
from summarizer.batch.finished import Completed, Failed
from summarizer.batch.prices import cost_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from summarizer.article import Article
    from summarizer.batch.pace import Pace
    from summarizer.batch.places import Place
    from summarizer.batch.prices import Budget, Tariff

Finished = Completed | Failed


@dataclass(frozen=True)
class Patience:
    """How long an endpoint is waited for.

    Attributes:
        strangers: Articles that may go unanswered at once before the first answer of all.
        again: How often an article is begun again that found no answer; one that was answered with an error, once.
        pause: Seconds of the first pause; doubled for each further one.
        longest: Seconds of the longest pause.
        total: Seconds of silence after which the run ends.
    """

    strangers: int = 3
    again: int = 2
    pause: float = 5.0
    longest: float = 60.0
    total: float = 1800.0


class Pool:
    """Works through articles.

    Args:
        place: Where they are summarised.
        pace: How fast.
        tariff: What they are expected to take.
        budget: What may be spent, or ``None``.
        patience: How long a silent endpoint is waited for.

    Attributes:
        ending: Why it begins nothing new any more, if so.
        lost: Failures that are no ending of their article; what they took is spent all the same.
        in_work: Articles in work now.
    """

    def __init__(
        self, place: Place, pace: Pace, tariff: Tariff, budget: Budget | None = None, patience: Patience | None = None
    ) -> None:
        self.stop = asyncio.Event()
        self.ending: str | None = None
        self.lost: list[Failed] = []
        self.in_work = 0
        self.pace = pace
        self._place = place
        self.tariff = tariff
        self._budget = budget
        self._silence = _Silence(patience or Patience())
        self._freed = asyncio.Event()
        self._done: asyncio.Queue[Finished | None] = asyncio.Queue(2 * pace.ceiling)
        self._broken: Exception | None = None
        self._feed: Feed[Article | Failed]

    async def run(self, items: Iterator[Article | Failed]) -> AsyncGenerator[list[Finished], None]:
        """Yield what came of the articles, in groups of those that are finished at the same time.

        Args:
            items: Articles, and those that failed before they were one.

        Raises:
            Exception: What reading the articles raised.
        """
        self._feed = Feed(items)
        workers = [asyncio.create_task(self._labour()) for _ in range(self.pace.ceiling)]
        closing = asyncio.create_task(self._close(workers))
        try:
            ended = False
            while not ended:
                group = [await self._done.get()]
                while not self._done.empty():
                    group.append(self._done.get_nowait())
                # Nothing comes after the mark of the end.
                ended = group[-1] is None
                if finished := [one for one in group if one is not None]:
                    yield finished
        finally:
            for task in (*workers, closing):
                task.cancel()
            await asyncio.gather(*workers, closing, return_exceptions=True)
            await self._feed.aclose()
        if self._broken is not None:
            raise self._broken

    def end(self, reason: str) -> None:
        """Begin nothing new; the first reason counts."""
        self.ending = self.ending or reason
        self.stop.set()
        self._freed.set()

    async def _close(self, workers: list[asyncio.Task[None]]) -> None:
        await asyncio.wait(workers)
        for failed in self._silence.strangers:
            if self.ending is None:
                await self._done.put(failed)
        await self._done.put(None)

    async def _labour(self) -> None:
        try:
            while not self.stop.is_set() and (item := await self._feed.next()) is not None:
                if isinstance(item, Failed):
                    await self._done.put(item)
                else:
                    await self._summarise(item)
        except Exception as error:  # noqa: BLE001 - of the source; told by `run`
            self._broken = self._broken or error
            self.end(str(error))

    async def _summarise(self, article: Article) -> None:
        expected = self.tariff.expect(len(article.text))
        tokens = expected.input_tokens + expected.output_tokens
        reserved = await self._reserve(article)
        if reserved is None:
            return
        finished: Finished | None = None
        try:
            if not await self.pace.open(tokens, self.stop):
                return
            started = monotonic()
            self.in_work += 1
            try:
                finished = await self._place.work(article)
            finally:
                self.in_work -= 1
        finally:
            self._book(reserved, tokens, finished)
        await self._settle(article, finished, started)

    async def _settle(self, article: Article, finished: Finished, started: float) -> None:
        if isinstance(finished, Completed):
            for stranger in self._silence.broken():
                await self._done.put(stranger)
            await self._done.put(finished)
        elif finished.fatal:
            self.lost.append(finished)
            self.end(finished.message)
        elif not finished.unavailable:
            await self._done.put(finished)
        elif not self._silence.is_over_since(started):
            await self._wait_out(article, finished)
        elif self._silence.gives_up(finished):
            await self._done.put(finished)
        else:
            self.lost.append(finished)
            self._feed.put_last(article)

    async def _wait_out(self, article: Article, failed: Failed) -> None:
        silence = self._silence
        if self.stop.is_set():
            if self.ending is None:
                await self._done.put(failed)
        elif silence.never_answered and failed.unanswered:
            silence.strangers.append(failed)
            if len(silence.strangers) >= silence.patience.strangers:
                self.end(f"The endpoint has answered nothing yet. {failed.message}")
        elif silence.lasted() > silence.patience.total:
            self.end(f"The endpoint has been silent for {silence.lasted():.0f} s. {failed.message}")
        elif silence.gives_up(failed):
            await self._done.put(failed)
        else:
            self.lost.append(failed)
            self.pace.suspend(silence.next_pause())
            self._feed.give_back(article)

    async def _reserve(self, article: Article) -> float | None:
        if self._budget is None:
            return 0.0
        cost = self.tariff.price(self.tariff.worst(len(article.text))) or 0.0
        while not self._budget.reserve(cost):
            if not self._budget.reserved and not self.stop.is_set():
                self.end(
                    f"The budget of ${self._budget.limit:g} does not hold another article: ${self._budget.spent:.4f} are "
                    f"spent, and the next may cost up to ${cost:.4f}. Raise --budget to go on."
                )
            if self.stop.is_set():
                return None
            self._freed.clear()
            await self._freed.wait()
        return cost

    def _book(self, reserved: float, tokens: int, finished: Finished | None) -> None:
        account = finished.account if isinstance(finished, Completed) else finished
        used = account.usage.input_tokens + account.usage.output_tokens if account else 0
        self.pace.settle(tokens, used)
        if self._budget is not None:
            cost = cost_of(account, self.tariff) if account else None
            self._budget.settle(reserved, cost or 0.0)
            self._freed.set()


class _Silence:
    """What is known of an endpoint that does not answer."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.strangers: list[Failed] = []
        self._answered: float | None = None
        self._since: float | None = None
        self._pauses = 0
        self._begun_again: Counter[str] = Counter()

    @property
    def never_answered(self) -> bool:
        return self._answered is None

    def broken(self) -> list[Failed]:
        """Note an answer; return the articles that had failed before the first of all."""
        self._answered = monotonic()
        self._since, self._pauses = None, 0
        strangers, self.strangers = self.strangers, []
        return strangers

    def is_over_since(self, moment: float) -> bool:
        """Tell whether there was an answer to another article since."""
        return self._answered is not None and self._answered >= moment

    def lasted(self) -> float:
        now = monotonic()
        self._since = self._since or now
        return now - self._since

    def gives_up(self, failed: Failed) -> bool:
        name = failed.article.sha256 or failed.article.id
        self._begun_again[name] += 1
        return self._begun_again[name] > (self.patience.again if failed.unanswered else 1)

    def next_pause(self) -> float:
        pause = min(self.patience.longest, self.patience.pause * float(2**self._pauses))
        self._pauses += 1
        return pause
