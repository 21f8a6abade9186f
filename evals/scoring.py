"""Scoring: gold records and predictions in, every verdict, the counts, and the signature of the score out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evals.comparison import compare_record
from evals.evidence import ArticleEvidence
from evals.fields import declarations
from evals.gold import clusters, gold_digest
from evals.metrics import Tally, count_slots, figure_article
from evals.predictions import PROVIDER_ERRORS
from evals.uncertainty import SEED
from summarizer.record import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evals.comparison import Compared
    from evals.gold import GoldRecord
    from evals.metrics import ArticleFigures
    from evals.predictions import Row
    from summarizer.summary import Provenance


@dataclass(frozen=True)
class Signature:
    """What a score is a score of; two scores compare only where gold and scorer are the same."""

    engine: str
    model: str
    prompt: str
    schema: str
    gold: str
    scorer: str
    seed: int
    articles: int
    repeats: int

    def __str__(self) -> str:
        return "|".join(f"{name}:{value}" for name, value in asdict(self).items())


class Repeat(NamedTuple):
    """One pass of an engine over the gold records.

    Attributes:
        compared: One for each article.
        figures: One for each article.
    """

    compared: tuple[Compared, ...]
    figures: tuple[ArticleFigures, ...]


@dataclass(frozen=True)
class Score:
    """All that is known of how well a run agrees with gold.

    Attributes:
        signature: Of the score.
        repeats: The passes.
        tally: Counts, averaged over the passes.
        provider_errors: Failures that are the endpoint's, all passes together.
    """

    signature: Signature
    repeats: tuple[Repeat, ...]
    tally: Tally
    provider_errors: int

    @property
    def provider_error_rate(self) -> float:
        """Share of all predictions that the endpoint did not give."""
        asked = len(self.tally.articles) * len(self.repeats)
        return self.provider_errors / asked if asked else 0.0


def score(
    gold: Sequence[GoldRecord], predictions: Sequence[Mapping[str, Row]], *, seed: int = SEED, afresh: bool = False
) -> Score:
    """Score one or more passes of predictions against gold.

    Args:
        gold: The gold records.
        predictions: For each pass, the prediction of each gold record by its name.
        seed: Of the resampling, for the signature.
        afresh: Whether to examine every record again instead of trusting stored support.
    """
    evidence = [ArticleEvidence(record.article) for record in gold]
    repeats = tuple(_score_pass(gold, rows, evidence, afresh=afresh) for rows in predictions)
    rows = [row for mapping in predictions for row in mapping.values()]
    return Score(
        _sign(gold, rows, seed, len(predictions)),
        repeats,
        tally_repeats(gold, repeats),
        sum(row.error in PROVIDER_ERRORS for row in rows),
    )


def _score_pass(
    gold: Sequence[GoldRecord], rows: Mapping[str, Row], evidence: Sequence[ArticleEvidence], *, afresh: bool
) -> Repeat:
    compared: list[Compared] = []
    figures: list[ArticleFigures] = []
    for record, known in zip(gold, evidence, strict=True):
        row = rows[record.id]
        verdicts = compare_record(record, row.prediction(record.article, afresh=afresh), known)
        compared.append(verdicts)
        spent = row.provenance
        figures.append(
            figure_article(
                record, verdicts, None if spent is None else spent.cost_usd, None if spent is None else spent.seconds
            )
        )
    return Repeat(tuple(compared), tuple(figures))


def tally_repeats(gold: Sequence[GoldRecord], repeats: Sequence[Repeat]) -> Tally:
    """Average the counts and figures of several passes."""
    counts = [np.stack([count_slots(one) for one in repeat.compared]) for repeat in repeats if repeat.compared]
    figures = [np.array(repeat.figures, dtype=float) for repeat in repeats if repeat.figures]
    width = len(declarations().fields)
    return Tally(
        tuple(record.id for record in gold),
        tuple(clusters(gold)),
        np.mean(counts, axis=0) if counts else np.zeros((0, width, 10)),
        np.mean(figures, axis=0) if figures else np.zeros((0, 5)),
    )


def _sign(gold: Sequence[GoldRecord], rows: Iterable[Row], seed: int, repeats: int) -> Signature:
    known: list[Provenance] = [row.provenance for row in rows if row.provenance is not None]
    return Signature(
        _join({spent.engine for spent in known}),
        _join({spent.model or "-" for spent in known}),
        _join({"-" if spent.prompt is None else spent.prompt.sha256[:12] for spent in known}),
        _join({spent.schema_version for spent in known} or {SCHEMA_VERSION}),
        gold_digest(gold),
        declarations().version,
        seed,
        len(gold),
        repeats,
    )


def _join(values: set[str]) -> str:
    return "+".join(sorted(values)) or "-"
