"""Which endpoints an article calls primary, secondary, exploratory or post hoc, and when they are measured."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import Endpoint, is_title, key_of, spell_out, tidy
from summarizer.engines.rules.endpoints import find_endpoints
from summarizer.engines.rules.measure_phrases import phrase_after, phrase_before
from summarizer.engines.rules.measured import find_measured
from summarizer.engines.rules.primaries import is_of_secondary
from summarizer.engines.rules.time_points import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.record import OutcomeType


_KEYWORD = re.compile(
    r"\b(?P<type>(?:co-)?primary|(?:key |major |main |principal )?secondary|exploratory|post[- ]hoc|main|principal)(?: [a-z-]+){0,2}?"
    r" (?:end ?-?points?|(?:outcome|efficacy|study|response|effect) (?:measurements?|parameters?|variables?|criteri(?:on|a)|measures?)"
    r"|outcomes?(?: of interest)?|objectives?|variables?|measures?|measurements?|parameters?)(?!\w)(?! measures?)",
    re.IGNORECASE,
)
_TO_RIGHT = re.compile(
    r"(?: measured)?(?: (?:of|in|for) (?:the |this |our )?(?:study|trial|analysis|efficacy|interest))?(?: \([A-Z]\w{0,5}\))?"
    r"(?:(?P<firm>(?: (?:was|were|is|are|being|included?s?|including|comprised|consisted of|will be|concerned)|:)"
    r"(?: (?:defined as|assessed by|measured as))?:?)| of(?! (?:the |this |our )?(?:study|trial))|,(?: (?:being|including))?| \(|;)"
    r"(?: to (?:compare|assess|evaluate|determine|show))? ?(?:an? |the |both )?(?:composite of (?:the )?|combination of )?",
    re.IGNORECASE,
)


_RIGHT_END = re.compile(
    r"[.;()\[\]:]|,? (?:as (?!well)|which |that |whether |measured|assessed|defined|evaluated|recorded|collected|obtained|analy[sz]ed"
    r"|(?<!patients )(?<!participants )(?<!satisfaction )(?<!compliance )(?<!people )(?<!women )(?<!children )with |(?<!difference )(?<!differences )between|compared"
    r"|(?<!change )(?<!reduction )(?<!improvement )(?<!increase )in (?:all|the|patients)|at (?:\d|one"
    r"|two|three|four|five|six|twelve|week|month|day)"
    r"|after \d|over |within |through |during |(?<!change )from (?:baseline|randomi)|by \w+ (?:review"
    r"|assessment)|per |on the |on which |was |were |has |had |and (?:the )?(?:key )?secondary|while |whereas )",
    re.IGNORECASE,
)


_TO_LEFT = re.compile(
    r"(?:[,(-] ?(?:an?|the|its|our|also an?|which (?:was|is) (?:an?|the)|this) |,? (?:was|were|is"
    r"|served as|(?:(?:was|were) )?(?:assessed|measured|taken|chosen|used|considered|selected|analy[sz]ed|evaluated) as|as|being)"
    r" (?:an? |the |its |our |both )?(?:trial's |study's |last of the "
    r"|first of the |one of the |another |other |most important )?|, (?:the )?(?:last|first|one"
    r"|another) of (?:the|its|several) |[(,] ?(?:an? |the )?|, )$",
    re.IGNORECASE,
)


_TYPES: dict[str, OutcomeType] = {
    "primary": "PRIMARY", "co-primary": "PRIMARY", "main": "PRIMARY", "principal": "PRIMARY", "secondary": "SECONDARY", "exploratory": "OTHER_PRE_SPECIFIED", "post": "POST_HOC",
}  # fmt: skip


_SPLIT = re.compile(
    r",? (?:and )?\(?(?:\d|i{1,3}|[a-d])\) |, (?:and |as well as )?|; | as well as | and (?!(?:or )?(?:death|safety))"
)


_LONGEST_TITLE = 160
_LONGEST = 5000  # characters; what is longer is no sentence
_ADJACENT = re.compile(r"(?: \([^()]*\))?[ ,(]{0,3}")


@dataclass
class EndpointIndex:
    """What the article says of its endpoints.

    Attributes:
        types: Title (as a key) → type.
        defined: Titles in the order of their definition, with the place of the definition.
        times: Title (as a key) → the time point that its definition gives it.
        measured: What it only says it measured.
    """

    types: dict[str, OutcomeType] = field(default_factory=dict)
    defined: list[Endpoint] = field(default_factory=list)
    times: dict[str, str] = field(default_factory=dict)
    measured: list[Endpoint] = field(default_factory=list)

    def sole(self, kind: OutcomeType) -> str | None:
        """The only endpoint of a type, or ``None``."""
        titles = {key_of(item.title): item.title for item in self.defined if self.types.get(key_of(item.title)) == kind}
        return next(iter(titles.values())) if len(titles) == 1 else None


def index_endpoints(document: Document, sentences: Sequence[Sentence]) -> EndpointIndex:
    """Read which endpoints the article calls primary, secondary, exploratory or post hoc."""
    index = EndpointIndex()
    for sentence in sentences:
        if len(sentence.text) > _LONGEST:
            continue
        if sentence.section == "OUTCOMES":
            _read_outcomes(document, sentence, index)
        kinds = _read_types(document, sentence, index)
        for item in find_measured(document, sentence):
            if any(item.start < other.end and other.start < item.end for other in index.defined):
                continue
            if kinds:
                _keep(document, sentence, index, item, kinds[0])
            else:
                index.measured.append(item)
    return index


def _read_types(document: Document, sentence: Sentence, index: EndpointIndex) -> list[OutcomeType]:
    """Read what a sentence calls primary and the like; return the types that it names, if they are one."""
    kinds: list[OutcomeType] = []
    if not any(cue in sentence.lower for cue in ("primary", "secondary", "exploratory", "hoc", "main ", "principal")):
        return kinds
    for match in _KEYWORD.finditer(sentence.text):
        if is_of_secondary(sentence.lower, match.start()):
            continue
        named = re.sub(r"^(?:(?:key|major|main|principal) (?=secondary))|[- ]hoc", "", match["type"].lower()).strip()
        kinds.append(_TYPES[named])
        for endpoint in _defined(document, sentence, match):
            _keep(document, sentence, index, endpoint, kinds[-1])
    return kinds if len(set(kinds)) == 1 else []


_WHO_REACH = 80
_IN_WHOM = re.compile(
    r"\b(?:in|among|for|within) (?:the |all )?(?:sub)?(?:group of |set of |cohort of )?(?:\d+ )?(?:[\w-]+ ){0,2}?"
    r"(?:patients|participants|people|women|men|children|adults|those|individuals) (?:with(?:out)?|who had|having) (?:an? |prior |previous |known |a history of )*(?:[\w-]+ )?$",
    re.IGNORECASE,
)
"""What stands before a disease that tells in whom, and not what, was measured: "in patients with | heart failure, the primary outcome"."""


def _keep(document: Document, sentence: Sentence, index: EndpointIndex, endpoint: Endpoint, kind: OutcomeType) -> None:
    """Keep a defined endpoint, its type, and the one time right beside it."""
    if _IN_WHOM.search(document.text, max(sentence.start, endpoint.start - _WHO_REACH), endpoint.start):
        return
    key = key_of(endpoint.title)
    if key not in index.types or kind == "PRIMARY":
        index.types[key] = kind
    if key not in {key_of(item.title) for item in index.defined}:
        index.defined.append(endpoint)
    for item in find_times(sentence):
        beside = _ADJACENT.fullmatch(document.text, endpoint.end, max(endpoint.end, item.start))
        if beside or endpoint.start <= item.start < endpoint.end:
            if len(item.names) == 1:
                index.times.setdefault(key, item.names[0])
            break


def _read_outcomes(document: Document, sentence: Sentence, index: EndpointIndex) -> None:
    """Read the list under "Main outcome measures:"."""
    label = document.lower[max(0, sentence.start - 40) : sentence.start].rstrip(".: \n")
    if not label.endswith(_OUTCOME_LABELS) or _KEYWORD.search(sentence.text) or _SENTENCE.search(sentence.text):
        return
    kind: OutcomeType | None = "PRIMARY" if _MAIN.search(label) else None
    for item in _pieces(document, sentence, 0, _right_end(sentence.text, 0)):
        if kind and not _NO_ENDPOINT.search(item.title):
            index.types.setdefault(key_of(item.title), kind)
            index.defined.append(item)


_MAIN = re.compile(r"(?:main|primary) (?!and\b|or\b)[a-z ]*$")
_OUTCOME_LABELS = (
    "outcome",
    "outcomes",
    "measure",
    "measures",
    "measure(s)",
    "measurement",
    "measurements",
    "end points",
    "endpoints",
)
_SENTENCE = re.compile(r"\b(?:was|were|is|are|we|had|will|did)\b")


def _defined(document: Document, sentence: Sentence, match: re.Match[str]) -> list[Endpoint]:
    """Read to the right where a verb or colon follows, else to the left first."""
    link = _TO_RIGHT.match(sentence.text, match.end())
    if link and link["firm"]:
        return _defined_right(document, sentence, match)
    return _defined_left(document, sentence, match) or _defined_right(document, sentence, match)


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
    listed = _list_before(document, sentence, link.start()) if " were " in link[0] else []
    listed = listed or (_subject_before(sentence, link.start()) if " was " in link[0] else [])
    if listed:
        return listed
    near = [item for item in find_endpoints(document, sentence) if item.end <= reach]
    if not near or not re.fullmatch(r"(?: \([^()]*\))?[,)]?", document.text[near[-1].end : reach]):
        return [] if near else _phrase_left(sentence, link.start())
    found = [near[-1]]
    if re.search(r"\b(?:were|both)\b", link[0]):
        for item in reversed(near[:-1]):
            if not re.fullmatch(r"(?: \([\w -]+\))?(?:,|,? and) (?:the )?", document.text[item.end : found[0].start]):
                break
            found.insert(0, item)
    return found


def _phrase_left(sentence: Sentence, end: int) -> list[Endpoint]:
    """Read "we compared intubation time (primary outcome)": the noun phrase before the bracket."""
    if sentence.text[end : end + 2].strip()[:1] not in {"(", ","}:
        return []
    last = re.sub(
        r"(?: in (?:seconds|minutes|hours|days|mm|cm|percent))?(?: \([^()]*\))?[ ,]*$", "", sentence.text[:end]
    )
    start = phrase_before(sentence.text, len(last), 0)
    title = tidy(last[start:]) if start is not None else ""
    if len(title) < 4 or _NO_ENDPOINT.search(title) or _NO_PHRASE.search(title):  # noqa: PLR2004 - shorter words name nothing
        return []
    return [Endpoint(sentence.start + (start or 0), sentence.start + len(last), title, "defined")]


_NO_PHRASE = re.compile(
    r"^(?:those|did|[\d.-]+|(?:months?|weeks?|days?|years?|hours?|points?|groups?|arms?|treatment|placebo|study|trial)$)|\bthose\b",
    re.IGNORECASE,
)


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


def _subject_before(sentence: Sentence, end: int) -> list[Endpoint]:
    """The subject of "X in A, B and C was taken as the primary outcome"."""
    opened = max(
        sentence.text.rfind(mark, 0, end) + len(mark) if mark in sentence.text[:end] else 0 for mark in ("; ", ": ")
    )
    if _NO_LIST.search(sentence.text, opened, end) or ", " not in sentence.text[opened:end]:
        return []
    leading = _ARTICLE.match(sentence.text, opened)
    start = leading.end() if leading else opened
    stop = phrase_after(sentence.text, start, end)
    title = tidy(sentence.text[start:stop]) if stop else ""
    if len(title.split()) < 2 or not is_title(title) or _NO_ENDPOINT.search(title):  # noqa: PLR2004 - a lone word may be cut
        return []
    return [Endpoint(sentence.start + start, sentence.start + (stop or end), title, "defined")]


_ARTICLE = re.compile(r"(?:the |an? |mean |median )+", re.IGNORECASE)


def _list_before(document: Document, sentence: Sentence, end: int) -> list[Endpoint]:
    """The items of "X, Y and Z were the primary endpoints", where nothing but names stands before the verb."""
    text = sentence.text[:end]
    start = max(text.rfind(mark) + len(mark) if mark in text else 0 for mark in (". ", "; ", ": ", "\u2022 "))
    if _NO_LIST.search(text, start) or len(text) - start > _LONGEST_TITLE:
        return []
    found = list(_pieces(document, sentence, start, end))
    return [] if any(_NO_ENDPOINT.search(item.title) for item in found) else found


_NO_LIST = re.compile(
    r"\b(?:was|were|had|did|is|are|showed|met|improved|we|our|which|that)\b|\d\.\d|[<=>]", re.IGNORECASE
)
_THRESHOLD = re.compile(r" of (?:at least )?\d+(?:\.\d+)?(?:%| points) or \w+")


_NO_CLAUSE_NAME = re.compile(
    r"\b\d|[,()]|\b(?:was|were|had|did|is|are|showed|met|with|significantly|improved|for|in|on)\b|^(?:the"
    r"|this|that|both|a)$| and (?!.* or )",
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
        apposed = _APPOSED.match(sentence.text, start)
        end = apposed.end() if apposed else start
    else:
        end = _right_end(sentence.text, start)
    return [item for item in _phrases(document, sentence, match, start, end) if not _NO_ENDPOINT.search(item.title)]


def _right_end(text: str, start: int) -> int:
    """Where a definition ends; what stands in brackets does not end it."""
    bare = _BRACKETS.sub(lambda match: "\x00" * len(match[0]), text)
    bare = _AT_TIME.sub(lambda match: "\x00" * len(match[0]), bare)
    stop = _RIGHT_END.search(bare, start + 3)
    return stop.start() if stop else len(text)


_AT_TIME = re.compile(  # within a list a time does not end the definition
    r" (?:at|after|within|through|over|during) (?:the )?(?:(?:\d+|one|two|three|four|six|twelve)(?:[- ](?:and|to) \d+)?[ -](?:days?|weeks?|months?|years?|hours?)"
    r"|(?:week|day|month|year)s? \d+(?:(?: and |, | to |-)\d+)*)(?=,? and (?!the )|, )"
    r"| from baseline(?: (?:to|through|until|at) (?:the end of [a-z]+|(?:week|day|month|cycle|visit|year) \d+|\d+[ -][a-z]+))?(?=,? and |, )"
    r"| as an? (?:index|marker|measure|indicator|surrogate) (?:of|for) [\w -]{3,40}(?: \([^()]*\))?(?=,? and |, )",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_APPOSED = re.compile(r"(?:[^,;.()]+(?:, [^,;.()]+)*?,? (?:or|and) )?[^,;.()]*")


_NO_ENDPOINT = re.compile(
    r"\b(?:met|reached|achieved|significant\w*|missed|not|similar|higher|lower|longer|improved"
    r"|occurred|struck|hazard ratio|recorded|numbered|seen|observed|came|fell|rose|changed|immature"
    r"|led|addressed|was|were|had|favou?r\w*)\b|^\d|^(?:absolute |mean )?change$|^(?:besides|however|either|that|whether|while|although|but|this|these|our|to|for|in|by|also|then|all|respectively|calculated|twice|consistent|negative|positive"
    r"|collected|analy[sz]ed|available|based|determined|compared|used|assessed|measured|patients|shown|reported|following)\b|^(?:[Pp]|HR|OR|RR) ?(?:[=<>]|\d)|="
    r"|^(?:the )?(?:clinical )?(?:effects?|efficacy|impact|effectiveness|influence) of\b|^(?:both |each )?of (?:which|them)"
    r"|^(?:safety|tolerability|adverse events"
    r"|toxicity|safety and tolerability|pharmacokinetics)$",
    re.IGNORECASE,
)


_ASIDE = re.compile(
    r",? (?:meaning|defined as|that is|i\.e\.),? [^;)]*?(?=,? (?:or|and) (?!\w+ \w+ visit)\w+ (?:from"
    r"|of|due)|$)| \([^)]*\)|,(?= or )",
    re.IGNORECASE,
)


def _phrases(document: Document, sentence: Sentence, match: re.Match[str], start: int, end: int) -> Iterator[Endpoint]:
    is_one = not match[0].lower().rstrip().endswith(("s", "a"))
    if is_one:
        yield from _piece(document, sentence, start, end)
    else:
        yield from _pieces(document, sentence, start, end)


def _pieces(document: Document, sentence: Sentence, start: int, end: int) -> Iterator[Endpoint]:
    """Read the items of a list."""
    bare = re.sub(r"\([^()]*\)", lambda match: "\x00" * len(match[0]), sentence.text[start:end])
    position = 0
    for joint in [*_SPLIT.finditer(bare), None]:
        stop = joint.start() if joint else len(bare)
        yield from _piece(document, sentence, start + position, start + stop)
        position = joint.end() if joint else stop


def _piece(document: Document, sentence: Sentence, start: int, end: int) -> Iterator[Endpoint]:
    title = tidy(_WHEN.sub("", _ASIDE.sub("", sentence.text[start:end])))
    if is_title(title) and 2 <= len(title) <= _LONGEST_TITLE and len(title.split()) <= (22 if " or " in title else 14):  # noqa: PLR2004 - longer ones are sentences, not names
        yield Endpoint(sentence.start + start, sentence.start + end, _spelled(document, title), "defined")


_WHEN = re.compile(
    r" (?:at|after|by|over|within|through|in|during|on) (?:the )?(?:(?:week|day|month|year|cycle|visit)s? \d+|\d+[ -](?:days?|weeks?|months?|years?|hours?))"
    r"\b.*$",
    re.IGNORECASE,
)


def _spelled(document: Document, title: str) -> str:
    return spell_out(title, document.abbreviations)
