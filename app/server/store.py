"""What outlives the server's process: visitors, what they answered, who made what, and rooms.

One SQLite file, at `OODLAB_DATABASE`, else `lab.sqlite3` in the folder of runs. It is in WAL mode:
several threads and processes read while one writes. Where it cannot be read or written, the log
says so in one sentence, and the app goes on without memory: nothing is found, nothing is kept.
"""

import hmac
import logging
import math
import os
import secrets
import sqlite3
import threading
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ood_core import paths

Kind = Literal["run", "benchmark", "room"]
LOG = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds that a statement waits while another process writes
LONGEST = 200  # characters of any text that is kept; what is kept as bytes has bounds of its own
ADDRESSES = "addresses"  # whose hashes the secret of that name keys
ANSWERS, MADE = 500, 1000  # rows that one visitor has; beyond that the oldest go
SCHEMA = """
CREATE TABLE IF NOT EXISTS visitor (
    id TEXT PRIMARY KEY, since DOUBLE PRECISION NOT NULL
);
CREATE TABLE IF NOT EXISTS answer (
    visitor TEXT NOT NULL REFERENCES visitor (id), question TEXT NOT NULL, answer TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL, PRIMARY KEY (visitor, question)
);
CREATE INDEX IF NOT EXISTS answer_of_question ON answer (question, answer);
CREATE TABLE IF NOT EXISTS made (
    kind TEXT NOT NULL, name TEXT NOT NULL, visitor TEXT NOT NULL REFERENCES visitor (id),
    title TEXT NOT NULL DEFAULT '', at DOUBLE PRECISION NOT NULL, PRIMARY KEY (kind, name)
);
CREATE INDEX IF NOT EXISTS made_by ON made (visitor);
CREATE TABLE IF NOT EXISTS made_from (
    kind TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (kind, name)
);
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS room (
    code TEXT PRIMARY KEY, maker TEXT NOT NULL, token TEXT NOT NULL DEFAULT '',
    at DOUBLE PRECISION NOT NULL, ends DOUBLE PRECISION NOT NULL,
    page TEXT NOT NULL DEFAULT '', question TEXT NOT NULL DEFAULT '',
    reached TEXT NOT NULL DEFAULT '',
    leads INTEGER NOT NULL DEFAULT 0, locks TEXT NOT NULL DEFAULT '',
    until DOUBLE PRECISION NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0, moves INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS room_teacher (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, PRIMARY KEY (room, visitor)
);
CREATE TABLE IF NOT EXISTS room_member (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, nickname TEXT NOT NULL,
    anonymous TEXT NOT NULL, is_in INTEGER NOT NULL, at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room, visitor)
);
CREATE INDEX IF NOT EXISTS room_of_member ON room_member (visitor);
CREATE TABLE IF NOT EXISTS room_answer (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, question TEXT NOT NULL,
    round TEXT NOT NULL, option TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room, question, visitor, round)
);
CREATE TABLE IF NOT EXISTS room_hand_in (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, exercise TEXT NOT NULL,
    link BYTEA NOT NULL, measured TEXT NOT NULL, is_right INTEGER NOT NULL,
    at DOUBLE PRECISION NOT NULL, PRIMARY KEY (room, visitor, exercise)
);
CREATE TABLE IF NOT EXISTS room_revealed (
    room TEXT NOT NULL REFERENCES room (code), question TEXT NOT NULL, PRIMARY KEY (room, question)
);
"""
BROKEN = (
    "The database {path} cannot be used ({why}): answers, and who made what, are not kept. Move it "
    "away if it is damaged, or set OODLAB_DATABASE to a file that can be written."
)


class Made(NamedTuple):
    """Who made a run or a benchmark, and the name it was given; "" for none."""

    visitor: str
    title: str


class Store:
    """The database at a path. Threads may use it freely."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._said = ""  # of what is wrong; once is enough

    # Answers: a visitor has one for each question.

    def answer(self, visitor: str, question: str, answer: str) -> None:
        """Keep an answer, in place of an earlier one."""
        self._insert(
            "answer",
            visitor,
            ANSWERS,
            "INSERT INTO answer (visitor, question, answer, at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (visitor, question) DO UPDATE SET answer = excluded.answer, "
            "at = excluded.at",
            (visitor, question, answer),
        )

    def withdraw(self, visitor: str, question: str) -> None:
        self.write([("DELETE FROM answer WHERE visitor = ? AND question = ?", (visitor, question))])

    def answers(self, visitor: str) -> dict[str, str]:
        """Question -> what that visitor answered."""
        return dict(self.read("SELECT question, answer FROM answer WHERE visitor = ?", visitor))

    def count(self, question: str) -> Counter[str]:
        """How many visitors gave each answer; not those whose open room has not revealed it."""
        sql = (
            "SELECT answer, COUNT(*) FROM answer WHERE question = ? AND visitor NOT IN "
            "(SELECT a.visitor FROM room_answer a JOIN room ON room.code = a.room "
            "WHERE a.question = ? AND room.ends > ? AND NOT EXISTS (SELECT 1 FROM room_revealed r "
            "WHERE r.room = a.room AND r.question = a.question)) GROUP BY answer"
        )
        return Counter(dict(self.read(sql, question, question, time.time())))

    def since(self, visitor: str) -> float | None:
        """Unix time of the first thing that was kept of that visitor; None where nothing was."""
        found = self.read("SELECT since FROM visitor WHERE id = ?", visitor)
        return found[0][0] if found else None

    # Who made what.

    def record(self, kind: Kind, name: str, visitor: str) -> None:
        """That visitor made it; whatever had this name before is gone."""
        self._insert(
            "made",
            visitor,
            MADE,
            "INSERT INTO made (kind, name, visitor, at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (kind, name) DO UPDATE SET visitor = excluded.visitor, title = '', "
            "at = excluded.at WHERE made.visitor <> excluded.visitor",
            (kind, name, visitor),
        )

    def record_address(self, kind: Kind, name: str, address: str) -> None:
        """It was made from there; of the address a hash is kept, by a key of this store's own."""
        sql = (
            "INSERT INTO made_from (kind, name, address) VALUES (?, ?, ?) "
            "ON CONFLICT (kind, name) DO UPDATE SET address = excluded.address"
        )
        self.write([(sql, (kind, name, self._hashed(address)))])

    def made_from(self, kind: Kind, address: str) -> list[str]:
        """Names of what was made from that address."""
        sql = "SELECT name FROM made_from WHERE kind = ? AND address = ?"
        return [name for (name,) in self.read(sql, kind, self._hashed(address))]

    def _hashed(self, address: str) -> str:
        """A hash that tells an address from others here, and nothing elsewhere."""
        sql = "INSERT INTO secret (name, secret) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
        found = self.read("SELECT secret FROM secret WHERE name = ?", ADDRESSES)
        if not found:
            self.write([(sql, (ADDRESSES, secrets.token_hex(32)))])  # another process may be first
            found = self.read("SELECT secret FROM secret WHERE name = ?", ADDRESSES)
        key = found[0][0] if found else ""
        return hmac.digest(key.encode(), address.encode(), "sha256").hex()[:32]

    def made(self, kind: Kind, before: float = math.inf) -> dict[str, Made]:
        """Everything of that kind that a visitor made, by name.

        Args:
            before: only what was recorded before that Unix time.
        """
        sql = "SELECT name, visitor, title FROM made WHERE kind = ? AND at < ?"
        found = self.read(sql, kind, before)
        return {name: Made(visitor, title) for name, visitor, title in found}

    def entitle(self, kind: Kind, name: str, title: str) -> None:
        """Give it a name that is shown."""
        sql = "UPDATE made SET title = ? WHERE kind = ? AND name = ?"
        self.write([(sql, (title, kind, name))])

    def forget(self, kind: Kind, name: str) -> None:
        """It is no more."""
        sql = "DELETE FROM {} WHERE kind = ? AND name = ?"
        self.write([(sql.format(table), (kind, name)) for table in ("made", "made_from")])

    # How it is read and written.

    def _insert(self, table: str, visitor: str, most: int, sql: str, row: tuple[str, ...]) -> None:
        now = time.time()
        seen = "INSERT INTO visitor (id, since) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"
        oldest = (
            f"DELETE FROM {table} WHERE visitor = ? AND at < (SELECT at FROM {table} "
            "WHERE visitor = ? ORDER BY at DESC LIMIT 1 OFFSET ?)"
        )
        self.write(
            [(seen, (visitor, now)), (sql, (*row, now)), (oldest, (visitor, visitor, most - 1))]
        )

    def write(self, statements: list[tuple[str, tuple]]) -> list[int]:
        """All of them, or none. How many rows each has changed; [] where nothing could be kept."""
        texts = [value for _, values in statements for value in values if isinstance(value, str)]
        if any(len(text) > LONGEST for text in texts):
            raise ValueError(f"A text of more than {LONGEST} characters is not kept.")
        with self._lock:
            try:
                with self._open() as connection:
                    return [connection.execute(sql, values).rowcount for sql, values in statements]
            except (sqlite3.Error, OSError, UnicodeError) as error:
                self._failed(error)
                return []

    def read(self, sql: str, *values: str | float) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._open().execute(sql, values).fetchall()
            except (sqlite3.Error, OSError, UnicodeError) as error:
                self._failed(error)
                return []

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            opened = sqlite3.connect(self.path, timeout=PATIENCE, check_same_thread=False)
            try:
                opened.execute("PRAGMA journal_mode = WAL")
                opened.execute("PRAGMA synchronous = NORMAL")  # no wait for the disk; see WAL
                opened.executescript(SCHEMA)
            except sqlite3.Error:
                opened.close()
                raise
            self._connection = opened
        return self._connection

    def _failed(self, error: Exception) -> None:
        """Say so once, and try again with the next statement."""
        self.close()
        why = getattr(error, "strerror", None) or error
        sentence = BROKEN.format(path=self.path, why=why)
        if sentence != self._said:
            self._said = sentence
            LOG.warning(sentence)

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


@cache
def _of(path: Path) -> Store:
    return Store(path)


def here() -> Store:
    """The store of this server."""
    return _of(Path(os.environ.get("OODLAB_DATABASE") or paths.RUNS / "lab.sqlite3"))
