"""The comparators: one gold value against one predicted value, both present, give a verdict and its cause.

None of them measures edit distance; a number is equal, rounded, or wrong.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from evals.figures import Quantity, converted, decimal, durations, places, plain, rounds_to, same_duration
from evals.wording import (
    canonical_unit,
    directions_clash,
    likeness,
    same_name,
    suggests_synonym,
    token_f1,
    wording,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evals.fields import Field, Thresholds

Verdict = Literal["correct", "partial", "incorrect", "missing", "spurious", "absent"]
Cause = Literal[
    "invalid_output",
    "arm_swap",
    "outcome_mixup",
    "time_point_mixup",
    "unit",
    "scale",
    "sign",
    "digit",
    "operator",
    "rounded",
    "direction_flip",
    "significance_flip",
    "synonym_gap",
    "over_merge",
    "over_split",
    "wrong_place",
    "not_found",
    "invented",
    "omitted",
    "other",
]
SIGNIFICANT = Decimal("0.05")
_LONG = 6


class Judgement(NamedTuple):
    """What a comparator says.

    Attributes:
        verdict: ``correct``, ``partial`` or ``incorrect``.
        cause: Of an error; ``None`` for a correct value.
        flips_significance: Whether a P value crossed 0.05.
    """

    verdict: Verdict
    cause: Cause | None = None
    flips_significance: bool = False


class Interval(NamedTuple):
    """A confidence interval as it is compared."""

    level: str | None
    lower: str | None
    upper: str | None


class PValueText(NamedTuple):
    """A P value as it is compared."""

    operator: str
    value: str


CORRECT = Judgement("correct")


def _compare_enumeration(gold: object, predicted: object, field: Field, _: Thresholds) -> Judgement:
    if gold == predicted:
        return CORRECT
    if field.parents and field.parents.get(str(gold)) == predicted:
        return Judgement("partial", "rounded")
    opposed = {str(gold).casefold(), str(predicted).casefold()} == {value.casefold() for value in field.opposites}
    return Judgement("incorrect", "direction_flip" if opposed else "other")


def _compare_identifier(gold: object, predicted: object, _field: Field, _: Thresholds) -> Judgement:
    one, other = _identifier(str(gold)), _identifier(str(predicted))
    if one == other:
        return CORRECT
    return Judgement("incorrect", "digit" if _digits_differ(one, other) else "other")


def _identifier(text: str) -> str:
    folded = text.casefold().strip()
    for prefix in ("https://", "http://", "dx.doi.org/", "doi.org/", "doi:", "pubmed.ncbi.nlm.nih.gov/", "pmid:"):
        folded = folded.removeprefix(prefix).strip()
    folded = folded.removeprefix("clinicaltrials.gov/study/").removeprefix("eudract").removeprefix("abstract")
    return "".join(letter for letter in folded if letter.isalnum() or letter in "./:>=-").strip(".:-/")


def _compare_count(gold: object, predicted: object, _field: Field, _: Thresholds) -> Judgement:
    if gold == predicted:
        return CORRECT
    return Judgement("incorrect", _number_cause(Decimal(str(gold)), Decimal(str(predicted))))


def _compare_decimal(gold: object, predicted: object, _field: Field, _: Thresholds) -> Judgement:
    one, other = decimal(str(gold)), decimal(str(predicted))
    if one is None or other is None:
        return CORRECT if str(gold) == str(predicted) else Judgement("incorrect", "other")
    return _judge_numbers(one, other)


def _judge_numbers(gold: Decimal, predicted: Decimal) -> Judgement:
    if gold == predicted:
        return CORRECT
    if places(predicted) < places(gold) and predicted != 0 and rounds_to(gold, predicted):
        return Judgement("partial", "rounded")
    return Judgement("incorrect", _number_cause(gold, predicted))


def _number_cause(gold: Decimal, predicted: Decimal) -> Cause:
    if gold == -predicted:
        return "sign"
    one, other = plain(format(gold, "f")), plain(format(predicted, "f"))
    if one.replace(".", "").strip("0") == other.replace(".", "").strip("0"):
        return "scale"
    return "digit" if _digits_differ(one, other) else "other"


def _digits_differ(one: str, other: str) -> bool:
    """Tell whether two texts of one length differ by a slip: one digit (two of six or more), or two that changed places."""
    if len(one) != len(other) or one == other:
        return False
    wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if not all(a.isdigit() and b.isdigit() for a, b in wrong):
        return False
    digits = sum(map(str.isdigit, one))
    exchanged = len(wrong) == 2 and wrong[0] == wrong[1][::-1]  # noqa: PLR2004 - two of them
    return exchanged or len(wrong) < min(digits, 3 if digits >= _LONG else 2)


def _compare_quantity(gold: object, predicted: object, _field: Field, _: Thresholds) -> Judgement:
    if not isinstance(gold, Quantity) or not isinstance(predicted, Quantity):
        raise TypeError("a quantity is a value and a unit")
    one, other = decimal(gold.value), decimal(predicted.value)
    if one is None or other is None:
        return Judgement("incorrect", "other")
    if gold.unit is None or predicted.unit is None:
        judged = _judge_numbers(one, other)
        bare = gold.unit is None and predicted.unit is None
        return judged if bare or judged.verdict != "correct" else Judgement("partial", "unit")
    if canonical_unit(gold.unit) == canonical_unit(predicted.unit):
        return _judge_numbers(one, other)
    return _judge_across_units(one, other, gold.unit, predicted)


def _judge_across_units(one: Decimal, other: Decimal, unit: str, predicted: Quantity) -> Judgement:
    exact = converted(predicted.value, predicted.unit or "", unit)
    if exact is not None and rounds_to(exact, one):
        return CORRECT
    return Judgement("incorrect", "unit" if one == other else _number_cause(one, other))


def _compare_interval(gold: object, predicted: object, _field: Field, _: Thresholds) -> Judgement:
    if not isinstance(gold, Interval) or not isinstance(predicted, Interval):
        raise TypeError("an interval has a level and two bounds")
    wrong = [
        cause
        for one, other in zip(gold[1:], predicted[1:], strict=True)
        if (cause := _bound_cause(one, other)) is not None
    ]
    level = _bound_cause(gold.level, predicted.level)
    if not wrong and level is None:
        return CORRECT
    held = sum(
        one is not None and _bound_cause(one, other) is None for one, other in zip(gold[1:], predicted[1:], strict=True)
    )
    return Judgement("partial" if held else "incorrect", wrong[0] if wrong else level)


def _bound_cause(gold: str | None, predicted: str | None) -> Cause | None:
    """Return what is wrong with a bound, or ``None`` for nothing."""
    if gold is None and predicted is None:
        return None
    if gold is None or predicted is None:
        return "omitted" if predicted is None else "other"
    one, other = decimal(gold), decimal(predicted)
    if one is None or other is None:
        return "other"
    return _judge_numbers(one, other).cause


def _compare_p_value(gold: object, predicted: object, _field: Field, _: Thresholds) -> Judgement:
    if not isinstance(gold, PValueText) or not isinstance(predicted, PValueText):
        raise TypeError("a P value has an operator and a value")
    one, other = decimal(gold.value), decimal(predicted.value)
    if one is None or other is None:
        return Judgement("incorrect", "other")
    if gold.operator == predicted.operator and one == other:
        return CORRECT
    flips = {_significant(gold.operator, one), _significant(predicted.operator, other)} == {True, False}
    if one == other:
        return Judgement("incorrect", "operator", flips)
    cause = _number_cause(one, other)
    return Judgement("incorrect", "significance_flip" if cause == "other" and flips else cause, flips)


def _significant(operator: str, value: Decimal) -> bool | None:
    """Tell whether a P value is under 0.05; ``None`` where its operator leaves it open."""
    if operator in ("<", "<="):
        return True if value <= SIGNIFICANT else None
    if operator in (">", ">="):
        return False if value >= SIGNIFICANT else None
    return value < SIGNIFICANT


def _compare_date(gold: object, predicted: object, _field: Field, _: Thresholds) -> Judgement:
    one, other = str(gold), str(predicted)
    if one == other or other.startswith(f"{one}-"):
        return CORRECT
    if one.startswith(f"{other}-"):
        return Judgement("partial", "rounded")
    return Judgement("incorrect", "digit" if _digits_differ(one, other) else "other")


def _compare_time_point(gold: object, predicted: object, field: Field, thresholds: Thresholds) -> Judgement:
    ones, others = durations(str(gold)), durations(str(predicted))
    if len(ones) != 1 or len(others) != 1:
        return _compare_name(gold, predicted, field, thresholds)
    one, other = ones[0], others[0]
    if same_duration(one, other):
        return CORRECT
    if one.unit == other.unit:
        return _compare_decimal(one.value, other.value, field, thresholds)
    exact, printed = converted(one.value, one.unit, other.unit), decimal(other.value)
    if exact is not None and printed is not None and rounds_to(exact, printed) and printed:
        return Judgement("partial", "rounded")
    return Judgement("incorrect", "unit" if decimal(one.value) == printed else "other")


def _compare_name(gold: object, predicted: object, field: Field, thresholds: Thresholds) -> Judgement:
    one, other = str(gold), str(predicted)
    alike = likeness(one, other, field.scopes)
    if alike == 1.0:
        return CORRECT
    if alike >= thresholds.name_partial:
        return Judgement("partial", "synonym_gap")
    return Judgement("incorrect", _name_cause(one, other, field))


def _name_cause(gold: str, predicted: str, field: Field) -> Cause:
    one, other = wording(gold, field.scopes), wording(predicted, field.scopes)
    if directions_clash(one, other):
        return "direction_flip"
    if one.numbers != other.numbers:
        return "digit" if _digits_differ("|".join(one.numbers), "|".join(other.numbers)) else "other"
    if one.negated != other.negated:
        return "other"
    return "synonym_gap" if suggests_synonym(gold, predicted) else "other"


def _compare_prose(gold: object, predicted: object, field: Field, thresholds: Thresholds) -> Judgement:
    if same_name(str(gold), str(predicted), field.scopes):
        return CORRECT
    one, other = wording(str(gold), field.scopes), wording(str(predicted), field.scopes)
    alike = token_f1(one, other)
    if directions_clash(one, other):
        return Judgement("incorrect", "direction_flip")
    if one.negated != other.negated:
        return Judgement("incorrect", "direction_flip" if alike >= thresholds.prose_partial else "other")
    if one.numbers != other.numbers:
        slip = _digits_differ("|".join(one.numbers), "|".join(other.numbers))
        return Judgement("incorrect", "digit" if slip else "other")
    if alike >= thresholds.prose_correct:
        return CORRECT
    return Judgement("partial" if alike >= thresholds.prose_partial else "incorrect", "other")


COMPARATORS: Mapping[str, Callable[[object, object, Field, Thresholds], Judgement]] = {
    "count": _compare_count,
    "date": _compare_date,
    "decimal": _compare_decimal,
    "enumeration": _compare_enumeration,
    "identifier": _compare_identifier,
    "interval": _compare_interval,
    "name": _compare_name,
    "p_value": _compare_p_value,
    "prose": _compare_prose,
    "quantity": _compare_quantity,
    "time_point": _compare_time_point,
}
"""By the name that ``fields.toml`` gives them. References, quotes and generated texts need more than two values."""


def compare(gold: object, predicted: object, field: Field, thresholds: Thresholds) -> Judgement:
    """Compare two values that are there by the comparator that their field declares."""
    return COMPARATORS[field.compare](gold, predicted, field, thresholds)
