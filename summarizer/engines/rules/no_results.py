"""Numbers that are no results, though they stand among them: the flow of participants, differences of arms, times, definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import effects, recording
from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.items import PEOPLE
from summarizer.engines.rules.units import CLOCK
from summarizer.quantities import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.results import Value

_FLOW = Guarded(
    "random|assigned|allocated|enrol|recruited",
    r"\b(?:randomly|randomi[sz]ed|(?:were|was) (?:assigned|allocated)|enrol|recruited|underwent randomi)",
    re.IGNORECASE,
)
_WENT_ON = re.compile(
    rf"\)?(?: of [\w ]{{2,40}}?)? {PEOPLE}(?: [\w-]+){{0,5}}? (?:were|was) (?:then |subsequently |eventually )?"
    r"(?:randomi[sz]ed|randomly|enrolled|recruited|included|eligible|screened|allocated|assigned|excluded)\b",
    re.IGNORECASE,
)
"""What makes of a share the flow of participants: "43 (55.1%) patients in remission were randomized"."""
_DENOMINATOR = re.compile(r"(?:^|[,;(] ?|\. )(?:of|among) (?:the |all )?$", re.IGNORECASE)
_DEFINES = re.compile(
    r"\b(?:end ?-?points?|outcomes?) (?:was|were|is) (?:the )?(?:percentages?|proportions?|numbers?|rates?) of\b"
)
_NONE_OF_THINGS = re.compile(
    r"none of (?!(?:the |these |those |our |all )?(?:[\w-]+ ){0,3}?(?:\d|patients?|participants?|subjects|people|women|men|children|infants"
    r"|adults|individuals|volunteers|recipients|groups?|arms?|them|those)\b)",
    re.IGNORECASE,
)
_OF_DESIGN = re.compile(
    r" (?:(?:patient|study|treatment|intervention|different|experimental|parallel) )?(?:groups?|arms|techniques|treatments|methods|procedures|regimens|conditions|modalities|strategies"
    r"|approaches|interventions|time ?-?points|cohorts|phases|devices|formulations|protocols|implants|drugs)\b"
)
"""What counts of the design are of: "between the 2 groups"."""
_BY = re.compile(r"\bby (?:a (?:mean|median) of )?$", re.IGNORECASE)
_FROM_OTHER = re.compile(
    r"[ )]{0,2}(?:\([^()]{1,60}\) ?)?,? ?(?:(?:when |as )?compared (?:with|to)|versus|vs\.?|relative to|in comparison (?:with|to)|more than|less than) "
    r"(?!(?:(?:an?|the|only|just|about) )*(?:decrease|increase|reduction|rise|fall|drop|mean|median|gain|loss|change|improvement|baseline|pre-?)\b)[^\d.;,()]{3,60}(?=[.;(,]|$)",
    re.IGNORECASE,
)
"""What makes of a value behind a "by" a difference of two arms: "lowered it by 2.6 points compared with B"."""
_MORE_THAN_OTHER = re.compile(
    r" (?:(?:f[au]r|fur|long|short|high|low|great|few|fast|slow|heav|larg|small|earl|lat|soon)i?(?:th)?er|more|less|better|worse)\b"
    r"[^.;,()]{0,40}? (?:than|compared (?:with|to))\b",
    re.IGNORECASE,
)
"""What makes of a value the difference of two arms: "walked 45 m farther than B"."""
_OF_STATISTICS = re.compile(r" (?:confidence|credible|CI\b|(?:\w+ )?differences?\b)")


def is_result(sentence: Sentence, value: Value) -> bool:
    """Whether a value is a result of an arm."""
    return not any(excludes(sentence, value) for excludes in _EXCLUSIONS)


def _is_difference(sentence: Sentence, value: Value) -> bool:
    """Read "lowered it by 2.6 points compared with B" and "walked 45 m farther than B"."""
    start, end = value.start - sentence.start, value.end - sentence.start
    is_by = _BY.search(sentence.text, max(0, start - 20), start) and _FROM_OTHER.match(sentence.text, end)
    return is_by is not None or _MORE_THAN_OTHER.match(sentence.text, end) is not None


def _is_denied(sentence: Sentence, value: Value) -> bool:
    """Read "none of the differences" and a "no" that is part of a definition."""
    if value.quantity.flag != "none":
        return False
    is_of_things = _NONE_OF_THINGS.match(sentence.text, value.start - sentence.start)
    return is_of_things is not None or _DEFINES.search(sentence.lower) is not None


def _is_flow(sentence: Sentence, value: Value) -> bool:
    """Read "41 were randomized", "43 (55.1%) patients in remission were randomized", "of 41 ..." and "two groups"."""
    start, end = value.start - sentence.start, value.end - sentence.start
    if value.quantity.kind == Kind.PERCENTAGE:
        return _WENT_ON.match(sentence.text, end) is not None
    if value.quantity.kind != Kind.NUMBER:
        return False
    if value.is_count and _FLOW.is_in(sentence):
        return True
    is_whole = _DENOMINATOR.search(sentence.text, max(0, start - 16), start)
    return is_whole is not None or _OF_DESIGN.match(sentence.text, end) is not None


def _is_relative(sentence: Sentence, value: Value) -> bool:
    """Read "a 28% lower risk" and "95% confidence"."""
    if value.quantity.kind != Kind.PERCENTAGE or value.events is not None:
        return False
    start, end = value.start - sentence.start, value.end - sentence.start
    after = effects.RELATIVE_AFTER.match(sentence.text, value.quantity.end)
    before = effects.RELATIVE_BEFORE.search(sentence.text, max(0, start - 110), start)
    return bool(after or before or _OF_STATISTICS.match(sentence.text, end))


def _is_when(sentence: Sentence, value: Value) -> bool:
    """Read "at 24 months" and "a mean follow-up of 25 \u00b1 11 months"."""
    start, quantity = value.start - sentence.start, value.quantity
    if quantity.kind == Kind.MEAN_SD:
        return recording.is_follow_up(sentence.text, start)
    is_lasting = quantity.kind == Kind.DURATION or quantity.unit in CLOCK
    return is_lasting and recording.is_time(sentence.text, start, quantity.end)


_EXCLUSIONS: tuple[Callable[[Sentence, Value], bool], ...] = (
    _is_difference,
    _is_denied,
    _is_flow,
    _is_relative,
    _is_when,
)
