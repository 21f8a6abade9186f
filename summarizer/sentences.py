"""Where sentences end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAK = re.compile(r"[.!?][\"')\]]{0,3}(?: (?=[\"'(\[]?(?:[A-Z0-9]|[a-z]{1,3}[A-Z]))|(?=[A-Z][a-z]+ ))")
_LAST_WORD = re.compile(r"[^\s(\[\"]+$")
_ALWAYS_INSIDE = frozenset(
    [
        "vs",
        "versus",
        "dr",
        "drs",
        "prof",
        "mr",
        "ms",
        "mrs",
        "st",
        "fig",
        "figs",
        "eq",
        "no",
        "nos",
        "approx",
        "ca",
        "e.g",
        "i.e",
        "eg",
        "ie",
        "cf",
        "resp",
        "ref",
        "refs",
        "vol",
        "pp",
        "ed",
        "eds",
        "dept",
    ]
)
_USUALLY_INSIDE = frozenset(
    [
        "al",
        "inc",
        "ltd",
        "co",
        "corp",
        "u.s",
        "u.k",
        "e.u",
        "ph.d",
        "m.d",
        "jr",
        "sr",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
_STARTERS = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "at",
        "of",
        "this",
        "these",
        "those",
        "that",
        "all",
        "overall",
        "median",
        "mean",
        "patients",
        "participants",
        "both",
        "among",
        "no",
        "after",
        "with",
        "for",
        "and",
        "but",
        "however",
        "it",
        "its",
        "they",
        "he",
        "she",
        "we",
        "our",
        "there",
        "when",
        "while",
        "although",
        "most",
        "more",
        "results",
        "secondary",
        "primary",
        "treatment",
        "adverse",
        "safety",
        "on",
        "to",
        "by",
        "as",
        "during",
        "compared",
        "similarly",
        "moreover",
        "median",
        "follow-up",
        "grade",
        "serious",
    ]
)
_FIRST_WORD = re.compile(r"[\"'(\[]*([A-Za-z-]+)")
_INITIAL = re.compile(r"(?:^|[:;,*(] ?|[A-Z][\w'-]* |[A-Z]\.[ -]?)[A-Z]$")


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of the sentences of ``text[start:end]``, blanks at their ends left out."""
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if _is_inside(text, begin, match):
            continue
        last = match.end()
        yield from _trimmed(text, begin, last)
        begin = last
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _is_inside(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation or an initial."""
    if text[match.start()] != ".":
        return False
    before = text[max(begin, match.start() - 24) : match.start()]
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    lowered = word[0].lower()
    if lowered in _ALWAYS_INSIDE:
        return True
    if lowered not in _USUALLY_INSIDE and not _INITIAL.search(before):
        return False
    following = _FIRST_WORD.match(text, match.end())
    return following is None or following[1].lower() not in _STARTERS
