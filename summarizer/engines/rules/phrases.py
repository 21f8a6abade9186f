"""Many literal phrases as one fast pattern, and a text without what stands in brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def blank_brackets(text: str) -> str:
    """Return a text with its brackets blanked, so that all else keeps its place."""
    return BRACKET.sub(lambda match: " " * len(match[0]), text)


def trie(phrases: Iterable[str]) -> str:
    """Return a pattern that matches any of the phrases, the longest first, sharing their beginnings.

    A plain alternation of hundreds of phrases is tried one by one at every place of a text; this one branches by letter.
    A hyphen also matches a blank.
    """
    tree: dict[str, object] = {}
    for phrase in phrases:
        node = tree
        for letter in phrase:
            following = node.setdefault(letter, {})
            assert isinstance(following, dict)  # noqa: S101 - the tree is made of nothing else
            node = following
        node[""] = {}
    return _pattern(tree)


def _pattern(tree: dict[str, object]) -> str:
    branches = []
    for letter in sorted(tree):
        child = tree[letter]
        if letter and isinstance(child, dict):
            branches.append(("[- ]" if letter == "-" else re.escape(letter)) + _pattern(child))
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in tree else joined
