"""What becomes of values that the text does not support: the policy, the same for every engine.

``keep`` leaves the record as it is (the findings tell). ``drop`` sets such a value to null, and an object that loses what it
is about (an arm's label, an outcome's title, a P value's number), or of which null would say something else (the arm or
population of a result, the grade of an adverse event), goes as a whole; each is named by a finding with what was dropped. ``reject`` raises.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal

from summarizer.errors import InvalidExtractionError
from summarizer.record import Record
from summarizer.summary import Finding

if TYPE_CHECKING:
    from summarizer.examination import Examination
    from summarizer.extraction import Extraction

Unsupported = Literal["reject", "drop", "keep"]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
# Losing one of these, an object is about nothing any more; without its grade an adverse event would be of any grade.
_ESSENTIAL = {"label", "title", "term", "name", "grade"}
# A reference to an arm that does not exist would, as null, speak of all participants.
_UNKNOWN_ARM = "unknown_arm"

Steps = list[str | int]


def apply_policy(
    policy: Unsupported, extraction: Extraction, examination: Examination
) -> tuple[Record, tuple[Finding, ...]]:
    """Deal with the values of an extraction that its article does not support.

    Args:
        policy: What to do with them.
        extraction: The record as the engine filled it in.
        examination: What grounding and checks say about that record.

    Returns:
        The record to publish and a finding for everything that was dropped; the same record and nothing with ``keep`` or
        where all is supported.

    Raises:
        InvalidExtractionError: With ``reject``, if a value is not supported or an arm does not exist.
    """
    paths = [row.path for row in examination.grounding.unsupported]
    orphans = [finding.path for finding in examination.findings if finding.code == _UNKNOWN_ARM]
    quotes = [problem.path for problem in examination.grounding.quote_problems]
    if policy == "keep" or not (paths or orphans or quotes):
        return extraction.record, ()
    if policy == "reject":
        listed = ", ".join((*orphans, *paths, *quotes))
        raise InvalidExtractionError(
            f"The record holds values that the article does not support: {listed}. Keep them with --unsupported keep, "
            "or set them to null with --unsupported drop.",
            provenance=extraction.provenance,
            last_object=extraction.record.model_dump_json(),
        )
    return _drop(extraction.record, orphans, paths, quotes)


def _drop(
    record: Record, orphans: list[str], paths: list[str], quotes: list[str]
) -> tuple[Record, tuple[Finding, ...]]:
    tree = record.model_dump(mode="json")
    findings: list[Finding] = []
    removals: list[Steps] = []
    for path in orphans:
        steps = _steps(path)[:-1]
        findings.append(_dropped(tree, steps, "refers to an arm that the trial does not have; the row was dropped"))
        removals.append(steps)
    gone: list[Steps] = []
    for path in paths:
        steps = _target(_steps(path))
        if steps in gone:
            continue
        gone.append(steps)
        findings.append(_dropped(tree, steps, "is not supported by the article and was dropped", about=path))
        if isinstance(steps[-1], int):
            removals.append(steps)
        else:
            _parent(tree, steps)[steps[-1]] = None
    for path in quotes:
        steps = _steps(path)
        findings.append(_dropped(tree, steps, "is not a passage of the article and was dropped"))
        removals.append(steps)
    # From the back, so that what is left to remove keeps its index.
    for place in sorted({tuple(steps) for steps in removals}, key=_order, reverse=True):
        del _parent(tree, list(place))[place[-1]]
    _drop_orphaned_references(tree, findings)
    return Record.model_validate(tree), tuple(findings)


def _drop_orphaned_references(tree: dict, findings: list[Finding]) -> None:  # type: ignore[type-arg]
    """Drop the rows whose arm has just been dropped: with null they would speak of all participants."""
    for number, trial in enumerate(tree["trials"]):
        labels = {arm["label"] for arm in trial["arms"]} | {None}
        for key in ("outcomes", "adverse_events"):
            for place, measured in enumerate(trial[key]):
                for rows in ("results", "analyses"):
                    kept = [row for row in measured[rows] if {row["arm"], row.get("comparator")} <= labels]
                    findings.extend(
                        _finding(
                            f"trials[{number}].{key}[{place}].{rows}",
                            row,
                            "refers to a dropped arm; the row was dropped",
                        )
                        for row in measured[rows]
                        if row not in kept
                    )
                    measured[rows] = kept


def _target(steps: Steps) -> Steps:
    """Return what has to go for a value to be gone: itself, or the object that cannot be without it."""
    is_source = steps[0] == "source"
    is_row = steps[-3:-2] in (["results"], ["analyses"])
    if not is_source and (steps[-1] in _ESSENTIAL or steps[-2] == "p_value" or (is_row and steps[-1] == "population")):
        return steps[:-1]
    return steps


def _steps(path: str) -> Steps:
    return [int(index) if index else name for name, index in _STEP.findall(path)]


def _order(steps: tuple[str | int, ...]) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in steps]


def _parent(tree, steps: Steps):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - any JSON value
    node = tree
    for step in steps[:-1]:
        node = node[step]
    return node


def _dropped(tree, steps: Steps, what: str, about: str | None = None) -> Finding:  # type: ignore[no-untyped-def]  # noqa: ANN001 - any JSON value
    return _finding(about or _path(steps), _parent(tree, steps)[steps[-1]], what)


def _finding(path: str, value: object, what: str) -> Finding:
    shown = json.dumps(value, ensure_ascii=False)
    return Finding(severity="warning", code="unsupported_value_dropped", path=path, message=f"{shown} {what}.")


def _path(steps: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
