"""Flight: what is with the Batch API for an output, as runs of every kind have to know."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from summarizer.batch.intake import refuse_changed
from summarizer.batch.openai_batches.store import Store
from summarizer.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.batch.running import Method


def store_path(output: Path) -> Path:
    """Return where what is in flight for an output is recorded."""
    return output.with_name(f"{output.stem}.batch-api.db")


def draft_path(output: Path) -> Path:
    """Return where the requests stand that are to be sent next for an output."""
    return output.with_name(f"{output.stem}.batch-api.requests")


def find_flight(output: Path, method: Method) -> frozenset[str]:
    """Return the articles that are in flight for an output, by the SHA-256 of their texts.

    Raises:
        ConfigurationError: They were asked in another way, or this run asks a live endpoint and would pay for them again.
        OutputError: The record of them cannot be used.
    """
    path = store_path(output)
    if not path.exists():
        return frozenset()
    with contextlib.closing(Store(path, method.signature)) as store:
        refuse_changed(method.signature, store.signature)
        sent = store.in_flight()
    if sent and method.batch_api is None:
        raise ConfigurationError(
            f"{len(sent)} articles of {output} are with the Batch API and would be paid for twice. Go on with --batch-api, "
            f"or give them up: cancel their batches and remove {path}."
        )
    return sent
