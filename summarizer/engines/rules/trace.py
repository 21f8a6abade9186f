"""What the rules note about themselves while they read: which matcher found a value, and what it beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.extraction import Explanation

if TYPE_CHECKING:
    from collections.abc import Iterable


class Trace:
    """Collects explanations in the order of their noting."""

    def __init__(self) -> None:
        self._notes: list[Explanation] = []
        self._part = ""

    def enter(self, part: str) -> None:
        """Go on to a part of the record ("trials[0]."); the keys noted from now on are below it."""
        self._part = part

    def note(self, key: str, rule: str, competitors: Iterable[str] = ()) -> None:
        """Note that a rule decided a value.

        Args:
            key: Path of the value below the part entered last ("enrollment", "arms[0].participants").
            rule: Name of the matcher.
            competitors: Other readings that lost.
        """
        self._notes.append(Explanation(self._part + key, rule, tuple(competitors)))

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """All notes so far."""
        return tuple(self._notes)
