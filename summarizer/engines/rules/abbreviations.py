"""Abbreviations that an article defines, after Schwartz and Hearst (Pac Symp Biocomput 2003;451-62)."""

from __future__ import annotations

import re

_DEFINITION = re.compile(r"[(\[]([A-Za-z][A-Za-z0-9/+ -]{1,11})[;,)\]]")
_LEADING = re.compile(r"[A-Za-z0-9'/-]+$")


def find_abbreviations(text: str) -> dict[str, str]:
    """Return short form → long form for every ``long form (SF)`` of a folded text; the first definition stands."""
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        short = match[1].strip()
        if not _is_short_form(short) or short in found:
            continue
        long = _long_form(short, text[max(0, match.start() - 120) : match.start()])
        if long:
            found[short] = long
    return found


def _is_short_form(short: str) -> bool:
    return len(short.split()) <= 2 and sum(letter.isupper() for letter in short) >= 1 and len(short) >= 2  # noqa: PLR2004


def _long_form(short: str, before: str) -> str | None:
    """Match the letters of the short form backwards; its first letter must begin a word."""
    before = before.rstrip()
    words = before.split(" ")
    letters = sum(letter.isalnum() for letter in short)
    window = " ".join(words[-min(letters + 5, letters * 2) :])
    # A sentence end or a parenthesis bounds the window.
    window = re.split(r"[.;:()\[\]] ?", window)[-1]
    position = len(window)
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        position -= 1
        while position >= 0 and (
            window[position].lower() != letter or (index == 0 and position > 0 and window[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return _plural(short, before)
    start = window.rfind(" ", 0, position) + 1 if index == 0 else position
    long = window[start:].strip(" ,\"'")
    return long if (len(long) > len(short) and " " in long) or len(long) >= len(short) + 3 else None


def _plural(short: str, before: str) -> str | None:
    """``adverse events (AEs)``: try again without the plural's s."""
    if len(short) > 2 and short[-1] == "s" and short[-2].isupper():  # noqa: PLR2004
        return _long_form(short[:-1], before)
    return None
