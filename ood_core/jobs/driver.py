"""The driver of a Ray cluster: `python -m ood_core.jobs.driver ADDRESS SOCKET`.

Ray ends a process that has joined a cluster when the cluster goes. So the server is no such
process: it starts this one, asks it through the socket, and starts it again when it has gone. The
driver ends when its standard input is closed, and so with the server.
"""

import logging
import os
import sys
import threading
from contextlib import suppress
from functools import cache
from multiprocessing.managers import BaseManager, DictProxy
from typing import Any

from ood_core import paths
from ood_core.jobs import process
from ood_core.jobs.orders import Order
from ood_core.jobs.seat import Seat

PATIENCE = "10"  # seconds until a cluster that does not answer has gone
MESSAGES = 8  # to a seat at a time: most only wait for its process to end


@cache
def _seat() -> Any:
    import ray

    return ray.remote(num_cpus=0, max_concurrency=MESSAGES)(Seat)


class Worker:
    """What the server asks of a seat on a node."""

    def __init__(self, node: str) -> None:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        there = NodeAffinitySchedulingStrategy(node, soft=False)
        self._seat = _seat().options(scheduling_strategy=there).remote()
        self._end = self._seat.end.remote()
        self._killed = False

    def pid(self) -> int:
        import ray

        return ray.get(self._seat.pid.remote())

    def alive(self) -> bool:
        import ray
        from ray.exceptions import RayError

        try:
            return not ray.wait([self._end], timeout=0)[0]
        except RayError:  # the cluster has gone
            return False

    def carry_out(self, order: Order) -> str | None:
        """None, or why it failed as JSON: `LOST` where its node is gone."""
        import ray
        from ray.exceptions import RayError

        try:
            error = ray.get(self._seat.carry_out.remote(order))
        except RayError as gone:
            if getattr(gone, "actor_init_failed", False):
                return process.not_started(_shortly(gone)).to_json()
            return (process.ended(-9) if self._killed else process.lost()).to_json()
        self.kill()
        return error

    def interrupt(self) -> None:
        with suppress(Exception):  # the cluster has gone, and its processes with it
            self._seat.interrupt.remote()

    def kill(self) -> None:
        import ray

        self._killed = True
        with suppress(Exception):  # the same
            ray.kill(self._seat)


def nodes() -> dict[str, int]:
    """Those that are there now -> their CPUs."""
    import ray

    try:
        known = ray.nodes()
    except Exception:  # the cluster has gone, and soon this process
        return {}
    found = {n["NodeID"]: int(n["Resources"].get("CPU", 0)) for n in known if n["Alive"]}
    return {name: cpus for name, cpus in sorted(found.items()) if cpus}


class Driver(BaseManager):
    """The driver, from either side of the socket."""


Driver.register("nodes", nodes, DictProxy)
Driver.register("worker", Worker)


def main(address: str, socket: str) -> int:
    key = bytes.fromhex(sys.stdin.readline())
    threading.Thread(target=_end_with_server, daemon=True).start()
    os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", PATIENCE)
    import ray

    here = ray.job_config.JobConfig(code_search_path=[str(paths.ROOT)])
    try:
        ray.init(address, job_config=here, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:  # Ray has many, and no common one
        print(_shortly(error), flush=True)
        return 1
    Driver(socket, key).get_server().serve_forever()
    return 0


def _shortly(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _end_with_server() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
