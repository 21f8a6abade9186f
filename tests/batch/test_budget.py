"""What a run is expected to cost, and a budget that holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from summarizer.batch.prices import Budget, Price, read_tariff
from summarizer.batch.running import Method, Resumption
from summarizer.cli import app
from summarizer.engines import LLMOptions
from summarizer.errors import ConfigurationError
from summarizer.summary import Usage
from tests.batch.conftest import Runs, write_rows
from tests.batch.faulty import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.batch.faulty import FaultyServer

# The endpoint reports 1000 tokens in and 200 out.
EACH = 1000 * 1e-6 + 200 * 2e-6
PRICE = Price(1.0, 2.0)


def test_money_is_set_aside_before_it_is_spent() -> None:
    budget = Budget(1.0)
    assert budget.reserve(0.6)
    assert not budget.reserve(0.6)
    budget.settle(0.6, 0.1)
    assert (budget.spent, budget.reserved) == (0.1, 0.0)
    assert budget.reserve(0.9)


@pytest.mark.parametrize("text", ["1", "1:2:3", "a:b", "-1:2"])
def test_a_price_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="price"):
        Price.parse(text)


def test_a_known_model_is_priced_and_an_unknown_endpoint_is_not() -> None:
    usage = Usage(input_tokens=1_000_000, output_tokens=0)
    known = read_tariff("openai/gpt-5-mini", LLMOptions(), None, None)
    assert known.price(usage) == pytest.approx(0.25)
    assert read_tariff("openai/gpt-5-mini", LLMOptions(), "http://127.0.0.1:1/v1", None).price(usage) is None
    assert read_tariff("hybrid:openai/gpt-5-mini", LLMOptions(), None, None).price(usage) == known.price(usage)
    assert read_tariff("rules", LLMOptions(), None, None).price(usage) == 0.0


@pytest.mark.parametrize(("set_to", "known"), [("", True), ("http://127.0.0.1:1/v1", False)])
def test_an_endpoint_named_by_the_environment_has_its_own_prices(
    monkeypatch: pytest.MonkeyPatch, set_to: str, *, known: bool
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", set_to)
    cost = Method("openai/gpt-5-mini").tariff.price(Usage(input_tokens=1000))
    assert (cost is not None) == known


def test_the_worst_case_is_more_than_what_is_expected() -> None:
    tariff = read_tariff("openai/gpt-5-mini", LLMOptions(asks=3), None, None)
    expected, worst = tariff.expect(3000), tariff.worst(3000)
    assert 5000 < expected.input_tokens < 20_000
    assert worst.input_tokens > 3 * expected.input_tokens
    assert worst.output_tokens == 6 * expected.output_tokens


class TestRuns:
    def worst(self, server: FaultyServer) -> float:
        options = LLMOptions(base_url=server.url, max_tokens=300)
        tariff = read_tariff("openai/stub", options, server.url, PRICE)
        cost = tariff.price(tariff.worst(len(text_of(0))))
        assert cost is not None
        return cost

    def test_it_stops_before_it_is_exceeded_and_a_higher_one_goes_on(self, server: FaultyServer, run: Runs) -> None:
        server.latency = 0.02
        limit = self.worst(server) + 20 * EACH
        ending = run(100, resumption=Resumption(budget=limit), price=PRICE, max_tokens=300)
        assert ending.state == "stopped"
        assert "budget" in str(ending.reason)
        assert ending.tally.cost_usd == pytest.approx(ending.tally.completed * EACH)
        assert ending.tally.cost_usd <= limit
        # Nothing of it is left that would have held another article.
        assert ending.tally.completed == 21
        # What was spent before counts too.
        again = run(100, resumption=Resumption(budget=limit), price=PRICE, max_tokens=300)
        assert (again.state, again.tally.completed) == ("stopped", 0)
        more = run(100, resumption=Resumption(budget=1.0), price=PRICE, max_tokens=300)
        assert (more.state, more.tally.completed) == ("finished", 79)

    def test_a_budget_without_a_price_is_refused(self, server: FaultyServer, run: Runs) -> None:
        with pytest.raises(ConfigurationError, match=r"no price is known for openai/stub"):
            run(1, resumption=Resumption(budget=1.0))
        assert not server.attempts


def test_a_dry_run_tells_what_is_there_and_what_it_would_take(
    tmp_path: Path, run: Runs, server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    run(3)
    path = write_rows(tmp_path / "more.jsonl", [0, 1, 2, 3, 4, 4])
    path.write_text(path.read_text() + "{broken\n")
    command = ["batch", str(path), "-o", str(tmp_path / "out.jsonl"), "-e", "openai/stub", "--dry-run"]
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    done = CliRunner().invoke(app, [*command, "--price", "1:2"])
    assert done.exit_code == 0, done.stderr
    rows = dict(line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    assert rows["articles read"] == "7"
    assert rows["done before, reused"] == "3"
    assert rows["repeated texts"] == "1"
    assert rows["unreadable"] == "1"
    assert rows["to summarise"] == "2"
    assert rows["cost, about"].startswith("$")
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert sum(server.attempts.values()) == 3
    assert json.loads((tmp_path / "out.run.json").read_text())["counts"]["completed"] == 3
