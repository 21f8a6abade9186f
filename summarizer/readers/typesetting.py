"""Typesetting undone: lines of printed pages to running text."""

from __future__ import annotations

import re
from collections import Counter

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PARTED = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-\n([^\W\d_]+)")
_PARTED_NUMBER = re.compile(r"(?<=\d[-\u2013])\n(?=\d)")
# Second parts of compounds that are written with a hyphen, so that the one at a line's end is theirs.
_SECOND_PARTS = """
    adjusted agent arm associated based blind blinded care centre center controlled day defined dose emergent end
    experienced exposed fold free grade group intensive investigator label life limiting line long masked metastatic
    month naive negative of old only party phase point positive rated refractory reported related resistant risk
    sensitive sided specific stage study tailed term time to treat treated up week wide year years
"""
_COMPOUNDS = frozenset(_SECOND_PARTS.split())
_FEWEST_PAGES = 3
_FULL_LINE = 0.75
_NEARLY_FULL = 0.95
_SENTENCE_END = (".", "!", "?", ":", ".\u201d", '."', ".)")


def reflow(pages: list[str]) -> str:
    """Make running text of the lines of pages.

    Args:
        pages: The text of each page, lines parted by line feeds.

    Returns:
        Paragraphs, one a line; pages parted by a blank line.
    """
    bare = [_without(page, _running(pages)) for page in pages]
    words = Counter(word.lower() for page in bare for word in _WORD.findall(page))
    width = _width(bare)
    return "\n\n".join(text for page in bare if (text := _paragraphs(_joined(page, words), width)))


def _running(pages: list[str]) -> set[str]:
    """Return the first and last lines, numbers aside, that stand on most pages, and lone page numbers."""
    edges = Counter(edge for page in pages for edge in {_mark(line) for line in _edges(page)})
    enough = max(_FEWEST_PAGES, len(pages) // 2)
    return {edge for edge, count in edges.items() if count >= enough}


def _edges(page: str) -> list[str]:
    lines = [line for line in page.splitlines() if line.strip()]
    return [*lines[:2], *lines[-2:]]


def _mark(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split()))


def _without(page: str, running: set[str]) -> str:
    edges = set(_edges(page))
    return "\n".join(line.rstrip() for line in page.splitlines() if line not in edges or _mark(line) not in running)


def _width(pages: list[str]) -> int:
    lengths = sorted(len(line) for page in pages for line in page.splitlines() if line.strip())
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _joined(page: str, words: Counter[str]) -> str:
    def join(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        whole, compound = (first + second).lower(), f"{first}-{second}".lower()
        parts_known = words[first.lower()] > 1 and words[second.lower()] > 1
        keeps = not words[whole] and (
            words[compound] or second.lower() in _COMPOUNDS or parts_known or second[0].isupper()
        )
        return f"{first}-{second}" if keeps else first + second

    return _PARTED_NUMBER.sub("", _PARTED.sub(join, page.replace("\u00ad\n", "")))


def _paragraphs(page: str, width: int) -> str:
    paragraphs: list[list[str]] = [[]]
    for line in page.splitlines():
        if line.strip():
            paragraphs[-1].append(line.strip())
        if not line.strip() or _ends(line, width):
            paragraphs.append([])
    return "\n".join(" ".join(lines) for lines in paragraphs if lines)


def _ends(line: str, width: int) -> bool:
    """Whether a paragraph ends with a line: a short one, or one that ends a sentence before the margin."""
    if line.endswith(_SENTENCE_END):
        return len(line) < _NEARLY_FULL * width
    return len(line) < _FULL_LINE * width
