"""What the store is kept in: a file (see `sqlite`), or a server's database (see `postgres`).

The SQL is the same for both: `?` stands for a value, and what only one of them understands is not
used. Both let in one writer at a time, so what a statement counts is still so when it writes.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Statement = tuple[str, Sequence[Any]]
SCHEMA = Path(__file__).with_name("schema.sql").read_text("utf-8")
HELD = 5.0  # seconds that a thread waits for another one's statement
PATIENCE = 1.0  # seconds that a statement waits while another process writes


class Unusable(Exception):
    """The database cannot be read or written; the text says why, and what to do."""


class Database(ABC):
    """One connection, which threads use in turns; after a fault it is opened anew."""

    errors: tuple[type[Exception], ...]  # that the connection raises

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._connection: Any = None

    @abstractmethod
    def connect(self) -> Any:
        """A connection to the database, which has the tables of SCHEMA."""

    @abstractmethod
    def transaction(self, connection: Any) -> AbstractContextManager[Any]:
        """In which this connection is the only one that writes."""

    @abstractmethod
    def run(self, connection: Any, sql: str, values: Sequence[Any]) -> Any:
        """The cursor of the statement."""

    @abstractmethod
    def sentence(self, error: Exception) -> str:
        """Why it cannot be used, and what to do."""

    def write(self, statements: Sequence[Statement]) -> list[int]:
        """Run all of them, or none; how many rows each has changed.

        Raises:
            Unusable: none was run.
        """

        def all_of_them(connection: Any) -> list[int]:
            with self.transaction(connection):
                return [self.run(connection, *one).rowcount for one in statements]

        return self.use(all_of_them)

    def read(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement.

        Raises:
            Unusable: it cannot be read.
        """
        return self.use(lambda connection: self.run(connection, sql, values).fetchall())

    def use(self, work: Callable[[Any], T]) -> T:
        """What the work makes of the connection."""
        if not self._lock.acquire(timeout=HELD):
            raise Unusable("The database does not answer.")
        try:
            if self._connection is None:
                self._connection = self.connect()
            return work(self._connection)
        except self.errors as error:
            self.close()
            raise Unusable(self.sentence(error)) from error
        finally:
            self._lock.release()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
