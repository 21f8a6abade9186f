"""Adverse events: the harms of a trial by term and grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import key_of
from summarizer.engines.rules.outcomes import quotes_of, rows_of
from summarizer.engines.rules.reading import read_statements
from summarizer.record import AdverseEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.arms import ArmFinding
    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.statements import Statement
    from summarizer.engines.rules.trials import TrialScope


def find_harms(document: Document, scope: TrialScope, arms: Sequence[ArmFinding]) -> tuple[AdverseEvent, ...]:
    """Find the adverse events of a trial.

    Args:
        document: The article.
        scope: What of it belongs to the trial.
        arms: The trial's arms.

    Returns:
        One for each term and grade that has a result or an analysis, in the order of the article.
    """
    statements, _ = read_statements(document, scope, tuple(arms))
    groups: dict[tuple[str, str | None, bool], list[Statement]] = {}
    for statement in statements:
        if statement.name.is_harm:
            key = key_of(statement.name.title), statement.grade, statement.name.is_serious
            groups.setdefault(key, []).append(statement)
    return tuple(_harm(document, group, f"adverse_events[{number}]") for number, group in enumerate(groups.values()))


def _harm(document: Document, group: Sequence[Statement], path: str) -> AdverseEvent:
    first = group[0]
    document.trace.note(f"{path}.term", first.name.rule)
    results, analyses = rows_of(document, group, path)
    return AdverseEvent(
        term=first.name.title,
        grade=first.grade,
        serious=True if first.name.is_serious else None,
        results=results,
        analyses=analyses,
        quotes=quotes_of(document, (place for statement in group for place in statement.places)),
    )
