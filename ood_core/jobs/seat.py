"""A seat on a node of a Ray cluster: the actor that a worker process of the node has there.

It starts the process, as the queue does on its own machine, and passes on what it is told. The run
is written into the folder of runs, which all nodes share: its frames reach a page as those of this
machine do. When a node is lost, the process ends with its actor.

Ray would count an actor's CPU for the whole of its life; but a worker that waits warm, or that
only keeps a cancelled run, stands beside one that trains. So actors ask for no CPU, and the queue
counts: a node has as many places as it has CPUs, and Ray has each training compute on one. A GPU
that the node has is seen by all, as on one machine.
"""

from ood_core.jobs import process
from ood_core.jobs.orders import Order


class Seat:
    """Its methods run beside each other."""

    def __init__(self) -> None:
        self._worker = process.Worker()

    def pid(self) -> int:
        return self._worker.pid

    def carry_out(self, order: Order) -> str | None:
        error = self._worker.carry_out(order)
        return error.to_json() if error else None

    def interrupt(self) -> None:
        self._worker.interrupt()

    def end(self) -> None:
        """Return once its process has ended."""
        self._worker.wait()
