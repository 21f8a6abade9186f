"""Sentences with numbers that report nothing: plans, the state at the beginning, earlier trials."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.results import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.clauses import Target
    from summarizer.engines.rules.document import Sentence

_EARLIER = Guarded(
    "sample|power|eligible|inclusion|baseline|previous|had|earlier|median|mean|planned|target|data|statistical",
    r"\b(?:sample size|power (?:of|to|was|for|calc\w+)\b|powered\b|were eligible|inclusion criteria|^at baseline"
    r"|(?:similar|comparable|balanced|differ\w*|matched|characteristics)[^.;,]{0,80} at baseline|at baseline[^.;,]{0,40}(?:similar|comparable|differ)"
    r"|previously reported"
    r"|had (?:shown|reported|demonstrated)|earlier (?:trial|study|analysis|report)|in an earlier"
    r"|previous(?:ly)? (?:trial|study|analysis|report)|(?:median|mean)(?: ?[(\[][^()\[\]]{1,20}[)\]]| \xb1 ?SD)? age\b(?!-)|planned (?:to|sample)"
    r"|target enrol|data will (?:be|undergo)|statistical analys[ie]s \()|\d ?% power|(?<=[a-z%)]) ?\[\d{1,3}(?:, ?\d{1,3})*\]\.?$",
    re.IGNORECASE,
    inside=("[",),
)
"""What tells of the beginning, of other trials and of the size that was planned."""
_PLANS = Guarded(
    "power|designed|stratified|assumed|alpha|margin|defined|significance",
    r"\b(?:power\b|designed to|stratified by|assum(?:ed|ing)|alpha|non-?inferiority margin|was defined as"
    r"|considered (?:as )?(?:statistically )?significant|significance (?:level|was (?:set|defined|accepted))|level of significance)",
    re.IGNORECASE,
)
"""Words of a plan; a sentence with a comparison of its own reports all the same."""
_OF_FACTORS = Guarded(
    "correlat|predictor|prognostic|risk factor|independent",
    r"\b(?:predictors?|prognostic factors?|risk factors?) (?:of|for|in)\b|\bindependently (?:associated|predict)"
    r"|\bcorrelat\w+\b[^.;]{0,160}\b(?:r|rho|rs) ?= ?",
    re.IGNORECASE,
)
"""What tells of the patients and not of the arms: correlations and the factors of a model."""


def tells_of_plans(sentence: Sentence, targets: Sequence[Target]) -> bool:
    """Whether a sentence tells of plans, of the beginning or of earlier trials, and not of results."""
    if _EARLIER.is_in(sentence) or _OF_FACTORS.is_in(sentence):
        return True
    compares = any(not isinstance(item, Value) and (item.p_value or item.interval) for item in targets)
    return not compares and _PLANS.is_in(sentence)
