"""Engines: whatever turns an article into a record; vendors load only when theirs is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.engines.options import LLMOptions
from summarizer.errors import ConfigurationError

if TYPE_CHECKING:
    from summarizer.extraction import Engine

__all__ = ["HYBRID", "LLMOptions", "open_engine"]

HYBRID = "hybrid:"
"""Before ``provider/model``: the rules read beside the model."""


def open_engine(spec: str, options: LLMOptions | None = None) -> Engine:
    """Open an engine by its name.

    Args:
        spec: ``rules``, ``provider/model`` as in ``openai/gpt-5-mini``, or ``hybrid:provider/model`` for a model with the rules
            as second reader.
        options: How to ask the model; only where there is one.

    Raises:
        ConfigurationError: There is no such engine, or it cannot work as configured.
    """
    if spec == "rules":
        if options is not None:
            raise ConfigurationError("the rules engine takes no model options; name a model (provider/model) for them")
        from summarizer.engines.rules import RulesEngine  # noqa: PLC0415  loads its word lists

        return RulesEngine()
    provider, _, model = spec.removeprefix(HYBRID).partition("/")
    if not (provider and model):
        raise _unknown(spec)
    if spec.startswith(HYBRID):
        from summarizer.engines.hybrid import HybridEngine  # noqa: PLC0415  loads what both need

        return HybridEngine(spec, options)
    from summarizer.engines.llm import LLMEngine  # noqa: PLC0415  loads the vendors, a second or more

    return LLMEngine(spec, options or LLMOptions())


def _unknown(spec: str) -> ConfigurationError:
    if spec.startswith(HYBRID):
        return ConfigurationError(
            f"engine {spec!r} names no model; the rules are its second reader, and a model is to be the first: "
            "'hybrid:provider/model', for example 'hybrid:openai/gpt-5-mini'"
        )
    return ConfigurationError(
        f"engine {spec!r} is unknown; use 'rules' or 'provider/model', for example 'openai/gpt-5-mini', "
        "'anthropic/claude-sonnet-4-5', 'google/gemini-2.5-flash', 'ollama/qwen3', or 'hybrid:provider/model'"
    )
