import re
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.normalization import fold

FOLDED = [
    ("a  b", "a b"),
    ("a\u2009b", "a b"),
    ("a\n\n b", "a b"),
    ("12\u2009345 patients", "12345 patients"),
    ("12&thinsp;345", "12345"),
    ("in 2021\u2009300 patients", "in 2021300 patients"),
    ("1\u00a0000", "1 000"),
    ("0\u00b785", "0.85"),
    ("dot \u00b7 dot", "dot \u00b7 dot"),
    ("0.59\u20130.87", "0.59-0.87"),
    ("\u22122.1", "-2.1"),
    ("e\ufb03cacy", "efficacy"),
    ("\u201cquoted\u201d, it\u2019s", '"quoted", it\'s'),
    ("P&nbsp;&lt;&nbsp;.001", "P < .001"),
    ("a &nbsp; b", "a b"),
    ("AT&T", "AT&T"),
    ("\u2265 3", "\u2265 3"),
    ("pro\u00adgression", "progression"),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_declared_typography_is_folded_and_nothing_else(text: str, expected: str) -> None:
    assert fold(text).text == expected


_ALPHABET = st.one_of(
    st.characters(),
    st.sampled_from(list("\u2009\u00a0\u200b \u00ad\n\t\u00b7\u2013\ufb03&;0123456789abcNBSPnbsp#x")),
    st.sampled_from(["&nbsp;", "&lt;", "12\u2009345", "0\u00b785"]),
)
_TEXTS = st.lists(_ALPHABET, max_size=60).map("".join)


@given(_TEXTS)
@example("\u200b \u200b")
@example("a &nbsp;\u00a0b")
def test_each_character_of_the_copy_maps_to_a_range_of_the_text(text: str) -> None:
    folded = fold(text)
    last = 0
    for offset in range(len(folded.text)):
        start, end = folded.original(offset, offset + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last or (start, end) == folded.original(offset - 1, offset)
        last = start


@given(_TEXTS)
def test_a_word_of_the_copy_maps_back_to_text_that_folds_to_it(text: str) -> None:
    folded = fold(text)
    for match in re.finditer(r"[A-Za-z]+|\d+", folded.text):
        first, last = folded.original(*match.span())
        assert fold(text[first:last]).text == match[0]


@given(st.text(alphabet="abc XYZ.,()0123456789-%", max_size=80))
def test_plain_text_without_double_blanks_stays_as_it_is(text: str) -> None:
    plain = " ".join(text.split(" ")) if "  " not in text else "plain"
    assert fold(plain).text == plain


def test_folding_takes_time_in_proportion_to_the_length() -> None:
    def seconds(text: str) -> float:
        begin = process_time()
        fold(text)
        return process_time() - begin

    unit = "a \u2009 b&nbsp;&amp\u200b" + " " * 50 + "1\u2009000"
    seconds(unit * 100)
    assert seconds(unit * 4000) < 40 * max(seconds(unit * 400), 1e-3)
