"""Runs: a folder with what was asked of which engine, and its answers; and files of predictions from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import BadInputError
from evals.gold import GoldRecord, gold_digest, read_gold
from evals.predictions import Row, match_rows, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Splits = Literal["dev", "test", "all"]
CONFIGURATION = "run.json"


class RunConfiguration(BaseModel):
    """What was asked; a run is continued only under the same one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: str
    split: Splits
    limit: int | None
    repeats: int
    unsupported: Literal["drop", "keep", "reject"]
    gold: str
    """Digest of the gold records."""
    package_version: str
    schema_version: str


@dataclass(frozen=True)
class Run:
    """Predictions with the gold records that they are scored against.

    Attributes:
        gold: The gold records.
        passes: For each repeat, the prediction of each gold record by its name.
        configuration: Of a run; ``None`` for a file of predictions.
        gold_changed: Whether the gold records are others than those that the run was made with.
    """

    gold: Sequence[GoldRecord]
    passes: Sequence[Mapping[str, Row]]
    configuration: RunConfiguration | None
    gold_changed: bool = False


def predictions_file(folder: Path, repeat: int) -> Path:
    """Return the file that holds the answers of one pass, counted from 1."""
    return folder / f"predictions-{repeat}.jsonl"


def read_configuration(folder: Path) -> RunConfiguration:
    """Read what a run was asked.

    Raises:
        BadInputError: The folder holds no run.
    """
    path = folder / CONFIGURATION
    try:
        return RunConfiguration.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInputError(f"{folder} holds no run: {path.name} cannot be read") from error
    except ValidationError as error:
        raise BadInputError(f"{path}: {error}") from error


def read_run(path: Path, directory: Path, split: Splits | None = None) -> Run:
    """Read a run's folder or a file of predictions, with its gold records.

    Args:
        path: Folder or file.
        directory: Of the gold records.
        split: Only these; by default those of the run, or all.

    Raises:
        BadInputError: It cannot be read, or holds predictions about other articles.
    """
    if not path.is_dir():
        wanted = read_gold(directory, split or "all")
        known = read_gold(directory) if split not in (None, "all") else ()
        return Run(wanted, [match_rows(list(read_rows(path)), wanted, known=known)], None)
    asked = read_configuration(path)
    everything = read_gold(directory, asked.split, asked.limit)
    wanted = [gold for gold in everything if split in (None, "all", gold.metadata.split)]
    passes = [
        match_rows(list(read_rows(predictions_file(path, number))), wanted, known=everything)
        for number in range(1, asked.repeats + 1)
    ]
    return Run(wanted, passes, asked, asked.gold != gold_digest(everything))
