"""Names of trials in a text, and how strongly each is the article's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.interventions import is_drug
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document, Sentence

_ORDINARY = frozenset(lexicon.words("abbreviations"))
_CUE = re.compile(
    r"\b(?:[Tt]rials?|TRIALS?|[Ss]tudy|STUDY|[Ss]tudies|[Ii]nvestigators?|[Rr]egistry"
    r"|[Cc]ollaborat(?:ion|ors)|[Cc]onsortium|"
    r"[Pp]rogram(?:me)?|[Rr]esearchers|[Gg]roup of trials)\b"
)
_SELF = re.compile(r"\b(?:trial|study|registry|collaboration|programme|consortium|trialists)\b", re.IGNORECASE)
_TOKEN_BEFORE = re.compile(r"([^\s()\[\],;:\"]+) ?$")
_VERB = re.compile(
    r" (?:trial |study )?(?:\([^()]{0,80}\) )?(?:was|is|were|are|met|did|enrol+ed"
    r"|randomi[sz]ed|asked|show(?:s|ed)|included|"
    r"tested|compared|evaluat\w+|demonstrat\w+|recruited|assigned|set out|failed|randomly"
    r"|suggests?|investigat\w+|found|"
    r"provid\w+|has|had|cannot|missed|looked|trial|study|answer\w*|took|reached|stopped"
    r"|followed|closed|began|settle[sd]?)\b"
)
_SUFFIX = re.compile(r"\d{1,4}[A-Za-z]?|[IVX]{1,5}|\d+-\d+")
_ROMAN = re.compile(r"[IVX]+[abAB]?$")
_NAMEY = re.compile(r"[A-Z0-9][\w./\u2019'+-]*$")
_DESCRIPTOR = frozenset(
    [
        "Phase",
        "PHASE",
        "The",
        "A",
        "An",
        "This",
        "Randomized",
        "Randomised",
        "Clinical",
        "Controlled",
        "Trial",
        "Study",
        "Our",
        "In",
        "Of",
        "For",
        "And",
        "Both",
        "First",
        "Second",
        "Global",
        "International",
        "Phase-3",
        "Group",
        "New",
        "Two",
        "Three",
    ]
)
_CODE = re.compile(r"[A-Z]{1,4}-?\d{3,6}[A-Za-z]?$")
_SURNAME = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|O')[A-Z][a-z]+$")
_NO_NAME = re.compile(
    r"(?:NCT|ISRCTN|ACTRN|UMIN|jRCT|s?ChiCTR|DRKS)\S*\d|(?:CD|IL|HIF|PD|GLP|JAK|TYK|CDK|FEV"
    r"|SGLT|HbA|BRCA|HER|KRAS|TP|LBA|CT|GD)-?\d|"
    r"HbA1c|EudraCT|.*\.(?:gov|com|org|net)|ClinicalTrials|MedPage|PubMed|SARS-CoV|NT-proBNP|.*[\u0370-\u03ff]"
)
_BEHALF = re.compile(
    r"(?:on behalf of|for) (?:the )?((?:[A-Z][\w./-]*|\d+)(?: (?:[A-Z][\w./-]*"
    r"|\d+)){0,3}) ?(?:study |trial )?(?:[Gg]roup|[Ii]nvestigators|[Tt]eam)"
)
_CALLED = re.compile(
    r"\b(?:(?:trial|study),? (?:called |named |known as |dubbed )?|called |named |known as "
    r"|dubbed |acronym )\(?([A-Z][\w./-]*(?: (?:[A-Z]{3,}|\d{1,3}|[IVX]{1,4})\b)?)"
)
_CAPITALS = re.compile(
    r"(?<![\w-])(?!(?:In|The|For|From|Of|At|And|Both|A|An|This|Our|When|With|By|On|To|As|If|But|So|Yet) )"
    r"[A-Z][\w'-]*(?: (?:[A-Z]{3,}|\d{1,3}|[IVX]{1,4})\b)?"
)
_DESIGN = re.compile(
    r"randomi[sz]ed|randomly|enrol+ed|recruited|double-blind|open-label|[Pp]hase (?:[1-4]|I)|participants"
)
_APPOSED = re.compile(
    r"(?<![\w-])([A-Z][\w-]*(?: (?:[A-Z]{3,}|\d{1,3}"
    r"|[IVX]{1,4})\b)?),? (?:\([^()]{0,60}\),? )?(?:is |was )?(?:a|an|the) [^.;,]{0,80}?"
    r"\b(?:trial|study|registry|series)\b"
)
_DATED_HISTORY = re.compile(
    r"\b(?:in|since|of) (?:19|20)\d\d\b|\bearlier\b|\bprevious|\bapproved\b|\bhad\b"
    r"|\bselected\b|\bhistor|whereas|hereas|\bbought\b"
)
_CUED = 3.0
_SHORT_WORD = 3
_WEAK = 1.4
_GROUP_CODE = re.compile(r"[A-Z]{1,2}\d{4,6}[A-Z]?$")
_HISTORY = re.compile(
    r"\b(?:earlier|previous(?:ly)?|prior|historical(?:ly)?|another|sister|similar|unlike"
    r"|cross-trial|for context|separate|"
    r"planned|in preparation|is enrolling|is recruiting|already|since the|in which|remind\w*|came from|decade|"
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
        cued: Whether the text calls it a trial somewhere.
        pattern: Finds it as a whole word.
    """

    text: str
    score: float = 0.0
    sentences: list[int] = field(default_factory=list)
    has_id: bool = False
    titled: bool = False
    cued: bool = False

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
            name.cued = (
                name.cued
                or weight >= _CUED
                or (
                    weight == _WEAK and (_letters(text) >= 5 or bool(_DATED_HISTORY.search(sentence.text)))  # noqa: PLR2004
                )
            )
    for short, long in document.abbreviations.items():
        if _SELF.search(long) and _is_acronym(short):
            name = names.setdefault(short, Name(short))
            name.score += 5
            name.cued = True
    _merge(names)
    for name in names.values():
        _weigh(document, name)
    return sorted((name for name in names.values() if name.sentences), key=lambda name: -name.score)


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _trust(document: Document, sentence: Sentence) -> float:
    if document.kind(sentence) is Kind.COMPANY:
        return 0.3
    return 0.3 if _HISTORY.search(sentence.text) or sentence.section == "BACKGROUND" else 1.0


def _cues(document: Document, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """Names that a sentence calls a trial, or uses as one, with the weight of the wording."""
    yield from _cued_by_noun(document, sentence)
    if document.kind(sentence) is Kind.TITLE and sentence.text.isupper():
        return
    for fact in document.registry_ids_in(sentence):
        name = _name_of_id(document, sentence.text, fact.start - sentence.start)
        if name:
            yield name, 5.0
    for pattern, weight in ((_CALLED, 4.0), (_APPOSED, 3.0)):
        for match in pattern.finditer(sentence.text):
            name = _clean(document, match[1].split())
            if name and (pattern is _CALLED or _is_acronym(name.split()[0])):
                yield name, weight
    yield from _cued_by_use(document, sentence)


def _cued_by_noun(document: Document, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """``the X trial``, ``on behalf of the X investigators``."""
    text = sentence.text
    for match in _CUE.finditer(text):
        name = _name_before(document, text, match.start()) or _plain_name(document, text, match)
        if name:
            yield f"{name} {match[0]}" if match[0].startswith("Collaborat") else name, 3.0
    if "group" in sentence.lower or "investigators" in sentence.lower:
        for match in _BEHALF.finditer(text):
            name = _clean(document, match[1].split())
            if name:
                yield name, 3.0


def _cued_by_use(document: Document, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """Acronyms in the title, behind ``in``, or before a verb of trials."""
    text = sentence.text
    titled = document.kind(sentence) is Kind.TITLE
    for token in _CAPITALS.finditer(text):
        words = token[0].split()
        name = _clean(document, words) if _is_acronym(words[0]) else None
        if name is None:
            continue
        if titled:
            yield name, 2.0
        elif text[max(0, token.start() - 3) : token.start()].lower() == "in ":
            yield name, _WEAK
        elif _VERB.match(text, token.start() + len(name)):
            yield name, 1.5


def _name_of_id(document: Document, text: str, start: int) -> str | None:
    """The name before the bracket that holds a registry id, or inside the bracket."""
    opening = max(text.rfind("(", max(0, start - 90), start), text.rfind("[", max(0, start - 90), start))
    if opening < 0:
        return None
    for piece in re.split(r"[,;:] ?", text[opening + 1 : start]):
        name = _clean(document, _REGISTRY.sub("", piece).split()[-3:])
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
        if match is None or (not _NAMEY.fullmatch(match[1]) and not (not tokens and _SELF.fullmatch(match[1]))):
            break
        tokens.insert(0, match[1])
        end = match.start()
    before = text[max(0, end - 6) : end].lower().strip()
    if tokens and before.endswith("phase"):
        tokens = tokens[1:]
    return _clean(document, tokens)


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


def _clean(document: Document, tokens: list[str]) -> str | None:
    """Strip describing words; ``None`` where what is left is no trial's name."""
    tokens = [re.sub(r"'s$", "", token) for token in tokens]
    if "Phase" in tokens or "phase" in tokens:
        tokens = tokens[: next(index for index, token in enumerate(tokens) if token.lower() == "phase")]
    while tokens and (tokens[-1] in _DESCRIPTOR or _SELF.fullmatch(tokens[-1])):
        tokens = tokens[:-1]
    while tokens and (tokens[0] in _DESCRIPTOR or not _starts_name(document, tokens)):
        tokens = tokens[1:]
    if not tokens or tokens[0] in _DESCRIPTOR:
        return None
    return " ".join(tokens)


def _starts_name(document: Document, tokens: list[str]) -> bool:
    """Whether the first token can open a name: an acronym, or a word with a number behind it."""
    first = tokens[0]
    if not first[0].isalpha() or _ROMAN.match(first):
        return False
    if _is_acronym(first):
        return not _is_known(document, first)
    return (
        len(tokens) > 1
        and first.isalpha()
        and len(first) > _SHORT_WORD
        and bool(_SUFFIX.fullmatch(tokens[-1]))
        and first[1:].islower()
        and first
        not in {
            "Phase",
            "Part",
            "Arm",
            "Cohort",
            "Group",
            "Table",
            "Figure",
            "Stage",
            "Grade",
            "Type",
            "Class",
            "Level",
            "Week",
            "Month",
            "Year",
            "Abstract",
            "Cycle",
            "January",
            "February",
            "March",
            "April",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
            "Study",
            "Trial",
            "Section",
            "Appendix",
        }
    )


def _is_acronym(token: str) -> bool:
    """Whether a token has two capitals in one of its parts, and no part that is a word in small letters."""
    if len(token) < 3 or _SURNAME.match(token) or _NO_NAME.match(token):  # noqa: PLR2004
        return False
    if _GROUP_CODE.match(token):
        return True
    parts = token.split("-")
    if any(part.isalpha() and part.islower() for part in parts):
        return False
    return any(sum(character.isupper() for character in part) >= 2 for part in parts)  # noqa: PLR2004


def _is_known(document: Document, token: str) -> bool:
    """Whether a token in capitals is a known abbreviation, or defined here as something that is no trial."""
    if token in _ORDINARY or token.rstrip("s") in _ORDINARY:
        return True
    long = document.abbreviations.get(token)
    return long is not None and not _SELF.search(long)


def _merge(names: dict[str, Name]) -> None:
    """Give the evidence of a shortened name to the longer one that begins with it."""
    for short in sorted(names, key=len):
        longer = [
            name for name in names if name != short and (name.startswith(short + " ") or name.endswith(" " + short))
        ]
        if len(longer) == 1:
            names[longer[0]].cued |= names[short].cued
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
    if name.titled:
        name.score += 3
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
