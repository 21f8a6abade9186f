"""Lint: what a gold record must hold to be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from evals.errors import BadInputError
from evals.evidence import ArticleEvidence
from evals.figures import numbers_in, plain, states_none
from evals.gold import folders, read_folder
from evals.prose import numbers_of
from summarizer.errors import DocumentError
from summarizer.examination import examine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from evals.gold import GoldRecord
    from summarizer.record import AdverseEvent, Arm, FollowUp, OutcomeMeasure, Record, Trial


class Complaint(NamedTuple):
    """Something wrong with a gold record.

    Attributes:
        folder: Name of the gold record.
        severity: ``error`` makes it unfit; ``warning`` wants a look.
        message: Where and what.
    """

    folder: str
    severity: Literal["error", "warning"]
    message: str


def lint(directory: Path) -> Iterator[Complaint]:
    """Check every gold record of a directory.

    Raises:
        BadInputError: There is no such directory.
    """
    for folder in folders(directory):
        try:
            gold = read_folder(folder)
            evidence = ArticleEvidence(gold.article)
        except (BadInputError, DocumentError) as error:
            yield Complaint(folder.name, "error", str(error))
            continue
        yield from _lint_folder(gold, evidence)


def _lint_folder(gold: GoldRecord, evidence: ArticleEvidence) -> Iterator[Complaint]:
    if gold.file_digest() != gold.metadata.sha256:
        yield Complaint(gold.id, "error", f"{gold.file.name} is not the file whose digest meta.json holds")
    for message in _errors(gold.record, evidence):
        yield Complaint(gold.id, "error", message)
    for path in gold.metadata.alternatives:
        if not resolves(gold.record, path):
            yield Complaint(gold.id, "error", f"alternatives: there is no {path}")
    if gold.metadata.second_label != (gold.folder / "second.json").exists():
        yield Complaint(gold.id, "error", "second_label and second.json do not agree")
    yield from _lint_second(gold)
    yield from _lint_texts(gold, evidence)


def _lint_texts(gold: GoldRecord, evidence: ArticleEvidence) -> Iterator[Complaint]:
    for name in ("headline", "synopsis"):
        foreign = evidence.foreign(getattr(gold.record, name) or "")
        if foreign:
            yield Complaint(gold.id, "error", f"{name}: not in the article: {', '.join(foreign)}")
    for finding in examine(gold.record, gold.article).findings:
        if finding.severity == "error":
            yield Complaint(gold.id, "warning", f"{finding.path}: {finding.message}")


def _lint_second(gold: GoldRecord) -> Iterator[Complaint]:
    try:
        second = gold.second
    except BadInputError as error:
        yield Complaint(gold.id, "error", str(error))
        return
    if second is not None:
        for message in _arms_of(second):
            yield Complaint(gold.id, "error", f"second.json: {message}")


def _errors(record: Record, evidence: ArticleEvidence) -> Iterator[str]:
    yield from _arms_of(record)
    for number, trial in enumerate(record.trials):
        for path, item, values in _quoted(trial, f"trials[{number}]"):
            for quote in item.quotes:
                if quote not in evidence.article.text:
                    yield f"{path}: no verbatim quote: {quote!r}"
            held = _numbers_of_quotes(item.quotes)
            for value in dict.fromkeys(numbers_of(values)):
                if value not in held and not (value in _levels(values) and value in evidence.numbers):
                    yield f"{path}: {value} is not in its quotes"


def _numbers_of_quotes(quotes: tuple[str, ...]) -> frozenset[str]:
    found = frozenset(number for quote in quotes for number in numbers_in(quote))
    return found | {"0"} if any(states_none(quote) for quote in quotes) else found


def _quoted(
    trial: Trial, path: str
) -> Iterator[tuple[str, Trial | Arm | FollowUp | OutcomeMeasure | AdverseEvent, object]]:
    """Yield everything that has quotes, with its path and the values that they have to hold."""
    yield path, trial, (trial.enrollment,)
    if trial.follow_up is not None:
        yield f"{path}.follow_up", trial.follow_up, (trial.follow_up.value,)
    for index, arm in enumerate(trial.arms):
        yield f"{path}.arms[{index}]", arm, (arm.participants,)
    for index, outcome in enumerate(trial.outcomes):
        yield f"{path}.outcomes[{index}]", outcome, (outcome.results, outcome.analyses)
    for index, event in enumerate(trial.adverse_events):
        yield f"{path}.adverse_events[{index}]", event, (event.results, event.analyses)


def _levels(values: object) -> frozenset[str]:
    """Return the confidence levels among values: a level carries over from its list."""
    if isinstance(values, tuple):
        return frozenset().union(*(_levels(item) for item in values)) if values else frozenset()
    ci = getattr(values, "ci", None)
    return frozenset() if ci is None or ci.level is None else frozenset({plain(ci.level)})


def _arms_of(record: Record) -> Iterator[str]:
    for number, trial in enumerate(record.trials):
        labels = {arm.label for arm in trial.arms}
        for kind in ("outcomes", "adverse_events"):
            for index, measured in enumerate(getattr(trial, kind)):
                named = [item.arm for item in (*measured.results, *measured.analyses)]
                named += [item.comparator for item in measured.analyses]
                for label in sorted({name for name in named if name is not None} - labels):
                    yield f"trials[{number}].{kind}[{index}]: there is no arm {label!r}"


def resolves(record: Record, path: str) -> bool:
    """Tell whether a path leads to a place in a record, filled or not."""
    item: object = record
    for step in path.replace("[", ".[").split("."):
        if step.startswith("["):
            number = step[1:-1]
            if not isinstance(item, tuple) or not number.isdigit() or int(number) >= len(item):
                return False
            item = item[int(number)]
        elif hasattr(item, step):
            item = getattr(item, step)
        else:
            return False
    return True
