"""In whom a value holds: the subgroups that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summarizer.engines.rules.document import Sentence

_SUBJECT = (
    r"(?:patients|participants|people|women|men|children|adults|those|individuals|subjects|tumou?rs"
    r"|infants|girls|boys|recipients|survivors|infections|eyes)"
)
_BREAK = (
    r"(?= ?[,;:.()\[\]]|$| (?:was|were|had|is|are|did|the|compared|versus|vs|than|treated with|assigned to"
    r"|it|they|there|median|mean|receiving|given|randomi\w+|and (?:the )?[-+]?\d|showed|also|experienced|achieved|but|on [a-z]+ and|at \d"
    r"|at week|as well|hazard)\b| \d)"
)
_POPULATIONS = re.compile(
    r"\b(?:in|among|for|of|to) (?:the |all )?(?:\d[\d,]* )?(?P<who>(?:(?!of\b"
    rf"|the\b)[\w/-]+ ){{0,3}}?{_SUBJECT} (?:with|without|who|whose|aged|younger|older|not|having"
    rf"|carrying|taking|in whom|at (?:high|low)|lacking|already|from)\b[^,;:.()\[\]]{{2,80}}?){_BREAK}"
    r"|\b(?:in|among|for|within|across|results (?:of|from)|by) (?:the |a "
    rf"|an )?(?:\d[\d,]* )?(?P<group>(?:[\w/≥<>%.+-]+ ){{0,4}}?[\w/+.≥<>%-]*(?:positive|negative"
    r"|mutated|mutant|mutations?|high|low|naive|refractory|proficient|deficient|wild[- ]type|resistant"
    r"|methylated|unmethylated|protocol|squamous(?: cell carcinoma)?|adenocarcinoma|subgroup|risk"
    rf"|stable|severe)(?: (?:[\w-]+ ){{0,2}}?(?:{_SUBJECT}|disease|subgroup|population|group|cohort"
    rf"|stratum|set|carcinomas?|analysis set|analys[ei]s))?){_BREAK}"
    r"|\b(?:in|among|for) (?:the )?(?P<bound>(?:those|patients|participants|people|women|men|children|adults) \d+ (?:years|months)(?: of age)? (?:or|and) (?:older|over|above|younger|under))\b"
    rf"|\b(?:in|among|for) (?P<rest>those (?:with|without))(?= ?[(,;.])"
    rf"|\b(?:in|among) (?P<sex>girls|boys|females|males|women|men|smokers|non-?smokers){_BREAK}"
    r"|(?P<aged>\baged (?:\d+[ -]*(?:to|-|–)? ?\d* years(?: (?:or|and) (?:older|over|younger|above))?"
    r"|(?:under|over|below) \d+(?: years)?))",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"positive|negative|mutat|mutant|without|subgroup|\baged?\b|younger|older|-high|-low|≥|>="
    r"|expression|PD-L1|\bMRD\b|\bBRCA|\bHRD\b|HER2|deficien|proficien|methylat|naive|per[- ]protocol"
    r"|squamous|diabetes|high-risk|low-risk|high risk|low risk|resected|resection",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"intention|^(?:any|every|each|either|all|both)\b|intent-to|\bITT\b|overall|entire|\ball\b|whole"
    r"|total|full analysis|randomi[sz]ed|placebo|treated|assigned|receiv|control group|combination"
    r"|responded|who had|safety|each|both|evaluable",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A part of the participants, in the article's words."""

    start: int
    end: int
    name: str


_ENROLLED = Phrases(
    "randomised", "randomized", "enrol", "recruited", "eligible", "assigned", "included", "nonrandomized", "ineligible"
)
_SHARE_BEFORE = re.compile(r"(?:percentage|proportion|number|share|majority|rate|most|half|%|percent) $")
_LOOSE_ENDS = frozenset({"at", "in", "of", "to", "by", "for", "on", "and", "or", "the", "a"})

_OPEN = re.compile(r"\b(?:than|least|over|under|above|below|aged|of|to|and)$")
_BOUND = re.compile(
    r" \d+(?:\.\d+)?(?:%|(?: ?(?:to|-|and) ?\d+(?:\.\d+)?)?(?: (?:years?|months?|weeks?|days?|hours?|kg|g|mg/d[lL]|mm ?Hg|cm|mm|points?)\b)?"
    r"(?: of age\b| old\b)?(?:,? (?:or|and) (?:older|over|above|younger|more|less|higher|lower|greater|fewer)\b)?)"
)
"""The number that a group's words end in: "patients older than | 65 years", "women with a score of at least | 7"."""


def words_for_everybody(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Words that describe all participants: those of the sentences on who was enrolled."""
    found: set[str] = set()
    for sentence in sentences:
        if "stratif" not in sentence.lower and _ENROLLED.stand_in(sentence.lower):
            found.update(re.findall(r"[\w-]{3,}", sentence.lower))
    return frozenset(found)


def find_subgroups(sentence: Sentence, everybody: frozenset[str]) -> Iterator[Subgroup]:
    """Find the subgroups a sentence names.

    Args:
        sentence: Where to look.
        everybody: Words that describe all participants of the trial, in lower case.
    """
    for match in _POPULATIONS.finditer(sentence.text):
        group = next(name for name in ("who", "group", "bound", "rest", "sex", "aged") if match[name])
        name = match[group].strip()
        if _OPEN.search(name) and (bound := _BOUND.match(sentence.text, match.start(group) + len(name))):
            name += bound[0]
        if group == "sex" and name.lower() in everybody:
            continue
        if (
            _SHARE_BEFORE.search(sentence.text, max(0, match.start() - 24), match.start())
            or name.split()[-1] in _LOOSE_ENDS
        ):
            continue
        if _EVERYBODY.search(name) or (group not in {"rest", "sex", "bound"} and not _is_subgroup(name, everybody)):
            continue
        yield Subgroup(sentence.start + match.start(group), sentence.start + match.start(group) + len(name), name)


def _is_subgroup(name: str, everybody: frozenset[str]) -> bool:
    content = set(re.findall(r"[\w-]{3,}", name.lower())) - _FILLERS
    known = len(content & everybody) / max(1, len(content))
    return known < (1.01 if _STRONG.search(name) else 0.3)


_FILLERS = frozenset(
    [
        "patients",
        "participants",
        "people",
        "women",
        "men",
        "children",
        "adults",
        "those",
        "with",
        "without",
        "who",
        "whose",
        "had",
        "have",
        "the",
        "and",
        "for",
        "were",
        "was",
        "not",
        "from",
        "aged",
        "years",
        "disease",
    ]
)
