from __future__ import annotations

import json

import pytest

from evals.benchmarks.articles import make_sample
from evals.benchmarks.endpoint import completions
from summarizer.examination import examine
from summarizer.record import Record


@pytest.mark.parametrize("number", range(0, 700, 50))
def test_the_record_is_true_of_its_article(number: int) -> None:
    sample = make_sample(number)
    examination = examine(sample.record, sample.article)
    assert examination.grounding.quote_problems == ()
    assert examination.grounding.unsupported == ()
    assert [finding for finding in examination.findings if finding.severity == "error"] == []


def test_a_number_always_gives_the_same_article() -> None:
    assert make_sample(7) == make_sample(7)
    assert make_sample(7).article.text != make_sample(8).article.text


def test_the_endpoint_hands_in_the_record_in_both_ways() -> None:
    called, said = (json.loads(answer.partition(b"\r\n\r\n")[2]) for answer in completions(3, "Record"))
    function = called["choices"][0]["message"]["tool_calls"][0]["function"]
    record = make_sample(3).record
    assert function["name"] == "Record"
    assert Record.model_validate_json(function["arguments"]) == record
    assert Record.model_validate_json(said["choices"][0]["message"]["content"]) == record
