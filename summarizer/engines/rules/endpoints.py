"""Names of endpoints in running text: from the lexicon, from how the article defines them, and from how they are worded."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.endpoint_names import Endpoint, tidy
from summarizer.engines.rules.phrases import trie
from summarizer.engines.rules.wordings import find_worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summarizer.engines.rules.document import Document, Sentence


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


_UNIT_OF_LEVEL = (
    r"(?:%| ?(?:[A-Za-zµμ]+/[A-Za-z\d.]+|mm ?Hg|kg|cm|mm|points|copies per (?:mL|millilit(?:er|re)))(?![\w/]))"
)
_LEVEL_AFTER = re.compile(
    r" (?:levels? )?(?:(?:(?:of )?(?:less|more|greater|lower|higher) than|(?:of )?at (?:most|least)|below|under|above|over|[<>≤≥])"
    rf" ?\d+(?:\.\d+)?{_UNIT_OF_LEVEL}(?! \((?![Pp]))|of \d+(?:\.\d+)?{_UNIT_OF_LEVEL} or (?:less|lower|more|higher|greater))"
)


def is_named(document: Document, title: str) -> bool:
    """Whether an article names an endpoint of the lexicon in full or by its abbreviation."""
    return _is_named(document.text, document.lower, title)


@lru_cache(maxsize=256)
def _is_named(text: str, lower: str, title: str) -> bool:
    entry = lexicon.table("endpoints")[title]
    if title in lower or any(name.lower() in lower for name in entry.get("names", ())):
        return True
    return any(short in text and re.search(rf"\b{re.escape(short)}\b", text) for short in entry.get("short", ()))


def find_endpoints(document: Document, sentence: Sentence) -> list[Endpoint]:
    """Find the endpoints a sentence names, without overlap, in order."""
    found = [*_from_lexicon(document, sentence)]
    for item in find_worded(sentence):
        inside = [kept for kept in found if kept.start < item.end and item.start < kept.end]
        if not inside:
            found.append(item)
        elif (
            len(inside) == 1
            and item.start < inside[0].start
            and inside[0].end <= item.end
            and (inside[0].rule == "lexicon" or item.rule == "worded whole")
            and not _GAIN.match(item.title)
        ):
            # Words before a known name narrow it ("confirmed objective response"); words after it are the sentence's.
            end = inside[0].end if item.rule == "worded noun" else item.end
            title = tidy(sentence.text[item.start - sentence.start : end - sentence.start])
            found[found.index(inside[0])] = Endpoint(item.start, end, title, item.rule)
    return sorted(found, key=lambda item: item.start)


_GAIN = re.compile(
    r"(?:\w+ )?(?:improvement|benefit|reduction|increase|decrease|decline)s? in .*(?:survival|response"
    r"|mortality|rate)",
    re.IGNORECASE,
)


def _from_lexicon(document: Document, sentence: Sentence) -> Iterator[Endpoint]:
    for match in _long_names().finditer(sentence.lower):
        verb = _verbs().get(match[0]) or _verbs().get(match[0].replace(" ", "-"))
        if verb is None:
            yield _known(sentence, match, sentence.text[match.start() : match.end()])
        elif is_named(document, verb):
            yield Endpoint(sentence.start + match.start(), sentence.start + match.end(), verb, "meant")
        elif match[0] in _LIVING:
            yield Endpoint(sentence.start + match.start(), sentence.start + match.end(), "survival", "meant")
    for match in _short_names().finditer(sentence.text):
        if match[0] in document.abbreviations or match[0] not in _AMBIGUOUS:
            yield _known(sentence, match, document.abbreviations.get(match[0], match[0]))


_LIVING = frozenset({"survival", "survived", "lived"})
_AMBIGUOUS = frozenset({"PR", "CR", "ARR", "SVR", "CSS", "CDP", "MFS"})


def _known(sentence: Sentence, match: re.Match[str], name: str) -> Endpoint:
    level = _LEVEL_AFTER.match(sentence.text, match.end())
    title = tidy(name) + (level[0] if level else "")
    return Endpoint(sentence.start + match.start(), sentence.start + (level or match).end(), title, "lexicon")
