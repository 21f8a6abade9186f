"""How many participants each arm has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.counts import counts_things
from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.items import NUMBER, PEOPLE
from summarizer.quantities.numerals import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.drafts import Draft
    from summarizer.engines.rules.trials import TrialScope

_EACH = Guarded(
    "each|either|both|every|per",
    rf"\b(?:each|either|both)(?: (?:group|arm|groups|arms|cohort)s?)? (?:had|included|comprised"
    rf"|contained|consisted of|of|having) ({NUMBER})\b"
    rf"|({NUMBER}) (?:{PEOPLE} )?(?:in|to|per|for) (?:each|either|every) (?:group|arm|cohort|of the (?:two|three|four))"
    rf"|({NUMBER}) (?:{PEOPLE} )?(?:were|was) (?:assigned to|allocated to|placed in|in) (?:each|either)\b"
    rf"|({NUMBER}) (?:{PEOPLE} )?per (?:group|arm)\b|groups? of ({NUMBER}) each|\(n ?= ?({NUMBER}),? (?:each|per (?:group|arm)|in each (?:group|arm))\b",
    re.IGNORECASE,
)
_NOT_ASSIGNED = re.compile(r"\bcompleted\b|power|planned|sample size|would|evaluable|measurable|to detect|target")
_ASSIGNED = re.compile(
    r"assign|random|allocat|enrol|took part|came to|all\b|n ?=|received|obtained|divided|each|respectively|participa|includ"
)
_GROUP = r"(?:[ -](?:group|arm|cohort|recipients|patients))?"

_MARK = "\ue000"
"""Stands for each letter of a name: so one pattern serves all names, and none is compiled for an article."""
_BESIDE = re.compile(
    rf"(?<![\w+{_MARK}-]){_MARK}++{_GROUP}(?:,? ?[(\[](?:[^()\[\]%]{{0,30}}[;,] )?[nN] ?= "
    rf"?({NUMBER})\b(?!/)|,? [nN] ?= ?({NUMBER})\b(?!/)|,? ?\(({NUMBER})(?: {PEOPLE})?\)"
    rf"| ?\([^()]*, ({NUMBER})\)|, ({NUMBER})[;),])"
    rf"|(?<![\w:.,])({NUMBER})(?: {PEOPLE})? (?:in )?(?=arm ){_MARK}++(?![\w+-])"
    rf"|(?<![\w:.,])({NUMBER})(?: {PEOPLE})? (?:(?:were |was )?(?:assigned|allocated"
    rf"|randomi[sz]ed|randomly assigned) to|to|received|to receive|in|started on|had|on"
    rf"|underwent|were given) (?:the |an? |treatment with )?{_MARK}++(?![\w+-]|\s?\d)",
    re.IGNORECASE,
)


def find_sizes(scope: TrialScope, drafts: Sequence[Draft]) -> None:
    """Fill in missing sizes from what the text prints beside the arms' names."""
    if all(draft.size is not None for draft in drafts):
        return
    if any(draft.size is not None for draft in drafts) and len(drafts) > 1:
        _fill(scope, [draft for draft in drafts if draft.size is None])
        return
    _fill(scope, drafts)
    if all(draft.size is None for draft in drafts):
        _fill_each(scope, drafts)
    if len(drafts) == 2 and all(draft.size is None for draft in drafts):  # noqa: PLR2004
        _fill_ordinal(scope, drafts)
    if len(drafts) > 1 and all(draft.size is None for draft in drafts):
        _fill_pair(scope, drafts)


def _names(draft: Draft) -> list[str]:
    bare = [re.sub(r"^(?:the|a|an) ", "", name) for name in (draft.label, draft.treatment.label, *draft.names)]
    if draft.treatment.dose:
        bare.extend((draft.treatment.dose, draft.treatment.dose.replace(" ", "-")))
    return [name for name in dict.fromkeys(bare) if len(name) > 1]


def _fill(scope: TrialScope, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        for size, start, end in _candidates(draft, scope.sentences):
            draft.size = size
            draft.spans.append((start, end))
            draft.size_rule = "size beside the name"
            break


def _marked(sentence: Sentence, names: Sequence[str]) -> str:
    """Return the text of a sentence with its names marked, letter for letter."""
    text = sentence.text
    for name in map(str.lower, names):
        start = sentence.lower.find(name)
        while start >= 0:
            end = start + len(name)
            text = text[:start] + _MARK * len(name) + text[end:]
            start = sentence.lower.find(name, end)
    return text


def _candidates(draft: Draft, sentences: Sequence[Sentence]) -> Iterator[tuple[int, int, int]]:
    names = _names(draft)
    first_word = min(names, key=len).lower().split()[0]
    for sentence in sentences:
        if (
            first_word not in sentence.lower
            or not _ASSIGNED.search(sentence.lower)
            or _NOT_ASSIGNED.search(sentence.lower)
        ):
            continue
        for match in _BESIDE.finditer(_marked(sentence, names)):
            number = next(group for group in match.groups() if group)
            after = sentence.text[match.end() : match.end() + 3]
            value = parse_number(number)
            if "%" in match[0] or "%" in after or value is None or not value.isdigit() or int(value) < 2:  # noqa: PLR2004
                continue
            if counts_things(sentence, int(value)) or _LIST_MARK.search(match[0]):
                continue
            if match.lastindex == 7 and _IS_WHOLE.match(sentence.text, match.end()):  # noqa: PLR2004
                continue
            if match.lastindex == 7 and not _is_flow(sentence, match.start()):  # noqa: PLR2004
                continue
            yield int(value), sentence.start + match.start(), sentence.start + match.end()


_IS_WHOLE = re.compile(
    r"[^.;]{0,90}\b(?:(?:or|versus|vs)\b(?! (?:to |on |in )?\d)|and (?!(?:to |on |in )?\d)(?:[\w-]+ ){1,4}(?:groups|arms)\b)"
)
"""``751 patients to A or B``, ``to A and B groups``: the number is of both."""
_MEASURED = re.compile(r"\b(?:median|mean|average|score|number of)\b")


def _is_flow(sentence: Sentence, position: int) -> bool:
    """Whether a count before an arm's name counts the arm and not an outcome in it."""
    before = sentence.lower[:position]
    return not ("%" in sentence.lower or _MEASURED.search(before)) and bool(
        re.search(
            r"assign|random|allocat|enrol|took part|participa|came to|includ|in all|total|treated",
            before + sentence.lower[position : position + 60],
        )
    )


_LIST_MARK = re.compile(r"\(\d\)$")
_ORDINAL = re.compile(
    rf"(?<![\w:.,])({NUMBER})(?: {PEOPLE})? [a-z ]{{0,24}}?(?:to|in|received|got"
    rf"|on) the (?:first|former)[^.;%]{{0,40}}?\b({NUMBER})(?: {PEOPLE})? [a-z ]{{0,24}}?(?:to"
    rf"|in|received|got|on)? ?the (?:second|latter)",
    re.IGNORECASE,
)


def _fill_ordinal(scope: TrialScope, drafts: Sequence[Draft]) -> None:
    """``1680 went to the first and 1682 to the second``."""
    for sentence in scope.sentences:
        match = (
            _ORDINAL.search(sentence.text) if "the first" in sentence.lower or "the former" in sentence.lower else None
        )
        values = [parse_number(group) for group in match.groups()] if match else []
        if match and all(value and value.isdigit() for value in values):
            for draft, value in zip(drafts, values, strict=True):
                draft.size = int(value or 0)
                draft.size_rule = "sizes of the first and the second"
                draft.spans.append((sentence.start + match.start(), sentence.start + match.end()))
            return


_TO = re.compile(
    rf"(?<![\w:.,-])({NUMBER})(?: {PEOPLE})? (?:were )?(?:assigned |allocated |randomi[sz]ed )?to\b", re.IGNORECASE
)
_ANY = re.compile(rf"(?<![\w:.,-])({NUMBER})(?![\w%]|\.\d)", re.IGNORECASE)


def _fill_pair(scope: TrialScope, drafts: Sequence[Draft]) -> None:
    """``386 were randomised: 192 to ... and 194 to ...``, whatever it calls the arms: the parts add up to the whole."""
    for sentence in scope.sentences:
        if "random" not in sentence.lower and "assign" not in sentence.lower and "allocat" not in sentence.lower:
            continue
        parts = [(match, parse_number(match[1])) for match in _TO.finditer(sentence.text)]
        values = [int(value) for _, value in parts if value and value.isdigit()]
        if len(values) != len(drafts) or len(values) != len(parts):
            continue
        others = {parse_number(match[1]) for match in _ANY.finditer(sentence.text)}
        if str(sum(values)) in others:
            span = (sentence.start + parts[0][0].start(), sentence.start + parts[-1][0].end())
            for draft, value in zip(drafts, values, strict=True):
                draft.size = value
                draft.size_rule = "sizes that add up"
                draft.spans.append(span)
            return


_SHARED = re.compile(r" ?\(\d+(?:\.\d+)? ?%")


def _fill_each(scope: TrialScope, drafts: Sequence[Draft]) -> None:
    """``each group had 159 patients``."""
    for sentence in scope.sentences:
        if not any(
            word in sentence.lower for word in ("each", "either", "per ", "both", "every")
        ) or _NOT_ASSIGNED.search(sentence.lower):
            continue
        match = _EACH.search(sentence.text, sentence.lower)
        if (
            match is None
            or "%" in sentence.text[match.start() : match.end() + 2]
            or _SHARED.match(sentence.text, match.end())
        ):
            continue
        value = parse_number(next(group for group in match.groups() if group))
        if value is None or not value.isdigit() or int(value) < 5:  # noqa: PLR2004
            continue
        for draft in drafts:
            draft.size = int(value)
            draft.size_rule = "size of each"
            draft.spans.append((sentence.start + match.start(), sentence.start + match.end()))
        return
