"""Answers: what an endpoint returns, whatever its wire format, and what an endpoint is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import ValidationError

    from summarizer.prompting import Mode
    from summarizer.summary import Usage

Turn: TypeAlias = "Mapping[str, object]"
"""One message of a conversation in the endpoint's own form."""

Ending: TypeAlias = Literal["complete", "truncated", "refused", "filtered"]
"""Why an answer ended."""

_CANDIDATES = 16
_SHOWN = 60


@dataclass(frozen=True)
class Answer:
    """One answer of a model.

    Attributes:
        text: The record as handed in, in JSON or what should be JSON; ``None`` where there is none.
        ending: Why it ended.
        usage: Its tokens.
        model: As the endpoint names it.
        remark: The words of a refusal, or what the client found wrong with the answer.
        turns: The answer as part of the conversation.
        call: Identifier of its tool call.
    """

    text: str | None
    ending: Ending
    usage: Usage
    model: str | None = None
    remark: str = ""
    turns: tuple[Turn, ...] = field(default=(), repr=False)
    call: str | None = None


class Endpoint(Protocol):
    """Anything that answers a conversation with a record.

    Attributes:
        base_url: Where it is, for messages.
        official: Whether that is the provider's own, so that its prices hold.
        mode: How the prompt has to ask.
    """

    base_url: str
    official: bool
    mode: Mode

    async def ask(self, turns: Sequence[Turn]) -> Answer:
        """Send a conversation once, without any retry.

        Raises:
            Exception: The client's own, readable by `retrying.read_failure`.
        """
        ...

    def reply(self, answer: Answer, message: str) -> list[Turn]:
        """Return the turns that carry a message back to the model after its answer, the answer included."""
        ...

    async def aclose(self) -> None:
        """Give back connections."""
        ...


def take_object(text: str) -> str | None:
    """Take the JSON object out of a text that has words or a code fence around it.

    Args:
        text: What a model wrote.

    Returns:
        The object's own characters, or ``None`` if there is no whole object among the first places where one may begin.
    """
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(_CANDIDATES):
        if start < 0:
            return None
        try:
            _, end = decoder.raw_decode(text, start)
        except ValueError:
            start = text.find("{", start + 1)
        else:
            return text[start:end]
    return None


def describe_errors(error: ValidationError) -> list[tuple[str, str]]:
    """Return path and complaint for everything that pydantic finds wrong."""
    described = []
    for detail in error.errors(include_url=False, include_context=False):
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in detail["loc"])
        shown = repr(detail["input"])
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
        found = "" if detail["type"] in {"missing", "json_invalid"} else f", not {shown}"
        described.append(("".join(steps).lstrip("."), f"{detail['msg']}{found}"))
    return described
