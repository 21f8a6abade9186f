"""Coverage: the statistics that stand in the article, and which of them the record holds."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from summarizer.grounding import Kind as ValueKind
from summarizer.quantities import NOT_RESULTS, Kind, Quantity, scan
from summarizer.sentences import split
from summarizer.summary import CheckCount, Coverage, MissedStatistic, StatisticCount, StatisticKind

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.grounding import Grounding

_RATIOS = {"HAZARD_RATIO", "ODDS_RATIO", "RISK_RATIO", "RATE_RATIO"}
_KINDS: dict[Kind, StatisticKind] = {
    Kind.P_VALUE: "p_value",
    Kind.INTERVAL: "interval",
    Kind.PERCENTAGE: "percentage",
    Kind.SAMPLE_SIZE: "sample_size",
}
_ORDER: tuple[StatisticKind, ...] = ("p_value", "ratio", "interval", "percentage", "sample_size", "median")
_MEDIAN_REACH = 60


def cover(grounding: Grounding, article: Article, checks: tuple[CheckCount, ...] = ()) -> Coverage:
    """Compare the statistics of an article with those of its record.

    Args:
        grounding: Where the record's values stand.
        article: The text.
        checks: How often each check could be applied, to be published beside.

    Returns:
        For each kind how many stand in the article and how many of them the record holds, and the others with their sentence.
        One that stands where a value of the record was found is held; so is a repetition of a value held elsewhere.
    """
    text = article.folded.text
    held_at, held_numbers = _held(grounding, article)
    found: dict[StatisticKind, int] = dict.fromkeys(_ORDER, 0)
    held: dict[StatisticKind, int] = dict.fromkeys(_ORDER, 0)
    missed: list[MissedStatistic] = []
    for quantity in scan(text):
        kind = _kind(quantity, text)
        if kind is None:
            continue
        found[kind] += 1
        start, end = article.folded.original(quantity.start, quantity.end)
        numbers = _numbers(quantity)
        if _overlaps(held_at, start, end) or all(number in held_numbers for number in numbers):
            held[kind] += 1
        else:
            missed.append(_missed(kind, quantity, article, (start, end)))
    counts = tuple(StatisticCount(kind=kind, found=found[kind], held=held[kind]) for kind in _ORDER)
    return Coverage(statistics=counts, missed=tuple(missed), checks=checks)


def _kind(quantity: Quantity, text: str) -> StatisticKind | None:
    # What is not reached or not significant is said in words; there is no number to hold.
    if quantity.flag in NOT_RESULTS or not _numbers(quantity):
        return None
    if quantity.kind is Kind.ESTIMATE and quantity.measure in _RATIOS:
        return "ratio"
    if (
        quantity.kind is Kind.DURATION
        and "median" in text[max(0, quantity.start - _MEDIAN_REACH) : quantity.start].lower()
    ):
        return "median"
    if quantity.kind is Kind.INTERVAL and quantity.measure in {"IQR", "RANGE"}:
        return None
    return _KINDS.get(quantity.kind)


def _held(grounding: Grounding, article: Article) -> tuple[list[tuple[int, int]], set[str]]:
    """Return where the record's numbers stand, and the printed numbers themselves."""
    places: list[tuple[int, int]] = []
    numbers: set[str] = set()
    for row in grounding.support:
        if row.start is None or row.end is None or grounding.kinds[row.path] is not ValueKind.NUMBER:
            continue
        places.append((row.start, row.end))
        numbers.add(_alike(article.text[row.start : row.end]))
    return sorted(places), numbers


def _overlaps(places: list[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_left(places, (start, start))
    return index < len(places) and places[index][0] < end


def _numbers(quantity: Quantity) -> list[str]:
    parts = (quantity.value, quantity.lower, quantity.upper, quantity.events, quantity.total)
    return [_alike(part) for part in parts if part is not None and any(character.isdigit() for character in part)]


def _alike(number: str) -> str:
    plain = number.replace(",", "").replace("\u00b7", ".").replace("\u2212", "-").replace(" ", "").lstrip("+-£$€¥")
    return f"0{plain}" if plain.startswith(".") else plain


def _missed(kind: StatisticKind, quantity: Quantity, article: Article, place: tuple[int, int]) -> MissedStatistic:
    text = article.folded.text
    begin = max(0, quantity.start - 600)
    stop = min(len(text), quantity.end + 600)
    sentence = next(
        (part for part in split(text, begin, stop) if part[0] <= quantity.start < part[1]),
        (quantity.start, quantity.end),
    )
    first, last = article.folded.original(*sentence)
    return MissedStatistic(
        kind=kind, text=article.text[slice(*place)], start=place[0], end=place[1], sentence=article.text[first:last]
    )
