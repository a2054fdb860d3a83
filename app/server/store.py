"""What outlives the server's process: visitors, what they answered, who made what, and rooms.

`OODLAB_DATABASE` names it, a file of SQLite or a PostgreSQL server's database (see `database`).
Unset, it is `lab.sqlite3` in the folder of runs. Where it cannot be read or written, the log says
so in one sentence, and the app goes on without memory: nothing is found, nothing is kept.
"""

import hmac
import logging
import math
import os
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from app.server.database import Database, Statement, Unusable
from app.server.sqlite import SQLite
from ood_core import paths

T = TypeVar("T")
Kind = Literal["run", "benchmark", "room"]
LOG = logging.getLogger(__name__)
LONGEST = 200  # characters of any text that is kept; what is kept as bytes has bounds of its own
ADDRESSES = "addresses"  # whose hashes the secret of that name keys
LOST = re.compile("[\0\ud800-\udfff]")
ANSWERS, MADE = 500, 1000  # rows that one visitor has; beyond that the oldest go


class Made(NamedTuple):
    """Who made a run or a benchmark, and the name it was given; "" for none."""

    visitor: str
    title: str


class Store:
    """The database of a name, see `_at`. Threads may use it freely."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._database: Database | None = None
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

    def write(self, statements: list[Statement]) -> list[int]:
        """All of them, or none. How many rows each has changed; [] where nothing could be kept."""
        given = [value for _, values in statements for value in values]
        if any(isinstance(value, str) and len(value) > LONGEST for value in given):
            raise ValueError(f"A text of more than {LONGEST} characters is not kept.")
        return self._kept(given, lambda database: database.write(statements))

    def read(self, sql: str, *values: str | float) -> list[tuple[Any, ...]]:
        return self._kept(values, lambda database: database.read(sql, values))

    def _kept(self, values: Sequence[Any], what: Callable[[Database], list[T]]) -> list[T]:
        if not all(map(_can_be_kept, values)):
            return []
        try:
            return what(self._open())
        except Unusable as why:
            if str(why) != self._said:
                self._said = str(why)
                LOG.warning("%s Answers, and who made what, are not kept.", why)
            return []

    def _open(self) -> Database:
        with self._lock:
            if self._database is None:
                self._database = _at(self.name)
            return self._database

    def close(self) -> None:
        if self._database is not None:
            self._database.close()


def _can_be_kept(value: Any) -> bool:
    """Not a text that is no Unicode, or that holds the sign which ends a text in C."""
    return not isinstance(value, str) or not LOST.search(value)


def _at(name: str) -> Database:
    """The database of that name: a file's path, or a link as postgresql://user@host/database.

    Raises:
        Unusable: the link is of another kind, or the server's driver is not installed.
    """
    kind, separator, _ = name.partition("://")
    if not separator:
        return SQLite(Path(name))
    if kind not in ("postgresql", "postgres"):
        raise Unusable(
            "OODLAB_DATABASE is neither a file's path nor a link that begins with postgresql://."
        )
    try:
        from app.server import postgres  # its driver belongs to requirements-cluster.txt
    except ImportError as error:
        raise Unusable(
            "The driver of the PostgreSQL server that OODLAB_DATABASE names is not installed: "
            "pip install -r requirements-cluster.txt"
        ) from error
    return postgres.Postgres(name)


@cache
def _of(name: str) -> Store:
    return Store(name)


def here() -> Store:
    """The store of this server."""
    return _of(os.environ.get("OODLAB_DATABASE") or str(paths.RUNS / "lab.sqlite3"))
