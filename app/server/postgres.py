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
LOCKED, ANSWERED = round(1000 * PATIENCE), 4000  # milliseconds of a statement
WRITER = "SELECT pg_advisory_xact_lock(3497)"  # one at a time, as with SQLite

BUSY = psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled


class MaybeWritten(psycopg.Error):
    """The connection was lost while statements were written, or just after."""


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
        self._has_tables = False
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
            keepalives_idle=5,  # seconds; else one that is gone may be missed for hours
            keepalives_interval=2,
            keepalives_count=2,
            options=f"-c lock_timeout={LOCKED} -c statement_timeout={ANSWERED}",
            cursor_factory=psycopg.ClientCursor,  # a value needs no type of its own
        )
        try:
            if not self._has_tables:
                with self.transaction(opened):  # another app server may start, too
                    opened.execute(SCHEMA)
        except psycopg.Error:
            opened.close()
            raise
        self._has_tables = True
        return opened

    @contextmanager
    def transaction(self, connection: psycopg.Connection) -> Iterator[None]:
        has_turn = False
        try:
            with connection.transaction():
                connection.execute(WRITER)
                has_turn = True
                yield
        except psycopg.OperationalError as error:
            if has_turn:
                raise MaybeWritten(str(error)) from error
            raise

    def run(
        self, connection: psycopg.Connection, sql: str, values: Sequence[Any]
    ) -> psycopg.Cursor:
        return connection.execute(sql.replace("?", "%s"), values)

    def use(self, work: Callable[[Any], T]) -> T:
        """Once more where the connection was lost before anything was written."""
        try:
            return super().use(work)
        except Unusable as error:
            why = error.__cause__
            if not isinstance(why, psycopg.OperationalError) or isinstance(why, BUSY):
                raise
            return super().use(work)

    def sentence(self, error: Exception) -> str:
        why = str(error).strip().partition("\n")[0]
        return f"The PostgreSQL server that OODLAB_DATABASE names cannot be used ({why})."
