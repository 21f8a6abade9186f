"""Scoring: gold records and predictions in, every verdict, the counts, and the signature of the score out."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evals.comparison import compare_record
from evals.errors import BadInputError
from evals.evidence import ArticleEvidence
from evals.fields import declarations
from evals.gold import clusters, gold_digest
from evals.metrics import Tally, count_slots, figure_article
from evals.predictions import PROVIDER_ERRORS, predict, provenance_of
from evals.uncertainty import SEED
from summarizer.record import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    with _collection_paused():
        repeats, spent = _compare_all(gold, predictions, afresh=afresh)
    errors = [row.error for rows in predictions for row in rows.values()]
    return Score(
        _sign(gold, spent, seed, len(predictions)),
        repeats,
        tally_repeats(gold, repeats),
        sum(error in PROVIDER_ERRORS for error in errors),
    )


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Pause the garbage collector: rows are many and hold no cycles, and looking for some takes half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _compare_all(
    gold: Sequence[GoldRecord], predictions: Sequence[Mapping[str, Row]], *, afresh: bool
) -> tuple[tuple[Repeat, ...], list[Provenance]]:
    passes: list[tuple[list[Compared], list[ArticleFigures]]] = [([], []) for _ in predictions]
    spent: list[Provenance] = []
    for record in gold:
        evidence = ArticleEvidence(record.article)
        for (compared, figures), rows in zip(passes, predictions, strict=True):
            content = rows[record.id].read()
            _check_text(rows[record.id], record)
            verdicts = compare_record(record, predict(content, record.article, afresh=afresh), evidence)
            known = provenance_of(content)
            compared.append(verdicts)
            figures.append(figure_article(record, verdicts, known))
            spent += [] if known is None else [known]
    return tuple(Repeat(tuple(compared), tuple(figures)) for compared, figures in passes), spent


def _check_text(row: Row, record: GoldRecord) -> None:
    if row.sha256 is not None and row.sha256 != record.article.sha256:
        raise BadInputError(f"{row.place}: the summary is about another text than {record.file}; make it again")


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


def _sign(gold: Sequence[GoldRecord], known: Sequence[Provenance], seed: int, repeats: int) -> Signature:
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
