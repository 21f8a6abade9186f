"""One self-contained HTML page: the summary, then every article's text beside gold and prediction."""

from __future__ import annotations

from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.evidence import ArticleEvidence
from evals.prose import quotes_of
from evals.reports.overview import AGREES, DEGREES, count, rate, shown_metrics, with_interval
from evals.reports.plots import plot_fields, plot_steps
from evals.slots import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evals.comparison import Compared
    from evals.gold import GoldRecord
    from evals.predictions import Content
    from evals.reports.overview import Overview
    from evals.runs import Run
    from evals.scoring import Score
    from evals.slots import Slot
    from summarizer.article import Span

_WORST = 10
_TELLING = ("acronym", "label", "title", "term", "grade", "arm", "comparator", "population", "time_point")


class Segment(NamedTuple):
    """A piece of an article's text and what marks it."""

    text: str
    start: int
    marks: str


class RowView(NamedTuple):
    """One slot.

    Attributes:
        name: Of the slot within its object.
        gold: Gold value.
        predicted: Predicted value.
        verdict: Of the slot.
        cause: Of an error, and whether it crosses significance.
        support: Degree of support.
        start: Where the predicted value stands, or -1.
    """

    name: str
    gold: str
    predicted: str
    verdict: str
    cause: str
    support: str
    start: int


class ObjectView(NamedTuple):
    """The slots of one object.

    Attributes:
        path: Of the object.
        about: What it is: its name, or arm, population and time point.
        clean: Whether all its slots are right.
        rows: Its slots.
    """

    path: str
    about: str
    clean: bool
    rows: tuple[RowView, ...]


class ArticleView(NamedTuple):
    """One article of the page."""

    name: str
    about: str
    f1: str
    error: str
    wrong: int
    segments: tuple[Segment, ...]
    objects: tuple[ObjectView, ...]


def write_page(seen: Overview, result: Score, found: Run) -> str:
    """Return the page of a score; articles are worst first, and of several passes the first is shown.

    Args:
        seen: Overview of the score.
        result: The score.
        found: The run with its gold records and predictions.
    """
    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"count": count, "rate": rate, "interval": with_interval}
    return environment.get_template("page.html.j2").render(
        seen=seen,
        metrics=shown_metrics(seen),
        agrees=AGREES,
        degrees=DEGREES,
        fields_plot=plot_fields(seen.fields),
        steps_plot=plot_steps(seen.steps),
        worst=seen.articles[:_WORST],
        articles=list(_articles(seen, result, found)),
        style=(folder / "page.css").read_text(encoding="utf-8"),
        script=(folder / "page.js").read_text(encoding="utf-8"),
    )


def _articles(seen: Overview, result: Score, found: Run) -> Iterator[ArticleView]:
    gold = {record.id: record for record in found.gold}
    compared = {one.article: one for one in result.repeats[0].compared}
    for line in seen.articles:
        record = gold[line.name]
        content = found.passes[0][line.name].read()
        yield ArticleView(
            line.name,
            f"{record.metadata.form}, {record.metadata.specialty}, {record.metadata.split}",
            rate(line.f1),
            line.error or "",
            sum(slot.verdict != "correct" for slot in compared[line.name].slots),
            tuple(_segments(record, content)),
            tuple(_objects(compared[line.name], _starts(content))),
        )


def _starts(content: Content) -> Mapping[str, int]:
    """Return where each predicted value stands, by its path."""
    support = getattr(content, "support", ())
    return {known.path: known.start for known in support if known.start is not None}


def _objects(compared: Compared, starts: Mapping[str, int]) -> Iterator[ObjectView]:
    for path, group in groupby(compared.slots, key=lambda slot: slot.path.rpartition(".")[0]):
        slots = list(group)
        named = {slot.path.rpartition(".")[2]: printed(slot.gold or slot.predicted) for slot in slots}
        about = " · ".join(named[name] for name in _TELLING if name in named)
        clean = all(slot.verdict == "correct" for slot in slots)
        yield ObjectView(path or "record", about, clean, tuple(_row(slot, starts) for slot in slots))


def _row(slot: Slot, starts: Mapping[str, int]) -> RowView:
    cause = (slot.cause or "") + (" · crosses 0.05" if slot.flips_significance else "")
    return RowView(
        slot.path.rpartition(".")[2].replace("_", " "),
        printed(slot.gold),
        printed(slot.predicted),
        slot.verdict,
        cause.replace("_", " "),
        (slot.support or "").replace("_", " "),
        _start(slot, starts),
    )


def _start(slot: Slot, starts: Mapping[str, int]) -> int:
    path = slot.predicted_path
    if path is None:
        return -1
    return next((starts[key] for key in (path, f"{path}.lower", f"{path}.value", f"{path}.upper") if key in starts), -1)


def _segments(record: GoldRecord, content: Content) -> Iterator[Segment]:
    """Cut the text wherever a mark begins or ends: quotes of gold, quotes of the prediction, and predicted values."""
    evidence = ArticleEvidence(record.article)
    predicted = getattr(content, "record", content)
    spans: list[tuple[str, Span | tuple[int, int]]] = [
        ("gold", span) for span in evidence.spans(quotes_of(record.record))
    ]
    spans += [("claimed", span) for span in evidence.spans(quotes_of(predicted))]
    for known in getattr(content, "support", ()):
        if known.start is not None and known.end is not None:
            spans.append(("value", (known.start, known.end)))
    text = record.article.text
    edges = sorted({0, len(text), *(edge for _, span in spans for edge in span)})
    for start, end in pairwise(edges):
        marks = {name for name, span in spans if span[0] <= start and end <= span[1]}
        yield Segment(text[start:end], start, " ".join(sorted(marks)))
