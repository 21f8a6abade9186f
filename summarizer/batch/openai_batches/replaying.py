"""Replaying: a conversation with a model begun again with the answers that are there, up to the question without one.

The engine is the live one, and does not know. Its endpoint looks every request up by an id made of the article, the request
as it would be sent (which holds model, prompt, schema and parameters) and how often this very request was made before. A
request that failed is found as a failure, and the engine makes it again as it always does: by the next id.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from summarizer.engines.endpoints import OpenAIEndpoint, read_completion
from summarizer.engines.llm import LLMEngine
from summarizer.engines.options import LLMOptions
from summarizer.engines.retrying import MalformedResponseError, RetryPolicy
from summarizer.engines.usage import price
from summarizer.errors import EngineError
from summarizer.summary import Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarizer.article import Article
    from summarizer.batch.openai_batches.store import Reply
    from summarizer.engines.answers import Answer, Turn
    from summarizer.extraction import Extraction
    from summarizer.summary import Provenance

_PROVIDER = "openai"
_OK = 200
_LATE = {"batch_expired", "request_timeout"}


class Request(NamedTuple):
    """A request that is to be sent.

    Attributes:
        custom_id: Under which its answer comes back.
        body: As a live engine would send it.
    """

    custom_id: str
    body: bytes


class Unanswered(BaseException):
    """The question without an answer; as with a cancelled task, nothing that handles errors may take it for one."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.custom_id)
        self.request = request


class RequestFailedError(Exception):
    """A request of a batch that was answered with an HTTP status other than 200."""

    def __init__(self, status_code: int, body: object) -> None:
        super().__init__(f"HTTP {status_code}")
        self.status_code = status_code
        self.body = body


class WindowTimeoutError(Exception):
    """A request that its batch had no time for."""


class RecordedEndpoint(OpenAIEndpoint):
    """Answers from what came back, for one article at a time.

    Args:
        model: As the endpoint names it.
        options: How it is asked.
        look_up: Returns what came back for a request.

    Attributes:
        seconds: How long each request of the conversation took.
    """

    def __init__(self, model: str, options: LLMOptions, look_up: Callable[[str], Reply | None]) -> None:
        super().__init__(model, options)
        self.seconds: list[float] = []
        self._look_up = look_up
        self._article = ""
        self._asked: Counter[str] = Counter()

    def begin(self, sha256: str) -> None:
        """Begin the conversation about an article."""
        self._article = sha256[:32]
        self._asked.clear()
        self.seconds.clear()

    async def ask(self, turns: Sequence[Turn]) -> Answer:
        """Return the answer that came back.

        Raises:
            Unanswered: There is none yet.
            Exception: The request failed.
        """
        body = self.body(turns)
        digest = hashlib.sha256(body).hexdigest()[:16]
        self._asked[digest] += 1
        custom_id = f"{self._article}-{digest}-{self._asked[digest]}"
        reply = self._look_up(custom_id)
        if reply is None:
            raise Unanswered(Request(custom_id, body))
        self.seconds.append(reply.seconds)
        return _read_reply(reply.line)


class ReplayEngine:
    """The engine of a live run with a recorded endpoint, its accounts at the prices and times of batches.

    Args:
        spec: ``openai/MODEL``.
        options: How to ask.
        sendings: How often a request is sent at most.
        look_up: Returns what came back for a request.

    Raises:
        ConfigurationError: A key is missing.
    """

    def __init__(
        self, spec: str, options: LLMOptions | None, sendings: int, look_up: Callable[[str], Reply | None]
    ) -> None:
        model = spec.removeprefix(f"{_PROVIDER}/")
        options = options or LLMOptions()
        # Nothing is waited for: a failure that is found here has had its time.
        retrying = RetryPolicy(min(options.attempts, sendings), initial=0.0)
        self.name = spec
        self.endpoint = RecordedEndpoint(model, options, look_up)
        self._model = model
        self._engine = LLMEngine(spec, options, retrying=retrying)
        self._engine.endpoint = self.endpoint

    async def extract(self, article: Article) -> Extraction:
        """Return the record, if every question has its answer.

        Raises:
            Unanswered: One has none.
            EngineError: No record could be had.
        """
        self.endpoint.begin(article.sha256)
        try:
            extraction = await self._engine.extract(article)
        except EngineError as error:
            if error.provenance is not None:
                error.provenance = self._amend(error.provenance)
            raise
        return replace(extraction, provenance=self._amend(extraction.provenance))

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self.endpoint.aclose()

    def _amend(self, made: Provenance) -> Provenance:
        timed = zip(made.attempts, self.endpoint.seconds, strict=True)
        attempts = tuple(attempt.model_copy(update={"seconds": seconds}) for attempt, seconds in timed)
        costs = [self._price(attempt.usage, made.model) for attempt in attempts if attempt.usage != Usage()]
        known = [cost for cost in costs if cost is not None]
        return made.model_copy(
            update={
                "attempts": attempts,
                "seconds": sum(self.endpoint.seconds),
                "cost_usd": sum(known) if known and len(known) == len(costs) else None,
                "parameters": {**made.parameters, "batch_api": True},
            }
        )

    def _price(self, usage: Usage, named: str | None) -> float | None:
        base_url = None if self.endpoint.official else self.endpoint.base_url
        names = (named, self._model) if named else (self._model,)
        costs = (price(usage, name, provider=_PROVIDER, base_url=base_url, batch=True) for name in names)
        return next((cost for cost in costs if cost is not None), None)


def _read_reply(line: bytes) -> Answer:
    tree = json.loads(line)
    response = tree.get("response")
    if isinstance(response, dict):
        status, body = response.get("status_code"), response.get("body")
        if status != _OK:
            raise RequestFailedError(int(status or 0), body)
        try:
            return read_completion(body)  # type: ignore[arg-type]  # what it is shows in reading it
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise MalformedResponseError(f"no chat completion: {type(error).__name__} in {body!r:.80}") from error
    refusal = tree.get("error")
    code, message = (refusal.get("code"), refusal.get("message")) if isinstance(refusal, dict) else (None, None)
    told = ": ".join(str(part) for part in (code, message) if part) or "neither response nor error"
    raise WindowTimeoutError(told) if code in _LATE else MalformedResponseError(told)
