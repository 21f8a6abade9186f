"""Lists of harms: the items beside a known one, and which number of a list is of which item."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.engines.rules.harm_terms import Harm, find_harms_named
from summarizer.engines.rules.results import Value
from summarizer.quantities import Kind
from summarizer.quantities.numerals import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.effects import Comparison
    from summarizer.engines.rules.statements import Name
    from summarizer.quantities import Quantity

_LISTED = re.compile(
    r"(?:^|[,:;] (?:and )?|\band |\bwere |\bwas |\bincluded |\bof |\bthan |\bhad )(?P<term>(?!and\b"
    r"|or\b|(?i:one|two|three|four|five|six|seven|eight|nine|ten|none)\b|versus\b|vs\b"
    r"|the\b|with\b|in\b|of\b|for\b|as\b|(?:rare|common|frequent|uncommon|infrequent|similar|comparable|mild|moderate|equal|seen|reported)\b)[A-Za-z][a-z][\w/-]*(?: (?!and\b|was\b|were\b|in\b|with\b"
    r"|on\b|versus\b|vs\b|than\b)[\w/-]+){0,4}) \((?=[<\d]\d*(?:\.\d+)? ?(?:%|per ?cent)|grade|\d+(?:\.\d+)? (?:vs"
    r"|versus)|[nN] ?= ?\d)",
)
_ITEM = re.compile(
    r"(?:, (?:and )?|; (?:and )?| and )(?P<term>(?![a-z -]*\b(?:was|were|occurred|developed|reported)\b)(?!and\b|or\b|to\b|occurr(?:ed|ing)\b|affecting\b|arising\b|happening\b|developing\b|reported\b|seen\b"
    r"|observed\b|noted\b|compared\b|came\b|arose\b|developed\b|struck\b|was\b|were\b|with\b|in\b|by\b"
    r"|vs\b|versus\b|one\b|two\b|three\b"
    r"|four\b|five\b|six\b|seven\b)[a-z][a-z-]+(?: [a-z-]+){0,3}?) (?:by|in) (?=\d)"
)
_NO_TERM = (
    r"(?:and|or|but|being|which|who|whose|while|whereas|with|without|the|an?|no|none|all|both|most|more|less|other|in|of|for|to|as|by|at|on"
    r"|after|during|compared|versus|vs|than|patients?|participants?|groups?|arms?|placebo|grades?|respectively|including|such|occurr\w+"
    r"|was|were|had|has|is|are|one|two|three|four|five|six|seven|eight|nine|ten|there|they|it|this|these|those|did|not|significant\w*"
    r"|among|only|also|led|leading|dose|treatment|discontinu\w+|events?|rates?|incidence|severity|mild|moderate|severe|increased|reported"
    r"|developed|experienced|observed|noted|seen|between|similar|higher|lower|however|although|because|when|if|so|then)"
)
_WORDS = rf"(?!{_NO_TERM}\b)[a-z][a-z-]{{3,}}(?: (?!{_NO_TERM}\b)[a-z][a-z-]*){{0,2}}"
_TERM = rf"(?P<term>{_WORDS})"
_BARE_SIBLING = re.compile(
    rf"(?:,? and |,? or |, (?:and )?){_TERM}(?=,? and |,? or |, | (?:was|were|occurred|developed|had|did|in|by|are|is)\b)"
)
_SIBLING_WITH_FIGURES = re.compile(
    rf" \([^()]{{1,80}}\)(?:,? and |,? or |, (?:and )?){_TERM}(?= \((?:[Pp] ?[<=>]|[<\d]|[nN] ?=))"
)
_MOST = 12


def with_siblings(sentence: Sentence, harms: Sequence[Harm]) -> Iterator[Harm]:
    """Yield the items of a list that follow a known harm: "headache (P=0.58) and dystonia (P=0.06)".

    Args:
        sentence: The sentence.
        harms: Those it names.
    """
    taken = {harm.start for harm in harms}
    lower = sentence.lower
    for harm in harms:
        end = harm.end - sentence.start
        for _ in range(_MOST if harm.rule in {"term", "listed"} else 0):
            match = _SIBLING_WITH_FIGURES.match(lower, end) or _BARE_SIBLING.match(lower, end)
            if match is None or sentence.start + match.start("term") in taken:
                break
            start, end = match.span("term")
            if NUMBER_WORDS.intersection(re.split(r"[ -]", match["term"])) or any(
                start + sentence.start < other.end and other.start < end + sentence.start for other in harms
            ):
                break
            taken.add(sentence.start + start)
            yield Harm(
                sentence.start + start, sentence.start + end, sentence.text[start:end], serious=False, rule="sibling"
            )


_FREQUENT = re.compile(
    rf"(?:\bwith |(?:^|[.;,:] )(?:and )?)(?P<term>{_WORDS}) (?:(?:was|were|being|as) )?(?:by far )?(?:the )?most (?:common|frequent|prevalent)",
    re.IGNORECASE,
)


def find_listed(sentence: Sentence) -> Iterator[Harm]:
    """Read the terms of a list of harms: "thrombocytopenia (19% vs 12%), raised ALT (9% vs 2%)"."""
    found = [*_LISTED.finditer(sentence.text), *_ITEM.finditer(sentence.text)]
    if "most " in sentence.lower:
        found += _FREQUENT.finditer(sentence.text)
    yield from _terms(sentence, found)


_COUNTED = re.compile(r"\w \($|[a-z], $")
_GIVEN = re.compile(
    r"\b(?:assigned|allocated|randomi[sz]\w+|enrol\w+|per arm|per group)\b|"
    r"(?:groups?|arms?|patients|participants|subjects|cohorts?|placebo|controls?|women|men|children|cycles?|dose) \(n",
    re.IGNORECASE,
)


def with_counts(sentence: Sentence, quantities: Sequence[Quantity], ends: Sequence[int]) -> tuple[Quantity, ...]:
    """Take "n = 7" behind an item of a list of harms for the count of those whom it befell: "pneumonia (n = 7)".

    Args:
        sentence: A sentence about harms.
        quantities: Its quantities, offsets within the sentence.
        ends: Where arms are named in it: one past their last characters.
    """
    if (
        all(item.kind != Kind.SAMPLE_SIZE for item in quantities)
        or _GIVEN.search(sentence.text)
        or not any(harm.rule == "term" for harm in find_harms_named(sentence))
    ):
        return tuple(quantities)
    return tuple(
        replace(item, kind=Kind.FRACTION, events=item.value, value=None)
        if item.kind == Kind.SAMPLE_SIZE
        and item.total is None
        and _COUNTED.search(sentence.text, 0, item.start)
        and not any(0 <= sentence.start + item.start - end <= _BRACKET for end in ends)
        else item
        for item in quantities
    )


_BRACKET = 3
_ACTS = re.compile(
    r"(?:turned|came|shrank|fell|rose|grew|led|made|cut|went|ended|resulted|remained|peaked|were|\w+ed)\b"
)


def find_items(sentence: Sentence) -> Iterator[Harm]:
    """Read the items of a list: "clinical remission in 34% and 20%, mucosal healing in 29% and 15%"."""
    found = [match for match in _ITEM.finditer(sentence.text) if match[0].endswith(" in ")]
    yield from _terms(sentence, [match for match in found if not _ACTS.match(match["term"])])


def _terms(sentence: Sentence, matches: Sequence[re.Match[str]]) -> Iterator[Harm]:
    for match in matches:
        term = match["term"]
        if re.search(r"\b(?:patients?|group|arm|placebo|grade|participants|women|men)\b", term, re.IGNORECASE):
            continue
        yield Harm(
            sentence.start + match.start("term"),
            sentence.start + match.end("term"),
            term[0].lower() + term[1:] if term[1:].islower() else term,
            serious=False,
            rule="listed",
        )


_JOINT = re.compile(r",? (?:and|or) |, (?:and |or )?|/")
_DENIED = re.compile(r"\bno (?:[^.;:()\d]{0,120}(?:,|\bor|\band) )?(?:[\w-]+ ){0,4}$", re.IGNORECASE)
_SHORT_GAP = re.compile(r"(?: ?\([^()]*\))?(?:,? and |, )")

Assigned = dict[int, "Name"]


def coordinate(
    sentence: Sentence, names: Sequence[Name], targets: Sequence[Value | Comparison]
) -> tuple[list[Name], Assigned]:
    """Join harms that a sentence counts together, and deal out the numbers of those that it counts one by one.

    Returns:
        The names, "nausea and vomiting" as one, and the names of the targets (by position) that are dealt out.
    """
    found: list[Name] = []
    assigned: Assigned = {}
    for group in _groups(sentence, names):
        dealt = _deal(sentence, group, targets) if len(group) > 1 else {}
        assigned.update(dealt)
        found += group if dealt or len(group) == 1 or is_denied(sentence, group[0]) else [_joined(sentence, group)]
    return found, assigned


def is_denied(sentence: Sentence, name: Name) -> bool:
    """Whether a name stands in a list of what did not happen: "no rash, nausea or other adverse events"."""
    return _DENIED.search(sentence.text, 0, name.start - sentence.start) is not None


def also_denied(sentence: Sentence, name: Name, names: Sequence[Name]) -> list[Name]:
    """The further items of such a list that begins with a name."""
    if not name.is_harm or not is_denied(sentence, name):
        return []
    group = next((group for group in _groups(sentence, names) if group[0] == name), [])
    return group[1:]


def _groups(sentence: Sentence, names: Sequence[Name]) -> list[list[Name]]:
    found: list[list[Name]] = []
    for name in names:
        last = found[-1][-1] if found else None
        between = sentence.text[last.end - sentence.start : name.start - sentence.start] if last else ""
        if last and last.is_harm and name.is_harm and _is_item(last) and _is_item(name) and _JOINT.fullmatch(between):
            found[-1].append(name)
        else:
            found.append([name])
    return found


def _is_item(name: Name) -> bool:
    return name.rule in {"term", "listed", "sibling", "any", "death", "stop"}


def _joined(sentence: Sentence, group: Sequence[Name]) -> Name:
    text = sentence.text[group[0].start - sentence.start : group[-1].end - sentence.start]
    return replace(group[0], end=group[-1].end, title=group[0].title[:1] + text[1:], rule="joined")


def _deal(sentence: Sentence, group: Sequence[Name], targets: Sequence[Value | Comparison]) -> Assigned:
    """Deal the numbers out: "A and B in 5% and 3%, respectively", "A and B in 2 and 3 on X and in 1 and 4 on Y"."""
    places = [place for place, item in enumerate(targets) if isinstance(item, Value) and item.start > group[-1].end]
    size = len(group)
    if not places or len(places) % size or places != list(range(places[0], places[0] + len(places))):
        return {}
    blocks = [places[start : start + size] for start in range(0, len(places), size)]
    if not all(_is_close(sentence, targets, block) for block in blocks):
        return {}
    if len(blocks) == 1 and "respectively" not in sentence.lower[targets[places[-1]].end - sentence.start :]:
        return {}
    if any(_is_close(sentence, targets, [one[-1], two[0]]) for one, two in pairwise(blocks)):
        return {}
    return {place: name for block in blocks for place, name in zip(block, group, strict=True)}


def _is_close(sentence: Sentence, targets: Sequence[Value | Comparison], places: Sequence[int]) -> bool:
    gaps = (
        sentence.text[targets[one].end - sentence.start : targets[two].start - sentence.start]
        for one, two in pairwise(places)
    )
    return all(_SHORT_GAP.fullmatch(gap) for gap in gaps)
