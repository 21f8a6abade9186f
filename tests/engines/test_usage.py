from __future__ import annotations

from types import SimpleNamespace

import pytest

from summarizer.engines.usage import price, read_usage
from summarizer.summary import Usage


@pytest.mark.parametrize(
    ("reported", "usage"),
    [
        (
            {
                "prompt_tokens": 100,
                "completion_tokens": 30,
                "prompt_tokens_details": {"cached_tokens": 64},
                "completion_tokens_details": {"reasoning_tokens": 10},
            },
            Usage(input_tokens=100, cached_input_tokens=64, output_tokens=30, reasoning_tokens=10),
        ),
        (
            SimpleNamespace(
                input_tokens=20, output_tokens=30, cache_read_input_tokens=64, cache_creation_input_tokens=16
            ),
            Usage(input_tokens=100, cached_input_tokens=64, output_tokens=30),
        ),
        (
            SimpleNamespace(
                prompt_token_count=100,
                candidates_token_count=20,
                cached_content_token_count=64,
                thoughts_token_count=10,
            ),
            Usage(input_tokens=100, cached_input_tokens=64, output_tokens=30, reasoning_tokens=10),
        ),
        ({"prompt_tokens": 5, "completion_tokens": None, "prompt_tokens_details": None}, Usage(input_tokens=5)),
        (None, Usage()),
    ],
    ids=["openai", "anthropic", "google", "gaps", "nothing"],
)
def test_reads_what_the_providers_report(reported: object, usage: Usage) -> None:
    assert read_usage(reported) == usage


def test_cached_tokens_are_cheaper() -> None:
    plain = price(Usage(input_tokens=10_000), "gpt-5-mini", provider="openai", base_url=None)
    cached = price(Usage(input_tokens=10_000, cached_input_tokens=9000), "gpt-5-mini", provider="openai", base_url=None)
    assert 0 < cached < plain


def test_a_dated_name_has_the_price_of_its_model() -> None:
    usage = Usage(input_tokens=1000, output_tokens=1000)
    dated = price(usage, "gpt-5-mini-2025-08-07", provider="openai", base_url=None)
    assert dated == price(usage, "gpt-5-mini", provider="openai", base_url=None)


@pytest.mark.parametrize(
    ("model", "provider", "base_url"),
    [
        ("gpt-5-mini", "openai", "http://127.0.0.1:11434/v1"),
        ("qwen3", "ollama", None),
        ("no-such-model", "openai", None),
    ],
)
def test_no_price_is_none_and_not_zero(model: str, provider: str, base_url: str | None) -> None:
    assert price(Usage(input_tokens=1000), model, provider=provider, base_url=base_url) is None
