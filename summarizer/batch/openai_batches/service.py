"""Service: files and batches of OpenAI's API, asked again for as long as patience lasts.

What creates something is not asked again blindly: before a second try, and after a crash, it is looked for by its name.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from summarizer.engines.failing import remedy
from summarizer.engines.retrying import RetryPolicy, read_failure
from summarizer.errors import SummarizerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from openai import AsyncOpenAI
    from openai.types import Batch

T = TypeVar("T")

ENDPOINT: Final = "/v1/chat/completions"
_WINDOW: Final = "24h"
_LABEL = "summarizer"
_MANY = 1_000_000
_NOT_FOUND = 404
_REFUSED = {400, _NOT_FOUND}
_PAGE = 100


class ServiceError(SummarizerError):
    """The Batch API does not do what is needed of it.

    Attributes:
        status: HTTP status of its answer, if there was one.
    """

    def __init__(self, message: str, status: int | None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Service:
    """OpenAI's files and batches.

    Attributes:
        connect: Returns the running loop's client.
        base_url: Of the client, for messages.
        patience: Seconds for which a call is tried again.
    """

    connect: Callable[[], Awaitable[AsyncOpenAI]]
    base_url: str
    patience: float

    async def upload(self, path: Path, name: str, *, look: bool) -> str | None:
        """Upload a file of requests, once.

        Args:
            path: Where it stands.
            name: Under which it is uploaded.
            look: Whether it may be there already.

        Returns:
            The file's id; ``None`` if it neither was uploaded nor stands there any more.

        Raises:
            ServiceError: It could not be uploaded.
        """
        unsure = look

        async def once() -> str | None:
            nonlocal unsure
            client = await self.connect()
            if unsure:
                async for file in client.files.list(purpose="batch", order="desc"):
                    if file.filename == name:
                        return file.id
            try:
                stream = path.open("rb")
            except FileNotFoundError:
                return None
            unsure = True
            with stream:
                return (await client.files.create(file=(name, stream), purpose="batch")).id

        return await self._call("uploading requests", once)

    async def submit(self, file: str, name: str, *, look: bool) -> str:
        """Submit an uploaded file, once.

        Args:
            file: Its id.
            name: Kept with the batch.
            look: Whether it may be submitted already.

        Returns:
            The batch's id.

        Raises:
            ServiceError: It could not be submitted.
        """
        unsure = look

        async def once() -> str:
            nonlocal unsure
            client = await self.connect()
            if unsure:
                async for batch in client.batches.list(limit=_PAGE):
                    if batch.input_file_id == file or (batch.metadata or {}).get(_LABEL) == name:
                        return batch.id
            unsure = True
            try:
                made = await client.batches.create(
                    input_file_id=file, endpoint=ENDPOINT, completion_window=_WINDOW, metadata={_LABEL: name}
                )
            except Exception as error:
                failure = read_failure(error)
                if failure.status in _REFUSED and file in failure.message:
                    # A file just uploaded is not known everywhere at once.
                    raise ConnectionError(failure.message) from error
                raise
            return made.id

        return await self._call("submitting a batch", once)

    async def look_at(self, batch: str) -> Batch:
        """Return how a batch stands.

        Raises:
            ServiceError: It could not be asked for.
        """

        async def once() -> Batch:
            return await (await self.connect()).batches.retrieve(batch)

        return await self._call(f"looking at {batch}", once)

    async def read(self, file: str, take: Callable[[bytes], None]) -> bool:
        """Read a file line by line; after an interruption again from its beginning.

        Args:
            file: Its id.
            take: Given every line that is not empty.

        Returns:
            Whether the file is there.

        Raises:
            ServiceError: It could not be read.
        """

        async def once() -> None:
            client = await self.connect()
            async with client.files.with_streaming_response.content(file) as response:
                rest = b""
                async for chunk in response.iter_bytes():
                    *lines, rest = (rest + chunk).split(b"\n")
                    for line in filter(None, lines):
                        take(line)
                if rest:
                    take(rest)

        try:
            await self._call(f"reading {file}", once)
        except ServiceError as error:
            if error.status != _NOT_FOUND:
                raise
            return False
        return True

    async def _call(self, what: str, request: Callable[[], Awaitable[T]]) -> T:
        deadline = asyncio.get_running_loop().time() + self.patience
        try:
            return await RetryPolicy(_MANY).send(request, deadline)
        except Exception as error:
            failure = read_failure(error)
            said = f" ({failure.message})" if failure.status is not None and failure.message else ""
            raise ServiceError(
                f"{what} at {self.base_url}: {failure.reason}{said}. {remedy(failure)} "
                "Nothing is lost: the same command goes on from here.",
                failure.status,
            ) from error
