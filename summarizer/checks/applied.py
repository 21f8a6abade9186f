"""One application of a check, and the view of a trial that checks share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from summarizer.record import OutcomeMeasure
from summarizer.summary import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.article import Article
    from summarizer.grounding import Grounding
    from summarizer.record import AdverseEvent, Analysis, Record, Result, Trial


class Applied(NamedTuple):
    """A check was applied at a path; ``finding`` is ``None`` where nothing was found."""

    check: str
    finding: Finding | None


def passed(check: str) -> Applied:
    """Return that a check was applied and found nothing."""
    return Applied(check, None)


def failed(check: str, severity: Severity, path: str, message: str) -> Applied:
    """Return that a check was applied and found something; the check's name is the finding's code."""
    return Applied(check, Finding(severity=severity, code=check, path=path, message=message))


def judged(check: str, severity: Severity, path: str, complaint: str | None) -> Applied:
    """Return a finding with the complaint, or that there is none."""
    return passed(check) if complaint is None else failed(check, severity, path, complaint)


@dataclass(frozen=True)
class Material:
    """What a check may look at.

    Attributes:
        record: The record under examination.
        grounding: Where its values stand.
        article: Its text.
    """

    record: Record
    grounding: Grounding
    article: Article

    def around(self, path: str, before: int, after: int) -> str:
        """Return the text around a value, or an empty string where it stands nowhere."""
        row = self.grounding.by_path.get(path)
        if row is None or row.start is None or row.end is None:
            return ""
        return self.article.text[max(0, row.start - before) : row.end + after]

    def trials(self) -> Iterator[tuple[str, Trial]]:
        """Yield each trial with its path."""
        for index, trial in enumerate(self.record.trials):
            yield f"trials[{index}]", trial


def measured(path: str, trial: Trial) -> Iterator[tuple[str, OutcomeMeasure | AdverseEvent]]:
    """Yield each outcome and adverse event of a trial with its path."""
    for index, outcome in enumerate(trial.outcomes):
        yield f"{path}.outcomes[{index}]", outcome
    for index, event in enumerate(trial.adverse_events):
        yield f"{path}.adverse_events[{index}]", event


def results(path: str, owner: OutcomeMeasure | AdverseEvent) -> Iterator[tuple[str, Result]]:
    """Yield each result with its path."""
    for index, result in enumerate(owner.results):
        yield f"{path}.results[{index}]", result


def analyses(path: str, owner: OutcomeMeasure | AdverseEvent) -> Iterator[tuple[str, Analysis]]:
    """Yield each analysis with its path."""
    for index, analysis in enumerate(owner.analyses):
        yield f"{path}.analyses[{index}]", analysis


def name_of(owner: OutcomeMeasure | AdverseEvent) -> str:
    """Return an outcome's title or an adverse event's term."""
    return owner.title if isinstance(owner, OutcomeMeasure) else owner.term
