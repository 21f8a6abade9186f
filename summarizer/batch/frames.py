"""Frames: what a run and its processes say to each other, in JSON with its length before it."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pydantic import BaseModel, JsonValue

from summarizer.article import Article
from summarizer.batch.finished import Account, Completed, Failed
from summarizer.batch.pace import Manners
from summarizer.engines import LLMOptions

if TYPE_CHECKING:
    from asyncio import StreamReader

    from summarizer.unsupported import Unsupported

_LENGTH = struct.Struct(">I")


class Writer(Protocol):
    """Anything that takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take them."""
        ...


@dataclass(frozen=True)
class Setting:
    """What a process opens.

    Attributes:
        engine: ``rules`` or ``provider/model``.
        options: How to ask a model.
        unsupported: What becomes of values without support.
        manners: Its share.
    """

    engine: str
    options: LLMOptions | None
    unsupported: Unsupported
    manners: Manners

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        options = None
        if self.options is not None:
            # Hooks and gates belong to a process; the key goes through a pipe that nobody else reads.
            left_out = {"on_throttle", "gate"}
            options = {name: value for name, value in vars(self.options).items() if name not in left_out}
        return json.dumps(
            {
                "engine": self.engine,
                "options": options,
                "unsupported": self.unsupported,
                "manners": asdict(self.manners),
            }
        ).encode()

    @classmethod
    def of_bytes(cls, data: bytes) -> Setting:
        """Read it from JSON."""
        tree = json.loads(data)
        options = LLMOptions(**tree["options"]) if tree["options"] is not None else None
        return cls(
            engine=tree["engine"],
            options=options,
            unsupported=tree["unsupported"],
            manners=Manners(**tree["manners"]),
        )


class Order(BaseModel):
    """What a run tells a process: an article to summarise, or that the endpoint throttled another process.

    Attributes:
        number: Of the article; ``None`` for throttling.
        text: Of the article.
        id: Of the article.
        path: Of the article.
        metadata: Of the article.
        wait: Seconds that the endpoint asks to wait.
    """

    number: int | None
    text: str = ""
    id: str = ""
    path: str | None = None
    metadata: dict[str, JsonValue] = {}
    wait: float | None = None

    @classmethod
    def of(cls, number: int, article: Article) -> Order:
        """Return the order to summarise an article."""
        return cls.model_construct(
            number=number,
            text=article.text,
            id=article.id,
            path=article.path,
            metadata=dict(article.metadata),  # type: ignore[arg-type]  # its values are JSON's, or it cannot be sent
            wait=None,
        )

    @classmethod
    def throttled(cls, seconds: float | None) -> Order:
        """Return the word that the endpoint throttled another process."""
        return cls(number=None, wait=seconds)

    @property
    def article(self) -> Article:
        """The article."""
        return Article(self.text, id=self.id, path=self.path, metadata=self.metadata)


class _Heading(BaseModel):
    number: int | None
    throttled: float | None = None
    account: Account | None = None
    failed: Failed | None = None
    fatal: bool = False


class Report(NamedTuple):
    """What a process tells its run: what came of an article, or that the endpoint throttles.

    Attributes:
        number: Of the article; ``None`` for throttling.
        throttled: Seconds that the endpoint asks to wait.
        account: Of a summary.
        failed: Of a failure.
        fatal: Of a failure.
        line: The summary as JSON.
    """

    number: int | None
    throttled: float | None
    account: Account | None
    failed: Failed | None
    fatal: bool
    line: bytes


def report_finished(number: int, finished: Completed | Failed) -> bytes:
    """Return the frame that reports what came of an article."""
    if isinstance(finished, Completed):
        heading = _Heading.model_construct(number=number, account=finished.account)
        return heading.model_dump_json(exclude_unset=True).encode() + b"\n" + finished.line
    return _Heading(number=number, failed=finished, fatal=finished.fatal).model_dump_json().encode() + b"\n"


def report_throttled(seconds: float | None) -> bytes:
    """Return the frame that reports throttling."""
    return _Heading(number=None, throttled=seconds).model_dump_json().encode() + b"\n"


def read_report(frame: bytes) -> Report:
    """Read a report; a summary's own JSON is not parsed."""
    end = frame.index(b"\n")
    heading = _Heading.model_validate_json(frame[:end])
    return Report(heading.number, heading.throttled, heading.account, heading.failed, heading.fatal, frame[end + 1 :])


def finish(article: Article, report: Report) -> Completed | Failed:
    """Return what a report says of its article."""
    if report.failed is not None:
        return report.failed.model_copy(update={"fatal": report.fatal})
    if report.account is None:
        raise AssertionError("a report is of a summary or of a failure")
    return Completed(article, report.line, report.account)


def write_frame(stream: Writer, frame: bytes) -> None:
    """Write a frame."""
    stream.write(_LENGTH.pack(len(frame)) + frame)


async def read_frame(stream: StreamReader) -> bytes:
    """Read a frame.

    Raises:
        asyncio.IncompleteReadError: The stream ended.
    """
    (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
    return await stream.readexactly(length)
