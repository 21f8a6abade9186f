"""Report: what a run did, counted as it goes and written at its end."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from summarizer.batch.finished import Completed
from summarizer.batch.prices import cost_of
from summarizer.exports.files import write_atomically
from summarizer.summary import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from summarizer.batch.finished import Failed
    from summarizer.batch.pool import Finished
    from summarizer.batch.prices import Tariff
    from summarizer.batch.signature import Signature


@dataclass
class Tally:
    """Counts of a run; every article that was read is in exactly one of the first seven.

    Attributes:
        completed: Summarised in this run.
        failed: Failed in this run.
        unreadable: Rows and files that are no article.
        reused: Summarised in an earlier run.
        failed_earlier: Failed in an earlier run, and not begun again.
        repeated: The text of an article that came before.
        passed_over: Left out by ``--retry-failed``.
        read: All that was read.
        repeated_ids: Articles with the id of another text.
    """

    completed: int = 0
    failed: int = 0
    unreadable: int = 0
    reused: int = 0
    failed_earlier: int = 0
    repeated: int = 0
    passed_over: int = 0
    read: int = 0
    repeated_ids: int = 0
    usage: Usage = field(default_factory=Usage)
    cost_usd: float = 0.0
    unpriced: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=monotonic)

    @property
    def settled(self) -> int:
        """Articles that need no more work, in this run or before."""
        return (
            self.completed
            + self.failed
            + self.unreadable
            + self.reused
            + self.failed_earlier
            + self.repeated
            + self.passed_over
        )

    @property
    def unfinished(self) -> int:
        """Articles that were read, and are left for a later run."""
        return self.read - self.settled

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return monotonic() - self.started

    @property
    def rate(self) -> float:
        """Articles a second."""
        return (self.completed + self.failed) / self.seconds if self.seconds else 0.0

    def count(self, finished: Iterable[Finished], tariff: Tariff) -> None:
        """Count what came of articles."""
        for one in finished:
            if isinstance(one, Completed):
                self.completed += 1
                self.findings.update(one.account.findings)
                self._spend(one.account.usage, cost_of(one.account, tariff))
            else:
                self.failures[one.kind] += 1
                if one.article.sha256 is None:
                    self.unreadable += 1
                else:
                    self.failed += 1
                    self._spend(one.usage, cost_of(one, tariff))

    def count_lost(self, lost: Iterable[Failed], tariff: Tariff) -> None:
        """Count what failures took that were no ending of their article."""
        for failed in lost:
            self._spend(failed.usage, cost_of(failed, tariff))

    def _spend(self, usage: Usage, cost: float | None) -> None:
        self.usage += usage
        if cost is None:
            self.unpriced += 1
        else:
            self.cost_usd += cost


@dataclass(frozen=True)
class Report:
    """What `OUT.run.json` says.

    Attributes:
        path: Where it is written.
        signature: Of the run.
        inputs: As named.
        begun: When.
    """

    path: Path
    signature: Signature
    inputs: tuple[str, ...]
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))

    def write(self, tally: Tally, state: str, reason: str | None = None) -> None:
        """Write it whole.

        Args:
            tally: Counts so far.
            state: ``running``, ``finished``, ``stopped`` or ``interrupted``.
            reason: Why it stopped.
        """
        tree = {
            "state": state,
            "reason": reason,
            "pid": os.getpid() if state == "running" else None,
            "begun": self.begun.isoformat(timespec="seconds"),
            "seconds": round(tally.seconds, 3),
            "inputs": self.inputs,
            "signature": self.signature.model_dump(mode="json"),
            "counts": {
                "read": tally.read,
                "completed": tally.completed,
                "failed": tally.failed,
                "unreadable": tally.unreadable,
                "reused": tally.reused,
                "failed_earlier": tally.failed_earlier,
                "repeated": tally.repeated,
                "passed_over": tally.passed_over,
                "unfinished": tally.unfinished,
            },
            "repeated_ids": tally.repeated_ids,
            "articles_per_second": round(tally.rate, 2),
            "usage": tally.usage.model_dump(),
            "cost_usd": None if tally.unpriced else round(tally.cost_usd, 6),
            "findings": dict(tally.findings.most_common()),
            "failures": dict(tally.failures.most_common()),
            "peak_memory_mb": round(_peak_memory(), 1),
        }
        write_atomically(self.path, json.dumps(tree, ensure_ascii=False, indent=2) + "\n")


def _peak_memory() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on a Mac, else kilobytes.
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024
