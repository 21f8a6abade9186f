"""Conclusions: spin, by the patterns documented for trials whose primary outcome was not met.

Boutron et al., JAMA 2010;303:2058: a focus on secondary outcomes, subgroups or within-group change; a non-significant
result read as equivalence or safety; the benefit claimed all the same; a trend made much of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, failed, passed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material

_ACKNOWLEDGED = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|could|can)(?: not|n't|n’t)\b|\bno (?:\w+ ){0,3}(?:benefit|difference|improvement|advantage|effect|evidence|reduction)"
    r"|\bfail\w*|\bunlikely\b|\blow (?:likelihood|probability|chance)|\blittle (?:\w+ )?(?:benefit|effect|evidence)|\bmissed\b|\bneither\b|\bwithout (?:\w+ ){0,2}(?:benefit|improvement)|\bnot (?:\w+ ){0,2}(?:superior|significant|support|effective|improve)",
    re.IGNORECASE,
)
_PATTERNS = (
    ("spin_trend", r"\btrend(?:ed|s|ing)?\b|numerical(?:ly)?|approach\w* significance|marginal(?:ly)?|nearly significant"),
    ("spin_secondary", r"secondary (?:outcome|endpoint|end point)|subgroup|subset|in (?:those|patients|women|men|people|participants) (?:with|who|aged)|from baseline|post[- ]hoc"),
    ("spin_equivalence", r"as effective as|as (?:well|good|safe) as|comparable|similar(?:ly)?|equivalent|equally|non-?inferior|not inferior|alternative to"),
    ("spin_benefit", r"effective\b|efficac|benefi(?:t|cial)|improv\w+|superior|promising|reduc\w+|prolong\w+|should be (?:considered|used)|standard of care|new option|clinically meaningful|support\w* (?:the )?use|encourag\w+"),
)  # fmt: skip
_COMPILED = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _PATTERNS)


def check_conclusion(material: Material) -> Iterator[Applied]:
    """``spin_trend``, ``spin_secondary``, ``spin_equivalence``, ``spin_benefit``: first pattern that applies."""
    for path, trial in material.trials():
        if trial.primary_outcome_met is not False or trial.conclusion is None:
            continue
        code = _spin(trial.conclusion)
        if code is None:
            yield passed("spin")
        else:
            message = f"The primary outcome was not met, but the conclusion reads: {trial.conclusion!r}"
            yield failed("spin", "warning", f"{path}.conclusion", f"{message} ({code})")


def _spin(conclusion: str) -> str | None:
    if _ACKNOWLEDGED.search(conclusion):
        return None
    return next((code for code, pattern in _COMPILED if pattern.search(conclusion)), None)
