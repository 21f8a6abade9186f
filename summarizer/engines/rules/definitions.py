"""Which endpoints an article calls primary, secondary, exploratory or post hoc, and when they are measured."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import Endpoint, key_of, tidy
from summarizer.engines.rules.endpoints import find_endpoints
from summarizer.engines.rules.qualifiers import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.record import OutcomeType


_KEYWORD = re.compile(
    r"\b(?P<type>(?:co-)?primary|(?:key |major |main )?secondary|exploratory|post[- ]hoc)(?: [a-z-]+){0,2}?"
    r" (?:end ?-?points?|outcomes?(?: measures?)?|objectives?|variables?)\b",
    re.IGNORECASE,
)
_TO_RIGHT = re.compile(
    r"(?: of (?:the )?(?:study|trial))?(?:,? (?:was|were|is|are|being|included?s?|including|comprised"
    r"|consisted of|will be)|:|,| \(|;)"
    r"(?: defined as| to (?:compare|assess|evaluate|determine|show))? ?(?:an? |the "
    r"|both )?(?:composite of |combination of )?",
    re.IGNORECASE,
)


_RIGHT_END = re.compile(
    r"[.;()\[\]:]|,? (?:as |which |that |measured|assessed|defined|evaluated|with |between|compared"
    r"|(?<!change )(?<!reduction )(?<!improvement )(?<!increase )in (?:all|the|patients)|at (?:\d|one"
    r"|two|three|four|five|six|twelve|week|month|day)"
    r"|after \d|over |within |through |during |(?<!change )from (?:baseline|randomi)|by \w+ (?:review"
    r"|assessment)|per |on the |was |were |has |had |and (?:the )?(?:key )?secondary|while |whereas )",
    re.IGNORECASE,
)


_TO_LEFT = re.compile(
    r"(?:[,(-] ?(?:an?|the|its|our|also an?|which (?:was|is) (?:an?|the)|this) |,? (?:was|were|is"
    r"|served as|as|being) (?:an? |the |its |our |both )?(?:trial's |study's |last of the "
    r"|first of the |one of the |another |other |most important )?|, (?:the )?(?:last|first|one"
    r"|another) of (?:the|its|several) |[(,] ?(?:an? |the )?|, )$",
    re.IGNORECASE,
)


_TYPES: dict[str, OutcomeType] = {
    "primary": "PRIMARY", "co-primary": "PRIMARY", "secondary": "SECONDARY", "exploratory": "OTHER_PRE_SPECIFIED", "post": "POST_HOC",
}  # fmt: skip


_SPLIT = re.compile(r", (?:and )?|; | and (?!(?:or )?(?:death|safety))")


_LONGEST = 5000  # characters; what is longer is no sentence
_ADJACENT = re.compile(r"(?: \([^()]*\))?[ ,(]{0,3}")


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


def index_endpoints(document: Document, sentences: Sequence[Sentence]) -> EndpointIndex:
    """Read which endpoints the article calls primary, secondary, exploratory or post hoc."""
    index = EndpointIndex()
    for sentence in sentences:
        if len(sentence.text) > _LONGEST or not any(
            cue in sentence.lower for cue in ("primary", "secondary", "exploratory", "hoc")
        ):
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
                        if _ADJACENT.fullmatch(document.text, endpoint.end, max(endpoint.end, item.start))
                        or endpoint.start <= item.start < endpoint.end
                    ),
                    None,
                )
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
    r"\b\d|[,()]|\b(?:was|were|had|is|are|showed|met|with|significantly|improved|for|in|on)\b|^(?:the"
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
        stop = _RIGHT_END.search(sentence.text, start + 3)
        end = stop.start() if stop else len(sentence.text)
    return [item for item in _phrases(document, sentence, match, start, end) if not _NO_ENDPOINT.search(item.title)]


_APPOSED = re.compile(r"(?:[^,;.()]+(?:, [^,;.()]+)*?,? (?:or|and) )?[^,;.()]*")


_NO_ENDPOINT = re.compile(
    r"\b(?:met|reached|achieved|significant\w*|missed|not|similar|higher|lower|longer|improved"
    r"|occurred|struck|hazard ratio|recorded|numbered|seen|observed|came|fell|rose|changed|immature"
    r"|led|addressed|was|were|had|favou?r\w*|patients)\b|^\d|^(?:both |each )?of (?:which|them)"
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
    position = start
    text = sentence.text
    is_one = not match[0].lower().rstrip().endswith("s") or (
        match["type"].lower().endswith("primary") and not match[0].endswith("s")
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
