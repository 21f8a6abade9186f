"""The word lists of the rules, read from ``data/`` once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DATA = files("summarizer.engines.rules") / "data"


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/<name>.txt`` without comments and blanks."""
    lines = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def table(name: str) -> dict[str, dict[str, list[str]]]:
    """Return ``data/<name>.toml``: tables of lists of phrases."""
    loaded: dict[str, dict[str, list[str]]] = tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))
    return loaded


def alternation(phrases: Iterable[str]) -> str:
    """Join literal phrases to a regular expression, longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
