"""JUnit XML: one case for each article and group, so that a forge shows which article lost what."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from evals.fields import declarations
from evals.slots import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.comparison import Compared
    from evals.scoring import Score
    from evals.slots import Slot

_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def write_junit(result: Score, allowed: frozenset[tuple[str, str]] = frozenset()) -> str:
    """Return the XML of a score's first pass.

    Args:
        result: The score.
        allowed: Article and path of the slots whose error is known and does not fail its case.
    """
    cases = [
        case
        for compared in (result.repeats[0].compared if result.repeats else ())
        for case in _cases(compared, allowed)
    ]
    failures = sum("<failure" in case or "<error" in case for case in cases)
    head = f'<testsuite name="evals" tests="{len(cases)}" failures="{failures}">'
    properties = f'<properties><property name="signature" value={quoteattr(str(result.signature))}/></properties>'
    body = "\n".join(cases)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{head}\n{properties}\n{body}\n</testsuite>\n</testsuites>\n'


def _cases(compared: Compared, allowed: frozenset[tuple[str, str]]) -> Iterator[str]:
    declared = declarations()
    by_group: dict[str, list[Slot]] = {group: [] for group in declared.groups()}
    for slot in compared.slots:
        by_group[declared.field(slot.field).group].append(slot)
    for group, slots in by_group.items():
        if slots:
            yield _case(compared, group, [slot for slot in slots if _fails(slot, allowed)])


def _fails(slot: Slot, allowed: frozenset[tuple[str, str]]) -> bool:
    return slot.verdict != "correct" and (slot.article, slot.path) not in allowed


def _case(compared: Compared, group: str, wrong: Sequence[Slot]) -> str:
    opening = f"<testcase classname={quoteattr(compared.article)} name={quoteattr(group)}"
    if compared.error is not None:
        return f"{opening}><error message={quoteattr(compared.error)}/></testcase>"
    if not wrong:
        return f"{opening}/>"
    lines = "\n".join(
        f"{slot.path}: {slot.verdict} ({slot.cause}): gold {printed(slot.gold)!r}, predicted {printed(slot.predicted)!r}"
        for slot in wrong
    )
    text = escape(lines.translate(_CONTROL))
    return f'{opening}><failure message="{len(wrong)} slots are not right">{text}</failure></testcase>'
