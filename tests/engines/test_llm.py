"""The real client stack over HTTP against a loopback endpoint that answers in every wire format and misbehaves."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from stub_server import Reply, StubServer, error, handed_in, said

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
from summarizer.examination import Examination, examine
from summarizer.prompting import load_prompt, record_schema
from summarizer.record import Record
from summarizer.summary import Coverage, MissedStatistic, StatisticCount

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.extraction import Extraction
    from summarizer.prompting import Mode

MODES = ["tools", "tools_strict", "json_schema", "json"]


class Waits:
    """A sleep that only writes down how long it was asked to."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


def ask(stub: StubServer, article: Article, waits: Waits | None = None, **options: object) -> Extraction:
    async def run() -> Extraction:
        engine = make(stub, waits, **options)
        try:
            return await engine.extract(article)
        finally:
            await engine.aclose()

    return asyncio.run(run())


def make(
    stub: StubServer,
    waits: Waits | None = None,
    examining: Callable[[Record, Article], Examination] = examine,
    **options: object,
) -> LLMEngine:
    chosen = LLMOptions(**{"base_url": stub.url, "api_key": "sk-test", **options})
    policy = RetryPolicy(chosen.attempts, on_throttle=chosen.on_throttle, sleep=waits or Waits())
    return LLMEngine("openai/stub", chosen, examine=examining, retrying=policy)


def answered(mode: str, record: object) -> Reply:
    text = record if isinstance(record, str) else json.dumps(record)
    return handed_in(text) if mode.startswith("tools") else said(text)


class TestWireFormats:
    @pytest.mark.parametrize("mode", MODES)
    def test_returns_the_record_in_every_format(
        self, stub: StubServer, article: Article, record: dict, mode: Mode
    ) -> None:
        stub.script(answered(mode, record))
        extraction = ask(stub, article, mode=mode)
        assert extraction.record == Record.model_validate_json(json.dumps(record))
        assert extraction.findings == ()
        assert [(it.reason, it.outcome) for it in extraction.provenance.attempts] == [("first", "ok")]
        assert extraction.provenance.parameters["mode"] == mode
        assert len(stub.requests) == 1

    @pytest.mark.parametrize("mode", MODES)
    def test_sends_exactly_the_rendered_prompt(
        self, stub: StubServer, article: Article, record: dict, mode: Mode
    ) -> None:
        stub.script(answered(mode, record))
        ask(stub, article, mode=mode)
        assert stub.requests[0]["messages"] == load_prompt().render(article, mode)
        assert stub.keys == ["sk-test"]

    def test_tools_force_the_one_tool(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(handed_in(json.dumps(record)))
        ask(stub, article, mode="tools")
        (tool,) = stub.requests[0]["tools"]
        assert tool["function"]["parameters"] == record_schema()
        assert "strict" not in tool["function"]
        assert stub.requests[0]["tool_choice"]["function"]["name"] == tool["function"]["name"] == "submit_record"

    def test_strict_tools_allow_a_single_call(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(handed_in(json.dumps(record)))
        ask(stub, article, mode="tools_strict")
        assert stub.requests[0]["tools"][0]["function"]["strict"] is True
        assert stub.requests[0]["parallel_tool_calls"] is False

    def test_json_schema_is_strict(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(said(json.dumps(record)))
        ask(stub, article, mode="json_schema")
        assert stub.requests[0]["response_format"]["json_schema"]["strict"] is True
        assert stub.requests[0]["response_format"]["json_schema"]["schema"] == record_schema()
        assert "tools" not in stub.requests[0]

    def test_json_asks_for_an_object_and_shows_the_schema(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        stub.script(said(json.dumps(record)))
        ask(stub, article, mode="json")
        assert stub.requests[0]["response_format"] == {"type": "json_object"}
        assert '"primary_outcome_met"' in stub.requests[0]["messages"][0]["content"]

    def test_parameters_are_sent_only_when_chosen(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(handed_in(json.dumps(record)))
        ask(stub, article)
        ask(stub, article, temperature=0.0, seed=7, max_tokens=9000, reasoning_effort="low")
        plain, chosen = stub.requests
        assert set(plain) == {"model", "messages", "tools", "tool_choice"}
        assert {"temperature": 0.0, "seed": 7, "max_tokens": 9000, "reasoning_effort": "low"}.items() <= chosen.items()

    @pytest.mark.parametrize("around", ["Here you are:\n```json\n{}\n```\nAnything else?", "<think>{{x}}</think>{}"])
    def test_takes_the_object_out_of_words_and_fences(
        self, stub: StubServer, article: Article, record: dict, around: str
    ) -> None:
        stub.script(said(around.replace("{}", json.dumps(record))))
        extraction = ask(stub, article, mode="json")
        assert extraction.record.trials[0].acronym == "PEREGRINE-5"
        assert len(stub.requests) == 1

    def test_arguments_sent_as_an_object_are_read(self, stub: StubServer, article: Article, record: dict) -> None:
        reply = handed_in("")
        reply.body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = record
        stub.script(reply)
        assert ask(stub, article).record.trials[0].enrollment == 412


class TestAskingAgain:
    def test_wrong_quote_is_mended_with_path_and_nearest_passage(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        good = json.dumps(record)
        record["trials"][0]["adverse_events"][0]["quotes"] = [
            "Grade 3 or higher anaemia was reported in 8.7% of the patients given drolexan"
        ]
        stub.script(handed_in(json.dumps(record)), handed_in(good))
        extraction = ask(stub, article)
        first, second = extraction.provenance.attempts
        assert first.outcome.startswith("unsound: trials[0].adverse_events[0].quotes[0]")
        assert second.reason.startswith("validation: unsound: trials[0].adverse_events[0].quotes[0]")
        assert second.outcome == "ok"
        assert extraction.record == Record.model_validate_json(good)
        *_, call, message = stub.requests[1]["messages"]
        assert call["tool_calls"][0]["function"]["arguments"] == json.dumps(record)
        assert message["role"] == "tool"
        assert message["tool_call_id"] == call["tool_calls"][0]["id"]
        assert "trials[0].adverse_events[0].quotes[0]" in message["content"]
        assert "anemia was reported in 8.7% of patients on drolexan" in message["content"]

    def test_tokens_of_every_answer_are_counted(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(handed_in("{}"), handed_in(json.dumps(record)))
        usage = ask(stub, article).provenance.usage
        assert (usage.input_tokens, usage.cached_input_tokens) == (2000, 1200)
        assert (usage.output_tokens, usage.reasoning_tokens) == (400, 100)

    def test_wrong_number_for_ever_is_returned_and_told(self, stub: StubServer, article: Article, record: dict) -> None:
        record["trials"][0]["outcomes"][0]["analyses"][0]["estimate"] = "0.46"
        stub.script(handed_in(json.dumps(record)))
        extraction = ask(stub, article)
        assert len(stub.requests) == 3
        assert extraction.record.trials[0].outcomes[0].analyses[0].estimate == "0.46"
        (finding,) = extraction.findings
        assert (finding.severity, finding.code) == ("info", "asks_exhausted")
        assert "trials[0].outcomes[0].analyses[0].estimate" in finding.message
        assert (
            examine(extraction.record, article).grounding.by_path["trials[0].outcomes[0].analyses[0].estimate"].match
            == "none"
        )

    def test_answers_are_asked_for_as_often_as_chosen(self, stub: StubServer, article: Article, record: dict) -> None:
        record["trials"][0]["enrollment"] = 421
        stub.script(handed_in(json.dumps(record)))
        ask(stub, article, asks=1)
        assert len(stub.requests) == 1
        assert ask(stub, article, asks=5).record.trials[0].enrollment == 421
        assert len(stub.requests) == 6

    def test_a_model_may_stand_by_what_the_article_prints_wrongly(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        inconsistent = Article(article.text.replace("0.49–0.84", "0.69–0.84"), id="misprint")
        stub.script(handed_in(json.dumps(record).replace("0.49", "0.69")))
        extraction = ask(stub, inconsistent)
        assert len(stub.requests) == 2
        assert "0.64" in stub.requests[1]["messages"][-1]["content"]
        assert [it.code for it in extraction.findings] == ["asks_exhausted"]

    def test_only_the_last_answer_goes_back(self, stub: StubServer, article: Article, record: dict) -> None:
        record["trials"][0]["enrollment"] = 421
        stub.script(handed_in(json.dumps(record)))
        ask(stub, article)
        assert [len(request["messages"]) for request in stub.requests] == [2, 4, 4]

    def test_the_best_of_unsound_answers_is_kept(self, stub: StubServer, article: Article, record: dict) -> None:
        record["trials"][0]["enrollment"] = 421
        better = json.dumps(record)
        record["trials"][0]["follow_up"]["value"] = "72.5"
        worse = json.dumps(record)
        stub.script(handed_in(worse), handed_in(better), handed_in(worse))
        assert ask(stub, article).record == Record.model_validate_json(better)

    def test_what_a_mended_answer_lost_is_told(self, stub: StubServer, article: Article, record: dict) -> None:
        record["trials"][0]["enrollment"] = 421
        bad = json.dumps(record)
        record["trials"][0]["enrollment"] = 412
        record["trials"][0]["adverse_events"] = []
        stub.script(handed_in(bad), handed_in(json.dumps(record)))
        (finding,) = ask(stub, article).findings
        assert finding.code == "reask_lost_values"
        assert "value 8.7" in finding.message

    @pytest.mark.parametrize(
        ("bad", "told"),
        [
            (handed_in("{not json"), "answer"),
            (handed_in('{"source": null}'), "headline: Field required"),
            (said("I would rather talk about it."), "answer"),
            (said(None), "There is no record in your answer"),
            (handed_in(""), "There is no record in your answer"),
        ],
        ids=["malformed", "wrong shape", "no tool call", "nothing", "empty arguments"],
    )
    def test_what_is_no_record_is_asked_for_again(
        self, stub: StubServer, article: Article, record: dict, bad: Reply, told: str
    ) -> None:
        stub.script(bad, handed_in(json.dumps(record)))
        extraction = ask(stub, article)
        assert extraction.provenance.attempts[0].outcome.startswith("invalid: ")
        assert told in stub.requests[1]["messages"][-1]["content"]
        assert len(stub.requests) == 2
        assert extraction.findings == ()

    def test_a_record_in_the_text_beside_a_missing_call_is_taken(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        stub.script(said(json.dumps(record)))
        assert ask(stub, article, mode="tools").record.trials[0].enrollment == 412

    def test_invalid_answers_only_raise_with_all_attempts_and_the_last_object(
        self, stub: StubServer, article: Article
    ) -> None:
        stub.script(said("{}"))
        with pytest.raises(InvalidExtractionError, match="article peregrine: openai/stub at http://127") as caught:
            ask(stub, article, mode="json")
        assert len(caught.value.provenance.attempts) == len(stub.requests) == 3
        assert caught.value.provenance.usage.output_tokens == 600
        assert caught.value.last_object == "{}"

    def test_a_name_from_the_prompts_examples_is_an_error_that_is_told(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        record["trials"][0]["sponsor"] = "Quontinab Holding"
        stub.script(handed_in(json.dumps(record)))
        findings = ask(stub, article).findings
        assert [(it.severity, it.code, it.path) for it in findings if it.code == "example_leak"] == [
            ("error", "example_leak", "trials[0].sponsor")
        ]
        assert "trials[0].sponsor" in stub.requests[1]["messages"][-1]["content"]

    def test_such_a_name_is_fine_where_the_article_has_it(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        record["trials"][0]["sponsor"] = "Quontinab Holding"
        sponsored = Article(f"{article.text}\nThe trial was sponsored by Quontinab Holding.", id="sponsored")
        record["trials"][0]["quotes"].append("sponsored by Quontinab Holding")
        stub.script(handed_in(json.dumps(record)))
        assert ask(stub, sponsored).findings == ()
        assert len(stub.requests) == 1

    def test_a_failure_while_asking_again_keeps_the_record(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        record["trials"][0]["enrollment"] = 421
        stub.script(handed_in(json.dumps(record)), error(401, "invalid_api_key"))
        extraction = ask(stub, article)
        assert extraction.record.trials[0].enrollment == 421
        assert [(it.severity, it.code) for it in extraction.findings] == [
            ("warning", "reask_failed"),
            ("info", "asks_exhausted"),
        ]


class TestCoverageAsk:
    @staticmethod
    def examining(record: Record, article: Article) -> Examination:
        """The real examination, but for a coverage that knows of one percentage."""
        real = examine(record, article)
        held = "8.7" in record.model_dump_json()
        start = article.text.index("8.7%")
        missed = MissedStatistic(
            kind="percentage", text="8.7%", start=start, end=start + 4, sentence="Anemia in 8.7% of patients."
        )
        coverage = Coverage(
            statistics=(StatisticCount(kind="percentage", found=1, held=int(held)),),
            missed=() if held else (missed,),
            checks=(),
        )
        return Examination(real.grounding, real.findings, coverage)

    def extract(self, stub: StubServer, article: Article, **options: object) -> Extraction:
        async def run() -> Extraction:
            engine = make(stub, examining=self.examining, **options)
            extraction = await engine.extract(article)
            await engine.aclose()
            return extraction

        return asyncio.run(run())

    def test_recovers_what_was_missed(self, stub: StubServer, article: Article, record: dict) -> None:
        full = json.dumps(record)
        record["trials"][0]["adverse_events"] = []
        stub.script(handed_in(json.dumps(record)), handed_in(full))
        extraction = self.extract(stub, article, coverage_ask=True)
        assert extraction.record == Record.model_validate_json(full)
        assert [it.reason for it in extraction.provenance.attempts] == [
            "first",
            "coverage: 1 statistics not in the record",
        ]
        assert '"8.7%" in: "Anemia in 8.7% of patients."' in stub.requests[1]["messages"][-1]["content"]

    def test_refuses_an_answer_that_loses_a_supported_value(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        record["trials"][0]["follow_up"], kept = None, record["trials"][0]["follow_up"]
        losing = json.dumps(record)
        record["trials"][0]["follow_up"] = kept
        record["trials"][0]["adverse_events"] = []
        stub.script(handed_in(json.dumps(record)), handed_in(losing))
        extraction = self.extract(stub, article, coverage_ask=True)
        assert extraction.record.trials[0].follow_up is not None
        assert extraction.provenance.attempts[1].outcome.startswith("not taken")

    def test_refuses_an_answer_that_gains_nothing(self, stub: StubServer, article: Article, record: dict) -> None:
        record["trials"][0]["adverse_events"] = []
        stub.script(handed_in(json.dumps(record)))
        extraction = self.extract(stub, article, coverage_ask=True)
        assert extraction.provenance.attempts[1].outcome == "not taken: nothing gained, or something lost"

    def test_is_not_made_unless_chosen_or_when_nothing_is_missed(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        full = json.dumps(record)
        record["trials"][0]["adverse_events"] = []
        stub.script(handed_in(json.dumps(record)), handed_in(full))
        self.extract(stub, article, coverage_ask=False)
        self.extract(stub, article, coverage_ask=True)
        assert len(stub.requests) == 2

    def test_keeps_the_record_when_it_cannot_be_made(self, stub: StubServer, article: Article, record: dict) -> None:
        record["trials"][0]["adverse_events"] = []
        stub.script(handed_in(json.dumps(record)), said(None, refusal="no"))
        extraction = self.extract(stub, article, coverage_ask=True)
        assert [it.code for it in extraction.findings] == ["coverage_ask_failed"]
        assert extraction.record.trials[0].enrollment == 412


class TestTransport:
    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [({"Retry-After": "7"}, 7.0), ({"retry-after-ms": "1250", "Retry-After": "9"}, 1.25)],
        ids=["seconds", "milliseconds first"],
    )
    def test_waits_as_long_as_the_endpoint_asks(
        self, stub: StubServer, article: Article, record: dict, waits: Waits, headers: dict[str, str], seconds: float
    ) -> None:
        throttled: list[float | None] = []
        stub.script(error(429, "rate_limit_exceeded", headers=headers), handed_in(json.dumps(record)))
        extraction = ask(stub, article, waits, on_throttle=throttled.append)
        assert len(waits.seconds) == 1
        assert seconds <= waits.seconds[0] <= 1.1 * seconds
        assert throttled == [seconds]
        assert [(it.reason, it.outcome) for it in extraction.provenance.attempts] == [
            ("first", "HTTP 429 rate_limit_exceeded"),
            ("transport: HTTP 429 rate_limit_exceeded", "ok"),
        ]

    def test_waits_until_the_date_the_endpoint_gives(
        self, stub: StubServer, article: Article, record: dict, waits: Waits
    ) -> None:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
        stub.script(error(429, "slow_down", headers={"Retry-After": date}), handed_in(json.dumps(record)))
        ask(stub, article, waits)
        assert 37 <= waits.seconds[0] <= 44

    def test_gives_up_at_once_when_the_wait_asked_for_goes_beyond_the_deadline(
        self, stub: StubServer, article: Article, waits: Waits
    ) -> None:
        stub.script(error(429, "slow_down", headers={"Retry-After": "1000"}))
        with pytest.raises(EngineUnavailableError, match="HTTP 429 slow_down") as caught:
            ask(stub, article, waits, deadline=900)
        assert not caught.value.fatal
        assert waits.seconds == []
        assert len(stub.requests) == 1

    @pytest.mark.parametrize(
        ("trouble", "outcome"),
        [
            (error(500, "server_error"), "HTTP 500 server_error"),
            (error(503, "overloaded"), "HTTP 503 overloaded"),
            (error(408, "timeout"), "HTTP 408 timeout"),
            (error(409, "conflict"), "HTTP 409 conflict"),
            (Reply(reset=True), "connection: "),
            (Reply(body=b"<html>Welcome</html>"), "malformed: no chat completion"),
            (Reply(body={"choices": []}), "malformed: no chat completion"),
        ],
        ids=["500", "503", "408", "409", "reset", "page", "no choices"],
    )
    def test_transient_trouble_is_retried(
        self, stub: StubServer, article: Article, record: dict, waits: Waits, trouble: Reply, outcome: str
    ) -> None:
        stub.script(trouble, trouble, handed_in(json.dumps(record)))
        attempts = ask(stub, article, waits).provenance.attempts
        assert len(stub.requests) == len(attempts) == 3
        assert len(waits.seconds) == 2
        assert [it.outcome.startswith(outcome) for it in attempts] == [True, True, False]
        assert attempts[1].reason == f"transport: {attempts[0].outcome}"
        assert attempts[2].outcome == "ok"

    def test_a_hanging_request_is_cut_off_and_sent_again(
        self, stub: StubServer, article: Article, record: dict
    ) -> None:
        stub.script(Reply(hang=True), handed_in(json.dumps(record)))
        attempts = ask(stub, article, timeout=2.0).provenance.attempts
        assert attempts[0].outcome == "timeout: no answer within 2 s, the timeout of a request"
        assert 1.9 < attempts[0].seconds < 10
        assert attempts[1].outcome == "ok"

    def test_the_deadline_ends_everything(self, stub: StubServer, article: Article) -> None:
        stub.script(Reply(hang=True))
        with pytest.raises(
            EngineUnavailableError, match=r"within (?:2|1\.\d+) s, the article's deadline.*Raise"
        ) as caught:
            ask(stub, article, deadline=2.0)
        assert len(stub.requests) == 1
        assert caught.value.provenance.seconds < 10

    def test_attempts_are_bounded(self, stub: StubServer, article: Article, waits: Waits) -> None:
        stub.script(error(502, "bad_gateway"))
        with pytest.raises(EngineUnavailableError, match=r"HTTP 502 bad_gateway.*after 4 requests") as caught:
            ask(stub, article, waits, attempts=4)
        assert len(stub.requests) == len(caught.value.provenance.attempts) == 4

    def test_backoff_is_jittered_within_a_doubling_bound(
        self, stub: StubServer, article: Article, waits: Waits
    ) -> None:
        stub.script(error(500, "server_error"))
        with pytest.raises(EngineUnavailableError):
            ask(stub, article, waits, attempts=6)
        bounds = [0.5, 1, 2, 4, 8]
        assert len(waits.seconds) == 5
        assert all(0 <= wait <= bound for wait, bound in zip(waits.seconds, bounds, strict=True))

    def test_nobody_there(self, article: Article) -> None:
        gone = StubServer()
        gone.close()
        with pytest.raises(EngineUnavailableError, match=r"connection: .*Check that the base URL") as caught:
            ask(gone, article, attempts=2)
        assert len(caught.value.provenance.attempts) == 2

    @pytest.mark.parametrize(
        ("status", "code", "remedy"),
        [
            (401, "invalid_api_key", "check OPENAI_API_KEY"),
            (403, "forbidden", "may not use this model"),
            (404, "model_not_found", "check the model's name"),
            (400, "unsupported_parameter", "choose another mode"),
            (400, "context_length_exceeded", "too long"),
            (422, "invalid", "choose another mode"),
            (429, "insufficient_quota", "quota is spent"),
        ],
    )
    def test_what_waiting_does_not_mend_fails_at_once(
        self, stub: StubServer, article: Article, status: int, code: str, remedy: str
    ) -> None:
        waits = Waits()
        stub.script(error(status, code, "the endpoint's words", headers={"Retry-After": "1"}))
        with pytest.raises(EngineUnavailableError, match=remedy) as caught:
            ask(stub, article, waits)
        message = str(caught.value)
        assert message.startswith(f"article peregrine: openai/stub at {stub.url}: HTTP {status} {code}")
        assert "the endpoint's words" in message
        assert len(stub.requests) == 1
        assert waits.seconds == []

    def test_only_what_every_article_would_meet_is_fatal(self, stub: StubServer, article: Article) -> None:
        troubles = [error(401, "key"), error(404, "model"), error(429, "insufficient_quota")]
        troubles += [error(400, "context_length_exceeded"), error(422, "invalid"), error(500, "server_error")]
        fatal = []
        for trouble in troubles:
            stub.script(trouble)
            with pytest.raises(EngineUnavailableError) as caught:
                ask(stub, article, attempts=1)
            fatal.append(caught.value.fatal)
        assert fatal == [True, True, True, False, False, False]


class TestEndings:
    @pytest.mark.parametrize("mode", ["tools", "json"])
    def test_a_cut_off_answer_is_an_error_of_its_own(self, stub: StubServer, article: Article, mode: Mode) -> None:
        cut = '{"source": {"kind": "NE'
        stub.script(handed_in(cut, finish="length") if mode == "tools" else said(cut, finish="length"))
        with pytest.raises(TruncatedExtractionError, match=r"cut off after 200 tokens\. Raise max_tokens") as caught:
            ask(stub, article, mode=mode)
        assert caught.value.last_object == cut
        assert caught.value.provenance.attempts[0].outcome == "truncated"
        assert caught.value.provenance.usage.output_tokens == 200
        assert len(stub.requests) == 1

    def test_a_refusal_is_told_in_its_words(self, stub: StubServer, article: Article) -> None:
        stub.script(said(None, refusal="I cannot help with that."))
        with pytest.raises(RefusedExtractionError, match="the model refused: I cannot help"):
            ask(stub, article, mode="json_schema")
        assert len(stub.requests) == 1

    def test_a_content_filter_is_told(self, stub: StubServer, article: Article) -> None:
        stub.script(said("", finish="content_filter"))
        with pytest.raises(RefusedExtractionError, match="a content filter stopped the answer"):
            ask(stub, article)
        assert len(stub.requests) == 1


class TestUse:
    def test_one_engine_serves_several_event_loops(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(handed_in(json.dumps(record)))
        engine = make(stub)
        records = [asyncio.run(engine.extract(article)).record for _ in range(3)]
        assert records[0] == records[1] == records[2]
        asyncio.run(engine.aclose())

    def test_many_articles_at_once(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(handed_in(json.dumps(record)))

        async def run() -> list[Extraction]:
            engine = make(stub)
            extractions = await asyncio.gather(*(engine.extract(article) for _ in range(20)))
            await engine.aclose()
            return extractions

        assert [len(it.provenance.attempts) for it in asyncio.run(run())] == [1] * 20
        assert len(stub.requests) == 20

    def test_the_cost_of_a_local_model_is_unknown(self, stub: StubServer, article: Article, record: dict) -> None:
        stub.script(handed_in(json.dumps(record)))
        assert ask(stub, article).provenance.cost_usd is None

    def test_a_missing_key_is_told_before_anything_is_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
        with pytest.raises(ConfigurationError, match="OPENAI_API_KEY is not set"):
            LLMEngine("openai/gpt-5-mini")

    def test_the_endpoint_is_taken_from_the_environment(
        self, stub: StubServer, article: Article, record: dict, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
        stub.script(handed_in(json.dumps(record)))
        engine = LLMEngine("openai/stub")
        assert asyncio.run(engine.extract(article)).provenance.engine == "openai/stub"
        assert stub.keys == ["sk-environment"]
