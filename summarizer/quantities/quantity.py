"""One quantity of a text: its kind, its place and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.record import Operator, TimeUnit


class Kind(StrEnum):
    """What a quantity is."""

    P_VALUE = "P_VALUE"
    ESTIMATE = "ESTIMATE"
    INTERVAL = "INTERVAL"
    PERCENTAGE = "PERCENTAGE"
    SAMPLE_SIZE = "SAMPLE_SIZE"
    FRACTION = "FRACTION"
    DURATION = "DURATION"
    MEAN_SD = "MEAN_SD"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    Attributes:
        kind: What it is.
        start: Offset of its first character in the folded text.
        end: One past its last.
        value: As printed, sign kept; ``None`` for an interval, a fraction, a P value "NS" and a median not reached.
        lower: Lower limit of an interval or a range.
        upper: Upper limit of an interval or a range.
        level: Level of an interval in percent.
        operator: Relation of a P value, or of any number printed with one ("<5%").
        unit: A time unit's name (``"MONTHS"``), ``"%"``, else as printed.
        measure: Of an estimate; ``"DIFFERENCE"`` where the text does not say of what, ``"RATIO"`` for one that the record has no name for. Of a spread ``"SD"``, ``"SE"``,
            ``"±"``; of an interval ``"CI"``, ``"IQR"``, ``"RANGE"`` or ``None`` for a bare pair.
        events: Numerator.
        total: Denominator.
        spread: Standard deviation or error.
        flag: Why it is not a result: one of ``NOT_RESULTS``. Of a quantity without value ``"NS"``, ``"not reached"``,
            ``"not estimable"``; ``"none"`` for a zero in words; ``"time point"`` for "week 24"; of a P value that says what it tests
            ``"non-inferiority"``, ``"superiority"``, ``"equivalence"``.
    """

    kind: Kind
    start: int
    end: int
    value: str | None = None
    lower: str | None = None
    upper: str | None = None
    level: str | None = None
    operator: Operator | None = None
    unit: str | None = None
    measure: str | None = None
    events: str | None = None
    total: str | None = None
    spread: str | None = None
    flag: str | None = None


NOT_RESULTS = frozenset({"interaction", "trend", "alpha", "margin", "power", "calendar", "label"})
"""Flags of quantities that are no result of the trial."""

TIME_UNITS: dict[str, TimeUnit] = {
    "day": "DAYS",
    "d": "DAYS",
    "week": "WEEKS",
    "wk": "WEEKS",
    "month": "MONTHS",
    "mo": "MONTHS",
    "year": "YEARS",
    "yr": "YEARS",
    "y": "YEARS",
}
