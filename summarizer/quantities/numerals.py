"""Numbers as articles print them, in digits and in words, as decimal strings."""

from __future__ import annotations

import re
from operator import itemgetter
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
_MAY_BEGIN = NUMBER_WORDS | {"no", "none"}
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
_NO_SUCH_HARM = (
    rf"(?:(?:clinically |statistically )?(?:significant|relevant|special|specific|unexpected|other|further|additional|new)(?:,| or| and)? ){{1,2}}"
    rf"(?:(?!{_NO_ZERO})[\w-]+ ){{0,2}}?(?:(?:adverse|untoward) (?:drug )?(?:events?|effects?|reactions?)|side[- ]effects?|complications?|toxicit(?:y|ies))"
)
NO_THING = (
    rf"no(?= (?:(?:(?!{_NO_ZERO})[\w-]+,? ){{0,7}}?{_COUNTABLE}\b(?! on\b)|{_NO_SUCH_HARM}\b(?! (?:on|between)\b)))"
)
"""Pattern of a "no" that says zero ("no serious adverse events") and not only not ("no new events"); match it without regard to case."""

WORDS = rf"(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD})){{0,8}}(?![A-Za-z])"
"""Pattern of a number in words ("one hundred and three"); match it without regard to case."""
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?![\d,]*\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
"""Pattern of an unsigned number in digits, with commas as thousands separators."""
GROUPED = r"\d{1,3}(?: \d{3})+(?![\d.,]*\d)"
"""Pattern of a number whose thousands are grouped by blanks; ambiguous unless what follows or precedes says so."""

SIGN = r"(?:[-+]|-[£$€¥])"
"""Pattern of a sign; a currency may stand between the minus and its number."""

# A number in digits is looked for where a digit is; signs and points before it are taken in from there.
_DIGIT_RUN = re.compile(r"[0-9]+")
_IN_DIGITS = re.compile(
    rf"(?<![\w.])(?P<grouped>{GROUPED})|(?<![A-Za-z\d.])(?<![A-Z]-)(?<!\d,)(?:(?<![\w)\]%])-[£$€¥]?)?{DIGITS}"
)
_MOST_BEFORE_DIGITS = 3
_LETTERS = re.compile(r"[A-Za-z]+")
_NOUGHT = re.compile(rf"(?<!-)(?:none|{NO_THING})(?![A-Za-z])", re.IGNORECASE)
_WORDS = re.compile(WORDS, re.IGNORECASE)
_DIGITS = re.compile(rf"[-+]?[£$€¥]?{DIGITS}")
_GROUPED = re.compile(rf"[-+]?[£$€¥]?{GROUPED}")
_PIECE = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_NOT_PRINTED = str.maketrans("", "", "+, £$€¥")


def parse_number(text: str) -> str | None:
    """Read a number printed in digits or words.

    Args:
        text: One number and nothing else: ``"1,248"``, ``"12 345"``, ``"-.031"``, ``"-£1410"``, ``"one hundred and three"``.

    Returns:
        The decimal string with the printed digits, or ``None`` where it is not one number.
    """
    if text.isdecimal():
        return text
    text = text.strip()
    if _DIGITS.fullmatch(text) or _GROUPED.fullmatch(text):
        return text.translate(_NOT_PRINTED)
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
    # The sort keeps the whole before its first piece, which begins where it does.
    yield from sorted((*_in_digits(text), *_in_words(text)), key=itemgetter(0))


def _in_digits(text: str) -> Iterator[tuple[int, int, str]]:
    run = _DIGIT_RUN.search(text)
    while run is not None:
        match = _match_around(text, run.start())
        if match is not None:
            start, end = match.span()
            yield start, end, match[0].translate(_NOT_PRINTED)
            if match["grouped"]:
                for piece in _PIECE.finditer(text, start, end):
                    yield piece.start(), piece.end(), piece[0]
        run = _DIGIT_RUN.search(text, run.end() if match is None else match.end())


def _match_around(text: str, digit: int) -> re.Match[str] | None:
    """Match the number whose first digit is given, with the sign and the point that it may begin with."""
    start = digit
    while start and digit - start < _MOST_BEFORE_DIGITS and text[start - 1] in "-.£$€¥":
        start -= 1
    while start < digit:
        if match := _IN_DIGITS.match(text, start):
            return match
        start += 1
    return _IN_DIGITS.match(text, digit)


def _in_words(text: str) -> Iterator[tuple[int, int, str]]:
    end = 0
    for letters in _LETTERS.finditer(text):
        start = letters.start()
        word = letters[0].lower()
        if start < end or word not in _MAY_BEGIN:
            continue
        match = (_WORDS if word in NUMBER_WORDS else _NOUGHT).match(text, start)
        if match is None:
            continue
        end = match.end()
        if (value := parse_number(match[0])) is not None:
            yield start, end, value


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
