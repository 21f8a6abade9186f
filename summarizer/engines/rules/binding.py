"""Which number belongs to which arm: relations read from the order of arms and values within a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.naming import ALL, EACH, ArmMention, ArmNames
from summarizer.engines.rules.sheet import IS_FIRST, leads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarizer.engines.rules.results import Value

_VERSUS = re.compile(
    r"\b(?:vs?\.?|versus|compared (?:with|to)|as (?:compared|against)|against|than|and|or"
    r"|, respectively|from|while|whereas|but|respectively)\b|[;,/]|^\s*\)?\s*$",
    re.IGNORECASE,
)
_OPPOSED = re.compile(
    r"\b(?:vs?\.?|versus|compared (?:with|to)|as (?:compared (?:with|to)|against)|against)\b", re.IGNORECASE
)
_SET_AGAINST = re.compile(rf"{_OPPOSED.pattern}|\b(?:than|and|while|whereas|but)\b", re.IGNORECASE)
_CONNECTOR = re.compile(
    r"(?:\s*[(\[][^()]*[)\]])?[\s,;)%/|]*(?:vs?\.?|versus|and|against|compared (?:with|to)"
    r"|as (?:compared (?:with|to)|against))?"
    r"(?: (?:in|with|for|on|an?|the|just|only|by|of))*[\s(]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Values of one endpoint and the mentions of arms around them.

    Attributes:
        text: Folded text of the article.
        start: Offset at which the clause begins.
        end: One past its last character.
        values: Its values, in order.
        mentions: Its mentions of arms, in order.
        names: The arms of the trial.
        order: Labels in the order in which arms were last contrasted, for what the clause leaves out.
    """

    text: str
    start: int
    end: int
    values: tuple[Value, ...]
    mentions: tuple[ArmMention, ...]
    names: ArmNames
    order: tuple[str, ...]

    def pattern(self) -> str:
        """The clause as a word of A (arm) and V (value)."""
        items = [(mention.start, "A") for mention in self.mentions] + [(value.start, "V") for value in self.values]
        return "".join(letter for _, letter in sorted(items))

    def between(self, index: int) -> str:
        """Text between a value and the next one."""
        return self.text[self.values[index].end : self.values[index + 1].start]


Labels = tuple[str | None, ...]


def bind_arms(clause: Clause) -> tuple[Labels, str]:
    """Give each value of a clause its arm.

    Args:
        clause: The clause; mentions of one arm that follow each other count once.

    Returns:
        A label, ``ALL``, ``EACH`` or ``None`` (not sure) for each value, and the name of the matcher that decided.
    """
    leads = [index for index in range(len(clause.values)) if not _accompanies(clause, index)]
    led = replace(clause, values=tuple(clause.values[index] for index in leads))
    for name, matcher in MATCHERS:
        labels = matcher(led)
        if labels is not None:
            return tuple(
                labels[max(0, sum(lead <= index for lead in leads) - 1)] for index in range(len(clause.values))
            ), name
    return (None,) * len(clause.values), "none"


def _accompanies(clause: Clause, index: int) -> bool:
    """Whether a value in brackets restates the one before it: "seven recipients (1.0 per 1000 years)"."""
    if index == 0:
        return False
    first, second = clause.values[index - 1 : index + 1]
    is_other = first.quantity.kind != second.quantity.kind or first.quantity.unit != second.quantity.unit
    return is_other and re.fullmatch(r"(?: [\w-]+){0,6} ?[(\[]", clause.text[first.end : second.start]) is not None


def _distinct(mentions: Sequence[ArmMention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.label for mention in mentions if mention.label not in {EACH, ALL}))


def _respectively(clause: Clause) -> Labels | None:
    """Read "41% and 22% with A and B, respectively"."""
    if "respectively" not in clause.text[clause.start : clause.end].lower():
        return None
    labels = _distinct(clause.mentions)
    if len(labels) == len(clause.values):
        pattern = clause.pattern()
        if re.fullmatch(r"A+V+|V+A+|A+V+A+", pattern):
            return labels
        return None
    if not labels and len(clause.order) == len(clause.values):
        return clause.order
    return None


def _each(clause: Clause) -> Labels | None:
    """Read "four patients in each group"."""
    if len(clause.values) == 1 and [mention.label for mention in clause.mentions[-1:]] == [EACH]:
        return (EACH,)
    return None


def _alternating(clause: Clause) -> Labels | None:
    """Read "5.1% with A, 4.8% with B" and "A 5.1%, B 4.8%": each value has an arm on the same side."""
    after = [_arm_after(clause, index) for index in range(len(clause.values))]
    if all(after) and (len(after) == 1 or len(set(after)) > 1 or _is_one_arm(clause)):
        return tuple(after)
    before = [_arm_before(clause, index) for index in range(len(clause.values))]
    if all(before) and len(before) > 1 and len(set(before)) == len(before):
        return tuple(before)
    return None


def _is_one_arm(clause: Clause) -> bool:
    return len(_distinct(clause.mentions)) == 1 and not any(
        _OPPOSED.search(clause.between(i)) for i in range(len(clause.values) - 1)
    )


def _arm_after(clause: Clause, index: int) -> str | None:
    """The arm that follows a value with nothing but "of patients given" between."""
    value = clause.values[index]
    inside = [item.label for item in clause.mentions if value.start <= item.start and item.end <= value.end]
    if inside:
        return inside[-1]
    limit = clause.values[index + 1].start if index + 1 < len(clause.values) else clause.end
    mention = next((item for item in clause.mentions if value.end <= item.start < limit), None)
    if mention is None or not leads(clause.text, value.end, mention.start):
        return None
    return mention.label


def _arm_before(clause: Clause, index: int) -> str | None:
    """The arm that precedes a value, with no other value between."""
    value = clause.values[index]
    limit = clause.values[index - 1].end if index else clause.start
    mention = next(
        (item for item in reversed(clause.mentions) if limit <= item.start and item.end <= value.start), None
    )
    return mention.label if mention else None


def _crossed(clause: Clause) -> Labels | None:
    """Read "with A it was 5%, against 8% with B"."""
    if len(clause.values) != 2 or not re.fullmatch(r"A+VVA+", clause.pattern()):  # noqa: PLR2004 - a pair
        return None
    first, second = _arm_before(clause, 0), _arm_after(clause, 1)
    return (first, second) if first and second and first != second else None


def _opposed_to_one(clause: Clause) -> Labels | None:
    """Read "41% with A vs 22%", "41% vs 22% with B": the other arm of two is meant by the value that names none."""
    if len(clause.values) != 2 or not _SET_AGAINST.search(clause.between(0)):  # noqa: PLR2004 - a pair
        return None
    labels = _distinct(clause.mentions)
    first, second = _arm_after(clause, 0), _arm_after(clause, 1)
    if first and not second and len(labels) == 1 and (other := clause.names.other(first)):
        return first, other
    if (
        second
        and not first
        and (other := clause.names.other(second))
        and (len(labels) == 1 or labels == (other, second))
    ):
        if IS_FIRST.match(clause.text, clause.mentions[-1].end):
            return second, other
        return other, second
    return None


def _listed(clause: Clause) -> Labels | None:
    """Read "A and B: 41% and 22%"; "(41% vs 22%)" after "A ... than B"."""
    labels = _distinct(clause.mentions)
    values = clause.values
    if len(labels) != len(values) or len(values) < 2 or not re.fullmatch(r"A+V+|V+A+", clause.pattern()):  # noqa: PLR2004
        return None
    if not all(_VERSUS.search(clause.between(index)) for index in range(len(values) - 1)):
        return None
    is_contrast = any(_OPPOSED.search(clause.between(index)) for index in range(len(values) - 1))
    around = clause.text[clause.mentions[0].start : clause.mentions[-1].end]
    if is_contrast or (_VERSUS.search(around) and _are_joined(clause)):
        return labels
    return None


def _rounds(clause: Clause) -> Labels | None:
    """Read "less often with A than with B: 33% v 36% by day 2, 39% v 43% by day 7": the same contrast again and again."""
    labels = _distinct(clause.mentions) or clause.order
    size = len(labels)
    if (
        size < 2  # noqa: PLR2004 - a contrast
        or len(clause.values) <= size
        or len(clause.values) % size
        or not re.fullmatch(r"A*V+", clause.pattern())
    ):
        return None
    inner = [index for index in range(len(clause.values) - 1) if (index + 1) % size]
    if set(labels) != set(clause.names.labels) or not all(_OPPOSED.search(clause.between(index)) for index in inner):
        return None
    return labels * (len(clause.values) // size)


def _elliptical(clause: Clause) -> Labels | None:
    """Read "6.2 vs 4.1 months": the order in which the arms were last contrasted."""
    if clause.mentions or len(clause.values) != len(clause.order) or len(clause.values) < 2:  # noqa: PLR2004
        return None
    return clause.order if _are_joined(clause) else None


def _are_joined(clause: Clause) -> bool:
    """Whether nothing but a connector stands between the values."""
    gaps = [clause.between(index) for index in range(len(clause.values) - 1)]
    return all(_CONNECTOR.fullmatch(gap) for gap in gaps)


def _single(clause: Clause) -> Labels | None:
    """One value, and one arm before it or around it."""
    if len(clause.values) != 1:
        return None
    labels = _distinct(clause.mentions)
    value = clause.values[0]
    is_few = value.is_count and clause.text[value.start].isalpha()  # "two deaths were seen, both with A"
    is_led = is_few or any(mention.end <= value.start for mention in clause.mentions)
    if len(labels) == 1 and is_led and not any(mention.label in {EACH, ALL} for mention in clause.mentions):
        return labels
    after = _arm_after(clause, 0)
    return (after,) if after else None


MATCHERS: tuple[tuple[str, Callable[[Clause], Labels | None]], ...] = (
    ("respectively", _respectively),
    ("each", _each),
    ("alternating", _alternating),
    ("crossed", _crossed),
    ("opposed to one", _opposed_to_one),
    ("listed", _listed),
    ("rounds", _rounds),
    ("elliptical", _elliptical),
    ("single", _single),
)
"""Matchers in the order of their trial; the first that is sure decides."""
