"""The rules engine as a whole."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.article import Article
from summarizer.engines.rules import RulesEngine
from summarizer.engines.rules.document import READ_LIMIT
from summarizer.record import Record

SHARED = Path(__file__).parents[4] / "shared"
FREE_TEXT = {"headline", "synopsis", "population", "conclusion", "quotes"}
ARTICLE = """Two Doses of Halvotinib Tested in Asthma

By Greta Lund
4 May 2024

In the phase 2 BREATHE-4 trial (NCT05551234), 450 adults with severe asthma were randomly assigned to halvotinib 10 mg
(n = 150), halvotinib 20 mg (n = 150) or placebo (n = 150). The primary endpoint was met, reported Olga Brandt, MD, of
Ghent University, who led the trial. The trial was funded by Halvo Pharma.
"""


def read(text: str) -> Record:
    return RulesEngine().read(Article(text)).record


def without_free_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_free_text(part) for key, part in value.items() if key not in FREE_TEXT}
    return [without_free_text(part) for part in value] if isinstance(value, list) else value


def quotes(value: object) -> list[str]:
    if isinstance(value, dict):
        own = list(value.get("quotes", ()))
        return own + [quote for key, part in value.items() if key != "quotes" for quote in quotes(part)]
    return [quote for part in value for quote in quotes(part)] if isinstance(value, list) else []


@pytest.mark.skipif(not SHARED.exists(), reason="the reference record is not beside the repository")
def test_the_reference_article_gives_the_reference_record_but_for_free_text() -> None:
    text = next((SHARED / "seed").glob("*.txt")).read_text("utf-8")
    reference = json.loads((SHARED / "record" / "myeloma-xi.json").read_text("utf-8"))
    assert without_free_text(json.loads(read(text).model_dump_json())) == without_free_text(reference)


def test_the_engine_answers_asynchronously_with_its_provenance_and_reasons() -> None:
    extraction = asyncio.run(RulesEngine().extract(Article(ARTICLE)))
    assert extraction.provenance.engine == "rules"
    assert extraction.provenance.attempts == ()
    explained = {explanation.path: explanation.rule for explanation in extraction.explanations}
    assert all(explained.values())
    assert "trials[0].enrollment" in explained


def test_every_result_and_every_fact_of_a_trial_is_explained_by_its_path() -> None:
    extraction = RulesEngine().read(Article(ARTICLE))
    explained = {explanation.path for explanation in extraction.explanations}
    for number, trial in enumerate(extraction.record.trials):
        facts = {name for name, value in trial if value not in {None, ()}} - {"outcomes", "adverse_events", "quotes"}
        lists = {"registry_ids", "conditions", "investigators"}
        expected = {f"{name}[0]" if name in lists else name for name in facts}
        expected |= {f"arms[{place}].participants" for place, arm in enumerate(trial.arms) if arm.participants}
        for part in ("outcomes", "adverse_events"):
            for place, item in enumerate(getattr(trial, part)):
                expected |= {f"{part}[{place}].results[{row}]" for row in range(len(item.results))}
                expected |= {f"{part}[{place}].analyses[{row}]" for row in range(len(item.analyses))}
        assert {f"trials[{number}].{path}" for path in expected} <= explained


def test_the_same_article_gives_the_same_record() -> None:
    assert read(ARTICLE) == read(ARTICLE)


def test_every_quote_is_verbatim() -> None:
    found = quotes(json.loads(read(ARTICLE).model_dump_json()))
    assert found
    assert all(quote in ARTICLE for quote in found)


def test_headline_and_synopsis_keep_to_their_lengths() -> None:
    record = read(ARTICLE)
    assert record.headline is not None
    assert len(record.headline.split()) <= 30
    assert record.synopsis is not None
    assert 3 <= record.synopsis.count(". ") + 1 <= 6


def test_two_trials_of_one_article_keep_their_own_numbers() -> None:
    record = read(
        "Two pills compared\n\nIn the ALDER-1 trial (NCT01111111), 300 adults with gout were randomized to brevotinib or"
        " placebo. The flare rate was 12% with brevotinib and 30% with placebo (P < .001). Pain scores fell by 2 points"
        " (P = .03).\n\nIn the ALDER-2 trial (NCT02222222), 500 adults with gout were randomized to brevotinib or"
        " allopurinol. The flare rate was 14% with brevotinib and 15% with allopurinol (P = .70). Pain scores did not"
        " differ (P = .44).\n"
    )
    assert [(trial.acronym, trial.enrollment, trial.registry_ids) for trial in record.trials] == [
        ("ALDER-1", 300, ("NCT01111111",)),
        ("ALDER-2", 500, ("NCT02222222",)),
    ]
    assert [arm.label for arm in record.trials[1].arms] == ["brevotinib", "allopurinol"]


def test_a_text_beyond_the_limit_is_read_in_part_and_a_finding_says_so() -> None:
    extraction = RulesEngine().read(Article(ARTICLE + "Nothing else was said. " * (READ_LIMIT // 20)))
    assert [finding.code for finding in extraction.findings] == ["text_not_read_whole"]
    assert extraction.record.trials[0].enrollment == 450


@pytest.mark.parametrize(
    "text", ["", " \n ", "x", "(" * 5000, "1," * 5000, "A or B, " * 2000, "P < .05 (n = 3) " * 500]
)
def test_odd_texts_give_a_record(text: str) -> None:
    assert isinstance(read(text), Record)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*ARTICLE.split(), "(", ")", "vs", "respectively", "\n", "95% CI", "NCT1", "+", "–"])))
def test_shuffled_words_give_a_record_with_verbatim_quotes(words: list[str]) -> None:
    text = " ".join(words)
    assert all(quote in text for quote in quotes(json.loads(read(text).model_dump_json())))
