"""Where workers run: on this machine, or on the nodes of a Ray cluster.

What is asked for, whose turn it is and what is shared is the queue's. It asks here how many
trainings there are places for, and for a worker where most of them are free.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from cachetools import TTLCache

from ood_core.errors import UserError
from ood_core.jobs.orders import Order
from ood_core.jobs.process import Worker
from ood_core.jobs.retention import wanted

ADDRESS = "OODLAB_RAY_ADDRESS"  # "auto", or host:port
AVOIDED = 30.0  # seconds for a machine that lost a worker: a cluster notices late that it is gone


class AnyWorker(Protocol):
    """What `process.Worker` is, wherever its process runs."""

    machine: str  # its name
    alive: bool

    def carry_out(self, order: Order) -> UserError | None: ...

    def interrupt(self) -> None: ...

    def kill(self) -> None: ...


class Machine(Protocol):
    name: str
    places: int  # trainings at a time

    def begin(self) -> AnyWorker:
        """A worker there, which warms up. Raises OSError where no process can be started."""


@dataclass(frozen=True)
class Here:
    """This machine, which is always there."""

    places: int
    name: str = Worker.machine
    missing: None = None

    def begin(self) -> Worker:
        return Worker()

    def find(self) -> list["Here"]:
        return [self]

    def close(self) -> None: ...


class Machines:
    """Those that are there now, and a warm worker on each. One thread at a time may use it."""

    def __init__(self) -> None:
        """Raises UserError where a cluster is asked for, and Ray is not installed."""
        if address := os.environ.get(ADDRESS):
            from ood_core.jobs.cluster import Cluster

            self._all = Cluster(address)
        else:
            self._all = Here(int(wanted("OODLAB_WORKERS", max(1, (os.cpu_count() or 2) - 1))) or 1)
        self._avoided: TTLCache[str, bool] = TTLCache(100, AVOIDED)
        self._spares: dict[str, AnyWorker] = {}  # by machine
        self._there: list[Machine] = []
        self.set(self.find())

    def find(self) -> Sequence[Machine]:
        """Look which are there; a cluster may answer late, and any thread may wait for it."""
        return self._all.find()

    def set(self, found: Iterable[Machine]) -> bool:
        """These are there now; whether one of them has just come."""
        before = {machine.name for machine in self._there}
        self._there = [machine for machine in found if machine.name not in self._avoided]
        for gone in self._spares.keys() - {machine.name for machine in self._there}:
            self._spares.pop(gone).kill()
        return any(machine.name not in before for machine in self._there)

    def avoid(self, name: str) -> None:
        """That machine lost a worker: it is gone for a while at least."""
        self._avoided[name] = True
        self.set(self._there)

    @property
    def places(self) -> int:
        """How many trainings there may be at a time; 0 while no machine is there."""
        return sum(machine.places for machine in self._there)

    @property
    def missing(self) -> UserError | None:
        """Why no machine is there."""
        return None if self._there else self._all.missing

    def warm(self) -> None:
        """Have a worker waiting on each; returns at once."""
        for machine in self._there:
            spare = self._spares.get(machine.name)
            if spare is None or not spare.alive:
                with suppress(OSError):  # whoever trains will read it
                    self._spares[machine.name] = machine.begin()

    def worker(self, at_work: Iterable[AnyWorker]) -> AnyWorker:
        """A warm one, if there is, on the machine with most places free.

        Raises:
            ConnectionError: the cluster has gone, and all machines with it.
            OSError: no process can be started.
        """
        taken = Counter(worker.machine for worker in at_work)
        machine = max(self._there, key=lambda one: one.places - taken[one.name])
        spare = self._spares.pop(machine.name, None)
        if spare and spare.alive:
            return spare
        try:
            return machine.begin()
        except ConnectionError:
            self.set([])
            raise

    def close(self) -> None:
        """End the workers that wait."""
        self.set([])
        self._all.close()
