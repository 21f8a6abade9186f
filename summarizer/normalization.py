"""Folding of typography that keeps offsets: the declared normalization, and nothing beyond it.

Folded are: runs of white space (thin and no-break spaces included) to one space, thin spaces that group digits to
nothing, dashes and minus signs to ``-``, quotation marks to ``'`` and ``"``, ligatures to their letters, the middle dot
between digits to ``.``, HTML entities to their characters, invisible characters to nothing. Letters, digits, case,
comparators and everything else stay as they are.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_THIN_SPACES = "\u2006\u2008\u2009\u200a\u202f"
_REPLACEMENTS = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_BLANK = r"(?:\s|&(?:nbsp|ensp|emsp|thinsp|#160|#8194|#8195|#8201|#8239|#[xX][aA]0|#[xX]2009|#[xX]202[fF]);)"
_FOLDABLE = re.compile(
    rf"(?P<grouping>(?<=\d)(?:[{_THIN_SPACES}]|&(?:thinsp|#8201|#8239|#[xX]2009|#[xX]202[fF]);)(?=\d{{3}}(?!\d)))"
    # A lone blank stays as it is and must not cost a match: most of a text is words and lone blanks.
    rf"|(?P<space>[{_INVISIBLE}]*{_BLANK}(?:{_BLANK}|[{_INVISIBLE}])+|[{_INVISIBLE}]+{_BLANK}|(?! ){_BLANK})"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|(?P<dot>(?<=\d)[\u00b7\u2219\u22c5\u2027](?=\d))"
    rf"|(?P<single>[{re.escape(''.join(_REPLACEMENTS))}])"
)

# Cheap to search for; it, a blank before it, or two blanks side by side begin all that may have to be folded.
_SUSPECT = re.compile(r"[^\x20-%'-_a-~]")


@dataclass(frozen=True)
class Folded:
    """A folded copy of a text and the way back.

    Attributes:
        text: The folded copy.
        starts: Ascending offsets in the copy at which a piece differs from the original.
        pieces: For each of ``starts`` the piece's length in the copy, its start and its length in the original.
    """

    text: str
    starts: tuple[int, ...]
    pieces: tuple[tuple[int, int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's range for the copy's ``[start, end)``; a piece touched is a piece taken whole."""
        if end <= start:
            position = self._locate(start)[0]
            return position, position
        return self._locate(start)[0], self._locate(end - 1)[1]

    def _locate(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.starts, offset) - 1
        # Pieces folded to nothing share their start with what follows them, so the last one found is the nearest.
        if index < 0:
            return offset, offset + 1
        length, origin, origin_length = self.pieces[index]
        beyond = offset - self.starts[index] - length
        if beyond < 0:
            return origin, origin + origin_length
        position = origin + origin_length + beyond
        return position, position + 1


def fold(text: str) -> Folded:
    """Fold a text's typography.

    Args:
        text: Any text.

    Returns:
        The folded copy with the map back to ``text``.
    """
    if _is_plain(text):
        return Folded(text, (), ())
    out: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, int]] = []
    done = length = 0
    for match in _foldable(text):
        start, end = match.span()
        replacement = _replacement(match)
        if replacement == text[start:end]:
            continue
        if start > done:
            out.append(text[done:start])
            length += start - done
        starts.append(length)
        pieces.append((len(replacement), start, end - start))
        if replacement:
            out.append(replacement)
            length += len(replacement)
        done = end
    out.append(text[done:])
    return Folded("".join(out), tuple(starts), tuple(pieces))


def _is_plain(text: str) -> bool:
    """Whether there is nothing to fold, as in most pieces of a text; asked of the characters as a whole."""
    return text.isascii() and text.isprintable() and "&" not in text and "`" not in text and "  " not in text


def _foldable(text: str) -> Iterator[re.Match[str]]:
    done, gap = 0, text.find("  ")
    while True:
        suspect = _SUSPECT.search(text, done)
        if -1 < gap < done:
            gap = text.find("  ", done)
        if suspect is None and gap < 0:
            return
        start, end = suspect.span() if suspect else (gap, gap + 2)
        if -1 < gap < start:
            start, end = gap, gap + 2
        elif start > done and text[start - 1] == " ":
            start -= 1
        match = _FOLDABLE.match(text, start)
        if match is None and end - start > 1:
            match = _FOLDABLE.match(text, start + 1)
        if match is not None:
            yield match
        done = end if match is None else match.end()


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "grouping":
        return ""
    if kind == "space":
        return " "
    if kind == "dot":
        return "."
    if kind == "single":
        return _REPLACEMENTS[match[0]]
    character = html.unescape(match[0])
    if character == match[0]:
        return character
    return " " if character.isspace() else "".join(_REPLACEMENTS.get(letter, letter) for letter in character)
