"""Predictions of any origin: summaries, failures and bare records, one JSON object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

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


Content = Summary | Failure | NamedRecord | Record


class Row(NamedTuple):
    """One line of a file of predictions; it is parsed when it is used, so that a long file costs its text and no more.

    Attributes:
        line: As it stands in the file.
        place: File and number of the line, for messages.
        article: Name of the article, where the line gives one.
        sha256: Digest of the article's text, where the line gives one.
        error: Kind of failure, or ``None`` for a record.
    """

    line: str
    place: str
    article: str | None
    sha256: str | None = None
    error: str | None = None

    def read(self) -> Content:
        """Parse the line.

        Raises:
            BadInputError: It is neither summary, failure nor record.
        """
        model: type[Summary | Failure | NamedRecord | Record]
        if self.error is not None:
            model = Failure
        elif self.sha256 is not None:
            model = Summary
        else:
            model = Record if self.article is None else NamedRecord
        try:
            return model.model_validate_json(self.line)
        except ValidationError as error:
            raise BadInputError(f"{self.place}: {error}") from error


def failed(article: str, error: str, message: str) -> Row:
    """Return the row of an article without a record."""
    line = Failure(article=article, error=error, message=message).model_dump_json()
    return Row(line, article, article, error=error)


def predict(content: Content, article: Article, *, afresh: bool = False) -> Prediction:
    """Return what is compared with gold.

    Args:
        content: Of a row.
        article: That the record is about.
        afresh: Whether to examine a summary's record again instead of trusting its stored support.
    """
    if isinstance(content, Failure):
        return Prediction(None, error=content.error)
    if isinstance(content, Summary) and not afresh:
        return Prediction(content.record, content.support, content.findings)
    record = content if isinstance(content, Record) else content.record
    examination = examine(record, article)
    return Prediction(record, examination.grounding.support, examination.findings)


def provenance_of(content: Content) -> Provenance | None:
    """Return how a record came about, where its row tells."""
    return content.provenance if isinstance(content, Summary | Failure) else None


def read_rows(path: Path) -> Iterator[Row]:
    """Read a file of predictions.

    Raises:
        BadInputError: It cannot be read, or a line is no JSON object.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _head(line, f"{path}:{number}")
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror}") from error


def _head(line: str, place: str) -> Row:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInputError(f"{place}: no JSON: {error}") from error
    if not isinstance(content, dict):
        raise BadInputError(f"{place}: a JSON object is wanted")
    article = content.get("article")
    if "error" in content:
        return Row(line, place, str(article), error=str(content["error"]))
    if isinstance(article, dict):
        return Row(line, place, str(article.get("id")), str(article.get("sha256")))
    return Row(line, place, None if article is None else str(article))


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
            raise BadInputError(f"{row.place}: {row.article} is about no gold record")
        if name in found:
            raise BadInputError(f"{row.place}: there is a second prediction about {name}")
        found[name] = row
    missing = (record.id for record in gold if record.id not in found)
    found |= {name: failed(name, ABSENT, "there is no prediction") for name in missing}
    return {record.id: found[record.id] for record in gold}


def _digests(gold: Sequence[GoldRecord]) -> dict[str, str]:
    return {record.article.sha256: record.id for record in gold}
