"""What the known names of a sentence and the measures in telling positions make together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import key_of
from summarizer.engines.rules.statements import Name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.definitions import EndpointIndex
    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.measures import Measure

_GOES_ON_APART = re.compile(r",? (?:with|in|for|after|at|on|by|from|to) ")
_FIRM = frozenset({"defined", "pointer", "stop", "dose", "any", "joined", "death"})


def with_measures(
    document: Document, index: EndpointIndex, names: Sequence[Name], measures: Sequence[Measure], *, safety: bool
) -> list[Name]:
    """Add the measures of a sentence to its known names, and let them complete what a known name says only in part.

    Args:
        document: The article.
        index: What the article says of its endpoints.
        names: Known names, in order.
        measures: Noun phrases in telling positions, in order.
        safety: Whether the passage is about harms.
    """
    found = list(names)
    for measure in measures:
        inside = [name for name in found if name.start < measure.end and measure.start < name.end]
        if not inside:
            found.append(_named(document, index, measure, safety=safety))
        elif (name := _completed(measure, inside, safety=safety)) is not None:
            found = [other for other in found if other not in inside]
            found.append(name)
    return sorted(found, key=lambda name: name.start)


def _named(document: Document, index: EndpointIndex, measure: Measure, *, safety: bool) -> Name:
    title = document.abbreviations.get(measure.title, measure.title)
    is_harm = safety and key_of(title) not in index.types
    return Name(measure.start, measure.end, title, is_harm=is_harm, is_serious=False, rule=measure.rule)


def _completed(measure: Measure, inside: Sequence[Name], *, safety: bool) -> Name | None:
    """The whole of a name of which only a part is known: "pharyngeal mucositis pain" is neither a harm nor any pain."""
    first, last = inside[0], inside[-1]
    covers = measure.start <= first.start and last.end <= measure.end
    if not covers or any(name.rule in _FIRM for name in inside) or first.title.lower() == measure.title.lower():
        return None
    goes_on = last.end < measure.end
    if all(name.is_harm for name in inside):
        if safety or not goes_on:
            return None
        return Name(measure.start, measure.end, measure.title, is_harm=False, is_serious=False, rule=measure.rule)
    if len(inside) > 1 or first.is_harm or len(measure.title) <= len(first.title):
        return None
    if measure.start == first.start and _GOES_ON_APART.match(measure.title, len(first.title)):
        return None
    return replace(first, start=measure.start, end=measure.end, title=measure.title)
