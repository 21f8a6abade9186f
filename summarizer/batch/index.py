"""Index: which articles are done, on disk so that a million of them take no more memory than a thousand."""

from __future__ import annotations

import sqlite3
from enum import IntEnum


class State(IntEnum):
    """What is known of an article."""

    COMPLETED = 1
    FAILED = 2
    TAKEN = 3


class Index:
    """States by the SHA-256 of an article's text, in a private temporary database that goes with the process."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        # A name of "" is a file of SQLite's own that nobody else sees; two megabytes of it stay in memory.
        for pragma in ("cache_size = -2000", "journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute("CREATE TABLE articles (digest BLOB PRIMARY KEY, state INTEGER) WITHOUT ROWID")
        self._database.execute("CREATE TABLE ids (id BLOB PRIMARY KEY) WITHOUT ROWID")

    def get(self, sha256: str) -> State | None:
        """Return the state of an article."""
        row = self._database.execute("SELECT state FROM articles WHERE digest = ?", (_digest(sha256),)).fetchone()
        return State(row[0]) if row else None

    def put(self, sha256: str, state: State) -> None:
        """Set the state of an article."""
        self._database.execute("INSERT OR REPLACE INTO articles VALUES (?, ?)", (_digest(sha256), state))

    def is_new_id(self, name: str) -> bool:
        """Tell whether an id is seen for the first time."""
        cursor = self._database.execute("INSERT OR IGNORE INTO ids VALUES (?)", (name.encode("utf-8", "replace"),))
        return cursor.rowcount == 1

    def close(self) -> None:
        """Give back the file."""
        self._database.close()


def _digest(sha256: str) -> bytes:
    # Half of the hash: among a million articles two agree with a chance of one in 10^26.
    return bytes.fromhex(sha256[:32])
