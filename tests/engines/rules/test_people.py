"""Tests of people's names."""

from __future__ import annotations

import pytest

from summarizer.engines.rules.names import find_people

PEOPLE = [
    ("initials printed without blanks end, and are no name", "A.B.Zolten and R.Uld met Ann Varsk of Ghent.", ["Ann Varsk"]),
    ("degrees go with the name", "said Ann Varsk, MD, of Ghent", ["Ann Varsk, MD"]),
]  # fmt: skip

ORDINARY = [
    ("a place is no person", "led by doctors in South Carolina and Ann Varsk", {"doctors"}, ["Ann Varsk"]),
    ("words printed small elsewhere are no name", "presented by Gut Disorder and Ann Varsk", {"disorder"}, ["Ann Varsk"]),
    ("a degree makes a name of them", "presented by Tom Green, MD", {"green"}, ["Tom Green, MD"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "names"), [item[1:] for item in ORDINARY], ids=[item[0] for item in ORDINARY]
)
def test_ordinary_words_are_no_names(text: str, words: set[str], names: list[str]) -> None:
    assert [person.name for person in find_people(text, ordinary=frozenset(words))] == names


@pytest.mark.parametrize(("text", "names"), [item[1:] for item in PEOPLE], ids=[item[0] for item in PEOPLE])
def test_people_are_found_by_their_names(text: str, names: list[str]) -> None:
    assert [person.name for person in find_people(text)] == names
