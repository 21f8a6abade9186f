"""Completeness: rows that say nothing or say it twice, articles in another language or on no trial."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, analyses, judged, measured, results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material

_COMMON = frozenset(
    (
        "the",
        "of",
        "and",
        "in",
        "to",
        "a",
        "with",
        "for",
        "was",
        "were",
        "is",
        "that",
        "by",
        "on",
        "as",
        "at",
        "from",
        "this",
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 20
_ENGLISH = 0.12
_SAMPLE = 5_000


def check_language(material: Material) -> Iterator[Applied]:
    """``not_english``: rules, cues and prompts are made for English text."""
    words = _WORD.findall(material.article.text[:_SAMPLE].lower())
    if len(words) >= _FEWEST_WORDS:
        share = sum(word in _COMMON for word in words) / len(words)
        message = "The text does not look like English; values may be missed." if share < _ENGLISH else None
        yield judged("not_english", "warning", "", message)


def check_trials(material: Material) -> Iterator[Applied]:
    """``no_trial``: the record lists no trial."""
    message = None if material.record.trials else "No trial was found in the article."
    yield judged("no_trial", "info", "trials", message)


def check_rows(material: Material) -> Iterator[Applied]:
    """``missing_value``, ``value_not_reached``, ``empty_analysis``, ``duplicate_row``."""
    for path, trial in material.trials():
        for owner_path, owner in measured(path, trial):
            seen: set[object] = set()
            for place, result in results(owner_path, owner):
                nothing = result.status in {None, "REPORTED"} and result.value is None and result.ci is None
                yield judged("missing_value", "warning", place, "The result has no value." if nothing else None)
                both = result.status in {"NOT_REACHED", "NOT_ESTIMABLE"} and result.value is not None
                yield judged("value_not_reached", "error", place, f"{result.status} with a value." if both else None)
                yield judged("duplicate_row", "warning", place, "The same row twice." if result in seen else None)
                seen.add(result)
            for place, analysis in analyses(owner_path, owner):
                empty = (
                    analysis.estimate is None
                    and analysis.p_value is None
                    and analysis.favors is None
                    and analysis.ci is None
                )
                yield judged("empty_analysis", "warning", place, "The analysis says nothing." if empty else None)
                yield judged("duplicate_row", "warning", place, "The same row twice." if analysis in seen else None)
                seen.add(analysis)
