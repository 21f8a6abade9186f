"""The arms of a trial, and every name by which the text refers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.record import Arm


@dataclass(frozen=True)
class ArmFinding:
    """An arm, and how the text calls it.

    Attributes:
        arm: As it stands in the record.
        aliases: Lower-cased names that mean this arm and no other, longest first: its label, drugs, abbreviations,
            "placebo", "control group", "the combination" ...
    """

    arm: Arm
    aliases: tuple[str, ...]
