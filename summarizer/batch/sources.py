"""Sources: what a batch reads, from files, folders, globs, lists and tables, one article at a time.

Nothing is read before its turn, and nothing of it is kept.
"""

from __future__ import annotations

import glob
import os
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.batch.finished import Failed, FailedArticle
from summarizer.errors import ConfigurationError, DocumentError, UnreadableDocumentError
from summarizer.readers import SUFFIXES, read_article
from summarizer.readers.rows import ROW_SUFFIXES, Columns, Unread, count_rows, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summarizer.article import Article

_LIST = "-"


@dataclass(frozen=True)
class Choice:
    """Which of the articles are taken.

    Attributes:
        limit: So many from the beginning at most.
        sample: So many at random.
        seed: Decides which.
    """

    limit: int | None = None
    sample: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Source:
    """The articles of a batch.

    Attributes:
        inputs: Files, folders, globs, or ``-`` for the names in ``listed``.
        columns: Of tables.
        choice: Which of the articles are taken.
        listed: Names of files, read from standard input.
        without: Files that are no input though they lie among them: the outputs.
    """

    inputs: tuple[str, ...]
    columns: Columns = field(default_factory=Columns)
    choice: Choice = field(default_factory=Choice)
    listed: tuple[str, ...] = ()
    without: tuple[Path, ...] = ()

    def check(self) -> None:
        """Look whether every input is there.

        Raises:
            ConfigurationError: One is not, or is an output of the run.
        """
        outputs = {path.resolve() for path in self.without}
        for name in self._names():
            path = Path(name)
            if not path.exists() and not (_is_glob(name) and next(glob.iglob(name, recursive=True), None)):  # noqa: PTH207
                raise ConfigurationError(f"{name}: no such file or folder, and no glob that fits one")
            if path.resolve() in outputs:
                raise ConfigurationError(f"{name} is an output of this run; name another with -o")

    def read(self) -> Iterator[Article | Failed]:
        """Yield the articles, and what could not be read as one.

        Raises:
            ConfigurationError: A table has no column for the texts.
        """
        chosen = self._chosen()
        begun = 0
        for ordinal, read in enumerate(self._readings()):
            if chosen is not None and ordinal not in chosen:
                continue
            if self.choice.limit is not None and begun >= self.choice.limit:
                return
            begun += 1
            yield read()

    def count(self) -> int:
        """Return how many articles there are to read, without reading them."""
        total = sum(_count(path) for path in self.paths())
        for bound in (self.choice.sample, self.choice.limit):
            total = total if bound is None else min(total, bound)
        return total

    def paths(self) -> Iterator[Path]:
        """Yield the files, folders and globs resolved, in order."""
        outputs = {path.resolve() for path in self.without}
        for name in self._names():
            for path in _expand(name):
                if path.resolve() not in outputs:
                    yield path

    def _names(self) -> Iterator[str]:
        for name in self.inputs:
            if name == _LIST:
                yield from self.listed
            else:
                yield name

    def _chosen(self) -> frozenset[int] | None:
        if self.choice.sample is None:
            return None
        total = sum(_count(path) for path in self.paths())
        drawn = random.Random(self.choice.seed).sample(range(total), min(total, self.choice.sample))  # noqa: S311
        return frozenset(drawn)

    def _readings(self) -> Iterator[Callable[[], Article | Failed]]:
        for path in self.paths():
            if path.suffix.lower() in ROW_SUFFIXES:
                yield from (lambda row=row: row for row in self._rows(path))
            else:
                yield lambda path=path: _read_file(path)  # type: ignore[misc]

    def _rows(self, path: Path) -> Iterator[Article | Failed]:
        try:
            for row in read_rows(path, self.columns):
                yield _failed(row.place, row.place, row.error) if isinstance(row, Unread) else row
        except UnreadableDocumentError as error:
            yield _failed(str(path), str(path), error)


def read_list(lines: Iterable[str]) -> tuple[str, ...]:
    """Read names of files, one a line."""
    return tuple(name for line in lines if (name := line.rstrip("\r\n")).strip())


def _read_file(path: Path) -> Article | Failed:
    name = os.fsencode(path).decode("utf-8", "replace")
    try:
        # How it was read is nothing that a row of the output needs.
        return replace(read_article(path), metadata={})
    except DocumentError as error:
        return _failed(name, name, error)


def _failed(name: str, path: str, error: Exception) -> Failed:
    return Failed(article=FailedArticle(id=name, path=path), kind=type(error).__name__, message=str(error))


def _expand(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        yield from _walk(path)
    elif path.exists() or not _is_glob(name):
        yield path
    else:
        for found in sorted(glob.iglob(name, recursive=True)):  # noqa: PTH207 - names may be absolute
            if not Path(found).is_dir():
                yield Path(found)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the article files under a folder, in order of their names; tables are read only where they are named."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        elif entry.name.lower().endswith(SUFFIXES):
            yield Path(entry.path)


def _is_glob(name: str) -> bool:
    return glob.has_magic(name)


def _count(path: Path) -> int:
    if path.suffix.lower() not in ROW_SUFFIXES:
        return 1
    try:
        return count_rows(path)
    except DocumentError:
        return 1
