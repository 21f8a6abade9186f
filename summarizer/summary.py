"""What code adds beside the record, and the summary that holds both."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Literal

from pydantic import Field, JsonValue

from summarizer.record import SCHEMA_VERSION, Described, Record

Match = Literal["exact", "normalized", "elsewhere", "none"]
Severity = Literal["error", "warning", "info"]
StatisticKind = Literal["p_value", "ratio", "interval", "percentage", "sample_size", "median"]


@cache
def package_version() -> str:
    """Return the version of this package as it stands in a provenance; it is read from a file, so once."""
    return version("trial-summarizer")


class ArticleReference(Described):
    """Which text the offsets of a summary belong to."""

    id: str
    """What names the article."""
    sha256: str
    """Of the text in UTF-8."""
    characters: int
    """Length of the text in code points."""
    path: str | None
    """Where it was read from."""
    metadata: dict[str, JsonValue] = Field(default_factory=dict, exclude_if=lambda metadata: not metadata)
    """Further columns of its row in a batch; the key is left out where there are none."""


class Support(Described):
    """Where one value of the record stands in the article; offsets are code points of the text exactly as read."""

    path: str
    """Of the value, as in ``trials[0].arms[1].participants``."""
    match: Match
    """``exact``: verbatim inside a verbatim quote. ``normalized``: the same after the declared folding of typography.
    ``elsewhere``: not inside its quotes, but in the text. ``none``: nowhere."""
    start: int | None
    """First code point of the value."""
    end: int | None
    """One past its last code point."""
    quote_start: int | None
    """First code point of the quote that holds it."""
    quote_end: int | None
    """One past the quote's last code point."""


class Finding(Described):
    """Something a reader should know; findings never change the record."""

    severity: Severity
    """``error``: the record contradicts the article or itself. ``warning``: probably. ``info``: worth a look."""
    code: str
    """Stable name of the kind of finding."""
    path: str
    """Of the value concerned, or of the object that holds it; empty for the whole record."""
    message: str
    """What is wrong, with the values."""


class MissedStatistic(Described):
    """A statistic of the article that the record does not hold."""

    kind: StatisticKind
    """What it is."""
    text: str
    """As printed."""
    start: int
    """First code point."""
    end: int
    """One past the last code point."""
    sentence: str
    """The sentence it stands in."""


class StatisticCount(Described):
    """How many statistics of a kind stand in the article, and how many of them the record holds."""

    kind: StatisticKind
    found: int
    held: int


class CheckCount(Described):
    """How often a kind of check could be applied, and how often it found something."""

    check: str
    checkable: int
    findings: int


class Agreement(Described):
    """What a second engine makes of the values; paths are those of this record."""

    second: str
    """The engine that read the article beside the one whose record this is."""
    agreed: tuple[str, ...]
    """Values that both hold."""
    disputed: tuple[str, ...]
    """Values on which the two contradict each other; each has a finding with both readings."""
    only_second: int
    """How many numbers of the article only the second one holds."""


class Coverage(Described):
    """What of the article's statistics is in the record, and what of the record could be checked."""

    statistics: tuple[StatisticCount, ...]
    """One row a kind."""
    missed: tuple[MissedStatistic, ...]
    """Those the record does not hold, in the order of the article."""
    checks: tuple[CheckCount, ...]
    """One row a check."""
    agreement: Agreement | None = None
    """Of two engines; null where one alone read the article."""


class Usage(Described):
    """Tokens as the endpoint reports them."""

    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
        )


class Attempt(Described):
    """One request to a model."""

    reason: str
    """Why it was made: ``first``, ``transport: ...``, ``validation: ...`` or ``coverage: ...``."""
    outcome: str
    """``ok``, or what was wrong with its answer."""
    usage: Usage
    """Its tokens; zero where the endpoint reported none."""
    seconds: float
    """From sending to the end of the answer."""


class PromptReference(Described):
    """Which prompt was used."""

    name: str
    version: str
    sha256: str


class Provenance(Described):
    """How the record came about."""

    engine: str
    """As given: ``rules``, ``openai/gpt-5-mini``, ``hybrid:openai/gpt-5-mini``, ``hand``."""
    model: str | None
    """As the endpoint names it."""
    package_version: str
    prompt: PromptReference | None
    schema_version: str
    parameters: dict[str, str | int | float | bool | None]
    """Whatever else decides the answer: wire format, temperature, policies."""
    attempts: tuple[Attempt, ...]
    """In order, failed ones included."""
    usage: Usage
    """Sum over the attempts."""
    cost_usd: float | None
    """Sum over the attempts, or null where no price is known."""
    seconds: float
    """Wall time of the extraction."""


class Summary(Described):
    """A record, and everything computed about it."""

    schema_version: str = SCHEMA_VERSION
    article: ArticleReference
    record: Record
    support: tuple[Support, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    provenance: Provenance
