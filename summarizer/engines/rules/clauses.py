"""What belongs together within one sentence: the stretch of a group of numbers, its time and its subgroup."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules import effects
from summarizer.engines.rules.endpoint_names import tidy
from summarizer.engines.rules.naming import ALL, ArmMention
from summarizer.engines.rules.results import Value
from summarizer.quantities import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.engines.rules.attaching import Attachment
    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.harm_terms import Grade
    from summarizer.engines.rules.qualifiers import Subgroup
    from summarizer.engines.rules.statements import Name, Place
    from summarizer.engines.rules.time_points import TimePoint


Target = Value | effects.Comparison


@dataclass(frozen=True, slots=True)
class Page:
    """All that was found in one sentence."""

    sentence: Sentence
    targets: tuple[Target, ...]
    names: tuple[Name, ...]
    mentions: tuple[ArmMention, ...]
    times: tuple[TimePoint, ...]
    subgroups: tuple[Subgroup, ...]
    grades: tuple[Grade, ...]
    attached: Mapping[int, Attachment]


def is_contrast(mentions: Sequence[ArmMention], targets: Sequence[Target]) -> bool:
    """Whether a sentence sets arms against each other, so that what it counts must be an endpoint."""
    return len({item.label for item in mentions}) > 1 or any(not isinstance(item, Value) for item in targets)


def is_arm(item: Target | TimePoint, mentions: Sequence[ArmMention]) -> bool:
    """Whether a number is only part of an arm's name ("3 days", "6 mg")."""
    return any(mention.start <= item.start and item.end <= mention.end for mention in mentions)


def is_part_of_time(item: Target, times: Sequence[TimePoint]) -> bool:
    """Whether a bare number is one of a list of times: "on days 7, 10 and 12"."""
    is_bare = isinstance(item, Value) and item.quantity.kind == Kind.NUMBER and item.quantity.unit is None
    return is_bare and any(time.start <= item.start and item.end <= time.end for time in times)


def is_size(item: Target, subgroups: Sequence[Subgroup]) -> bool:
    """Whether a number only says how many a subgroup has, or is part of its name."""
    return (
        any(group.start <= item.start < group.end or abs(group.start - item.end) <= 1 for group in subgroups)
        and isinstance(item, Value)
        and item.quantity.kind == Kind.NUMBER
    )


def is_part_of_arm(sentence: Sentence, item: Quantity, mentions: Sequence[ArmMention]) -> bool:
    """Whether a number stands in the name of an arm."""
    start, end = sentence.start + item.start, sentence.start + item.end
    return any(mention.start <= start and end <= mention.end for mention in mentions)


def beside_arms(names: Sequence[Name], mentions: Sequence[ArmMention]) -> list[Name]:
    """Cut arms off the names of endpoints that are only worded; a name of which nothing remains is none."""
    found: list[Name] = []
    for name in names:
        inside = [item for item in mentions if item.start < name.end and name.start < item.end]
        if not inside or not name.rule.startswith(("worded", "listed", "subject", "predicate")):
            found.append(name)
        elif inside[-1].end < name.end and inside[0].start <= name.start:
            title = tidy(name.title[-(name.end - inside[-1].end) :])
            if " " in title:
                found.append(replace(name, start=inside[-1].end + 1, title=title))
    return found


def without_totals(text: str, values: Sequence[Value]) -> list[Value]:
    """Leave out a count that the counts behind it add up to: "12 events were reported, 7 with A and 5 with B"."""
    counts = [int(item.events) if item.is_count and item.events and item.events.isdigit() else 0 for item in values]
    found: list[Value] = []
    for place, value in enumerate(values):
        parts = counts[place + 1 :]
        is_sum = counts[place] and any(sum(parts[:size]) == counts[place] for size in range(2, len(parts) + 1))
        behind = text[value.end : values[place + 1].start] if is_sum else ""
        if not is_sum or value.total or re.search(r"[.;]| (?:and|vs|versus) ", behind):
            found.append(value)
    return found


def with_shares(sentence: Sentence, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Read "5 (1.0)" in a table of counts with their shares as 5 (1.0%)."""
    found = list(quantities)
    for index in range(1, len(found)):
        first, second = found[index - 1 : index + 1]
        is_pair = first.kind in {Kind.NUMBER, Kind.FRACTION} and second.kind == Kind.NUMBER and second.unit is None
        closed = sentence.text[second.end : second.end + 1] == ")"
        if is_pair and closed and sentence.text[first.end : second.start].strip() == "(":
            found[index] = replace(second, kind=Kind.PERCENTAGE, unit="%")
    return tuple(found)


def window_of(page: Page, name: Name, targets: Sequence[Target]) -> Place:
    """The stretch of a sentence that belongs to one group of targets."""
    first, last = targets[0], targets[-1]
    before = [target.end for target in page.targets if target.end <= first.start]
    start = max([page.sentence.start, *before])
    if before and start <= name.start < first.start:
        start = name.start
    elif (
        before
        and (mark := page.sentence.text.find(";", start - page.sentence.start, first.start - page.sentence.start)) >= 0
    ):
        start = page.sentence.start + mark
    following = [item.start for item in page.names if item.start >= last.end and item is not name]
    after = [target.start for target in page.targets if target.start >= last.end]
    end = min([page.sentence.end, *following[:1], *after[:1]]) if after else page.sentence.end
    mark = page.sentence.text.find(";", last.end - page.sentence.start, end - page.sentence.start)
    end = page.sentence.start + mark if mark >= 0 and after else end
    return start, max(end, last.end)


_TURN = re.compile(r"[;:]|, (?:but|although|though|however|while|whereas|and (?:one|two|three|only|\d))\b")


def nobody(page: Page, value: Value) -> str | None:
    """Read "No treatment-related deaths were reported": a zero without arms is of all participants."""
    if value.quantity.flag != "none":
        return None
    text = page.sentence.text[value.end - page.sentence.start :]
    turn = _TURN.search(text)
    mentions = [item for item in page.mentions if turn is None or item.start < value.end + turn.start()]
    return ALL if not mentions and any(0 < name.start - value.end < 45 for name in page.names) else None  # noqa: PLR2004 - a few words


_APART = re.compile(r"\b(?:groups?|arms?|placebo|controls?|versus|vs?|compared|than|respectively)\b")
_EVERYBODY = re.compile(
    r"(?:^|[.;,:] )(?:overall|in total|in all|altogether|a total of)\b|\b(?:of|in|among|across|for) (?:all|the (?:entire|whole|total|overall)|both)\b"
    r"|\ball (?:the )?(?:enrolled |included |study |randomi[sz]ed |treated )?(?:patients|participants|subjects|women|men|children|people)\b"
    r"|\boverall (?:study )?(?:rate|incidence|prevalence|proportion|percentage|frequency|mean|median|mortality|compliance|adherence)\b"
    r"|\b(?:entire|whole|total|overall|pooled|combined) (?:study )?(?:population|cohort|sample)\b",
    re.IGNORECASE,
)


def everybody(page: Page, value: Value, *, is_of_arms: bool) -> str | None:
    """Read "Overall, the wound healed in 81%": a value that a sentence without arms gives for all participants.

    Args:
        page: What was found in the sentence.
        value: One of its values.
        is_of_arms: Whether the trial's arms are known, so that only what is said to be of all is.
    """
    is_of_some = page.subgroups or any(item.label != ALL for item in page.mentions)
    is_bare = value.quantity.kind == Kind.NUMBER and value.quantity.unit is None
    if is_of_some or is_bare or value.is_contrasted or value.is_count or _APART.search(page.sentence.lower):
        return None
    before = page.sentence.text[: value.start - page.sentence.start]
    return ALL if page.mentions or not is_of_arms or _EVERYBODY.search(before) else None


def share_unit(values: list[Value]) -> list[Value]:
    """Give the numbers of one list the unit that only one of them prints."""
    units = {value.quantity.unit for value in values if value.quantity.unit}
    if len(units) != 1 or not all(value.quantity.kind in {Kind.NUMBER, Kind.MEAN_SD} for value in values):
        return _share_duration(values)
    unit = units.pop()
    return [replace(value, quantity=replace(value.quantity, unit=unit)) for value in values]


def _share_duration(values: list[Value]) -> list[Value]:
    """Give a median not reached the unit of the one beside it."""
    units = {value.quantity.unit for value in values if value.quantity.kind == Kind.DURATION and value.quantity.unit}
    unit = units.pop() if len(units) == 1 else None
    return [
        replace(value, quantity=replace(value.quantity, unit=unit))
        if value.quantity.kind == Kind.DURATION and not value.quantity.unit
        else value
        for value in values
    ]


def share_rate(values: Sequence[Value]) -> tuple[Value, ...]:
    """Give "3.35 per 1000 person-years with A and 3.30 with B" the unit that only one prints."""
    rates = {item.quantity.unit for item in values if "per " in (item.quantity.unit or "")}
    if len(rates) != 1 or not all(item.is_contrasted for item in values):
        return tuple(values)
    unit = next(iter(rates))
    return tuple(
        replace(item, is_count=False, quantity=replace(item.quantity, unit=unit))
        if item.quantity.kind == Kind.NUMBER and item.quantity.unit is None
        else item
        for item in values
    )


def share_name(targets: Sequence[Target], names: Sequence[Name | None]) -> list[Name | None]:
    """Give "22 (78%) with A and 23 (85%) with B achieved remission" the name that follows only the last of them."""
    place = next((index for index, name in enumerate(names) if name), 0)
    last = targets[place] if names else None
    if not place or not isinstance(last, Value) or not last.is_contrasted:
        return list(names)
    before = targets[:place]
    are_alike = all(
        isinstance(item, Value) and item.is_contrasted and item.quantity.kind == last.quantity.kind for item in before
    )
    return [names[place]] * place + list(names[place:]) if are_alike else list(names)


def is_parted(text: str, start: int, end: int) -> bool:
    """Whether a semicolon outside brackets parts two numbers."""
    depth = 0
    for letter in text[start:end]:
        depth += (letter in "([") - (letter in ")]")
        if letter == ";" and depth == 0:
            return True
    return False


def join_rounds(values: Sequence[Value], repeat: int) -> Iterator[Value]:
    """Take the values of one arm at several times as one value."""
    for index in range(0, len(values), repeat):
        yield replace(values[index], end=values[index + repeat - 1].end)


def subgroup_of(page: Page, target: Target) -> str | None:
    """Return in whom a value or comparison holds, or ``None`` for all participants."""
    if not page.subgroups:
        return None
    before = [item for item in page.subgroups if item.end <= target.start]
    after = next((item for item in page.subgroups if item.start >= target.end), None)
    limit = next((other.start for other in page.targets if other.start >= target.end), page.sentence.end)
    if after and after.start < limit and page.subgroups[0].start > page.targets[0].start:
        return after.name
    return before[-1].name if before and page.subgroups[0].start < page.targets[0].start else None
