"""Exchange: where a run and the workers of a cluster leave word for each other; light, since it is a process of its own."""

from __future__ import annotations

import asyncio
from collections import Counter, deque

_REMEMBERED = 256


class Exchange:
    """Orders on their way, how often each article was begun, and word of throttling; an actor beside the run."""

    def __init__(self) -> None:
        self._orders: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._readers = 0
        self._begun: Counter[int] = Counter()
        self._words: deque[tuple[int, str, float | None]] = deque(maxlen=_REMEMBERED)
        self._said = 0
        self._news = asyncio.Condition()

    async def put(self, order: bytes | None) -> None:
        """Lay down an order; ``None`` is the last."""
        await self._orders.put(order)

    async def open(self) -> bool:
        """Tell a reader whether it is the first: orders that another has taken are gone."""
        self._readers += 1
        return self._readers == 1

    async def take(self) -> bytes | None:
        """Return the next order, once there is one."""
        return await self._orders.get()

    async def begin(self, number: int) -> int:
        """Note that an article is begun; return how often it was."""
        self._begun[number] += 1
        return self._begun[number]

    async def throttle(self, teller: str, seconds: float | None) -> None:
        """Tell everybody that the endpoint throttled somebody."""
        async with self._news:
            self._said += 1
            self._words.append((self._said, teller, seconds))
            self._news.notify_all()

    async def hear(self, listener: str, heard: int | None) -> tuple[int, list[float | None]]:
        """Return what others have told since the last time, once there is something.

        Args:
            listener: Who asks.
            heard: What was returned first the last time; ``None`` the first time, which asks from when to listen.
        """
        if heard is None:
            return self._said, []
        async with self._news:
            await self._news.wait_for(lambda: self._said > heard)
        return self._said, [word for number, teller, word in self._words if number > heard and teller != listener]
