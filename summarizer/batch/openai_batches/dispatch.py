"""Dispatch: what lies between a run and the Batch API: the draft, the shards on their way, and how they stand."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from summarizer.batch.openai_batches.settling import is_queue_full

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openai.types import Batch

    from summarizer.article import Article
    from summarizer.batch.openai_batches.draft import Draft
    from summarizer.batch.openai_batches.replaying import Request
    from summarizer.batch.openai_batches.service import Service
    from summarizer.batch.openai_batches.store import Shard, Store
    from summarizer.batch.openai_batches.terms import Terms

_GROWTH = 1.5


@dataclass
class Dispatch:
    """Sends shards and looks after them.

    Attributes:
        service: Files and batches.
        store: What is in flight.
        draft: The shard being written.
        terms: How the API is used; smaller shards once its queue refused one.
        say: Shows a message.
        stop: Ends every wait.
        is_full: Whether the queue has refused the last shard while others were in it.
    """

    service: Service
    store: Store
    draft: Draft
    terms: Terms
    say: Callable[[str], None]
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    is_full: bool = False
    _shown: dict[str, str] = field(default_factory=dict)

    async def put_in(self, article: Article, request: Request) -> None:
        """Put a request into the draft, which is sent first where there is no room.

        Raises:
            ServiceError: It could not be sent.
            OutputError: The draft cannot be written.
        """
        if not self.draft.holds(request, requests=self.terms.requests, size=self.terms.size):
            await self.send_draft()
        if self.is_full:
            # It comes up again once there is room.
            self.store.want(article)
        else:
            self.draft.add(article, request)

    async def send_draft(self) -> None:
        """Send what is drafted, if anything is.

        Raises:
            ServiceError: It could not be sent.
            OutputError: The draft cannot be written.
        """
        requests = self.draft.requests
        shard = self.draft.seal()
        if shard is not None:
            self.say(f"shard {shard.number}: sending {requests} requests")
            await self.send(shard, look=False)

    async def send(self, shard: Shard, *, look: bool) -> None:
        """Upload a shard, submit it, and wait until it is accepted: one that is refused costs no further upload.

        Args:
            shard: As it is recorded.
            look: Whether more may have happened to it than is recorded.

        Raises:
            ServiceError: It could not be sent.
        """
        if shard.file is None:
            file = await self.service.upload(self.draft.path, shard.name, look=look)
            if file is None:
                # Its file is gone: its requests are made anew.
                self.store.release(shard, wanted=True)
                self.store.close_shard(shard)
                return
            shard = self.store.record_file(shard, file)
        batch = await self.service.submit(shard.file or "", shard.name, look=look)
        self.store.record_batch(shard, batch)
        self.draft.discard()
        delay = self.terms.first_poll
        while not self.stop.is_set():
            seen, _ = await self.look_at(batch)
            if seen.status != "validating":
                self.is_full = is_queue_full(seen)
                return
            delay = await self.pause(delay)

    async def look_at(self, batch: str) -> tuple[Batch, bool]:
        """Return how a batch stands, and whether that is news, which is told.

        Raises:
            ServiceError: It could not be asked for.
        """
        seen = await self.service.look_at(batch)
        counts = seen.request_counts
        done = f": {counts.completed} of {counts.total} answered, {counts.failed} failed" if counts else ""
        state = f"{batch} is {seen.status}{done}"
        is_news = self._shown.get(batch) != state
        if is_news:
            self._shown[batch] = state
            self.say(state)
        return seen, is_news

    def make_room(self, refused: int) -> str | None:
        """Wait for the others where the queue is full; a shard that was alone in it was too large.

        Args:
            refused: Requests that the queue refused; 0 where it has room.

        Returns:
            Why nothing can be sent at all, if so.
        """
        self.is_full = refused > 0 and bool(self.store.submitted())
        if refused == 1 and not self.is_full:
            return "The Batch API's queue has no room for a single request: wait until other batches are done."
        if refused and not self.is_full:
            self.terms = replace(self.terms, requests=refused // 2)
            self.say(f"the queue has no room for {refused} requests at once; sending half as many")
        return None

    def let_go(self, sha256s: Iterable[str]) -> None:
        """Let articles go whose summaries are in the output."""
        self.store.forget(sha256s)
        if not self.draft.requests:
            self.store.commit()

    async def pause(self, delay: float) -> float:
        """Wait, unless everything is to stop; return how long to wait the next time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), delay)
        return min(self.terms.longest_poll, delay * _GROWTH)

    def close(self) -> None:
        """Give back the files; what is in flight stays with the API."""
        self.store.undo()
        if in_flight := self.store.count_open():
            self.say(f"{in_flight} requests are in flight; the same command goes on with them")
        if not self.store.unsubmitted():
            self.draft.discard()
        self.store.close()
