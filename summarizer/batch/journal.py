"""Journal: the output files of a run, such that nothing written is lost and nothing lost is counted.

``OUT.jsonl`` holds one summary a line and only grows; it is locked while a run writes it, by the kernel, so that the lock
goes with the process. A line is on disk before it counts. A last line that a crash tore is taken off again when the file is
opened, and so is what a full disk left of one. Beside it stand ``OUT.failures.jsonl`` and ``OUT.run.json``.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from summarizer.batch.finished import Account, Completed, Failed
from summarizer.batch.signature import Signature, signature_of
from summarizer.errors import SummarizerError
from summarizer.exports.files import replacing
from summarizer.summary import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_SUFFIX = ".jsonl"
_ARTICLE = b'"article":'
_PROVENANCE = b'"provenance":'
_TAIL = 1 << 16
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class OutputError(SummarizerError):
    """An output that cannot be written, is written by another run, or is not one of this program's."""


class Entry(NamedTuple):
    """What a line of an earlier run says of an article.

    Attributes:
        sha256: Of its text.
        signature: Under which it was made.
        account: What it took.
    """

    sha256: str
    signature: Signature
    account: Account


class Paths(NamedTuple):
    """The files of a run."""

    summaries: Path
    failures: Path
    run: Path

    @classmethod
    def of(cls, output: Path) -> Paths:
        """Name them after the output."""
        stem = output.name.removesuffix(_SUFFIX)
        return cls(output, output.with_name(f"{stem}.failures{_SUFFIX}"), output.with_name(f"{stem}.run.json"))


class LineFile:
    """A file of lines that only grows, and holds whole lines only.

    Args:
        path: Made where it is missing.
        opening: With which all its lines begin.
        locked: Whether it may be written by one process only.

    Raises:
        OutputError: It cannot be written, or another process writes it.
    """

    def __init__(self, path: Path, opening: bytes, *, locked: bool = False) -> None:
        self.path = path
        self._opening = opening
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}. Name another output with -o.") from error
        if locked:
            self._lock()
        self.size = os.fstat(self._file).st_size

    def repair(self) -> int:
        """Take off a torn last line; one that lacks nothing but its end gets that.

        Returns:
            How many bytes went.

        Raises:
            OutputError: The file is none of this program's.
        """
        end = self._last_line_end()
        tail = os.pread(self._file, self.size - end, end)
        if not tail:
            return 0
        if not self._opening.startswith(os.pread(self._file, len(self._opening), 0)):
            raise OutputError(_foreign(self.path, 1))
        if _is_json(tail):
            os.pwrite(self._file, b"\n", self.size)
            self.size += 1
            return 0
        os.ftruncate(self._file, end)
        self.size = end
        return len(tail)

    def append(self, lines: Iterable[bytes]) -> None:
        """Write lines and wait until they are on disk; none of them is in the file if that fails.

        Raises:
            OSError: They could not be written.
        """
        data = b"".join(line + b"\n" for line in lines)
        try:
            self._write(data)
            _sync(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self.size)
            raise
        self.size += len(data)

    def lines(self) -> Iterator[bytes]:
        """Return its lines, without their ends."""
        with self.path.open("rb") as stream:
            for line in stream:
                yield line.rstrip(b"\n")

    def replace(self, lines: Iterable[bytes]) -> None:
        """Put other lines in place of all, at once."""
        with replacing(self.path) as part, part.open("wb") as stream:
            stream.writelines(line + b"\n" for line in lines)
        held, self._file = self._file, os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        os.close(held)
        self.size = os.fstat(self._file).st_size

    def close(self) -> None:
        """Give back the lock."""
        os.close(self._file)

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise OutputError(
                f"another run is writing {self.path}; wait for it, or name another output with -o"
            ) from error
        except OSError:
            # A file system without locks: the run goes on without one.
            return

    def _write(self, data: bytes) -> None:
        view, at = memoryview(data), self.size
        while view:
            written = os.pwrite(self._file, view, at)
            view, at = view[written:], at + written

    def _last_line_end(self) -> int:
        end = self.size
        while end:
            start = max(0, end - _TAIL)
            found = os.pread(self._file, end - start, start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0


class Journal:
    """What a run has written and writes.

    Args:
        paths: Its files.

    Raises:
        OutputError: They cannot be written, are written by another run, or are not this program's.
    """

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.summaries = LineFile(paths.summaries, b'{"schema_version":', locked=True)
        try:
            self.failures = LineFile(paths.failures, b"{" + _ARTICLE)
        except OutputError:
            self.summaries.close()
            raise
        try:
            self.repaired = self.summaries.repair() + self.failures.repair()
        except OutputError:
            self.close()
            raise

    def completed(self) -> Iterator[Entry]:
        """Return what earlier runs completed.

        Raises:
            OutputError: A line is no summary.
        """
        for number, line in enumerate(self.summaries.lines(), start=1):
            try:
                yield _read_entry(line)
            except (ValueError, KeyError, TypeError, ValidationError) as error:
                raise OutputError(_foreign(self.paths.summaries, number)) from error

    def failed(self) -> Iterator[tuple[Failed, Signature]]:
        """Return what failed in earlier runs.

        Raises:
            OutputError: A line is no failure.
        """
        for number, line in enumerate(self.failures.lines(), start=1):
            try:
                yield read_failure_line(line)
            except (ValueError, KeyError, TypeError, ValidationError) as error:
                raise OutputError(_foreign(self.paths.failures, number)) from error

    def write(self, finished: Iterable[Completed | Failed], signature: Signature) -> None:
        """Write what came of articles; on return it is on disk.

        Raises:
            OSError: It could not be written; what was written before is safe.
        """
        completed, failed = [], []
        for one in finished:
            if isinstance(one, Completed):
                completed.append(one.line)
            else:
                failed.append(failure_line(one, signature))
        if completed:
            self.summaries.append(completed)
        if failed:
            self.failures.append(failed)

    def close(self) -> None:
        """Give back the files; one without failures does not stay."""
        if not self.failures.size:
            with contextlib.suppress(OSError):
                self.paths.failures.unlink()
        self.failures.close()
        self.summaries.close()


def failure_line(failed: Failed, signature: Signature) -> bytes:
    """Return a failure as one line of JSON."""
    tree = {**failed.model_dump(mode="json"), "signature": signature.model_dump(mode="json")}
    if not failed.article.metadata:
        del tree["article"]["metadata"]
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def read_failure_line(line: bytes) -> tuple[Failed, Signature]:
    """Read a line of a failures file."""
    tree = json.loads(line)
    signature = Signature.model_validate(tree.pop("signature"))
    return Failed.model_validate(tree), signature


def _read_entry(line: bytes) -> Entry:
    # Only the ends of a line are parsed: article and provenance. Inside strings a quote is escaped, so these are keys.
    start = line.index(_ARTICLE) + len(_ARTICLE)
    article, _ = json.JSONDecoder().raw_decode(line[start : line.index(b',"record":', start)].decode())
    tree = json.loads(b"{" + line[line.rindex(_PROVENANCE) :])
    made = Provenance.model_validate(tree["provenance"])
    return Entry(article["sha256"], signature_of(made), Account(usage=made.usage, cost_usd=made.cost_usd))


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _foreign(path: Path, number: int) -> str:
    return (
        f"line {number} of {path} is not what this program writes: the file is another one's, or damaged. "
        "Move it away, or name another output with -o."
    )
