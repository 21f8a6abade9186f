"""Retrying: what is transient about a failed request, how long to wait, and when to give up.

The only owner of transport retries: the clients' own are switched off. Full-jitter exponential backoff, or the wait
that the endpoint asks for (``retry-after-ms``, ``Retry-After`` in seconds or as an HTTP date), within a total deadline.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal, TypeVar

from tenacity import AsyncRetrying, RetryCallState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

_TRANSIENT_STATUS = {408, 409, 429}
_THROTTLING_STATUS = {429, 503}
_SERVER_ERROR = 500
# Of openai and anthropic, of httpx and its kind, of aiohttp.
_TRANSPORT_ERRORS = {"APIConnectionError", "TransportError", "ClientConnectionError", "ClientPayloadError"}
_EXHAUSTED = {"insufficient_quota", "billing_hard_limit_reached", "quota_exceeded"}


class MalformedResponseError(Exception):
    """A success by its status, but no completion: a gateway's page, a body cut short."""


@dataclass(frozen=True)
class Failure:
    """A failed request, in terms that do not depend on the vendor.

    Attributes:
        kind: What failed; ``other`` is a mistake of a client or of ours.
        status: HTTP status of an answer.
        code: The endpoint's own name of the error.
        wait: Seconds the endpoint asks to wait.
        message: What the endpoint or the client says.
    """

    kind: Literal["connection", "timeout", "malformed", "status", "other"]
    status: int | None = None
    code: str | None = None
    wait: float | None = None
    message: str = ""

    @property
    def exhausted(self) -> bool:
        """Whether the quota is spent, so that waiting does not help."""
        return self.code in _EXHAUSTED

    @property
    def transient(self) -> bool:
        """Whether the same request may succeed later."""
        if self.status is None:
            return self.kind != "other"
        return not self.exhausted and (self.status in _TRANSIENT_STATUS or self.status >= _SERVER_ERROR)

    @property
    def reason(self) -> str:
        """A few words for the record of attempts."""
        if self.status is not None:
            return f"HTTP {self.status}" + (f" {self.code}" if self.code else "")
        return f"{self.kind}: {self.message}" if self.message else self.kind


@dataclass(frozen=True)
class RetryPolicy:
    """How transport failures are retried.

    Attributes:
        attempts: How often a request is sent at most.
        initial: Upper bound of the first wait in seconds; doubled for each further one.
        ceiling: Upper bound of every wait that the endpoint did not ask for.
        sleep: Waits; replaced in tests.
        on_throttle: Told of every 429 and 503, with the wait that the endpoint asks for.
    """

    attempts: int = 6
    initial: float = 0.5
    ceiling: float = 30.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    on_throttle: Callable[[float | None], None] | None = None

    async def send(self, request: Callable[[], Awaitable[T]], deadline: float) -> T:
        """Send a request until it succeeds, fails for good, or time or attempts are up.

        Args:
            request: Sends it once.
            deadline: In the running loop's time; no wait goes beyond it.

        Raises:
            Exception: What the last attempt raised.
        """
        clock = asyncio.get_running_loop().time

        def is_over(state: RetryCallState) -> bool:
            return state.attempt_number >= self.attempts or clock() + state.upcoming_sleep >= deadline

        retrying = AsyncRetrying(
            retry=self._is_transient, wait=self._wait, stop=is_over, sleep=self.sleep, reraise=True
        )
        return await retrying(request)

    def _is_transient(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, Exception):
            return False
        failure = read_failure(error)
        if self.on_throttle and failure.status in _THROTTLING_STATUS:
            self.on_throttle(failure.wait)
        return failure.transient

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = read_failure(error).wait if isinstance(error, Exception) else None
        if asked is not None:
            # Never earlier than asked, and not all at the same moment.
            return asked * random.uniform(1.0, 1.1)  # noqa: S311  no secret
        return random.uniform(0.0, min(self.ceiling, self.initial * 2 ** (state.attempt_number - 1)))  # noqa: S311


def read_failure(error: Exception) -> Failure:
    """Read what failed from the exception of any vendor's client."""
    status = _status(error)
    if status is not None:
        code, message = _body(error)
        return Failure("status", status, code, requested_wait(_headers(error)), message)
    if isinstance(error, MalformedResponseError):
        return Failure("malformed", message=str(error))
    if isinstance(error, TimeoutError):
        return Failure("timeout", message=str(error))
    root = _root(error)
    if isinstance(root, TimeoutError) or "Timeout" in type(root).__name__:
        return Failure("timeout", message=str(root))
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, OSError) or names & _TRANSPORT_ERRORS:
        return Failure("connection", message=f"{type(root).__name__}: {root}".rstrip(": "))
    return Failure("other", message=f"{type(error).__name__}: {error}")


def requested_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an endpoint asks to wait, or ``None`` if it does not say."""
    try:
        return max(0.0, float(headers["retry-after-ms"]) / 1000)
    except (KeyError, ValueError):
        pass
    value = headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _status(error: Exception) -> int | None:
    # google-genai calls it code, the others status_code.
    for name in ("status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int):
            return value
    return None


def _headers(error: Exception) -> Mapping[str, str]:
    headers = getattr(getattr(error, "response", None), "headers", None)
    return {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}


def _body(error: Exception) -> tuple[str | None, str]:
    body = getattr(error, "body", None)
    if isinstance(body, Mapping) and isinstance(body.get("error"), Mapping):
        body = body["error"]
    if not isinstance(body, Mapping):
        return None, str(getattr(error, "message", error))
    code = body.get("code") or body.get("type")
    return (str(code) if code else None), str(body.get("message") or error)


def _root(error: BaseException) -> BaseException:
    while (cause := error.__cause__) is not None:
        error = cause
    return error
