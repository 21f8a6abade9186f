"""Table tests: numbers of people, the groups that they belong to, and the whole that they are parts of."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from summarizer.article import Article
from summarizer.engines.rules.contrast_names import find_contrasted, find_listed
from summarizer.engines.rules.counts import find_counts
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.enrolled import find_enrollment
from summarizer.engines.rules.group_mentions import find_group_mentions
from summarizer.engines.rules.group_sizes import find_sized
from summarizer.engines.rules.groups import convincing, find_rows
from summarizer.engines.rules.rosters import convincing as convincing_roster
from summarizer.engines.rules.rosters import find_rosters
from summarizer.engines.rules.trials import TrialScope

ROWS = tomllib.loads((Path(__file__).parent / "examples" / "groups.toml").read_text("utf-8"))


def cases(table: str) -> list[object]:
    return [pytest.param(row["text"], row["want"], id=row["name"]) for row in ROWS[table]]


@pytest.mark.parametrize(("text", "want"), cases("count"))
def test_counts_are_told_from_other_numbers(text: str, want: list[int]) -> None:
    sentences = Document(Article(text)).sentences
    assert [count.value for sentence in sentences for count in find_counts(sentence)] == want


@pytest.mark.parametrize(("text", "want"), cases("size"))
def test_each_size_goes_with_the_words_it_belongs_to(text: str, want: list[list[object]]) -> None:
    sentences = Document(Article(text)).sentences
    found = [[sized.name, sized.size] for sentence in sentences for sized in find_sized(sentence)]
    assert found == want


@pytest.mark.parametrize(("text", "want"), cases("row"))
def test_the_arms_are_the_row_with_the_most_evidence(text: str, want: list[list[object]]) -> None:
    best = convincing(find_rows(Document(Article(text)).sentences))
    assert ([[sized.name, sized.size] for _, sized in best.items] if best else []) == want


@pytest.mark.parametrize(("text", "want"), cases("named"))
def test_groups_are_named_by_what_the_text_keeps_calling_them(text: str, want: list[str]) -> None:
    document = Document(Article(text))
    best = convincing_roster(find_rosters(document, document.sentences))
    assert ([member.name for member in best.members] if best else []) == want


@pytest.mark.parametrize(("text", "want"), cases("mention"))
def test_every_mention_of_a_group_is_found_by_its_name(text: str, want: list[str]) -> None:
    sentences = Document(Article(text)).sentences
    assert [mention.name for sentence in sentences for mention in find_group_mentions(sentence)] == want


@pytest.mark.parametrize(("text", "want"), cases("contrasted"))
def test_two_things_set_against_each_other_are_the_arms(text: str, want: list[str]) -> None:
    found = find_contrasted(Document(Article(text)).sentences)
    assert [sentence.text[start:end] for sentence, start, end in found] == want


@pytest.mark.parametrize(("text", "want"), cases("listed"))
def test_a_numbered_list_names_the_arms(text: str, want: list[str]) -> None:
    assert [name for name, _ in find_listed(Document(Article(text)).sentences)] == want


@pytest.mark.parametrize(("text", "want"), cases("enrollment"))
def test_enrollment_is_the_whole_and_not_a_part(text: str, want: int) -> None:
    document = Document(Article(text))
    fact = find_enrollment(document, TrialScope(document.sentences), [])
    assert (0 if fact is None else fact.value) == want


def test_a_fact_of_enrollment_is_proven_by_words_that_hold_the_number() -> None:
    document = Document(Article("In the north, 5120 farmers with asthma were randomly assigned to masks or advice."))
    fact = find_enrollment(document, TrialScope(document.sentences), [])
    assert fact is not None
    assert "5120 farmers" in document.text[fact.start : fact.end]


def test_sizes_of_the_arms_tell_the_whole_from_its_parts() -> None:
    document = Document(Article("Altogether 60 adults took part, of whom 45 adults were randomly assigned."))
    scope = TrialScope(document.sentences)
    fact = find_enrollment(document, scope, [22, 23])
    assert fact is not None
    assert fact.value == 45


def test_groups_that_are_told_alike_come_in_the_order_of_the_text() -> None:
    text = (
        "The walking group and the swimming group improved. The walking group and the cycling group improved. "
        "The walking group and the rowing group improved."
    )
    document = Document(Article(text))
    found = find_rosters(document, document.sentences)
    pairs = [[member.key for member in roster.members] for roster in found]
    assert pairs == [["walking", "swimming"], ["walking", "cycling"], ["walking", "rowing"]]
