"""Ledger: what one extraction tried, why, what came of it, and what it spent."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from summarizer.engines.usage import price
from summarizer.record import SCHEMA_VERSION
from summarizer.summary import Attempt, Provenance, Usage, package_version

if TYPE_CHECKING:
    from summarizer.engines.answers import Answer, Endpoint
    from summarizer.engines.options import LLMOptions
    from summarizer.summary import PromptReference


class Ledger:
    """Keeps account of the requests for one article, failed ones included.

    Args:
        spec: The engine as given.
        endpoint: What is asked.
        options: How it is asked.
        prompt: Which prompt is used.
    """

    def __init__(self, spec: str, endpoint: Endpoint, options: LLMOptions, prompt: PromptReference) -> None:
        self._provider, _, self._named = spec.partition("/")
        self._spec = spec
        self._base_url = None if endpoint.official else endpoint.base_url
        self._options = options
        self._prompt = prompt
        self._started = perf_counter()
        self._attempts: list[Attempt] = []
        self._costs: list[float | None] = []
        self._model: str | None = None

    def fail(self, reason: str, outcome: str, seconds: float) -> None:
        """Enter a request without an answer."""
        self._attempts.append(Attempt(reason=reason, outcome=outcome, usage=Usage(), seconds=seconds))

    def enter(self, reason: str, answer: Answer, seconds: float) -> None:
        """Enter a request with an answer, whatever it is worth."""
        outcome = "ok" if answer.ending == "complete" else answer.ending
        self._attempts.append(Attempt(reason=reason, outcome=outcome, usage=answer.usage, seconds=seconds))
        self._model = answer.model or self._model
        model = answer.model or self._named
        cost = price(answer.usage, model, provider=self._provider, base_url=self._base_url)
        if cost is None and model != self._named:
            # A deployment or a gateway may have a name of its own for it.
            cost = price(answer.usage, self._named, provider=self._provider, base_url=self._base_url)
        self._costs.append(cost)

    def settle(self, outcome: str) -> None:
        """Say what the last answer was worth."""
        self._attempts[-1] = self._attempts[-1].model_copy(update={"outcome": outcome})

    def provenance(self) -> Provenance:
        """Return the account so far."""
        known = [cost for cost in self._costs if cost is not None]
        return Provenance(
            engine=self._spec,
            model=self._model,
            package_version=package_version(),
            prompt=self._prompt,
            schema_version=SCHEMA_VERSION,
            parameters=self._options.parameters(),
            attempts=tuple(self._attempts),
            usage=sum((attempt.usage for attempt in self._attempts), start=Usage()),
            cost_usd=sum(known) if known and len(known) == len(self._costs) else None,
            seconds=perf_counter() - self._started,
        )
