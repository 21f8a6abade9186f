"""The comparison of two readers: facts of the trials, arms, then the rows that hold the same numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.agreement.correspondence import pair_arms, pair_trials, sharing
from summarizer.engines.agreement.rows import (
    Relation,
    Sight,
    agreed_values,
    certain_number,
    disputes_within,
)
from summarizer.engines.agreement.verdicts import Agreed, Dispute, Pair
from summarizer.summary import Agreement, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.article import Article
    from summarizer.engines.agreement.readings import Reader, Row, Standing
    from summarizer.record import Trial

_SOURCE = ("kind", "title", "published", "conference", "abstract_number", "journal", "doi", "pmid")
_ONE_ONLY = ("allocation", "masking", "enrollment", "primary_outcome_met")
_FACTS = (
    *_ONE_ONLY,
    *("acronym", "study_type", "intervention_model", "hypothesis", "allocation_ratio", "analysis_stage"),
    *("population", "data_cutoff", "sponsor"),
)
_LISTS = ("registry_ids", "phases", "conditions")


@dataclass(frozen=True)
class Comparison:
    """What came of comparing two readers.

    Attributes:
        first: Name of the reader whose values are marked.
        second: Name of the one that read beside.
        agreed: Values that both hold, each once.
        disputed: Values on which they contradict each other, each once and none of them agreed.
        only_second: How many numbers only the second holds.
    """

    first: str
    second: str
    agreed: tuple[Agreed, ...]
    disputed: tuple[Dispute, ...]
    only_second: int

    def agreement(self) -> Agreement:
        """Return what stands in the summary."""
        return Agreement(
            second=self.second,
            agreed=tuple(row.path for row in self.agreed),
            disputed=tuple(row.path for row in self.disputed),
            only_second=self.only_second,
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return a finding for each contradiction, with both readings."""
        return tuple(
            Finding(
                severity="warning",
                code="readers_disagree",
                path=row.path,
                message=f"{self.first} reads {row.ours}; {self.second} reads {row.theirs}.",
            )
            for row in self.disputed
        )


def compare(first: Reader, second: Reader, article: Article) -> Comparison:
    """Compare two readers of an article.

    Args:
        first: Whose record it is.
        second: Who read beside.
        article: What they read.
    """
    found = list(_Comparing(first, second, article).run())
    disputed = {row.path: row for row in reversed(found) if isinstance(row, Dispute)}
    agreed = {row.path: row for row in reversed(found) if isinstance(row, Agreed) and row.path not in disputed}
    return Comparison(
        first.name,
        second.name,
        agreed=tuple(reversed(agreed.values())),
        disputed=tuple(reversed(disputed.values())),
        only_second=_count_alone(first, second),
    )


@dataclass
class _Comparing:
    first: Reader
    second: Reader
    article: Article

    def run(self) -> Iterator[Agreed | Dispute]:
        ours, theirs = self.first.record, self.second.record
        source = Pair("source", "source", ours.source, theirs.source)
        yield from source.agreed(_SOURCE)
        yield from source.agreed_items(("authors",))
        yield from self._compare_roles()
        lowered = self.article.text.lower()
        shared = list(sharing(self.first, self.second))
        for here, there in pair_trials(self.first, self.second).items():
            pair = Pair(f"trials[{here}]", f"trials[{there}]", ours.trials[here], theirs.trials[there])
            both = [rows for rows in shared if (rows[0].trial, rows[1].trial) == (here, there)]
            arms = pair_arms(ours.trials[here], theirs.trials[there], _votes(both))
            yield from _compare_facts(pair, ours.trials[here], theirs.trials[there])
            yield from _compare_arms(pair, ours.trials[here], theirs.trials[there], arms)
            sight = Sight(arms, _names(ours.trials[here]), _names(theirs.trials[there]), lowered)
            yield from self._compare_rows(both, here, there, sight)

    def _compare_rows(
        self, both: Sequence[tuple[Row, Row]], here: int, there: int, sight: Sight
    ) -> Iterator[Agreed | Dispute]:
        related = [(one, other, sight.relate(one, other)) for one, other in both]
        same = [(one, other) for one, other, relation in related if relation is Relation.SAME]
        settled = {row.path for rows in same for row in rows}
        for one, other in (*same, *self._repeated(settled, here, there, sight)):
            yield from agreed_values(one, other)
            yield from disputes_within(one, other)
        told: set[str] = set()
        for one, other, relation in related:
            if relation is Relation.UNSURE or {one.path, other.path} & settled or one.path in told:
                continue
            if (name := certain_number(one, other)) is not None:
                told.add(one.path)
                dispute = self._dispute(one.numbers[name], other.numbers[name])
                is_of_grade = relation is Relation.OTHER_GRADE
                yield (
                    dispute._replace(path=f"{one.owner}.grade", other=f"{other.owner}.grade")
                    if is_of_grade
                    else dispute
                )

    def _compare_roles(self) -> Iterator[Dispute]:
        """Yield the numbers that one takes for another kind of value than the other."""
        for start, ours in self.first.by_start.items():
            theirs = self.second.by_start.get(start, ())
            roles = ({standing.role for standing in standings} for standings in (ours, theirs))
            is_certain = all(standing.is_certain for standing in (*ours, *theirs))
            if theirs and is_certain and not set.intersection(*roles):
                yield self._dispute(ours[0], theirs[0])

    def _dispute(self, ours: Standing, theirs: Standing) -> Dispute:
        return Dispute(ours.path, theirs.path, self.first.describe(ours), self.second.describe(theirs))

    def _repeated(self, settled: set[str], here: int, there: int, sight: Sight) -> Iterator[tuple[Row, Row]]:
        """Yield rows about the same that say the same, but took it from different places of the article or from words."""
        theirs: dict[tuple[str, str], list[Row]] = {}
        for row in self.second.rows:
            if row.trial == there and row.says is not None and row.path not in settled:
                theirs.setdefault(row.says, []).append(row)
        for row in self.first.rows:
            if row.trial == here and row.says is not None and row.path not in settled:
                for other in theirs.get(row.says, ()):
                    if sight.relate(row, other) is Relation.SAME:
                        yield row, other


def _compare_facts(pair: Pair, one: Trial, other: Trial) -> Iterator[Agreed | Dispute]:
    yield from pair.agreed(_FACTS)
    yield from pair.agreed_items(_LISTS)
    yield from pair.disputes(_ONE_ONLY)
    if one.phases and other.phases and set(one.phases) != set(other.phases):
        readings = (" and ".join(trial.phases) for trial in (one, other))
        yield Dispute(f"{pair.path}.phases", f"{pair.other_path}.phases", *readings)
    ours, theirs = one.follow_up, other.follow_up
    if ours and theirs and ours.value == theirs.value:
        below = Pair(f"{pair.path}.follow_up", f"{pair.other_path}.follow_up", ours, theirs)
        yield from below.agreed(("statistic", "value", "unit"))


def _compare_arms(pair: Pair, one: Trial, other: Trial, arms: dict[str, str]) -> Iterator[Agreed | Dispute]:
    places = {arm.label: place for place, arm in enumerate(other.arms)}
    for place, arm in enumerate(one.arms):
        if arm.label in arms:
            at = places[arms[arm.label]]
            both = Pair(f"{pair.path}.arms[{place}]", f"{pair.other_path}.arms[{at}]", arm, other.arms[at])
            yield from both.agreed(("label", "type", "participants"))
            yield from both.agreed_items(("interventions",))
            yield from both.disputes(("participants",))


def _votes(both: Sequence[tuple[Row, Row]]) -> Counter[tuple[str, str]]:
    labels = ((one.content.arm, other.content.arm) for one, other in both)
    return Counter((ours, theirs) for ours, theirs in labels if ours is not None and theirs is not None)


def _names(trial: Trial) -> frozenset[str]:
    return frozenset({*(outcome.title for outcome in trial.outcomes), *(event.term for event in trial.adverse_events)})


def _count_alone(first: Reader, second: Reader) -> int:
    starts = {standing.start for standing in first.standings.values()}
    numbers = {standing.number for standing in first.standings.values()}
    alone = {one.start for one in second.standings.values() if one.start not in starts and one.number not in numbers}
    return len(alone)
