"""Draft: the file of requests that is being written, up to the bounds of one."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from summarizer.batch.journal import OutputError
from summarizer.batch.openai_batches.service import ENDPOINT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedWriter
    from pathlib import Path

    from summarizer.article import Article
    from summarizer.batch.openai_batches.replaying import Request
    from summarizer.batch.openai_batches.store import Shard, Store


class Draft:
    """Requests on their way into a shard; on disk, and recorded once it is sealed.

    Args:
        path: Where the file stands until it is submitted.
        store: Records them.
    """

    def __init__(self, path: Path, store: Store) -> None:
        self.path = path
        self.requests = 0
        self._store = store
        self._size = 0
        self._shard: Shard | None = None
        self._stream: BufferedWriter | None = None

    def holds(self, request: Request, *, requests: int, size: int) -> bool:
        """Tell whether there is room for a request within the bounds; for the first there always is."""
        if not self.requests:
            return True
        return self.requests < requests and self._size + len(_line(request)) <= size

    def add(self, article: Article, request: Request) -> None:
        """Put a request in.

        Raises:
            OutputError: It cannot be written.
        """
        with self._told():
            if self._shard is None or self._stream is None:
                self._stream = self.path.open("wb")
                self._shard = self._store.open_shard()
            self._size += self._stream.write(_line(request))
        self.requests += 1
        self._store.add(self._shard, self.requests, request.custom_id, article)

    def seal(self) -> Shard | None:
        """Record the shard, and begin another.

        Returns:
            The shard, if there is anything in it.

        Raises:
            OutputError: It cannot be written.
        """
        shard, stream = self._shard, self._stream
        if stream is not None:
            with self._told():
                stream.flush()
                os.fsync(stream.fileno())
                stream.close()
        self._store.commit()
        self._shard = self._stream = None
        self.requests = self._size = 0
        return shard

    def discard(self) -> None:
        """Take the file away: it is submitted, or never will be."""
        with contextlib.suppress(OSError):
            if self._stream is not None:
                self._stream.close()
        self._stream = None
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"{self.path} cannot be written: {error.strerror or error}. Nothing is lost: the same command goes on from here."
            ) from error


def _line(request: Request) -> bytes:
    # The body is JSON already, and most of the line.
    head = f'{{"custom_id": "{request.custom_id}", "method": "POST", "url": "{ENDPOINT}", "body": '
    return b"%b%b}\n" % (head.encode(), request.body)
