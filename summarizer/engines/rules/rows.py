"""Values that are set against each other, and arms that are named one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.naming import ALL, EACH, ArmMention
from summarizer.quantities import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.results import Value

_LINK = (
    r"(?:vs?\.?|versus|and|against|or|than|over|v/s|compared (?:with|to)|as (?:compared|opposed)(?: (?:with|to))?"
    r"|in comparison (?:with|to)|rather than)"
)
_JOINED = re.compile(
    rf"[\s)\]%]*(?:[,/]\s*)?(?:(?:[a-zA-Z/]+\.? )?{_LINK}\b\.?)?(?:\s*(?:only|just|an?|the|mean|median|of|about|with|in|at))*"
    r"[\s(\[]*(?:n ?= ?|\+ ?)?",
    re.IGNORECASE,
)
_OPPOSED = re.compile(
    r"\b(?:vs?\.?|versus|v/s|compared (?:with|to)|as (?:compared|opposed)(?: (?:with|to))?|in comparison (?:with|to)|against|than)(?!\w)",
    re.IGNORECASE,
)
_SERIES = re.compile(
    rf"[\s)\]]*(?:[\s,]*[(\[](?:[nN] ?= ?\d+|[^()\[\]\d]{{0,60}})[)\]])?(?:[\s,/\"']|{_LINK}\b\.?|but not\b|(?:in|with|for|on|among|of|by|to|from|that|those|the|an?|also|both"
    r"|patients|participants|subjects|women|men|children|people|individuals|recipients|groups?|arms?|who|received|receiving|treated"
    r"|assigned|allocated|randomi[sz]ed|given|taking|using|had|treatment|therapy|did|was|were|its|did)\b)*",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\bfrom (?:an? |the )?(?:(?:baseline|mean|median|average|value|of|score|level)\s)*$", re.IGNORECASE
)
_AT_BASELINE = re.compile(
    r"(?: [\w/%\u00b2]{1,8}){0,2}(?: \([^()]{1,24}\))? (?:at (?:baseline|study entry|enrol+ment)|before (?:treatment|surgery|therapy|the intervention))\b"
)
_TO = re.compile(
    r"[\s)%]*(?:[\w/%.-]+ ?){0,4}(?:\([^()]*\))?,?\s*(?:(?:at|before) [\w -]{2,24})?\bto (?:an? |the )?(?:[a-z]+ ){0,3}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Values of one measure that are set against each other: "41% vs 22%".

    Attributes:
        values: In order.
        is_opposed: Whether a word like "versus" stands between two of them.
    """

    values: tuple[Value, ...]
    is_opposed: bool

    @property
    def start(self) -> int:
        """Offset of the first value."""
        return self.values[0].start

    @property
    def end(self) -> int:
        """One past the last value."""
        return self.values[-1].end


@dataclass(frozen=True, slots=True)
class Series:
    """Arms named one after the other: "A than in B"."""

    start: int
    end: int
    labels: tuple[str, ...]


def find_rows(text: str, values: Sequence[Value], mentions: Sequence[ArmMention]) -> list[Row]:
    """Join values to rows where nothing but a connector stands between them.

    Args:
        text: Folded text of the article.
        values: Values of one sentence, in order.
        mentions: Its mentions of arms.
    """
    rows: list[Row] = []
    run: list[Value] = []
    links: list[bool] = []
    for value in values:
        if run and (gap := _gap(text, run[-1], value, mentions)) is not None:
            links.append(_OPPOSED.search(gap) is not None)
        elif run:
            rows += _rows(run, links)
            run, links = [], []
        run.append(value)
    return [*rows, *_rows(run, links)]


def _rows(run: Sequence[Value], links: Sequence[bool]) -> list[Row]:
    """One row, or the pairs that "52% vs 10% and 34% vs 2%" is made of."""
    if not run:
        return []
    if len(run) > 2 and len(run) % 2 == 0 and all(links[::2]) and not any(links[1::2]):  # noqa: PLR2004 - a pair
        return [Row(tuple(run[start : start + 2]), is_opposed=True) for start in range(0, len(run), 2)]
    return [Row(tuple(run), any(links))]


def _gap(text: str, first: Value, second: Value, mentions: Sequence[ArmMention]) -> str | None:
    """The connector between two values of a row, or ``None`` where they are in none."""
    if any(first.end <= mention.start < second.start for mention in mentions) or not is_alike(first, second):
        return None
    gap = text[first.end : second.start]
    is_bare = second.is_count and not second.quantity.unit and second.quantity.flag != "none"
    if is_bare and first.quantity.unit:
        return None
    return gap if gap.strip() and _JOINED.fullmatch(gap) else None


def is_alike(first: Value, second: Value) -> bool:
    """Whether two values can be of one measure; "none" is of any that counts."""
    if "none" in {first.quantity.flag, second.quantity.flag}:
        return {_kind(first), _kind(second)} <= {Kind.NUMBER, Kind.PERCENTAGE}
    one, other = _kind(first), _kind(second)
    units = {first.quantity.unit, second.quantity.unit} - {None}
    return len(units) < 2 and (one == other or {one, other} <= {Kind.NUMBER, Kind.DURATION, Kind.MEAN_SD})  # noqa: PLR2004


def _kind(value: Value) -> Kind:
    return Kind.NUMBER if value.quantity.kind == Kind.FRACTION else value.quantity.kind


def find_series(text: str, mentions: Sequence[ArmMention]) -> list[Series]:
    """Join mentions of arms where nothing but connectors stands between them; a lone arm is a series of one."""
    found: list[Series] = []
    for mention in mentions:
        if mention.label in {EACH, ALL}:
            continue
        last = found[-1] if found else None
        if last and _SERIES.fullmatch(text, last.end, mention.start):
            labels = tuple(dict.fromkeys((*last.labels, mention.label)))
            found[-1] = Series(last.start, mention.end, labels)
        else:
            found.append(Series(mention.start, mention.end, (mention.label,)))
    return found


def without_beginnings(text: str, values: Sequence[Value]) -> list[Value]:
    """Leave out where a change began: of "from 7.1 to 5.2" and of "7.1 at baseline and 5.2 at week 4" only the second is a result."""
    kept = []
    for index, value in enumerate(values):
        if _AT_BASELINE.match(text, value.end):
            continue
        following = values[index + 1] if index + 1 < len(values) else None
        if following is None or not _is_beginning(text, value, following):
            kept.append(value)
    return kept


def _changes(text: str, start: int) -> bool:
    first = max(0, start - 48)
    return "from" in text[first:start].lower() and _CHANGE.search(text, first, start) is not None


def _is_beginning(text: str, first: Value, second: Value) -> bool:
    are_means = first.quantity.kind == second.quantity.kind == Kind.MEAN_SD
    if not (are_means or _changes(text, first.start)) or not is_alike(first, second):
        return False
    return _TO.fullmatch(text, first.end, second.start) is not None
