"""Rounds: articles through the Batch API, in as many rounds as their conversations take.

Stands in the place of the pool of a live run: articles go in, and what came of them comes out in groups, each of which is in
the output before the next is asked for. The first thing is to bring to its end what a crash left on its way. Then articles are
drafted into shards as far as the budget and the API's queue hold; a shard that ends is settled, its articles are finished or
asked again in another shard, and so on until there is nothing in flight.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from summarizer.batch.feed import Feed
from summarizer.batch.finished import Completed, Failed
from summarizer.batch.journal import OutputError
from summarizer.batch.openai_batches.replaying import Unanswered
from summarizer.batch.openai_batches.service import ServiceError
from summarizer.batch.openai_batches.settling import has_ended, settle
from summarizer.batch.prices import cost_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from openai.types import Batch

    from summarizer.article import Article
    from summarizer.batch.openai_batches.dispatch import Dispatch
    from summarizer.batch.openai_batches.store import Shard
    from summarizer.batch.places import Here
    from summarizer.batch.pool import Finished
    from summarizer.batch.prices import Budget, Tariff

SUBMITTED = "submitted"
_GROUP = 64


class Rounds:
    """Works through articles.

    Args:
        place: Where conversations are replayed.
        dispatch: What lies between this run and the API.
        tariff: What articles cost.
        budget: What may be spent, or ``None``.

    Attributes:
        ending: Why it begins nothing new any more, if so.
        lost: Failures that are no ending of their article; what they took is spent all the same.
        in_work: Always none: what is in flight does not need this process.
    """

    in_work = 0

    def __init__(self, place: Here, dispatch: Dispatch, tariff: Tariff, budget: Budget | None = None) -> None:
        self.ending: str | None = None
        self.lost: list[Failed] = []
        self.pace = place.pace
        self.tariff = tariff
        self._place = place
        self._dispatch = dispatch
        self._store = dispatch.store
        self._till = _Till(tariff, budget)
        self._remark: str | None = None

    @property
    def _is_over(self) -> bool:
        return self._dispatch.stop.is_set()

    @property
    def _has_room(self) -> bool:
        return not (self._is_over or self._dispatch.is_full)

    async def run(self, items: Iterator[Article | Failed]) -> AsyncGenerator[list[Finished], None]:
        """Yield what came of the articles, in groups; a group is safe once the next is asked for.

        Args:
            items: Articles, and those that failed before they were one.

        Raises:
            Exception: What reading the articles raised.
        """
        feed = Feed(items)
        try:
            rounds = self._rounds(feed)
            async with contextlib.aclosing(rounds):
                async for group in rounds:
                    yield group
        except (ServiceError, OutputError) as error:
            self.end(str(error))
        except sqlite3.Error as error:
            self.end(f"what is in flight cannot be recorded: {error}. The same command goes on from here.")
        finally:
            await feed.aclose()

    def end(self, reason: str) -> None:
        """Begin nothing new; the first reason counts."""
        self.ending = self.ending or reason
        self._dispatch.stop.set()

    async def aclose(self) -> None:
        """Give back connections and files; what is in flight stays with the API."""
        self._dispatch.close()
        await self._place.aclose()

    async def _rounds(self, feed: Feed[Article | Failed]) -> AsyncGenerator[list[Finished], None]:
        for shard in self._store.unsubmitted():
            await self._dispatch.send(shard, look=True)
        while not self._is_over:
            async for group in self._work(self._due(feed)):
                yield group
            ended = await self._next_ended()
            if ended is None:
                return
            await self._settle(*ended)

    async def _work(self, articles: AsyncGenerator[Article | Failed, None]) -> AsyncGenerator[list[Finished], None]:
        """Replay conversations: yield what is finished, and send what is not on its way."""
        group: list[Finished] = []
        async with contextlib.aclosing(articles):
            async for article in articles:
                finished = article if isinstance(article, Failed) else await self._advance(article)
                if finished is not None:
                    group.append(finished)
                if len(group) >= _GROUP:
                    yield group
                    self._let_go(group)
                    group = []
        if group:
            yield group
            self._let_go(group)
        if not self._is_over:
            await self._dispatch.send_draft()

    async def _advance(self, article: Article) -> Finished | None:
        try:
            finished = await self._place.work(article)
        except Unanswered as question:
            await self._dispatch.put_in(article, question.request)
            return None
        self._till.settle(article, finished)
        if isinstance(finished, Failed) and finished.fatal:
            self.lost.append(finished)
            self._store.forget([article.sha256])
            self.end(finished.message)
            return None
        return finished

    async def _due(self, feed: Feed[Article | Failed]) -> AsyncGenerator[Article | Failed, None]:
        """Yield articles that came back, then those that are read, as far as there is room for them."""
        for article in self._store.idle():
            if not self._has_room:
                return
            yield article
        while self._has_room and (item := await feed.next()) is not None:
            if isinstance(item, Failed):
                yield item
            elif self._store.is_in_flight(item.sha256):
                self._store.want(item)
                self._till.hold(item)
            elif self._till.reserve(item):
                yield item
            else:
                feed.give_back(item)
                return

    async def _next_ended(self) -> tuple[Shard, Batch] | None:
        """Wait for a shard that has ended; ``None`` if there is none, or no more waiting."""
        delay = self._dispatch.terms.first_poll
        while not self._is_over:
            shards = self._store.submitted()
            if not shards:
                self._end_without_more()
                return None
            for shard in shards:
                batch, is_news = await self._dispatch.look_at(shard.batch or "")
                delay = self._dispatch.terms.first_poll if is_news else delay
                if has_ended(batch):
                    return shard, batch
            if not self._dispatch.terms.wait:
                self.end(SUBMITTED)
                return None
            delay = await self._dispatch.pause(delay)
        return None

    def _end_without_more(self) -> None:
        reason = self._remark or self._till.refusal
        if reason is not None:
            self.end(reason)

    async def _settle(self, shard: Shard, batch: Batch) -> None:
        settlement = await settle(self._dispatch.service, self._store, shard, batch)
        self._remark = self._remark or settlement.remark
        ending = settlement.ending or self._dispatch.make_room(settlement.refused)
        if ending is not None:
            self.end(ending)

    def _let_go(self, group: list[Finished]) -> None:
        self._dispatch.let_go(one.article.sha256 for one in group if one.article.sha256 is not None)


class _Till:
    """Keeps the budget, if there is one: the worst case of every article in flight is set aside."""

    def __init__(self, tariff: Tariff, budget: Budget | None) -> None:
        self.refusal: str | None = None
        self._tariff = tariff
        self._budget = budget

    def reserve(self, article: Article) -> bool:
        self.refusal = None
        if self._budget is None or self._budget.reserve(self._worst(article)):
            return True
        self.refusal = (
            f"The budget of ${self._budget.limit:g} does not hold another article: ${self._budget.spent:.4f} are spent, "
            f"and the next may cost up to ${self._worst(article):.4f}. Raise --budget to go on."
        )
        return False

    def hold(self, article: Article) -> None:
        """Set aside what is committed already."""
        if self._budget is not None:
            self._budget.reserved += self._worst(article)

    def settle(self, article: Article, finished: Finished) -> None:
        if self._budget is not None:
            account = finished.account if isinstance(finished, Completed) else finished
            self._budget.settle(self._worst(article), cost_of(account, self._tariff) or 0.0)

    def _worst(self, article: Article) -> float:
        return self._tariff.price(self._tariff.worst(len(article.text))) or 0.0
