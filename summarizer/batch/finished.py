"""What comes of the work on one article: a summary, or the reason why there is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from summarizer.errors import ConfigurationError, EngineError, EngineUnavailableError, PromptError
from summarizer.summary import Attempt, Summary, Usage

if TYPE_CHECKING:
    from summarizer.article import Article

_ANSWERED = "HTTP "


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Account(_Row):
    """What a run counts of a summary, so that it need not be read again for it."""

    usage: Usage = Usage()
    cost_usd: float | None = None
    seconds: float = 0.0
    findings: dict[str, int] = Field(default_factory=dict)


@dataclass(frozen=True)
class Completed:
    """An article with its summary.

    Attributes:
        article: What was summarised.
        line: The summary as one line of JSON in UTF-8, without the line's end.
        account: What a run counts of it.
    """

    article: Article
    line: bytes
    account: Account

    @cached_property
    def summary(self) -> Summary:
        """The summary."""
        return Summary.model_validate_json(self.line)


class FailedArticle(_Row):
    """Which article failed; hash and length are null where it could not be read."""

    id: str
    sha256: str | None = None
    characters: int | None = None
    path: str | None = None
    metadata: dict[str, JsonValue] = Field(default_factory=dict)


class Failed(_Row):
    """An article without a summary.

    Attributes:
        article: Which one.
        kind: Name of the error.
        message: What happened and what to try.
        attempts: The requests made for it.
        usage: Sum of their tokens.
        cost_usd: What they cost, or ``None`` where no price is known.
        seconds: Time spent on it.
        last_object: The last answer of the engine, if there was one.
        fatal: Whether every further article would fail alike.
    """

    article: FailedArticle
    kind: str
    message: str
    attempts: tuple[Attempt, ...] = ()
    usage: Usage = Usage()
    cost_usd: float | None = None
    seconds: float = 0.0
    last_object: str | None = None
    fatal: bool = Field(default=False, exclude=True)

    @property
    def unavailable(self) -> bool:
        """Whether the endpoint is at fault, so that the article may succeed later."""
        return self.kind == EngineUnavailableError.__name__ and not self.fatal

    @property
    def unanswered(self) -> bool:
        """Whether the endpoint did not so much as answer."""
        return self.unavailable and not (self.attempts and self.attempts[-1].outcome.startswith(_ANSWERED))


class WorkerDiedError(Exception):
    """The process that worked on an article died, each time that it was begun."""

    def __init__(self, article_id: str, times: int) -> None:
        super().__init__(
            f"article {article_id}: the process that worked on it died, {times} times; look for a lack of memory"
        )


def complete(article: Article, summary: Summary) -> Completed:
    """Return an article as finished with its summary, its metadata noted beside its id."""
    if article.metadata:
        reference = summary.article.model_copy(update={"metadata": dict(article.metadata)})
        summary = summary.model_copy(update={"article": reference})
    made = summary.provenance
    account = Account.model_construct(
        usage=made.usage,
        cost_usd=made.cost_usd,
        seconds=made.seconds,
        findings=dict(Counter(finding.code for finding in summary.findings)),
    )
    completed = Completed(article, summary.model_dump_json().encode("utf-8", "replace"), account)
    # What is known need not be parsed again.
    completed.__dict__["summary"] = summary
    return completed


def fail(article: Article, error: Exception) -> Failed:
    """Return an article as failed, with all that its error knows."""
    made = error.provenance if isinstance(error, EngineError) else None
    fatal = isinstance(error, ConfigurationError | PromptError) or getattr(error, "fatal", False)
    return Failed(
        article=FailedArticle(
            id=article.id,
            sha256=article.sha256,
            characters=len(article.text),
            path=article.path,
            metadata={name: _plain(value) for name, value in article.metadata.items()},
        ),
        kind=type(error).__name__,
        message=str(error) or repr(error),
        attempts=made.attempts if made else (),
        usage=made.usage if made else Usage(),
        cost_usd=made.cost_usd if made else None,
        seconds=made.seconds if made else 0.0,
        last_object=error.last_object if isinstance(error, EngineError) else None,
        fatal=fatal,
    )


def _plain(value: object) -> JsonValue:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
