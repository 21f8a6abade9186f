"""What the named groups were given, where the list of arms gives only their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Phrases, holds_any
from summarizer.engines.rules.interventions import Treatment, find_treatments, is_nothing, read_treatment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence
    from summarizer.engines.rules.drafts import Draft

_GROUP = r"(?:[ -](?:group|arm|cohort|condition))?(?: ?\([^()]{1,40}\))?(?: (?:patients|participants|subjects|women|men|children))?"
_GOT = (
    r"(?:who |which |that )?(?:also |only |additionally |then |all )?(?:received|receives|receive|underwent|was given|were given|was treated with"
    r"|were treated with|was administered|were administered|was offered|were offered|practi[sc]ed|attended|used|took|had|performed|consumed|drank"
    r"|participated in|followed|got|continued(?: with)?|was provided with|were provided with|was exposed to|were exposed to|consisted of|was assigned to|were assigned to)"
)
_GIVEN = (
    r"(?:was|were) (?:given|administered|injected|infused|added|applied|used|performed|offered|provided|prescribed)"
    r"(?: (?:only|orally|intravenously|topically))? (?:in|to|for) (?:the )?(?:patients (?:in|of) (?:the )?)?"
)
_END = re.compile(
    r"[.;:]|,|\b(?:while|whereas|and (?:the|group|those|patients)|at \d|for \d|during|before|after|until|from|in order|on the|in the|every|once|twice|three times"
    r"|per|as (?:well|a)|to (?:be|reduce|improve|assess)|that|which|who|with the)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\bp ?[<=>]|%|\bper ?cent\b|\bci\b|\bsignificant|\b(?:higher|lower|greater|less|fewer|more|better|worse)\b|\bn ?= ?\d"
)
_NO_THING = re.compile(
    r"^(?:an? |the )?(?:similar|same|significant|mean|median|no (?:significant|difference|change|adverse|effect)|lower|higher|greater|better|less|more|fewer|\d|all|both|each|it|them"
    r"|treatment|therapy|intervention|medication|improvement|increase|decrease|reduction)\b",
    re.IGNORECASE,
)
_GLOSS = re.compile(r" ?\((?:the |as )?(?:active |attention )?(?:control|comparison|placebo)\b")
_VERBS = Phrases("receiv", "underwent", "given", "treated", "administered", "offered", "practi", "attended", "used", "took", "had ", "performed", "consumed", "drank", "participated", "followed", "got ", "continued", "provided", "exposed", "consisted", "assigned", "injected", "infused", "added", "applied", "prescribed")  # fmt: skip
_MOST_WORDS = 7
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Provision:
    """What a group got.

    Attributes:
        treatment: As the words say it.
        start: Offset of the words.
        end: One past them.
        is_control: Whether they say that it is what the others are compared with.
    """

    treatment: Treatment
    start: int
    end: int
    is_control: bool


def fill_in(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Give the arms that are only named what the text says they got."""
    for draft in drafts:
        if draft.interventions and not _is_only_its_name(draft):
            continue
        for provision in _provisions(draft, sentences):
            if draft.interventions and not provision.treatment.interventions:
                continue
            draft.interventions = provision.treatment.interventions
            kind = _kind(draft, provision.treatment)
            draft.treatment = Treatment(draft.treatment.label, draft.interventions, None, kind)
            draft.spans.append((provision.start, provision.end))
            if provision.is_control:
                draft.names = (*draft.names, "control intervention")
            break


def deny(drafts: Sequence[Draft]) -> None:
    """``the drain and non-drain groups``: an arm whose name denies another's was given nothing."""
    labels = {draft.label.lower() for draft in drafts}
    for draft in drafts:
        denied = re.sub(r"^(?:non?|without|un(?=[a-z]+ed$))[- ]?", "", draft.label.lower())
        if denied != draft.label.lower() and denied in labels:
            draft.interventions = ()
            draft.treatment = Treatment(draft.label, (), None, "nothing")


def _is_only_its_name(draft: Draft) -> bool:
    """Whether all that is known of what an arm got is the arm's name: "land" of the land group."""
    return draft.interventions == (draft.label,) and " " not in draft.label and not find_treatments(draft.label)


def _kind(draft: Draft, treatment: Treatment) -> str:
    if treatment.kind != "active":
        return treatment.kind
    return "active" if draft.interventions else draft.treatment.kind


def _provisions(draft: Draft, sentences: Sequence[Sentence]) -> Iterator[Provision]:
    names = {re.sub(r"[ -](?:group|arm)$", "", name.lower()) for name in (draft.label, *draft.names)} - {""}
    told = [
        sentence
        for sentence in sentences
        if holds_any(sentence.lower, names) and _VERBS.stand_in(sentence.lower) and not _RESULT.search(sentence.lower)
    ]
    if not told:
        return
    joined = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    got = re.compile(rf"(?<![\w-])(?:{joined}){_GROUP},? {_GOT} ")
    given = re.compile(rf"(?:^|[,;.] |\band )(?P<what>[^,;.]{{3,{_LONGEST}}}?) {_GIVEN}(?:the )?(?:{joined})(?![\w-])")
    for sentence in told:
        for match in got.finditer(sentence.lower):
            stop = _END.search(sentence.text, match.end())
            end = stop.start() if stop else min(len(sentence.text), match.end() + _LONGEST)
            yield from _read(sentence, match.end(), end, match.start())
        for match in given.finditer(sentence.lower):
            yield from _read(sentence, *match.span("what"), match.start("what"))


def _read(sentence: Sentence, start: int, end: int, first: int) -> Iterator[Provision]:
    phrase = re.sub(r" ?\([^()]*\)", "", sentence.text[start:end]).strip()
    if not phrase or _NO_THING.match(phrase) or len(phrase.split()) > _MOST_WORDS:
        return
    treatment = read_treatment(phrase)
    if treatment is not None and (treatment.interventions or is_nothing(treatment.label)):
        is_control = _GLOSS.match(sentence.text, end) or _GLOSS.search(sentence.text, start, end)
        yield Provision(treatment, sentence.start + first, sentence.start + end, is_control is not None)
