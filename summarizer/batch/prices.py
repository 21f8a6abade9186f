"""Prices: what an article is expected to take, what it took, and a budget that is not exceeded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarizer.engines import HYBRID
from summarizer.engines.usage import price
from summarizer.errors import ConfigurationError
from summarizer.prompting import load_prompt, record_schema
from summarizer.summary import Usage

if TYPE_CHECKING:
    from summarizer.batch.finished import Account, Failed
    from summarizer.engines import LLMOptions

# Measured on this project's gold articles: about four characters of an article and three of JSON make a token, and a record
# has 4,000 characters and 1.6 more for each of the article's, up to those of a very long one.
_ARTICLE_CHARACTERS = 4.0
_RECORD_CHARACTERS = 3.0
_RECORD_LEAST = 4_000
_RECORD_GROWTH = 1.6
_RECORD_MOST = 40_000
_MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens.

    Attributes:
        input: Of tokens sent.
        output: Of tokens received.
    """

    input: float
    output: float

    @classmethod
    def parse(cls, text: str) -> Price:
        """Read ``INPUT:OUTPUT``, as in ``0.25:2``."""
        try:
            sent, received = (float(part) for part in text.split(":"))
        except ValueError as error:
            raise ConfigurationError(f"price {text!r} is not INPUT:OUTPUT in US dollars a million tokens") from error
        if min(sent, received) < 0:
            raise ConfigurationError(f"price {text!r} is below zero")
        return cls(sent, received)

    def of(self, usage: Usage) -> float:
        """Return what a usage costs."""
        return (usage.input_tokens * self.input + usage.output_tokens * self.output) / _MILLION


@dataclass(frozen=True)
class Tariff:
    """What articles take of an engine and cost with it.

    Attributes:
        engine: As given.
        asks: Answers an article may take at most.
        static_tokens: Sent with every request beside the article.
        max_tokens: Limit of one answer, if there is one.
        base_url: Of an endpoint that is not the provider's own.
        given: Price that the user named; it goes before the price list, and is what is paid.
        batch: Whether requests go through a batch API, at its price.
    """

    engine: str
    asks: int = 1
    static_tokens: int = 0
    max_tokens: int | None = None
    base_url: str | None = None
    given: Price | None = None
    batch: bool = False

    @property
    def free(self) -> bool:
        """Whether the engine asks no model."""
        return "/" not in self.engine

    def expect(self, characters: int) -> Usage:
        """Return the tokens of one answer on an article of that length."""
        if self.free:
            return Usage()
        record = min(_RECORD_MOST, _RECORD_LEAST + _RECORD_GROWTH * characters)
        received = int(record / _RECORD_CHARACTERS)
        sent = self.static_tokens + int(characters / _ARTICLE_CHARACTERS)
        return Usage.model_construct(
            input_tokens=sent,
            cached_input_tokens=0,
            output_tokens=min(received, self.max_tokens or received),
            reasoning_tokens=0,
        )

    def worst(self, characters: int) -> Usage:
        """Return the tokens of an article that takes every answer it may, each twice as long as expected or up to the limit."""
        once = self.expect(characters)
        received = self.max_tokens or 2 * once.output_tokens
        # Every further request carries the answer before it.
        sent = once.input_tokens * self.asks + received * (self.asks - 1)
        return Usage(input_tokens=sent, output_tokens=received * self.asks)

    def price(self, usage: Usage) -> float | None:
        """Return what a usage costs, without the discount for cached tokens, or ``None`` where no price is known."""
        if self.free:
            return 0.0
        if self.given is not None:
            return self.given.of(usage)
        provider, _, model = self.engine.removeprefix(HYBRID).partition("/")
        return price(usage, model, provider=provider, base_url=self.base_url, batch=self.batch)


def read_tariff(engine: str, options: LLMOptions, base_url: str | None, given: Price | None) -> Tariff:
    """Return the tariff of an engine.

    Args:
        engine: As given.
        options: How a model is asked.
        base_url: Of an endpoint that is not the provider's own.
        given: Price that the user named.
    """
    if "/" not in engine:
        return Tariff(engine)
    characters = len(load_prompt().system(options.mode)) + (0 if options.mode == "json" else len(str(record_schema())))
    return Tariff(
        engine=engine,
        asks=options.asks + options.coverage_ask,
        static_tokens=int(characters / _ARTICLE_CHARACTERS),
        max_tokens=options.max_tokens,
        base_url=base_url,
        given=given,
    )


def cost_of(account: Account | Failed, tariff: Tariff) -> float | None:
    """Return what an article cost: by the price given, else by its own account; ``None`` where no price is known."""
    if tariff.given is None and account.cost_usd is not None:
        return account.cost_usd
    spent = account.usage.input_tokens + account.usage.output_tokens
    return tariff.price(account.usage) if spent else 0.0


@dataclass
class Budget:
    """Money, of which a part is set aside for every article in work.

    Attributes:
        limit: US dollars in all.
        spent: By finished articles.
        reserved: Set aside for those in work.
    """

    limit: float
    spent: float = 0.0
    reserved: float = field(default=0.0, init=False)

    def reserve(self, cost: float) -> bool:
        """Set the worst cost of an article aside, if it is there."""
        if self.spent + self.reserved + cost > self.limit:
            return False
        self.reserved += cost
        return True

    def settle(self, reserved: float, cost: float) -> None:
        """Book what an article cost in place of what was set aside for it."""
        self.reserved = max(0.0, self.reserved - reserved)
        self.spent += cost
