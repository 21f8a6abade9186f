"""How many requests are in flight, and how fast they follow each other."""

from __future__ import annotations

import asyncio

import pytest

from summarizer.batch.pace import Manners, Pace
from summarizer.errors import ConfigurationError


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_halves_once_for_a_burst_and_grows_back() -> None:
    clock = Clock()
    pace = Pace(Manners(concurrency=64), clock)
    for _ in range(20):
        pace.throttle(None)
    assert pace.limit == 32
    clock.now += 1.5
    pace.throttle(None)
    assert pace.limit == 16
    rounds = 0
    while pace.limit < 64:
        rounds += 1
        for _ in range(int(pace.limit)):
            pace.answered()
    assert 5 <= rounds <= 8


def test_it_never_falls_below_one() -> None:
    clock = Clock()
    pace = Pace(Manners(concurrency=4), clock)
    for _ in range(9):
        pace.throttle(None)
        clock.now += 2
    assert pace.limit == 1


def test_the_longest_wait_asked_for_holds_the_pool() -> None:
    clock = Clock()
    pace = Pace(Manners(), clock)
    for seconds in (3.0, 8.0, 1.0):
        pace.throttle(seconds)
    assert pace.pause == 8.0
    clock.now += 8.0
    assert pace.pause == 0.0


def test_no_more_requests_than_the_limit_are_in_flight() -> None:
    async def go() -> int:
        pace = Pace(Manners(concurrency=8))
        pace.limit = 3.0
        most = 0

        async def request() -> None:
            nonlocal most
            async with pace.turn():
                most = max(most, pace.in_flight)
                await asyncio.sleep(0.001)

        await asyncio.gather(*(request() for _ in range(40)))
        assert pace.in_flight == 0
        return most

    assert asyncio.run(go()) == 3


def test_a_request_that_is_cancelled_gives_its_place_back() -> None:
    async def go() -> None:
        pace = Pace(Manners(concurrency=1))

        async def request() -> None:
            async with pace.turn():
                await asyncio.sleep(10)

        tasks = [asyncio.create_task(request()) for _ in range(3)]
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(1), pace.turn():
            assert pace.in_flight == 1

    asyncio.run(go())


def test_requests_a_minute_are_spaced() -> None:
    async def go() -> float:
        pace = Pace(Manners(rpm=1200))
        loop = asyncio.get_running_loop()
        began = loop.time()
        for _ in range(5):
            async with pace.turn():
                pass
        return loop.time() - began

    assert 0.15 <= asyncio.run(go()) < 1.0


def test_tokens_a_minute_hold_articles_and_are_settled() -> None:
    async def go() -> None:
        clock = Clock()
        pace = Pace(Manners(tpm=6000), clock)
        stop = asyncio.Event()
        # Ten seconds' worth is there at first.
        assert await pace.open(1000, stop)
        waiting = asyncio.create_task(pace.open(500, stop))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        pace.settle(1000, 400)
        async with asyncio.timeout(2):
            assert await waiting
        # More than ever fits is let through when the allowance is full.
        clock.now += 60
        assert await pace.open(50_000, stop)
        held = asyncio.create_task(pace.open(1, stop))
        await asyncio.sleep(0.01)
        stop.set()
        assert not await held

    asyncio.run(go())


def test_shares_of_processes_add_up() -> None:
    manners = Manners(concurrency=10, rpm=90, processes=3)
    shares = [manners.share(number) for number in range(3)]
    assert [share.concurrency for share in shares] == [4, 3, 3]
    assert sum(share.rpm or 0 for share in shares) == 90


@pytest.mark.parametrize("wrong", [{"concurrency": 0}, {"rpm": -1}, {"tpm": 0}, {"processes": 0}])
def test_what_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match="must be greater than 0"):
        Manners(**wrong)  # type: ignore[arg-type]
