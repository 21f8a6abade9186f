"""Engines: whatever turns an article into a record; vendors load only when theirs is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.engines.options import LLMOptions
from summarizer.errors import ConfigurationError

if TYPE_CHECKING:
    from summarizer.extraction import Engine

__all__ = ["LLMOptions", "open_engine"]


def open_engine(spec: str, options: LLMOptions | None = None) -> Engine:
    """Open an engine by its name.

    Args:
        spec: ``rules``, or ``provider/model`` as in ``openai/gpt-5-mini``.
        options: How to ask the model; only for ``provider/model``.

    Raises:
        ConfigurationError: There is no such engine, or it cannot work as configured.
    """
    if spec == "rules":
        if options is not None:
            raise ConfigurationError("the rules engine takes no model options; name a model (provider/model) for them")
        from summarizer.engines.rules import RulesEngine  # noqa: PLC0415  loads its word lists

        return RulesEngine()
    provider, _, model = spec.partition("/")
    if not (provider and model):
        raise ConfigurationError(
            f"engine {spec!r} is unknown; use 'rules' or 'provider/model', for example 'openai/gpt-5-mini', "
            "'anthropic/claude-sonnet-4-5', 'google/gemini-2.5-flash', 'ollama/qwen3'"
        )
    from summarizer.engines.llm import LLMEngine  # noqa: PLC0415  loads the vendors, a second or more

    return LLMEngine(spec, options or LLMOptions())
