"""Failing: why an endpoint gave no answer, told with the article, the model and what to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.errors import (
    EngineError,
    EngineUnavailableError,
    RefusedExtractionError,
    TruncatedExtractionError,
)

if TYPE_CHECKING:
    from summarizer.engines.answers import Answer
    from summarizer.engines.retrying import Failure
    from summarizer.summary import Provenance

_REMEDIES = {
    401: "The key was refused: check OPENAI_API_KEY (or the variable of your provider) and which endpoint it is for.",
    402: "The account has no credit: add some, or choose another engine.",
    403: "The key may not use this model here: check its rights, the model's name and the base URL.",
    404: "There is no such model or path: check the model's name and the base URL (it usually ends in /v1).",
    413: "The article is too long for this endpoint: cut it, or choose another model.",
}
_REQUEST = (
    "The request was refused: if tools, response_format or the schema are at fault, choose another mode (tools, "
    "tools_strict, json_schema, json); if a parameter is, leave it out."
)
_TOO_LONG = "The article is too long for this model: choose one with a larger context, or cut the article."
_EXHAUSTED = "The quota is spent: waiting does not help; raise it, or choose another engine."
_KINDS = {
    "connection": "Check that the base URL is right and that the server runs.",
    "timeout": "Raise the timeout or the deadline, or choose a faster model.",
    "malformed": "What answers there is no chat completions API: check the base URL (it usually ends in /v1).",
    "status": "The endpoint is busy or out of order: try again later, or raise attempts and deadline.",
    "other": "The client failed; if it happens again, please report it.",
}
_FATAL = {401, 402, 403, 404}


def explain(failure: Failure, where: str, provenance: Provenance) -> EngineUnavailableError:
    """Return the error for a request that was not answered.

    Args:
        failure: Of the last attempt.
        where: Article, model and base URL.
        provenance: What was tried.
    """
    tried = len(provenance.attempts)
    often = f" after {tried} requests in {provenance.seconds:.1f} s" if tried > 1 else ""
    said = f" ({failure.message})" if failure.status is not None and failure.message else ""
    return EngineUnavailableError(
        f"{where}: {failure.reason}{said}{often}. {remedy(failure)}",
        fatal=failure.exhausted or failure.status in _FATAL,
        provenance=provenance,
    )


def explain_ending(answer: Answer, where: str, provenance: Provenance) -> EngineError:
    """Return the error for an answer that was cut off, refused or filtered."""
    if answer.ending == "truncated":
        return TruncatedExtractionError(
            f"{where}: the answer was cut off after {answer.usage.output_tokens} tokens. Raise max_tokens, or choose a "
            "model with longer answers.",
            provenance=provenance,
            last_object=answer.text,
        )
    said = f": {answer.remark}" if answer.remark else ""
    who = "the model refused" if answer.ending == "refused" else "a content filter stopped the answer"
    return RefusedExtractionError(
        f"{where}: {who}{said}. Choose another model, or --engine rules.",
        provenance=provenance,
        last_object=answer.text,
    )


def remedy(failure: Failure) -> str:
    """Return what to try."""
    if failure.exhausted:
        return _EXHAUSTED
    if failure.code == "context_length_exceeded":
        return _TOO_LONG
    if failure.status in _REMEDIES:
        return _REMEDIES[failure.status]
    if failure.status is not None and not failure.transient:
        return _REQUEST
    return _KINDS[failure.kind]
