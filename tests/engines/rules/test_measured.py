"""Endpoints that an article only says it measured."""

import asyncio

import pytest

from summarizer.article import Article
from summarizer.engines.rules import RulesEngine
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.measured import find_measured

LISTED = [
    ("Weight, waist circumference and C-peptide were measured.", ["weight", "waist circumference", "C-peptide"]),
    ("We recorded blood loss, operating time and length of stay.", ["blood loss", "operating time", "length of stay"]),
    ("The outcomes were knee pain and quality of life at 12 weeks.", ["knee pain", "quality of life"]),
    ("The following were recorded: heart rate, mean arterial pressure.", ["heart rate", "mean arterial pressure"]),
    ("Wound pain and mobility were comparable in the two groups.", ["wound pain", "mobility"]),
    ("Data and blood samples were collected.", []),
    ("No differences in pain and mobility were noted.", []),
    ("Patients and controls were compared.", []),
]


@pytest.mark.parametrize(("text", "titles"), LISTED)
def test_the_items_of_a_list_of_measures_are_endpoints(text: str, titles: list[str]) -> None:
    document = Document(Article(text, id="snippet"))
    assert [item.title for sentence in document.sentences for item in find_measured(document, sentence)] == titles


def test_what_was_only_measured_is_an_outcome_without_results() -> None:
    text = (
        "METHODS: 60 adults with gout were randomized to colchicine or placebo. Joint pain, joint swelling and serum urate were "
        "measured. RESULTS: Joint pain was 12 mm with colchicine and 30 mm with placebo (P = .01)."
    )
    record = asyncio.run(RulesEngine().extract(Article(text, id="snippet"))).record
    told = {outcome.title: bool(outcome.results) for outcome in record.trials[0].outcomes}
    assert told == {"joint pain": True, "joint swelling": False, "serum urate": False}
