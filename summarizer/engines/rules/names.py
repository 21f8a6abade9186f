"""Names of people and the places they come from, as articles print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0106\u010c\u010e\u0110\u0118\u011e\u0130\u0141\u0143\u0147\u0150\u0158\u015a\u0160\u0164\u016e\u0170\u0179\u017b\u017d"
_WORD = rf"[{_UPPER}][\w\u2019'-]*\.?"
_INITIALS = rf"(?:[{_UPPER}]\.[ -]?){{1,3}}"
_PARTICLE = (
    r"(?:de la|de los|van der|van den|van de|von der|de|del|della|di|da|dos|van|von|den|der"
    r"|ter|bin|ibn|al|el|la|le|du|af)"
)
_NAME = (
    rf"(?:{_INITIALS} ?|{_WORD} )(?:{_INITIALS} ?|{_PARTICLE} "
    rf"|{_WORD} ){{0,3}}(?:{_PARTICLE} )?[{_UPPER}][\w\u2019'-]+(?: (?:Jr|Sr|II|III)\b\.?)?"
)
_DEGREE = lexicon.alternation(lexicon.words("degrees"))
_DEGREES = rf"(?:(?:,| ) ?(?:{_DEGREE})(?![\w]))+"
PERSON = re.compile(
    rf"(?:\b(?:Dr|Prof|Professor|Drs|Mr|Ms|Mrs|Sir|Dame)\.? )?(?P<name>{_NAME})(?P<degrees>{_DEGREES})?"
)
_PART = re.compile(rf"^(?P<name>{_NAME}|{_INITIALS} ?{_WORD})(?P<degrees>{_DEGREES})?$")
_ONLY_DEGREES = re.compile(rf"^(?:{_DEGREE})(?:[ ,]+(?:{_DEGREE}))*$")
_NO_NAME = frozenset(lexicon.words("no_names"))


_COMPANY = re.compile(
    r",? (?:Inc|Ltd|LLC|plc|AG|SA|Corp|Co|GmbH|SE|N\.V)\b|,? ?\((?:NYSE|Nasdaq|NASDAQ|LSE|Euronext|SIX|TSE)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in a text.

    Attributes:
        name: With degrees, without title.
        start: Offset where the name (or the title before it) begins.
        end: One past the name and its degrees.
    """

    name: str
    start: int
    end: int


def find_people(
    text: str, start: int = 0, end: int | None = None, *, ordinary: frozenset[str] = frozenset()
) -> Iterator[Person]:
    """Yield what reads like a person's name in a stretch of folded text.

    Args:
        text: The folded text.
        start: Where to begin.
        end: Where to stop.
        ordinary: Words that the text prints in small letters, and that are no names.
    """
    last = len(text) if end is None else end
    while match := PERSON.search(text, start, last):
        is_person = _is_name(match["name"]) and not _COMPANY.match(text, match.end())
        if is_person and (match["degrees"] or match[0] != match["name"] or not _is_ordinary(match["name"], ordinary)):
            yield Person(_joined(match["name"], match["degrees"]), match.start(), match.end())
            start = match.end()
        else:
            blank = match["name"].find(" ")
            start = match.start("name") + (blank + 1 or len(match["name"]))


def _is_name(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and not any(
        word.strip(",") in _NO_NAME
        or word in {"Dr.", "Prof."}
        or any(letter.isdigit() for letter in word)
        or word.lower() in {"it's", "that's", "mr", "mrs"}
        or (word.isalpha() and word.isupper() and len(word) > 2)  # noqa: PLR2004
        for word in words
    )


def _is_ordinary(name: str, ordinary: frozenset[str]) -> bool:
    return any(word.lower() in ordinary or word.endswith(("'s", "\u2019s")) for word in name.split())


def _joined(name: str, degrees: str | None) -> str:
    if not degrees:
        return name.strip(" ,")
    return name.strip(" ,") + degrees.rstrip(" ,")


_MARKS = re.compile(
    r"(?<=[\w.])[\d*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070-\u2079]+(?:,\d+)*|\(\d+(?:, ?\d+)*\)|\*|\u2020"
)
_TAIL = re.compile(r"[,;:]? (?:on behalf of|for the|and colleagues|et al|representing)\b.*")


def split_people(line: str) -> list[str]:
    """Return the people of a byline or an author list, each with degrees; nothing where a piece is no name."""
    line = _TAIL.sub("", _MARKS.sub("", line)).strip(" .;,")
    people: list[str] = []
    for piece in re.split(r"[,;]? and |;|,| & ", line):
        part = re.sub(r"^(?:Dr|Prof|Professor)\.? ", "", piece.strip(" *"))
        if not part:
            continue
        if _ONLY_DEGREES.match(part) or _ONLY_DEGREES.match(part + "."):
            if people:
                people[-1] += f", {part}" if _ONLY_DEGREES.match(part) else f", {part}."
            continue
        match = _PART.match(part) or _PART.match(part + ".")
        if match is None or not _is_name(match["name"].rstrip(".")):
            return []
        people.append(part)
    return people


_STOP = re.compile(
    r"\)|;|\. |\.$| and Dr\b| (?:randomly|assigned|recruited|enrolled|studied|compared|treated)\b|,? and (?!the |of )(?=[a-z])|,? and (?:colleagues|co-?\w+|his|her|their|an? |the |one |lead|principal"
    r"|chief|first|senior|presented|"
    r"co-authors|others)|,? who\b|,? which\b|, (?:told|said|reported|presented|led|headed"
    r"|explained|wrote|in |and |during|at the|has|had|"
    r"was|is|as|on |to |for|showed|shows|writes|conclude|after|speaking)| (?:told|said|says"
    r"|reported|reports|presented|presents|who|headed|heads|led|"
    r"showed|shows|explained|during|has|and [a-z]|called|conclude[sd]?|is|was|were|write[s]?)\b|\"| - | as | \u2014 "
)
_LINK = re.compile(
    r"(?:,? ?\(|,? (?:of|from|at|with) (?:the )?(?=[A-Z\u00c0-\u00de])|, (?:(?:an?|the"
    r"|also) )?[^,;.()\"]{0,90}?\bat (?:the )?(?=[A-Z\u00c0-\u00de])"
    r"|, (?:(?:an?|the|also) )?[^,;.()\"]{0,90}?\b(?:of|from|in|with) (?:the )?(?=[A-Z\u00c0-\u00de]))"
)
_NO_PLACE = re.compile(r"\b(?:[Cc]onference|[Cc]ongress|[Mm]eeting|[Ss]ymposium|[Ss]essions|study|trial|Study|Trial)\b")
_PLACE = re.compile(r"^[A-Z\u00c0-\u00de(]|^(?:de|the|di|of|van) ")


def find_affiliation(text: str, end: int, limit: int) -> tuple[str, int] | None:
    """Return the institution that follows a name, and where it ends."""
    link = _LINK.match(text, end, limit)
    if link is None:
        return None
    begin = link.end()
    stop = _STOP.search(text, begin, min(limit, begin + 160))
    last = stop.start() if stop else min(limit, begin + 160)
    pieces = text[begin:last].split(", ")
    kept = [pieces[0]]
    for piece in pieces[1:]:
        if not _PLACE.match(piece) or len(piece.split()) > 9:  # noqa: PLR2004
            break
        kept.append(piece)
    place = ", ".join(kept).strip(" ,.")
    if not place or not place[0].isupper() or len(place) < 3 or _NO_PLACE.search(place):  # noqa: PLR2004
        return None
    if (
        place.count(".")
        and text[begin + len(place) : begin + len(place) + 1] == "."
        and place.rsplit(" ", 1)[-1].count(".")
    ):
        place += "."
    return place, begin + len(place)
