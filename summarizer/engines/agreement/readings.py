"""Readings: every number of a record, where it stands in the article, and what it is taken for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from summarizer.grounding import Kind, alike, ground
from summarizer.normalization import fold
from summarizer.quantities import number_tokens
from summarizer.record import OutcomeMeasure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.article import Article
    from summarizer.grounding import Grounding
    from summarizer.record import AdverseEvent, Analysis, Record, Result

_ROW = re.compile(r"trials\[\d+\]\.(?:outcomes|adverse_events)\[\d+\]\.(?:results|analyses)\[\d+\]")
_INDEX = re.compile(r"\[\d+\]")
# A count may be given as an arm's size or as a denominator, and a count's value is its events.
_ONE_ROLE = {
    **dict.fromkeys(("trials.enrollment", "trials.arms.participants", "results.total"), "size"),
    **dict.fromkeys(("results.value", "results.events"), "value"),
    **dict.fromkeys(("results.ci.lower", "results.ci.upper", "analyses.ci.lower", "analyses.ci.upper"), "interval"),
}
_MAIN = ("value", "estimate", "p_value.value", "events")


@dataclass(frozen=True)
class Standing:
    """A number of a record where the article prints it.

    Attributes:
        path: Of the value.
        start: First character in the article.
        number: As printed, with a leading zero.
        is_certain: Whether its quote prints the number once only, so that no other reader can mean another one there.
    """

    path: str
    start: int
    number: str
    is_certain: bool

    @property
    def role(self) -> str:
        """What kind of value it is taken for."""
        kind = _INDEX.sub("", self.path)
        below = re.sub(r"^trials\.(?:outcomes|adverse_events)\.", "", kind)
        return _ONE_ROLE.get(below, below)


@dataclass(frozen=True)
class Row:
    """A result or an analysis with what it is about.

    Attributes:
        path: In the record.
        trial: Index of its trial.
        holder: The outcome or adverse event it belongs to.
        content: The row itself.
        numbers: Its numbers by the path below the row.
    """

    path: str
    trial: int
    holder: OutcomeMeasure | AdverseEvent
    content: Result | Analysis
    numbers: Mapping[str, Standing]

    @property
    def owner(self) -> str:
        """Path of its outcome or adverse event."""
        return self.path.rpartition(".")[0]

    @property
    def about(self) -> str:
        """Title of its outcome or term of its adverse event."""
        return self.holder.title if isinstance(self.holder, OutcomeMeasure) else self.holder.term

    @property
    def grade(self) -> str | None:
        """Of its adverse event."""
        return None if isinstance(self.holder, OutcomeMeasure) else self.holder.grade

    @property
    def arms(self) -> tuple[str | None, str | None]:
        """Labels of arm and comparator."""
        return self.content.arm, getattr(self.content, "comparator", None)

    @property
    def main(self) -> str | None:
        """Path below the row of the number that the row is there for; ``None`` for a row in words."""
        return next((name for name in _MAIN if name in self.numbers), None)

    @property
    def says(self) -> tuple[str, str] | None:
        """What it says of what it is about: its main number, else that it was not reached, else who did better."""
        if self.main is not None:
            return self.main, self.numbers[self.main].number
        for name in ("status", "favors"):
            word = getattr(self.content, name, None)
            if word is not None and word != "REPORTED":
                return name, word
        return None

    def describe(self) -> str:
        """Return what the row says its numbers are."""
        row = self.content
        grade = f" of grade {self.grade}" if self.grade else ""
        arm, comparator = self.arms
        parts = [f"{self.about!r}{grade}", f"arm {arm!r}" if arm else "all participants"]
        if comparator:
            parts.append(f"against {comparator!r}")
        parts += [f"in {row.population!r}"] if row.population else []
        parts += [f"at {row.time_point}"] if row.time_point else []
        return ", ".join(parts)


class Reader:
    """One record as a reading of its article.

    Args:
        name: Whose it is.
        record: The record.
        article: Its text.
        grounding: Of that record, where it is known already.
    """

    def __init__(self, name: str, record: Record, article: Article, grounding: Grounding | None = None) -> None:
        self.name = name
        self.record = record
        self._article = article
        self._grounding = grounding or ground(record, article)

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Every number that the article supports, by its path."""
        return {standing.path: standing for standing in self._standings()}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every result and analysis."""
        return tuple(self._rows())

    @cached_property
    def _by_row(self) -> Mapping[str, Mapping[str, Standing]]:
        found: dict[str, dict[str, Standing]] = {}
        for path, standing in self.standings.items():
            if match := _ROW.match(path):
                found.setdefault(match[0], {})[path[match.end() + 1 :]] = standing
        return found

    @cached_property
    def by_start(self) -> Mapping[int, Sequence[Standing]]:
        """What numbers are taken for, by their first character in the article."""
        found: dict[int, list[Standing]] = {}
        for standing in self.standings.values():
            found.setdefault(standing.start, []).append(standing)
        return found

    def describe(self, standing: Standing) -> str:
        """Return what a number is taken for."""
        path = standing.path
        row = self._rows_by_path.get(match[0]) if (match := _ROW.match(path)) else None
        if row is not None:
            return f"{standing.number} as {path.removeprefix(row.path)[1:]} of {row.describe()}"
        if path.endswith(".participants"):
            trial, arm = map(int, re.findall(r"\d+", path))
            return f"{standing.number} as participants of arm {self.record.trials[trial].arms[arm].label!r}"
        return f"{standing.number} as {_INDEX.sub('', path).removeprefix('trials.').replace('_', ' ')}"

    def describe_place(self, start: int, end: int) -> str | None:
        """Return what the first number between two characters of the article is taken for; ``None`` without one."""
        place = min((first for first in self.by_start if start <= first < end), default=None)
        return None if place is None else self.describe(self.by_start[place][0])

    @cached_property
    def _rows_by_path(self) -> Mapping[str, Row]:
        return {row.path: row for row in self.rows}

    def _standings(self) -> Iterator[Standing]:
        text = self._article.text
        counts: dict[tuple[int, int], list[str]] = {}
        for row in self._grounding.support:
            is_number = self._grounding.kinds[row.path] is Kind.NUMBER
            if not is_number or row.start is None or row.end is None or row.match not in {"exact", "normalized"}:
                continue
            number = _number(text[row.start : row.end])
            quote = (row.quote_start or 0, len(text) if row.quote_end is None else row.quote_end)
            if quote not in counts:
                counts[quote] = [alike(token) for _, _, token in number_tokens(fold(text[slice(*quote)]).text)]
            yield Standing(row.path, row.start, number, counts[quote].count(number) == 1)

    def _rows(self) -> Iterator[Row]:
        for index, trial in enumerate(self.record.trials):
            for place, outcome in enumerate(trial.outcomes):
                yield from self._rows_of(f"trials[{index}].outcomes[{place}]", index, outcome)
            for place, event in enumerate(trial.adverse_events):
                yield from self._rows_of(f"trials[{index}].adverse_events[{place}]", index, event)

    def _rows_of(self, path: str, trial: int, owner: OutcomeMeasure | AdverseEvent) -> Iterator[Row]:
        contents: list[tuple[str, Result | Analysis]] = [
            *((f"{path}.results[{number}]", row) for number, row in enumerate(owner.results)),
            *((f"{path}.analyses[{number}]", row) for number, row in enumerate(owner.analyses)),
        ]
        for at, content in contents:
            yield Row(at, trial, owner, content, self._by_row.get(at, {}))


def _number(printed: str) -> str:
    return next((alike(token) for _, _, token in number_tokens(fold(printed).text)), printed)
