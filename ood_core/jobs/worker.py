"""A worker process: warm up, take one order, carry it out (see queue.py)."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from pydantic import TypeAdapter

from ood_core import benchmarks, methods
from ood_core.benchmarks.built_in import BUILT_IN
from ood_core.canvas import painting
from ood_core.errors import UserError
from ood_core.jobs.orders import BundleImport, CanvasPainting, Order, Resumption, Training
from ood_core.jobs.process import REFUSED
from ood_core.methods import Snapshot
from ood_core.runs.bundle import unpack
from ood_core.runs.config import configure
from ood_core.runs.record import import_bundle, record, resume
from ood_core.runs.run import Run, can_resume, is_under_way

FORMER = 60.0  # seconds for another worker at the same run to end
ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def warm_up(is_wanted: Callable[[], bool]) -> None:
    """Load what every job needs before one comes: torch is imported above, data here.

    A job that is there already loads its own: it is asked for between two loads.
    """
    for name in benchmarks.names():
        if is_wanted():
            return
        benchmark = benchmarks.get(name)
        if benchmark.is_embedded or (benchmark.backbone and name in BUILT_IN):
            with suppress(UserError):  # photographs that are not here, or have no features yet
                benchmark.load()
    if is_wanted():
        return
    for method in methods.METHODS.values():
        method.module  # noqa: B018 (importing is the point)
    plane, baseline = benchmarks.get("plane-blobs"), methods.get("baseline")
    one_step = configure(baseline, plane, {"steps": "1", "snapshots": "1"})
    list(baseline.module.train(plane, one_step, 0))  # torch imports much at its first step


def listen(orders: SimpleQueue[str]) -> None:
    """Take the order, and end when the server does: the next one resumes from what is kept."""
    if line := sys.stdin.readline():
        orders.put(line)
        sys.stdin.read()
    os._exit(1)  # standard input was closed


def carry_out(order: Order) -> None:
    """Do what was asked for, unless it was done just when the last server ended."""
    match order:
        case Training():
            train(order)
        case Resumption():
            resume_run(order)
        case BundleImport():
            import_run(order)
        case CanvasPainting():
            painting.paint(order.canvas, order.out)


def train(order: Training) -> None:
    """A training; where it was interrupted, it is resumed."""
    _await_former(order.out)
    if can_resume(order.out):
        _to_its_end(resume(order.out))
    elif not order.out.exists():
        benchmark, method = benchmarks.get(order.benchmark), methods.get(order.method)
        config = configure(method, benchmark, order.settings)
        _to_its_end(record(benchmark, method, config, order.seed, order.out))


def resume_run(order: Resumption) -> None:
    _await_former(order.out)
    if not order.out.exists() or Run.load(order.out).card["status"] != "complete":
        _to_its_end(resume(order.out))


def import_run(order: BundleImport) -> None:
    if not order.out.exists():
        import_bundle(unpack(order.bundle.read_bytes()), order.out)


def _await_former(out: Path) -> None:
    """A worker that has lost its server, or its node, may still be about to end."""
    until = time.monotonic() + FORMER
    while is_under_way(out) and time.monotonic() < until:
        time.sleep(0.1)


def _to_its_end(training: Iterator[Snapshot]) -> None:
    """Ctrl-C ends it early and keeps the run."""
    try:
        for _ in training:
            pass
    except KeyboardInterrupt:
        training.close()


def main() -> int:
    if hasattr(os, "nice"):
        os.nice(5)  # pages come first
    orders: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=listen, args=[orders], daemon=True).start()
    warm_up(lambda: not orders.empty())
    order = ORDER.validate_json(orders.get())
    try:
        carry_out(order)
    except UserError as error:
        print(error.to_json(), file=sys.stderr)
        return REFUSED
    return 0
