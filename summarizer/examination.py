"""Examination: grounding, checks and coverage of one record, for every engine alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.checks import check, cover
from summarizer.extraction import Extraction
from summarizer.grounding import Grounding, ground

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.record import Record
    from summarizer.summary import Coverage, Finding


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


@dataclass(frozen=True)
class ExaminedExtraction(Extraction):
    """An extraction whose engine examined the record already, so that it need not be done again.

    Attributes:
        examination: Of that record.
    """

    examination: Examination | None = None


def examine(record: Record, article: Article) -> Examination:
    """Ground a record, check it and measure its coverage."""
    grounding = ground(record, article)
    report = check(record, grounding, article)
    return Examination(grounding, report.findings, cover(grounding, article, report.counts))
