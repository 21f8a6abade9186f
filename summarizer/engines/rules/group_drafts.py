"""Arms out of the groups that a text names, and sizes for the arms that are known already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import groups
from summarizer.engines.rules.contrast_names import find_contrasted, find_listed
from summarizer.engines.rules.drafts import Draft, name_by_codes
from summarizer.engines.rules.interventions import Treatment, find_treatments, read_treatment
from summarizer.engines.rules.regimens import own_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.group_sizes import Sized
    from summarizer.engines.rules.groups import Row

_CONVINCING_SIZES = 1.5
_CERTAIN = 7.0
_LONG_NAME = 6
_SHORTEST_DRUG = 4
_TAIL = 30
_FEWEST = 3
_USED = 2
_CONTROL_NAME = re.compile(
    r"\b(?:control|controls|comparison|usual[- ]care|standard[- ]care|routine[- ]care|waiting|wait[- ]?list|observation|untreated|no[- ][a-z]+)\b",
    re.IGNORECASE,
)


def fill_sizes(drafts: Sequence[Draft], names: Sequence[Sequence[str]], found: Sequence[Row]) -> None:
    """Give arms without a size the one that is printed beside one of their names.

    Args:
        drafts: The arms.
        names: By which the text may refer to each of them.
        found: Rows of sizes, the best first.
    """
    for row in found:
        if row.items[0][1].rule == "denominator":
            continue
        if row.score < _CONVINCING_SIZES or (row.score < _CERTAIN and all(draft.size is not None for draft in drafts)):
            break
        places = match(drafts, names, row)
        differ = any(_differs(drafts[place], row, item) for place, item in places.items())
        if len(places) < len(drafts) or (differ and row.score < _CERTAIN):
            continue
        for place, item in places.items():
            sentence, sized = row.items[item]
            drafts[place].size = sized.size
            drafts[place].size_rule = f"sizes {sized.rule}"
            drafts[place].spans.append((sentence.start + sized.start, sentence.start + sized.end))
        return


def settle(document: Document, drafts: list[Draft], found: Sequence[Row]) -> list[Draft]:
    """Choose between the arms that a list of treatments gave and the groups that the text names."""
    for draft in drafts:
        if draft.size is not None and draft.size < _FEWEST:
            draft.size = None
    best = groups.convincing(found)
    if len(drafts) < 2:  # noqa: PLR2004 - no arms to compare
        return (draft_row(document, best) if best else []) or drafts
    if best is not None and not _fits(drafts, best):
        doubtful = any(is_doubtful(draft, document.lower) for draft in drafts)
        if doubtful or best.score >= _CERTAIN:
            return draft_row(document, best) or drafts
    return drafts


_DOUBTFUL = re.compile(
    r",|^(?:with|for|of|in|to|and|effects?|efficacy|feasibility|usefulness|use|role|impact|clinical|comparison|patients?|\d+ of)\b| (?:in|of|to|and|plus|as|with)$|\b(?:effect|efficacy|their|our|usefulness) of\b",
    re.IGNORECASE,
)


def is_doubtful(draft: Draft, lower: str) -> bool:
    """Whether a label reads like a piece of a sentence, or the text never uses it again."""
    label = draft.label.lower()
    return (
        bool(_DOUBTFUL.search(label))
        or len(label.split()) > _LONG_NAME
        or (not find_treatments(label) and lower.count(label) < _USED)
    )


def _fits(drafts: Sequence[Draft], row: Row) -> bool:
    """Whether a row speaks of the arms: it has as many sizes, or names half of the arms."""
    names = [
        [
            name.lower()
            for name in (draft.label, draft.treatment.label, draft.treatment.dose, *draft.names, *draft.interventions)
            if name
        ]
        for draft in drafts
    ]
    common = set.intersection(*map(set, names))
    shared = match(drafts, [[name for name in own if name not in common] for own in names], row)
    return len(shared) == len(drafts) == len(row.items)


def _differs(draft: Draft, row: Row, item: int) -> bool:
    return draft.size is not None and draft.size != row.items[item][1].size


def match(drafts: Sequence[Draft], names: Sequence[Sequence[str]], row: Row) -> dict[int, int]:
    """Which item of a row is which arm: by the longest name they share, the last one by being left over."""
    scores = sorted(
        (
            (_shared(names[place], sized), place, item)
            for place in range(len(drafts))
            for item, (_, sized) in enumerate(row.items)
        ),
        key=lambda one: -one[0],
    )
    found: dict[int, int] = {}
    for score, place, item in scores:
        if score > 0 and place not in found and item not in found.values():
            found[place] = item
    free = [place for place in range(len(drafts)) if place not in found]
    left = [item for item in range(len(row.items)) if item not in found.values()]
    if found and len(free) == len(left) == 1 and len(row.items) == len(drafts):
        sized = row.items[left[0]][1]
        if sized.rule != "beside" or sized.is_group or _kindred(sized, names[free[0]]):
            found[free[0]] = left[0]
    return found


def _kindred(sized: Sized, names: Sequence[str]) -> bool:
    """Whether the words beside a number share one with the names of an arm."""
    words = {word for name in names for word in re.findall(r"[a-z]{4,}|[a-z]+\d\w*", name.lower())}
    return bool(words & set(re.findall(r"[a-z]{4,}|[a-z]+\d\w*", sized.phrase.lower())))


def _shared(names: Sequence[str], sized: Sized) -> float:
    """Length of the longest name of an arm that the words hold, whole names first."""
    best = 0.0
    for text in {
        sized.phrase.lower(),
        sized.name.lower(),
        groups.normal(sized.name),
        *(name.lower() for name in sized.names),
    }:
        for name in names:
            if name == text:
                best = max(best, 100.0 + len(name))
            elif len(name) > 1 and name in text and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                best = max(best, float(len(name)) - 0.01 * len(text))
    return best


def draft_row(document: Document, row: Row) -> list[Draft]:
    """Arms out of a row of sizes."""
    drafts = [_draft(document, sentence, sized) for sentence, sized in row.items]
    for draft, (sentence, sized), following in zip(drafts, row.items, [*row.items[1:], None], strict=True):
        same = following is not None and following[0] is sentence and following[1].start > sized.start
        draft.phrase = sentence.text[sized.start : following[1].start if same and following else sized.end + _TAIL]
    name_by_codes(drafts, [(sentence, sized.start, sized.end) for sentence, sized in row.items])
    labels = {draft.label.lower() for draft in drafts}
    if len(labels) < len(drafts):
        return []
    document.trace.note("arms", f"groups with sizes {row.items[0][1].rule}")
    return drafts


def _draft(document: Document, sentence: Sentence, sized: Sized) -> Draft:
    span = (sentence.start + sized.start, sentence.start + sized.end)
    names = tuple(dict.fromkeys(name for name in (*sized.names, sized.phrase, sized.name) if name))
    label = _label(sized)
    return Draft(
        _treatment(document, sized.name if find_treatments(sized.name) else label, names),
        label,
        _parts(document, (sized.name, *sized.names)),
        names,
        sized.size,
        [span],
    )


def _label(sized: Sized) -> str:
    short = [name for name in sized.names if 1 < len(name) <= 12 and " " not in name and name[0].isupper()]  # noqa: PLR2004
    if short:
        return short[0]
    if sized.is_group:
        return re.sub(r"^(?:the|a|an) ", "", sized.name)
    treatment = read_treatment(sized.name)
    return treatment.label if treatment and find_treatments(treatment.label) else sized.name


def _treatment(document: Document, name: str, names: Sequence[str]) -> Treatment:
    spelled = document.abbreviations.get(name, name)
    treatment = read_treatment(spelled)
    if any(_CONTROL_NAME.search(other) for other in (name, *names)) and not find_treatments(spelled):
        return Treatment(name, (), None, "nothing")
    if treatment is not None and (find_treatments(spelled) or _is_dosed(treatment)):
        return treatment
    return Treatment(name, (), None, "active")


_NO_DRUG = frozenset(["dose", "doses", "group", "arm", "daily", "treatment", "treated"])


def _is_dosed(treatment: Treatment | None) -> bool:
    """Whether a name is one word and a dose, as that of a drug is: "zelvorat 10 mg"."""
    if treatment is None or treatment.kind != "active" or not treatment.dose:
        return False
    word = treatment.label
    return " " not in word and word.isalpha() and len(word) > _SHORTEST_DRUG and word.lower() not in _NO_DRUG


def _parts(document: Document, names: Sequence[str]) -> tuple[str, ...]:
    """Interventions: of the first name that holds a known treatment."""
    for name in names:
        spelled = document.abbreviations.get(name, name)
        if spelled != name and not find_treatments(spelled) and own_names(document, name) != (name,):
            return (spelled,)
        treatment = read_treatment(spelled)
        if (
            treatment
            and treatment.kind != "nothing"
            and (find_treatments(spelled) or _is_dosed(treatment))
            and len(treatment.interventions) <= _LONG_NAME
        ):
            return treatment.interventions
    return ()


def named_draft(document: Document, name: str, place: tuple[Sentence, int, int]) -> Draft:
    """An arm of which only the name is told."""
    sentence, start, end = place
    span = (sentence.start + start, sentence.start + end)
    return Draft(_treatment(document, name, ()), name, _parts(document, (name,)), (f"{name} group",), None, [span])


def draft_listed(document: Document, sentences: Sequence[Sentence]) -> list[Draft]:
    """Arms out of a numbered list."""
    drafts = [named_draft(document, name, place) for name, place in find_listed(sentences)]
    if len({draft.label.lower() for draft in drafts}) < len(drafts):
        return []
    if drafts:
        document.trace.note("arms", "numbered list")
    return drafts


def draft_contrasted(document: Document, sentences: Sequence[Sentence]) -> list[Draft]:
    """Arms out of a numbered list, or of two things that the text sets against each other."""
    found = find_listed(sentences)
    if not found:
        found = [
            (sentence.text[start:end], (sentence, start, end)) for sentence, start, end in find_contrasted(sentences)
        ]
    drafts = [named_draft(document, name, place) for name, place in found]
    if len({draft.label.lower() for draft in drafts}) < len(drafts):
        return []
    if drafts:
        document.trace.note("arms", "set against each other")
    return drafts
