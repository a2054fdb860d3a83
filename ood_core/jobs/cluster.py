"""Workers on the nodes of a Ray cluster, as the queue sees them; `driver` is the other side.

Nothing here imports Ray.
"""

import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import ProcessError
from multiprocessing.managers import RemoteError
from pathlib import Path

from ood_core import paths
from ood_core.errors import UserError
from ood_core.jobs import process
from ood_core.jobs.driver import Driver
from ood_core.jobs.orders import Order

AGAIN = 10.0  # seconds between two starts of the driver, at least
GONE = OSError, EOFError, ProcessError, RemoteError  # what is raised where a driver does not answer


class Cluster:
    """The cluster at an address, through a driver that is started again when it has gone."""

    def __init__(self, address: str) -> None:
        """Raises UserError where Ray is not installed."""
        if find_spec("ray") is None:
            raise UserError(
                "error.jobs.no_ray",
                "OODLAB_RAY_ADDRESS asks for a Ray cluster, and Ray is not installed: `pip install "
                "-r requirements-cluster.txt`.",
            )
        self._address = address
        self._has_gone, self._why = False, ""  # since nodes were seen: whether the driver ended
        self._folder = tempfile.TemporaryDirectory(prefix="ood-")  # nobody else may look in
        self._socket = Path(self._folder.name) / "driver"
        self._begin()

    def _begin(self) -> None:
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ood_core.jobs.driver", self._address, str(self._socket)],
            cwd=paths.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C for the server is not for it
        )
        key, self._began = secrets.token_bytes(), time.monotonic()
        with suppress(OSError):
            print(key.hex(), file=self._process.stdin, flush=True)
        self._driver = Driver(str(self._socket), key)

    def find(self) -> list["Node"]:
        """The nodes that are there now; none until the driver has joined, or where it cannot."""
        if self._process.poll() is not None:
            self._has_gone, self._why = True, self._process.stdout.read().strip() or self._why
            if time.monotonic() - self._began > AGAIN:
                self._begin()
        try:
            self._driver.connect()
            found = [Node(n, cpus, self._driver) for n, cpus in self._driver.nodes().items()]
        except GONE:
            return []
        self._has_gone, self._why = False, ""
        return found

    @property
    def missing(self) -> UserError:
        """Why there is no node."""
        if self._why:
            return UserError(
                "error.jobs.no_cluster",
                "The Ray cluster at {address} cannot be joined: {why}",
                address=self._address,
                why=self._why,
            )
        if self._has_gone:
            return UserError(
                "error.jobs.no_answer",
                "The Ray cluster at {address} does not answer. Trainings wait until it does.",
                address=self._address,
            )
        return UserError(
            "error.jobs.no_node",
            "The Ray cluster at {address} has no computer to train on. Trainings wait until one "
            "is there.",
            address=self._address,
        )

    def close(self) -> None:
        """The driver ends, and all workers with it."""
        self._process.kill()
        self._process.wait()


@dataclass(frozen=True)
class Node:
    name: str
    places: int
    driver: Driver

    def begin(self) -> "Worker":
        """Raises ConnectionError where the driver has gone."""
        try:
            return Worker(self.name, self.driver)
        except GONE as error:
            raise ConnectionError from error


class Worker:
    """As `process.Worker`, on a node."""

    def __init__(self, node: str, driver: Driver) -> None:
        self.machine = node
        self._there = driver.worker(node)

    @property
    def pid(self) -> int:
        return self._there.pid()

    @property
    def alive(self) -> bool:
        try:
            return self._there.alive()
        except GONE:
            return False

    def carry_out(self, order: Order) -> UserError | None:
        """As on this machine; `LOST` where its node, or the cluster, is gone."""
        try:
            said = self._there.carry_out(order)
        except GONE:
            return process.lost()
        return UserError.from_json(said) if said else None

    def interrupt(self) -> None:
        """Ctrl-C."""
        with suppress(*GONE):
            self._there.interrupt()

    def kill(self) -> None:
        with suppress(*GONE):
            self._there.kill()
