"""Intake: which of the articles that are read still need work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.batch.finished import Failed
from summarizer.batch.index import Index, State
from summarizer.batch.prices import cost_of
from summarizer.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summarizer.article import Article
    from summarizer.batch.journal import Journal
    from summarizer.batch.prices import Tariff
    from summarizer.batch.report import Tally
    from summarizer.batch.signature import Signature

_NAMED = 6


class ChangedError(ConfigurationError):
    """An output holds summaries made in another way."""


class Intake:
    """Knows what earlier runs and this one have taken.

    Args:
        signature: Of this run.
        tally: Counts what is left out.
        retry_failed: Take what failed in earlier runs, and nothing else.
    """

    def __init__(self, signature: Signature, tally: Tally, *, retry_failed: bool = False) -> None:
        self.spent = 0.0
        self._signature = signature
        self._tally = tally
        self._retry_failed = retry_failed
        self._index = Index()

    def load(self, journal: Journal, tariff: Tariff) -> None:
        """Learn what earlier runs wrote, and take off the failures file what is settled.

        Raises:
            ChangedError: It was made in another way.
            OutputError: It was not made by this program.
        """
        for entry in journal.completed():
            refuse_changed(self._signature, entry.signature)
            self._index.put(entry.sha256, State.COMPLETED)
            self.spent += cost_of(entry.account, tariff) or 0.0
        last: dict[str, int] = {}
        number = 0
        for number, (failed, signature) in enumerate(journal.failed(), start=1):
            self.spent += cost_of(failed, tariff) or 0.0
            sha256 = failed.article.sha256
            # What could not be read is read again in every run.
            if sha256 is not None and self._index.get(sha256) is not State.COMPLETED:
                refuse_changed(self._signature, signature)
                last[sha256] = number
        for sha256 in last:
            self._index.put(sha256, State.FAILED)
        if len(last) < number:
            keep = set(last.values())
            lines = journal.failures.lines()
            journal.failures.replace(line for at, line in enumerate(lines, start=1) if at in keep)

    def sift(self, items: Iterable[Article | Failed]) -> Iterator[Article | Failed]:
        """Yield what needs work, or goes to the failures; count the rest."""
        for item in items:
            self._tally.read += 1
            if isinstance(item, Failed):
                yield item
            elif self._is_due(item):
                self._index.put(item.sha256, State.TAKEN)
                yield item

    def close(self) -> None:
        """Give back the index."""
        self._index.close()

    def _is_due(self, article: Article) -> bool:
        state = self._index.get(article.sha256)
        if state is State.TAKEN:
            self._tally.repeated += 1
            return False
        if not self._index.is_new_id(article.id):
            self._tally.repeated_ids += 1
        if state is State.COMPLETED:
            self._tally.reused += 1
            self._index.put(article.sha256, State.TAKEN)
            return False
        if (state is State.FAILED) is self._retry_failed:
            return True
        self._index.put(article.sha256, State.TAKEN)
        if state is State.FAILED:
            self._tally.failed_earlier += 1
        else:
            self._tally.passed_over += 1
        return False


def refuse_changed(now: Signature, earlier: Signature) -> None:
    """Refuse to go on with what was made in another way.

    Raises:
        ChangedError: It was.
    """
    differences = now.differences(earlier)
    if differences:
        shown = "; ".join(differences[:_NAMED])
        raise ChangedError(
            f"the output holds summaries made in another way ({shown}). Give the same options to go on with it, "
            "--rerun to write beside it, or another output with -o."
        )
