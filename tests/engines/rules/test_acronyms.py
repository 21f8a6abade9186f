"""Tests of trials' names: what text calls a trial, and what only looks like one."""

from __future__ import annotations

import pytest

from summarizer.article import Article
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.trials import find_trials

BODY = " It randomized 300 adults with gout to zorafil or placebo. Pain fell by 3 points (P = 0.02)."
NAMES = [
    ("the noun behind it", "Zorafil for gout\n\nThe MARLOW trial tested zorafil." + BODY, ["MARLOW"]),
    ("the bracket before the noun", "Zorafil for gout\n\nThe Managing Arthritis of Large Toes (MALTO) study was small." + BODY, ["MALTO"]),
    ("the title's bracket", "Zorafil in gout (REVOLK): a randomised trial\n\nGout hurts." + BODY, ["REVOLK"]),
    ("the title's first word", "ZOR-101: a randomized trial of zorafil\n\nGout hurts." + BODY, ["ZOR-101"]),
    ("called so", "A drug for gout\n\nThe study, known as KELPIE, was stopped early." + BODY, ["KELPIE"]),
    ("the opening of a sentence", "A drug for gout\n\nIn PELICAN-2, adults with gout took zorafil or placebo." + BODY, ["PELICAN-2"]),
    ("results of it", "A drug for gout\n\nA journal carried the results of GOUTEX, the first of its kind." + BODY, ["GOUTEX"]),
    ("treatment before it is no history", "Zorafil for gout\n\nThe MARLOW trial tested zorafil in adults previously treated with melopine." + BODY, ["MARLOW"]),
    ("an enzyme in the title is none", "COX-2 expression and gout\n\nCOX-2 was measured in all." + BODY, [None]),
    ("a device is none", "ProTip and gout\n\nThe ProTip device was used." + BODY, [None]),
    ("a kind of a disease is none", "Zorafil for gout\n\nIn IBS-D, adults may have gout." + BODY, [None]),
    ("a controlled trial is none", "Zorafil for gout\n\nA randomized controlled trial (RCT) was done." + BODY, [None]),
    ("a country is none", "Zorafil for gout\n\nThe Guinea study was done in towns." + BODY, [None]),
    (
        "several that the opening announces",
        ("Gout drugs compared\n\nThree studies have shown little.\n\nIn the first trial, called GOTA I, 200 adults with gout were randomly assigned to"
        " zorafil or placebo; 12 percent died. The second study, called GOTA II, randomly assigned 400 adults with gout to zorafil or placebo;"
        " 14 percent died."),
        ["GOTA I", "GOTA II"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), [item[1:] for item in NAMES], ids=[item[0] for item in NAMES])
def test_a_trial_is_named_by_what_the_text_calls_it(text: str, names: list[str | None]) -> None:
    assert [scope.acronym for scope in find_trials(Document(Article(text)))] == names
