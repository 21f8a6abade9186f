"""Comparisons of arms: an estimate with its interval and P value, or a P value alone; and whom it favours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.companions import TO_BRACKET, TO_COMPANION, TO_INTERVAL, is_when, leads_to
from summarizer.engines.rules.differences import is_of_both, read_difference
from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.relative import read_relative
from summarizer.engines.rules.statistic_columns import read_cells
from summarizer.quantities import NOT_RESULTS, Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.record import Hypothesis, Measure

_NAMED_RATIO = re.compile(r"\b(?!GFR|HR|NR|CR|PR)[A-Z]{2,4}R\)?(?: ?[=:,]| of| was)? ?$")
"""The abbreviation of a ratio that has no name here: "(LPR = 0.47, 95% CI 0.30 to 0.73)"."""
_OF_ALL = re.compile(r"\b(?:both|all|each)\b[ ,(]*$")
_FOR_ALL = re.compile(r" (?:for|in) (?:both|all|each)\b")
_IN_LIST = re.compile(r",? ?(?:and )?")
_AGAINST = re.compile(
    r"(?: ?± ?[\d.]+ ?(?:[%\w/²]{1,9}(?: [a-z]{3,20})?)?)?(?: ?[(\[][^()\[\]]*[)\]])?"
    r"(?! (?:in|for|among|by|at) (?:the )?[^,;()\d]{0,40}?(?:population|analys[ie]s|subgroup|(?<!\w)(?:sets?|men|women|boys|girls|males|females))\b[^,;()\d]{0,20} and )"
    r"(?: (?:in|with|without|for|after|on|among) [^,;()\d]{2,60}?)?,? (?:vs?\.?|versus|against|compared (?:with|to)|and) (?:with |to )?(?:[A-Za-z][^,;()\d]{1,40} ?\()?[-(]?\d"
    r"(?!\d?% ?(?:CI|confidence))"
)
"""What follows the value of one arm: "(3.1 vs 4.2)", "(0% after A and 8% after B)"."""
_INTERACTION = re.compile(r"\binteractions?\b[^.;,()]{0,60}[(\[][^()\[\]]*$", re.IGNORECASE)
_DOSES = frozenset({"mg", "g", "mcg", "μg", "µg", "units", "mL", "ml", "IU"})
_LIST = re.compile(r"[\s,;)\]]*(?:and|or|,|;)?[\s,]*(?:[A-Za-z\d][\w/+.-]*[ ,]+){0,8}?(?:was |of |by )?[(\[]?")
RELATIVE_AFTER = re.compile(
    r" (?:relative |proportional )?(?:risk )?(?:reductions?|lower (?:risk|rate|odds|incidence|hazard"
    r"|likelihood|chance)|decrease in (?:the )?(?:risk|rate|odds)|(?:higher|increased|reduced"
    r"|greater) (?:risk|rate|likelihood|odds|chance)"
    r"|less likely|more likely|relative|fewer|improvement in (?:the )?(?:risk|rate)|probability|power"
    r"|CI\b|of the (?:variance|cost))",
    re.IGNORECASE,
)
"""What follows a percentage that restates a ratio."""
RELATIVE_BEFORE = re.compile(
    r"(?:risk|odds|hazard|likelihood|chances?)\b[^.;()]{0,80} by (?:about |an estimated |nearly "
    r"|approximately |almost |roughly )?$|(?:relative|risk"
    r"|proportional) reductions? of (?:[\d.]+% (?:and|or) )?$",
    re.IGNORECASE,
)
"""What precedes one."""
NO_DIFFERENCE = Guarded(
    "differ|effect|affect|influence|alter",
    r"(?:did|does|do) not (?:\w+ly )*(?:differ|affect|influence|alter)|\b(?:no|any|without(?: an?)?) (?:[\w-]+ ){0,4}?(?:differences?|effects?)\b"
    r"(?! (?:was|were) (?:made|drawn))|(?:was|were) not (?:\w+ly )*different|\bdifferences? [^.;]{0,60}?(?:was|were) (?:\w+ly )?(?:not (?:\w+ly )?"
    r"significant|non-?significant|insignificant)|insignificant differences?",
    re.IGNORECASE,
)
"""Words for "did not differ" that make an analysis of their own where no number stands beside them."""
_BY = re.compile(r"\bby (?:about |an estimated |nearly |approximately |almost |roughly )?$", re.IGNORECASE)
RATIOS = frozenset({"HAZARD_RATIO", "ODDS_RATIO", "RISK_RATIO", "RATE_RATIO", "RATIO"})
_HYPOTHESES: dict[str, Hypothesis] = {
    "non-inferiority": "NON_INFERIORITY",
    "superiority": "SUPERIORITY",
    "equivalence": "EQUIVALENCE",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison as printed.

    Attributes:
        start: Offset in the folded text of its first part.
        end: One past its last.
        measure: A measure's name, ``"DIFFERENCE"`` where only the endpoint can tell, ``None`` for a P value alone.
        estimate: The estimate.
        interval: Its interval.
        p_value: Its P value; one without a value says "NS".
    """

    start: int
    end: int
    measure: str | None = None
    estimate: Quantity | None = None
    interval: Quantity | None = None
    p_value: Quantity | None = None

    @property
    def hypothesis(self) -> Hypothesis | None:
        """What the P value is said to test."""
        return _HYPOTHESES.get(self.p_value.flag or "") if self.p_value else None


def read_comparisons(
    sentence: Sentence, quantities: Sequence[Quantity], carried: str | None = None
) -> tuple[list[Comparison], list[Quantity]]:
    """Read the comparisons of a sentence.

    Args:
        sentence: The sentence.
        quantities: Its quantities, offsets within the sentence, levels of intervals carried over.
        carried: Measure of the estimate in the sentence before, for "in women it was 0.9 (0.7-1.1)".

    Returns:
        The comparisons, and the quantities that are in none of them.
    """
    if cells := read_cells(sentence.text, sentence.columns) if sentence.columns else []:
        return _of_cells(sentence, cells), [item for item in quantities if item.end <= cells[0].start]
    found: list[Comparison] = []
    left: list[Quantity] = []
    index = 0
    while index < len(quantities):
        shared = _shared(sentence, found, quantities[index])
        comparison, used = (None, 1) if shared else _comparison(sentence, quantities, index, found, carried)
        if shared or comparison:
            found = shared or [*found, *([comparison] if comparison else [])]
        elif (other := _left(sentence.text, quantities, index)) is not None:
            left.append(other)
        index += used
    return found, left


def _of_cells(sentence: Sentence, cells: Sequence[Quantity]) -> list[Comparison]:
    """Read the comparisons of a table's row: each estimate with the interval and the P value behind it."""
    found: list[Comparison] = []
    for item in cells:
        start, end = sentence.start + item.start, sentence.start + item.end
        last = found[-1] if found else Comparison(start, end)
        if item.kind == Kind.ESTIMATE:
            found.append(Comparison(start, end, item.measure, item))
        elif item.kind == Kind.INTERVAL:
            found[-1:] = [replace(last, end=end, interval=item)]
        else:
            found[-1:] = [replace(last, end=end, p_value=item)]
    return found


def _comparison(
    sentence: Sentence, quantities: Sequence[Quantity], index: int, found: Sequence[Comparison], carried: str | None
) -> tuple[Comparison | None, int]:
    """Read the comparison that begins with a quantity, and how many quantities it takes."""
    item, text = quantities[index], sentence.text
    if item.kind == Kind.ESTIMATE and item.value is not None and _is_value(text, item):
        return None, 1
    if item.kind == Kind.P_VALUE:
        return _alone(sentence, quantities, index)
    if item.kind == Kind.INTERVAL and is_of_both(text, quantities, index):
        return _interval_alone(sentence, quantities, index)
    estimate = _estimate(text, quantities, index, found[-1] if found else None) or (
        _pronoun(text, quantities, index, carried) if not found else None
    )
    return _with_company(sentence, quantities, index, estimate) if estimate else (None, 1)


def _interval_alone(sentence: Sentence, quantities: Sequence[Quantity], index: int) -> tuple[Comparison, int]:
    """The interval of a difference that is not printed itself, with the P value that may follow it."""
    item, start = quantities[index], sentence.start
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    if (
        following is not None
        and following.kind == Kind.P_VALUE
        and following.flag not in NOT_RESULTS
        and TO_COMPANION.fullmatch(sentence.text, item.end, following.start)
    ):
        return Comparison(start + item.start, start + following.end, interval=item, p_value=following), 2
    return Comparison(start + item.start, start + item.end, interval=item), 1


def _left(text: str, quantities: Sequence[Quantity], index: int) -> Quantity | None:
    """A quantity that is in no comparison, as it is read then; ``None`` where it is no value either."""
    item = quantities[index]
    if item.kind == Kind.ESTIMATE and item.value is not None and _is_value(text, item):
        return _as_value(text, item)
    return None if item.kind == Kind.P_VALUE or _is_restated(text, quantities, index) else item


def _is_restated(text: str, quantities: Sequence[Quantity], index: int) -> bool:
    """Whether a percentage only says again the ratio in the bracket behind it: "reduced mortality by 12% (HR 0.88"."""
    item, following = quantities[index], quantities[index + 1 : index + 2]
    is_ratio = bool(following) and following[0].kind == Kind.ESTIMATE and following[0].measure in RATIOS
    is_said = item.kind == Kind.PERCENTAGE and _BY.search(text, max(0, item.start - 20), item.start) is not None
    if not is_said or not following:
        return False
    is_beside = text[item.end : following[0].start].strip() in {"(", "["}
    return (is_ratio and is_beside) or _is_pair(text, item, following[0])


def _is_pair(text: str, item: Quantity, following: Quantity) -> bool:
    """Whether the shares of both arms follow in a bracket: "by 39% (22% with A vs 36% with B)"."""
    opens = following.kind == Kind.PERCENTAGE and _TO_PAIR.fullmatch(text, item.end, following.start)
    return bool(opens) and _PAIRED.match(text, following.end) is not None


_TO_PAIR = re.compile(r"[^.;()\d]{0,70}[(\[]")
_PAIRED = re.compile(r"[^()\d]{0,60}?\b(?:vs?\.?|versus|compared (?:with|to)) [^()\d]{0,40}\d[\d.]* ?%")


def _shared(sentence: Sentence, found: Sequence[Comparison], item: Quantity) -> list[Comparison] | None:
    """Read "HR 0.7 and 0.8; both P < .001": one P value for all estimates before it."""
    if item.kind != Kind.P_VALUE:
        return None
    bare = [comparison for comparison in found if comparison.estimate and comparison.p_value is None]
    if item.flag is not None or not bare or not _is_of_all(sentence.text, item):
        return None
    return [replace(comparison, p_value=item) if comparison in bare else comparison for comparison in found]


def _is_of_all(text: str, item: Quantity) -> bool:
    """Whether a P value is said to be that of several estimates: "both P < .001", "P < .001 for all three"."""
    before = _OF_ALL.search(text, max(0, item.start - 14), item.start)
    return before is not None or _FOR_ALL.match(text, item.end) is not None


def _alone(sentence: Sentence, quantities: Sequence[Quantity], index: int) -> tuple[Comparison | None, int]:
    """A P value of its own, with the interval of the difference that may follow it: "(P = .03; 95% CI 0.2 to 3.1)"."""
    item, start = quantities[index], sentence.start
    if item.flag in NOT_RESULTS or (item.value is None and item.flag != "NS"):
        return None, 1
    if _INTERACTION.search(sentence.text, max(0, item.start - 130), item.start):
        return None, 1
    interval = quantities[index + 1] if index + 1 < len(quantities) else None
    if interval and interval.measure == "CI" and TO_COMPANION.fullmatch(sentence.text, item.end, interval.start):
        return Comparison(start + item.start, start + interval.end, interval=interval, p_value=item), 2
    return Comparison(start + item.start, start + item.end, p_value=item), 1


def _estimate(text: str, quantities: Sequence[Quantity], index: int, before: Comparison | None) -> Quantity | None:
    item = quantities[index]
    if item.kind == Kind.ESTIMATE:
        return item if item.flag is None and item.value is not None else None
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    has_interval = (
        following is not None
        and following.kind == Kind.INTERVAL
        and following.measure in {"CI", None}
        and leads_to(text, item.end, following)
    )
    if item.kind == Kind.DURATION:
        return read_difference(text, item, following if has_interval and item.flag is None else None)
    if item.kind not in {Kind.NUMBER, Kind.PERCENTAGE}:
        return None
    measure = before.measure if before and before.estimate else None
    is_alike = before and before.estimate and item.unit == before.estimate.unit
    if measure and has_interval and (is_alike or measure.endswith("DIFFERENCE")):
        in_list = _LIST.fullmatch(text, quantities[index - 1].end, item.start)
        return replace(item, measure=measure) if in_list else None
    if measure and is_alike and item.unit and _IN_LIST.fullmatch(text, quantities[index - 1].end, item.start):
        return replace(item, measure=measure)
    return _worded(text, quantities, item, following if has_interval else None)


def _worded(text: str, quantities: Sequence[Quantity], item: Quantity, interval: Quantity | None) -> Quantity | None:
    """Read an estimate that the words around a number make one."""
    if interval and item.unit is None and _NAMED_RATIO.search(text, max(0, item.start - 14), item.start):
        return replace(item, measure="RATIO")
    relative = None if _has_ratio(quantities) else read_relative(text, item, interval)
    return relative or read_difference(text, item, interval)


def _has_ratio(quantities: Sequence[Quantity]) -> bool:
    return any(item.kind == Kind.ESTIMATE and item.measure in RATIOS for item in quantities)


def _is_value(text: str, item: Quantity) -> bool:
    """Whether what follows "difference" is the value of an arm, "difference in pain (3.1 vs 4.2)", or a dose."""
    if item.measure == "OTHER":
        return item.unit in _DOSES
    is_named = text.startswith((" of ", "s of "), item.start + len("difference"))
    return (item.measure or "").endswith("DIFFERENCE") and not is_named and _AGAINST.match(text, item.end) is not None


def _as_value(text: str, item: Quantity) -> Quantity:
    kind = Kind.PERCENTAGE if item.unit == "%" else Kind.NUMBER
    start = text.rfind(item.value or "", item.start, item.end)
    return replace(item, kind=kind, start=start, measure=None, level=None)


def _pronoun(text: str, quantities: Sequence[Quantity], index: int, carried: str | None) -> Quantity | None:
    """Read "in adenocarcinoma it was 0.90 (95% CI 0.75-1.08)": the ratio of the sentence before."""
    item = quantities[index]
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    if (
        carried not in RATIOS
        or item.kind != Kind.NUMBER
        or item.unit
        or following is None
        or following.kind != Kind.INTERVAL
    ):
        return None
    is_meant = re.search(
        r"\b(?:it|that|this|those|these|they) (?:was|were) $", text[max(0, item.start - 12) : item.start]
    )
    return (
        replace(item, measure=carried) if is_meant and TO_INTERVAL.fullmatch(text, item.end, following.start) else None
    )


def _with_company(
    sentence: Sentence, quantities: Sequence[Quantity], index: int, estimate: Quantity
) -> tuple[Comparison, int]:
    interval = p_value = None
    end, used = estimate.end, 1
    if is_when(sentence.text, end, quantities[index + 1 : index + 3]):
        end, used = quantities[index + 1].end, 2
    for item in quantities[index + used : index + used + 3]:
        is_first = item.kind == Kind.INTERVAL and interval is None and p_value is None
        if not TO_COMPANION.fullmatch(sentence.text, end, item.start) and not (
            (is_first and leads_to(sentence.text, end, item))
            or (used == 1 and TO_BRACKET.fullmatch(sentence.text, end, item.start))
        ):
            break
        if item.kind == Kind.INTERVAL and interval is None and item.measure in {"CI", None}:
            interval = replace(item, level=item.level or estimate.level)
        elif item.kind == Kind.P_VALUE and p_value is None and item.flag not in NOT_RESULTS:
            if _is_of_all(sentence.text, item):
                break
            p_value = item
        else:
            break
        end, used = item.end, used + 1
    start = sentence.start
    return Comparison(start + estimate.start, start + end, estimate.measure, estimate, interval, p_value), used


def measure_of(comparison: Comparison, statistic: str | None) -> Measure | None:
    """The record's name of a measure; a bare difference is of proportions or of means by the values beside it."""
    name = comparison.measure
    unit = comparison.estimate.unit if comparison.estimate else None
    if name == "DIFFERENCE":
        is_risk = (
            unit in {"percentage points", "%"} and statistic in {"PERCENTAGE", None, "COUNT"}
        ) or statistic == "PERCENTAGE"
        return "RISK_DIFFERENCE" if is_risk else "MEAN_DIFFERENCE"
    measures: dict[str, Measure] = {
        "HAZARD_RATIO": "HAZARD_RATIO", "ODDS_RATIO": "ODDS_RATIO", "RISK_RATIO": "RISK_RATIO", "RATE_RATIO": "RATE_RATIO",
        "RISK_DIFFERENCE": "RISK_DIFFERENCE", "MEAN_DIFFERENCE": "MEAN_DIFFERENCE", "OTHER": "OTHER", "RATIO": "OTHER",
    }  # fmt: skip
    return measures.get(name or "")
