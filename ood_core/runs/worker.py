"""A worker process: warm up, read one order, train (see queue.py). `python -m` runs it."""

import json
import os
import signal
import sys
from pathlib import Path

from ood_core import benchmarks, methods
from ood_core.errors import UserError
from ood_core.runs.config import configure
from ood_core.runs.record import record


def warm_up() -> None:
    """Load what every job needs before one comes: torch is imported above, data here."""
    digits = benchmarks.benchmark("digits")
    digits.id_train, digits.outliers  # noqa: B018 (loading is the point)
    for method in methods.METHODS.values():
        method.module  # noqa: B018


def main() -> int:
    if hasattr(os, "nice"):
        os.nice(5)  # pages come first
    if hasattr(signal, "SIGBREAK"):  # Windows' Ctrl-C for one process group
        signal.signal(signal.SIGBREAK, signal.default_int_handler)
    warm_up()
    order = json.loads(sys.stdin.readline() or "null")
    if order is None:  # the server has gone
        return 0
    benchmark, method = benchmarks.benchmark(order["benchmark"]), methods.method(order["method"])
    out = Path(order["out"])
    try:
        config = configure(method, benchmark, order["settings"])
        training = record(benchmark, method, config, order["seed"], out)
        try:
            for _ in training:
                pass
        except KeyboardInterrupt:
            training.close()
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
