"""Where workers run: on this machine, or on the nodes of a Ray cluster.

What is asked for, whose turn it is and what is shared is the queue's. It asks here which machines
there are, how many trainings each has places for, and for a worker on one of them.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ood_core.errors import UserError
from ood_core.jobs.orders import Order
from ood_core.jobs.process import Worker

ADDRESS = "OODLAB_RAY_ADDRESS"  # "auto", or host:port


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
    """This machine."""

    places: int
    name: str = Worker.machine

    def begin(self) -> Worker:
        return Worker()


def finder() -> Callable[[], Sequence[Machine]]:
    """What finds the machines that there are now.

    Raises:
        UserError: a cluster is asked for, and cannot be reached.
    """
    if address := os.environ.get(ADDRESS):
        from ood_core.jobs.cluster import connect

        return connect(address)
    here = [Here(max(1, (os.cpu_count() or 2) - 1))]
    return lambda: here
