"""The forms in which a date is printed."""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@lru_cache(maxsize=256)
def date_pattern(date: str) -> re.Pattern[str]:
    """Return what matches an ISO date (or year and month, or year) in any of its usual printed forms."""
    year, *rest = date.split("-")
    if not rest:
        return re.compile(rf"(?<!\d){year}(?!\d)")
    number = int(rest[0])
    name = _MONTHS[number - 1] if 1 <= number <= len(_MONTHS) else "-"
    month = rf"(?:{name}|{name[:3]}t?\.?)"
    numeric = rf"0?{number}"
    if len(rest) == 1:
        forms = [rf"{month},? (?:of )?{year}", rf"{year}[-/.]{rest[0]}", rf"{numeric}/{year}", rf"{year} {month}"]
        # A month may also stand in a fuller date.
        forms.append(rf"{month} \d{{1,2}}(?:st|nd|rd|th)?,? {year}")
    else:
        day = rf"0?{int(rest[1])}(?:st|nd|rd|th)?"
        plain = rf"0?{int(rest[1])}"
        forms = [
            rf"{month} {day},? {year}",
            rf"{day}(?: of)?[ -]{month},?[ -]{year}",
            rf"{year}[-/.]{rest[0]}[-/.]{rest[1]}",
            rf"{numeric}[/.-]{plain}[/.-](?:{year}|{year[2:]})",
            rf"{plain}[/.-]{numeric}[/.-](?:{year}|{year[2:]})",
            rf"{year},? {month} {day}",
        ]
    return re.compile(r"(?<!\d)(?:" + "|".join(forms) + r")(?!\d)", re.IGNORECASE)
