"""What the investigators conclude."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.guarded import Guarded, Phrases
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_WHO = (
    r"(?:investigators?|authors?|researchers?|team|group|colleagues|co-?investigators"
    r"|co-?authors|they|he|she|we|collaborators|report|paper|study|analysis|trialists)"
)
_THAT: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "concluded that",
        6,
        re.compile(r"\bconclu(?:de[sd]?|ding)(?:,? (?:\w+ ){0,5}?)? ?(?:that|:),? (?!regard\b)", re.IGNORECASE),
    ),
    ("in conclusion", 6, re.compile(r"\b(?:in conclusion|to conclude|in summary),? ", re.IGNORECASE)),
    (
        "verdict",
        5,
        re.compile(
            r"\b(?:verdict|conclusion|bottom line|line|reading"
            r"|take-home message)(?: of the \w+)? (?:is|was)(?: that|:)? |\b(?:investigators'"
            r"|authors') (?:line|conclusion|verdict|view): ",
            re.IGNORECASE,
        ),
    ),
    (
        "results suggest that",
        4,
        re.compile(
            r"\b(?:results?|findings|data|analysis|study|trial)(?: of (?:this|the) (?:trial"
            r"|study))? (?:suggests?|indicates?|shows?|demonstrates?|supports?|confirms?"
            r"|establish(?:es)?)(?: that)? (?!us\b|how\b|whether\b|me\b|you\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "consider",
        4,
        re.compile(rf"\b(?<!we ){_WHO} (?:\w+ )?(?=(?:consider|judge|regard|view) )", re.IGNORECASE),
    ),
    (
        "write that",
        3.5,
        re.compile(
            rf"\b{_WHO} (?:\w+ )?(?:write|wrote|say|said|state[sd]?|note[sd]?|suggest(?:ed)?|argue[sd]?"
            rf"|believe[sd]?|acknowledge[sd]?|stress(?:ed)?|report(?:ed)?)(?: \w+)?,? that ",
            re.IGNORECASE,
        ),
    ),
)
_ABOUT_WHOM = re.compile(
    r"\b(?:authors|investigators|researchers|co-?authors)\b[^.;]{0,140}?\b(?:acknowledge"
    r"|conclude|note|report|write|say|judge|suggest)s?d? that ",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^(?P<said>.{15,}?),? (?:the )?(?:\w+ (?:and )?){0,5}(?:conclude[sd]?|concluded"
    r"|(?<=they )write|(?<=they )wrote|(?<=authors )write|(?<=authors )wrote"
    r"|(?<=investigators )write)(?: in (?:the )?[A-Z][^,.]*)?(?:,? (?P<rest>\S.*))?$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\(?(?:Funded|Supported|Sponsored|Funding|Trial registration|ClinicalTrials|Registered)\b", re.IGNORECASE
)
_FUTURE = re.compile(
    r"\b(?:is in preparation|has begun|is being planned|is planned|is being examined|will file"
    r"|planned n|is under way|is underway)\b"
)


def find_conclusion(document: Document, scope: TrialScope) -> Fact[str] | None:
    """Return the conclusion in the article's words, its introduction left out."""
    closing = [
        sentence
        for sentence in document.body
        if sentence.section == "CONCLUSIONS" and document.kind(sentence) is Kind.BODY
    ]
    if closing and not scope.shared and not _is_discussion(closing):
        return _closing(document, closing)
    ranked = sorted(_said(document, scope), key=lambda row: (-row[0], -row[1].start))
    if ranked:
        return ranked[0][1]
    if scope.shared:
        return None
    return _closing(document, closing) if closing else _last(document)


def _last(document: Document) -> Fact[str] | None:
    """The last word of a scientist's own short text that has no section for it, with the one before where it only asks for more."""
    running = [sentence for sentence in document.body if document.kind(sentence) is Kind.BODY]
    if len(document.text) > _SHORT_TEXT or _TOLD.search(document.lower) or len(running) < _FEWEST:
        return None
    told = [sentence for sentence in running[1:] if not _NOTE.match(sentence.text)]
    kept = [sentence for sentence in told[-1:] if _concludes(sentence)]
    if kept and _FURTHER.search(kept[0].lower) and len(told) > 1 and _concludes(told[-2]):
        kept.insert(0, told[-2])
    if not kept:
        return None
    note = _NOTE_BEHIND.search(kept[-1].text)
    start, end = kept[0].start, kept[-1].start + (note.start() if note else len(kept[-1].text))
    return Fact(document.quote(start, end), start, end, "last sentence")


def _concludes(sentence: Sentence) -> bool:
    """Whether a sentence speaks in general: without a number, and in the present tense where its text has sections."""
    if sentence.section in _EARLIER or len(sentence.text) < _SHORTEST or _OF_RESULT.search(sentence.lower):
        return False
    return sentence.section is None or _GENERAL.search(sentence.lower) is not None


_FEWEST = 4
_FURTHER = re.compile(
    r"\b(?:further|future|additional|more|larger) (?:\w+ ){0,3}?(?:stud(?:y|ies)|research|trials?|investigations?|work|evaluation)\b|\bwarranted\b"
)
_NOTE_BEHIND = re.compile(r" (?:\(?(?:clinicaltrials\.gov|NCT\d|EudraCT|ISRCTN|UMIN)|Therapeutic, I).*$", re.IGNORECASE)
_SHORT_TEXT = 4000
_EARLIER = frozenset({"METHODS", "BACKGROUND", "OBJECTIVE", "OUTCOMES"})
_TOLD = re.compile(r"\b(?:said|says|told|according to)\b")
_NOTE = re.compile(
    r"(?:\W*(?:NCT\d|ISRCTN|EudraCT|UMIN|clinicaltrials|copyright|\u00a9|https?:|therapeutic, I|level of evidence|evidence level)|(?:this|the) (?:trial|study)(?: protocol)? (?:was|is) (?:approved|registered|funded|supported)"
    r"|(?:trial )?regist|fund|support(?:ed)? by|.{0,60}(?:\bNCT\d|\bISRCTN\d|\bEudraCT|\u00a9|; ?\d+\(\d))",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:is|are|may|might|should|can|could|cannot|appears?|seems?|suggests?|supports?|provides?|offers?|needs?|warrants?|warranted|recommend(?:ed|s)?|improves|reduces|increases|has|have|does|do)\b"
)
_OF_RESULT = re.compile(r"\d ?%|\bp ?[<=>]|\d\.\d|\bwere (?:\w+ )?(?:measured|assessed|recorded|observed)\b")


def _is_discussion(closing: list[Sentence]) -> bool:
    """A discussion section is long and holds its conclusion somewhere inside."""
    return len(closing) > 5 and any("conclu" in sentence.lower for sentence in closing)  # noqa: PLR2004


def _closing(document: Document, closing: list[Sentence]) -> Fact[str] | None:
    kept = [
        sentence
        for sentence in closing
        if not _FUTURE.search(sentence.lower) and len(sentence.text) > _SHORTEST and not _CREDIT.match(sentence.text)
    ]
    if len(kept) > 1 and len(kept[0].text.split()) < 8:  # noqa: PLR2004
        kept = kept[1:]
    if not kept:
        return None
    turn = next((sentence for sentence in kept[2:] if _TURN.match(sentence.text)), None)
    if turn:
        words = f"{document.quote(kept[0].start, kept[0].end)} {document.quote(turn.start, turn.end)}"
        return Fact(words, kept[0].start, turn.end, "conclusions section, its turn")
    kept = kept[:2]
    if len(kept) == 2 and kept[1].start - kept[0].end > 2:  # noqa: PLR2004
        kept = kept[:1]
    start, end = kept[0].start, kept[-1].end
    return Fact(document.quote(start, end), start, end, "conclusions section")


_TURN = re.compile(r"(?:However|Nevertheless|Nonetheless|But)\b")
_RULES = (*_THAT, ("authors say that", 4.5, _ABOUT_WHOM))
_HINTS: dict[str, Phrases] = {
    "concluded that": Phrases("conclu"),
    "in conclusion": Phrases("conclusion", "conclude", "in summary"),
    "verdict": Phrases("verdict", "conclusion", "bottom line", "line: ", "line is", "reading", "take-home", "view: "),
    "results suggest that": Phrases(
        "suggest", "indicate", "results show", "demonstrate", "support", "confirm", "establish", "show"
    ),
    "consider": Phrases("consider", "judge", "regard", "view"),
    "write that": Phrases(" that "),
    "authors say that": Phrases("authors", "investigators", "researchers"),
}
_SPEAKS = re.compile(r"conclude|they w|authors w|investigators w")
_EXECUTIVE = Guarded(
    "chief|ceo|we|president|spokes|vice",
    r"\b(?:chief executive|chief medical|ceo\b|we see\b|president|vice-?president|spokes)",
)


def _said(document: Document, scope: TrialScope) -> Iterator[tuple[float, Fact[str]]]:
    own = {sentence.start for sentence in scope.sentences}
    for sentence in document.body:
        if sentence.start not in own and (scope.shared or "conclu" not in sentence.lower):
            continue
        if _EXECUTIVE.is_in_lower(sentence.lower) or any(other in sentence.text for other in scope.others):
            continue
        found = _in_sentence(document, sentence)
        if found:
            yield found[0] + sentence.start / max(1, len(document.text)), found[1]


def _in_sentence(document: Document, sentence: Sentence) -> tuple[float, Fact[str]] | None:
    tail = _TAIL.match(sentence.text.rstrip(".")) if _SPEAKS.search(sentence.lower) else None
    if tail and " that " not in sentence.lower[tail.end("said") :][:40]:
        fact = _of_tail(sentence, tail)
        if fact:
            return 6.0, fact
    for rule, score, pattern in _RULES:
        match = pattern.search(sentence.text) if _HINTS[rule].stand_in(sentence.lower) else None
        if match and len(sentence.text) - match.end() >= _SHORTEST:
            start, end = sentence.start + match.end(), sentence.end
            return score, Fact(_sentence(document, start, end), start, end, rule)
    return None


_SHORTEST = 25


def _of_tail(sentence: Sentence, tail: re.Match[str]) -> Fact[str] | None:
    """``In patients with X, the team concluded, A was better than B``: the words around the speaker."""
    said, rest = tail["said"].strip('", '), (tail["rest"] or "").strip(' ".')
    if re.match(r"(?:that|and|by|with)\b", rest):
        return None
    text = f"{said}, {rest}" if rest else said
    if len(text.split()) < 6:  # noqa: PLR2004
        return None
    return Fact(f"{text[0].upper()}{text[1:]}.", sentence.start, sentence.end, "concluded")


def _sentence(document: Document, start: int, end: int) -> str:
    words = document.quote(start, end).strip(' "\u201c\u201d')
    if words.count('"') == 1:
        words = words.split('"')[0].rstrip(" ,") if words.index('"') > _SHORTEST else words.split('"')[1].strip(" ,")
    words = words[0].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."
