"""At which stage the reported analysis was made, and when its data were cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.dates import find_dates
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import AnalysisStage
from summarizer.engines.rules.trials import telling_sentences

_STAGES: tuple[tuple[re.Pattern[str], AnalysisStage], ...] = (
    (re.compile(r"\bpost[ -]hoc (?:\w+ )?(?:analys[ei]s|sub-?analysis|exploration)\b"), "POST_HOC"),
    (
        re.compile(
            r"\b(?:first |second |third |planned |pre-?specified |preplanned |this "
            r"|scheduled )*interim (?:\w+ ){0,3}?(?:analys[ei]s|look|results|data|cut|findings|readout"
            r"|report|evaluation|update)\b|\bfirst planned look\b"
        ),
        "INTERIM",
    ),
    (re.compile(r"\bfinal (?:\w+ ){0,3}?(?:analys[ei]s|results|report|data)\b"), "FINAL"),
    (
        re.compile(
            r"\bupdated (?:\w+ ){0,3}?(?:analys[ei]s|results|data|report|findings|survival)\b"
            r"|\b(?:long-term|extended) follow-up (?:analysis|results|data)\b|\b(?:\d+|two|three|four"
            r"|five|ten)-year update\b"
        ),
        "UPDATED",
    ),
    (re.compile(r"\bprimary (?:analys[ei]s|results|readout|report)\b"), "PRIMARY"),
)
_CUTOFF_WORDS = Phrases("cut", "cutoff", "as of", "lock", "snapshot", "frozen")
_STAGE_WORDS = Phrases("interim", "final", "updated", "primary", "post hoc", "post-hoc", "look", "update", "follow-up")
_STAGE_THIS = re.compile(r"\b(?:this|at the|the present|the current|at an?|at this)\b[^.;]{0,20}$")
_STAGE_OWN = re.compile(
    r"\b(?:from the|report the|present the|reports the|describe the|results? (?:of|from)"
    r"|in the|in this|in an?|at an?|after (?:a|an|the)|on|an?)\b[^.;]{0,30}$"
)
_STAGE_ARTICLE = re.compile(r"\b(?:the|a|an) $")
_STAGE_NOT = re.compile(
    r"^[^.;]{0,25}\b(?:population|set\b|was by|were by|used|included all|was published"
    r"|were published|in 20|will|is foreseen|is planned|"
    r"are planned|is expected|are expected|to be|of the earlier)|^ (?:plan|method|model)"
)
_STAGE_FOREIGN = re.compile(
    r"\b(?:when|since|after|in) the (?:primary|first|initial|interim|final) [^.;]{0,40}(?:was"
    r"|were) (?:published|reported|presented)|\bone interim|"
    r"\bprevious|\bearlier|\bwill\b|\bplanned for\b|\bforeseen\b|\bawaited\b"
    r"|\b(?:included|retained|entered|eligible|left|remained|remaining|evaluable|available) (?:[^.;]{1,40} )?(?:in|for) (?:the|our) (?:final|primary)"
    r"|\bin the (?:final|primary) analysis (?:comprising|of \d|included)|\bwithout adjustment for\b|\bprice of an interim|\badjust\w+ for"
)
_CUTOFF = re.compile(
    r"\b(?:data[ -])?(?:cut-?offs?|cut off|cut|lock|cutoff date|snapshot)\b|\bas of\b"
    r"|\bdata (?:were|was) (?:cut|locked|frozen)\b|\bdatabase (?:was |were )?(?:closed|locked"
    r"|lock)\b"
)
_CUTOFF_REACH = 48


def find_stage(document: Document, scope: TrialScope) -> Fact[AnalysisStage] | None:
    """Return the stage of the analysis the article reports, where it is stated of it; the plainest statement wins."""
    best: tuple[int, Fact[AnalysisStage]] | None = None
    for sentence in telling_sentences(scope, document):
        if not _STAGE_WORDS.stand_in(sentence.lower) or _STAGE_FOREIGN.search(sentence.lower):
            continue
        for strength, fact in _stages(document, sentence):
            if strength and (best is None or strength > best[0]):
                best = (strength, fact)
    return best[1] if best else None


def _stages(document: Document, sentence: Sentence) -> Iterator[tuple[int, Fact[AnalysisStage]]]:
    lower = sentence.lower
    for pattern, value in _STAGES:
        match = pattern.search(lower)
        if match is None or _STAGE_NOT.search(lower[match.end() :]):
            continue
        before = lower[: match.start()]
        if value == "POST_HOC" and not _is_whole(document, sentence, before):
            strength = 0
        elif document.kind(sentence) is not Kind.BODY:
            strength = 2
        elif _STAGE_THIS.search(before) or match[0].startswith("this"):
            strength = 3
        elif _STAGE_OWN.search(before):
            strength = 2
        else:
            strength = 1 if value == "INTERIM" and _STAGE_ARTICLE.search(before) else 0
        yield strength, Fact(value, sentence.start + match.start(), sentence.start + match.end(), "stage")


_DONE = re.compile(
    r"\b(?:this|the present|the current|our|was an?|is an?|were|performed|conducted|undertook|report(?:s|ed)?|present(?:s|ed)?)\b[^.;]{0,40}$"
)


def _is_whole(document: Document, sentence: Sentence, before: str) -> bool:
    """Whether the article as a whole reports an analysis done afterwards, and not one result among others."""
    is_subject = re.fullmatch(r"(?:.*[?!.:] )?(?:an?|the|this) (?:\w+ )?", before) is not None
    return is_subject or document.kind(sentence) is Kind.TITLE or _DONE.search(before) is not None


def find_cutoff(document: Document, scope: TrialScope) -> Fact[str] | None:
    """Return the date at which the data were cut."""
    for sentence in scope.sentences:
        if not _CUTOFF_WORDS.stand_in(sentence.lower):
            continue
        for cue in _CUTOFF.finditer(sentence.lower):
            found = _date_near(document, sentence, cue)
            if found:
                return found
    return None


def _date_near(document: Document, sentence: Sentence, cue: re.Match[str]) -> Fact[str] | None:
    start, end = sentence.start + cue.start(), sentence.start + cue.end()
    for date in find_dates(document.text, end, min(sentence.end, end + _CUTOFF_REACH)):
        return Fact(date.value, start, date.end, "data cutoff")
    if "as of" in cue[0]:
        return None
    for date in find_dates(document.text, max(sentence.start, start - 30), start):
        return Fact(date.value, date.start, end, "data cutoff")
    return None
