"""Workers on the nodes of a Ray cluster.

An actor on a node starts a worker process there, as the queue does on its own machine, and passes
on what it is told. The run is written into the folder of runs, which all nodes share: its frames
reach a page as those of this machine do. When a node is lost, the process ends with its actor.

Ray would count an actor's CPU for the whole of its life; but a worker that waits warm, or that
only keeps a cancelled run, stands beside one that trains. So actors ask for no CPU, and the queue
counts: a node has as many places as it has CPUs, and Ray has each training compute on one.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ood_core.errors import UserError
from ood_core.jobs import process
from ood_core.jobs.orders import Order

NAMESPACE = "ood-lab"


def connect(address: str) -> Callable[[], list["Node"]]:
    """What finds the nodes of that cluster.

    Raises:
        UserError: Ray is not installed, or the cluster cannot be reached.
    """
    try:
        import ray
    except ImportError as error:
        raise UserError(
            "error.jobs.no_ray",
            "OODLAB_RAY_ADDRESS asks for a Ray cluster, and Ray is not installed: `pip install -r "
            "requirements-cluster.txt`.",
        ) from error
    if not ray.is_initialized():
        try:
            ray.init(address, namespace=NAMESPACE, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:  # Ray has many, and no common one
            raise UserError(
                "error.jobs.no_cluster",
                "The Ray cluster at {address} cannot be reached: {why}",
                address=address,
                why=(str(error).strip() or type(error).__name__).splitlines()[0],
            ) from error
    return _nodes


def _nodes() -> list["Node"]:
    import ray

    if not ray.is_initialized():  # Ray would begin a cluster of its own
        return []
    try:
        known = ray.nodes()
    except Exception:  # the cluster has gone: nothing can begin
        return []
    places = {n["NodeID"]: int(n["Resources"].get("CPU", 0)) for n in known if n["Alive"]}
    return [Node(name, count) for name, count in sorted(places.items()) if count]


@dataclass(frozen=True)
class Node:
    name: str
    places: int

    def begin(self) -> "Worker":
        return Worker(self.name)


class Seat:
    """On a node: a worker process, and what it is told. Its methods run beside each other."""

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


class Worker:
    """As `process.Worker`, on a node."""

    def __init__(self, node: str) -> None:
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        self.machine = node
        self._killed = False
        there = NodeAffinitySchedulingStrategy(node, soft=False)
        seat = ray.remote(num_cpus=0, max_concurrency=len(vars(Seat)))(Seat)
        self._seat = seat.options(scheduling_strategy=there).remote()
        self._end = self._seat.end.remote()

    @property
    def pid(self) -> int:
        import ray

        return ray.get(self._seat.pid.remote())

    @property
    def alive(self) -> bool:
        import ray

        return ray.is_initialized() and not ray.wait([self._end], timeout=0)[0]

    def carry_out(self, order: Order) -> UserError | None:
        """As on this machine; `LOST` where its node, or the cluster, is gone."""
        import ray
        from ray.exceptions import RayError

        try:
            said = ray.get(self._seat.carry_out.remote(order))
        except RayError:
            return process.ended(-9) if self._killed else process.lost()
        self.kill()
        return UserError.from_json(said) if said else None

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._seat.interrupt.remote()

    def kill(self) -> None:
        import ray

        self._killed = True
        if ray.is_initialized():  # without, Ray would begin a cluster of its own
            ray.kill(self._seat)
