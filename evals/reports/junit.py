"""JUnit XML: one case for each article and group, so that a forge shows which article lost what."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from evals.fields import declarations
from evals.flips import keyed
from evals.slots import printed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from evals.comparison import Compared
    from evals.scoring import Score
    from evals.slots import Slot

_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def write_junit(result: Score, known: Mapping[str, Collection[str]] | None = None) -> str:
    """Return the XML of a score's first pass.

    Args:
        result: The score.
        known: For each article the names of slots (as in a baseline) whose error is known and fails no case.
    """
    passed = result.repeats[0].compared if result.repeats else ()
    cases = [case for compared in passed for case in _cases(compared, (known or {}).get(compared.article, ()))]
    failures = sum("<failure" in case or "<error" in case for case in cases)
    head = f'<testsuite name="evals" tests="{len(cases)}" failures="{failures}">'
    properties = f'<properties><property name="signature" value={quoteattr(str(result.signature))}/></properties>'
    body = "\n".join(cases)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{head}\n{properties}\n{body}\n'
        "</testsuite>\n</testsuites>\n"
    )


def _cases(compared: Compared, known: Collection[str]) -> Iterator[str]:
    declared = declarations()
    wrong: dict[str, list[Slot]] = {}
    for key, slot in keyed(compared.slots).items():
        fails = slot.verdict != "correct" and key not in known
        wrong.setdefault(declared.field(slot.field).group, []).extend([slot] if fails else [])
    for group in declared.groups():
        if group in wrong:
            yield _case(compared, group, wrong[group])


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
