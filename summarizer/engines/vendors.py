"""Vendors: providers other than OpenAI, through instructor's clients, wire formats and parsing."""

from __future__ import annotations

import inspect
import logging
from typing import TYPE_CHECKING, Any

import instructor
from instructor.core import AsyncInstructor, Hooks, IncompleteOutputException, InstructorError, InstructorRetryException
from instructor.core import ConfigurationError as VendorConfigurationError
from pydantic import ValidationError

from summarizer.engines.answers import Answer, describe_errors
from summarizer.engines.endpoints import PerLoop
from summarizer.engines.usage import read_usage
from summarizer.errors import ConfigurationError
from summarizer.record import Record
from summarizer.summary import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.answers import Ending, Turn
    from summarizer.engines.options import LLMOptions
    from summarizer.prompting import Mode

_MODES = {
    "tools": instructor.Mode.TOOLS,
    "tools_strict": instructor.Mode.TOOLS_STRICT,
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "json": instructor.Mode.MD_JSON,
}
_ENDINGS: dict[str, Ending] = {
    "length": "truncated",
    "max_tokens": "truncated",
    "refusal": "refused",
    "content_filter": "filtered",
    "safety": "filtered",
    "prohibited_content": "filtered",
    "recitation": "filtered",
}
# Anthropic's API wants a limit, and instructor's own is too low for a record.
_REQUIRED_LIMITS = {"anthropic": 16_000}
# What the model is called in a conversation, where not "assistant".
_ROLES = {"google": "model", "vertexai": "model", "generative-ai": "model", "gemini": "model"}

# What it logs as an error is raised too, and told with the article's name.
logging.getLogger("instructor").addHandler(logging.NullHandler())


class InstructorEndpoint:
    """A model of any provider that instructor knows.

    Attributes:
        base_url: Where it is, if that was chosen.
        official: Whether it is the provider's own.
        mode: How the prompt asks; the wire format is instructor's affair.
    """

    mode: Mode = "json_schema"

    def __init__(self, spec: str, options: LLMOptions) -> None:
        self.base_url = options.base_url or f"{spec.partition('/')[0]} (its own)"
        self.official = options.base_url is None
        self._spec = spec
        self._role = _ROLES.get(spec.partition("/")[0], "assistant")
        self._options = options
        self._arguments = _arguments(spec, options)
        self._clients = PerLoop(self._connect, _close)
        # Only to refuse here what cannot work: a provider, mode, package or key.
        self._connect()

    async def ask(self, turns: Sequence[Turn]) -> Answer:
        """Send a conversation once."""
        client = await self._clients.get()
        responses: list[object] = []
        hooks = Hooks()
        hooks.on("completion:response", responses.append)
        text, remark = None, ""
        try:
            # No context: with one, instructor would render the messages, the article among them, as templates.
            messages: Any = list(turns)
            # Not strict: some providers' answers arrive as Python values, whose lists are no tuples.
            record = await client.create(
                response_model=Record, messages=messages, max_retries=0, strict=False, hooks=hooks, **self._arguments
            )
            text = record.model_dump_json()
        except VendorConfigurationError as error:
            raise ConfigurationError(f"engine {self._spec} cannot be used: {error}") from error
        except IncompleteOutputException as error:
            remark = str(error)
        except InstructorRetryException as error:
            cause = error.__cause__ or error
            if isinstance(cause, TypeError):
                # An option that the provider's client does not have, or no key.
                raise ConfigurationError(f"engine {self._spec} cannot be asked like this: {cause}") from error
            if not responses:
                raise cause from None
            remark = _remark(error)
        return _answer(responses[-1] if responses else None, text, remark)

    def reply(self, answer: Answer, message: str) -> list[Turn]:
        """Return the turns that carry a message back to the model: plain text, which every provider takes."""
        said: list[Turn] = [{"role": self._role, "content": answer.text}] if answer.text else []
        return [*said, {"role": "user", "content": message}]

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        await self._clients.aclose()

    def _connect(self) -> AsyncInstructor:
        options = self._options
        key: dict[str, Any] = {} if options.api_key is None else {"api_key": options.api_key}
        try:
            client = instructor.from_provider(self._spec, async_client=True, mode=_MODES[options.mode], **key)
        except (InstructorError, ImportError, ValueError, TypeError) as error:
            raise ConfigurationError(f"engine {self._spec} cannot be opened: {error}") from error
        raw: Any = client.client
        # Set on the client: not every provider takes it from instructor.
        if options.base_url is not None:
            if not hasattr(raw, "base_url"):
                raise ConfigurationError(f"engine {self._spec}: this provider's client takes no base URL")
            raw.base_url = options.base_url
        # Transport has one owner, and it is not the client.
        if hasattr(raw, "max_retries"):
            raw.max_retries = 0
        return client


def _arguments(spec: str, options: LLMOptions) -> dict[str, Any]:
    given = {
        "temperature": options.temperature,
        "reasoning_effort": options.reasoning_effort,
        "seed": options.seed,
        "max_tokens": options.max_tokens or _REQUIRED_LIMITS.get(spec.partition("/")[0]),
    }
    return {name: value for name, value in given.items() if value is not None}


def _remark(error: InstructorRetryException) -> str:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return "; ".join(f"{path or 'answer'}: {message}" for path, message in describe_errors(cause))
    return str(cause or error)


def _answer(response: object, text: str | None, remark: str) -> Answer:
    usage = getattr(response, "usage", None) or getattr(response, "usage_metadata", None)
    model = getattr(response, "model", None) or getattr(response, "model_version", None)
    return Answer(
        text,
        _ending(response),
        read_usage(usage) if usage else Usage(),
        model if isinstance(model, str) else None,
        remark,
    )


def _ending(response: object) -> Ending:
    for name in ("choices", "candidates"):
        first = next(iter(getattr(response, name, None) or ()), None)
        if first is not None:
            response = first
    if getattr(getattr(response, "message", None), "refusal", None):
        return "refused"
    reason = getattr(response, "finish_reason", None) or getattr(response, "stop_reason", None) or ""
    return _ENDINGS.get(str(getattr(reason, "value", reason)).lower(), "complete")


async def _close(client: AsyncInstructor) -> None:
    raw: Any = client.client
    # Google's client holds its asynchronous side in a part of its own.
    for owner in (getattr(raw, "aio", None), raw):
        close = getattr(owner, "aclose", None) or getattr(owner, "close", None)
        closing = close() if close is not None else None
        if inspect.isawaitable(closing):
            await closing
