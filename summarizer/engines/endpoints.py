"""Endpoints: OpenAI's chat completions as prepared requests, and every other provider through instructor.

For the first all that does not depend on the article is made once: instructor would rebuild model and schema on every
call, several times the cost of everything else. For the others it brings what is worth that cost: their clients, wire
formats and parsing. Neither retries anything.
"""

from __future__ import annotations

import asyncio
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

import httpx2
import openai

from summarizer.engines.answers import Answer
from summarizer.engines.retrying import MalformedResponseError
from summarizer.engines.usage import read_usage
from summarizer.errors import ConfigurationError
from summarizer.prompting import TOOL, record_schema

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from summarizer.engines.answers import Ending, Turn
    from summarizer.engines.options import LLMOptions
    from summarizer.prompting import Mode

C = TypeVar("C")

_OPENAI = "https://api.openai.com/v1"
_DESCRIPTION = "Hands in the record of the article."


class PerLoop(Generic[C]):
    """One client for each event loop, since connections belong to a loop.

    A client lives in an asynchronous generator, and a loop closes its generators when it is shut down (``asyncio.run``
    does so): an engine can be used by several loops, one after the other or in threads, and leaks nothing.
    """

    def __init__(self, make: Callable[[], C], close: Callable[[C], Awaitable[None]]) -> None:
        self._make = make
        self._close = close
        self._held: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[C, AsyncGenerator[C, None]]] = (
            WeakKeyDictionary()
        )

    async def get(self) -> C:
        """Return the running loop's client; the first call makes it."""
        loop = asyncio.get_running_loop()
        held = self._held.get(loop)
        if held is None:
            life = self._live(loop)
            held = self._held[loop] = (await anext(life), life)
        return held[0]

    async def aclose(self) -> None:
        """Close the running loop's client."""
        held = self._held.get(asyncio.get_running_loop())
        if held is not None:
            await held[1].aclose()

    async def _live(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[C, None]:
        client = self._make()
        try:
            yield client
        finally:
            self._held.pop(loop, None)
            await self._close(client)


class OpenAIEndpoint:
    """Chat completions of OpenAI or of any endpoint compatible with it.

    Attributes:
        base_url: Where it is.
        official: Whether that is OpenAI itself.
        mode: Wire format.
    """

    def __init__(self, model: str, options: LLMOptions) -> None:
        self.base_url = options.base_url or os.environ.get("OPENAI_BASE_URL") or _OPENAI
        self.official = httpx2.URL(self.base_url).host == httpx2.URL(_OPENAI).host
        self._key = options.api_key or os.environ.get("OPENAI_API_KEY") or ""
        if self.official and not self._key:
            raise ConfigurationError(
                "OPENAI_API_KEY is not set. Set it, or set OPENAI_BASE_URL to an endpoint that needs none, "
                "or use --engine rules, which works offline."
            )
        self.mode: Mode = options.mode
        self._timeout = options.timeout
        static = {"model": model, **_sampling(options, official=self.official), **_wire_format(options.mode)}
        # Schema and system message are most of a request: they are written as JSON once.
        self._head = json.dumps(static)[:-1] + ', "messages": ['
        self._clients = PerLoop(self._connect, openai.AsyncOpenAI.close)

    async def ask(self, turns: Sequence[Turn]) -> Answer:
        """Send a conversation once."""
        client = await self.client()
        response = await client.post(
            "/chat/completions",
            cast_to=httpx2.Response,
            content=self.body(turns),
            options={"headers": {"Content-Type": "application/json"}},
        )
        try:
            return read_completion(json.loads(response.content))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            start = response.content[:80].decode("utf-8", "replace")
            raise MalformedResponseError(f"no chat completion: {type(error).__name__} in {start!r}") from error

    def body(self, turns: Sequence[Turn]) -> bytes:
        """Return the request that carries a conversation, as one line of JSON."""
        messages = ", ".join(
            _encode_static(turn["content"]) if turn["role"] == "system" else json.dumps(turn) for turn in turns
        )
        return f"{self._head}{messages}]}}".encode()

    async def client(self) -> openai.AsyncOpenAI:
        """Return the running loop's client; its own retries are off."""
        return await self._clients.get()

    def reply(self, answer: Answer, message: str) -> list[Turn]:
        """Return the turns that carry a message back to the model."""
        if answer.call is None:
            return [*answer.turns, {"role": "user", "content": message}]
        return [*answer.turns, {"role": "tool", "tool_call_id": answer.call, "content": message}]

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        await self._clients.aclose()

    def _connect(self) -> openai.AsyncOpenAI:
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        return openai.AsyncOpenAI(
            base_url=self.base_url,
            api_key=self._key or "none",
            max_retries=0,
            timeout=self._timeout,
            http_client=openai.DefaultAioHttpClient(limits=limits),
        )


@lru_cache(maxsize=8)
def _encode_static(content: object) -> str:
    return json.dumps({"role": "system", "content": content})


def _sampling(options: LLMOptions, *, official: bool) -> dict[str, object]:
    # OpenAI's reasoning models refuse max_tokens; many compatible servers know nothing else.
    limit = "max_completion_tokens" if official else "max_tokens"
    given = {
        "temperature": options.temperature,
        "reasoning_effort": options.reasoning_effort,
        "seed": options.seed,
        limit: options.max_tokens,
    }
    return {name: value for name, value in given.items() if value is not None}


def _wire_format(mode: Mode) -> dict[str, object]:
    if mode == "json":
        return {"response_format": {"type": "json_object"}}
    if mode == "json_schema":
        schema = {"name": "record", "description": _DESCRIPTION, "strict": True, "schema": record_schema()}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    function: dict[str, object] = {"name": TOOL, "description": _DESCRIPTION, "parameters": record_schema()}
    choice = {"type": "function", "function": {"name": TOOL}}
    if mode == "tools":
        return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
    strict = {**function, "strict": True}
    # Strict decoding is guaranteed for a single call only.
    return {
        "tools": [{"type": "function", "function": strict}],
        "tool_choice": choice,
        "parallel_tool_calls": False,
    }


def read_completion(completion: dict) -> Answer:  # type: ignore[type-arg]  # any JSON object
    """Read a chat completion.

    Raises:
        LookupError, TypeError, AttributeError: It is none.
    """
    choice = completion["choices"][0]
    message = choice["message"]
    usage, model = read_usage(completion.get("usage")), completion.get("model")
    refusal = message.get("refusal")
    ending = _ending(choice.get("finish_reason"), refused=bool(refusal))
    for call in message.get("tool_calls") or ():
        arguments = call["function"]["arguments"]
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        turn = {
            "role": "assistant",
            "content": message.get("content"),
            "tool_calls": [
                {
                    "id": call["id"],
                    "type": "function",
                    "function": {"name": call["function"]["name"], "arguments": text},
                }
            ],
        }
        return Answer(text, ending, usage, model, turns=(turn,), call=call["id"])
    content = message.get("content")
    turns: tuple[Turn, ...] = ({"role": "assistant", "content": content},) if content else ()
    return Answer(content, ending, usage, model, refusal or "", turns)


def _ending(reason: str | None, *, refused: bool) -> Ending:
    if refused:
        return "refused"
    if reason == "length":
        return "truncated"
    return "filtered" if reason == "content_filter" else "complete"
