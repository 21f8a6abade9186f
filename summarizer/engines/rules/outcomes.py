"""Outcomes: the endpoints of a trial with their results and analyses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from summarizer.engines.rules.endpoint_names import key_of, spell_out
from summarizer.engines.rules.reading import read_statements
from summarizer.engines.rules.relative import without_restated
from summarizer.record import Analysis, OutcomeMeasure, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from summarizer.engines.rules.arms import ArmFinding
    from summarizer.engines.rules.definitions import EndpointIndex
    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.statements import Place, Statement
    from summarizer.engines.rules.trials import TrialScope

Slot = tuple[str | None, ...]
Row = TypeVar("Row", Result, Analysis)


def find_outcomes(document: Document, scope: TrialScope, arms: Sequence[ArmFinding]) -> tuple[OutcomeMeasure, ...]:
    """Find the outcomes of a trial.

    Args:
        document: The article.
        scope: What of it belongs to the trial.
        arms: The trial's arms.

    Returns:
        One for each endpoint, in the order of the article; an endpoint named without results has empty lists.
    """
    statements, index = read_statements(document, scope, tuple(arms))
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        if not statement.name.is_harm:
            title = spell_out(statement.name.title, document.abbreviations)
            groups.setdefault(key_of(title), []).append(replace(statement, name=replace(statement.name, title=title)))
    parts = [(key, part) for key, group in groups.items() for part in part_by_mention(group)]
    found = [_outcome(document, index, key, part, f"outcomes[{number}]") for number, (key, part) in enumerate(parts)]
    for item in index.defined:
        if key_of(item.title) not in groups:
            place = document.sentence_at(item.start)
            quote = document.quote(place.start, place.end)
            found.append(
                OutcomeMeasure(
                    title=item.title, type=index.types[key_of(item.title)], results=(), analyses=(), quotes=(quote,)
                )
            )
    terms = {statement.name.title for statement in statements if statement.name.is_harm}
    return (*found, *_only_measured(document, index, [*(item.title for item in found), *terms]))


def _only_measured(document: Document, index: EndpointIndex, known: Sequence[str]) -> Iterator[OutcomeMeasure]:
    """Yield what the article says it measured and tells nothing more of."""
    taken = [_words(title) for title in known]
    for item in index.measured:
        words = _words(item.title)
        if words and not any(words <= other or other <= words for other in taken if other):
            taken.append(words)
            place = document.sentence_at(item.start)
            quote = document.quote(place.start, place.end)
            yield OutcomeMeasure(title=item.title, type=None, results=(), analyses=(), quotes=(quote,))


def _words(title: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in key_of(title).split())


def _outcome(
    document: Document, index: EndpointIndex, key: str, group: Sequence[Statement], path: str
) -> OutcomeMeasure:
    title = next((item.title for item in index.defined if key_of(item.title) == key), group[0].name.title)
    places = [place for statement in group for place in statement.places]
    places += [
        (sentence.start, sentence.end)
        for item in index.defined
        if key_of(item.title) == key
        for sentence in [document.sentence_at(item.start)]
    ]
    document.trace.note(f"{path}.title", group[0].name.rule)
    results, analyses = rows_of(document, group, path)
    return OutcomeMeasure(
        title=title,
        type=index.types.get(key),
        results=results,
        analyses=analyses,
        quotes=quotes_of(document, places),
    )


def rows_of(
    document: Document, group: Sequence[Statement], path: str
) -> tuple[tuple[Result, ...], tuple[Analysis, ...]]:
    """Return the results and the analyses of one endpoint or harm, and note which matcher made each and what lost to it."""
    results = unique_results(statement.result for statement in group)
    analyses = unique_analyses(statement.analysis for statement in group)
    made = {id(statement.result or statement.analysis): statement for statement in group}
    for number, result in enumerate(results):
        slot = result.arm, result.population, result.time_point, result.statistic
        lost = {
            other.value: None
            for statement in group
            if (other := statement.result) and slot == (other.arm, other.population, other.time_point, other.statistic)
            if other.value not in {None, result.value}
        }
        document.trace.note(f"{path}.results[{number}]", made[id(result)].rule, [value for value in lost if value])
    for number, analysis in enumerate(analyses):
        document.trace.note(f"{path}.analyses[{number}]", made[id(analysis)].rule)
    return results, analyses


def part_by_mention(group: Sequence[Statement]) -> list[list[Statement]]:
    """Part the statements of one name where another mention of it has other values for what was told before.

    Two values of one arm under one name are of two measures whose names the text tells apart by words that were not read as part
    of the name ("office" and "night-time" pressure): each mention with its values is kept for itself.
    """
    parts: list[list[Statement]] = []
    mentions: dict[tuple[int, Place], list[Statement]] = {}
    for statement in group:
        mentions.setdefault((statement.name.start, statement.places[-1]), []).append(statement)
    for mention in mentions.values():
        own, place = values_by_slot(mention), mention[0].places[-1]
        rivals = [part for part in parts if any(item.places[-1] == place for item in part)]
        part = next((part for part in parts if part not in rivals or not _contradicts(own, values_by_slot(part))), None)
        if part is None:
            parts.append(mention)
        else:
            part.extend(mention)
    return parts


def values_by_slot(group: Iterable[Statement]) -> dict[Slot, str | None]:
    """The first value for each arm, subgroup, time and statistic."""
    found: dict[Slot, str | None] = {}
    for statement in group:
        if statement.result:
            found.setdefault(slot_of(statement.result), statement.result.value)
    return found


def slot_of(row: Result) -> Slot:
    """What a result is the value of within its endpoint."""
    return row.arm, row.population, row.time_point, row.statistic, row.unit if row.statistic != "PERCENTAGE" else None


def _contradicts(own: Mapping[Slot, str | None], kept: Mapping[Slot, str | None]) -> bool:
    """Whether a mention gives other values than were kept for the same arms; the same ones the other way round are no others."""
    shared = own.keys() & kept.keys()
    return {own[slot] for slot in shared} != {kept[slot] for slot in shared}


def unique_results(rows: Iterable[Result | None]) -> tuple[Result, ...]:
    """Keep the first value given for an arm, subgroup, time and statistic."""
    found: dict[Slot, Result] = {}
    for row in rows:
        if row is not None:
            found.setdefault(slot_of(row), row)
    return tuple(found.values())


def unique_analyses(rows: Iterable[Analysis | None]) -> tuple[Analysis, ...]:
    """Drop an analysis that says nothing beyond an earlier one."""
    found: list[Analysis] = []
    for row in rows:
        if row is not None and not any(_repeats(row, kept) for kept in found):
            found.append(row)
    found = without_restated(found)
    told = {(row.arm, row.comparator) for row in found if row.favors == "NEITHER" and (row.estimate or row.p_value)}
    return tuple(row for row in found if not (_is_bare(row) and (row.arm, row.comparator) in told))


def _is_bare(row: Analysis) -> bool:
    """Whether an analysis only says that arms did not differ, of everybody and at no time of its own."""
    return row.favors == "NEITHER" and not (row.estimate or row.p_value or row.time_point or row.population)


def _repeats(row: Analysis, kept: Analysis) -> bool:
    same = (row.arm, row.comparator, row.population, row.time_point) == (
        kept.arm,
        kept.comparator,
        kept.population,
        kept.time_point,
    )
    return (
        same
        and (row.measure, row.estimate) == (kept.measure, kept.estimate)
        and (row.p_value == kept.p_value or (row.estimate is not None and row.hypothesis == kept.hypothesis))
    )


def quotes_of(document: Document, places: Iterable[Place]) -> tuple[str, ...]:
    """Quote places in the order of the article; a place inside another is not quoted again."""
    kept: list[Place] = []
    for place in sorted(set(places), key=lambda item: (item[0], -item[1])):
        if not kept or place[1] > kept[-1][1]:
            kept.append(place)
    return tuple(document.quote(start, end) for start, end in kept)
