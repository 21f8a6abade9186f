"""The scan of a text for quantities: one pass, each trigger handed to the reader of its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.quantities import patterns
from summarizer.quantities.numerals import parse_number
from summarizer.quantities.quantity import TIME_UNITS, Kind, Quantity

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from summarizer.record import Operator


def scan(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of a text.

    Args:
        text: Folded text (see :mod:`summarizer.normalization`).

    Returns:
        In order of their place, without overlap.
    """
    found: list[Quantity] = []
    position = 0
    for token in patterns.TOKEN.finditer(text):
        if token.start() < position or not _may_begin(token["word"]):
            continue
        match = patterns.TRIGGER.match(text, token.start())
        quantity = _READERS[_trigger(match)](text, token.start()) if match else None
        if quantity is not None:
            found.append(quantity)
            if pair := _following_pair(text, quantity):
                found.append(pair)
            position = found[-1].end
        elif match and not match["bare"]:
            position = match.end()
    return tuple(_carry_units(text, _join_spreads(text, found)))


def _may_begin(word: str | None) -> bool:
    return word is None or word in patterns.EXACT_WORDS_THAT_BEGIN or word.lower() in patterns.WORDS_THAT_BEGIN


def _trigger(match: re.Match[str]) -> str:
    name = match.lastgroup or "number"
    return name if name in _READERS else "measure"


def _number(text: str | None) -> str | None:
    """Read a limit or a value; what is no number (NE, NR, infinity) is ``None``."""
    return None if text is None else parse_number(text)


def _operator(text: str | None) -> Operator | None:
    if text is None:
        return None
    if text == "=":
        return "="
    name = text.lower().replace(" than or equal to", " than or equal")
    return next(operator for word, operator in patterns.OPERATORS if name.startswith(word))


def _unit(text: str | None) -> str | None:
    if text is None:
        return None
    name = text.lower().rstrip(".")
    if name.startswith(("percentage", "per centage")) or name in {"pp", "percent points"}:
        return "percentage points"
    if name in {"%", "percent", "per cent"}:
        return "%"
    return TIME_UNITS.get(name.removesuffix("s"), text.strip())


def _flag_of(name: str | None) -> str | None:
    return None if name is None else patterns.FLAGS.get(name.lower(), name.lower())


def _read_p(text: str, start: int) -> Quantity | None:
    match = patterns.P_VALUE.match(text, start)
    if match is None:
        return None
    flag = _flag_of(match["test1"] or match["test2"] or match["test3"])
    if match["ns"]:
        return Quantity(Kind.P_VALUE, start, match.end(), flag="NS")
    if match["value"] is None or (match["operator"] is None and "." not in match["value"]):
        return None
    if patterns.ALPHA_BEFORE.search(text, max(0, start - 70), start) or patterns.ALPHA_AFTER.match(text, match.end()):
        flag = "alpha"
    value = None if match["power"] else match["value"]
    return Quantity(
        Kind.P_VALUE, start, match.end(), value=value, operator=_operator(match["operator"]) or "=", flag=flag
    )


def _read_estimate(text: str, start: int) -> Quantity | None:
    match = patterns.ESTIMATE.match(text, start)
    if match is None:
        return None
    measure = next(name for index, (name, _) in enumerate(patterns.MEASURES) if match[f"m{index}"])
    unit = _unit(match["unit"])
    if measure == "DIFFERENCE" and not (match["link"] or match["direct"] or _opens_clause(text, start)):
        return None
    if (measure.endswith("RATIO") and unit is not None) or (
        text.startswith("MD", start) and text[start - 2 : start] == ", "
    ):
        return None
    is_assumed = patterns.MARGIN_BEFORE.search(text, max(0, start - 90), start)
    return Quantity(
        Kind.ESTIMATE,
        start,
        match.end(),
        value=_number(match["value"]),
        unit=unit,
        level=match["level"],
        measure=measure,
        flag="margin" if is_assumed else None,
    )


def _opens_clause(text: str, start: int) -> bool:
    """Whether a word begins a sentence, an item or a bracket: "Difference 11.6 points"."""
    return text[max(0, start - 2) : start].strip(" ") in {"", ".", ";", "(", "["}


def _read_interval(text: str, start: int) -> Quantity | None:
    match = patterns.INTERVAL.match(text, start)
    if match is None:
        return None
    measure = "IQR" if match["iqr"] else "RANGE" if match["range"] else "CI"
    level = match["level"] or match["level2"]
    if match["only"] is not None:
        return _one_sided(match, start, level, measure)
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=_number(match["lower"]),
        upper=_number(match["upper"]),
        level=level,
        unit=_unit(match["unit"]),
        measure=measure,
    )


def _one_sided(match: re.Match[str], start: int, level: str | None, measure: str) -> Quantity:
    side = match["operator"].lower()
    is_lower = (side.startswith("lower ") and "than" not in side) or (
        _is_relation(side) and _operator(side) in {">", ">="}
    )
    value = _number(match["only"])
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=value if is_lower else None,
        upper=None if is_lower else value,
        level=level,
        measure=measure,
    )


def _is_relation(side: str) -> bool:
    return not side.startswith(("lower bound", "lower limit", "upper"))


def _read_limit(text: str, start: int) -> Quantity | None:
    match = patterns.LIMIT_OF.match(text, start)
    if match is None:
        return None
    is_lower = match["side"].lower() == "lower"
    value = _number(match["only"])
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=value if is_lower else None,
        upper=None if is_lower else value,
        level=match["level"],
        measure="CI",
    )


def _read_bare(text: str, start: int) -> Quantity | None:
    match = patterns.BARE.match(text, start)
    if match is None or " and " in match[0]:
        return None
    return Quantity(
        Kind.INTERVAL,
        start,
        match.end(),
        lower=_number(match["lower"]),
        upper=_number(match["upper"]),
        unit=_unit(match["unit"]),
    )


def _following_pair(text: str, estimate: Quantity) -> Quantity | None:
    """Read "HR 0.46, 0.37-0.56": after a ratio a pair needs neither bracket nor level."""
    if estimate.kind != Kind.ESTIMATE or not (estimate.measure or "").endswith("RATIO"):
        return None
    match = patterns.LOOSE_PAIR.match(text, estimate.end)
    if match is None or "," in match[0].strip(" ,;:") or " and " in match[0] or match["lower"] is None:
        return None
    lower, upper = _number(match["lower"]), _number(match["upper"])
    if lower is None or upper is None or not float(lower) <= float(estimate.value or "nan") <= float(upper):
        return None
    return Quantity(Kind.INTERVAL, match.start("lower"), match.end("upper"), lower=lower, upper=upper)


def _read_none(text: str, start: int) -> Quantity | None:
    match = patterns.NONE.match(text, start)
    if match is None:
        return None
    total = _number(match["total"])
    if total:
        return Quantity(Kind.FRACTION, start, match.end(), events="0", total=total)
    return Quantity(Kind.NUMBER, start, match.end(), value="0", flag="none")


def _read_size(text: str, start: int) -> Quantity | None:
    match = patterns.SIZE.match(text, start)
    if match is None:
        return None
    return Quantity(Kind.SAMPLE_SIZE, start, match.end(), value=_number(match["value"]), total=_number(match["total"]))


def _read_calendar(text: str, start: int) -> Quantity | None:
    match = patterns.CALENDAR.match(text, start)
    return match and Quantity(Kind.NUMBER, start, match.end(), flag="calendar")


def _read_not_reached(text: str, start: int) -> Quantity | None:
    match = patterns.NOT_REACHED.match(text, start)
    if match is None:
        return None
    is_reached = match["what"] == "reached" or match["short"] == "NR"
    return Quantity(Kind.DURATION, start, match.end(), flag="not reached" if is_reached else "not estimable")


def _read_time_point(text: str, start: int) -> Quantity | None:
    match = patterns.TIME_POINT.match(text, start)
    if match is None:
        return None
    return Quantity(
        Kind.DURATION, start, match.end(), value=_number(match["value"]), unit=_unit(match["unit"]), flag="time point"
    )


def _read_number(text: str, start: int) -> Quantity | None:
    if patterns.PART_OF_NAME.match(text, start):
        return None
    for reader in (_read_calendar, _read_spread, _read_fraction, _read_duration, _read_percentage, _read_plain):
        if quantity := reader(text, start):
            sign = patterns.OPERATOR_BEFORE.search(text, max(0, start - 3), start)
            is_label = quantity.kind in {Kind.NUMBER, Kind.FRACTION} and _is_label(text, start)
            operator = _operator(sign[1]) if sign else None
            return replace(quantity, operator=operator, flag="label" if is_label else quantity.flag)
    return None


def _is_label(text: str, start: int) -> bool:
    return patterns.LABEL_BEFORE.search(text, max(0, start - 16), start) is not None


def _read_spread(text: str, start: int) -> Quantity | None:
    match = patterns.SPREAD.match(text, start)
    if match is None:
        return None
    name = match["name"]
    measure = "\u00b1" if name is None else "SE" if "E" in name.upper().replace("DEV", "") else "SD"
    return Quantity(
        Kind.MEAN_SD,
        start,
        match.end(),
        value=_number(match["value"]),
        unit=_unit(match["unit"] or match["unit2"]),
        measure=measure,
        spread=_number(match["spread"] or match["bare"]),
    )


def _read_fraction(text: str, start: int) -> Quantity | None:
    match = patterns.FRACTION.match(text, start)
    if match is None:
        return None
    events, total = _number(match["events"]), _number(match["total"])
    if events is None or total is None or not (events.isdigit() and total.isdigit() and int(events) <= int(total) > 2):  # noqa: PLR2004
        return None
    return Quantity(Kind.FRACTION, start, match.end(), events=events, total=total)


def _read_duration(text: str, start: int) -> Quantity | None:
    match = patterns.DURATION.match(text, start)
    if match is None or _number(match["value"]) is None:
        return None
    value, upper = _number(match["value"]), _number(match["upper"])
    return Quantity(
        Kind.DURATION,
        start,
        match.end(),
        value=value,
        lower=value if upper else None,
        upper=upper,
        unit=_unit(match["unit"]),
    )


def _read_percentage(text: str, start: int) -> Quantity | None:
    match = patterns.PERCENT.match(text, start)
    if match is None:
        return None
    value, upper = _number(match["value"]), _number(match["upper"])
    unit = "percentage points" if match["points"] else _unit(match["unit"])
    flag = "power" if patterns.POWER.match(text, match.end()) else None
    return Quantity(
        Kind.PERCENTAGE,
        start,
        match.end(),
        value=value,
        lower=value if upper else None,
        upper=upper,
        unit=unit,
        flag=flag,
    )


def _read_plain(text: str, start: int) -> Quantity | None:
    match = patterns.PLAIN.match(text, start)
    value = match and _number(match["value"])
    return (
        Quantity(Kind.NUMBER, start, match.end(), value=value, unit=_unit(match["unit"])) if match and value else None
    )


_READERS: dict[str, Callable[[str, int], Quantity | None]] = {
    "p": _read_p,
    "calendar": _read_calendar,
    "size": _read_size,
    "limit": _read_limit,
    "interval": _read_interval,
    "measure": _read_estimate,
    "reached": _read_not_reached,
    "point": _read_time_point,
    "number": _read_number,
    "bare": _read_bare,
    "none": _read_none,
}


def _join_spreads(text: str, found: list[Quantity]) -> list[Quantity]:
    """Read "mean (SE) 8.68 (0.68)": a heading says what the brackets hold."""
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
                unit=_unit(unit["unit"]) if unit else last.unit,
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
