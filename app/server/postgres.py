"""A PostgreSQL server's database, which app servers on several computers share."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg

from app.server.database import PATIENCE, SCHEMA, Database, Unusable

T = TypeVar("T")
REACHED = 2  # seconds within which the server answers; libpq takes no less
PAUSE = 5.0  # seconds for which a server that did not answer is left alone
WRITER = "SELECT pg_advisory_xact_lock(3497)"  # one at a time, as with SQLite


class Postgres(Database):
    """
    Args:
        link: postgresql://user:password@host:port/database
    """

    errors = (psycopg.Error,)

    def __init__(self, link: str) -> None:
        super().__init__()
        self.link = link
        self._fault: psycopg.Error | None = None  # why it could not be reached
        self._until = 0.0  # when it is tried again, on the clock that never goes back

    def connect(self) -> psycopg.Connection:
        if self._fault and time.monotonic() < self._until:
            raise self._fault.with_traceback(None)
        try:
            return self._opened()
        except psycopg.Error as error:
            self._fault, self._until = error, time.monotonic() + PAUSE
            raise

    def _opened(self) -> psycopg.Connection:
        opened = psycopg.connect(
            self.link,
            autocommit=True,
            connect_timeout=REACHED,
            tcp_user_timeout=round(1000 * PAUSE),
            options=f"-c lock_timeout={round(1000 * PATIENCE)}",
            cursor_factory=psycopg.ClientCursor,  # a value needs no type of its own
        )
        try:
            with self.transaction(opened):  # another app server may start, too
                opened.execute(SCHEMA)
        except psycopg.Error:
            opened.close()
            raise
        return opened

    @contextmanager
    def transaction(self, connection: psycopg.Connection) -> Iterator[None]:
        with connection.transaction():
            connection.execute(WRITER)
            yield

    def run(
        self, connection: psycopg.Connection, sql: str, values: Sequence[Any]
    ) -> psycopg.Cursor:
        return connection.execute(sql.replace("?", "%s"), values)

    def use(self, work: Callable[[Any], T]) -> T:
        """Once more where the connection was lost: the server may be there again."""
        try:
            return super().use(work)
        except Unusable as error:
            if not isinstance(error.__cause__, psycopg.OperationalError):
                raise
            return super().use(work)

    def sentence(self, error: Exception) -> str:
        why = str(error).strip().partition("\n")[0]
        return f"The PostgreSQL server that OODLAB_DATABASE names cannot be used ({why})."
