"""Opening: rounds beside an output, with what is in flight for it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from summarizer.batch.openai_batches.dispatch import Dispatch
from summarizer.batch.openai_batches.draft import Draft
from summarizer.batch.openai_batches.replaying import ReplayEngine
from summarizer.batch.openai_batches.rounds import Rounds
from summarizer.batch.openai_batches.service import Service
from summarizer.batch.openai_batches.store import Store
from summarizer.batch.openai_batches.terms import FLIGHT, Terms
from summarizer.batch.places import Here
from summarizer.errors import ConfigurationError
from summarizer.pipeline import Summarizer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summarizer.batch.journal import Journal
    from summarizer.batch.pace import Pace
    from summarizer.batch.prices import Budget
    from summarizer.batch.running import Method
    from summarizer.batch.signature import Signature


def store_path(output: Path) -> Path:
    """Return where what is in flight for an output is recorded."""
    return output.with_name(f"{output.stem}{FLIGHT}")


def read_flight(output: Path, method: Method) -> Signature:
    """Return how what is in flight for an output was asked.

    Raises:
        ConfigurationError: Something is, and this run asks a live endpoint: it would be paid for twice.
        OutputError: The record of it cannot be used.
    """
    path = store_path(output)
    with contextlib.closing(Store(path, method.signature)) as store:
        if method.batch_api is None and (in_flight := store.count_open()):
            raise ConfigurationError(
                f"{in_flight} requests for {output} are with the Batch API and would be paid for twice. Go on with "
                f"--batch-api, or give them up: cancel their batches and remove {path}."
            )
        return store.signature


def open_rounds(
    method: Method, journal: Journal, pace: Pace, say: Callable[[str], None], budget: Budget | None
) -> Rounds:
    """Open the Batch API for an output.

    Raises:
        ConfigurationError: A key is missing.
        OutputError: The files beside the output cannot be used.
    """
    output, terms = journal.paths.summaries, method.batch_api or Terms()
    store = Store(store_path(output), method.signature)
    store.settle(entry.sha256 for entry in journal.completed())
    engine = ReplayEngine(str(method.engine), method.options, terms.sendings, store.look_up)
    service = Service(engine.endpoint.client, engine.endpoint.base_url, terms.patience)
    draft = Draft(output.with_name(f"{output.stem}.batch-api.requests"), store)
    place = Here(Summarizer(engine, unsupported=method.unsupported), pace)
    return Rounds(place, Dispatch(service, store, draft, terms, say), method.tariff, budget)
