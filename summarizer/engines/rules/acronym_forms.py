"""The form of a trial's name: which tokens can be one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon

if TYPE_CHECKING:
    from summarizer.engines.rules.document import Document

_ORDINARY = frozenset(lexicon.words("abbreviations"))
SELF = re.compile(r"\b(?:trial|study|registry|collaboration|programme|consortium|trialists)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"\d{1,4}[A-Za-z]?|[IVX]{1,5}|\d+-\d+")
_ROMAN = re.compile(r"[IVX]+[abAB]?$")
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
_HEADING = frozenset(
    {"AND", "OF", "THE", "WITH", "FOR", "IN", "METHODS", "SUBJECTS", "MATERIALS", "DESIGN", "RESULTS", "ABSTRACT"}
)
_SURNAME = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|O')[A-Z][a-z]+$")
_NO_NAME = re.compile(
    r"(?:[A-Z]\.)+$|"
    r"(?:NCT|ISRCTN|ACTRN|UMIN|jRCT|s?ChiCTR|DRKS)\S*\d|(?:CD|IL|HIF|PD|GLP|JAK|TYK|CDK|FEV"
    r"|SGLT|HbA|BRCA|HER|KRAS|TP|LBA|CT|GD)-?\d|"
    r".*RCTs?$|(?:IRCT|CRIS|ANZCTR|CTRI|PACTR|TCTR|SLCTR|RBR|JPRN|KCT|DRKS|NTR|UMIN|JMA|ReBec|ISRCTN)\w*$|Japic|.*(?:ABSTRACT|BODY|TITLE)\b"
    r"|HbA1c|EudraCT|.*\.(?:gov|com|org|net)|ClinicalTrials|MedPage|PubMed|SARS-CoV|NT-proBNP|.*[\u0370-\u03ff]"
)
_SHORT_WORD = 3
_GROUP_CODE = re.compile(r"[A-Z]{1,2}\d{4,6}[A-Z]?$")


def clean_name(document: Document, tokens: list[str]) -> str | None:
    """Strip describing words; ``None`` where what is left is no trial's name."""
    tokens = [re.sub(r"'s$", "", token) for token in tokens]
    if "Phase" in tokens or "phase" in tokens:
        tokens = tokens[: next(index for index, token in enumerate(tokens) if token.lower() == "phase")]
    while tokens and (tokens[-1] in _DESCRIPTOR or SELF.fullmatch(tokens[-1])):
        tokens = tokens[:-1]
    while tokens and (tokens[0] in _DESCRIPTOR or not _starts_name(document, tokens)):
        tokens = tokens[1:]
    if not tokens or tokens[0] in _DESCRIPTOR or _HEADING.intersection(tokens):
        return None
    return " ".join(tokens).rstrip(".")


def _starts_name(document: Document, tokens: list[str]) -> bool:
    """Whether the first token can open a name: an acronym, or a word with a number behind it."""
    first = tokens[0]
    if not first[0].isalpha() or _ROMAN.match(first):
        return False
    if is_acronym(first):
        return not _is_known(document, first)
    return (
        len(tokens) > 1
        and first.isalpha()
        and not (first.endswith("ing") and first.lower() in document.lower_words)
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


def is_acronym(token: str) -> bool:
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
    if is_ordinary(token):
        return True
    long = document.abbreviations.get(token)
    return long is not None and not SELF.search(long)


def is_ordinary(token: str) -> bool:
    """Whether a token is an abbreviation that every reader knows, and no trial's name."""
    return token in _ORDINARY or token.rstrip("s") in _ORDINARY


def is_compound(document: Document, name: str) -> bool:
    """Whether a name is made of a known abbreviation, as a kind of a disease is: "IBS-D"."""
    parts = name.split("-")
    return len(parts) > 1 and any(part.isalpha() and _is_known(document, part) for part in parts)


_HOUSE = re.compile(
    r"(?:'s)? (?:[A-Z]\w+ )?(?:researchers|scientists|doctors|professors?|faculty|School|Hospital|University|Medical (?:Center|School)|Health (?:System|Care)"
    r"|College|Cancer (?:Institute|Center))\b"
)


def is_house(text: str, name: re.Pattern[str]) -> bool:
    """Whether a name is that of a house where research is done: "UNC researchers", "the UNC School of Medicine"."""
    return any(_HOUSE.match(text, match.end()) for match in name.finditer(text))
