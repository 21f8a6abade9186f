from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.engines.retrying import (
    Failure,
    MalformedResponseError,
    RetryPolicy,
    read_failure,
    requested_wait,
)


class StatusError(Exception):
    """Shaped as the vendors' clients shape theirs."""

    def __init__(self, status: int, headers: dict[str, str] | None = None, body: object = None) -> None:
        super().__init__(f"status {status}")
        self.status_code = status
        self.response = SimpleNamespace(headers=headers or {})
        self.body = body


def send(policy: RetryPolicy, *errors: Exception, deadline: float = 1e9) -> tuple[str | Exception, int]:
    calls = 0

    async def request() -> str:
        nonlocal calls
        calls += 1
        if calls <= len(errors):
            raise errors[calls - 1]
        return "answer"

    async def run() -> str | Exception:
        try:
            return await policy.send(request, asyncio.get_running_loop().time() + deadline)
        except StatusError as error:
            return error

    return asyncio.run(run()), calls


async def at_once(_: float) -> None:
    pass


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_these_statuses_are_transient(status: int) -> None:
    assert read_failure(StatusError(status)).transient


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 413, 422, 451])
def test_these_statuses_are_final(status: int) -> None:
    assert not read_failure(StatusError(status)).transient


@pytest.mark.parametrize("body", [{"code": "insufficient_quota"}, {"error": {"code": "insufficient_quota"}}])
def test_a_spent_quota_is_final_though_it_is_a_429(body: object) -> None:
    failure = read_failure(StatusError(429, body=body))
    assert failure.exhausted
    assert not failure.transient


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ConnectionResetError("gone"), "connection"),
        (TimeoutError("late"), "timeout"),
        (MalformedResponseError("a page"), "malformed"),
        (type("APIConnectionError", (Exception,), {})("down"), "connection"),
        (type("ConnectError", (type("TransportError", (Exception,), {}),), {})("down"), "connection"),
    ],
)
def test_what_never_got_an_answer_is_transient(error: Exception, kind: str) -> None:
    failure = read_failure(error)
    assert (failure.kind, failure.transient) == (kind, True)


def test_a_mistake_of_ours_is_not_retried() -> None:
    failure = read_failure(TypeError("bug"))
    assert (failure.kind, failure.transient, failure.reason) == ("other", False, "other: TypeError: bug")


def test_the_cause_decides_between_timeout_and_connection() -> None:
    hidden = type("APITimeoutError", (type("APIConnectionError", (Exception,), {}),), {})("Request timed out.")
    hidden.__cause__ = ConnectionResetError("reset by peer")
    assert read_failure(hidden) == Failure("connection", message="ConnectionResetError: reset by peer")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "x", "retry-after": "3"}, 3.0),
        ({"retry-after": "-1"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_reads_the_wait_that_is_asked_for(headers: dict[str, str], wait: float | None) -> None:
    assert requested_wait(headers) == wait


@given(st.integers(1, 86_400))
def test_reads_dates_as_the_seconds_until_then(seconds: float) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    assert seconds - 3 <= requested_wait({"retry-after": date}) <= seconds + 1


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms"]), st.text()))
def test_no_header_makes_it_fail_or_wait_for_less_than_nothing(headers: dict[str, str]) -> None:
    wait = requested_wait(headers)
    assert wait is None or wait >= 0


def test_header_names_are_read_in_any_case() -> None:
    assert read_failure(StatusError(429, {"Retry-After": "2"})).wait == 2.0


def test_tells_every_throttling_and_nothing_else() -> None:
    told: list[float | None] = []
    policy = RetryPolicy(sleep=at_once, on_throttle=told.append)
    answer, calls = send(
        policy, StatusError(429, {"retry-after": "2"}), StatusError(500), StatusError(503), ConnectionResetError()
    )
    assert (answer, calls, told) == ("answer", 5, [2.0, None])


def test_raises_the_last_error_when_attempts_are_used_up() -> None:
    errors = [StatusError(500), StatusError(502), StatusError(503)]
    answer, calls = send(RetryPolicy(attempts=3, sleep=at_once), *errors)
    assert answer is errors[2]
    assert calls == 3


def test_no_wait_goes_beyond_the_deadline() -> None:
    answer, calls = send(RetryPolicy(sleep=at_once), StatusError(429, {"retry-after": "20"}), deadline=10)
    assert isinstance(answer, StatusError)
    assert calls == 1


def test_waits_are_capped() -> None:
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    send(RetryPolicy(attempts=40, ceiling=3.0, sleep=note), *[StatusError(500)] * 39)
    assert len(waits) == 39
    assert max(waits) <= 3.0
    assert max(waits) > 1.5
