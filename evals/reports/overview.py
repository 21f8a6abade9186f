"""The overview: everything that a report shows of a score, computed once for all forms of report."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evals.fields import declarations
from evals.metrics import COUNTERS, f1, gold, precision, predicted, recall
from evals.selective import Step, selective
from evals.uncertainty import RESAMPLES, Estimate, estimate, field_estimates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from evals.agreement import Agreement
    from evals.scoring import Score, Signature
    from evals.selective import Place

AGREES = ("correct", "partial", "incorrect", "spurious")
DEGREES = ("supported", "quote_only", "elsewhere_in_text", "unsupported")
METRICS = {
    "headline": "Headline: macro-field F1, groups weighted",
    "micro_f1": "Micro F1",
    "micro_precision": "Micro precision",
    "micro_recall": "Micro recall",
    "strict_f1": "Strict micro F1 (partial = 0)",
    "article_f1": "Mean F1 of the articles",
    "whole_records": "Records wholly right",
    "primary_outcome": "Primary outcome wholly right",
    "primary_outcome_met": "Primary outcome met: accuracy",
    "arm_sizes": "Sizes of all arms right",
    "hallucination_rate": "Hallucination rate (unsupported / predicted)",
    "abstention_rate": "Abstention rate (left empty where gold is empty)",
    "invalid_output": "Articles without a record",
    "cost_usd": "US dollars an article",
    "seconds": "Seconds an article",
}
_RATES = frozenset(METRICS) - {"cost_usd", "seconds"}
_SHORT = (
    *("headline", "micro_precision", "micro_recall", "primary_outcome_met", "arm_sizes"),
    "hallucination_rate",
)
_KEY_FIELDS = {
    "trials[].enrollment": "Enrollment: F1",
    "trials[].outcomes[].results[].value": "Results of arms (value and unit): F1",
    "trials[].outcomes[].analyses[].estimate": "Effect estimates: F1",
    "trials[].outcomes[].analyses[].ci": "Confidence intervals: F1",
    "trials[].outcomes[].analyses[].p_value": "P values: F1",
    "trials[].adverse_events[].results[].value": "Adverse event rates: F1",
}
_DESIGN_FIELDS = {
    "trials[].registry_ids[]": "registry identifiers",
    "trials[].phases[]": "phases",
    "trials[].allocation": "allocation",
    "trials[].masking": "masking",
    "source.published": "dates",
    "source.abstract_number": "abstract numbers",
}


class Line(NamedTuple):
    """One field or group of the table.

    Attributes:
        name: Of it.
        group: Of the field; empty for a group.
        counts: By counter.
        gold: Gold slots.
        predicted: Predicted slots.
        precision: NaN where undefined, as are the others.
        recall: Share of gold slots found.
        f1: With its interval.
        strict_f1: With partial verdicts counted as wrong.
        hallucination_rate: Unsupported values among the predicted ones.
    """

    name: str
    group: str
    counts: Mapping[str, float]
    gold: float
    predicted: float
    precision: float
    recall: float
    f1: Estimate
    strict_f1: float
    hallucination_rate: float


class ArticleLine(NamedTuple):
    """One article of the table.

    Attributes:
        name: Of it.
        f1: Over its slots.
        wrong: Slots that are not right, over the passes.
        error: Why there is no record, or ``None``.
    """

    name: str
    f1: float
    wrong: int
    error: str | None


@dataclass(frozen=True)
class Overview:
    """What a report shows.

    Attributes:
        signature: Of the score.
        metrics: By name, with intervals.
        human: The same of two readers's agreement, empty where there are no second labels; of a field as `field/PATH`.
        human_name: Who agrees with whom there, over how many articles.
        groups: One line a group.
        fields: One line a field that gold or prediction fills in.
        causes: How often each cause occurs in a pass.
        agreement: Verdict × degree of support: predicted slots of a pass.
        articles: Worst first.
        steps: Of the selective prediction.
    """

    signature: Signature
    metrics: Mapping[str, Estimate]
    human: Mapping[str, Estimate]
    human_name: str
    groups: tuple[Line, ...]
    fields: tuple[Line, ...]
    causes: Mapping[str, float]
    agreement: Mapping[str, Mapping[str, float]]
    articles: tuple[ArticleLine, ...]
    steps: tuple[Step, ...]


def overview(
    result: Score, human: Agreement | None = None, agreed: frozenset[Place] | None = None, resamples: int = RESAMPLES
) -> Overview:
    """Compute the overview of a score.

    Args:
        result: The score.
        human: Agreement of two readers, to stand beside it.
        agreed: Values that a second engine agrees on, for the selective prediction.
        resamples: Of the bootstrap.
    """
    metrics = estimate(result.tally, resamples, result.signature.seed)
    return Overview(
        result.signature,
        metrics,
        {} if human is None else _human(human, resamples, result.signature.seed),
        "no second labels" if human is None else human.name,
        _group_lines(result, metrics),
        _field_lines(result, resamples),
        _causes(result),
        _agreement(result),
        _article_lines(result),
        selective(result, agreed) if result.repeats else (),
    )


def _human(human: Agreement, resamples: int, seed: int) -> dict[str, Estimate]:
    tally = human.result.tally
    names = [f"field/{field.path}" for field in declarations().fields]
    fields = dict(zip(names, field_estimates(tally, resamples, seed), strict=True))
    return {**estimate(tally, resamples, seed), **fields}


def _field_lines(result: Score, resamples: int) -> tuple[Line, ...]:
    sums = result.tally.counts.sum(axis=0)
    intervals = field_estimates(result.tally, resamples, result.signature.seed)
    return tuple(
        _line(field.path, field.group, sums[field.index], intervals[field.index])
        for field in declarations().fields
        if sums[field.index, :5].any()
    )


def _group_lines(result: Score, metrics: Mapping[str, Estimate]) -> tuple[Line, ...]:
    declared = declarations()
    sums = result.tally.counts.sum(axis=0)
    return tuple(
        _line(
            group,
            "",
            sums[[field.index for field in declared.fields if field.group == group]].sum(axis=0),
            metrics[f"group/{group}"],
        )
        for group in declared.groups()
    )


def _line(name: str, group: str, counts: NDArray[np.float64], interval: Estimate) -> Line:
    return Line(
        name,
        group,
        dict(zip(COUNTERS, (round(float(value), 2) for value in counts), strict=True)),
        float(gold(counts)),
        float(predicted(counts)),
        float(precision(counts)),
        float(recall(counts)),
        interval,
        float(f1(counts, 0.0)),
        float(counts[COUNTERS.index("unsupported")] / predicted(counts)) if predicted(counts) else math.nan,
    )


def _causes(result: Score) -> dict[str, float]:
    counts = Counter(
        slot.cause for repeat in result.repeats for compared in repeat.compared for slot in compared.slots if slot.cause
    )
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {cause: count / len(result.repeats) for cause, count in ordered}


def _agreement(result: Score) -> dict[str, dict[str, float]]:
    counts = Counter(
        (slot.verdict, slot.support)
        for repeat in result.repeats
        for compared in repeat.compared
        for slot in compared.slots
        if slot.support is not None
    )
    return {
        verdict: {degree: counts[verdict, degree] / len(result.repeats) for degree in DEGREES}  # type: ignore[index]
        for verdict in AGREES
    }


def _article_lines(result: Score) -> tuple[ArticleLine, ...]:
    values = f1(result.tally.counts.sum(axis=1))
    lines = []
    for index, name in enumerate(result.tally.articles):
        passes = [repeat.compared[index] for repeat in result.repeats]
        wrong = sum(slot.verdict != "correct" for compared in passes for slot in compared.slots)
        error = next((compared.error for compared in passes if compared.error), None)
        lines.append(ArticleLine(name, float(values[index]), wrong, error))
    return tuple(sorted(lines, key=lambda line: (np.nan_to_num(line.f1, nan=2.0), line.name)))


def rate(value: float | None, digits: int = 3) -> str:
    """Return a rate as text, "-" where it is undefined."""
    return "-" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def with_interval(value: Estimate) -> str:
    """Return a metric with its interval as text."""
    if value.lower is None or value.upper is None:
        return rate(value.value)
    return f"{rate(value.value)} ({rate(value.lower)} to {rate(value.upper)})"


def count(value: float) -> str:
    """Return a count as text; of several passes it is an average."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def shown_metrics(seen: Overview, names: Iterable[str] = METRICS) -> list[tuple[str, str, str]]:
    """Return title, value and human figure of every headline metric that is defined for the run."""
    rows = []
    for name in names:
        human = seen.human.get(name)
        people = with_interval(human) if human is not None and name in _RATES - {"invalid_output"} else "-"
        rows.append((METRICS[name], with_interval(seen.metrics[name]), people))
    return rows


def shown_in_short(seen: Overview) -> list[tuple[str, str, str]]:
    """Return the same for what a reader asks first: the leading metrics, the F1 of the groups and of the key fields."""
    weights = declarations().weights
    lines = {f"field/{line.name}": line.f1 for line in seen.fields}
    keys = [(f"field/{path}", title) for path, title in _KEY_FIELDS.items()]
    groups = {f"group/{line.name}": line.f1 for line in seen.groups if weights[line.name]}
    design = {f"field/{path}": lines[f"field/{path}"] for path in _DESIGN_FIELDS if f"field/{path}" in lines}
    names = [_DESIGN_FIELDS[name.removeprefix("field/")] for name in design]
    return [
        *shown_metrics(seen, _SHORT),
        *((title, with_interval(lines[name]), _people(seen, [name])) for name, title in keys if name in lines),
        (f"F1 of {', '.join(names)}", _rates(design.values()), _people(seen, design)),
        (
            f"F1 of {', '.join(name.removeprefix('group/') for name in groups)}",
            _rates(groups.values()),
            _people(seen, groups),
        ),
    ]


def _rates(values: Iterable[Estimate]) -> str:
    return ", ".join(rate(value.value, 2) for value in values)


def _people(seen: Overview, names: Iterable[str]) -> str:
    return _rates(seen.human[name] for name in names) if seen.human else "-"
