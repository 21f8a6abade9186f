"""Endpoints that no lexicon knows, by how they are worded: "time to ...", "change from baseline in ...", "... rate"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import Endpoint, tidy
from summarizer.engines.rules.guarded import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.document import Sentence


_STOP = (
    r"(?:was|were|is|are|be|been|being|had|has|have|with|in|at|by|for|than|versus|vs|compared|among"
    r"|during|after|before|through|over"
    r"|within|did|do|does|no|not|that|which|who|whose|as|per|on|but|while|whereas|also|both"
    r"|respectively|would|will|may|could"
    r"|occurred|reported|showed|increased|decreased|improved|reached|met|between|because|when|where|if"
    r"|so|this|these|those"
    r"|we|they|it|its|their|our|his|her|favou?red|remained|and|or|the|an?|to|across|against|until"
    r"|since|about|only|there|of|from|due|set|v|reduces?|improves?|prolongs?|delays?|affects?|lowers?"
    r"|shows?|demonstrates?|achieves?|prevents?)"
)


_VERB = (
    r"(?!(?:confirmed|predicted|adjusted|corrected|advanced|unplanned|related|acquired|associated"
    r"|mediated|impaired|combined"
    r"|modified|annuali[sz]ed|standardi[sz]ed|unscheduled|repeated|need|weighted|rated|perceived"
    r"|centralized|limited|stratified)\b)[a-z]+ed\b"
)


_WORD = rf"(?!{_STOP}\b)(?!{_VERB})[A-Za-z][\w'/+-]*"


_PHRASE = rf"(?:{_WORD})(?: (?:(?:of|from|or|due to|and|to) (?:the |an? |any )?)?{_WORD}){{0,7}}"


_SHARE_OF = r"\d+(?:\.\d+)?(?:%|[- ]points?|[- ]per ?cent)"
_CHANGE = r"(?:reductions?|improvements?|decreases?|increases?|declines?|loss|relief)"
_NOUN = (
    r"(?:rates?|survival|mortality|responses?|remissions?|scores?|recurrences?|relapses?"
    r"|exacerbations?|hospitali[sz]ations?"
    r"|clearance|conversion|cure|strokes?|infarctions?|bleeding|deaths?|control|concentrations?"
    r"|levels?|index|density|volume|function"
    r"|cholesterol|pressure|circumference|scale|questionnaire|burden|negativity|success|failure"
    r"|progression|healing|improvement|recovery"
    r"|transfusions?|seizures?|attacks?|delirium|infections?|disease|illness|admissions?|amputations?"
    r"|fractures?|pregnancy|births?)"
)


_NOUNS = re.compile(rf"(?<![\w-]){_NOUN}(?: {_NOUN})?(?![\w-])", re.IGNORECASE)


_NOUN_TAIL = re.compile(rf" (?:of|from|or|due to) (?:the |an? |any )?{_WORD}(?: {_WORD}){{0,3}}", re.IGNORECASE)


_LEFT_WORD = re.compile(rf"{_WORD}|\d+-[a-z]+", re.IGNORECASE)


_WORDINGS: tuple[tuple[str, Phrases, re.Pattern[str]], ...] = (
    # Name of the matcher, what a sentence must hold for it to be tried, the pattern.
    (
        "threshold",
        Phrases("% or ", "points or ", "point or ", "percent or ", "per cent or ", "≥", "at least"),
        re.compile(
            rf"(?<![\w-])(?P<name>(?:{_WORD} ){{0,3}}{_WORD} of (?:at least |≥ ?)?\d+(?:\.\d+)?(?:%| points) or "
            rf"(?:more|greater|higher|less|lower)(?: in (?:the )?{_PHRASE})?|(?:(?:≥ ?|at least (?:an? )?){_SHARE_OF} "
            rf"|{_SHARE_OF} or (?:more|greater|higher|better) ){_CHANGE} (?:from baseline )?in (?:the )?{_PHRASE})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
    (
        "whole",
        Phrases(
            "time to",
            "time-to",
            "time from",
            "duration of",
            "length of",
            "rate of",
            "rates of",
            "incidence of",
            "number of",
            "frequency of",
        ),
        re.compile(
            r"(?<![\w-])(?P<name>(?:time (?:from randomi[sz]ation )?to (?:the )?|time-to-|duration of |length of "
            r"|(?:the )?(?:annual(?:i[sz]ed)? )?(?:cumulative )?(?:rates?|incidence|number"
            r"|frequency) of (?:the )?(?:all )?)"
            rf"{_PHRASE})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
    (
        "whole",
        Phrases("change", "reduction", "improvement", "decrease", "increase", "decline"),
        re.compile(
            r"(?<![\w-])(?P<name>(?:(?:absolute|mean|percent(?:age)?|relative|median|least[- ]squares mean) )*"
            r"(?:changes?|reductions?|improvements?|decreases?|increases?|declines?)(?: \((?:SE|SD)\))?"
            r"(?: from baseline(?: to (?:week|month|day) \d+)?)?(?: \((?:SE|SD)\))? in (?:the )?"
            rf"{_PHRASE})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
    (
        "bare",
        Phrases("risk", "odds", "hazard", "proportion of"),
        re.compile(
            r"(?<![\w-])(?:risk|odds|hazard|proportion of (?:patients|participants|people|women|men|children) "
            r"(?:with|achieving|having|who had|reaching)) (?:of |for )?(?:an? |the "
            rf"|any )?(?P<name>{_PHRASE})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
)


def find_worded(sentence: Sentence) -> Iterator[Endpoint]:
    """Find the endpoints of a sentence that are named by their wording, without overlap."""
    spans: list[tuple[int, int]] = []
    for rule, cues, pattern in _WORDINGS:
        if cues.stand_in(sentence.lower):
            for match in pattern.finditer(sentence.text):
                if not any(start < match.end("name") and match.start("name") < end for start, end in spans):
                    spans.append(match.span("name"))
                    yield from _worded(sentence, *match.span("name"), rule)
    for match in _NOUNS.finditer(sentence.text):
        start = _left_of(sentence.text, match.start())
        tail = _NOUN_TAIL.match(sentence.text, match.end())
        end = tail.end() if tail else match.end()
        if not any(first < end and start < last for first, last in spans):
            spans.append((start, end))
            yield from _worded(sentence, start, end, "noun")


def _left_of(text: str, start: int) -> int:
    """Where the words before a noun begin that belong to its name; four at most."""
    for _ in range(4):
        before = text.rfind(" ", 0, max(0, start - 1)) + 1
        word = text[before : start - 1]
        if start < 2 or text[start - 1] != " " or not _LEFT_WORD.fullmatch(word):  # noqa: PLR2004 - a word and a blank
            break
        start = before
    return start


def _worded(sentence: Sentence, start: int, end: int, rule: str) -> Iterator[Endpoint]:
    title = tidy(sentence.text[start:end])
    if len(title) > 3 and " " in title and not _is_vague(title):  # noqa: PLR2004 - a lone noun names no endpoint
        yield Endpoint(sentence.start + start, sentence.start + end, title, f"worded {rule}")


_VAGUE = re.compile(
    r"^(?:adverse|serious|treatment|confidence|hazard|odds|event|dropout|discontinuation|follow|safety"
    r"|enrol|screen|dose|side|immune|grade|severe adverse|site)"
    r"\b|(?:hazard|odds|adverse|enrol\w+|discontinuation|safety|placebo|interim|dose|screening"
    r"|compliance|withdrawal|dropout) (?:rates?|events?|levels?)$|\bplacebo\b"
    r"|\b(?:primary|secondary|outcomes?|end ?points?)\b",
    re.IGNORECASE,
)


def _is_vague(title: str) -> bool:
    return _VAGUE.search(title) is not None
