"""instructor's own path, over HTTP: one of its providers pointed at the loopback endpoint."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from stub_server import Reply, error, handed_in, said

from summarizer.article import Article
from summarizer.engines import LLMOptions
from summarizer.engines.llm import LLMEngine
from summarizer.engines.retrying import RetryPolicy
from summarizer.errors import (
    ConfigurationError,
    EngineUnavailableError,
    InvalidExtractionError,
    RefusedExtractionError,
    TruncatedExtractionError,
)
from summarizer.prompting import load_prompt
from summarizer.record import Record

if TYPE_CHECKING:
    from stub_server import StubServer

    from summarizer.extraction import Extraction
    from summarizer.prompting import Mode


async def at_once(_: float) -> None:
    pass


def ask(stub: StubServer, article: Article, **options: object) -> Extraction:
    async def run() -> Extraction:
        chosen = LLMOptions(base_url=stub.url, **options)
        engine = LLMEngine("ollama/qwen3", chosen, retrying=RetryPolicy(chosen.attempts, sleep=at_once))
        try:
            return await engine.extract(article)
        finally:
            await engine.aclose()

    return asyncio.run(run())


def called(record: object) -> Reply:
    return handed_in(json.dumps(record), tool="Record")


@pytest.mark.parametrize("mode", ["tools", "json_schema", "json"])
def test_returns_the_record(stub: StubServer, article: Article, record: dict, mode: Mode) -> None:
    stub.script(called(record) if mode == "tools" else said(json.dumps(record)))
    extraction = ask(stub, article, mode=mode)
    assert extraction.record == Record.model_validate_json(json.dumps(record))
    assert type(extraction.record) is Record
    assert extraction.provenance.usage.input_tokens == 1000
    assert extraction.provenance.usage.reasoning_tokens == 50
    assert extraction.provenance.model == "stub-1"
    assert extraction.provenance.cost_usd is None
    assert len(stub.requests) == 1


def test_templates_in_an_article_are_not_rendered(stub: StubServer, article: Article, record: dict) -> None:
    hostile = Article(article.text + "\n{{ 7 * 7 }} {% raw %}", id="hostile")
    stub.script(called(record))
    ask(stub, hostile)
    assert stub.requests[0]["messages"][1]["content"] == load_prompt().user(hostile)


def test_a_wrong_number_is_asked_for_again(stub: StubServer, article: Article, record: dict) -> None:
    good = called(record)
    record["trials"][0]["enrollment"] = 421
    stub.script(called(record), good)
    extraction = ask(stub, article)
    assert extraction.record.trials[0].enrollment == 412
    assert "trials[0].enrollment" in stub.requests[1]["messages"][-1]["content"]
    assert extraction.provenance.usage.output_tokens == 400


def test_what_does_not_validate_is_asked_for_again_with_its_path(
    stub: StubServer, article: Article, record: dict
) -> None:
    good = called(record)
    record["source"]["kind"] = "BLOG"
    stub.script(called(record), good)
    extraction = ask(stub, article)
    assert extraction.provenance.attempts[0].outcome.startswith("invalid: source.kind")
    assert "source.kind" in stub.requests[1]["messages"][-1]["content"]
    assert len(stub.requests) == 2


def test_answers_that_never_validate_raise_with_all_attempts(stub: StubServer, article: Article) -> None:
    stub.script(called({}))
    with pytest.raises(InvalidExtractionError) as caught:
        ask(stub, article)
    assert len(caught.value.provenance.attempts) == len(stub.requests) == 3
    assert caught.value.provenance.usage.output_tokens == 600


def test_transport_is_retried_by_our_policy_only(stub: StubServer, article: Article, record: dict) -> None:
    stub.script(error(500, "server_error"), Reply(reset=True), called(record))
    attempts = ask(stub, article).provenance.attempts
    assert [it.outcome.partition(":")[0] for it in attempts] == ["HTTP 500 server_error", "connection", "ok"]
    assert len(stub.requests) == 3


def test_a_refused_key_fails_at_once(stub: StubServer, article: Article) -> None:
    stub.script(error(401, "invalid_api_key"))
    with pytest.raises(EngineUnavailableError, match="HTTP 401") as caught:
        ask(stub, article)
    assert caught.value.fatal
    assert len(stub.requests) == 1


def test_a_cut_off_answer_is_an_error_of_its_own(stub: StubServer, article: Article) -> None:
    stub.script(handed_in('{"source": {', finish="length", tool="Record"))
    with pytest.raises(TruncatedExtractionError) as caught:
        ask(stub, article)
    assert caught.value.provenance.usage.output_tokens == 200


def test_a_refusal_is_an_error_of_its_own(stub: StubServer, article: Article) -> None:
    stub.script(said(None, refusal="no"))
    with pytest.raises(RefusedExtractionError):
        ask(stub, article, mode="tools")
    assert len(stub.requests) == 1


def test_an_option_that_the_client_does_not_have_is_told(stub: StubServer, article: Article, record: dict) -> None:
    stub.script(called(record))
    engine = LLMEngine("ollama/qwen3", LLMOptions(base_url=stub.url))
    engine.endpoint._arguments["effort"] = "low"
    with pytest.raises(ConfigurationError, match="unexpected keyword argument 'effort'"):
        asyncio.run(engine.extract(article))


def test_an_unknown_provider_is_told() -> None:
    with pytest.raises(ConfigurationError, match=r"nosuch/model cannot be opened.*Supported providers"):
        LLMEngine("nosuch/model")
