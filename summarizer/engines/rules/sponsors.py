"""Who sponsored or paid for the study."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import SourceKind

_CAPITAL = r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f'&./-]*"
_ORGANISATION = (
    rf"(?:[Tt]he )?(?:(?:U\.?S\.? )?National Heart, Lung,? and Blood Institute(?:'s {_CAPITAL}(?: {_CAPITAL})*)?|(?:UK |US |U\.S\. )?{_CAPITAL}(?:(?: (?:of|for|and|on|in|the|de|du|di|of the"
    rf"|for the|in the|to|&|en|la|les|et) | |, (?=(?:Inc|LLC|Ltd|Germany|Darmstadt|France"
    rf"|Switzerland|Japan|USA|UK|a )))(?:{_CAPITAL}))*)"
)
_PRONOUN = re.compile(
    r"^(?:Who|We|It|They|He|She|This|That|The|No|Both|Neither|All|Our|In|An|A|These|Funding"
    r"|Support|Some|Patients|Study|Trial)\b(?! \w*[A-Z])"
)
_LEAD = re.compile(
    r"^(?:in part |jointly |entirely |solely |partly |largely |also |mainly )*(?:by "
    r"|from )?(?:(?:an? |the )?(?:\w+[ -]){0,4}?grants? (?:\S+ )?(?:from|of) |funding from "
    r"|funds from |money from |support from |the maker of \S+, )?(?:(?:its|the drug's"
    r"|the) (?:maker|manufacturer|developer|company)s?,? )?(?:drugmaker |drug maker "
    r"|the company |manufacturer |biotech |pharma company |device maker )?",
    re.IGNORECASE,
)
_CUES: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    ("sponsored by", 5, re.compile(r"\bsponsored(?: (?:in part|jointly|entirely))? by ", re.IGNORECASE)),
    ("Sponsor:", 5, re.compile(r"\bsponsors?(?::| was| is) ", re.IGNORECASE)),
    (
        "funded by",
        4,
        re.compile(
            r"\b(?:funded|paid for|financed|bankrolled|underwritten|backed|commissioned)(?: (?:in part"
            r"|jointly|entirely|largely|solely))? by ",
            re.IGNORECASE,
        ),
    ),
    (
        "Funding:",
        4,
        re.compile(
            r"\b(?:funding|funder|research funding|study funding|support)(?::|\.| came from"
            r"| was provided by| was from| is from| from) ",
            re.IGNORECASE,
        ),
    ),
    (
        "supported by",
        3.5,
        re.compile(r"\b(?:supported|made possible)(?: (?:in part|jointly|entirely|largely))? by ", re.IGNORECASE),
    ),
    (
        "grant from",
        3,
        re.compile(
            r"\b(?:grants?|funding|funds|money|financial support|support) (?:came |was provided )?(?:from|by) ",
            re.IGNORECASE,
        ),
    ),
)
_AFTER: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "X funded the trial",
        4,
        re.compile(
            rf"({_ORGANISATION}),? (?:(?:which|who),? [^;.]{{0,80}}?,? ?)?(?:also )?(?:funded|sponsored"
            rf"|paid for|paid|financed|supported|bankrolled|ran and paid for)\b(?! (?:by|lecture"
            rf"|consult|speaker))"
        ),
    ),
    (
        "trial of the X group",
        2,
        re.compile(
            rf"\b(?:trial|study) (?:of|by|from|run by|led by"
            rf"|conducted by) (?:the )?((?:{_CAPITAL} ){{0,5}}?(?:Alliance|Network|Group|Consortium"
            rf"|Cooperative|Foundation|Institute)(?: (?:of|for|in|on) (?:{_CAPITAL}(?: |(?=[,.;)])"
            rf"|$)(?:in |of |and )?)+)?)"
        ),
    ),
    ("X, grant N", 3, re.compile(rf"({_ORGANISATION}),? \(?grants? (?:no\.? |number )?[\w-]*\d")),
    (
        "the makers, X",
        3,
        re.compile(
            rf"\b[Tt]he (?:makers?|manufacturers?|developers?|sponsors?|company)(?: of [\w-]+)?, ({_ORGANISATION}),"
        ),
    ),
    (
        "a drug developed by X",
        1.5,
        re.compile(
            rf"\b(?:drug|therapy|treatment|vaccine|pill|compound|medicine|antibody|device|injection)[\w' -]{{0,40}}?(?: that is| which is)?"
            rf"(?: being)? (?:developed|made|marketed|manufactured) by (?!the Uni|Uni)({_ORGANISATION})"
        ),
    ),
    ("X, the sponsor", 4, re.compile(rf"({_ORGANISATION}), (?:the )?(?:trial|study)?'?s? ?sponsor")),
)
_NOT_TRIAL = re.compile(
    r"\b(?:article|newsletter|event|symposium|supplement|coverage|satellite|webinar|meeting"
    r"|website|lecture|writing|editorial)\b[^.;]{0,30}$"
)
_COMPANY = re.compile(
    rf"(?:--?|\u2014|/|\)) ?({_ORGANISATION})(?:(?: (?:plc|AG|SE|A/S|nv|NV|ASA|AB|KGaA|Inc\.?"
    rf"|Ltd\.?))*)?(?= \(|, (?:a|an|the|which|Inc)|\u00ae| \(| (?:today|announced|said|has"
    rf"|reported|and ))"
)
_STOP = re.compile(
    r"(?:,? (?:which|who|with|under|as|through|and the (?:trial|study)|whose|according|but"
    r"|in collaboration|had|has|the maker)\b|,? and (?=[a-z])|[;(]|\. |, (?=[a-z]))"
)
_NO_SPONSOR = re.compile(
    r"(?:the )?(?:U\.?S\.?|UK|Intramural|Dr\.?|Grants?|Funding|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:'s)?|\S+'s|.*\b[Dd]is(?:ease|order)s?)"
)
_TRIMMED = re.compile(r"(?:the|The) ")


def find_sponsor(document: Document, scope: TrialScope, kind: SourceKind) -> Fact[str] | None:
    """Return the sponsor or funder as named; for a press release the company unless another is named."""
    candidates = sorted(_candidates(document, scope), key=lambda row: (-row[0], row[1].start))
    if candidates:
        return candidates[0][1]
    return _company(document) if kind == "PRESS_RELEASE" else None


def _candidates(document: Document, scope: TrialScope) -> Iterator[tuple[float, Fact[str]]]:
    own = {sentence.start for sentence in scope.sentences}
    own_paragraphs = {sentence.paragraph for sentence in scope.sentences}
    for sentence in document.sentences:
        kind, funding = document.kind(sentence), sentence.section == "FUNDING"
        is_aside = kind in {Kind.SITE, Kind.COMPANY} and not funding and _PAID.search(sentence.lower) is None
        if kind in {Kind.TITLE, Kind.HEADING} or is_aside:
            continue
        foreign = scope.shared and sentence.start not in own
        if foreign and any(other in sentence.text for other in scope.others):
            continue
        if funding and (not scope.shared or sentence.paragraph in own_paragraphs):
            fact = _organisation(document, sentence.start, sentence.end, "funding section")
            if fact and fact.start - sentence.start < _OPENING:
                yield 4.5, fact
        if _WORDS.stand_in(sentence.lower):
            for score, fact in _worded(document, sentence):
                yield score - (1.5 if foreign else 0.0), fact


def _worded(document: Document, sentence: Sentence) -> Iterator[tuple[float, Fact[str]]]:
    """Organisations behind or before a word for paying."""
    for rule, score, cue in _CUES:
        for match in cue.finditer(sentence.text):
            if not _NOT_TRIAL.search(sentence.lower[: match.start()]):
                fact = _organisation(document, sentence.start + match.end(), sentence.end, rule)
                if fact:
                    yield score, fact
    for rule, score, pattern in _AFTER:
        found = pattern.search(sentence.text)
        if found and not _PRONOUN.match(found[1]):
            yield score, _fact(document, sentence.start + found.start(1), sentence.start + found.end(1), rule)


_PAID = re.compile(
    r"\b(?:study|trial|research|work) (?:was|is) (?:also )?(?:funded|sponsored|supported|financed|paid for)\b"
)
_OPENING = 40
_WORDS = Phrases(
    "sponsor", "fund", "paid", "support", "grant", "financed", "bankroll", "maker", "backed", "money", "manufacturer",
    "commission", "underwr", "trial of", "study of", "trial by", "developed by", "made by", "marketed by",
)  # fmt: skip


def _organisation(document: Document, start: int, end: int, rule: str) -> Fact[str] | None:
    """The organisation that begins right behind a cue."""
    text = document.text[start:end]
    lead = _LEAD.match(text)
    begin = lead.end() if lead else 0
    match = re.compile(_ORGANISATION).match(text, begin)
    if match is None:
        return None
    stop = _STOP.search(text, match.start())
    is_whole = "Blood Institute" in match[0] or stop is None or stop.start() <= match.start()
    last = match.end() if is_whole or stop is None else min(match.end(), stop.start())
    if _NO_SPONSOR.fullmatch(document.text, start + match.start(), start + last):
        return None
    return _fact(document, start + match.start(), start + last, rule) if last - match.start() > 2 else None  # noqa: PLR2004


def _fact(document: Document, start: int, end: int, rule: str) -> Fact[str]:
    lead = _TRIMMED.match(document.text, start, end)
    start = lead.end() if lead else start
    while document.text[end - 1] in " .,;" and not document.text[start:end].endswith(("Inc.", "Ltd.", "Co.", "S.A.")):
        end -= 1
    return Fact(document.quote(start, end), start, end, rule)


_ANNOUNCES = re.compile(
    rf"(?:^|\. )({_ORGANISATION}(?:,? (?:Inc\.?|Ltd\.?|plc|AG|GmbH|LLC))?),? (?:\([^()]{{3,40}}\),? )?(?:today )?announce[sd]\b"
)
_SOURCE_LINE = re.compile(rf"^S(?:OURCE|ource):? ({_ORGANISATION}(?:,? (?:Inc\.?|Ltd\.?|plc|AG|GmbH|LLC))?)$")
_FIRST = 8


def _company(document: Document) -> Fact[str] | None:
    """The company that issues a press release: the subject of its first sentence, who announces it, or its source line."""
    header, text = document.layout.header, document.text
    for pattern, places in (
        (_COMPANY, document.paragraphs[header : header + 2]),
        (_ANNOUNCES, document.paragraphs[header : header + _FIRST]),
        (_SOURCE_LINE, document.paragraphs[-3:]),
    ):
        for start, end in places:
            match = pattern.search(text[start : min(end, start + 420)])
            if match:
                return _fact(document, start + match.start(1), start + match.end(1), "issuing company")
    return None
