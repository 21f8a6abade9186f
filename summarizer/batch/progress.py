"""Progress: a bar on a terminal, lines of a log elsewhere; on standard error either way."""

from __future__ import annotations

import sys
import threading
from time import monotonic, strftime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress, TaskID

    from summarizer.batch.openai_batches.rounds import Rounds
    from summarizer.batch.pool import Pool
    from summarizer.batch.report import Tally

_EVERY = 10.0
# Articles from which on a rate says something about the rest.
_ENOUGH = 10
_MINUTE = 60
_THOUSAND = 1000
_UNITS = ("", "k", "M", "G")


def describe(tally: Tally, total: int | None = None, pause: float = 0.0) -> str:
    """Return in one line how a run goes.

    Args:
        tally: Its counts.
        total: How many articles there are, if that is known.
        pause: Seconds until the endpoint wants to be asked again.
    """
    parts = [f"{tally.settled}/{total} done" if total else f"{tally.settled} done"]
    if failed := tally.failed + tally.unreadable:
        parts.append(f"{failed} failed")
    if kept := tally.reused + tally.failed_earlier:
        parts.append(f"{kept} from before")
    parts.append(f"{tally.rate:.1f}/s")
    tokens = tally.usage.input_tokens + tally.usage.output_tokens
    if tokens:
        parts.append(f"{shorten(tokens)} tokens")
    if tally.cost_usd:
        parts.append(f"${tally.cost_usd:.2f}")
    if total and total > tally.settled and tally.completed + tally.failed >= _ENOUGH:
        parts.append(f"{last(tally, total)} left")
    if pause:
        parts.append(f"endpoint asks to wait {pause:.0f} s")
    return ", ".join(parts)


def last(tally: Tally, total: int) -> str:
    """Return how long the rest takes at the rate so far, as ``1:02:03`` or ``2:03``."""
    return clock((total - tally.settled) / tally.rate) if tally.rate else "?"


def clock(seconds: float) -> str:
    """Return a length of time as ``1:02:03`` or ``2:03``."""
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def shorten(number: float) -> str:
    """Return a number with three digits or so, as ``12.3k``."""
    for unit in _UNITS:
        if number < _THOUSAND or unit == _UNITS[-1]:
            return f"{number:.3g}{unit}" if unit else f"{number:.0f}"
        number /= _THOUSAND
    raise AssertionError("the last unit takes all")


class Log:
    """Lines of a log, one every ten seconds.

    Args:
        say: Prints a line.
        count: Counts the articles, in a thread of its own.
        every: Seconds between lines.
    """

    def __init__(self, say: Callable[[str], None], count: Callable[[], int], every: float = _EVERY) -> None:
        self._say = say
        self._total = _Total(count)
        self._every = every
        self._tally: Tally | None = None
        self._pool: Pool | Rounds | None = None
        self._said = monotonic()

    def begin(self, tally: Tally, pool: Pool | Rounds) -> None:
        """Show the beginning of a run."""
        self._tally, self._pool = tally, pool
        self._total.find()

    def advance(self) -> None:
        """Show that articles are finished, if it is time to."""
        if self._tally is not None and monotonic() - self._said >= self._every:
            self._said = monotonic()
            self.say(describe(self._tally, self._total.value, self._pool.pace.pause if self._pool else 0.0))

    def say(self, message: str) -> None:
        """Show a message with the time of day."""
        self._say(f"{strftime('%H:%M:%S')} {message}")

    def close(self) -> None:
        """End."""


class Bar:
    """A bar with what is done, failed and spent.

    Args:
        count: Counts the articles, in a thread of its own.
    """

    def __init__(self, count: Callable[[], int]) -> None:
        from rich.console import Console  # noqa: PLC0415 - only for a terminal
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

        self._total = _Total(count)
        self._tally: Tally | None = None
        self._pool: Pool | Rounds | None = None
        self._progress: Progress = Progress(
            BarColumn(bar_width=24), TextColumn("{task.description}"), console=Console(stderr=True), auto_refresh=False
        )
        self._task: TaskID = self._progress.add_task("starting", total=None)
        self._drawing = threading.Thread(target=self._draw, daemon=True)
        self._ended = threading.Event()

    def begin(self, tally: Tally, pool: Pool | Rounds) -> None:
        """Show the beginning of a run."""
        self._tally, self._pool = tally, pool
        self._total.find()
        self._progress.start()
        self._drawing.start()

    def advance(self) -> None:
        """Nothing: the bar looks for itself, four times a second."""

    def say(self, message: str) -> None:
        """Show a message above the bar."""
        self._progress.console.print(message, markup=False, highlight=False)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._ended.set()
        if self._drawing.is_alive():
            self._drawing.join()
        self._progress.stop()

    def _draw(self) -> None:
        while not self._ended.wait(0.25):
            self._update()
        self._update()

    def _update(self) -> None:
        if self._tally is not None:
            described = describe(self._tally, self._total.value, self._pool.pace.pause if self._pool else 0.0)
            self._progress.update(
                self._task, total=self._total.value, completed=self._tally.settled, description=described, refresh=True
            )


class _Total:
    """How many articles there are, once that is known."""

    def __init__(self, count: Callable[[], int]) -> None:
        self.value: int | None = None
        self._count = count

    def find(self) -> None:
        """Count in a thread of its own; a long list does not delay the first article."""
        threading.Thread(target=self._find, daemon=True).start()

    def _find(self) -> None:
        try:
            self.value = self._count()
        except Exception:  # noqa: BLE001 - nothing but an estimate is lost
            self.value = None


def open_watcher(say: Callable[[str], None], count: Callable[[], int]) -> Log | Bar:
    """Return a bar where standard error is a terminal, else a log."""
    return Bar(count) if sys.stderr.isatty() else Log(say, count)
