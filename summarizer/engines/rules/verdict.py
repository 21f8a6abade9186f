"""Did the trial meet its primary endpoint.

Its own word counts first, the primary endpoint's statistics next, its conclusion last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.layout import Kind
from summarizer.normalization import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import Analysis, OutcomeMeasure

_TABLE = lexicon.table("verdicts")
_PHRASES = {
    (outcome, kind): re.compile("|".join(patterns))
    for outcome, kinds in _TABLE.items()
    for kind, patterns in kinds.items()
}
_PRIMARY = re.compile(
    r"\b(?:co-?)?primary (?:\w+ ){0,3}?(?:end ?-?points?|outcomes?|objectives?|aims?|measures?"
    r"|goals?|criteri\w+)|\b(?:main|principal) (?:end ?-?point|goal|outcome|aim|objective"
    r"|yardstick|measure)"
)
_SECONDARY = re.compile(r"\b(?:key )?secondary\b")
_OUT = re.compile(
    r"\bmedian (?:\w+ ){0,4}(?:was|had) not (?:been )?reached|not reached (?:in|with|for)"
    r"|not (?:been )?reached (?:in|with|for)"
)
_HINTS = (
    "primary",
    "main ",
    "principal",
    "met ",
    "miss",
    "futil",
    "beat",
    "elusive",
    "the bar",
    "positive",
    "stopped",
    "superior",
    "boundary",
    "crossed",
    "negative",
    "clears",
    "achieved",
    "successful",
)
_REACH = 75
_FAR = 130
_ALPHA = 0.05
_HYPOTHETICAL = re.compile(
    r"\bif (?:the|it)|\bwould (?:be|have)|\bhad to be met|\bto meet\b|to be (?:met|declared)|will be|power(?:ed)? to"
)
_OPPOSED = re.compile(
    r"\bone (?:endpoint|end point) out of two|\bone of (?:its|the) two (?:co-?)?primary"
    r"|\bonly one of (?:the|its)|but (?:missed|not)|but not at\b"
)


def find_verdict(
    document: Document, scope: TrialScope, outcomes: Sequence[OutcomeMeasure], *, comparative: bool
) -> Fact[bool] | None:
    """Return whether the primary endpoint was met.

    Args:
        document: The article.
        scope: Sentences of the trial.
        outcomes: What was found of its endpoints.
        comparative: Whether it compares arms; without a comparison only its own word counts.

    Returns:
        The verdict with the words that carry it, or ``None`` where the text does not decide.
    """
    said = _said(document, scope)
    if said is not None:
        return said
    if not comparative:
        return None
    measured = _measured(document, outcomes)
    if measured is _UNKNOWN:
        return _near_primary(scope) or _concluded(document, scope)
    if measured is None and _all_positive_so_far(outcomes):
        concluded = _concluded(document, scope)
        return concluded if concluded and concluded.value else None
    return measured


def _all_positive_so_far(outcomes: Sequence[OutcomeMeasure]) -> bool:
    """Whether no primary endpoint is known to have failed, but some are open."""
    return all(
        _endpoint(outcome) is not False and not _disputed(outcome) for outcome in outcomes if outcome.type == "PRIMARY"
    )


def _sentences(document: Document, scope: TrialScope) -> Iterator[Sentence]:
    yield from scope.sentences
    for sentence in document.sentences:
        header = sentence.paragraph < document.layout.header and document.kind(sentence) in {Kind.TITLE, Kind.BYLINE}
        if header and not any(other in sentence.text for other in scope.others):
            yield sentence


def _said(document: Document, scope: TrialScope) -> Fact[bool] | None:
    """Met or missed in so many words."""
    found: list[Fact[bool]] = []
    for sentence in _sentences(document, scope):
        if not any(hint in sentence.lower for hint in _HINTS):
            continue
        if _OPPOSED.search(sentence.lower) and _PRIMARY.search(sentence.lower):
            return None
        beside = (_beside(sentence, primary) for primary in _PRIMARY.finditer(sentence.lower))
        found.extend(fact for fact in (*beside, _overall(sentence)) if fact)
    if len({fact.value for fact in found}) == 1:
        return found[0]
    return next((fact for fact in found if fact.rule.endswith("explicit")), None) if _agree(found) else None


def _overall(sentence: Sentence) -> Fact[bool] | None:
    """Words for the trial's success or failure as a whole."""
    if _SECONDARY.search(sentence.lower) or _HYPOTHETICAL.search(sentence.lower):
        return None
    for value, outcome in ((False, "missed"), (True, "met")):
        match = _PHRASES[outcome, "overall"].search(sentence.lower)
        if match:
            return Fact(value, sentence.start + match.start(), sentence.start + match.end(), f"{outcome} overall")
    return None


def _agree(found: Sequence[Fact[bool]]) -> bool:
    return len({fact.value for fact in found if fact.rule.endswith("explicit")}) == 1


def _beside(sentence: Sentence, primary: re.Match[str]) -> Fact[bool] | None:
    """A word for met or missed close to the words for the primary endpoint, within its clause."""
    lower = sentence.lower
    start = max(
        0, primary.start() - _REACH, lower.rfind(";", 0, primary.start()) + 1, lower.rfind(". ", 0, primary.start()) + 1
    )
    stop = min(len(lower), primary.end() + _FAR)
    semicolon = lower.find(";", primary.end(), stop)
    stop = stop if semicolon < 0 else semicolon
    window = _OUT.sub(lambda match: " " * len(match[0]), lower[start:stop])
    if _HYPOTHETICAL.search(window):
        return None
    for value, outcome in ((False, "missed"), (True, "met")):
        match = _PHRASES[outcome, "explicit"].search(window)
        if match is None:
            continue
        between = window[min(match.end(), primary.end() - start) : max(match.start(), primary.start() - start)]
        if value and match.start() + start > primary.end() + _REACH:
            continue
        if _SECONDARY.search(between) or re.search(r"\d(?!-)", between.split(",")[-1] if value else ""):
            continue
        first, last = min(match.start() + start, primary.start()), max(match.end() + start, primary.end())
        return Fact(value, sentence.start + first, sentence.start + last, f"{outcome} explicit")
    return None


_UNKNOWN: Fact[bool] = Fact(False, -1, -1, "unknown")  # noqa: FBT003 - a mark, not a flag


def _measured(document: Document, outcomes: Sequence[OutcomeMeasure]) -> Fact[bool] | None:
    """By the comparisons of the primary endpoints in the whole population; ``None`` where they disagree or one is open."""
    primary = [outcome for outcome in outcomes if outcome.type == "PRIMARY"]
    verdicts = [_endpoint(outcome) for outcome in primary]
    if not any(verdict is not None for verdict in verdicts):
        return _UNKNOWN if not any(_disputed(outcome) for outcome in primary) else None
    if len(set(verdicts)) > 1 or verdicts[0] is None:
        return None
    quote = next((outcome.quotes[0] for outcome in primary if outcome.quotes), None)
    start = document.text.find(fold(quote).text) if quote else -1
    return Fact(verdicts[0], start, start + len(quote or ""), "primary endpoint's comparison")


def _endpoint(outcome: OutcomeMeasure) -> bool | None:
    """One endpoint's verdict: every test of the whole population must agree."""
    whole = [item for item in outcome.analyses if item.population is None and item.arm and item.comparator]
    told = [_verdict(analysis) for analysis in whole]
    known = [verdict for verdict in told if verdict is not None]
    pairs = {(analysis.arm, analysis.comparator) for analysis in whole}
    if not known or (len(pairs) > 1 and len(set(known)) > 1):
        return None
    return known[0]


def _disputed(outcome: OutcomeMeasure) -> bool:
    told = {_verdict(analysis) for analysis in outcome.analyses if analysis.population is None}
    return {True, False} <= told


def _verdict(analysis: Analysis) -> bool | None:
    if analysis.hypothesis in {"NON_INFERIORITY", "EQUIVALENCE"} and analysis.p_value is not None:
        return analysis.p_value.operator in {"<", "<="} or float(analysis.p_value.value) < _ALPHA
    if analysis.favors == "NEITHER":
        return False
    if analysis.favors is not None:
        return analysis.favors == "ARM"
    return _significant(analysis)


def _significant(analysis: Analysis) -> bool | None:
    """By the P value where nothing is said of who did better."""
    if analysis.p_value is None:
        return None
    value = float(analysis.p_value.value)
    if analysis.p_value.operator in {"<", "<="}:
        return value <= _ALPHA or None
    return value < _ALPHA if analysis.p_value.operator == "=" else (False if value >= _ALPHA else None)


def _near_primary(scope: TrialScope) -> Fact[bool] | None:
    """Words for a result in the primary endpoint's sentence, or the one after it."""
    for index, sentence in enumerate(scope.sentences):
        if not any(hint in sentence.lower for hint in ("primary", "main ", "principal")) or not _PRIMARY.search(
            sentence.lower
        ):
            continue
        for near in scope.sentences[index : index + 2]:
            if near is not sentence and (near.paragraph != sentence.paragraph or _SECONDARY.search(near.lower)):
                continue
            fact = _result(near)
            if fact:
                return fact
    return None


def _concluded(document: Document, scope: TrialScope) -> Fact[bool] | None:
    """By the conclusion, and by the title."""
    closing = [
        sentence for sentence in scope.sentences if sentence.section == "CONCLUSIONS" or "conclu" in sentence.lower
    ]
    titles = [sentence for sentence in document.sentences if document.kind(sentence) is Kind.TITLE and not scope.shared]
    for sentence in [*closing, *titles]:
        fact = _result(sentence)
        if fact:
            return fact
    return None


def _result(sentence: Sentence) -> Fact[bool] | None:
    for value, outcome in ((False, "missed"), (True, "met")):
        match = _PHRASES[outcome, "result"].search(sentence.lower)
        if match:
            return Fact(value, sentence.start + match.start(), sentence.start + match.end(), f"{outcome} result")
    return None
