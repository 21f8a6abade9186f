"""Settling: what came of a batch that has ended, for each of its requests.

Answers and errors are taken from its files, whatever its end was. What it has no line for is noted as a failure, so that the
engine sends it again within bounds: unless the batch as a whole was refused or cancelled, which costs nothing and says
nothing of a request; then the requests are taken back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.batch.openai_batches.store import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai.types import Batch, BatchError

    from summarizer.batch.openai_batches.service import Service
    from summarizer.batch.openai_batches.store import Shard, Store

ENDED = {"completed", "failed", "expired", "cancelled"}
_CANCELLED = "batch_cancelled"
_FULL = "token_limit_exceeded"


@dataclass(frozen=True)
class Settlement:
    """What the end of a batch means for the run.

    Attributes:
        refused: Requests that the queue had no room for, and that were taken back.
        ending: Why nothing more should be sent.
        remark: Why some articles are left for a later run.
    """

    refused: int = 0
    ending: str | None = None
    remark: str | None = None


def has_ended(batch: Batch) -> bool:
    """Tell whether a batch has ended and its answers can be read."""
    counts = batch.request_counts
    # The file may come a moment after the status.
    is_behind = counts is not None and counts.completed > 0 and batch.output_file_id is None
    return batch.status in ENDED and not is_behind


def is_queue_full(batch: Batch) -> bool:
    """Tell whether a batch was refused because too many tokens are waiting."""
    return batch.status == "failed" and any(error.code == _FULL for error in _errors(batch))


async def settle(service: Service, store: Store, shard: Shard, batch: Batch) -> Settlement:
    """Record what came back for the requests of a shard.

    Raises:
        ServiceError: A file cannot be read.
    """
    seconds = max(0.0, float(_ended_at(batch) - batch.created_at))

    def take(line: bytes) -> None:
        custom_id = _read_id(line)
        if custom_id is not None:
            store.record_reply(shard, custom_id, Reply(line, seconds))

    for file in (batch.output_file_id, batch.error_file_id):
        if file:
            await service.read(file, take)
    settlement = _settle_rest(store, shard, batch, seconds)
    store.close_shard(shard)
    return settlement


def _settle_rest(store: Store, shard: Shard, batch: Batch, seconds: float) -> Settlement:
    rest = store.open_requests(shard)
    if not rest:
        return Settlement()
    if batch.status == "cancelled":
        store.release(shard, wanted=False)
        return Settlement(
            remark=f"{batch.id} was cancelled with {len(rest)} requests unanswered; the same command sends them again."
        )
    if batch.status == "failed":
        return _settle_failed(store, shard, batch, rest)
    code, message = "missing", "the batch's files hold no line for this request"
    if batch.status == "expired":
        code, message = "batch_expired", "the batch ended before this request was executed"
    for _, custom_id in rest:
        store.record_reply(shard, custom_id, Reply(_error_line(code, message), seconds))
    return Settlement()


def _settle_failed(store: Store, shard: Shard, batch: Batch, rest: list[tuple[int, str]]) -> Settlement:
    errors = _errors(batch)
    if is_queue_full(batch):
        store.release(shard, wanted=True)
        return Settlement(refused=len(rest))
    faulty = {error.line: error for error in errors if error.line is not None}
    if not faulty or len(faulty) >= len(rest) > 1:
        store.release(shard, wanted=True)
        said = "; ".join(dict.fromkeys(f"{error.code}: {error.message}" for error in errors[:3])) or "no reason given"
        return Settlement(ending=f"{batch.id} was refused as a whole ({said}). Nothing of it was executed or paid for.")
    for line, custom_id in rest:
        if error := faulty.get(line):
            reply = _refusal_line(error)
        else:
            reply = _error_line("batch_failed", "another request made the batch fail before this one was executed")
        store.record_reply(shard, custom_id, Reply(reply, 0.0))
    return Settlement()


def _errors(batch: Batch) -> list[BatchError]:
    return (batch.errors.data or []) if batch.errors else []


def _ended_at(batch: Batch) -> int:
    ends = (batch.completed_at, batch.expired_at, batch.cancelled_at, batch.failed_at)
    return next((end for end in ends if end is not None), batch.created_at)


def _read_id(line: bytes) -> str | None:
    """Return whose line it is; one that is no reply is nobody's."""
    try:
        tree = json.loads(line)
    except ValueError:
        return None
    if not isinstance(tree, dict) or _is_cancelled(tree):
        return None
    custom_id = tree.get("custom_id")
    return custom_id if isinstance(custom_id, str) else None


def _is_cancelled(tree: Mapping[str, object]) -> bool:
    error = tree.get("error")
    return isinstance(error, dict) and error.get("code") == _CANCELLED


def _error_line(code: str, message: str) -> bytes:
    return json.dumps({"response": None, "error": {"code": code, "message": message}}).encode()


def _refusal_line(error: BatchError) -> bytes:
    body = {"error": {"code": error.code, "message": error.message}}
    return json.dumps({"response": {"status_code": 400, "body": body}, "error": None}).encode()
