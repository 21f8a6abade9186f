"""Numbers as records and articles print them, their units, and the durations and dates built of them."""

from __future__ import annotations

import re
import tomllib
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from evals.fields import SYNONYMS
from evals.wording import canonical_unit
from summarizer.normalization import fold
from summarizer.quantities import number_tokens

_CACHED = 65536
_DURATION = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*-?\s*(?P<unit>minute|min|hour|hr|h|day|d|week|wk|w|month|mo|m|year|yr|y)s?\b"
    r"|\b(?P<named>minute|hour|day|week|month|year)s?\s+(?P<at>\d+(?:\.\d+)?)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\b(?:no|none|nobody|nil|zero|neither|nor|never|not|without)\b", re.IGNORECASE)
_UNITS = {"mi": "MINUTES", "h": "HOURS", "d": "DAYS", "w": "WEEKS", "m": "MONTHS", "y": "YEARS"}


class Quantity(NamedTuple):
    """A printed number and its unit.

    Attributes:
        value: As printed.
        unit: As in the record; ``None`` for none.
    """

    value: str
    unit: str | None


class Duration(NamedTuple):
    """A length of time or a point in time.

    Attributes:
        value: As printed.
        unit: A key of the time units.
    """

    value: str
    unit: str


@lru_cache(maxsize=_CACHED)
def decimal(text: str) -> Decimal | None:
    """Return the number that a printed one is, or ``None`` for no number."""
    try:
        return Decimal(text.replace(",", "").replace("\u2212", "-"))
    except InvalidOperation:
        return None


@lru_cache(maxsize=_CACHED)
def plain(text: str) -> str:
    """Return a number's magnitude without sign, leading or trailing zeros: equal numbers give equal text."""
    whole, _, fraction = text.replace(",", "").lstrip("+-\u2212").partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' if fraction else ''}{fraction}"


def numbers_in(text: str) -> frozenset[str]:
    """Return the magnitudes of all numbers of a text, in digits and in words, each as :func:`plain` gives it."""
    return frozenset(plain(number) for _, _, number in number_tokens(fold(text).text))


def states_none(text: str) -> bool:
    """Tell whether a text says that there was none of something, in words; the record holds it as a count of 0."""
    return _NONE.search(text) is not None


def rounds_to(exact: Decimal, printed: Decimal) -> bool:
    """Tell whether a number, rounded to the last place of a printed one, is that one."""
    exponent = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    try:
        return any(exact.quantize(exponent, mode) == printed for mode in (ROUND_HALF_UP, ROUND_HALF_EVEN))
    except InvalidOperation:
        return False


def places(number: Decimal) -> int:
    """Return how many digits stand after a number's point."""
    return max(0, -int(number.as_tuple().exponent))


@lru_cache(maxsize=1)
def _conversions() -> dict[str, tuple[str, Decimal]]:
    raw = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["units"]["convert"]
    return {
        canonical_unit(unit): (dimension, Decimal(factor))
        for dimension, units in raw.items()
        for unit, factor in units.items()
    }


@lru_cache(maxsize=_CACHED)
def converted(value: str, unit: str, target: str) -> Decimal | None:
    """Return a number in another unit of its dimension, or ``None`` where the table knows no way."""
    number = decimal(value)
    table = _conversions()
    source, goal = table.get(canonical_unit(unit)), table.get(canonical_unit(target))
    if number is None or source is None or goal is None or source[0] != goal[0]:
        return None
    return number * source[1] / goal[1]


@lru_cache(maxsize=_CACHED)
def durations(text: str) -> tuple[Duration, ...]:
    """Return the durations and points in time that a text names ("3 years", "week 24")."""
    found = []
    for match in _DURATION.finditer(fold(text).text):
        name = (match["unit"] or match["named"]).casefold()
        unit = _UNITS["mi"] if name.startswith("mi") else _UNITS[name[0]]
        found.append(Duration(match["number"] or match["at"], unit))
    return tuple(found)


def same_duration(gold: Duration, predicted: Duration) -> bool:
    """Tell whether two durations are the same at the precision of the gold one."""
    if gold.unit == predicted.unit:
        return decimal(gold.value) == decimal(predicted.value)
    exact, printed = converted(predicted.value, predicted.unit, gold.unit), decimal(gold.value)
    return exact is not None and printed is not None and rounds_to(exact, printed)
