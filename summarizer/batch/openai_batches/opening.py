"""Opening: rounds beside an output, with what is in flight for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.batch.openai_batches.dispatch import Dispatch
from summarizer.batch.openai_batches.draft import Draft
from summarizer.batch.openai_batches.flight import draft_path, store_path
from summarizer.batch.openai_batches.replaying import ReplayEngine
from summarizer.batch.openai_batches.rounds import Rounds
from summarizer.batch.openai_batches.service import Service
from summarizer.batch.openai_batches.store import Store
from summarizer.batch.openai_batches.terms import Terms
from summarizer.batch.places import Here
from summarizer.pipeline import Summarizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.batch.journal import Journal
    from summarizer.batch.pace import Pace
    from summarizer.batch.prices import Budget
    from summarizer.batch.running import Method


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
    draft = Draft(draft_path(output), store)
    place = Here(Summarizer(engine, unsupported=method.unsupported), pace)
    return Rounds(place, Dispatch(service, store, draft, terms, say), method.tariff, budget)
