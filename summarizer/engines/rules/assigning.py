"""Which of the numbers of a sentence are of which of its names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.harm_lists import coordinate
from summarizer.engines.rules.results import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.effects import Comparison
    from summarizer.engines.rules.statements import Name

_VERB_TO_NAME = re.compile(
    r"^ (?:[\w-]+ ){0,3}$|\b(?:had|have|having|experienc\w+|achiev\w+|report\w+|develop\w+|died"
    r"|were (?:alive|free)|was|suffered|reached|met|showed|with|reported|discontinu\w+|stopped|of|for"
    r"|in|a|an)\b[^;.]*$",
    re.IGNORECASE,
)


def assign_names(sentence: Sentence, names: Sequence[Name], targets: Sequence[Value | Comparison]) -> list[Name | None]:
    """Say for each number of a sentence which of its names it is of; ``None`` where the sentence does not name it.

    A name precedes its numbers ("neutropenia 12%") or follows them ("12% had neutropenia and 9% had anaemia"); a name that
    stands between two numbers is that of the second, unless the first already led to it.
    """
    found: list[Name | None] = []
    led_to: Name | None = None
    kept = [name for name in names if name.title not in _EMPTY and not _glosses(sentence, name, names, targets)]
    names, dealt = coordinate(sentence, kept, targets)
    for position, target in enumerate(targets):
        if position in dealt:
            found.append(dealt[position])
            continue
        start = targets[position - 1].end if position else sentence.start
        end = targets[position + 1].start if position + 1 < len(targets) else sentence.end
        opening = target.start - (_ARTICLE if not isinstance(target, Value) else 0)
        inside = [name for name in names if max(start, opening) <= name.start < target.end and name.end > target.start]
        before = [name for name in names if start <= name.start and name.end <= target.start and name is not led_to]
        after = [name for name in names if target.end <= name.start < end]
        previous = None if found and _turns(sentence, targets[position - 1], target) else found[-1] if found else None
        is_topic = not before or before[-1].rule == "any"
        is_next = after and (
            (is_topic and _befell(sentence, target, after[0])) or _is_none_of(sentence, target, after[0])
        )
        if not inside and is_next:
            led_to = after[0]
            found.append(led_to)
        elif inside or before:
            found.append((inside or before)[-1])
        elif after and (previous is None or previous is led_to) and _leads_to(sentence, target, after[0]):
            led_to = after[0]
            found.append(led_to)
        else:
            found.append(previous)
    first = next((name for name in found if name), None)
    is_inside = first is not None and any(target.start <= first.start < target.end for target in targets)
    if first is not None and first is not led_to and not is_inside and first.start > targets[0].end:
        return found
    return [
        name or (None if place and _turns(sentence, targets[place - 1], targets[place]) else first)
        for place, name in enumerate(found)
    ]


_BEFELL = re.compile(
    r"\)?,?(?: [\w%-]+){0,5}? (?:with|had|experienced|developed|reported|suffered|(?:were|was) (?:accompanied|complicated) (?:by|with)) (?:an? )?$"
)


_TURN = re.compile(r"; |, (?:but|however|although) |\bhowever\b")


def _turns(sentence: Sentence, last: Value | Comparison, target: Value | Comparison) -> bool:
    """Whether a sentence goes from what did not happen to something else: "No deaths occurred; however, 7 women stopped"."""
    is_none = isinstance(last, Value) and last.quantity.flag == "none"
    between = sentence.text[last.end - sentence.start : target.start - sentence.start]
    return (
        is_none and isinstance(target, Value) and target.quantity.flag != "none" and _TURN.search(between) is not None
    )


def _befell(sentence: Sentence, target: Value | Comparison, name: Name) -> bool:
    """Whether the words between a number and a name say that it befell so many: "52 patients (6.8%) had chills"."""
    between = sentence.text[target.end - sentence.start : name.start - sentence.start]
    return _BEFELL.fullmatch(between) is not None


_ARTICLE = len("the ")
"""How far before the estimate its own name may begin: "the | relative risk of infection was 1.25"."""
_EMPTY = frozenset({"experiencing", "having", "reporting", "developing", "such"})
_ASIDE = re.compile(r", (?:with|including|mainly|mostly) ")
_CLOSED = re.compile(r"[^();,]*\)[,;] ")
"""What ends a comparison in brackets: "(P < 0.01), a longer"."""
_NO_SUCH = re.compile(r" (?:[\w-]+ ){0,6}")


def _glosses(sentence: Sentence, name: Name, names: Sequence[Name], targets: Sequence[Value | Comparison]) -> bool:
    """Whether a name only explains the one before it: "hypercalcaemia (too much calcium in the blood) in 3%"."""
    opening = sentence.text.rfind("(", 0, name.start - sentence.start)
    closing = sentence.text.find(")", opening)
    if opening < 0 or closing < name.end - sentence.start:
        return False
    start, end = sentence.start + opening, sentence.start + closing
    return any(0 <= start - other.end <= 1 for other in names) and not any(start < item.start < end for item in targets)


def _is_none_of(sentence: Sentence, target: Value | Comparison, name: Name) -> bool:
    between = sentence.text[target.end - sentence.start : name.start - sentence.start]
    is_none = isinstance(target, Value) and target.quantity.flag == "none"
    return is_none and _NO_SUCH.fullmatch(between) is not None


def _leads_to(sentence: Sentence, target: Value | Comparison, name: Name) -> bool:
    between = sentence.text[target.end - sentence.start : name.start - sentence.start]
    is_parted = _ASIDE.search(between) if isinstance(target, Value) else _CLOSED.match(between)
    return _is_none_of(sentence, target, name) or (not is_parted and _VERB_TO_NAME.search(between) is not None)
