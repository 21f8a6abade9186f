"""Sentences that say who was assigned to what, as lists of treatments with the sizes printed beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.engines.rules.interventions import DOSE, Treatment, find_drugs, is_drug, read_treatment
from summarizer.quantities.numerals import WORDS, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

NUMBER = rf"(?:\d{{1,3}}(?:[, ]\d{{3}})+|\d+|{WORDS})"
PEOPLE = (
    r"(?:patients?|pts?|participants?|people|persons?|individuals?|subjects?|women|men"
    r"|children|adults|infants|adolescents|volunteers|"
    r"outpatients|inpatients|recipients|babies|girls|boys|eyes|households|villages|survivors"
    r"|pupils|students|veterans|pregnancies|mothers|newborns|cases)"
)
_TO = re.compile(
    r"\b(?:assigned|randomi[sz]ed|allocated|randomly|randomi[sz]ation|assign|randomi[sz]e"
    r"|allotted|assigns|assigning|divided|enrolled)\b"
)
_LIST_START = re.compile(
    r"\b(?:to|into|between) (?:(?:receive|receiving|undergo|have|take|get|be given"
    r"|be treated with|treatment with|therapy with|use|drink|inhale|wear|either|one of|the"
    r"|daily|a|an|an? (?:\w+ )?(?:group|arm) (?:receiving|given)) )*"
)
_RECEIVED = re.compile(
    r"\b(?:received|receive|receives|receiving|were given|was given|given|took|take|inhaled"
    r"|inhale|treated with|were treated with|got|underwent|undergo|drank|wore|injected|had"
    r"|used|administered|were offered|tested) (?:either |both )?"
)
_COMPARED = re.compile(
    r"\b(?:compar(?:ed|es|ing|ison(?: of| between)?|e)|pitt(?:ed|ing)|evaluat(?:ed|es|ing)"
    r"|test(?:ed|s|ing)|investigat(?:ed|es|ing)|stud(?:ied|ying)|assess(?:ed|es|ing)"
    r"|assigned to) "
)
_AGAINST = re.compile(
    r" (?:versus|vs\.?|against|compared with|compared to|in comparison with|in comparison to|over|with|to|and) "
)
_VERSUS = re.compile(r" (?:versus|vs\.?|v|against|compared with|compared to|or) ", re.IGNORECASE)
_OR_TO = re.compile(r",? (?:or|versus|vs\.?) (?:to|alternatively) ")
_OR = re.compile(
    r",? (?:or|versus|vs\.?|compared with|compared to|as compared with) (?:(?:to|the|else|alternatively) )?"
)
_AND_N = re.compile(
    rf",? (?:and|while|;) ?(?=(?:the (?:other|remaining) )?{NUMBER} (?:{PEOPLE} )?(?:to|on|were"
    rf"|received|in|had|assigned)\b)|; (?={NUMBER})",
    re.IGNORECASE,
)
_COMMA = re.compile(r", (?:and |to )?|; ")
_END = re.compile(
    r"\.$|, (?:each|all|both|in addition|on top|alongside|while|stratified|followed|until"
    r"|after|with (?:the|a|an|stratif|random|both|crossover)|at \d|who|which|where|given"
    r"|in which|double-blind|open|on a |in a|for (?:up|a|\d)|then|also|plus placebo|as (?:an|a"
    r"|add|adj))\b"
    r"| on top of | in addition to | on a background | as an? (?:add-on|adjunct)| each (?:with"
    r"|added|in combination|plus|given)| added to | stratified | alongside | and then "
    r"| and followed|; (?!\d| ?the|n)|: | if they | where "
)
_SIZE = re.compile(
    rf"\bn ?= ?({NUMBER})|^\(?({NUMBER})(?: {PEOPLE})?(?:[,;)]|$)|({NUMBER}) {PEOPLE}|[;,] ?({NUMBER})\)?$",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(rf"(?<![\w:.,-]){NUMBER} (?:{PEOPLE} )?$", re.IGNORECASE)
_SUBJECT_SIZE = re.compile(
    rf"(?<![\w:.,])({NUMBER})(?: {PEOPLE})? (?:were|was|had been"
    rf"|have been) (?:then )?(?:randomly )?(?:assigned|allocated|randomi[sz]ed)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?<![\w:.,])({NUMBER})(?: {PEOPLE})? (?:to|on|received|had|underwent|got|were given"
    rf"|given|were treated with|took|(?:were )?(?:assigned|randomi[sz]ed|allocated) to"
    rf"|(?:were )?in|receiving) (?:the |an? )?",
    re.IGNORECASE,
)
_PARTICIPATION = re.compile(
    r"took part|enrol+ed|randomi[sz]|assigned|allocat|included|came to|participa|in all"
    r"|in total|a total of|treated|comprised|analy[sz]ed|obtained"
)
_LEADING_SIZE = re.compile(
    rf"^(?:and )?(?:the (?:other|remaining) )?({NUMBER}) (?:{PEOPLE} )?(?:(?:were "
    rf"|was )?(?:assigned |allocated |randomi[sz]ed |randomly assigned )?(?:to|on|in|into|for)"
    rf"|(?:received|receiving|had|were given|given|got|underwent|took"
    rf"|were assigned to)) (?:the |receive )?",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    r"^(?:the |henceforth |called (?:the )?|termed "
    r"|referred to as )?([A-Za-z][\w+/\u03b1\u03b2 -]{0,38}?)(?: (?:group|arm|cohort))?$",
    re.IGNORECASE,
)
_KNOWN_LIMIT = 9
_MOST_WORDS = 6
_NEAR_BRACKET = 160


@dataclass(frozen=True)
class Item:
    """One treatment of a list.

    Attributes:
        treatment: As the phrase says it.
        size: Number printed beside it.
        names: Other names given in its brackets, "the control group" or "CRT".
        start: Offset of the phrase in the folded text.
        end: One past the phrase and its brackets.
    """

    treatment: Treatment
    size: int | None
    names: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """A sentence's list of arms.

    Attributes:
        items: In order.
        rule: Name of the matcher.
        score: How much speaks for it.
        sentence: Where it stands.
    """

    items: tuple[Item, ...]
    rule: str
    score: float
    sentence: Sentence


def find_statements(
    sentences: Sequence[Sentence], title: Sentence | None, short_forms: frozenset[str] = frozenset()
) -> list[Statement]:
    """Return every list of arms that the sentences hold, the best first.

    Args:
        sentences: Where to look.
        title: The title's sentence, if it may be read too.
        short_forms: Lower-cased abbreviations that stand for treatments in this article.
    """
    found: list[Statement] = []
    for sentence in sentences:
        for rule, weight, items in _lists(sentence, short_forms):
            if len(items) > 1:
                found.append(Statement(tuple(items), rule, weight + _weight(items, short_forms, rule), sentence))
    if title is not None:
        items = _title_items(title, short_forms)
        if len(items) > 1:
            found.append(Statement(tuple(items), "title", _weight(items, short_forms), title))
    return sorted(found, key=lambda statement: (-statement.score, statement.sentence.start))


def _weight(items: Sequence[Item], short_forms: frozenset[str], rule: str = "") -> float:
    sized = sum(item.size is not None for item in items)
    known = sum(is_known(item.treatment, short_forms) for item in items)
    labels = {item.treatment.label.lower() + (item.treatment.dose or "") for item in items}
    doubt = 0.4 if rule == "assigned" else 1.0
    score = 2.0 * (sized == len(items)) + 1.5 * known - doubt * (len(items) - known)
    if len(labels) < len(items):
        score -= 4
    return score if len(items) <= 5 else score - 3  # noqa: PLR2004


def is_known(treatment: Treatment, short_forms: frozenset[str] = frozenset()) -> bool:
    """Whether a treatment is a drug, a placebo, a sham, no treatment, or a named procedure."""
    if treatment.kind != "active":
        return True
    return any(
        is_drug(word) or word.lower() in short_forms
        for part in treatment.interventions
        for word in [part, *part.split()]
    )


def _lists(sentence: Sentence, short_forms: frozenset[str]) -> Iterator[tuple[str, float, list[Item]]]:
    lower = sentence.lower
    if "random" in lower or "assign" in lower or "allocat" in lower or "enrolled" in lower:
        for cue in _TO.finditer(lower):
            yield from _after_to(sentence, cue.end())
            break
    if _PARTICIPATION.search(lower) and "%" not in lower:
        yield "numbered", 2.0, _numbered(sentence, short_forms)
    for cue in _RECEIVED.finditer(lower):
        items = _items(sentence, cue.end(), short_forms)
        yield "received", 1.0, items
    for cue in _COMPARED.finditer(lower):
        yield "compared", 1.0, _pair(sentence, cue.end(), short_forms)
    if "n" in lower and "=" in lower:
        yield "sizes", 1.5, _sized(sentence, short_forms)


_OPTIONAL = re.compile(
    r",? (?:(?P<alone>(?:either )?(?:alone |by itself )?)(?P<first>with"
    r"|without)(?: \((?P<name1>[^()]*)\))? or (?:(?:in combination |combined "
    r"|together )?with(?:out)?)(?: \((?P<name2>[^()]*)\))?"
    r"|(?P<only>(?:either )?alone(?: \((?P<name3>[^()]*)\))? or (?:in combination |combined "
    r"|together )?(?:with|plus)(?: \((?P<name4>[^()]*)\))?)) (?=\w)"
)


def _with_or_without(sentence: Sentence, begin: int) -> list[Item]:
    """``A with or without B``, ``A alone or with B``: the partner is in both arms, the rest in one."""
    text = sentence.text
    match = _OPTIONAL.search(text, begin, begin + 200)
    if match is None:
        return []
    end = _list_end(_mask(text), match.end())
    base = read_treatment(_BRACKET.sub(" ", text[begin : match.start()]))
    extra = read_treatment(_BRACKET.sub(" ", text[match.end() : end]).split(",")[0])
    if not (base and extra and base.interventions and extra.interventions and is_known(extra)):
        return []
    both = Treatment(f"{base.label} plus {extra.label}", (*base.interventions, *extra.interventions), None, extra.kind)
    names = [match["name1"] or match["name3"], match["name2"] or match["name4"]]
    treatments = [both, base] if match["first"] == "with" else [base, both]
    last = text.find(extra.interventions[-1].split()[-1], match.end()) + len(extra.interventions[-1].split()[-1])
    return [
        Item(treatment, None, (name,) if name else (), sentence.start + begin, sentence.start + max(last, match.end()))
        for treatment, name in zip(treatments, names, strict=True)
    ]


def _after_to(sentence: Sentence, position: int) -> Iterator[tuple[str, float, list[Item]]]:
    window = min(len(sentence.text), position + 420)
    for start in _LIST_START.finditer(sentence.lower, position, window):
        numbered = _NUMBER_BEFORE.search(sentence.text, max(position, start.start() - 40), start.start())
        begin = numbered.start() if numbered else start.end()
        optional = _with_or_without(sentence, begin)
        if optional:
            yield "with or without", 3.0, optional
            return
        items = _items(sentence, begin, None)
        if numbered and len(items) > 1 and all(item.size is None for item in items[1:]):
            items[0] = replace(items[0], size=None)
        if len(items) > 1 and items[0].size is None and items[1].size is not None:
            items[0] = replace(items[0], size=_size_before(sentence, start.start()))
        if len(items) > 1:
            yield "assigned", 3.0, items
            return


def _size_before(sentence: Sentence, position: int) -> int | None:
    """``12467 were randomly assigned to A and 12499 to B``: the number before the verb is the first arm's."""
    matches = list(_SUBJECT_SIZE.finditer(sentence.text, max(0, position - 90), position))
    return _number(matches[-1][1]) if matches else None


def _items(sentence: Sentence, begin: int, known: frozenset[str] | None) -> list[Item]:
    """Split a list at its separators outside brackets; unless ``known`` is ``None`` every item must be a known treatment."""
    text = sentence.text
    masked = _mask(text)
    end = _list_end(masked, begin)
    pieces = _split(masked, begin, end)
    items = _with_drugs([item for first, last in pieces if (item := _item(sentence, first, last)) is not None])
    if len(items) != len(pieces) or (
        known is not None and not all(is_known(item.treatment, known) or item.size is not None for item in items)
    ):
        return []
    return items


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


def _list_end(masked: str, begin: int) -> int:
    found = _END.search(masked, begin)
    return found.start() if found else len(masked)


def _split(masked: str, begin: int, end: int) -> list[tuple[int, int]]:
    for pattern in (_AND_N, _OR_TO, _OR):
        cuts = [match.span() for match in pattern.finditer(masked, begin, end)]
        if not cuts:
            continue
        pieces = _between(begin, end, cuts)
        if pattern is _OR_TO:
            return pieces
        return _with_commas(masked, pieces, exact=pattern is _AND_N)
    return []


def _between(begin: int, end: int, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [begin, *(cut[1] for cut in cuts)]
    ends = [*(cut[0] for cut in cuts), end]
    return [(first, last) for first, last in zip(starts, ends, strict=True) if masked_size(first, last)]


def masked_size(first: int, last: int) -> bool:
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
            cuts
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
    return (
        _stands_alone(piece)
        or DOSE.fullmatch(bare) is not None
        or (len(bare.split()) <= _MOST_WORDS and not re.search(r"\d|\b(?:who|with|at|once|the)\b", bare))
    )


def _stands_alone(piece: str) -> bool:
    bare = piece.replace("\x00", " ").strip()
    if "\x00" in piece and len(bare.split()) < 6 and bare[:1].isalpha():  # noqa: PLR2004
        return True
    if _COUNTED.match(bare):
        return True
    if DOSE.fullmatch(bare):
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


_BRACKET = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")


def _mask(text: str) -> str:
    """Blank what stands in brackets, so that separators there do not count."""
    while "(" in text or "[" in text:
        masked = _BRACKET.sub(lambda match: "\x00" * len(match[0]), text)
        if masked == text:
            break
        text = masked
    return text


def _item(sentence: Sentence, first: int, last: int) -> Item | None:
    raw = sentence.text[first:last]
    size, names = None, []
    leading = _LEADING_SIZE.match(raw.strip())
    phrase = raw.strip()
    if leading:
        size = _number(leading[1])
        phrase = phrase[leading.end() :]
    for bracket in re.finditer(r"[(\[]([^()\[\]]*)[)\]]", raw):
        own_size, own_names = _read_bracket(bracket[1])
        size = size if size is not None else own_size
        names.extend(own_names)
    phrase = _GLOSSED.sub(r"\1 plus \2", phrase)
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " \x00 ", phrase).split("\x00")[0] or phrase
    gloss = re.search(r", (?:the|our|or) ((?:\w+ )?(?:standard|control|reference|usual)[\w ]{0,30})", phrase)
    if gloss:
        names.append(gloss[1].strip())
    dose_after = DOSE.search(re.sub(r"\([^()]*\)", "", phrase))
    if dose_after and dose_after.start() > len(bare):
        bare = f"{bare} {dose_after[0]}"
    treatment = read_treatment(bare.split(", the ")[0])
    if treatment is None or len(treatment.label.split()) > _KNOWN_LIMIT or not _plausible(treatment):
        return None
    return Item(
        treatment,
        size,
        tuple(names),
        sentence.start + first,
        sentence.start + _item_end(sentence.text, first, last, treatment),
    )


def _item_end(text: str, first: int, last: int, treatment: Treatment) -> int:
    """The end of what was read of a phrase: its last bracket with a size or name, else its last word."""
    ends = [
        first + bracket.end()
        for bracket in re.finditer(r"[(\[][^()\[\]]*[)\]]", text[first:last])
        if bracket.end() < _NEAR_BRACKET
    ]
    for word in (
        treatment.label.split()[-1],
        treatment.dose or "",
        *(part.split()[-1] for part in treatment.interventions),
    ):
        at = text.lower().find(word.lower(), first, last) if word else -1
        if at >= 0:
            ends.append(at + len(word))
    return max(ends, default=last)


_GLOSSED = re.compile(r"^((?:[a-z]+ )?[\w-]+), [^,]{3,80}, (?:plus|with|in combination with|combined with|and) (\S.*)$")
_COUNTED = re.compile(rf"{NUMBER} (?:{PEOPLE} )?(?:to|on|in|received)\b", re.IGNORECASE)
_ENDS_IN_PEOPLE = re.compile(rf"{PEOPLE}$")
_EQUALS = re.compile(rf"\b[nN] ?= ?({NUMBER})\b")
_BAD = re.compile(
    r"^(?:with(?:out)?$|either$|alone$|stop|go |go$|continue |confirm|refute|start |switch"
    r"|remain|be |have |keep|establish|test |compare|show |see |learn|find |patients?"
    r"|participants?|whether|determine|assess|evaluate|see|one|two|three|four|each|groups?"
    r"|either group|treatment|arms?|the two|them|it|they|this|that|age|men|women|death"
    r"|progression|more|less|no more)\b",
    re.IGNORECASE,
)


def _plausible(treatment: Treatment) -> bool:
    return not _BAD.match(treatment.label) and (
        bool(treatment.interventions) or treatment.kind == "nothing" or treatment.dose is not None
    )


def _read_bracket(content: str) -> tuple[int | None, list[str]]:
    size = None
    match = _SIZE.search(content)
    if match and "%" not in content:
        size = _number(next(group for group in match.groups() if group))
    names = []
    for piece in re.split(r"[;,] ?", content):
        alias = _ALIAS.match(piece.strip())
        if (
            alias
            and not DOSE.search(piece)
            and not re.match(r"n ?=", piece)
            and not (parse_number(piece) or _ENDS_IN_PEOPLE.search(piece))
        ):
            names.append(piece.strip())
    return size, names


def _number(text: str) -> int | None:
    value = parse_number(text)
    return int(value) if value and value.isdigit() else None


def _pair(sentence: Sentence, begin: int, short_forms: frozenset[str]) -> list[Item]:
    """``compared X with Y``: two known treatments around the first word of comparison."""
    masked = _mask(sentence.text)
    end = _list_end(masked, begin)
    for cut in _AGAINST.finditer(masked, begin, min(end, begin + 200)):
        first, second = _item(sentence, begin, cut.start()), _item(sentence, cut.end(), end)
        if (
            first
            and second
            and is_known(first.treatment, short_forms)
            and is_known(second.treatment, short_forms)
            and first.treatment.label != second.treatment.label
        ):
            return [first, second]
    return []


def _sized(sentence: Sentence, short_forms: frozenset[str]) -> list[Item]:
    """``X (n = 10) ... Y (n = 12)``, and ``(20 mg, n=186; 10 mg, n=187; placebo, n=189)``."""
    items: list[Item] = []
    text = sentence.text
    for match in _EQUALS.finditer(text):
        start = max(0, match.start() - 72)
        before = text[start : match.start()].rstrip(" (,;")
        named = re.split(r"[,;()]", before)[-1]
        phrase = re.split(r"\b(?:to|or|and|with|versus|vs\.?|in|of|received|the) ", named)[-1]
        treatment = read_treatment(phrase)
        if treatment and _plausible(treatment) and (is_known(treatment, short_forms) or not treatment.interventions):
            items.append(
                Item(
                    treatment,
                    _number(match[1]),
                    (),
                    sentence.start + start + len(before) - len(phrase),
                    sentence.start + match.end(),
                )
            )
    return items


def _numbered(sentence: Sentence, short_forms: frozenset[str]) -> list[Item]:
    """``218 on A and 109 on B``, ``2,570 had A and 1,542 had B``."""
    heads = list(_NUMBERED.finditer(sentence.text))
    items: list[Item] = []
    for index, head in enumerate(heads):
        stop = heads[index + 1].start() if index + 1 < len(heads) else len(sentence.text)
        phrase = re.split(r",| and$|;|\.$|: ", sentence.text[head.end() : stop].strip())[0]
        treatment = read_treatment(re.sub(r" and$", "", phrase))
        if treatment and _plausible(treatment) and is_known(treatment, short_forms):
            items.append(Item(treatment, _number(head[1]), (), sentence.start + head.start(), sentence.start + stop))
    return items


def _title_items(title: Sentence, short_forms: frozenset[str]) -> list[Item]:
    masked = _mask(title.text)
    for cut in _VERSUS.finditer(masked):
        before = re.split(r": |\bof ", masked[: cut.start()])[-1]
        first = _item(title, cut.start() - len(before), cut.start())
        after = re.split(r" (?:in|for|as|after|among|before|plus|to|on) |: |, | - ", masked[cut.end() :])[0]
        second = _item(title, cut.end(), cut.end() + len(after))
        if first and second and (is_known(first.treatment, short_forms) or is_known(second.treatment, short_forms)):
            return [first, second]
    return []
