"""What the numbers of a sentence are of, by the place of its words: measures that no list knows are noun phrases in telling positions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.endpoint_names import tidy
from summarizer.engines.rules.measure_phrases import is_nominal, is_phrase, phrase_after, phrase_before, without_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.engines.rules.clauses import Target
    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.naming import ArmMention
    from summarizer.engines.rules.qualifiers import Subgroup

_OPENING = re.compile(
    r" ?[(\[](?:(?:mean|median|average|rate|score|total|absolute|OR|RR|HR|MD|[Pp]|n|N|in|from|the|an?|only|estimated|adjusted|difference|was|of|SD|SE|"
    r"range|CI|risk|ratio|hazard|odds|relative|group|[A-Z]\w{0,6}|vs?\.?|were|both|all|[+=:,<>-]) ?){0,7}$"
)
_DEFINITE = r"was|were|is|are|had been|has been|have been|remained|averaged|ranged|reached"
_MOVED = (
    r"increased|decreased|improved|fell|rose|dropped|declined|changed|differed|did|occurred|developed|tended|grew|diminished|lessened"
    r"|worsened|deteriorated|reduced|lasted|took|appeared|showed|favou?red"
)
_CLAUSE = re.compile(
    r"(?:^(?:[\w ]{2,24}: )?|[;:] (?:and |while |whereas |but |however, )?|, (?:and|while|whereas|but|with) |(?:while|whereas) |\. )"
    r"(?:(?:similarly|however|overall|finally|in addition|additionally|moreover|furthermore|also|likewise|conversely|consequently|thus"
    r"|in contrast|on the other hand|although|on average|as a result|secondly|interestingly|importantly|results),? )?"
    r"(?:(?:at|after|during|in|on|over|by|within|from|for|among|with|following|through|compared|throughout|as|of|before|when|using) [^,;:]{2,70}, )?"
    r"(?P<subject>[A-Za-z\u0391-\u03c9][^;:]{2,140}?) "
    rf"(?P<verb>{_DEFINITE}|{_MOVED})\b",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"\b(?:(?:differences?|differ(?:ed)?|effects?|impact|influence|improvements?|reductions?|decreases?|increases?|changes?|benefits?"
    r"|advantages?|similar|comparable)(?: (?:significantly|statistically|markedly|substantially|much))*(?: (?:was|were|could be|has been) (?:\w+ )?(?:found|seen|observed|noted|detected))?"
    r"(?: (?:between|among|across) (?:[\w+/-]+ ){1,9}?(?:(?:and|vs\.?|versus) [\w-]+|groups|arms|treatments)(?: groups?| arms?)?)?"
    r"(?: (?:versus|vs\.?|from|compared (?:with|to)|relative to) [\w-]+)?"
    r" (?:in|on)|(?:respect|regard|regards) to|in terms of|regarding|concerning) ",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:had|showed|experienced|reported|achieved|attained|demonstrated|exhibited|required|developed|displayed) "
    r"(?:(?:an?|the|their|significantly|statistically|significant|slightly|markedly|much|also|only|both|greater|higher|lower|less|more|fewer|better"
    r"|worse|shorter|longer|faster|larger|smaller|mean|median|average|overall|similar|comparable|increased|decreased|reduced|improved|severe|any) )*",
    re.IGNORECASE,
)
_FOLLOWS_OBJECT = re.compile(r" ?(?:\(|,? (?:of|by|than|compared|in the|versus|vs|with an?|at|after|during|within)\b)")
_LEADING = re.compile(
    r"^(?:(?:the|an?|and|or|both|all|no|any|its|their|this|that|these|those|mean|median|average|significant|statistically|higher|lower|greater|less"
    r"|more|fewer|better|worse|shorter|longer|similar|comparable|respective|final|significantly|markedly|larger|smaller"
    r"|only|also|one|two|three|four|five|clear|marked|sd|se|sem|adjusted mean|least squares mean|ls mean|although|however|in|of|for|on|to|by"
    r"|\((?:SD|SE|SEM|range|IQR|\+/- ?SD)\)|(?:adjusted |unadjusted )?(?:hazard|odds|risk|rate) ratios? (?:for|of)|relative risks? (?:for|of)"
    r"|percentages? of|proportions? of|rates? of|values? (?:of|for)|levels? (?:of|for)(?= \w+ (?:scores?|levels?)))"
    r"(?: |,|$))+",
    re.IGNORECASE,
)
_STOPS_AT = re.compile(
    r"\b(?:at|after|before|by|during|within|until|since|from|to|than|versus|vs\.?|among|between|compared|under|taking|receiving"
    r"|using|given|per|both|each|all|plus)(?: the| an?)? $",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?P<word>[\w-]+)(?: \w+ly)? (?:in|for|with)(?: the| an?)? $", re.IGNORECASE)
_IN_WHAT = frozenset(lexicon.table("measure_words")["words"]["in_what"])
_NO_MEASURE = re.compile(
    r"^(?:patients?|participants?|subjects?|women|men|children|people|results?|findings?|data|analys[ei]s|groups?|arms?|trial|study|studies"
    r"|differences?|effects?|comparisons?|the|baseline|age|sex|gender|treatments?|therapy|interventions?|values?|changes?|it|they|there|this|these"
    r"|which|we|ratio|odds|hazard|hazard ratio|odds ratio|relative risk|risk ratio|confidence interval|interval|risk|p|p value|mean|median|total"
    r"|number|numbers|rate|rates|proportion|percentage|level|levels|score|scores|outcomes?|end ?points?|primary outcomes?|secondary outcomes?"
    r"|main outcome|follow-?up|months?|weeks?|days?|years?|hours?|min|minutes|time|sample|improvements?|reductions?|increases?|decreases?"
    r"|events?|cases?|dose|doses|controls?|placebo|others?|both|range|sd|ci|iqr|anova|test|trend|range|mean age|median age|compliance|attrition"
    r"|(?:[\w-]+ )?per ?cent|median follow-up|recruitment|enrol\w+|response|model|models|variables?|parameters?|measures?|measurements?|characteristics"
    r"|respectively|intention[- ]to[- ]treat.*|per[- ]protocol.*|dropouts?|drop-outs?|withdrawals?|conclusions?|authors|visits?|regression|adjustment"
    r"|group \w|arm \w|completers|responders|non-responders|sessions?|times|magnitude|regimens?|cohorts?|majority|half|conclusion|benefits?|advantages?|gains?|order|message|periods?|figures?|medians?|means?|significance|type|second|first|third|disease|.*confidence intervals?"
    r"|.*\\blimits?|least-squares mean change|cumulative incidence|incidence|frequency|prevalence|efficacy|safety|minus|gap|convincing|drug|.*\\beffects?|effect size|females?|males?|those.*|.*analys[ei]s of|.*\\btests?|test of .*|weeks|nights?|half|visits?|withdrawal|point|points|composite|subgroups?)$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients|participants|subjects|women|men|children|people|individuals|adults|infants|groups?|arms?|controls|recipients"
    r"|who|which|that|they|we|there|it|randomi[sz]ed|trial|study|authors|allocated|baseline)\b",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(r"\b(?:no|not|differences?)\b|\d ?%|\d\.\d|, (?!and |or )", re.IGNORECASE)
_UNIT = re.compile(r"^(?:[mkµμn]?(?:mol|g|l|m)/|mm ?Hg)|%", re.IGNORECASE)
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """A noun phrase in a telling position.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character.
        title: What remains of it as a name.
        rule: Name of the position.
    """

    start: int
    end: int
    title: str
    rule: str


def find_measures(
    sentence: Sentence, targets: Sequence[Target], others: Sequence[ArmMention | Subgroup]
) -> list[Measure]:
    """Find the measures of a sentence with numbers, in order, without overlap.

    Args:
        sentence: The sentence.
        targets: Its numbers.
        others: What it names of arms and subgroups, which are no measures.
    """
    if not targets:
        return []
    found: list[Measure] = []
    for rule, _, finder in POSITIONS:
        if rule == "object of the clause" and found:
            break
        for start, end in finder(sentence, targets, others):
            item = _measure(sentence, start, end, rule)
            if item and not _is_taken(item, found, others):
                found.append(item)
    return sorted(found, key=lambda item: item.start)


def _is_taken(item: Measure, found: Sequence[Measure], others: Sequence[ArmMention | Subgroup]) -> bool:
    if any(item.start < other.end and other.start < item.end for other in found):
        return True
    inside = [other for other in others if other.start < item.end and item.start < other.end]
    covered = sum(other.end - other.start for other in inside)
    return bool(inside) and (2 * covered > item.end - item.start or inside[-1].end >= item.end)


def _measure(sentence: Sentence, start: int, end: int, rule: str) -> Measure | None:
    """Make a name of a noun phrase; ``None`` where what remains names no measure."""
    title = tidy(_LEADING.sub("", without_tail(sentence.text[start:end])))
    return Measure(sentence.start + start, sentence.start + end, title, rule) if can_be_measured(title) else None


def can_be_measured(title: str) -> bool:
    """Whether a noun phrase can name a measure: no people, no statistic, no unit, no mere pointer."""
    if len(title) < 3 or len(title.split()) > _LONGEST or _NO_MEASURE.match(title):  # noqa: PLR2004 - shorter words name nothing
        return False
    is_whole = re.search(r"[A-Za-z]{2}", title) is not None and title.count("(") == title.count(")")
    return is_whole and is_phrase(title) and is_nominal(title.rsplit(maxsplit=1)[-1]) and not _UNIT.search(title)


Spans = Iterator[tuple[int, int]]
_ACTS = re.compile(
    r"(?:increased|decreased|reduced|improved)(?: significantly| markedly)? (?:(?:the|their|mean|plasma|serum|both) )*"
    r"(?!(?:by|from|to|in|on|at|with|after|during|over|for|and|but|more|less|most|significantly|markedly|slightly|only|as|while|within|between|among"
    r"|compared|than|until|throughout|again|further|when|per|or|also|faster|similarly|through|under|versus|not|across|following|both)\b)(?=[A-Za-z]{3})"
)
"""Verbs with their object: what stands before them is what was given."""


def _before_brackets(sentence: Sentence, targets: Sequence[Target], others: Sequence[ArmMention | Subgroup]) -> Spans:
    text, floor = sentence.text, 0
    for target in targets:
        first = target.start - sentence.start
        opening = max(text.rfind("(", floor, first), text.rfind("[", floor, first))
        if opening > 0 and _OPENING.fullmatch(text[opening - (text[opening - 1] == " ") : first]):
            end = opening - (text[opening - 1] == " ")
            start = None if _ends_in(sentence, others, end) else phrase_before(text, end, floor)
            if start is not None and _is_position(text, start):
                yield start, end
        floor = max(floor, target.end - sentence.start)


def _ends_in(sentence: Sentence, others: Sequence[ArmMention | Subgroup], end: int) -> bool:
    """Whether an arm or a subgroup is named right before a bracket."""
    return any(item.start - sentence.start < end <= item.end - sentence.start + 10 for item in others)


def _is_position(text: str, start: int) -> bool:
    before = text[max(0, start - 60) : start]
    if _STOPS_AT.search(before):
        return False
    inner = _IN.search(before)
    return inner is None or inner["word"].lower() in _IN_WHAT


def _subjects(sentence: Sentence, targets: Sequence[Target], others: Sequence[ArmMention | Subgroup]) -> Spans:
    last = targets[-1].end - sentence.start
    for match in _CLAUSE.finditer(sentence.text):
        start, end = match.span("subject")
        cut = without_tail(match["subject"])
        bare = re.sub(r"\([^()]*\)", "", cut)
        is_arm = any(item.start - sentence.start <= start + 4 < item.end - sentence.start for item in others)
        acts_on = _ACTS.match(sentence.text, match.start("verb"))
        if start >= last or is_arm or _PEOPLE.search(bare) or _NO_SUBJECT.search(bare):
            continue
        if acts_on is None:
            yield start, min(end, start + len(cut))
        elif (stop := phrase_after(sentence.text, acts_on.end(), len(sentence.text))) is not None:
            yield acts_on.end(), stop


def _in_what(sentence: Sentence, targets: Sequence[Target], _: Sequence[ArmMention | Subgroup]) -> Spans:
    last = targets[-1].end - sentence.start
    for match in _DIFFERENCE.finditer(sentence.text):
        leading = _LEADING.match(sentence.text[match.end() :])
        start = match.end() + (leading.end() if leading else 0)
        end = phrase_after(sentence.text, start, len(sentence.text)) if start < last else None
        if end is not None and not _PEOPLE.search(sentence.text[start:end]):
            yield start, end


def _objects(sentence: Sentence, targets: Sequence[Target], _: Sequence[ArmMention | Subgroup]) -> Spans:
    last = targets[-1].end - sentence.start
    for match in _GIVES.finditer(sentence.text, 0, last):
        end = phrase_after(sentence.text, match.end(), len(sentence.text))
        if end is None or _PEOPLE.search(sentence.text[match.end() : end]):
            continue
        if _FOLLOWS_OBJECT.match(sentence.text, end):
            yield match.end(), end


POSITIONS: tuple[tuple[str, str, Callable[..., Spans]], ...] = (
    ("before the bracket", "lower pain scores (3.2 vs 4.1)", _before_brackets),
    ("subject of the clause", "mean pain was 3.2 with A", _subjects),
    ("what arms differ in", "no difference between groups in pain (P = .4)", _in_what),
    ("object of the clause", "patients given A had lower pain scores than with B", _objects),
)
"""Name of a position, an example, what finds it; the last only where no other finds anything."""
