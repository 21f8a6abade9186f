"""Store: what is with the Batch API, and what came back, in a database beside the output.

It is written in steps that a crash leaves whole or undone: a file of requests is recorded before it is uploaded, the
uploaded file before it is submitted, the batch once it is; answers are recorded all at once for each batch, and an article
goes when its summary stands in the output. What is gone for good leaves no file behind.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from summarizer.article import Article
from summarizer.batch.journal import OutputError
from summarizer.batch.signature import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS run (signature TEXT NOT NULL, token TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (sha256 TEXT PRIMARY KEY, article TEXT NOT NULL, wanted INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS shards (number INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT, batch TEXT);
CREATE TABLE IF NOT EXISTS requests (
    custom_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, shard INTEGER NOT NULL, line INTEGER NOT NULL, reply BLOB, seconds REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS of_article ON requests (sha256);
CREATE INDEX IF NOT EXISTS of_shard ON requests (shard);
"""


class Reply(NamedTuple):
    """What came back for a request.

    Attributes:
        line: Of an output or error file.
        seconds: From the batch's creation to its end.
    """

    line: bytes
    seconds: float


class Shard(NamedTuple):
    """A file of requests.

    Attributes:
        number: Counts them.
        name: Under which it is uploaded and submitted; nobody else's has it.
        file: The uploaded file, if it is.
        batch: The batch, if it is submitted.
    """

    number: int
    name: str
    file: str | None = None
    batch: str | None = None


class Store:
    """Articles in work, their requests, and the shards these are in.

    An article is wanted if this run has read it; others are left as they are.

    Args:
        path: Made where it is missing.
        signature: Of the run.

    Raises:
        OutputError: It is not this program's, or cannot be written.
    """

    def __init__(self, path: Path, signature: Signature) -> None:
        self._path = path
        try:
            self._database = sqlite3.connect(path)
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.executescript(_TABLES)
            row = self._database.execute("SELECT signature, token FROM run").fetchone()
            if row is None:
                row = (signature.model_dump_json(), secrets.token_hex(8))
                self._database.execute("INSERT INTO run VALUES (?, ?)", row)
            self._database.execute("UPDATE articles SET wanted = 0")
            self._database.commit()
        except sqlite3.Error as error:
            raise OutputError(
                f"{path} cannot be used: {error}. Move it away, or name another output with -o."
            ) from error
        self.signature = Signature.model_validate_json(row[0])
        self._token = row[1]

    def look_up(self, custom_id: str) -> Reply | None:
        """Return what came back for a request."""
        query = "SELECT reply, seconds FROM requests WHERE custom_id = ? AND reply IS NOT NULL"
        row = self._database.execute(query, (custom_id,)).fetchone()
        return Reply(*row) if row else None

    def is_in_flight(self, sha256: str) -> bool:
        """Tell whether an article has a request without an answer."""
        query = "SELECT 1 FROM requests WHERE sha256 = ? AND reply IS NULL"
        return self._database.execute(query, (sha256,)).fetchone() is not None

    def in_flight(self) -> frozenset[str]:
        """Return the articles that have a request without an answer."""
        rows = self._database.execute("SELECT DISTINCT sha256 FROM requests WHERE reply IS NULL")
        return frozenset(sha256 for (sha256,) in rows)

    def want(self, article: Article) -> None:
        """Note an article as read by this run."""
        tree = {"text": article.text, "id": article.id, "path": article.path, "metadata": dict(article.metadata)}
        row = (article.sha256, json.dumps(tree, default=str))
        self._database.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, 1)", row)

    def idle(self) -> Iterator[Article]:
        """Yield the wanted articles that wait for no answer."""
        query = "SELECT sha256 FROM articles WHERE wanted EXCEPT SELECT sha256 FROM requests WHERE reply IS NULL"
        for (sha256,) in self._database.execute(query).fetchall():
            row = self._database.execute("SELECT article FROM articles WHERE sha256 = ?", (sha256,)).fetchone()
            yield Article(**json.loads(row[0]))

    def open_shard(self) -> Shard:
        """Begin a shard; nothing of it is recorded before `commit`."""
        number = self._database.execute("INSERT INTO shards DEFAULT VALUES").lastrowid or 0
        return Shard(number, self._name(number))

    def add(self, shard: Shard, line: int, custom_id: str, article: Article) -> None:
        """Put a request into a shard, and its article into work."""
        self.want(article)
        row = (custom_id, article.sha256, shard.number, line)
        self._database.execute("INSERT INTO requests VALUES (?, ?, ?, ?, NULL, NULL)", row)

    def commit(self) -> None:
        """Record everything since the last step."""
        self._database.commit()

    def record_file(self, shard: Shard, file: str) -> Shard:
        """Record that a shard is uploaded."""
        with self._database:
            self._database.execute("UPDATE shards SET file = ? WHERE number = ?", (file, shard.number))
        return shard._replace(file=file)

    def record_batch(self, shard: Shard, batch: str) -> Shard:
        """Record that a shard is submitted."""
        with self._database:
            self._database.execute("UPDATE shards SET batch = ? WHERE number = ?", (batch, shard.number))
        return shard._replace(batch=batch)

    def unsubmitted(self) -> list[Shard]:
        """Return the shards that a crash left on their way."""
        return self._shards("batch IS NULL")

    def submitted(self) -> list[Shard]:
        """Return the shards at the API that hold something wanted."""
        wanted = "SELECT shard FROM requests JOIN articles USING (sha256) WHERE reply IS NULL AND wanted"
        return self._shards(f"batch IS NOT NULL AND number IN ({wanted})")

    def open_requests(self, shard: Shard) -> list[tuple[int, str]]:
        """Return line and id of the requests of a shard without an answer, in order."""
        query = "SELECT line, custom_id FROM requests WHERE shard = ? AND reply IS NULL ORDER BY line"
        return self._database.execute(query, (shard.number,)).fetchall()

    def record_reply(self, shard: Shard, custom_id: str, reply: Reply) -> None:
        """Note what came back for a request; the first reply counts, and none to a request of another shard."""
        query = "UPDATE requests SET reply = ?, seconds = ? WHERE custom_id = ? AND shard = ? AND reply IS NULL"
        self._database.execute(query, (reply.line, reply.seconds, custom_id, shard.number))

    def release(self, shard: Shard, *, wanted: bool) -> None:
        """Take back the requests of a shard without an answer: they can be made anew, in this run if wanted."""
        if not wanted:
            query = (
                "UPDATE articles SET wanted = 0 "
                "WHERE sha256 IN (SELECT sha256 FROM requests WHERE shard = ? AND reply IS NULL)"
            )
            self._database.execute(query, (shard.number,))
        self._database.execute("DELETE FROM requests WHERE shard = ? AND reply IS NULL", (shard.number,))

    def close_shard(self, shard: Shard) -> None:
        """Record that nothing more comes of a shard, and with it what came."""
        self._database.execute("DELETE FROM shards WHERE number = ?", (shard.number,))
        self._database.commit()

    def forget(self, sha256s: Iterable[str]) -> None:
        """Let articles go, with all that came back for them."""
        rows = [(sha256,) for sha256 in sha256s]
        self._database.executemany("DELETE FROM requests WHERE sha256 = ?", rows)
        self._database.executemany("DELETE FROM articles WHERE sha256 = ?", rows)

    def settle(self, completed: Iterable[str]) -> None:
        """Let go what is in the output, though a crash kept it from being noted here."""
        held = {sha256 for (sha256,) in self._database.execute("SELECT sha256 FROM articles")}
        if held:
            self.forget(sha256 for sha256 in completed if sha256 in held)
            self.commit()

    def undo(self) -> None:
        """Undo everything since the last step."""
        self._database.rollback()

    def count_open(self) -> int:
        """Return how many requests are without an answer."""
        return int(self._database.execute("SELECT count(*) FROM requests WHERE reply IS NULL").fetchone()[0])

    def close(self) -> None:
        """Give back the file; what was not recorded is undone, and an empty one goes."""
        self.undo()
        in_work = self._database.execute("SELECT 1 FROM articles UNION ALL SELECT 1 FROM shards").fetchone()
        self._database.close()
        if in_work is None:
            self._path.unlink(missing_ok=True)

    def _shards(self, condition: str) -> list[Shard]:
        query = f"SELECT number, file, batch FROM shards WHERE {condition} ORDER BY number"  # noqa: S608 - our own words
        rows = self._database.execute(query).fetchall()
        return [Shard(number, self._name(number), file, batch) for number, file, batch in rows]

    def _name(self, number: int) -> str:
        return f"summarizer-{self._token}-{number:05d}.jsonl"
