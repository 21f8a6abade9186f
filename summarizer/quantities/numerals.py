"""Numbers as articles print them, in digits and in words, as decimal strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10), ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], strict=True
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_SCALES})
"""The words that numbers in words are made of, in lower case."""
_WORD = "|".join(sorted([*_UNITS, *_TENS, *_SCALES], key=len, reverse=True))
_COUNTABLE = (
    r"(?:patients?|participants?|people|persons?|women|men|children|adults|infants|deaths?|cases?|events?|subjects|one"
    r"|[a-z]+itis|reactions?|infections?|(?:adverse|side|untoward|toxic|ill|harmful)[ -]effects?|toxicit(?:y|ies)|complications?|[st]?e?aes?|traes?|reports?"
    r"|instances?|episodes?|withdrawals?|discontinuations?|bleeding|strokes?|mortality)"
)
_NO_ZERO = (
    r"(?:(?:in|of|to|for|with|on|evidence|differences?|statistical\w*|significant\w*|clinical\w*|relevant|apparent|increase\w*"
    r"|chang\w+|impact|new|unexpected|other|further|additional|more|longer|special|specific|effect|interactions?) )"
)
NO_THING = rf"no(?= (?:(?!{_NO_ZERO})[\w-]+ ){{0,5}}?{_COUNTABLE}\b(?! on\b))"
"""Pattern of a "no" that says zero ("no serious adverse events") and not only not ("no new events"); match it without regard to case."""

WORDS = rf"(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD})){{0,8}}(?![A-Za-z])"
"""Pattern of a number in words ("one hundred and three"); match it without regard to case."""
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?![\d,]*\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
"""Pattern of an unsigned number in digits, with commas as thousands separators."""
GROUPED = r"\d{1,3}(?: \d{3})+(?![\d.,]*\d)"
"""Pattern of a number whose thousands are grouped by blanks; ambiguous unless what follows or precedes says so."""

_TOKEN = re.compile(
    rf"(?<![\w.])(?P<grouped>{GROUPED})"
    rf"|(?P<digits>(?<![A-Za-z\d.])(?<![A-Z]-)(?<!\d,)(?P<sign>(?<![\w)\]%])-)?{DIGITS})"
    rf"|(?<![A-Za-z-])(?P<nought>(?i:none|{NO_THING})(?![A-Za-z]))"
    rf"|(?<![A-Za-z])(?P<words>(?i:{WORDS}))"
)
_DIGITS = re.compile(rf"[-+]?{DIGITS}")
_GROUPED = re.compile(rf"[-+]?{GROUPED}")
_WORDS = re.compile(WORDS, re.IGNORECASE)
_PIECE = re.compile(r"\d+(?:\.\d+)?|\.\d+")


def parse_number(text: str) -> str | None:
    """Read a number printed in digits or words.

    Args:
        text: One number and nothing else: ``"1,248"``, ``"12 345"``, ``"-.031"``, ``"one hundred and three"``.

    Returns:
        The decimal string with the printed digits, or ``None`` where it is not one number.
    """
    text = text.strip()
    if _DIGITS.fullmatch(text) or _GROUPED.fullmatch(text):
        return text.lstrip("+").replace(",", "").replace(" ", "")
    if text.lower() in {"none", "no"}:
        return "0"
    return _from_words(text.lower()) if _WORDS.fullmatch(text) else None


def number_tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield every number of a folded text that stands as a token of its own.

    Args:
        text: Folded text.

    Yields:
        Start, end and decimal string with the printed digits; a minus sign belongs to the token where no number or word
        precedes it. Of thousands grouped by blanks the whole comes first, then its pieces.
    """
    for match in _TOKEN.finditer(text):
        if match["grouped"]:
            yield match.start(), match.end(), match[0].replace(" ", "")
            for piece in _PIECE.finditer(text, match.start(), match.end()):
                yield piece.start(), piece.end(), piece[0]
        else:
            value = parse_number(match[0])
            if value is not None:
                yield match.start(), match.end(), value


def _from_words(text: str) -> str | None:
    total = current = 0
    last = 0
    for word in re.split(r"[ -]+", text):
        if word == "and":
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            current = max(current, 1) * scale
            if scale > 100:  # noqa: PLR2004 - hundreds multiply what stands before them, greater scales close a group
                total, current = total + current, 0
            last = 0
            continue
        value = _UNITS.get(word, _TENS.get(word, 0))
        if last and (value >= 10 or last < 20):  # noqa: PLR2004 - "two three" and "two twenty" are two numbers
            return None
        current, last = current + value, value
    return str(total + current)
