"""Names of trials in a text, and how strongly each is the article's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.acronym_forms import SELF, clean_name, is_acronym, is_compound, is_house, is_ordinary
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.interventions import is_drug
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document, Sentence

_CUE = re.compile(
    r"\b(?:[Tt]rials?|TRIALS?|[Ss]tudy|STUDY|[Ss]tudies|[Ii]nvestigators?|[Rr]egistry"
    r"|[Cc]ollaborat(?:ion|ors)|[Cc]onsortium|"
    r"[Pp]rogram(?:me)?|[Rr]esearchers|[Gg]roup of trials)\b"
)
_TOKEN_BEFORE = re.compile(r"([^\s()\[\],;:\"]+) ?$")
_VERB = re.compile(
    r" (?:trial |study )?(?:\([^()]{0,80}\) )?(?:was|is|were|are|met|did|enrol+ed"
    r"|randomi[sz]ed|asked|show(?:s|ed)|included|"
    r"tested|compared|evaluat\w+|demonstrat\w+|recruited|assigned|set out|failed|randomly"
    r"|suggests?|investigat\w+|found|"
    r"provid\w+|has|had|cannot|missed|looked|trial|study|answer\w*|took|reached|stopped"
    r"|followed|closed|began|settle[sd]?)\b"
)
_NAMEY = re.compile(r"[A-Z0-9][\w./\u2019'+-]*$")
_CODE = re.compile(r"[A-Z]{1,4}-?\d{3,6}[A-Za-z]?$")
_BEHALF = re.compile(
    r"(?:on behalf of|for) (?:the )?((?:[A-Z][\w./-]*|\d+)(?: (?:[A-Z][\w./-]*"
    r"|\d+)){0,3}) ?(?:study |trial )?(?:[Gg]roup|[Ii]nvestigators|[Tt]eam)"
)
_NAMED = r"([A-Z][\w./-]*(?: (?:[A-Z]{3,}|\d{1,3}|[IVX]{1,4})\b)?)"
_CALLED = re.compile(
    rf"\b(?:trial|study|program(?:me)?|project|test)(?:[, ](?!previously|formerly)[\w,' -]{{0,50}})?,? ?\(?(?:called|named|known as|dubbed|acronym) {_NAMED}"
    rf"|\b(?:trial|study) \({_NAMED}(?=[,;)])|\b(?:trial|study), {_NAMED}(?=[,)])"
)
_TOLD_OF = re.compile(
    rf"\b(?:analys[ei]s|results?|findings|data|read-?out|report) (?:of|from) {_NAMED}(?= (?:was|were|is|are|show|in|at|present|publish|that)|[,.:;)]|$)"
)
_OPENING = re.compile(r"In ([A-Z][\w-]*(?: (?:[A-Z][\w-]*|and|\d{1,3}))*), ")
_BRACKETED = re.compile(
    r"\(\"?([A-Z][\w./+-]*(?: \d{1,3})?)\"?\)[ -](?=(?:randomi[sz]ed |clinical |controlled |phase \S+ )*(?:trial|study|registry|investigators)\b)",
    re.IGNORECASE,
)
_CALLED_FREELY = re.compile(
    r"\b(?:called|named|dubbed|known as) ((?:[A-Z]{2,}[A-Z0-9-]*)(?: [A-Z][A-Za-z]+| [IVX]{1,4}\b| \d{1,3})+)(?=[,.;)]| (?:was|is|enrol|randomi|compared|tested))"
)
_BAPTIZED = re.compile(
    r"\b[Tt]h(?:e|is) (?:new )?(?:trial|study),? (?:which (?:is|was) )?(?:called|known as|dubbed|named) "
)
_CALLS = re.compile(r"\b(?:called|named|dubbed|known as)\b")
_TITLE_BRACKET = re.compile(r"\(([A-Z][\w-]+)\)(?=:|\.?$)")
_TITLE_FORM = re.compile(
    rf"(?:^|: (?:the )?|- (?:the )?|\()(?:the )?{_NAMED}(?=(?: (?:randomi[sz]ed|clinical|controlled|phase|double|open)[^:;.]{{0,60}})? (?:trial|study)\b|:|\)(?:$|:|\.)|$|, an? )",
    re.IGNORECASE,
)
_RUNS = re.compile(
    r" (?:trial |study )?(?:\([^()]{0,80}\) )?(?:enrol+ed|randomi[sz]ed|recruited|randomly assigned|met (?:its|the|both)|missed (?:its|the)"
    r"|failed to meet|did not meet|asked (?:whether|if|a)|set out|stopped early|(?:was|is) an? (?:[\w-]+,? ){0,9}?(?:trial|study)\b)"
)
_TOOL = r"(?:instrument|tool|questionnaire|scores?|scale|inventory|intervention|device|system|software|app|assay|index|survey|laryngoscope|files?|inhibitors?|receptors?|blockers?|antibod(?:y|ies)|genes?|proteins?|expression|pathway|vaccines?|guidelines?|congress|meeting|conference)"
_CAPITALS = re.compile(
    r"(?<![\w-])(?!(?:In|The|For|From|Of|At|And|Both|A|An|This|Our|When|With|By|On|To|As|If|But|So|Yet) )"
    r"[A-Z][\w'-]*(?: (?:[A-Z]{3,}|\d{1,3}|[IVX]{1,4})\b)?"
)
_DESIGN = re.compile(
    r"randomi[sz]ed|randomly|enrol+ed|recruited|double-blind|open-label|[Pp]hase (?:[1-4]|I)|participants"
)
_APPOSED = re.compile(
    r"(?<![\w-])([A-Z][\w-]*(?: (?:[A-Z]{3,}|\d{1,3}"
    r"|[IVX]{1,4})\b)?),? (?:\([^()]{0,60}\),? )?(?:is |was )?(?:a|an|the) (?:(?!of\b|in\b|for\b|that\b|by\b|with\b|from\b|on\b|to\b)"
    r"[\w/-]+,? ){0,9}?(?:trial|study|registry|series)\b"
)
_DATED_HISTORY = re.compile(
    r"\b(?:in|since|of) (?:19|20)\d\d\b|\bearlier\b|\bprevious|\bapproved\b|\bhad\b"
    r"|\bselected\b|\bhistor|whereas|hereas|\bbought\b"
)
_CUED = 3.0
_WEAK = 1.4
_HISTORY = re.compile(
    r"\b(?:earlier|(?:previous(?:ly)?|prior)(?! (?:[\w-]+ )?(?:(?:un)?treat|therap|chemo|immuno|expos|lines?\b|receiv|diagnos|regimen|surg"
    r"|histor|stroke|infarct|event))|historical(?:ly)?|another|sister|similar|unlike"
    r"|cross-trial|for context|separate|planned|in preparation|is enrolling|is recruiting|already|since the|in which|remind\w*|came from|decade|"
    r"predecessor|(?:phase|Phase) (?:1|I|2|II)[ab]? (?:portion|part))\b"
)


@dataclass
class Name:
    """A trial's name and the evidence for it.

    Attributes:
        text: As printed, without the word "trial".
        score: How much speaks for its being the article's own trial.
        sentences: Starts of the sentences that hold it.
        has_id: Whether a registry id stands beside it.
        titled: Whether the title holds it.
        cued: Whether the text calls it a trial somewhere, or uses it as one.
        called: Whether the text calls it a trial in so many words, or uses it as one more than once.
        uses: How often the text reads "in X".
        pattern: Finds it as a whole word.
    """

    text: str
    score: float = 0.0
    sentences: list[int] = field(default_factory=list)
    has_id: bool = False
    titled: bool = False
    cued: bool = False
    called: bool = False
    uses: int = 0

    @property
    def pattern(self) -> re.Pattern[str]:
        """Whole-word pattern of the name."""
        return re.compile(rf"(?<![\w-]){re.escape(self.text)}(?![\w]|-[\w])")


def find_names(document: Document) -> list[Name]:
    """Return the trials' names of an article, those most likely its own first."""
    names: dict[str, Name] = {}
    for sentence in document.sentences:
        if document.kind(sentence) in {Kind.SITE, Kind.DISCLOSURE}:
            continue
        for text, weight in _cues(document, sentence):
            name = names.setdefault(text, Name(text))
            name.score += weight * _trust(document, sentence)
            name.uses += weight == _WEAK and not _CODE.fullmatch(text)
            name.called = name.called or weight >= _CUED or name.uses > 1
            name.cued = (
                name.cued
                or weight >= _CUED
                or (
                    weight == _WEAK and (sum(map(str.isalpha, text)) >= 5 or bool(_DATED_HISTORY.search(sentence.text)))  # noqa: PLR2004
                )
            )
    for short, long in document.abbreviations.items():
        if SELF.search(long) and is_acronym(short):
            name = names.setdefault(short, Name(short))
            name.score += 5
            name.cued = name.called = True
    _merge(names)
    for name in names.values():
        _weigh(document, name)
    own = (name for name in names.values() if name.has_id or not is_house(document.text, name.pattern))
    return sorted((name for name in own if name.sentences), key=lambda name: -name.score)


def _trust(document: Document, sentence: Sentence) -> float:
    if document.kind(sentence) is Kind.COMPANY:
        return 0.3
    is_history = _HISTORY.search(sentence.text) or sentence.section == "BACKGROUND"
    return 0.3 if is_history and not _BAPTIZED.search(sentence.text) else 1.0


def _cues(document: Document, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """Names that a sentence calls a trial, or uses as one, with the weight of the wording."""
    yield from _cued_by_noun(document, sentence)
    if document.kind(sentence) is Kind.TITLE and sentence.text.isupper():
        return
    for fact in document.registry_ids_in(sentence):
        name = _name_of_id(document, sentence.text, fact.start - sentence.start)
        if name:
            yield name, 5.0
    yield from _cued_by_wording(document, sentence)
    yield from _cued_by_use(document, sentence)


def _cued_by_wording(document: Document, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """``a trial called X``, ``(X) trial``, ``X, a randomized trial``."""
    text = sentence.text
    speaks = _SPEAKS.stand_in(sentence.lower)
    if speaks and _CALLS.search(text) and SELF.search(text):
        yield from ((match[1], 4.0) for match in _CALLED_FREELY.finditer(text))
    brackets = [*_BRACKETED.finditer(text)] if speaks and "(" in text else []
    if document.kind(sentence) is Kind.TITLE and SELF.search(text):
        brackets += _TITLE_BRACKET.finditer(text)
    yield from ((match[1], 4.0) for match in brackets if _is_bracket_name(document, match[1].split()[0]))
    for pattern, weight in _WORDINGS if speaks else _WORDINGS[2:]:
        for match in pattern.finditer(text) if pattern is not _OPENING else _opening(text):
            name = clean_name(document, (match[match.lastindex or 1]).split())
            if name and (pattern is _CALLED or (is_acronym(name.split()[0]) and not is_compound(document, name))):
                yield name, weight


def _opening(text: str) -> Iterator[re.Match[str]]:
    match = _OPENING.match(text)
    return iter((match,) if match else ())


_WORDINGS = ((_CALLED, 4.0), (_APPOSED, _CUED), (_TOLD_OF, _CUED), (_OPENING, _CUED))
_SPEAKS = Phrases(
    "trial", "study", "substudy", "sub-study", "program", "project", "test", "registry", "series", "investigators"
)
_BODY_WORDS = re.compile(
    r"\b(?:Journal|Society|Association|Institute|University|Network|Hospital|Agency|Academy|College|Foundation|Exemption)\b",
    re.IGNORECASE,
)


def _is_bracket_name(document: Document, token: str) -> bool:
    """Whether a bracket can hold the trial's name, and not an institution's or a common abbreviation."""
    long = document.abbreviations.get(token)
    return is_acronym(token) and not is_ordinary(token) and not (long and _BODY_WORDS.search(long))


def _cued_by_noun(document: Document, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """``the X trial``, ``on behalf of the X investigators``."""
    text = sentence.text
    for match in _CUE.finditer(text):
        name = _name_before(document, text, match.start()) or _plain_name(document, text, match)
        if name:
            yield f"{name} {match[0]}" if match[0].startswith("Collaborat") else name, 3.0
    if "group" in sentence.lower or "investigators" in sentence.lower:
        for match in _BEHALF.finditer(text):
            name = clean_name(document, match[1].split())
            if name:
                yield name, 3.0


def _cued_by_use(document: Document, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """Acronyms in the title, behind ``in``, or before a verb of trials."""
    text = sentence.text
    titled = document.kind(sentence) is Kind.TITLE
    for token in _CAPITALS.finditer(text):
        words = token[0].split()
        name = clean_name(document, words) if is_acronym(words[0]) else None
        if name is None:
            continue
        if titled:
            form = _TITLE_FORM.search(text, max(0, token.start() - 6), min(len(text), token.end() + 90))
            yield name, _CUED if form and form[1].startswith(name) else 1.0
        elif _RUNS.match(text, token.start() + len(name)):
            yield name, _CUED
        elif text[max(0, token.start() - 3) : token.start()].lower() == "in " and not is_compound(document, name):
            yield name, _WEAK
        elif _VERB.match(text, token.start() + len(name)):
            yield name, 1.5


def _name_of_id(document: Document, text: str, start: int) -> str | None:
    """The name before the bracket that holds a registry id, or inside the bracket."""
    opening = max(text.rfind("(", max(0, start - 90), start), text.rfind("[", max(0, start - 90), start))
    if opening < 0:
        return None
    for piece in re.split(r"[,;:] ?", text[opening + 1 : start]):
        name = clean_name(document, _REGISTRY.sub("", piece).split()[-3:])
        if name and not _CODE.fullmatch(name) and "bstract" not in piece:
            return name
    return _name_before(document, text, opening)


_REGISTRY = re.compile(
    r"\b(?:ClinicalTrials\.gov|EudraCT|EU ?CT|ISRCTN|ANZCTR|registered|registration|trial"
    r"|Trial|study)?,? ?(?:number|identifier|ID|no\.?|registry|registration|Identifier"
    r"|Number)?s?$"
)


def _name_before(document: Document, text: str, end: int) -> str | None:
    """The capitalised words right before a place, if they hold an acronym."""
    tokens: list[str] = []
    while len(tokens) < 4:  # noqa: PLR2004
        match = _TOKEN_BEFORE.search(text, max(0, end - 40), end)
        if match is None or (not _NAMEY.fullmatch(match[1]) and not (not tokens and SELF.fullmatch(match[1]))):
            break
        tokens.insert(0, match[1])
        end = match.start()
    before = text[max(0, end - 6) : end].lower().strip()
    if tokens and before.endswith("phase"):
        tokens = tokens[1:]
    return clean_name(document, tokens)


_PLAIN = re.compile(
    r"(?:the|The|its|Its|phase (?:[1-4]|I{1,3}V?)[ab]?|pivotal|from|of) (?:(?:phase"
    r"|Phase) (?:[1-4]|I{1,3}V?)[ab]? |pivotal |landmark "
    r"|ongoing )?([A-Z][a-z]{3,}(?:[ -]\d{1,3})?) $"
)
_NO_PLAIN = frozenset(lexicon.words("no_trial_names"))


def _plain_name(document: Document, text: str, cue: re.Match[str]) -> str | None:
    """A trial named by one capitalised word: "the phase III Galathea trial"."""
    if cue[0].lower() not in {"trial", "study"}:
        return None
    match = _PLAIN.search(text, max(0, cue.start() - 60), cue.start())
    if match is None:
        return None
    word = match[1].split()[0].split("-")[0]
    if (
        word in _NO_PLAIN
        or is_drug(word)
        or word.lower() in document.lower_words
        or word.endswith(("an", "ish", "ese"))
    ):
        return None
    return match[1]


def _merge(names: dict[str, Name]) -> None:
    """Give the evidence of a shortened name to the longer one that begins with it."""
    for short in sorted(names, key=len):
        longer = [
            name for name in names if name != short and (name.startswith(short + " ") or name.endswith(" " + short))
        ]
        if len(longer) == 1:
            names[longer[0]].cued |= names[short].cued
            names[longer[0]].called |= names[short].called
            names[longer[0]].score += names.pop(short).score


def _weigh(document: Document, name: Name) -> None:
    for sentence in document.sentences:
        if name.text not in sentence.text or not name.pattern.search(sentence.text):
            continue
        kind = document.kind(sentence)
        if kind in {Kind.SITE, Kind.DISCLOSURE, Kind.COMPANY}:
            continue
        name.sentences.append(sentence.start)
        name.score += 0.5 * _trust(document, sentence)
        if _DESIGN.search(sentence.text):
            name.score += 2 * _trust(document, sentence)
        name.titled = name.titled or kind is Kind.TITLE
        if any(
            _name_of_id(document, sentence.text, fact.start - sentence.start) == name.text
            for fact in document.registry_ids_in(sentence)
        ):
            name.has_id = True
    _settle(document, name)


def _settle(document: Document, name: Name) -> None:
    """Weigh what the whole text says of a name."""
    if name.titled and name.called:
        name.score += 3
    if re.search(rf"(?<![\w-]){re.escape(name.text)}[)\"]* (?:[\w-]+ )?{_TOOL}\b", document.text):
        name.score -= 6
    if _CODE.fullmatch(name.text) and not name.has_id and _looks_like_drug(document, name.text):
        name.score -= 8


def _looks_like_drug(document: Document, name: str) -> bool:
    escaped = re.escape(name)
    return bool(
        re.search(
            rf"(?:received|receive|of|with|plus|to|on) {escaped}\b|{escaped}(?: \d| plus| group| arm"
            rf"| recipients|,? an?\b|-treated)",
            document.text,
        )
    )
