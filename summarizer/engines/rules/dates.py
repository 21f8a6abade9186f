"""Dates as articles print them, as ISO strings at the printed precision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<{0}>(?:19|20)\d\d)\b"
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:{_MONTH.format('m1')} {_DAY.format('d1')}(?:,| |, ) ?{_YEAR.format('y1')}"
    rf"|{_DAY.format('d2')}(?: of)? {_MONTH.format('m2')},? {_YEAR.format('y2')}"
    rf"|{_YEAR.format('y3')}-(?P<m3>[01]\d)-(?P<d3>[0-3]\d)\b"
    rf"|{_YEAR.format('y4')} {_MONTH.format('m4')} {_DAY.format('d4')}\b"
    rf"|{_DAY.format('d6')}[-/.]{_MONTH.format('m6')}[-/.]{_YEAR.format('y6')}"
    rf"|{_MONTH.format('m5')},? {_YEAR.format('y5')}"
    r"|(?P<d7>[0-3]?\d)[/.](?P<m7>[0-3]?\d)[/.](?P<y7>(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
_LAST_MONTH = 12
_LAST_DAY = 31


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Fact[str]]:
    """Yield the dates of a stretch of folded text, day first where digits leave it open to no doubt."""
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        value = _iso(match)
        if value:
            yield Fact(value, match.start(), match.end(), "date")


def _iso(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    form = next(number for number in "1234567" if groups.get(f"y{number}"))
    year, month, day = groups[f"y{form}"], groups[f"m{form}"], groups.get(f"d{form}")
    number = int(month) if month.isdigit() else _MONTHS[month[:3].lower()]
    days = int(day) if day else None
    if form == "7":
        if days is None or number == days or (number <= _LAST_MONTH and days <= _LAST_MONTH):
            return None
        number, days = (days, number) if number > _LAST_MONTH else (number, days)
    if not 1 <= number <= _LAST_MONTH or (days is not None and not 1 <= days <= _LAST_DAY):
        return None
    return f"{year}-{number:02}" if days is None else f"{year}-{number:02}-{days:02}"
