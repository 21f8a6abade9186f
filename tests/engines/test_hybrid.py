"""A model over HTTP, and the rules beside it, about one article."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from stub_server import StubServer, error, handed_in

from summarizer.engines import LLMOptions, open_engine
from summarizer.engines.rules import RulesEngine
from summarizer.errors import ConfigurationError, EngineUnavailableError
from summarizer.pipeline import summarize

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.extraction import Extraction
    from summarizer.summary import Summary

SPEC = "hybrid:openai/stub"
HAZARD = "trials[0].outcomes[0].analyses[0].estimate"
RATES = tuple(f"trials[0].outcomes[0].results[{place}].value" for place in range(2))
ANEMIA = "trials[0].adverse_events[0].results[0].value"


def ask(stub: StubServer, article: Article, *records: dict, **options: object) -> Summary:
    stub.script(*(handed_in(json.dumps(record)) for record in records))
    chosen = LLMOptions(**{"base_url": stub.url, "api_key": "sk-test", **options})
    return summarize(article, SPEC, options=chosen)


def test_the_record_is_the_models_and_what_the_rules_agree_on_is_marked(
    stub: StubServer, article: Article, record: dict
) -> None:
    summary = ask(stub, article, record)
    marks = summary.coverage.agreement
    assert summary.record.model_dump(mode="json") == record
    assert marks is not None
    assert (marks.second, marks.disputed) == ("rules", ())
    assert {HAZARD, *RATES, ANEMIA, "trials[0].enrollment", "trials[0].registry_ids[0]"} <= set(marks.agreed)
    assert len(stub.requests) == 1


def test_provenance_names_both_and_counts_the_models_requests(stub: StubServer, article: Article, record: dict) -> None:
    provenance = ask(stub, article, record).provenance
    assert (provenance.engine, provenance.model) == (SPEC, "stub-1")
    assert [attempt.outcome for attempt in provenance.attempts] == ["ok"]
    assert provenance.usage.input_tokens == 1000
    assert provenance.prompt is not None


def test_a_contradiction_is_a_finding_and_the_record_stays_the_models(
    stub: StubServer, article: Article, record: dict
) -> None:
    one, other = record["trials"][0]["outcomes"][0]["results"]
    one["arm"], other["arm"] = other["arm"], one["arm"]
    summary = ask(stub, article, record)
    findings = [finding for finding in summary.findings if finding.code == "readers_disagree"]
    assert [(finding.severity, finding.path) for finding in findings] == [("warning", path) for path in RATES]
    assert "stub-1 reads 71.3 as value of 'event-free survival', arm 'placebo'" in findings[0].message
    assert "rules reads 71.3 as value of 'event-free survival', arm 'drolexan'" in findings[0].message
    assert summary.coverage.agreement is not None
    assert summary.coverage.agreement.disputed == RATES
    assert summary.record.model_dump(mode="json") == record


def test_paths_are_those_of_the_published_record_when_a_row_is_dropped(
    stub: StubServer, article: Article, record: dict
) -> None:
    results = record["trials"][0]["outcomes"][0]["results"]
    results.insert(0, {**results[0], "arm": "nobody"})
    summary = ask(stub, article, record, asks=1)
    assert len(summary.record.trials[0].outcomes[0].results) == 2
    assert summary.coverage.agreement is not None
    agreed = set(summary.coverage.agreement.agreed)
    assert set(RATES) <= agreed
    assert not any("results[2]" in path for path in agreed)


def test_the_coverage_ask_names_first_what_the_rules_found(stub: StubServer, article: Article, record: dict) -> None:
    full = json.loads(json.dumps(record))
    record["trials"][0]["adverse_events"] = []
    summary = ask(stub, article, record, full, coverage_ask=True)
    message = stub.requests[1]["messages"][-1]["content"]
    line = next(line for line in message.splitlines() if line.startswith('- "8.7%"'))
    assert line.endswith(
        "(a second reader takes 8.7 as value of 'anemia' of grade >=3, arm 'drolexan'; judge by the article)"
    )
    assert summary.record.trials[0].adverse_events[0].results[0].value == "8.7"
    assert summary.coverage.agreement is not None
    assert ANEMIA in summary.coverage.agreement.agreed


def test_without_a_coverage_ask_what_only_the_rules_hold_is_counted(
    stub: StubServer, article: Article, record: dict
) -> None:
    record["trials"][0]["adverse_events"] = []
    summary = ask(stub, article, record)
    assert len(stub.requests) == 1
    assert summary.coverage.agreement is not None
    assert summary.coverage.agreement.only_second == 1


def test_a_single_engine_marks_nothing(article: Article) -> None:
    assert summarize(article, "rules").coverage.agreement is None
    assert '"agreement":null' in summarize(article, "rules").model_dump_json()


def test_a_failure_of_the_model_is_one_of_the_hybrid_and_keeps_its_attempts(stub: StubServer, article: Article) -> None:
    stub.script(error(401, "invalid_api_key"))
    with pytest.raises(EngineUnavailableError) as caught:
        summarize(article, SPEC, options=LLMOptions(base_url=stub.url, api_key="sk-test"))
    assert caught.value.provenance is not None
    assert caught.value.provenance.engine == SPEC
    assert len(caught.value.provenance.attempts) == 1


@pytest.mark.parametrize("spec", ["hybrid:", "hybrid:rules", "hybrid:openai/", "hybrid:/gpt-5"])
def test_a_hybrid_without_a_model_says_what_it_needs(spec: str) -> None:
    with pytest.raises(ConfigurationError, match="'hybrid:provider/model', for example 'hybrid:openai/gpt-5-mini'"):
        open_engine(spec)


def test_the_rules_read_first_and_their_record_is_theirs(stub: StubServer, article: Article, record: dict) -> None:
    stub.script(handed_in(json.dumps(record)))

    async def extract() -> Extraction | None:
        engine = open_engine(SPEC, LLMOptions(base_url=stub.url, api_key="sk-test"))
        try:
            return (await engine.extract(article)).second
        finally:
            await engine.aclose()

    second = asyncio.run(extract())
    assert second is not None
    assert second.record == RulesEngine().read(article).record
    assert second.provenance.engine == "rules"
