"""Facts: summaries as tidy tables, one row a fact, numbers beside the strings as printed.

Every row names its article and trial, and where in the article its value stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.record import AdverseEvent, Analysis, ConfidenceInterval, OutcomeMeasure, Result, Trial
    from summarizer.summary import Summary, Support

Kind = Literal["results", "analyses", "harms", "trials"]
Cell = str | int | float | bool | None
Row = dict[str, Cell]

_BETWEEN = "; "


class Place(NamedTuple):
    """A trial of a summary, with all that its rows need.

    Attributes:
        summary: That holds it.
        trial: The trial.
        path: Of it in the record.
        support: Of the summary's values, by path.
    """

    summary: Summary
    trial: Trial
    path: str
    support: dict[str, Support]


def rows_of(summary: Summary, kind: Kind) -> Iterator[Row]:
    """Return the rows of a summary.

    Args:
        summary: One article's.
        kind: ``results``: values of single arms in outcomes. ``analyses``: comparisons of arms, in outcomes and harms.
            ``harms``: values of single arms in adverse events. ``trials``: one row a trial.

    Yields:
        Cells by column; each kind always has the same columns.
    """
    support = {row.path: row for row in summary.support}
    for number, trial in enumerate(summary.record.trials):
        place = Place(summary, trial, f"trials[{number}]", support)
        head = _head(place, number)
        for row in _ROWS[kind](place):
            yield {**head, **row}


def _head(place: Place, number: int) -> Row:
    article = place.summary.article
    return {
        "article_id": article.id,
        "article_sha256": article.sha256,
        "article_path": article.path,
        "trial": number + 1,
        "acronym": place.trial.acronym,
        "registry_ids": _BETWEEN.join(place.trial.registry_ids),
    }


def _results(place: Place) -> Iterator[Row]:
    for number, outcome in enumerate(place.trial.outcomes):
        for at, result in enumerate(outcome.results):
            path = f"{place.path}.outcomes[{number}].results[{at}]"
            yield {"outcome": outcome.title, "outcome_type": outcome.type, **_result(result, place, path)}


def _harms(place: Place) -> Iterator[Row]:
    for number, harm in enumerate(place.trial.adverse_events):
        for at, result in enumerate(harm.results):
            path = f"{place.path}.adverse_events[{number}].results[{at}]"
            yield {
                "term": harm.term,
                "grade": harm.grade,
                "serious": harm.serious,
                **_result(result, place, path),
            }


def _analyses(place: Place) -> Iterator[Row]:
    for number, outcome in enumerate(place.trial.outcomes):
        of: Row = {"of": "outcome", "measured": outcome.title, "outcome_type": outcome.type, "grade": None}
        yield from _comparisons(outcome, of, place, f"{place.path}.outcomes[{number}]")
    for number, harm in enumerate(place.trial.adverse_events):
        of = {"of": "harm", "measured": harm.term, "outcome_type": None, "grade": harm.grade}
        yield from _comparisons(harm, of, place, f"{place.path}.adverse_events[{number}]")


def _comparisons(measured: OutcomeMeasure | AdverseEvent, of: Row, place: Place, path: str) -> Iterator[Row]:
    for at, analysis in enumerate(measured.analyses):
        yield {**of, **_analysis(analysis, place, f"{path}.analyses[{at}]")}


def _trials(place: Place) -> Iterator[Row]:
    trial, record = place.trial, place.summary.record
    source, follow_up = record.source, place.trial.follow_up
    yield {
        "source_kind": source.kind,
        "source_title": source.title,
        "source_authors": _BETWEEN.join(source.authors),
        "source_published": source.published,
        "conference": source.conference,
        "abstract_number": source.abstract_number,
        "journal": source.journal,
        "doi": source.doi,
        "pmid": source.pmid,
        "phases": _BETWEEN.join(trial.phases),
        "study_type": trial.study_type,
        "allocation": trial.allocation,
        "intervention_model": trial.intervention_model,
        "masking": trial.masking,
        "hypothesis": trial.hypothesis,
        "allocation_ratio": trial.allocation_ratio,
        "conditions": _BETWEEN.join(trial.conditions),
        "population": trial.population,
        "enrollment": trial.enrollment,
        "follow_up_statistic": follow_up.statistic if follow_up else None,
        **_printed("follow_up", follow_up.value if follow_up else None),
        "follow_up_unit": follow_up.unit if follow_up else None,
        "analysis_stage": trial.analysis_stage,
        "data_cutoff": trial.data_cutoff,
        "sponsor": trial.sponsor,
        "investigators": _BETWEEN.join(person.name for person in trial.investigators),
        "arms": _BETWEEN.join(arm.label for arm in trial.arms),
        "arm_participants": _BETWEEN.join(
            "" if arm.participants is None else str(arm.participants) for arm in trial.arms
        ),
        "primary_outcome_met": trial.primary_outcome_met,
        "outcomes": len(trial.outcomes),
        "adverse_events": len(trial.adverse_events),
        "conclusion": trial.conclusion,
        "headline": record.headline,
        **{f"{severity}s": _count(place, severity) for severity in ("error", "warning")},
    }


def _result(result: Result, place: Place, path: str) -> Row:
    spread = result.dispersion
    return {
        "arm": result.arm,
        "population": result.population,
        "time_point": result.time_point,
        "statistic": result.statistic,
        **_printed("value", result.value),
        "unit": result.unit,
        "status": result.status,
        **_interval(result.ci),
        "dispersion_type": spread.type if spread else None,
        **_printed("dispersion", spread.value if spread else None),
        **_printed("dispersion_lower", spread.lower if spread else None),
        **_printed("dispersion_upper", spread.upper if spread else None),
        "events": result.events,
        "total": result.total,
        **_evidence(place, path, ("value", "events", "status")),
    }


def _analysis(analysis: Analysis, place: Place, path: str) -> Row:
    p_value = analysis.p_value
    return {
        "arm": analysis.arm,
        "comparator": analysis.comparator,
        "population": analysis.population,
        "time_point": analysis.time_point,
        "measure": analysis.measure,
        **_printed("estimate", analysis.estimate),
        "unit": analysis.unit,
        **_interval(analysis.ci),
        "p_operator": p_value.operator if p_value else None,
        **_printed("p_value", p_value.value if p_value else None),
        "favors": analysis.favors,
        "hypothesis": analysis.hypothesis,
        **_evidence(place, path, ("estimate", "p_value.value", "favors")),
    }


def _interval(ci: ConfidenceInterval | None) -> Row:
    return {
        **_printed("ci_level", ci.level if ci else None),
        **_printed("ci_lower", ci.lower if ci else None),
        **_printed("ci_upper", ci.upper if ci else None),
    }


def _printed(name: str, value: str | None) -> Row:
    return {name: value, f"{name}_number": None if value is None else float(value)}


def _evidence(place: Place, path: str, values: tuple[str, ...]) -> Row:
    """Return where the first of some values stands, and what was found about the row."""
    row = next((row for value in values if (row := place.support.get(f"{path}.{value}"))), None)
    codes = {finding.code for finding in place.summary.findings if _within(finding.path, path)}
    return {
        "match": row.match if row else None,
        "start": row.start if row else None,
        "end": row.end if row else None,
        "quote_start": row.quote_start if row else None,
        "quote_end": row.quote_end if row else None,
        "findings": _BETWEEN.join(sorted(codes)),
    }


def _count(place: Place, severity: str) -> int:
    return sum(finding.severity == severity and _within(finding.path, place.path) for finding in place.summary.findings)


def _within(path: str, whole: str) -> bool:
    return path == whole or path.startswith((f"{whole}.", f"{whole}["))


_ROWS: dict[Kind, Callable[[Place], Iterator[Row]]] = {
    "results": _results,
    "analyses": _analyses,
    "harms": _harms,
    "trials": _trials,
}
