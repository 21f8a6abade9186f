"""The values of a record, grouped with the quotes that have to hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.record import AdverseEvent, Analysis, ConfidenceInterval, OutcomeMeasure, Record, Result, Trial


class Kind(Enum):
    """How a value is looked for."""

    NUMBER = auto()
    """A whole number token."""
    LEVEL = auto()
    """A confidence level; it carries over from the same list, so it may stand elsewhere."""
    OPERATOR = auto()
    """The relation printed before a P value's number; content is ``operator value``."""
    UNIT = auto()
    """The unit printed behind a number; content is ``value unit``."""
    NAME = auto()
    """Words, contiguous."""
    PHRASE = auto()
    """Words that may stand apart; its numbers must be tokens."""
    IDENTIFIER = auto()
    """A registry number."""
    RATIO = auto()
    """An allocation ratio."""
    DATE = auto()
    """A date in any of the usual forms."""
    CUE = auto()
    """An enumeration that the text must spell by one of its cue words; content is ``field:value``."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value: where it stands in the record, how to look for it, and what to look for."""

    path: str
    kind: Kind
    content: str


@dataclass(slots=True)
class Group:
    """Values that belong together and the quotes that hold them.

    Attributes:
        path: Of the object.
        quotes: Its quotes, or those of the outcome, adverse event or trial it belongs to; ``None``: the whole text.
        quotes_path: Path of these quotes.
        values: In the order of the record.
    """

    path: str
    quotes: tuple[str, ...] | None
    quotes_path: str
    values: list[Value] = field(default_factory=list)

    def add(self, key: str, kind: Kind, content: str | int | None) -> None:
        """Add a value unless it is absent."""
        if content is not None:
            self.values.append(Value(f"{self.path}.{key}" if self.path else key, kind, str(content)))

    def add_all(self, key: str, kind: Kind, contents: tuple[str, ...]) -> None:
        """Add each value of a list."""
        for index, content in enumerate(contents):
            self.add(f"{key}[{index}]", kind, content)


def groups(record: Record) -> Iterator[Group]:
    """Yield every group of a record, in its order."""
    source = Group("source", None, "")
    source.add("title", Kind.NAME, record.source.title)
    source.add_all("authors", Kind.NAME, record.source.authors)
    source.add("published", Kind.DATE, record.source.published)
    source.add("conference", Kind.NAME, record.source.conference)
    source.add("abstract_number", Kind.NAME, record.source.abstract_number)
    source.add("journal", Kind.NAME, record.source.journal)
    source.add("doi", Kind.IDENTIFIER, record.source.doi)
    source.add("pmid", Kind.IDENTIFIER, record.source.pmid)
    yield source
    for index, trial in enumerate(record.trials):
        yield from _trial(f"trials[{index}]", trial)


def _trial(path: str, trial: Trial) -> Iterator[Group]:
    yield _identity(path, trial)
    if (follow_up := trial.follow_up) is not None:
        group = Group(f"{path}.follow_up", follow_up.quotes, f"{path}.follow_up.quotes")
        if follow_up.statistic is not None:
            group.add("statistic", Kind.CUE, f"statistic:{follow_up.statistic}")
        group.add("value", Kind.NUMBER, follow_up.value)
        if follow_up.value is not None and follow_up.unit is not None:
            group.add("unit", Kind.UNIT, f"{follow_up.value} {follow_up.unit}")
        yield group
    for index, arm in enumerate(trial.arms):
        group = Group(f"{path}.arms[{index}]", arm.quotes, f"{path}.arms[{index}].quotes")
        group.add("label", Kind.PHRASE, arm.label)
        group.add_all("interventions", Kind.PHRASE, arm.interventions)
        group.add("participants", Kind.NUMBER, arm.participants)
        yield group
    for index, outcome in enumerate(trial.outcomes):
        yield from _measured(f"{path}.outcomes[{index}]", outcome, "title", outcome.title)
    for index, event in enumerate(trial.adverse_events):
        yield from _measured(f"{path}.adverse_events[{index}]", event, "term", event.term)


def _identity(path: str, trial: Trial) -> Group:
    group = Group(path, trial.quotes, f"{path}.quotes")
    group.add("acronym", Kind.NAME, trial.acronym)
    group.add_all("registry_ids", Kind.IDENTIFIER, trial.registry_ids)
    group.add_all("phases", Kind.CUE, tuple(f"phase:{phase}" for phase in trial.phases))
    for name in ("allocation", "intervention_model", "masking", "hypothesis", "analysis_stage"):
        if (enumeration := getattr(trial, name)) is not None:
            group.add(name, Kind.CUE, f"{name}:{enumeration}")
    group.add("allocation_ratio", Kind.RATIO, trial.allocation_ratio)
    group.add_all("conditions", Kind.PHRASE, trial.conditions)
    group.add("population", Kind.PHRASE, trial.population)
    group.add("enrollment", Kind.NUMBER, trial.enrollment)
    group.add("data_cutoff", Kind.DATE, trial.data_cutoff)
    group.add("sponsor", Kind.NAME, trial.sponsor)
    for index, person in enumerate(trial.investigators):
        group.add(f"investigators[{index}].name", Kind.NAME, person.name)
        group.add(f"investigators[{index}].affiliation", Kind.NAME, person.affiliation)
    return group


def _measured(path: str, measured: OutcomeMeasure | AdverseEvent, key: str, name: str) -> Iterator[Group]:
    quotes_path = f"{path}.quotes"
    group = Group(path, measured.quotes, quotes_path)
    group.add(key, Kind.PHRASE, name)
    grade = getattr(measured, "grade", None)
    if grade is not None:
        group.add("grade", Kind.CUE, f"grade:{grade}")
    if getattr(measured, "serious", None):
        group.add("serious", Kind.CUE, "serious:True")
    yield group
    for index, result in enumerate(measured.results):
        group = Group(f"{path}.results[{index}]", measured.quotes, quotes_path)
        _add_result(group, result)
        yield group
    for index, analysis in enumerate(measured.analyses):
        group = Group(f"{path}.analyses[{index}]", measured.quotes, quotes_path)
        _add_analysis(group, analysis)
        yield group


def _add_result(group: Group, result: Result) -> None:
    group.add("population", Kind.PHRASE, result.population)
    group.add("time_point", Kind.PHRASE, result.time_point)
    group.add("value", Kind.NUMBER, result.value)
    if result.unit is not None:
        group.add("unit", Kind.UNIT, f"{result.value or ''} {result.unit}")
    if result.status in {"NOT_REACHED", "NOT_ESTIMABLE"}:
        group.add("status", Kind.CUE, f"status:{result.status}")
    _add_interval(group, result.ci)
    if (dispersion := result.dispersion) is not None:
        for name in ("value", "lower", "upper"):
            group.add(f"dispersion.{name}", Kind.NUMBER, getattr(dispersion, name))
    group.add("events", Kind.NUMBER, result.events)
    group.add("total", Kind.NUMBER, result.total)


def _add_analysis(group: Group, analysis: Analysis) -> None:
    group.add("population", Kind.PHRASE, analysis.population)
    group.add("time_point", Kind.PHRASE, analysis.time_point)
    group.add("estimate", Kind.NUMBER, analysis.estimate)
    if analysis.measure is not None and analysis.measure != "OTHER" and analysis.estimate is not None:
        group.add("measure", Kind.CUE, f"measure:{analysis.measure}")
    if analysis.unit is not None:
        group.add("unit", Kind.UNIT, f"{analysis.estimate or ''} {analysis.unit}")
    _add_interval(group, analysis.ci)
    if (p_value := analysis.p_value) is not None:
        group.add("p_value.operator", Kind.OPERATOR, f"{p_value.operator} {p_value.value}")
        group.add("p_value.value", Kind.NUMBER, p_value.value)


def _add_interval(group: Group, ci: ConfidenceInterval | None) -> None:
    if ci is not None:
        group.add("ci.level", Kind.LEVEL, ci.level)
        group.add("ci.lower", Kind.NUMBER, ci.lower)
        group.add("ci.upper", Kind.NUMBER, ci.upper)
