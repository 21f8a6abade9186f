"""All checks of a record, and how many places each could be applied to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.checks import (
    bindings,
    completeness,
    conclusions,
    directions,
    estimates,
    harms,
    identity,
    participants,
    proportions,
    support,
)
from summarizer.checks.applied import Applied, Material
from summarizer.summary import CheckCount, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.article import Article
    from summarizer.grounding import Grounding
    from summarizer.record import Record

_CHECKS: tuple[Callable[[Material], Iterator[Applied]], ...] = (
    support.check_quotes,
    support.check_values,
    support.check_arms,
    support.check_generated,
    identity.check_registry_ids,
    identity.check_dates,
    participants.check_arm_sizes,
    participants.check_allocation_ratio,
    participants.check_denominators,
    proportions.check_percentages,
    estimates.check_intervals,
    estimates.check_symmetry,
    estimates.check_p_values,
    directions.check_reductions,
    directions.check_medians,
    directions.check_favors,
    bindings.check_bindings,
    harms.check_harms,
    harms.check_survival,
    conclusions.check_conclusion,
    completeness.check_language,
    completeness.check_trials,
    completeness.check_rows,
)
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class CheckReport:
    """What the checks found.

    Attributes:
        findings: Errors first, then warnings and notes, each in the order of the checks.
        counts: For each check how many places it could be applied to and at how many it found something.
    """

    findings: tuple[Finding, ...]
    counts: tuple[CheckCount, ...]


def check(record: Record, grounding: Grounding, article: Article) -> CheckReport:
    """Apply every check to a record.

    Args:
        record: Any valid record.
        grounding: What `ground` returned for it.
        article: Its text.

    Returns:
        The findings and how many places were checkable.
    """
    material = Material(record, grounding, article)
    checkable: Counter[str] = Counter()
    findings: list[Finding] = []
    for function in _CHECKS:
        for name, finding in function(material):
            checkable[name] += 1
            if finding is not None:
                findings.append(finding)
    found = Counter(finding.code for finding in findings)
    counts = tuple(CheckCount(check=name, checkable=count, findings=found[name]) for name, count in checkable.items())
    return CheckReport(tuple(sorted(findings, key=lambda finding: _ORDER[finding.severity])), counts)
