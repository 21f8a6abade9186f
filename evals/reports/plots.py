"""Plots as inline SVG; colours come from the page, so that light and dark fit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.reports.overview import Line
    from evals.selective import Step

_ROW = 22
_LABELS = 300
_SCALE = 300
_WIDTH = _LABELS + _SCALE + 60
_TOP = 24
_PLOT = 260
_MARGIN = 44


def plot_fields(lines: Sequence[Line]) -> str:
    """Draw the F1 of every field with its interval, one row a field, in the order of the record."""
    shown = [line for line in lines if not math.isnan(line.f1.value)]
    height = _TOP + _ROW * len(shown) + 8
    body = [*_grid(height), *(part for row, line in enumerate(shown) for part in _field(row, line))]
    return _svg(_WIDTH, height, "F1 of every field with its 95 % interval", body)


def _grid(height: int) -> Iterator[str]:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = _LABELS + tick * _SCALE
        yield f'<line class="grid" x1="{x:g}" y1="{_TOP - 6}" x2="{x:g}" y2="{height - 4}"/>'
        yield f'<text class="tick" x="{x:g}" y="12" text-anchor="middle">{tick:g}</text>'


def _field(row: int, line: Line) -> Iterator[str]:
    y = _TOP + row * _ROW + _ROW / 2
    label = escape(line.name.replace("trials[].", "").replace("[]", ""))
    yield f'<text x="{_LABELS - 10}" y="{y + 4:g}" text-anchor="end">{label}</text>'
    if line.f1.lower is not None and line.f1.upper is not None:
        left, right = _LABELS + line.f1.lower * _SCALE, _LABELS + line.f1.upper * _SCALE
        yield f'<line class="whisker" x1="{left:.1f}" y1="{y:g}" x2="{right:.1f}" y2="{y:g}"/>'
    x = _LABELS + line.f1.value * _SCALE
    yield f'<circle class="dot" cx="{x:.1f}" cy="{y:g}" r="4"><title>{label}: {line.f1.value:.3f}</title></circle>'
    yield f'<text class="tick" x="{_LABELS + _SCALE + 12}" y="{y + 4:g}">{line.gold:g}</text>'


def plot_steps(steps: Sequence[Step]) -> str:
    """Draw accuracy over coverage as more and more doubtful values are left out."""
    known = [
        (step.coverage, step.accuracy) for step in steps if step.coverage is not None and step.accuracy is not None
    ]
    if not known:
        return ""
    left = math.floor(10 * min(coverage for coverage, _ in known)) / 10 - 0.1
    bottom = math.floor(10 * min(accuracy for _, accuracy in known)) / 10
    points = [
        (_MARGIN + (x - left) / (1 - left) * _PLOT, 12 + (1 - (y - bottom) / max(1 - bottom, 0.1)) * _PLOT / 2)
        for x, y in known
    ]
    base = 12 + _PLOT / 2
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    body = [
        f'<line class="grid" x1="{_MARGIN}" y1="{base:g}" x2="{_MARGIN + _PLOT}" y2="{base:g}"/>',
        f'<line class="grid" x1="{_MARGIN}" y1="12" x2="{_MARGIN}" y2="{base:g}"/>',
        f'<text class="tick" x="{_MARGIN - 6}" y="18" text-anchor="end">1</text>',
        f'<text class="tick" x="{_MARGIN - 6}" y="{base:g}" text-anchor="end">{bottom:.1f}</text>',
        f'<text class="tick" x="{_MARGIN}" y="{base + 16:g}">{left:.1f}</text>',
        f'<text class="tick" x="{_MARGIN + _PLOT}" y="{base + 16:g}" text-anchor="end">coverage 1</text>',
        f'<polyline class="curve" points="{line}"/>',
        *(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points),
    ]
    return _svg(_MARGIN + _PLOT + 16, int(base) + 28, "Accuracy over coverage", body)


def _svg(width: float, height: float, title: str, body: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(title)}" '
        f'style="max-width:{width:g}px">{"".join(body)}</svg>'
    )
