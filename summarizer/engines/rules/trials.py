"""Which trials an article reports, and which sentences belong to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Sentence


@dataclass(frozen=True)
class TrialScope:
    """What of an article belongs to one trial.

    Attributes:
        sentences: In order, asides and background left out.
        acronym: Name of the trial, or ``None``.
    """

    sentences: tuple[Sentence, ...]
    acronym: str | None = None
