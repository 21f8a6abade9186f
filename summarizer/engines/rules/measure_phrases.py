"""Noun phrases without a parser: how far one reaches to the left or right of a place, and what is no part of its name."""

from __future__ import annotations

import re

from summarizer.engines.rules import lexicon

_LETTER = r"A-Za-z\u00c0-\u024f\u03b1-\u03c9"
_WORD = re.compile(rf"[{_LETTER}\d][\w'\u2019/+.%-]*")
_LEFT = re.compile(rf"(?P<word>[{_LETTER}\d][\w'\u2019/+.%-]*)(?: ?\([A-Za-z][\w/-]{{0,9}}\) ?| )$")
_READ_BACK = 90
_MOST_WORDS = 9
_WORDS = lexicon.table("measure_words")["words"]
_ENDS = frozenset(_WORDS["ends"])
_ADJECTIVES = frozenset(_WORDS["adjectives"])
_ADVERBIAL = frozenset(_WORDS["adverbial"])
_HEADS = {link: frozenset(heads) for link, heads in lexicon.table("measure_words")["links"].items()}
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those", "their", "its"})
_LINKS = frozenset({*_HEADS, "by", "during", "after", "before", "within", "following", "and", "or", "&"})
_TAIL = re.compile(
    r" (?:(?:at(?! rest)|after|during|within|over|by|between|among|across|compared|following|through|until|before|upon|since|throughout|according"
    r"|based|using|when|measured|assessed|evaluated|reported|recorded|observed|seen|experienced|expressed|defined) .*"
    r"|from baseline.*|(?:in|for|of|with) (?:the )?(?:[\w'-]+ ){0,4}?(?:groups?|arms?|patients|participants|subjects|women|men|children"
    r"|people|individuals|cohorts?|volunteers|infants|adults)\b.*|in (?:both|all|each|either)\b.*|per (?:patient|participant|subject|person))$",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r" ?\([A-Za-z][\w/-]{0,9}\)$")


def phrase_before(text: str, end: int, floor: int) -> int | None:
    """Return where the noun phrase begins that ends at a place, or ``None`` where none ends there.

    Args:
        text: Folded text.
        end: One past the last character of the phrase.
        floor: Offset that it cannot begin before.
    """
    start = position = end
    link, last, words, after_determiner = "", "", 0, False
    while position > floor and words < _MOST_WORDS:
        begin, word = _word_before(text, position, floor, is_first=position == end)
        if begin is None:
            break
        if after_determiner and word not in _HEADS:
            break
        after_determiner = word in _DETERMINERS
        if word in _LINKS:
            if not last or link or word not in _HEADS:
                break
            link = word
        elif not after_determiner:
            if not is_nominal(word) or (link and not _may_follow(word, link)):
                break
            start, last, link, words = begin, word, "", words + 1
        position = begin
    return start if start < end else None


def _word_before(text: str, position: int, floor: int, *, is_first: bool) -> tuple[int | None, str]:
    """The word before a place and where it begins; a short bracket between them is passed over."""
    begin = max(floor, position - _READ_BACK)
    match = _LEFT.search(text[begin:position] + (" " if is_first else ""))
    return (begin + match.start("word"), match["word"].lower().rstrip(".")) if match else (None, "")


def _may_follow(head: str, link: str) -> bool:
    return not _HEADS[link] or head in _HEADS[link]


def is_nominal(word: str) -> bool:
    """Whether a word can stand in the name of a measure."""
    lower = word.lower()
    is_adverb = lower.endswith("ly") and len(lower) > 4 and lower not in _ADVERBIAL  # noqa: PLR2004 - shorter ones are none
    is_participle = lower.endswith("ed") and "-" not in lower and lower not in _ADJECTIVES
    return not (lower in _ENDS or is_adverb or is_participle) and any(letter.isalpha() for letter in lower)


def is_phrase(title: str) -> bool:
    """Whether a title holds nothing but names, the prepositions and articles between them, and brackets."""
    words = re.sub(r"\([^()]*\)|[,;]", "", title).lower().split()
    return all(word in _LINKS or word in _DETERMINERS or is_nominal(word) for word in words)


def phrase_after(text: str, start: int, limit: int) -> int | None:
    """Return where the noun phrase ends that begins at a place, or ``None`` where none begins there."""
    position, end, words = start, None, 0
    last, link = "", ""
    while position < limit and words < _MOST_WORDS and (match := _WORD.match(text, position)):
        word = match[0].lower().rstrip(".")
        if word in _LINKS:
            if link or word not in _HEADS or not last or not _may_follow(last, word):
                break
            link = word
        elif not (is_nominal(word) or (word in _DETERMINERS and link)):
            break
        elif word not in _DETERMINERS:
            end, last, link, words = match.start() + len(match[0].rstrip(".")), word, "", words + 1
        if match[0].endswith(".") or text[match.end() : match.end() + 1] != " ":
            break
        position = match.end() + 1
    return end


def without_tail(phrase: str) -> str:
    """Cut off when, in whom and how: "pain scores at 24 hours in both groups" is pain scores."""
    phrase = _ABBREVIATION.sub("", phrase)
    while (cut := _TAIL.search(phrase)) and cut.start() > 0:
        phrase = _ABBREVIATION.sub("", phrase[: cut.start()])
    return phrase
