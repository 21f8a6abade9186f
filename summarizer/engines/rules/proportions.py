"""Endpoints that are told as shares of people: "the proportion of patients who lost at least 10% of their weight"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.items import PEOPLE
from summarizer.engines.rules.statements import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

_CUES = Phrases(
    "proportion", "proportions", "percentage", "percentages", "share", "lost", "gained", "losing", "gaining"
)
_SHARE = re.compile(
    rf"\b(?:proportions?|percentages?|shares?) of (?:all |the )?(?:[\w-]+ ){{0,3}}?(?:{PEOPLE}|those) "
    r"(?:(?:who|that|with|achieving|reaching|having|experiencing) (?P<what>[a-z\u2265][^;:()]{2,80}?)|(?P<free>free (?:of|from) [a-z][^;:(),\d]{2,60}?))"
    r"(?=,| \(|\.?$| (?:was|were|did|is|are|rose|fell|differed|increased|decreased|with|on|among|in the|in both|between|compared|for|from"
    r"|(?:at|by|after|within|over|through|during) (?:week|month|day|year|one|two|three|six|twelve|\d+))\b)",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?P<what>(?:lost|gained|losing|gaining) (?:at least |more than |over |\u2265 ?)?\d+(?: ?%| ?kg| pounds| letters| lines)?(?: or more| or greater)?"
    r"(?: letters| lines)?(?: of (?:their |baseline |initial |total )*(?:body ?)?weight)?)(?= (?:in|with|on|at|by|after|compared|versus|vs)\b|[,.;](?!\d)|$)"
)
_LEVEL = re.compile(r"least|more|over|greater|\u2265|letters|lines")
"""What makes of an amount a level that people reach, and no value."""
_LEAD = re.compile(r"^(?:(?:achieved|reached|attained|had|experienced|were|was|in|an?|the) )+")
_IDLE = re.compile(
    r"\b(?:achiev|reach|attain|had|have|having|experienc|develop|requir|report|were|was|are|an?|the|their|any|at|of|in|and|or|to|need)\w*"
)


def with_proportions(sentence: Sentence, names: Sequence[Name]) -> list[Name]:
    """Name what a share of people is of by all its words, where the names found are only pieces of them.

    Args:
        sentence: Where to look.
        names: Those found in it.
    """
    found = list(names) if not _CUES.stand_in(sentence.lower) else [*_fitting(sentence, names)]
    return found or list(names)


def _fitting(sentence: Sentence, names: Sequence[Name]) -> Iterator[Name]:
    wholes = [whole for whole in _wholes(sentence) if not _is_named(sentence, whole, names)]
    for name in names:
        if not any(whole.start < name.end and name.start < whole.end for whole in wholes):
            yield name
    yield from wholes


def _wholes(sentence: Sentence) -> Iterator[Name]:
    moved = (match for match in _MOVED.finditer(sentence.text) if _LEVEL.search(match[0]))
    for match in (*_SHARE.finditer(sentence.text), *moved):
        group = "what" if match["what"] else "free"
        title = _LEAD.sub("", match[group].strip())
        yield Name(sentence.start + match.start(group), sentence.start + match.end(group), title, False, False, "share")  # noqa: FBT003


def _is_named(sentence: Sentence, whole: Name, names: Sequence[Name]) -> bool:
    """Whether the names found already hold all that the words say."""
    text, inside = sentence.text, [name for name in names if name.start < whole.end and whole.start < name.end]
    left = list(text[whole.start - sentence.start : whole.end - sentence.start].lower())
    for name in inside:
        first, last = max(0, name.start - whole.start), name.end - whole.start
        left[first:last] = " " * (min(last, len(left)) - first)
    return bool(inside) and not re.search(r"\w", _IDLE.sub("", "".join(left)))
