"""A worker process: warm up, take one order, carry it out (see queue.py)."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ood_core import benchmarks, methods
from ood_core.canvas import painting
from ood_core.errors import UserError
from ood_core.methods import Snapshot
from ood_core.runs.bundle import unpack
from ood_core.runs.config import configure
from ood_core.runs.record import adopt, record, resume
from ood_core.runs.run import Run, can_go_on


def warm_up(is_wanted: Callable[[], bool]) -> None:
    """Load what every job needs before one comes: torch is imported above, data here.

    A job that is there already loads its own: it is asked for between two loads.
    """
    for name in benchmarks.names():
        if is_wanted():
            return
        if (benchmark := benchmarks.get(name)).is_embedded:
            benchmark.id_train, benchmark.id_test  # noqa: B018 (loading is the point)
            benchmark.check_disjoint()  # loads the outliers and every OOD test
    if is_wanted():
        return
    for method in methods.METHODS.values():
        method.module  # noqa: B018 (importing is the point)
    plane, baseline = benchmarks.get("plane-blobs"), methods.get("baseline")
    one_step = configure(baseline, plane, {"steps": "1", "snapshots": "1"})
    list(baseline.module.train(plane, one_step, 0))  # torch imports much at its first step


def listen(orders: SimpleQueue[str]) -> None:
    """Take the order, and end when the server does: the next one goes on from what is kept."""
    if line := sys.stdin.readline():
        orders.put(line)
        sys.stdin.read()
    os._exit(1)  # standard input was closed


def train(order: dict[str, Any]) -> None:
    """A training, recorded at `order["out"]`; it goes on where it was broken off, if it was."""
    out = Path(order["out"])
    if can_go_on(out):
        _to_its_end(resume(out))
    elif not out.exists():  # else: it ended just when the server did
        benchmark = benchmarks.get(order["benchmark"])
        method = methods.get(order["method"])
        config = configure(method, benchmark, order["settings"])
        _to_its_end(record(benchmark, method, config, order["seed"], out))


def go_on(order: dict[str, Any]) -> None:
    """Resume the training of `order["out"]`, unless it ended just when the server did."""
    out = Path(order["out"])
    if not out.exists() or Run.load(out).card["status"] != "complete":
        _to_its_end(resume(out))


def _to_its_end(training: Iterator[Snapshot]) -> None:
    """Ctrl-C ends it early and keeps the run."""
    try:
        for _ in training:
            pass
    except KeyboardInterrupt:
        training.close()


def adopt_bundle(order: dict[str, Any]) -> None:
    """Bring in the bundle at `order["bundle"]`."""
    if not Path(order["out"]).exists():  # else: it ended just when the server did
        adopt(unpack(Path(order["bundle"]).read_bytes()), Path(order["out"]))


WORK: dict[str, Callable[[dict[str, Any]], None]] = {  # what an order may ask for
    "train": train,
    "resume": go_on,
    "adopt": adopt_bundle,
    "canvas": painting.paint,
}


def main() -> int:
    if hasattr(os, "nice"):
        os.nice(5)  # pages come first
    # a server started in the background may hand down that Ctrl-C is to be ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGBREAK"):  # Windows' Ctrl-C for one process group
        signal.signal(signal.SIGBREAK, signal.default_int_handler)
    orders: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=listen, args=[orders], daemon=True).start()
    warm_up(lambda: not orders.empty())
    order = json.loads(orders.get())
    try:
        WORK[order["do"]](order)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
