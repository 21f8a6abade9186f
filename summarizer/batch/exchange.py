"""Exchange: where a run and the workers of a cluster leave word for each other; light, since it is a process of its own."""

from __future__ import annotations

import asyncio
from collections import Counter, deque

# Time for others to come, so that what is sent is sent together.
LINGER = 0.05
_REMEMBERED = 256


class Exchange:
    """Orders, reports, how often each article was begun, and word of throttling; an actor beside the run."""

    def __init__(self) -> None:
        self._orders: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._reports: list[bytes] = []
        self._reported = asyncio.Event()
        self._readers = 0
        self._begun: Counter[int] = Counter()
        self._done: set[int] = set()
        self._words: deque[tuple[int, str, float | None]] = deque(maxlen=_REMEMBERED)
        self._said = 0
        self._news = asyncio.Condition()

    async def put(self, orders: list[bytes]) -> None:
        """Lay down orders."""
        for order in orders:
            self._orders.put_nowait(order)

    async def close(self) -> None:
        """Let the reader end after the last order."""
        self._orders.put_nowait(None)

    async def open(self) -> bool:
        """Tell a reader whether it is the first: orders that another has taken are gone."""
        self._readers += 1
        return self._readers == 1

    async def take(self, most: int) -> list[bytes]:
        """Return the next orders, once there are some; none at all are the end."""
        first = await self._orders.get()
        taken = [] if first is None else [first]
        if taken and most > 1:
            await asyncio.sleep(LINGER)
        while taken and len(taken) < most and not self._orders.empty():
            order = self._orders.get_nowait()
            if order is None:
                await self.close()
                break
            taken.append(order)
        return taken

    async def begin(self, numbers: list[int]) -> list[int]:
        """Note that articles are begun; return how often each was, 0 for one whose report is here.

        A node that dies takes with it which blocks it had done, so that Ray begins them again.
        """
        self._begun.update(number for number in numbers if number not in self._done)
        return [0 if number in self._done else self._begun[number] for number in numbers]

    async def report(self, reports: dict[int, bytes]) -> None:
        """Lay down what came of articles, by their numbers."""
        self._reports += reports.values()
        self._done.update(reports)
        self._reported.set()

    async def collect(self, *, wait: bool) -> list[bytes]:
        """Return what was reported since the last time, once there is something or else at once."""
        if wait:
            await self._reported.wait()
        self._reported.clear()
        reports, self._reports = self._reports, []
        return reports

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
