"""Everything that can come of a batch at the Batch API, over HTTP, with counts that add up to the input."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from summarizer.article import Article
from summarizer.batch.journal import OutputError
from summarizer.batch.openai_batches import Terms
from summarizer.batch.planning import plan
from summarizer.batch.prices import Price
from summarizer.batch.running import Ending, Method, Resumption, run_batch
from summarizer.batch.sources import Choice, Source
from summarizer.engines import LLMOptions
from summarizer.engines.usage import price
from summarizer.errors import ConfigurationError
from summarizer.pipeline import Summarizer
from summarizer.summary import Usage
from tests.batch.batch_server import ODD, BatchServer
from tests.batch.conftest import Silent, read_lines, write_rows
from tests.batch.faulty import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TERMS = Terms(first_poll=0.01, longest_poll=0.05, patience=5.0)


class BatchRuns(Protocol):
    def __call__(
        self,
        count: int,
        *,
        terms: Terms | None = ...,
        price: Price | None = ...,
        resumption: Resumption = ...,
        choice: Choice = ...,
        **options: object,
    ) -> Ending: ...


@pytest.fixture
def api() -> Iterator[BatchServer]:
    server = BatchServer()
    yield server
    server.close()


@pytest.fixture
def run(api: BatchServer, tmp_path: Path, watcher: Silent) -> BatchRuns:
    """Runs a batch over so many articles; the same call again goes on."""

    def go(
        count: int,
        *,
        terms: Terms | None = TERMS,
        price: Price | None = None,
        resumption: Resumption | None = None,
        choice: Choice | None = None,
        **options: object,
    ) -> Ending:
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(count))),), choice=choice or Choice())
        method = method_for(api, terms, price, **options)
        return asyncio.run(run_batch(source, tmp_path / "out.jsonl", method, resumption or Resumption(), watcher))

    return go


def method_for(api: BatchServer, terms: Terms | None = TERMS, price: Price | None = None, **options: object) -> Method:
    given = replace(LLMOptions(base_url=api.url, api_key="k", timeout=5.0, deadline=20.0, attempts=4), **options)
    return Method("openai/stub", given, price=price, batch_api=terms)


def ids(path: Path) -> list[str]:
    return sorted(line["article"]["id"] for line in read_lines(path))


def names(count: int) -> list[str]:
    return [f"a{number:06d}" for number in range(count)]


def assert_adds_up(ending: Ending, count: int) -> None:
    tally = ending.tally
    assert (tally.read, tally.unfinished) == (count, 0)
    done, failed = ids(ending.paths.summaries), ids(ending.paths.failures)
    assert len(done) == tally.completed + tally.reused
    assert sorted(done + failed) == names(count)


def left_behind(ending: Ending) -> list[str]:
    folder = ending.paths.summaries.parent
    return sorted(path.name for path in folder.iterdir() if "batch-api" in path.name)


class TestSuccess:
    def test_every_article_is_summarised_once_and_nothing_is_left_behind(
        self, api: BatchServer, run: BatchRuns
    ) -> None:
        ending = run(12)
        assert_adds_up(ending, 12)
        assert (ending.state, ending.tally.completed) == ("finished", 12)
        assert api.executed == dict.fromkeys(range(12), 1)
        assert (len(api.uploaded()), len(api.batches)) == (1, 1)
        assert left_behind(ending) == []
        report = json.loads(ending.paths.run.read_text())
        assert (report["state"], report["counts"]["completed"]) == ("finished", 12)

    def test_the_requests_are_those_of_a_live_run(self, api: BatchServer, run: BatchRuns) -> None:
        run(1)
        asyncio.run(summarize_live(api, text_of(0)))
        (batch,) = api.batches.values()
        (request,) = api.requests_in(batch)
        assert request["body"] == json.loads(api.bodies[0])
        assert (request["method"], request["url"]) == ("POST", "/v1/chat/completions")
        assert request["custom_id"].startswith(Article(text_of(0)).sha256[:32])

    def test_provenance_holds_what_was_used_and_how_long_it_took(self, run: BatchRuns) -> None:
        ending = run(1)
        (line,) = read_lines(ending.paths.summaries)
        made = line["provenance"]
        assert (made["engine"], made["model"], made["parameters"]["batch_api"]) == ("openai/stub", "stub", True)
        assert [(it["reason"], it["outcome"], it["seconds"]) for it in made["attempts"]] == [("first", "ok", 3600.0)]
        assert (made["usage"]["input_tokens"], made["usage"]["output_tokens"], made["seconds"]) == (1000, 200, 3600.0)
        assert line["article"]["metadata"] == {"year": 2024}

    @pytest.mark.parametrize("bounds", [{"requests": 5}, {"size": 5 * 44_000}])
    def test_many_requests_go_in_several_shards(self, api: BatchServer, run: BatchRuns, bounds: dict[str, int]) -> None:
        ending = run(12, terms=replace(TERMS, **bounds))
        assert_adds_up(ending, 12)
        sizes = [batch["request_counts"]["total"] for batch in api.batches.values()]
        assert sum(sizes) == 12
        assert max(sizes) <= 5
        assert len(set(api.uploaded())) == len(sizes) >= 3
        for batch in api.batches.values():
            assert len(api.files[batch["input_file_id"]][1]) <= bounds.get("size", 10**9)

    def test_line_separators_of_a_text_do_not_cut_an_answer(self, api: BatchServer, run: BatchRuns) -> None:
        api.faults = {0: ["odd"]}
        ending = run(1)
        line = json.loads(ending.paths.failures.read_bytes())
        assert line["last_object"] == ODD
        assert api.executed == {0: 1}

    def test_limit_and_sample_choose_as_in_a_live_run(self, api: BatchServer, run: BatchRuns) -> None:
        assert run(10, choice=Choice(limit=3)).tally.completed == 3
        ending = run(10, choice=Choice(sample=4, seed=1))
        assert ending.tally.completed + ending.tally.reused == 4
        assert max(api.executed.values()) == 1


class TestPrices:
    def test_a_price_that_is_given_is_what_is_paid(self, run: BatchRuns) -> None:
        ending = run(2, price=Price(1.0, 2.0))
        assert ending.tally.cost_usd == pytest.approx(2 * (1000 * 1.0 + 200 * 2.0) / 1e6)

    def test_a_listed_model_costs_half(self) -> None:
        usual = Method("openai/gpt-5-mini", LLMOptions(api_key="k"))
        batch = replace(usual, batch_api=TERMS)
        usage = usual.tariff.expect(6000)
        assert batch.tariff.price(usage) == pytest.approx((usual.tariff.price(usage) or 0.0) / 2)

    @pytest.mark.parametrize("model", ["gpt-5-mini", "o1-mini"])
    def test_a_model_costs_half_whether_its_batch_price_is_listed_or_not(self, model: str) -> None:
        usage = Usage(input_tokens=1_000_000, output_tokens=100_000)
        usual = price(usage, model, provider="openai", base_url=None)
        assert price(usage, model, provider="openai", base_url=None, batch=True) == pytest.approx((usual or 0.0) / 2)

    def test_a_dry_run_sends_nothing_and_names_the_price_of_batches(self, api: BatchServer, tmp_path: Path) -> None:
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(3))),))
        planned = plan(source, tmp_path / "out.jsonl", Method("openai/gpt-5-mini", batch_api=TERMS))
        live = plan(source, tmp_path / "out.jsonl", Method("openai/gpt-5-mini"))
        assert planned.due == 3
        assert planned.cost_usd == pytest.approx((live.cost_usd or 0.0) / 2)
        assert not api.calls

    def test_a_dry_run_tells_what_is_in_flight(self, api: BatchServer, run: BatchRuns, tmp_path: Path) -> None:
        api.stages = ["in_progress"] * 9
        run(3, terms=replace(TERMS, wait=False))
        source = Source((str(write_rows(tmp_path / "in.jsonl", range(5))),))
        planned = plan(source, tmp_path / "out.jsonl", method_for(api))
        assert (planned.in_flight, planned.due) == (3, 2)
        assert_adds_up(run(5), 5)
        assert max(api.executed.values()) == 1

    def test_a_budget_bounds_what_is_in_flight_and_what_is_spent(self, api: BatchServer, run: BatchRuns) -> None:
        price = Price(1.0, 2.0)
        tariff = method_for(api, price=price).tariff
        worst = tariff.price(tariff.worst(len(text_of(0)))) or 0.0
        paid = 0.0014
        ending = run(9, price=price, resumption=Resumption(budget=2 * worst + 3.5 * paid))
        assert ending.state == "finished"
        assert [batch["request_counts"]["total"] for batch in api.batches.values()] == [2, 2, 1, 1, 1, 1, 1]
        assert ending.tally.cost_usd == pytest.approx(9 * paid)

    def test_a_spent_budget_ends_the_run(self, api: BatchServer, run: BatchRuns) -> None:
        price = Price(1.0, 2.0)
        tariff = method_for(api, price=price).tariff
        worst = tariff.price(tariff.worst(len(text_of(0)))) or 0.0
        ending = run(9, price=price, resumption=Resumption(budget=worst + 2.5 * 0.0014))
        assert ending.state == "stopped"
        assert "The budget of $" in str(ending.reason)
        assert ending.tally.completed == 3
        assert_adds_up(run(9, price=price), 9)
        assert max(api.executed.values()) == 1


class TestSecondRounds:
    @pytest.mark.parametrize("fault", ["badjson", "wrong"])
    def test_what_did_not_validate_is_asked_again_with_what_is_wrong(
        self, api: BatchServer, run: BatchRuns, fault: str
    ) -> None:
        api.faults = {number: [fault, "ok"] for number in (1, 4)}
        ending = run(6)
        assert_adds_up(ending, 6)
        assert ending.tally.completed == 6
        first, second = api.batches.values()
        assert (first["request_counts"]["total"], second["request_counts"]["total"]) == (6, 2)
        for request in api.requests_in(second):
            assert [turn["role"] for turn in request["body"]["messages"]] == ["system", "user", "assistant", "tool"]
        asked = {line["article"]["id"]: line["provenance"] for line in read_lines(ending.paths.summaries)}
        assert [len(asked[name]["attempts"]) for name in names(6)] == [1, 2, 1, 1, 2, 1]
        assert asked["a000001"]["attempts"][1]["reason"].startswith("validation: ")
        assert asked["a000001"]["usage"]["input_tokens"] == 2000
        assert ending.tally.usage.input_tokens == 1000 * sum(api.executed.values()) == 8000

    def test_no_more_is_asked_than_the_options_allow(self, api: BatchServer, run: BatchRuns) -> None:
        api.faults = {2: ["badjson"]}
        ending = run(3, asks=2)
        assert_adds_up(ending, 3)
        assert ending.tally.failures == {"InvalidExtractionError": 1}
        assert api.executed == {0: 1, 1: 1, 2: 2}
        (line,) = read_lines(ending.paths.failures)
        assert (len(line["attempts"]), line["usage"]["input_tokens"]) == (2, 2000)
        assert line["last_object"] == "{not json"

    def test_refusals_and_cut_answers_fail_as_in_a_live_run(self, api: BatchServer, run: BatchRuns) -> None:
        api.faults = {0: ["refusal"], 1: ["cut"], 2: ["filter"]}
        ending = run(4)
        assert_adds_up(ending, 4)
        assert ending.tally.failures == {"RefusedExtractionError": 2, "TruncatedExtractionError": 1}
        assert max(api.executed.values()) == 1

    def test_failures_are_taken_again_if_they_are_wanted(self, api: BatchServer, run: BatchRuns) -> None:
        api.faults = {1: ["refusal", "ok"]}
        assert run(3).tally.failed == 1
        assert run(3).tally.failed_earlier == 1
        again = run(3, resumption=Resumption(retry_failed=True))
        assert (again.tally.completed, again.tally.reused) == (1, 2)
        assert ids(again.paths.summaries) == names(3)


class TestFailedRequests:
    @pytest.mark.parametrize(
        ("fault", "reason"), [("500", "transport: HTTP 500"), ("missing", "transport: malformed: missing")]
    )
    def test_a_request_that_failed_or_got_lost_is_sent_again(
        self, api: BatchServer, run: BatchRuns, fault: str, reason: str
    ) -> None:
        api.faults = {3: [fault, "ok"]}
        ending = run(5)
        assert_adds_up(ending, 5)
        assert ending.tally.completed == 5
        assert [batch["request_counts"]["total"] for batch in api.batches.values()] == [5, 1]
        made = {line["article"]["id"]: line["provenance"] for line in read_lines(ending.paths.summaries)}
        assert [len(made[name]["attempts"]) for name in names(5)] == [1, 1, 1, 2, 1]
        assert made["a000003"]["attempts"][1]["reason"].startswith(reason)

    def test_one_that_always_fails_is_given_up(self, api: BatchServer, run: BatchRuns) -> None:
        api.faults = {0: ["500"], 2: ["missing"]}
        ending = run(4, terms=replace(TERMS, sendings=2))
        assert_adds_up(ending, 4)
        assert ending.tally.failures == {"EngineUnavailableError": 2}
        assert api.executed == {0: 2, 1: 1, 2: 2, 3: 1}
        assert all(len(line["attempts"]) == 2 for line in read_lines(ending.paths.failures))

    def test_a_request_that_is_refused_is_not_sent_again(self, api: BatchServer, run: BatchRuns) -> None:
        api.faults = {1: ["400"]}
        ending = run(3)
        assert_adds_up(ending, 3)
        assert api.executed == {0: 1, 1: 1, 2: 1}
        (line,) = read_lines(ending.paths.failures)
        assert "HTTP 400 told (as told)" in line["message"]

    def test_what_every_article_would_meet_ends_the_run(self, api: BatchServer, run: BatchRuns) -> None:
        api.faults = {1: ["401"]}
        ending = run(3)
        assert ending.state == "stopped"
        assert "The key was refused" in str(ending.reason)
        assert read_lines(ending.paths.failures) == []
        api.faults = {}
        assert_adds_up(run(3), 3)


class TestEndsOfBatches:
    def test_what_an_expired_batch_left_undone_is_sent_again(self, api: BatchServer, run: BatchRuns) -> None:
        api.fates = ["expired"]
        ending = run(8)
        assert_adds_up(ending, 8)
        assert ending.tally.completed == 8
        assert [batch["request_counts"]["total"] for batch in api.batches.values()] == [8, 4]
        assert api.executed == dict.fromkeys(range(8), 1)
        made = {line["article"]["id"]: line["provenance"] for line in read_lines(ending.paths.summaries)}
        assert next(it["outcome"] for it in made["a000007"]["attempts"]).startswith("timeout: batch_expired")
        assert made["a000007"]["usage"]["input_tokens"] == 1000

    def test_batches_that_expire_again_and_again_come_to_an_end(self, api: BatchServer, run: BatchRuns) -> None:
        api.fates = ["expired"] * 9
        ending = run(8)
        assert_adds_up(ending, 8)
        assert ending.state == "finished"
        # Half of what is sent is done each time, and nothing is sent more than three times.
        assert (ending.tally.completed, ending.tally.failed) == (7, 1)
        assert len(api.batches) == 3

    def test_a_cancelled_batch_keeps_its_answers_and_the_next_run_sends_the_rest(
        self, api: BatchServer, run: BatchRuns
    ) -> None:
        api.fates = ["cancelled"]
        ending = run(8)
        assert ending.state == "stopped"
        assert "batch_1 was cancelled with 4 requests unanswered" in str(ending.reason)
        assert (ending.tally.completed, ending.tally.failed, ending.tally.unfinished) == (4, 0, 4)
        assert len(api.batches) == 1
        again = run(8)
        assert_adds_up(again, 8)
        assert (again.tally.reused, again.tally.completed) == (4, 4)
        assert api.executed == dict.fromkeys(range(8), 1)
        assert left_behind(again) == []

    def test_a_batch_that_is_refused_as_a_whole_ends_the_run_with_its_reason(
        self, api: BatchServer, run: BatchRuns
    ) -> None:
        api.fates = [[{"code": "model_not_found", "message": "no such model", "line": None}]]
        ending = run(5)
        assert ending.state == "stopped"
        assert "model_not_found: no such model" in str(ending.reason)
        assert (ending.tally.failed, ending.tally.unfinished) == (0, 5)
        again = run(5)
        assert_adds_up(again, 5)
        assert api.executed == dict.fromkeys(range(5), 1)

    def test_a_line_that_fails_validation_fails_alone(self, api: BatchServer, run: BatchRuns) -> None:
        api.fates = [[{"code": "invalid_request", "message": "too long", "line": 3}]]
        ending = run(5)
        assert_adds_up(ending, 5)
        assert (ending.tally.completed, ending.tally.failed) == (4, 1)
        (line,) = read_lines(ending.paths.failures)
        assert line["article"]["id"] == "a000002"
        assert "invalid_request (too long)" in line["message"]
        assert api.executed == dict.fromkeys((0, 1, 3, 4), 1)

    def test_a_full_queue_is_waited_for_while_others_are_in_it(self, api: BatchServer, run: BatchRuns) -> None:
        full = [{"code": "token_limit_exceeded", "message": "queue", "line": None}]
        api.fates = ["completed", full]
        ending = run(9, terms=replace(TERMS, requests=3))
        assert_adds_up(ending, 9)
        assert ending.tally.completed == 9
        # The third shard was not sent before there was room for the second.
        assert [batch["status"] for batch in api.batches.values()] == ["completed", "failed", "completed", "completed"]
        assert api.executed == dict.fromkeys(range(9), 1)

    def test_a_shard_too_large_for_the_queue_is_halved(self, api: BatchServer, run: BatchRuns) -> None:
        full = [{"code": "token_limit_exceeded", "message": "queue", "line": None}]
        api.fates = [full, full]
        ending = run(8)
        assert_adds_up(ending, 8)
        assert [batch["request_counts"]["total"] for batch in api.batches.values()] == [8, 4, 2, 2, 2, 2]
        assert all(len(line["provenance"]["attempts"]) == 1 for line in read_lines(ending.paths.summaries))

    def test_a_queue_without_room_for_one_request_ends_the_run(self, api: BatchServer, run: BatchRuns) -> None:
        api.fates = [[{"code": "token_limit_exceeded", "message": "queue", "line": None}]] * 9
        ending = run(4)
        assert ending.state == "stopped"
        assert "no room for a single request" in str(ending.reason)
        assert len(api.batches) == 3


class TestTroubleOnTheWay:
    @pytest.mark.parametrize("operation", ["upload", "create", "retrieve", "content"])
    @pytest.mark.parametrize("trouble", [429, 503, "lost"])
    def test_a_call_is_tried_again_and_nothing_is_done_twice(
        self, api: BatchServer, run: BatchRuns, operation: str, trouble: int | str
    ) -> None:
        api.trouble = {operation: [trouble, trouble]}
        api.stages = []
        ending = run(4)
        assert_adds_up(ending, 4)
        assert ending.tally.completed == 4
        # What was done is found, and not done again; a batch is looked at twice in any case.
        is_found = trouble == "lost" and operation in {"upload", "create"}
        assert api.calls[operation] == (1 if is_found else 3 + (operation == "retrieve"))
        assert (len(api.uploaded()), len(api.batches)) == (1, 1)
        assert api.executed == dict.fromkeys(range(4), 1)

    def test_a_file_that_is_not_known_yet_is_submitted_later(self, api: BatchServer, run: BatchRuns) -> None:
        hidden: dict[str, tuple[str, bytes]] = {}

        def hook(operation: str) -> None:
            if operation == "upload":
                hidden.update(api.files)
                api.files.clear()
            elif operation == "create" and hidden:
                api.files.update(hidden)
                hidden.clear()

        api.hook = hook
        assert_adds_up(run(3), 3)
        assert (len(api.uploaded()), len(api.batches)) == (1, 1)

    def test_a_dead_key_ends_the_run_with_one_message(self, api: BatchServer, run: BatchRuns) -> None:
        api.trouble = {"upload": [401]}
        ending = run(5)
        assert ending.state == "stopped"
        assert "HTTP 401 invalid_api_key" in str(ending.reason)
        assert "The key was refused" in str(ending.reason)
        again = run(5)
        assert_adds_up(again, 5)
        assert (len(api.uploaded()), len(api.batches)) == (1, 1)

    def test_an_output_file_that_is_gone_costs_another_round(self, api: BatchServer, run: BatchRuns) -> None:
        api.trouble = {"content": [404]}
        ending = run(2)
        assert_adds_up(ending, 2)
        assert ending.tally.completed == 2
        assert api.executed == {0: 2, 1: 2}

    def test_a_draft_that_cannot_be_written_stops_cleanly(
        self, api: BatchServer, run: BatchRuns, tmp_path: Path
    ) -> None:
        place = tmp_path / "out.batch-api.requests"
        place.mkdir()
        ending = run(3)
        assert ending.state == "stopped"
        assert f"{place} cannot be written" in str(ending.reason)
        assert not api.calls
        place.rmdir()
        assert_adds_up(run(3), 3)

    def test_a_record_of_somebody_else_is_refused_and_left_as_it_is(self, run: BatchRuns, tmp_path: Path) -> None:
        path = tmp_path / "out.batch-api.db"
        path.write_text("my notes of years")
        with pytest.raises(OutputError, match="cannot be used"):
            run(1)
        assert path.read_text() == "my notes of years"


class TestGoingOn:
    def test_what_was_asked_in_another_way_is_refused(self, api: BatchServer, run: BatchRuns) -> None:
        api.stages = ["in_progress"] * 99
        assert run(3, terms=replace(TERMS, wait=False)).state == "submitted"
        with pytest.raises(ConfigurationError, match=r"temperature: None → 0.5"):
            run(3, temperature=0.5)
        assert (len(api.uploaded()), len(api.batches)) == (1, 1)

    def test_a_rerun_goes_beside_what_is_in_flight(self, api: BatchServer, run: BatchRuns) -> None:
        api.stages = ["in_progress"] * 99
        run(3, terms=replace(TERMS, wait=False))
        api.stages = []
        ending = run(3, resumption=Resumption(rerun=True), temperature=0.5)
        assert ending.paths.summaries.name != "out.jsonl"
        assert ids(ending.paths.summaries) == names(3)

    def test_a_live_run_does_not_pay_again_for_what_is_in_flight(self, api: BatchServer, run: BatchRuns) -> None:
        api.stages = ["in_progress"] * 99
        run(3, terms=replace(TERMS, wait=False))
        with pytest.raises(ConfigurationError, match=r"3 articles .* are with the Batch API"):
            run(3, terms=None)
        assert api.bodies == []

    def test_a_run_need_not_wait(self, api: BatchServer, run: BatchRuns) -> None:
        hasty = replace(TERMS, wait=False)
        api.faults = {1: ["badjson", "ok"]}
        states, completed = [], []
        while "finished" not in states:
            ending = run(4, terms=hasty)
            states.append(ending.state)
            completed.append(ending.tally.completed)
        assert set(states[:-1]) == {"submitted"}
        assert len(states) >= 3
        assert sum(completed) == 4
        assert_adds_up(ending, 4)
        assert api.executed == {0: 1, 1: 2, 2: 1, 3: 1}
        assert [batch["request_counts"]["total"] for batch in api.batches.values()] == [4, 1]

    def test_more_articles_may_come_while_others_are_in_flight(self, api: BatchServer, run: BatchRuns) -> None:
        api.stages = ["in_progress"] * 6
        assert run(3, terms=replace(TERMS, wait=False)).state == "submitted"
        assert_adds_up(run(7), 7)
        assert [batch["request_counts"]["total"] for batch in api.batches.values()] == [3, 4]

    def test_articles_that_are_left_out_are_left_in_flight(self, api: BatchServer, run: BatchRuns) -> None:
        api.stages = ["in_progress"] * 6
        run(4, terms=replace(TERMS, wait=False))
        assert_adds_up(run(2), 2)
        assert_adds_up(run(4), 4)
        assert (len(api.batches), max(api.executed.values())) == (1, 1)

    def test_another_providers_engine_is_refused(self) -> None:
        with pytest.raises(ConfigurationError, match="openai/MODEL"):
            Method("rules", batch_api=TERMS)


async def summarize_live(api: BatchServer, text: str) -> None:
    async with Summarizer("openai/stub", options=LLMOptions(base_url=api.url, api_key="k")) as summarizer:
        await summarizer.asummarize(text)
