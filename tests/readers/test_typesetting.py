from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.readers.typesetting import reflow


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["the median progres-", "sion was short"], "the median progression was short"),
        (["a placebo-", "controlled trial"], "a placebo-controlled trial"),
        (["an open-label trial, open-", "label again"], "an open-label trial, open-label again"),
        (["events of grade 3-", "4 were rare"], "events of grade 3-4 were rare"),
        (["the non-", "Hodgkin group"], "the non-Hodgkin group"),
        (["a soft\u00ad", "ware fault"], "a software fault"),
        (["it was - as said -", "late"], "it was - as said - late"),
    ],
)
def test_word_parted_at_the_end_of_a_line_is_put_together(lines: list[str], text: str) -> None:
    assert reflow(["\n".join([*lines, ""])]).replace("\n", " ") == text


def test_short_line_ends_a_paragraph_and_a_full_one_does_not() -> None:
    page = "Results\nThe hazard ratio for relapse or death in all patients was\n0.72 in favour of the drug.\nAll of them had been treated for at least one year before."
    assert reflow([page]).split("\n") == [
        "Results",
        "The hazard ratio for relapse or death in all patients was 0.72 in favour of the drug.",
        "All of them had been treated for at least one year before.",
    ]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        f"Journal of Lungs 12 (2023)\nWords of page {word} stand here.\n{number}"
        for number, word in enumerate("abcd", 101)
    ]
    assert reflow(pages).split("\n\n") == [f"Words of page {word} stand here." for word in "abcd"]


def test_nothing_is_left_out_of_a_short_document() -> None:
    page = "Title\nand a line of words"
    assert reflow([page, page]) == f"{page}\n\n{page}"


@given(st.lists(st.text(st.sampled_from("ab1- .\n"), max_size=60), max_size=2))
def test_only_white_space_and_hyphens_are_ever_lost(pages: list[str]) -> None:
    def bare(text: str) -> str:
        return "".join(character for character in text if not character.isspace() and character != "-")

    assert bare(reflow(pages)) == bare("".join(pages))


def test_a_word_without_end_takes_no_more_than_its_length() -> None:
    start = time.perf_counter()
    reflow(["a" * 300_000])
    assert time.perf_counter() - start < 1
