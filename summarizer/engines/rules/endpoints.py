"""Names of endpoints in running text: from the lexicon, from how the article defines them, and from how they are worded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.phrases import trie
from summarizer.engines.rules.qualifiers import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.record import OutcomeType

_STOP = (
    r"(?:was|were|is|are|be|been|being|had|has|have|with|in|at|by|for|than|versus|vs|compared|among|during|after|before|through|over"
    r"|within|did|do|does|no|not|that|which|who|whose|as|per|on|but|while|whereas|also|both|respectively|would|will|may|could"
    r"|occurred|reported|showed|increased|decreased|improved|reached|met|between|because|when|where|if|so|this|these|those"
    r"|we|they|it|its|their|our|his|her|favou?red|remained|and|or|the|an?|to|across|against|until|since|about|only|there|of|from|due|set|v)"
)
_VERB = (
    r"(?!(?:confirmed|predicted|adjusted|corrected|advanced|unplanned|related|acquired|associated|mediated|impaired|combined"
    r"|modified|annuali[sz]ed|standardi[sz]ed|unscheduled|repeated|need|weighted|rated|perceived|centralized|limited|stratified)\b)[a-z]+ed\b"
)
_WORD = rf"(?!{_STOP}\b)(?!{_VERB})[A-Za-z][\w'/+-]*"
_PHRASE = rf"(?:{_WORD})(?: (?:(?:of|from|or|due to|and|to) (?:the |an? |any )?)?{_WORD}){{0,7}}"
_NOUN = (
    r"(?:rates?|survival|mortality|responses?|remissions?|scores?|recurrences?|relapses?|exacerbations?|hospitali[sz]ations?"
    r"|clearance|conversion|cure|strokes?|infarctions?|bleeding|deaths?|control|concentrations?|levels?|index|density|volume|function"
    r"|cholesterol|pressure|circumference|scale|questionnaire|burden|negativity|success|failure|progression|healing|improvement|recovery"
    r"|transfusions?|seizures?|attacks?|delirium|infections?|disease|illness|admissions?|amputations?|fractures?|pregnancy|births?)"
)
_NOUNS = re.compile(rf"(?<![\w-]){_NOUN}(?: {_NOUN})?(?![\w-])", re.IGNORECASE)
_NOUN_TAIL = re.compile(rf" (?:of|from|or|due to) (?:the |an? |any )?{_WORD}(?: {_WORD}){{0,3}}", re.IGNORECASE)
_LEFT_WORD = re.compile(rf"{_WORD}", re.IGNORECASE)
_WORDINGS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    # Name of the matcher, what a sentence must hold for it to be tried, the pattern.
    (
        "whole",
        (
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
            r"|(?:the )?(?:annual(?:i[sz]ed)? )?(?:rates?|incidence|number|frequency) of (?:the )?(?:all )?)"
            rf"{_PHRASE})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
    (
        "whole",
        ("change", "reduction", "improvement", "decrease", "increase", "decline"),
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
        ("risk", "odds", "hazard", "proportion of"),
        re.compile(
            r"(?<![\w-])(?:risk|odds|hazard|proportion of (?:patients|participants|people|women|men|children) "
            rf"(?:with|achieving|having|who had|reaching)) (?:of |for )?(?:an? |the |any )?(?P<name>{_PHRASE})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
    (
        "threshold",
        ("% or ", "points or "),
        re.compile(
            rf"(?<![\w-])(?P<name>(?:{_WORD} ){{0,3}}{_WORD} of (?:at least |≥ ?)?\d+(?:\.\d+)?(?:%| points) or "
            r"(?:more|greater|higher|less|lower))",
            re.IGNORECASE,
        ),
    ),
)
_LEADING = re.compile(
    r"^(?:(?:the|an?|any|all|median|mean|overall rate of|estimated|observed|estimates? of|significant(?:ly)?|similar|higher|lower|longer|shorter|better"
    r"|greater|improved|primary|secondary|co-primary|key|total number of|corresponding|respective|new|worse|first-time|further|numerically|patients'|some|one|two|three|four|five|six|seven|eight|nine|ten|no|more|less|fewer"
    r"|statistically|prolonged|absolute rate of|superior|similarly|likewise|meanwhile|however|moreover|reduced|high|low|good|final|updated|interim) )+",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"^(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four)[- ](?:day|week|month|year)s? ",
    re.I,
)
_TRAILING = re.compile(
    r"(?: (?:end ?-?points?|outcomes?|results?|data|analys[ei]s|benefits?|advantage|curves?|rates? of|figures?))+$",
    re.I,
)
_KEYWORD = re.compile(
    r"\b(?P<type>(?:co-)?primary|(?:key |major |main )?secondary|exploratory|post[- ]hoc)(?: (?:efficacy|composite|safety|study|clinical|composite efficacy))*"
    r" (?:end ?-?points?|outcomes?(?: measures?)?|objectives?|variables?)\b",
    re.IGNORECASE,
)
_TO_RIGHT = re.compile(
    r"(?: of (?:the )?(?:study|trial))?(?:,? (?:was|were|is|are|being|included?s?|including|comprised|consisted of|will be)|:|,| \(|;)"
    r"(?: defined as| to (?:compare|assess|evaluate|determine|show))? ?(?:an? |the |both )?(?:composite of |combination of )?",
    re.IGNORECASE,
)
_RIGHT_END = re.compile(
    r"[.;()\[\]:]|,? (?:as |which |that |measured|assessed|defined|evaluated|with |between|compared|(?<!change )(?<!reduction )(?<!improvement )(?<!increase )in (?:all|the|patients)|at (?:\d|one|two|three|four|five|six|twelve|week|month|day)"
    r"|after \d|over |within |through |during |(?<!change )from (?:baseline|randomi)|by \w+ (?:review|assessment)|per |on the |was |were |has |had |and (?:the )?(?:key )?secondary|while |whereas )",
    re.IGNORECASE,
)
_TO_LEFT = re.compile(
    r"(?:[,(-] ?(?:an?|the|its|our|also an?|which (?:was|is) (?:an?|the)|this) |,? (?:was|were|is|served as|as|being) (?:an? |the |its |our |both )?(?:trial's |study's |last of the |first of the |one of the |another |other |most important )?|, (?:the )?(?:last|first|one|another) of (?:the|its|several) |[(,] ?(?:an? |the )?|, )$",
    re.IGNORECASE,
)
_TYPES: dict[str, OutcomeType] = {
    "primary": "PRIMARY", "co-primary": "PRIMARY", "secondary": "SECONDARY", "exploratory": "OTHER_PRE_SPECIFIED", "post": "POST_HOC",
}  # fmt: skip
_SPLIT = re.compile(r", (?:and )?|; | and (?!(?:or )?(?:death|safety))")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One mention of an endpoint.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character.
        title: Its name, abbreviations spelled out.
        rule: Name of the matcher.
    """

    start: int
    end: int
    title: str
    rule: str


@dataclass
class EndpointIndex:
    """What the article says of its endpoints.

    Attributes:
        types: Title (as a key) → type.
        defined: Titles in the order of their definition, with the place of the definition.
        times: Title (as a key) → the time point that its definition gives it.
    """

    types: dict[str, OutcomeType] = field(default_factory=dict)
    defined: list[Endpoint] = field(default_factory=list)
    times: dict[str, str] = field(default_factory=dict)

    def sole(self, kind: OutcomeType) -> str | None:
        """The only endpoint of a type, or ``None``."""
        titles = {key_of(item.title): item.title for item in self.defined if self.types.get(key_of(item.title)) == kind}
        return next(iter(titles.values())) if len(titles) == 1 else None


_CHANGE = re.compile(
    r"^(?:(?:absolute|mean|percent(?:age)?|relative|median|ls|least squares) )*(?:changes?|reductions?|decreases?|improvements?|increases?|differences?)(?: \w+)?"
    r" (?:from baseline )?(?:(?:to|at) (?:week|month|day) \d+ )?in (?:the )?"
)
_WHEN = re.compile(
    r" (?:at|after|to|by|over|within|through) (?:\d|week|month|day|one|two|three|four|five|six|twelve).*$| from baseline.*$"
)


@lru_cache(maxsize=4096)
def key_of(title: str) -> str:
    """Fold a title to what makes two mentions one endpoint."""
    key = (
        re.sub(r"\s*\([^)]*\)", "", title)
        .lower()
        .replace("-", " ")
        .replace("haem", "hem")
        .replace("isation", "ization")
    )
    key = _WHEN.sub("", _CHANGE.sub("", key))
    key = re.sub(
        r"^(?:the|all|any|an?|rates? of|incidence of|annual rate of|risk of|confirmed|clinical|proportion of \w+ with) ",
        "",
        key,
    )
    key = re.sub(r" (?:rates?|status|total score|score|response)$", "", key)
    return _lexicon().get(key) or _lexicon().get(key.removesuffix("s")) or re.sub(r"(?<=[a-rt-z])s$", "", key)


@cache
def _lexicon() -> Mapping[str, str]:
    """Every spelling of the lexicon (folded) → the key of its title."""
    names: dict[str, str] = {}
    for title, entry in lexicon.table("endpoints").items():
        for name in (title, *entry.get("short", ())):
            names[re.sub(r" rates?$", "", name.lower().replace("-", " "))] = re.sub(
                r" rates?$", "", title.lower().replace("-", " ")
            )
    return names


@cache
def _long_names() -> re.Pattern[str]:
    names = [
        name.lower() for title, entry in lexicon.table("endpoints").items() for name in (title, *entry.get("names", ()))
    ]
    return re.compile(rf"(?<![\w-])(?:{trie([*names, *_verbs()])})(?![\w+]|-[a-z])")


@cache
def _short_names() -> re.Pattern[str]:
    names = [name for entry in lexicon.table("endpoints").values() for name in entry.get("short", ())]
    return re.compile(rf"(?<![\w-])(?:{trie(names)})(?![\w+]|-[a-z])")


@cache
def _verbs() -> Mapping[str, str]:
    """Words that mean an endpoint where the article names it → its title."""
    return {
        verb.lower(): title for title, entry in lexicon.table("endpoints").items() for verb in entry.get("verbs", ())
    }


_LEVEL_AFTER = re.compile(
    r" (?:level )?(?:below|of less than|under|of at most|less than|<|≤|of) ?\d+(?:\.\d+)?%(?: or (?:less|lower))?(?! \()"
)


def is_named(document: Document, title: str) -> bool:
    """Whether an article names an endpoint of the lexicon in full or by its abbreviation."""
    return _is_named(document.text, document.lower, title)


@lru_cache(maxsize=256)
def _is_named(text: str, lower: str, title: str) -> bool:
    entry = lexicon.table("endpoints")[title]
    if title in lower or any(name.lower() in lower for name in entry.get("names", ())):
        return True
    return any(re.search(rf"\b{re.escape(short)}\b", text) for short in entry.get("short", ()))


def find_endpoints(document: Document, sentence: Sentence) -> list[Endpoint]:
    """Find the endpoints a sentence names, without overlap, in order."""
    found = [*_from_lexicon(document, sentence)]
    for item in _from_wording(sentence):
        inside = [kept for kept in found if kept.start < item.end and item.start < kept.end]
        if not inside:
            found.append(item)
        elif (
            len(inside) == 1
            and item.start < inside[0].start
            and inside[0].end <= item.end
            and inside[0].rule == "lexicon"
        ):
            # Words before a known name narrow it ("confirmed objective response"); words after it are the sentence's.
            end = inside[0].end if item.rule == "worded noun" else item.end
            title = tidy(sentence.text[item.start - sentence.start : end - sentence.start])
            found[found.index(inside[0])] = Endpoint(item.start, end, title, item.rule)
    return sorted(found, key=lambda item: item.start)


def _from_lexicon(document: Document, sentence: Sentence) -> Iterator[Endpoint]:
    for match in _long_names().finditer(sentence.lower):
        verb = _verbs().get(match[0]) or _verbs().get(match[0].replace(" ", "-"))
        if verb is None:
            yield _known(sentence, match, sentence.text[match.start() : match.end()])
        elif is_named(document, verb):
            yield Endpoint(sentence.start + match.start(), sentence.start + match.end(), verb, "meant")
    for match in _short_names().finditer(sentence.text):
        if match[0] in document.abbreviations or match[0] not in _AMBIGUOUS:
            yield _known(sentence, match, document.abbreviations.get(match[0], match[0]))


_AMBIGUOUS = frozenset({"PR", "CR", "ARR", "SVR", "CSS", "CDP", "MFS"})


def _known(sentence: Sentence, match: re.Match[str], name: str) -> Endpoint:
    level = _LEVEL_AFTER.match(sentence.text, match.end())
    title = tidy(name) + (level[0] if level else "")
    return Endpoint(sentence.start + match.start(), sentence.start + (level or match).end(), title, "lexicon")


def _from_wording(sentence: Sentence) -> Iterator[Endpoint]:
    spans: list[tuple[int, int]] = []
    for rule, cues, pattern in _WORDINGS:
        if any(cue in sentence.lower for cue in cues):
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
    r"^(?:adverse|serious|treatment|confidence|hazard|odds|event|dropout|discontinuation|follow|safety|enrol|screen|dose|side|immune|grade|severe adverse|site)"
    r"\b|(?:hazard|odds|adverse|enrol\w+|discontinuation|safety|placebo|interim|dose|screening|compliance|withdrawal|dropout) (?:rates?|events?|levels?)$|\bplacebo\b",
    re.IGNORECASE,
)


def _is_vague(title: str) -> bool:
    return _VAGUE.search(title) is not None


def tidy(title: str) -> str:
    """Strip a name of determiners, comparisons and what only points at it."""
    title = _LEADING.sub("", title.strip(" ,;:"))
    title = _LEADING.sub("", _YEARS.sub("", title))
    title = _TRAILING.sub("", title)
    if title[:1].isupper() and title[1:].islower():
        title = title[0].lower() + title[1:]
    return title


def index_endpoints(document: Document, sentences: Sequence[Sentence]) -> EndpointIndex:
    """Read which endpoints the article calls primary, secondary, exploratory or post hoc."""
    index = EndpointIndex()
    for sentence in sentences:
        if not any(cue in sentence.lower for cue in ("primary", "secondary", "exploratory", "hoc")):
            continue
        for match in _KEYWORD.finditer(sentence.text):
            kind = _TYPES[
                re.split(
                    r"[- ]hoc", match["type"].lower().removeprefix("key ").removeprefix("major ").removeprefix("main ")
                )[0].strip()
            ]
            for endpoint in _defined_left(document, sentence, match) or _defined_right(document, sentence, match):
                key = key_of(endpoint.title)
                if key not in index.types or kind == "PRIMARY":
                    index.types[key] = kind
                if key not in {key_of(item.title) for item in index.defined}:
                    index.defined.append(endpoint)
                time = next(
                    (
                        item
                        for item in find_times(sentence)
                        if -3 <= item.start - endpoint.end <= 3 or endpoint.start <= item.start < endpoint.end
                    ),
                    None,
                )  # noqa: PLR2004
                if time and len(time.names) == 1:
                    index.times.setdefault(key, time.names[0])
    return index


def _defined_left(document: Document, sentence: Sentence, match: re.Match[str]) -> list[Endpoint]:
    """Read "X, a secondary endpoint" and "X and Y were the primary endpoints"."""
    before = sentence.text[: match.start()]
    link = _TO_LEFT.search(before)
    if link is None:
        return []
    reach = sentence.start + link.start()
    whole = _clause_before(sentence, link.start())
    if whole is not None:
        return [whole]
    near = [item for item in find_endpoints(document, sentence) if item.end <= reach]
    if not near or not re.fullmatch(r"(?: \([\w -]+\))?[,)]?", document.text[near[-1].end : reach]):
        return []
    found = [near[-1]]
    if re.search(r"\b(?:were|both)\b", link[0]):
        for item in reversed(near[:-1]):
            if not re.fullmatch(r"(?: \([\w -]+\))?(?:,|,? and) (?:the )?", document.text[item.end : found[0].start]):
                break
            found.insert(0, item)
    return found


def _clause_before(sentence: Sentence, end: int) -> Endpoint | None:
    """The whole clause before ", the primary outcome,": a name, where it is short and has no verb and no number."""
    text = sentence.text[:end]
    start = max(text.rfind(mark) + len(mark) if mark in text else 0 for mark in (". ", "; ", ": ", "• "))
    piece = text[start:]
    title = tidy(piece)
    bare = _THRESHOLD.sub("", piece)
    is_name = re.match(r"[A-Za-z].*[a-z]{3}", title) and len(title.split()) <= 12  # noqa: PLR2004 - longer is a sentence
    if not is_name or _NO_CLAUSE_NAME.search(bare):
        return None
    return Endpoint(sentence.start + start, sentence.start + end, title, "defined")


_THRESHOLD = re.compile(r" of (?:at least )?\d+(?:\.\d+)?(?:%| points) or \w+")
_NO_CLAUSE_NAME = re.compile(
    r"\b\d|[,()]|\b(?:was|were|had|is|are|showed|met|with|significantly|improved|for|in|on)\b|^(?:the|this|that|both|a)$| and (?!.* or )",
    re.IGNORECASE,
)


def _defined_right(document: Document, sentence: Sentence, match: re.Match[str]) -> list[Endpoint]:
    """Read "the primary endpoint was X" and "the primary outcome, X,"."""
    link = _TO_RIGHT.match(sentence.text, match.end())
    if link is None:
        return []
    start = link.end()
    if link[0].strip() == "(":
        end = sentence.text.find(")", start)
    elif link[0].strip() == ",":
        end = _APPOSED.match(sentence.text, start).end()  # type: ignore[union-attr] - matches anything
    else:
        stop = _RIGHT_END.search(sentence.text, start + 3)
        end = stop.start() if stop else len(sentence.text)
    return [item for item in _phrases(document, sentence, match, start, end) if not _NO_ENDPOINT.search(item.title)]


_APPOSED = re.compile(r"(?:[^,;.()]+(?:, [^,;.()]+)*?,? (?:or|and) )?[^,;.()]*")
_NO_ENDPOINT = re.compile(
    r"\b(?:met|reached|achieved|significant\w*|missed|not|similar|higher|lower|longer|improved|occurred|struck|hazard ratio|recorded|numbered|seen|observed|came|fell|rose|changed|immature|led|addressed|was|were|had|favou?r\w*|patients)\b|^\d|^(?:safety|tolerability|adverse events|toxicity|safety and tolerability|pharmacokinetics)$",
    re.IGNORECASE,
)


_ASIDE = re.compile(
    r",? (?:meaning|defined as|that is|i\.e\.),? [^;)]*?(?=,? (?:or|and) (?!\w+ \w+ visit)\w+ (?:from|of|due)|$)| \([^)]*\)|,(?= or )",
    re.IGNORECASE,
)


def _phrases(document: Document, sentence: Sentence, match: re.Match[str], start: int, end: int) -> Iterator[Endpoint]:
    position = start
    text = sentence.text
    is_one = (
        not match[0].lower().rstrip().endswith("s")
        or match["type"].lower().endswith("primary")
        and not match[0].endswith("s")
    )
    pieces = [text[start:end]] if is_one else _SPLIT.split(text[start:end])
    for piece in pieces:
        begin = text.index(piece, position) if piece else position
        position = begin + len(piece)
        title = tidy(_ASIDE.sub("", piece))
        if 2 <= len(title) <= 120 and len(title.split()) <= 14:  # noqa: PLR2004 - longer ones are sentences, not names
            yield Endpoint(sentence.start + begin, sentence.start + position, _spelled(document, title), "defined")


def _spelled(document: Document, title: str) -> str:
    return document.abbreviations.get(title, title)
