"""Predictions of any origin: summaries, failures and bare records, one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.comparison import Prediction
from evals.errors import BadInputError
from summarizer.examination import examine
from summarizer.record import Record
from summarizer.summary import Provenance, Summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from evals.gold import GoldRecord
    from summarizer.article import Article

ABSENT = "absent"
PROVIDER_ERRORS = frozenset({"EngineUnavailableError"})


class Failure(BaseModel):
    """An article without a summary, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    error: str
    message: str
    provenance: Provenance | None = None


class NamedRecord(BaseModel):
    """A bare record with the name of its article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    record: Record


@dataclass(frozen=True)
class Row:
    """One line of a file of predictions.

    Attributes:
        content: What it holds.
        line: Its number, from 1.
    """

    content: Summary | Failure | NamedRecord | Record
    line: int

    @property
    def article(self) -> str | None:
        """Name of the article, where the line gives one."""
        if isinstance(self.content, Summary):
            return self.content.article.id
        return None if isinstance(self.content, Record) else self.content.article

    @property
    def sha256(self) -> str | None:
        """Digest of the article's text, where the line gives one."""
        return self.content.article.sha256 if isinstance(self.content, Summary) else None

    @property
    def provenance(self) -> Provenance | None:
        """How the record came about, where the line tells."""
        return self.content.provenance if isinstance(self.content, Summary | Failure) else None

    @property
    def error(self) -> str | None:
        """Kind of failure, or ``None`` for a record."""
        return self.content.error if isinstance(self.content, Failure) else None

    def prediction(self, article: Article, *, afresh: bool = False) -> Prediction:
        """Return what is compared with gold.

        Args:
            article: That the record is about.
            afresh: Whether to examine a summary's record again instead of trusting its stored support.
        """
        if isinstance(self.content, Failure):
            return Prediction(None, error=self.content.error)
        if isinstance(self.content, Summary) and not afresh:
            return Prediction(self.content.record, self.content.support, self.content.findings)
        record = self.content if isinstance(self.content, Record) else self.content.record
        examination = examine(record, article)
        return Prediction(record, examination.grounding.support, examination.findings)


def read_rows(path: Path) -> Iterator[Row]:
    """Read a file of predictions.

    Raises:
        BadInputError: It cannot be read, or a line is neither summary, failure nor record.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield Row(_parse(line, f"{path}:{number}"), number)
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror}") from error


def _parse(line: str, place: str) -> Summary | Failure | NamedRecord | Record:
    try:
        keys = json.loads(line)
        if not isinstance(keys, dict):
            raise BadInputError(f"{place}: a JSON object is wanted")
        model = Summary if "provenance" in keys and "record" in keys else Failure if "error" in keys else Record
        return (NamedRecord if "article" in keys and model is Record else model).model_validate_json(line)
    except ValidationError as error:
        raise BadInputError(f"{place}: {error}") from error
    except json.JSONDecodeError as error:
        raise BadInputError(f"{place}: no JSON: {error}") from error


def match_rows(
    rows: Sequence[Row], gold: Sequence[GoldRecord], *, known: Sequence[GoldRecord] = ()
) -> Mapping[str, Row]:
    """Give each gold record its prediction; one without gets a failure of kind ``absent``.

    Args:
        rows: The predictions. Those that name no article are taken in the order of gold.
        gold: The gold records that are scored.
        known: Gold records that predictions may be about without being scored.

    Raises:
        BadInputError: A prediction is about no gold record, or two are about the same.
    """
    bare = [row for row in rows if row.article is None]
    if bare and (len(bare) < len(rows) or len(bare) != len(gold)):
        raise BadInputError(
            f"{len(bare)} records name no article, for {len(gold)} gold records; write "
            '{"article": NAME, "record": {...}} or as many records as gold records, in their order'
        )
    if bare:
        return {record.id: row for record, row in zip(gold, bare, strict=True)}
    names = {record.id for record in (*gold, *known)}
    digests = _digests(gold) if any(row.article not in names for row in rows) else {}
    found: dict[str, Row] = {}
    for row in rows:
        name = row.article if row.article in names else digests.get(row.sha256 or "", "")
        if not name:
            raise BadInputError(f"line {row.line}: {row.article} is about no gold record")
        if name in found:
            raise BadInputError(f"line {row.line}: there is a second prediction about {name}")
        found[name] = row
    missing = (record.id for record in gold if record.id not in found)
    found |= {name: Row(Failure(article=name, error=ABSENT, message="there is no prediction"), 0) for name in missing}
    return {record.id: found[record.id] for record in gold}


def _digests(gold: Sequence[GoldRecord]) -> dict[str, str]:
    return {record.article.sha256: record.id for record in gold}
