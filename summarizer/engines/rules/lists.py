"""Where a list of treatments ends and how it falls into items."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.interventions import DOSE, Treatment, find_drugs, is_drug
from summarizer.engines.rules.items import MOST_WORDS, NUMBER, PEOPLE, Item, is_known, mask, read_item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.document import Sentence

_OR_TO = re.compile(r",? (?:or|versus|vs\.?) (?:to|alternatively) ")
_OR = re.compile(
    r",? (?:or|versus|vs\.?|compared with|compared to|as compared with) (?:(?:to|the|else|alternatively) )?"
)
_AND_N = re.compile(
    rf",? (?:and|while|;) ?(?=(?:the (?:other|remaining) )?{NUMBER} (?:{PEOPLE} )?(?:to|on|received|in|had"
    rf"|assigned|were (?:assigned|allocated|randomi[sz]ed|given))\b)|; (?={NUMBER} (?:{PEOPLE} )?(?:to|on|in|received|assigned)\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(r", (?:and |to )?|; ")
_END = re.compile(
    r"\.$|, (?:to be|each|all|both|in addition|on top|alongside|while|stratified|followed|until"
    r"|after|with (?:the|a|an|stratif|random|both|crossover)|at \d|who|which|where|given"
    r"|in which|double-blind|open|on a |in a|for (?:up|a|\d)|then|also|plus placebo|as (?:an|a"
    r"|add|adj))\b"
    r"| on top of | in addition to | on a background | as an? (?:add-on|adjunct)| each (?:with"
    r"|added|in combination|plus|given)| added to | stratified | alongside | and then "
    r"| and followed|; (?!\d[\d,]* (?:\w+ )?(?:to|on|received|assigned|were (?:assigned|allocated|randomi|given))\b|the|n)|: | if they | where "
)


def read_items(sentence: Sentence, begin: int, known: frozenset[str] | None, stop: int | None = None) -> list[Item]:
    """Split a list at its separators outside brackets; unless ``known`` is ``None`` every item must be a known treatment."""
    text = sentence.text
    masked = mask(text)
    end = find_list_end(masked, begin) if stop is None else stop
    told = _RESPECTIVELY.search(masked, begin, end)
    end = told.start() if told else end
    pieces = _split(masked, begin, end)
    items = _with_drugs([item for first, last in pieces if (item := read_item(sentence, first, last)) is not None])
    if len(items) != len(pieces):
        return []
    if known is None or all(_may_stand(item, known) for item in items) or are_told_apart(items):
        return items
    dealt_out = (
        told is not None and "group" in masked.lower() and any(is_known(item.treatment, known) for item in items)
    )
    return items if dealt_out else []


def _may_stand(item: Item, known: frozenset[str]) -> bool:
    """Whether an item is a known treatment, has a size, or goes by a code."""
    return is_known(item.treatment, known) or item.size is not None or _CODE.fullmatch(item.treatment.label) is not None


_CODE = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Z]*)?\d[\w/+-]*")
_PART = re.compile(
    r"(?:the )?(?:control|intervention|experimental|test|reference|treatment|study)(?: (?:group|arm))?$|(?:group|arm) \w$",
    re.IGNORECASE,
)


def are_told_apart(items: Sequence[Item]) -> bool:
    """``X or placebo``: whatever X is, it is what the other arm got; so are two things with the names of their groups."""
    if all(any(_PART.match(name) for name in item.names) for item in items):
        return True
    blank = [item.treatment.kind in {"placebo", "sham"} for item in items]
    return len(items) == 2 and sum(blank) == 1 and len(items[blank.index(False)].treatment.label.split()) <= MOST_WORDS  # noqa: PLR2004


def _with_drugs(items: list[Item]) -> list[Item]:
    """``200 mg, 400 mg or 600 mg of X``: a bare dose is of the drug that the list names."""
    named = [item for item in items if item.treatment.interventions and item.treatment.kind == "active"]
    if not named:
        return items
    whole = named[0].treatment
    return [
        replace(item, treatment=Treatment(whole.label, whole.interventions, item.treatment.dose, "active"))
        if item.treatment.dose and not item.treatment.interventions
        else item
        for item in items
    ]


def find_list_end(masked: str, begin: int) -> int:
    """Return where a list of treatments ends in a sentence whose brackets are blanked."""
    found = _END.search(masked, begin)
    return found.start() if found else len(masked)


_AND = re.compile(r",? and (?:the |an? )?")
_RESPECTIVELY = re.compile(r",? respectively\b")


def _split(masked: str, begin: int, end: int) -> list[tuple[int, int]]:
    between = (
        _RESPECTIVELY.match(masked, end) is not None
        or masked.lower().endswith("between ", 0, begin)
        or " between " in masked.lower()[max(0, begin - 24) : begin]
    )
    for pattern in (_AND_N, _OR_TO, _AND if between else _OR):
        found = [match.span() for match in pattern.finditer(masked, begin, end)]
        cuts = [cut for cut in found if not _joins_doses(masked, begin, cut)] or found
        if not cuts:
            continue
        pieces = _between(begin, end, cuts)
        if pattern is _OR_TO:
            return pieces
        return _with_commas(masked, pieces, exact=pattern is _AND_N)
    return []


_NUMBER_BEHIND = re.compile(r"(?<![\w.])\d[\d.]*, \d[\d.]*$")
_DOSE_AHEAD = re.compile(r"\d[\d.]* ?(?:mg|g|mcg|\u00b5g|\u03bcg|IU|units)\b")


def _joins_doses(masked: str, begin: int, cut: tuple[int, int]) -> bool:
    """Whether a separator stands inside one list of doses: "10, 20 or 40 mg"."""
    return _NUMBER_BEHIND.search(masked, begin, cut[0]) is not None and _DOSE_AHEAD.match(masked, cut[1]) is not None


def _between(begin: int, end: int, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [begin, *(cut[1] for cut in cuts)]
    ends = [*(cut[0] for cut in cuts), end]
    return [(first, last) for first, last in zip(starts, ends, strict=True) if _holds_something(first, last)]


def _holds_something(first: int, last: int) -> bool:
    """Whether a stretch holds anything."""
    return last - first > 1


def _with_commas(masked: str, pieces: list[tuple[int, int]], *, exact: bool) -> list[tuple[int, int]]:
    """Split the pieces before the last at commas where every part can stand as an arm of its own."""
    result: list[tuple[int, int]] = []
    for index, (first, last) in enumerate(pieces):
        cuts = [match.span() for match in _COMMA.finditer(masked, first, last)]
        parts = _between(first, last, cuts)
        splittable = index < len(pieces) - 1 or exact
        if (
            parts
            and cuts
            and splittable
            and _is_short_noun(masked[slice(*parts[0])])
            and all(_stands_alone(masked[start:stop]) for start, stop in parts[1:])
        ):
            result.extend(parts)
        else:
            result.append((first, last))
    return result


def _is_short_noun(piece: str) -> bool:
    bare = piece.replace("\x00", " ").strip()
    bare = _DOSE_BEHIND.sub("", bare)
    return (
        _stands_alone(piece)
        or DOSE.fullmatch(bare) is not None
        or (len(bare.split()) <= MOST_WORDS and not re.search(r"(?<![A-Za-z])\d|\b(?:who|with|at|once|the)\b", bare))
    )


def _stands_alone(piece: str) -> bool:
    bare = piece.replace("\x00", " ").strip()
    if "\x00" in piece and len(bare.split()) < 6 and (bare[:1].isalpha() or DOSE.match(bare)):  # noqa: PLR2004
        return True
    if _COUNTED.match(bare):
        return True
    if DOSE.fullmatch(bare) or SHORT_NAME.fullmatch(bare):
        return True
    first = re.match(r"(?:the |either |oral |intravenous |matching |subcutaneous )?([A-Za-z][\w'-]*)", bare)
    if first is None:
        return False
    lowered = bare.lower()
    return (
        is_drug(first[1])
        or "placebo" in lowered
        or lowered.startswith(("observation", "usual care", "sham"))
        or bool(find_drugs(bare) and not bare[0].isdigit())
    )


_DOSE_BEHIND = re.compile(rf"(?<=[a-z]) (?:{DOSE.pattern})$")
SHORT_NAME = re.compile(r"(?=[^a-z]*[A-Z][^A-Z]*[A-Z0-9])[A-Z][A-Za-z0-9+/-]{1,9}")
"""A name of capitals, as abbreviations and codes are."""
_COUNTED = re.compile(rf"{NUMBER} (?:{PEOPLE} )?(?:to|on|in|received)\b", re.IGNORECASE)
