"""Planning: what a run would do, take and cost, without doing it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.batch.finished import Failed
from summarizer.batch.intake import Intake
from summarizer.batch.journal import Journal, Paths
from summarizer.batch.openai_batches import find_flight
from summarizer.batch.report import Tally
from summarizer.summary import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from summarizer.article import Article
    from summarizer.batch.running import Method
    from summarizer.batch.sources import Source


@dataclass(frozen=True)
class Plan:
    """What a run would do.

    Attributes:
        tally: What was read, and what of it needs no work.
        due: Articles to summarise.
        in_flight: Articles that are with the Batch API, and paid for.
        expected: Their tokens, one answer each.
        cost_usd: At the price without any discount, or ``None`` where no price is known.
    """

    tally: Tally
    due: int
    in_flight: int
    expected: Usage
    cost_usd: float | None


def plan(source: Source, output: Path, method: Method, *, retry_failed: bool = False) -> Plan:
    """Read all articles and say what a run would do with them; nothing is written and no engine is opened.

    Raises:
        ConfigurationError: An input is missing, or the output was made in another way.
        OutputError: The output is not this program's.
    """
    source.check()
    tally = Tally()
    paths = Paths.of(output)
    with contextlib.closing(Intake(method.signature, tally, retry_failed=retry_failed)) as intake:
        if paths.summaries.exists() or paths.failures.exists():
            with contextlib.closing(Journal(paths)) as journal:
                intake.load(journal, method.tariff)
        return _expect(intake.sift(source.read()), method, tally, find_flight(output, method))


def _expect(items: Iterable[Article | Failed], method: Method, tally: Tally, sent: frozenset[str]) -> Plan:
    tariff = method.tariff
    due, in_flight, expected = 0, 0, Usage()
    for item in items:
        if isinstance(item, Failed):
            tally.unreadable += 1
        elif item.sha256 in sent:
            in_flight += 1
        else:
            due += 1
            expected += tariff.expect(len(item.text))
    return Plan(tally, due, in_flight, expected, tariff.price(expected) if due else 0.0)
