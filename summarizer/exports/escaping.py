"""Escaping: words of an article set into Markdown (CommonMark with tables) so that they show as they are."""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"[\\`*\[\]|$]"
    # Marks that only mean something in certain places; escaped everywhere they would make "P < .001" hard to read.
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~|(?<![^\W_])_|_(?![^\W_])"
    r"|^(?:[#>+=~-]|\d+(?=[.)](?:\s|$)))"
)
_LINE_BREAKS = re.compile(r"\s+")


def escape(text: str) -> str:
    """Return a text as one line of Markdown that renders to it, white space collapsed."""
    line = _LINE_BREAKS.sub(" ", text).strip()
    return _SPECIAL.sub(_escaped, line)


def _escaped(match: re.Match[str]) -> str:
    # A number that would begin a list is made harmless by its first digit's character reference.
    return f"&#{ord(match[0][0])};{match[0][1:]}" if match[0][0].isdigit() else f"\\{match[0]}"


def table(header: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a table of escaped cells, without the columns that are empty in every row."""
    kept = [place for place in range(len(header)) if place == 0 or any(row[place] for row in rows)]
    lines = [[header[place] for place in kept], ["---"] * len(kept), *([row[place] for place in kept] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]
