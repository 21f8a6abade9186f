"""How a model is asked: everything that can be chosen beside its name."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from summarizer.prompting import Mode


@dataclass(frozen=True)
class LLMOptions:
    """How a model is asked.

    Attributes:
        base_url: Of an OpenAI-compatible endpoint; ``None`` takes ``OPENAI_BASE_URL``, else the provider's own.
        api_key: ``None`` takes it from the environment (``OPENAI_API_KEY`` and the like).
        mode: Wire format; local servers differ in what they support.
        temperature: Sent only if given: some models refuse it.
        reasoning_effort: Sent only if given ("minimal", "low", ...).
        seed: Sent only if given.
        max_tokens: Limit of one answer; sent only if given.
        timeout: Seconds for one request, from sending to the end of its answer.
        deadline: Seconds for an article in all, waits and repeated requests included.
        attempts: How often one request is sent at most when the transport fails.
        asks: How many answers a model may give until one stands.
        coverage_ask: Ask once more for statistics of the article that the record does not hold.
        on_throttle: Called when the endpoint throttles (429, 503), with the seconds it asks to wait, if it says.
        gate: Entered for the time of every request, so that a batch can bound how many are in flight.
    """

    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    mode: Mode = "tools"
    temperature: float | None = None
    reasoning_effort: str | None = None
    seed: int | None = None
    max_tokens: int | None = None
    timeout: float = 300.0
    deadline: float = 900.0
    attempts: int = 6
    asks: int = 3
    coverage_ask: bool = False
    on_throttle: Callable[[float | None], None] | None = field(default=None, repr=False, compare=False)
    gate: Callable[[], AbstractAsyncContextManager[None]] = field(default=nullcontext, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.mode not in {"tools", "tools_strict", "json_schema", "json"}:
            raise ConfigurationError(f"mode {self.mode!r} is unknown; use tools, tools_strict, json_schema or json")
        for name in ("timeout", "deadline", "attempts", "asks"):
            if getattr(self, name) <= 0:
                raise ConfigurationError(f"{name} must be greater than 0, not {getattr(self, name)!r}")

    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """Return what decides the answer, for the provenance."""
        return {
            "mode": self.mode,
            "temperature": self.temperature,
            "reasoning_effort": self.reasoning_effort,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
            "asks": self.asks,
            "coverage_ask": self.coverage_ask,
        }
