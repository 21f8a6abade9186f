"""Feed: the articles of a run, read a few ahead in a thread of their own, so that reading holds up no answer."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_AHEAD = 32
_PATIENCE = 0.05


class Feed(Generic[T]):
    """Hands out what an iterator yields, to many tasks.

    Args:
        items: Read in one thread, never by two at a time.
    """

    def __init__(self, items: Iterator[T]) -> None:
        self._items = items
        self._read: deque[T] = deque()
        self._later: deque[T] = deque()
        self._ended = False
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")

    async def next(self) -> T | None:
        """Return the next one, or ``None`` after the last.

        Raises:
            Exception: What reading raised.
        """
        async with self._turn:
            while not self._read and not self._ended:
                read = await asyncio.get_running_loop().run_in_executor(self._thread, self._take)
                self._read.extend(read)
            waiting = self._read or self._later
            return waiting.popleft() if waiting else None

    def give_back(self, item: T) -> None:
        """Put one at the head, to be handed out again."""
        self._read.appendleft(item)

    def put_last(self, item: T) -> None:
        """Put one behind all others, to be handed out again."""
        self._later.append(item)

    async def aclose(self) -> None:
        """End reading."""
        close = getattr(self._items, "close", None)
        if close is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, close)
        self._thread.shutdown()

    def _take(self) -> list[T]:
        read: list[T] = []
        until = monotonic() + _PATIENCE
        # A slow source hands over what it has.
        while len(read) < _AHEAD and monotonic() < until:
            try:
                read.append(next(self._items))
            except StopIteration:
                self._ended = True
                break
        return read
