"""The scan of a text for quantities: one pass, each trigger handed to the reader of its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import patterns
from summarizer.quantities.parts import number_of, unit_of
from summarizer.quantities.quantity import Kind, Quantity
from summarizer.quantities.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Iterator


def scan(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of a text.

    Args:
        text: Folded text (see :mod:`summarizer.normalization`).

    Returns:
        In order of their place, without overlap.
    """
    found: list[Quantity] = []
    position = 0
    for start, word in sorted((*_numeric_starts(text), *_word_starts(text))):
        if start < position or (begin := _begin(text, start, word)) is None:
            continue
        kind, end = begin
        quantity = READERS[kind](text, start)
        if quantity is not None:
            found.append(quantity)
            if pair := _following_pair(text, quantity):
                found.append(pair)
            found.extend(_following_p_values(text, quantity))
            position = found[-1].end
        elif kind != "bracket":
            position = end
    return tuple(_carry_units(text, _join_spreads(text, found)))


def _numeric_starts(text: str) -> Iterator[tuple[int, str]]:
    for match in patterns.NUMERIC.finditer(text):
        yield match.start(), match.lastgroup or ""


def _word_starts(text: str) -> Iterator[tuple[int, str]]:
    for match in patterns.LETTERS.finditer(text):
        word = match[0]
        kind = patterns.KIND_BY_WORD.get(word.lower()) or patterns.KIND_BY_EXACT_WORD.get(word)
        if kind is not None:
            start = match.start()
            if not (start and text[start - 1].isascii() and text[start - 1].isdigit()):
                yield start, kind


def _begin(text: str, start: int, kind: str) -> tuple[str, int] | None:
    """Return the kind of quantity that begins at a place after all, and where what says so ends."""
    if kind == "bracket":
        return kind, start
    match = patterns.TRIGGERS[kind].match(text, start)
    if match is None:
        return None
    return (match.lastgroup or kind) if kind == "digits" else kind, match.end()


def _following_pair(text: str, estimate: Quantity) -> Quantity | None:
    """Read "HR 0.46, 0.37-0.56": after a ratio a pair needs neither bracket nor level."""
    if estimate.kind != Kind.ESTIMATE or not (estimate.measure or "").endswith("RATIO"):
        return None
    match = patterns.LOOSE_PAIR.match(text, estimate.end)
    if match is None or "," in match[0].strip(" ,;:") or " and " in match[0] or match["lower"] is None:
        return None
    lower, upper = number_of(match["lower"]), number_of(match["upper"])
    if lower is None or upper is None or not float(lower) <= float(estimate.value or "nan") <= float(upper):
        return None
    return Quantity(Kind.INTERVAL, match.start("lower"), match.end("upper"), lower=lower, upper=upper)


def _following_p_values(text: str, first: Quantity) -> Iterator[Quantity]:
    """Read "P = .03, .2 and .04": the relation stands before the first and holds for all."""
    if first.kind != Kind.P_VALUE or first.operator != "=":
        return
    rest = patterns.P_LIST.match(text, first.end)
    for number in patterns.SHARE_OF_ONE.finditer(text, first.end, rest.end()) if rest else ():
        yield replace(first, start=number.start(), end=number.end(), value=number[0])


def _join_spreads(text: str, found: list[Quantity]) -> list[Quantity]:
    """Read "mean (SE) 8.68 (0.68)": a heading says what the brackets hold."""
    if not any(sign in text for sign in patterns.SPREAD_HEADING_SIGNS):
        return found
    heading = patterns.SPREAD_HEADING.search(text)
    if heading is None:
        return found
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        is_spread = (
            last
            and last.kind in {Kind.NUMBER, Kind.PERCENTAGE}
            and quantity.kind == Kind.NUMBER
            and last.start > heading.start()
        )
        if (
            last
            and is_spread
            and text[last.end : quantity.start] in {" (", "("}
            and text[quantity.end : quantity.end + 1] == ")"
        ):
            measure = "SD" if "D" in heading["name"] else "SE"
            unit = patterns.UNIT_AFTER.match(text, quantity.end + 1)
            joined[-1] = replace(
                last,
                kind=Kind.MEAN_SD,
                end=unit.end() if unit else quantity.end + 1,
                unit=unit_of(unit["unit"]) if unit else last.unit,
                measure=measure,
                spread=quantity.value,
            )
        else:
            joined.append(quantity)
    return joined


def _carry_units(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Give a number the unit of its partner: "6.2 vs 4.1 months", "41% vs 22"."""
    for index in range(len(found) - 2, -1, -1):
        this, following = found[index], found[index + 1]
        if _lacks_unit(this) and _fits(this, following) and patterns.CARRY.fullmatch(text, this.end, following.start):
            found[index] = replace(
                this, kind=following.kind if following.kind != Kind.MEAN_SD else this.kind, unit=following.unit
            )
    for index in range(1, len(found)):
        this, before = found[index], found[index - 1]
        if _lacks_unit(this) and _fits(this, before) and patterns.CARRY_BACK.fullmatch(text, before.end, this.start):
            found[index] = replace(
                this, kind=before.kind if before.kind != Kind.MEAN_SD else this.kind, unit=before.unit
            )
    yield from found


def _lacks_unit(quantity: Quantity) -> bool:
    return quantity.kind == Kind.NUMBER and quantity.unit is None and quantity.value is not None


def _fits(quantity: Quantity, partner: Quantity) -> bool:
    is_share = partner.unit == "%" and float(quantity.value or 0) > 100  # noqa: PLR2004 - no share is above the whole
    return partner.unit is not None and _is_value(partner) and not is_share


def _is_value(quantity: Quantity) -> bool:
    return quantity.kind in {Kind.DURATION, Kind.PERCENTAGE, Kind.NUMBER} and quantity.flag is None
