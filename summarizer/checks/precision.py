"""Interval arithmetic on the printed precision: a printed 0.7 stands for all that rounds to it."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

_NORMAL = NormalDist()


class Bounds(NamedTuple):
    """The closed interval of the true values that a printed number may stand for."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The printed value."""
        return (self.low + self.high) / 2


def decimals(printed: str) -> int:
    """Return how many digits stand behind the decimal point."""
    return len(printed.partition(".")[2])


def bounds(printed: str) -> Bounds:
    """Return what a printed decimal string may stand for: half a unit of its last digit either way."""
    half = 0.5 * 10 ** -decimals(printed)
    value = float(printed)
    return Bounds(value - half, value + half)


def quantile(level: float) -> float:
    """Return how many standard errors a two-sided interval of this level (in percent) reaches to either side."""
    return _NORMAL.inv_cdf(0.5 + level / 200)


def two_sided(z: float) -> float:
    """Return the two-sided P value of a standard normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))
