"""Tokens as endpoints report them, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping

from summarizer.summary import Usage

# Where the providers' answers keep their counts: OpenAI and its kind, Anthropic, Google.
_INPUT = ("prompt_tokens", "input_tokens", "prompt_token_count")
_OUTPUT = ("completion_tokens", "output_tokens", "candidates_token_count")
_CACHED = (
    ("prompt_tokens_details", "cached_tokens"),
    ("input_tokens_details", "cached_tokens"),
    ("cache_read_input_tokens",),
    ("cached_content_token_count",),
)
_REASONING = (
    ("completion_tokens_details", "reasoning_tokens"),
    ("output_tokens_details", "reasoning_tokens"),
    ("thoughts_token_count",),
)
# Counted apart from the number they belong to.
_BESIDE_INPUT = ("cache_read_input_tokens", "cache_creation_input_tokens")
_BESIDE_OUTPUT = ("thoughts_token_count",)


def read_usage(reported: object) -> Usage:
    """Read the counts of one answer.

    Args:
        reported: The answer's own account, a mapping or an object; ``None`` where there is none.

    Returns:
        The counts, zero where they are not reported. Input holds cached tokens, output holds reasoning tokens.
    """
    return Usage(
        input_tokens=_first(reported, _INPUT) + sum(_count(reported, (name,)) for name in _BESIDE_INPUT),
        cached_input_tokens=next((count for path in _CACHED if (count := _count(reported, path))), 0),
        output_tokens=_first(reported, _OUTPUT) + sum(_count(reported, (name,)) for name in _BESIDE_OUTPUT),
        reasoning_tokens=next((count for path in _REASONING if (count := _count(reported, path))), 0),
    )


def price(usage: Usage, model: str, *, provider: str, base_url: str | None, batch: bool = False) -> float | None:
    """Return what one request cost in US dollars by the price list installed, or ``None`` where none is known.

    Args:
        usage: Tokens of the request.
        model: As the endpoint or, failing that, the user names it.
        provider: As instructor names it.
        base_url: Of an endpoint other than the provider's own: its price list counts then, so a local one has none.
        batch: Whether it went through a batch API: its own price, or half of the usual one where the list has none.
    """
    from genai_prices import Usage as Priced  # noqa: PLC0415  a price list of several hundred models
    from genai_prices import calc_price  # noqa: PLC0415

    priced = Priced(
        input_tokens=usage.input_tokens,
        cache_read_tokens=usage.cached_input_tokens,
        output_tokens=usage.output_tokens,
    )

    def look_up(context: dict[str, str] | None) -> float:
        if base_url is not None:
            return float(calc_price(priced, model, provider_api_url=base_url, price_context=context).total_price)
        return float(calc_price(priced, model, provider_id=provider, price_context=context).total_price)

    try:
        usual = look_up(None)
        if not batch:
            return usual
        special = look_up({"processing": "batch"})
    except LookupError:
        return None
    return special if special != usual else usual / 2


def _first(reported: object, names: tuple[str, ...]) -> int:
    return next((count for name in names if (count := _count(reported, (name,)))), 0)


def _count(reported: object, path: tuple[str, ...]) -> int:
    value = reported
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
