"""Pace: how many requests are in flight and how fast they follow each other.

Additive increase, multiplicative decrease: a throttled pool halves what it has in flight, once for each burst of
refusals, and grows back with every answer. A wait that the endpoint asks for holds the whole pool. Requests a minute
are spaced evenly; tokens a minute are taken by estimate before an article and settled after it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from summarizer.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

_MINUTE = 60.0
# Refusals within a second of a halving belong to requests that were sent before it.
_BURST = 1.0
# Of the ceiling, for each round of answers: from half to whole in four rounds.
_GROWTH = 1 / 8
_NAP = 0.2


@dataclass(frozen=True)
class Manners:
    """How much is asked of an endpoint and of this machine.

    Attributes:
        concurrency: Articles in work at once at most.
        rpm: Requests a minute at most, those that are repeated included.
        tpm: Tokens a minute at most, by estimate before an article and by count after it.
        processes: Over how many processes the work is spread; 1 does it in this one.
        ray: Address of a Ray cluster whose machines these processes are on; see `summarizer.batch.cluster.join`.
    """

    concurrency: int = 32
    rpm: float | None = None
    tpm: float | None = None
    processes: int = 1
    ray: str | None = None

    def __post_init__(self) -> None:
        for name in ("concurrency", "rpm", "tpm", "processes"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ConfigurationError(f"{name} must be greater than 0, not {value!r}")

    def share(self, number: int) -> Manners:
        """Return what one of the processes may ask; ``number`` counts them from 0."""
        extra = number < self.concurrency % self.processes
        return Manners(
            concurrency=max(1, self.concurrency // self.processes + extra),
            rpm=self.rpm / self.processes if self.rpm else None,
        )


class Pace:
    """Lets requests pass, as many and as fast as the manners and the endpoint allow.

    Args:
        manners: The bounds.
        clock: Tells seconds; replaced in tests.
    """

    def __init__(self, manners: Manners, clock: Callable[[], float] = monotonic) -> None:
        self.ceiling = manners.concurrency
        self.limit = float(manners.concurrency)
        self.in_flight = 0
        self.throttled = 0
        self._clock = clock
        self._paused_until = 0.0
        self._burst_until = 0.0
        self._gap = _MINUTE / manners.rpm if manners.rpm else 0.0
        self._next_request = 0.0
        self._tokens = _Allowance(manners.tpm, clock) if manners.tpm else None
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def pause(self) -> float:
        """Seconds until the endpoint wants to be asked again."""
        return max(0.0, self._paused_until - self._clock())

    def throttle(self, seconds: float | None) -> None:
        """Slow down: the endpoint refused a request, and asks to wait so long if it says."""
        now = self._clock()
        self.throttled += 1
        if seconds:
            self._paused_until = max(self._paused_until, now + seconds)
        if now >= self._burst_until:
            self.limit = max(1.0, self.limit / 2)
        self._burst_until = max(self._burst_until, self._paused_until, now + _BURST)

    def suspend(self, seconds: float) -> None:
        """Hold the pool and feel the way back from one request: the endpoint does not answer."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        self.limit = 1.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold one place among the requests in flight."""
        await self._enter()
        try:
            yield
        finally:
            self.in_flight -= 1
            self._admit()

    def answered(self) -> None:
        """Grow back: an article got its answer."""
        if self.limit < self.ceiling:
            self.limit = min(self.ceiling, self.limit + max(1.0, self.ceiling * _GROWTH) / self.limit)
            self._admit()

    async def open(self, tokens: int, stop: asyncio.Event) -> bool:
        """Wait until an article may be begun.

        Args:
            tokens: What it is expected to take.
            stop: Ends the wait.

        Returns:
            Whether it may; ``False`` once there is nothing to begin any more.
        """
        while not stop.is_set():
            wait = max(self.pause, self._tokens.wait(tokens) if self._tokens else 0.0)
            if not wait:
                if self._tokens:
                    self._tokens.take(tokens)
                return True
            await asyncio.sleep(min(wait, _NAP))
        return False

    def settle(self, expected: int, used: int) -> None:
        """Correct the tokens taken for an article by those it used."""
        if self._tokens:
            self._tokens.take(used - expected)

    async def _enter(self) -> None:
        if self.in_flight >= int(self.limit) or self._waiting:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self.in_flight -= 1
                    self._admit()
                raise
        else:
            self.in_flight += 1
        try:
            while wait := max(self.pause, self._space()):  # noqa: ASYNC110 - time is what is waited for
                await asyncio.sleep(wait)
        except asyncio.CancelledError:
            self.in_flight -= 1
            self._admit()
            raise

    def _admit(self) -> None:
        while self._waiting and self.in_flight < int(self.limit):
            turn = self._waiting.popleft()
            if not turn.done():
                self.in_flight += 1
                turn.set_result(None)

    def _space(self) -> float:
        """Return how long to wait for the next place in time, and take it when that is now."""
        if not self._gap:
            return 0.0
        now = self._clock()
        if now < self._next_request:
            return self._next_request - now
        self._next_request = max(self._next_request, now - self._gap) + self._gap
        return 0.0


class _Allowance:
    """Tokens that fill up evenly, to ten seconds' worth at most, and may be overdrawn."""

    _HELD = 10.0

    def __init__(self, per_minute: float, clock: Callable[[], float]) -> None:
        self._rate = per_minute / _MINUTE
        self._clock = clock
        self._left = self._most = self._rate * self._HELD
        self._at = clock()

    def wait(self, tokens: int) -> float:
        """Return the seconds until so many tokens are there, or the allowance is full."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (min(tokens, self._most) - self._left) / self._rate)

    def take(self, tokens: int) -> None:
        """Take tokens, or give back a negative number of them."""
        self._left -= tokens
