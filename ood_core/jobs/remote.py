"""A queue that another process keeps, as an app server asks it: see `service`."""

import time
from functools import cache
from pathlib import Path
from typing import Any

import requests
from pydantic import TypeAdapter, ValidationError
from requests.adapters import HTTPAdapter

from ood_core.errors import UserError
from ood_core.jobs.job import Job
from ood_core.jobs.orders import Order, to_json
from ood_core.jobs.retention import Bounds

UNKNOWN = 401  # whoever asks has another token
REFUSED = 422  # the answer is why, a `UserError` as JSON
REACHED, ANSWERED = 1.0, 10.0  # seconds within which a connection is there, and an answer
PATIENCE = 3.0  # seconds in which a process that ended may start again
BEAT = 0.1  # seconds between two tries
PAUSE = 5.0  # seconds for which one that did not answer is left alone
CONNECTIONS = 16  # that are kept


class Remote:
    """What pages ask of a queue; each method is that of `Queue`. Threads may use it freely.

    Raises:
        UserError: as `Queue` does, or the process cannot be reached.
    """

    def __init__(self, address: str, token: str, folder: Path) -> None:
        """
        Args:
            address: of the process, host:port.
            folder: of the runs, which this computer and that process see under the same path.
        """
        self.folder = folder
        self._place = f"http://{address}"
        self._until = 0.0  # when it is tried again, on the clock that never goes back
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy lies between
        self._session.headers["Authorization"] = f"Bearer {token}".encode()
        self._session.mount("http://", HTTPAdapter(pool_maxsize=CONNECTIONS))

    def active(self) -> list[Job]:
        return self._ask("active", list[Job])

    def add_later(self, run: Path) -> None:
        self._ask("add_later", None, run=run)

    def bounds(self) -> Bounds:
        return self._ask("bounds", Bounds)

    def delete_benchmark(self, name: str) -> None:
        self._ask("delete_benchmark", None, name=name)

    def delete_run(self, out: Path) -> None:
        self._ask("delete_run", None, out=out)

    def expected(self, order: Order) -> float | None:
        return self._ask("expected", float | None, order=order)

    def job(self, id: str) -> Job | None:
        return self._ask("job", Job | None, id=id)

    def latest(self, order: Order) -> Job | None:
        return self._ask("latest", Job | None, order=order)

    def leave(self, job: Job, session: str) -> None:
        self._ask("leave", None, job=job.id, session=session)

    def missing(self) -> UserError | None:
        return self._ask("missing", UserError | None)

    def position(self, job: Job) -> int:
        return self._ask("position", int, job=job.id)

    def see(self, session: str, address: str = "", since: float | None = None) -> None:
        self._ask("see", None, session=session, address=address, since=since)

    def submit(self, order: Order, session: str = "") -> Job:
        return self._ask("submit", Job, order=order, session=session)

    def wait(self, job: Job) -> float | None:
        return self._ask("wait", float | None, job=job.id)

    def warm(self) -> None:
        self._ask("warm", None)

    def _ask(self, name: str, kind: Any, **arguments: Any) -> Any:
        """The answer, which is of that kind."""
        try:
            told = self._sent(name, to_json(arguments).encode())
        except requests.RequestException as error:
            self._until = time.monotonic() + PAUSE
            raise UserError(
                "error.jobs.unreachable",
                "The queue of trainings does not answer. Try again in a moment; trainings under "
                "way go on.",
            ) from error
        if told.status_code == REFUSED:
            raise UserError.from_json(told.text)
        if told.status_code == UNKNOWN:
            raise UserError(
                "error.jobs.other_token",
                "The queue of trainings has another token than this server: OODLAB_QUEUE_TOKEN "
                "must be the same for both.",
            )
        try:
            told.raise_for_status()
            return _adapter(kind).validate_json(told.content)
        except (requests.HTTPError, ValidationError) as error:
            raise UserError(
                "error.jobs.other_version",
                "The queue of trainings does not understand this server: both must be of the same "
                "version of OOD Lab.",
            ) from error

    def _sent(self, name: str, body: bytes) -> requests.Response:
        end = time.monotonic() + PATIENCE
        if time.monotonic() < self._until:
            raise requests.ConnectionError
        while True:
            try:
                waits = REACHED, ANSWERED
                return self._session.post(f"{self._place}/{name}", body, timeout=waits)
            except requests.ConnectionError:
                if time.monotonic() > end:
                    raise
                time.sleep(BEAT)


@cache
def _adapter(kind: Any) -> TypeAdapter:
    return TypeAdapter(kind)
