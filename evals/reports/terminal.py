"""The table on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from evals.reports.overview import AGREES, DEGREES, count, rate, shown_metrics, with_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from evals.flips import Comparison
    from evals.reports.overview import Overview
    from evals.selective import Step

_MOST_FLIPS = 40


def show(seen: Overview) -> Group:
    """Lay an overview out: agreement and support first, then metrics, groups, causes and the signature."""
    return Group(
        _agreement(seen),
        _metrics(seen),
        _groups(seen),
        _causes(seen),
        steps(seen.steps),
        Text(f"signature {seen.signature}", style="dim"),
    )


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column.replace("_", " "), justify="right" if index else "left", no_wrap=index > 0)
    return table


def _agreement(seen: Overview) -> Table:
    table = _table("Agrees with gold × supported by the article", ["predicted values", *DEGREES])
    for verdict in AGREES:
        table.add_row(verdict, *(count(seen.agreement[verdict][degree]) for degree in DEGREES))
    return table


def _metrics(seen: Overview) -> Table:
    table = _table(
        f"{seen.signature.articles} articles, {seen.signature.repeats} pass(es)", ["metric", "run", seen.human_name]
    )
    for row in shown_metrics(seen):
        table.add_row(*row)
    return table


def _groups(seen: Overview) -> Table:
    columns = ["group", "gold", "right", "half", "wrong", "missing", "spurious", "P", "R", "macro-field F1"]
    table = _table("Groups", columns)
    for line in seen.groups:
        counts = [line.counts[name] for name in ("correct", "partial", "incorrect", "missing", "spurious")]
        table.add_row(
            line.name,
            *(count(value) for value in (line.gold, *counts)),
            rate(line.precision),
            rate(line.recall),
            with_interval(line.f1),
        )
    return table


def _causes(seen: Overview) -> Table:
    table = _table("Causes of error", ["cause", "slots"])
    for cause, number in seen.causes.items():
        table.add_row(cause, count(number))
    return table


def steps(found: Sequence[Step]) -> Table:
    """Lay the selective prediction out."""
    table = _table("Accuracy as doubtful values are left out", ["left out", "kept", "coverage", "accuracy"])
    for step in found:
        table.add_row(step.name, str(step.kept), rate(step.coverage), rate(step.accuracy))
    return table


def show_comparison(compared: Comparison) -> RenderableType:
    """Lay the comparison of two runs out: the second less the first."""
    table = _table("Second run less first run", ["metric", "difference", "detectable"])
    for name, value in compared.differences.items():
        interval = "" if value.lower is None else f" ({value.lower:+.3f} to {value.upper:+.3f})"
        shown = "-" if value.value != value.value else f"{value.value:+.3f}{interval}"
        table.add_row(name, shown, rate(value.detectable))
    tests = _table("Exact McNemar", ["articles right", "first only", "second only", "P"])
    for name, test in compared.mcnemar.items():
        tests.add_row(name, str(test.only_first), str(test.only_second), f"{test.p_value:.4f}")
    shown_flips = [Text(str(flip)) for flip in compared.flips[:_MOST_FLIPS]]
    rest = len(compared.flips) - len(shown_flips)
    more = [Text(f"and {rest} more")] if rest > 0 else []
    return Group(
        table, tests, Text(f"{len(compared.flips)} slots flipped, losses first:", style="bold"), *shown_flips, *more
    )
