from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.engines.agreement.correspondence import is_same_name, pair, pair_arms, words_of
from tests.records import arm, record, trial

if TYPE_CHECKING:
    from summarizer.record import Trial

SPELLED_OUT = "the low-density lipoprotein (ldl) level and the expanded disability status scale (edss)"

SAME = [
    ("overall survival", "Overall Survival"),
    ("overall survival", "survival"),
    ("death", "mortality"),
    ("rate of relapse", "relapse rate"),
    ("haemorrhage", "hemorrhage"),
    ("PFS", "progression-free survival"),
    ("progression-free survival", "PFS"),
    ("EDSS", "expanded disability status scale"),
    ("headaches", "headache"),
    ("change in HbA1c from baseline", "HbA1c at baseline"),
]
DIFFERENT = [
    ("overall survival", "progression-free survival"),
    ("disease-free survival", "progression-free survival"),
    ("response", "complete response"),
    ("bleeding", "major bleeding"),
    ("cholangitis", "recurrent cholangitis"),
    ("heart failure or cardiovascular death", "cardiovascular death"),
    ("adverse events", "serious adverse events"),
    ("OS", "objective response"),
    ("response at week 12", "response at week 24"),
    ("nausea", "vomiting"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_names_of_one_thing_are_the_same(one: str, other: str) -> None:
    assert is_same_name(one, other, SPELLED_OUT)
    assert is_same_name(other, one, SPELLED_OUT)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_names_of_two_things_are_not(one: str, other: str) -> None:
    assert not is_same_name(one, other, SPELLED_OUT)
    assert not is_same_name(other, one, SPELLED_OUT)


@given(st.text(min_size=1))
def test_any_name_is_the_same_as_itself(name: str) -> None:
    assert is_same_name(name, name, "")


def test_a_name_of_idle_words_alone_keeps_them() -> None:
    assert words_of("the treatment group") == {"the", "treatment", "group"}


def test_the_most_alike_are_paired() -> None:
    scores = {("a", "x"): 2.0, ("a", "y"): 1.0, ("b", "x"): 1.0, ("b", "y"): 1.5}
    assert pair(scores) == {"a": "x", "b": "y"}


def test_what_is_as_much_like_another_stays_alone() -> None:
    assert pair({("a", "x"): 1.0, ("a", "y"): 0.9, ("b", "z"): 1.0}) == {"b": "z"}


def test_what_is_hardly_alike_stays_alone() -> None:
    assert pair({("a", "x"): 0.1}) == {}


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 5), st.integers(0, 5)),
        st.floats(min_value=0, max_value=3, allow_nan=False),
        max_size=20,
    )
)
def test_pairs_are_one_to_one(scores: dict[tuple[int, int], float]) -> None:
    pairs = pair(scores)
    assert len(set(pairs.values())) == len(pairs)


def trials(*labels: tuple[str, list[str]]) -> Trial:
    return record(trial(arms=[arm(label, interventions=given) for label, given in labels])).trials[0]


@pytest.mark.parametrize(
    ("ours", "theirs", "pairs"),
    [
        (
            [("velastat", ["velastat"]), ("placebo", ["placebo"])],
            [("placebo group", ["placebo"]), ("velastat group", ["velastat"])],
            {"velastat": "velastat group", "placebo": "placebo group"},
        ),
        (
            [("velastat 10 mg", ["velastat"]), ("velastat 20 mg", ["velastat"])],
            [("20 mg", ["velastat"]), ("10 mg", ["velastat"])],
            {"velastat 10 mg": "10 mg", "velastat 20 mg": "20 mg"},
        ),
        (
            [("combination", ["velastat", "colchicine"]), ("colchicine", ["colchicine"])],
            [("velastat plus colchicine", ["velastat", "colchicine"]), ("colchicine alone", ["colchicine"])],
            {"combination": "velastat plus colchicine", "colchicine": "colchicine alone"},
        ),
        ([("intervention", []), ("control", [])], [("A", []), ("B", [])], {}),
    ],
    ids=["other words", "doses", "by what is given", "nothing in common"],
)
def test_arms_correspond_by_label_and_interventions(
    ours: list[tuple[str, list[str]]], theirs: list[tuple[str, list[str]]], pairs: dict[str, str]
) -> None:
    assert pair_arms(trials(*ours), trials(*theirs), Counter()) == pairs


def test_shared_numbers_tell_arms_apart_that_words_leave_open() -> None:
    ours = trials(("velastat A", ["velastat"]), ("velastat B", ["velastat"]))
    theirs = trials(("velastat early", ["velastat"]), ("velastat late", ["velastat"]))
    assert pair_arms(ours, theirs, Counter()) == {}
    votes = Counter({("velastat A", "velastat late"): 3, ("velastat B", "velastat early"): 2})
    assert pair_arms(ours, theirs, votes) == {"velastat A": "velastat late", "velastat B": "velastat early"}
