"""Markdown for a step summary, held under the size that the forge accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.reports.overview import AGREES, DEGREES, count, rate, shown_in_short, shown_metrics, with_interval
from evals.slots import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evals.reports.overview import Overview
    from evals.scoring import Score
    from evals.slots import Slot

MOST_BYTES = 900 * 1024
_LONGEST_CELL = 160
_ROOM = 4096


def write_markdown(seen: Overview, result: Score) -> str:
    """Return the whole report; errors that no longer fit are counted instead."""
    head = "\n".join(_head(seen))
    return head + _fitting(_errors(result), MOST_BYTES - len(head.encode()) - _ROOM)


def write_table(seen: Overview) -> str:
    """Return the short table that a README shows: what is asked first with intervals, the human figure, the signature."""
    return _signed(seen, shown_in_short(seen))


def _signed(seen: Overview, rows: Iterable[Sequence[str]]) -> str:
    lines = table(["metric", f"run ({seen.signature.articles} articles)", seen.human_name], rows)
    return "\n".join([*lines, "", f"`{seen.signature}`", ""])


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "|".join(" --- " if not index else " ---: " for index in range(len(columns))) + "|"
    for row in rows:
        yield "| " + " | ".join(_cell(value) for value in row) + " |"


def _head(seen: Overview) -> Iterator[str]:
    yield "## Evaluation\n"
    yield "### Agrees with gold × supported by the article\n"
    rows = [[verdict, *(count(seen.agreement[verdict][degree]) for degree in DEGREES)] for verdict in AGREES]
    yield from table(["predicted values", *DEGREES], rows)
    yield "\n### Metrics\n"
    yield _signed(seen, shown_metrics(seen))
    yield "### Groups\n"
    yield from table(
        ["group", "gold", "predicted", "precision", "recall", "macro-field F1"],
        [
            [
                line.name,
                count(line.gold),
                count(line.predicted),
                rate(line.precision),
                rate(line.recall),
                with_interval(line.f1),
            ]
            for line in seen.groups
        ],
    )
    yield "\n<details><summary>Fields</summary>\n"
    yield from table(
        ["field", "gold", "predicted", "precision", "recall", "F1", "strict F1", "hallucination rate"],
        [
            [
                f"`{line.name}`",
                count(line.gold),
                count(line.predicted),
                rate(line.precision),
                rate(line.recall),
                with_interval(line.f1),
                rate(line.strict_f1),
                rate(line.hallucination_rate),
            ]
            for line in seen.fields
        ],
    )
    yield "\n</details>\n\n### Causes of error\n"
    yield from table(["cause", "slots"], [[cause, count(number)] for cause, number in seen.causes.items()])
    yield "\n### Accuracy as doubtful values are left out\n"
    yield from table(
        ["left out", "kept", "coverage", "accuracy"],
        [[step.name, str(step.kept), rate(step.coverage), rate(step.accuracy)] for step in seen.steps],
    )
    yield "\n### Articles, worst first\n"
    yield from table(
        ["article", "F1", "slots not right", "failure"],
        [[line.name, rate(line.f1), str(line.wrong), line.error or ""] for line in seen.articles],
    )
    yield "\n### Errors\n\n"


def _errors(result: Score) -> Iterator[str]:
    yield from (f"{line}\n" for line in table(["article", "path", "gold", "predicted", "verdict", "cause"], ()))
    for compared in result.repeats[0].compared if result.repeats else ():
        for slot in compared.slots:
            if slot.verdict != "correct":
                yield "| " + " | ".join(_cell(value) for value in _error(slot)) + " |\n"


def _error(slot: Slot) -> tuple[str, ...]:
    cause = (slot.cause or "") + (", crosses 0.05" if slot.flips_significance else "")
    return slot.article, f"`{slot.path}`", printed(slot.gold), printed(slot.predicted), slot.verdict, cause


def _fitting(lines: Iterable[str], room: int) -> str:
    kept: list[str] = []
    left = 0
    for line in lines:
        size = len(line.encode())
        if left or size > room:
            left += 1
            continue
        room -= size
        kept.append(line)
    if left:
        kept.append(f"\n{left} more errors do not fit here; the rows and the HTML report hold them all.\n")
    return "".join(kept)


def _cell(text: str) -> str:
    short = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
    return " ".join(short.split()).replace("|", "\\|").replace("<", "&lt;")
