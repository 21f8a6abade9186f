"""The article as the rules read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.article import Article
from summarizer.engines.rules.document import READ_LIMIT, Document
from summarizer.engines.rules.layout import Kind

NEWS = """Home > Cardiology

Editors' picks

A Pill Against Palpitations Passes Its Test

By: Ida Holm, MSc
Posted: Friday, March 3, 2023

The drug velocamide kept people with atrial fibrillation in rhythm, Dr. Anna K. Berg (M.D.) reported. It was given to 1.5
million mice first. Results were presented vs. placebo.

Disclosure: Dr. Berg reported no conflicts.

About Velocor
Velocor was founded in 2001.

By continuing to browse this site you agree to our use of cookies.
"""


def document(text: str) -> Document:
    return Document(Article(text))


def kinds(text: str) -> dict[str, Kind]:
    read = document(text)
    return {sentence.text: read.kind(sentence) for sentence in read.sentences}


def test_title_byline_asides_and_running_text_are_told_apart() -> None:
    read = kinds(NEWS)
    assert document(NEWS).title == "A Pill Against Palpitations Passes Its Test"
    assert read["By: Ida Holm, MSc"] is Kind.BYLINE
    assert read["Home > Cardiology"] is Kind.SITE
    assert read["Velocor was founded in 2001."] is Kind.COMPANY
    assert read["By continuing to browse this site you agree to our use of cookies."] is Kind.SITE
    assert read["Results were presented vs. placebo."] is Kind.BODY


def test_sentences_end_neither_in_abbreviations_nor_in_numbers_nor_at_wrapped_lines() -> None:
    body = [sentence.text for sentence in document(NEWS).body if document(NEWS).kind(sentence) is Kind.BODY]
    assert body == [
        "The drug velocamide kept people with atrial fibrillation in rhythm, Dr. Anna K. Berg (M.D.) reported.",
        "It was given to 1.5 million mice first.",
        "Results were presented vs. placebo.",
    ]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("Title of it\n\nBACKGROUND: A is bad. METHODS: We did B. RESULTS: C rose. CONCLUSIONS: D.", "BMRC"),
        (
            "Title of it\n\nBackground\nA is bad.\nMethods\nWe did B.\nFindings\nC rose.\nInterpretation\nD it is.",
            "BMRC",
        ),
        (
            "Title of it\n\nImportance  Data are few.\n\nResults  Rates rose.\n\nConclusions and Relevance  It works.",
            "BRC",
        ),
    ],
)
def test_sections_are_known_by_their_labels(text: str, sections: str) -> None:
    found = [sentence.section for sentence in document(text).sentences if sentence.section]
    letters = "".join(dict.fromkeys(label[0] for label in found if label))
    assert letters == sections


def test_what_follows_a_registration_in_its_paragraph_is_no_part_of_it() -> None:
    read = document("Trial registration: NCT01234567. The trial enrolled 50 adults.")
    assert [sentence.section for sentence in read.sentences] == ["REGISTRATION", None]


def test_quotes_are_the_articles_own_characters() -> None:
    text = "The rate was 0·85 (95% CI 0·76–1·03)."
    read = document(text)
    sentence = read.sentences[0]
    assert sentence.text == "The rate was 0.85 (95% CI 0.76-1.03)."
    assert read.quote(sentence.start, sentence.end) == text


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("chronic obstructive pulmonary disease (COPD)", "COPD", "chronic obstructive pulmonary disease"),
        ("progression-free survival [PFS]", "PFS", "progression-free survival"),
        ("serious adverse events (SAEs) rose", "SAEs", "serious adverse events"),
        ("the hazard ratio (HR, 0.7)", "HR", "hazard ratio"),
    ],
)
def test_abbreviations_are_found_where_they_are_defined(text: str, short: str, long: str) -> None:
    assert document(text).abbreviations[short] == long


def test_a_bracket_that_defines_nothing_is_no_abbreviation() -> None:
    assert document("in the northern part (USA) of it").abbreviations == {}


def test_sentences_beyond_the_limit_are_not_read() -> None:
    read = document("A short sentence stands here. " * (READ_LIMIT // 10))
    assert read.sentences[-1].end <= READ_LIMIT


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_every_sentence_slices_back_to_itself(text: str) -> None:
    read = document(text)
    for sentence in read.sentences:
        assert read.text[sentence.start : sentence.end] == sentence.text
        assert len(sentence.lower) == len(sentence.text)
        assert read.sentence_at(sentence.start) == sentence
        assert read.quote(sentence.start, sentence.end) in text
