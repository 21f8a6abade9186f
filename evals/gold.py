"""Gold records: one folder an article, its text, its hand-made record, and who made it how."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from evals.errors import BadInputError
from summarizer.readers import read_article
from summarizer.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from summarizer.article import Article

Split = Literal["dev", "test"]
_Model = TypeVar("_Model", bound=BaseModel)
_ARTICLES = ("article.txt", "article.html", "article.pdf")


class Metadata(BaseModel):
    """``meta.json``: where a gold record comes from, and how it was made."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    gold_version: int
    """Raised whenever the record changes."""
    split: Split
    """``dev`` is developed on, ``test`` is run and not read."""
    source: Literal["real", "invented"]
    """Whether the trial exists."""
    specialty: str
    """Field of medicine."""
    form: str
    """Kind of text."""
    features: tuple[str, ...] = ()
    """What makes it worth having."""
    labelled_by: str
    """Who labelled it."""
    second_label: bool = False
    """Whether ``second.json`` holds an independent second record."""
    adjudicated: bool = False
    """Whether differences of the two were settled."""
    sha256: str
    """Of the bytes of the article's file."""
    alternatives: dict[str, tuple[JsonValue, ...]] = Field(default_factory=dict)
    """Path of a value to further values that are equally right."""
    trial: str | None = None
    """Articles of one name are resampled together; by default those that share a registry number or acronym are."""


@dataclass(frozen=True)
class GoldRecord:
    """One gold article.

    Attributes:
        folder: Where it lives; its name is the article's id.
        metadata: How it was made.
        record: What is right.
        file: The article's file.
    """

    folder: Path
    metadata: Metadata
    record: Record
    file: Path

    @property
    def id(self) -> str:
        """Name of the article."""
        return self.folder.name

    @cached_property
    def article(self) -> Article:
        """The article as the readers give it, under the gold record's name."""
        return replace(read_article(self.file), id=self.id)

    @cached_property
    def first(self) -> Record | None:
        """The first label as it was before it was settled with the second, where it was kept."""
        path = self.folder / "first.json"
        return _read(Record, path) if path.exists() else None

    @cached_property
    def second(self) -> Record | None:
        """The independent second record, where there is one."""
        path = self.folder / "second.json"
        return _read(Record, path) if path.exists() else None

    @cached_property
    def digest(self) -> str:
        """Of everything that decides a verdict: the article's bytes, the record and the alternatives."""
        parts = (
            self.file_digest(),
            self.record.model_dump_json(),
            json.dumps(self.metadata.alternatives, sort_keys=True),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def file_digest(self) -> str:
        """Return the SHA-256 of the article's file as it is now."""
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


def folders(directory: Path) -> list[Path]:
    """Return the folders that hold a gold record, by name.

    Raises:
        BadInputError: There is no such directory.
    """
    if not directory.is_dir():
        raise BadInputError(f"{directory} is no directory of gold records")
    return sorted(path.parent for path in directory.glob("*/meta.json"))


def read_gold(directory: Path, split: Split | Literal["all"] = "all", limit: int | None = None) -> list[GoldRecord]:
    """Read gold records, those of one split only where asked.

    Raises:
        BadInputError: A folder is incomplete, or a file in it does not validate.
    """
    return list(_read_folders(folders(directory), split))[:limit]


def _read_folders(paths: Sequence[Path], split: str) -> Iterator[GoldRecord]:
    for folder in paths:
        metadata = _read(Metadata, folder / "meta.json")
        if split in ("all", metadata.split):
            yield GoldRecord(folder, metadata, _read(Record, folder / "record.json"), article_file(folder))


def read_folder(folder: Path) -> GoldRecord:
    """Read one gold record.

    Raises:
        BadInputError: The folder is incomplete, or a file in it does not validate.
    """
    return next(_read_folders([folder], "all"))


def article_file(folder: Path) -> Path:
    """Return the file that holds a gold record's article."""
    found = [folder / name for name in _ARTICLES if (folder / name).exists()]
    if len(found) != 1:
        raise BadInputError(f"{folder}: one of {', '.join(_ARTICLES)} is wanted, there are {len(found)}")
    return found[0]


def gold_digest(records: Sequence[GoldRecord]) -> str:
    """Return one digest of a set of gold records, whatever their order."""
    lines = sorted(f"{gold.id} {gold.digest}" for gold in records)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def clusters(records: Sequence[GoldRecord]) -> list[int]:
    """Number the trials: articles that share a declared name, a registry number or an acronym share a number."""
    owner: dict[str, int] = {}
    parent = list(range(len(records)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for index, gold in enumerate(records):
        for key in _trial_names(gold):
            parent[root(index)] = root(owner.setdefault(key, index))
    roots = [root(index) for index in range(len(records))]
    numbers = {number: order for order, number in enumerate(dict.fromkeys(roots))}
    return [numbers[number] for number in roots]


def _trial_names(gold: GoldRecord) -> set[str]:
    if gold.metadata.trial is not None:
        return {gold.metadata.trial}
    names = {name for trial in gold.record.trials for name in trial.registry_ids}
    return names | {trial.acronym.casefold() for trial in gold.record.trials if trial.acronym}


def _read(model: type[_Model], path: Path) -> _Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise BadInputError(f"{path}: {error}") from error
