"""Trainings in worker processes, so that no page ever trains, blocks or imports torch.

A worker process serves one job and ends. One more always waits with torch imported and the data
loaded, so that a job's first frame comes at once. Cancelling is Ctrl-C: the run so far is kept.
A worker whose server has gone interrupts itself.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Literal

from ood_core import benchmarks, methods
from ood_core.errors import UserError
from ood_core.runs.run import ROOT, RUNS

State = Literal["waiting", "running", "done", "cancelled", "failed"]
CAPACITY = 20  # jobs waiting or running; one more is refused
WORKERS = max(1, (os.cpu_count() or 2) - 1)  # jobs running at a time
WINDOWS = sys.platform == "win32"


class Worker:
    """A process that waits for one order on its standard input, carries it out and ends."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ood_core.runs.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            text=True,
            # Ctrl-C for the server is not for the worker, and the other way round
            start_new_session=not WINDOWS,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def carry_out(self, order: dict[str, Any]) -> str:
        """Hand over the order and wait for the end: "" or a sentence on why it failed."""
        with suppress(OSError):  # it may have died; then its exit code says so below
            print(json.dumps(order), file=self._process.stdin, flush=True)
        code = self._process.wait()
        with self._errors as file:
            file.seek(0)
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
        if code == 0:
            return ""
        return lines[-1] if lines else f"The worker ended with code {code}."

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._process.send_signal(signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGINT)

    def kill(self) -> None:
        self._process.kill()


@dataclass
class Job:
    """One piece of work that somebody asked for."""

    id: str
    order: dict[str, Any]
    out: Path  # its result, once there is something to keep
    state: State = "waiting"
    error: str = ""  # one sentence, if it failed
    cancelled: bool = False
    worker: Worker | None = field(default=None, repr=False)

    @property
    def position(self) -> int:
        """How many jobs start before this one, itself included; 0 = it is running, or over."""
        with _lock:
            waiting = [job.id for job in _jobs.values() if job.state == "waiting"]
        return waiting.index(self.id) + 1 if self.id in waiting else 0

    def cancel(self) -> None:
        """Stop the training and keep what there is; a waiting job just leaves the queue."""
        with _lock:
            if self.cancelled:
                return
            self.cancelled = True
            if self.state == "waiting":
                self.state = "cancelled"
            elif self.worker is not None:
                self.worker.interrupt()


_jobs: dict[str, Job] = {}
_orders: "SimpleQueue[Job]" = SimpleQueue()
_servers: list[threading.Thread] = []  # each watches over one worker at a time
_lock = threading.Lock()
_one_map = threading.Lock()  # UMAP takes a whole core: one at a time
_spare: Worker | None = None


def warm() -> None:
    """Have a worker waiting; returns at once."""
    global _spare
    with _lock:
        if _spare is None or not _spare.alive:
            _spare = Worker()


def submit_training(
    benchmark: str, method: str, seed: int, settings: dict[str, str], session: str = ""
) -> Job:
    """Ask for a training; the arguments are those of `python -m ood_core train`.

    Raises:
        UserError: an unknown name, or see `submit`.
    """
    benchmarks.benchmark(benchmark), methods.method(method)
    order = {
        **{"do": "train", "benchmark": benchmark, "method": method},
        **{"seed": seed, "settings": settings},
    }
    return submit(order, RUNS / f"{benchmark}-{method}-{_stamp()}", session)


def submit(order: dict[str, Any], out: Path, session: str = "") -> Job:
    """Ask for work: `order["do"]` names it in `worker.WORK`; JSON; its result goes to `out`.

    Args:
        session: the browser that asks.

    Raises:
        UserError: the queue is full.
    """
    job = Job(_stamp(), order | {"out": str(out)}, out)
    with _lock:
        if sum(other.state in ("waiting", "running") for other in _jobs.values()) >= CAPACITY:
            raise UserError("Many trainings are waiting already. Try again in a few minutes.")
        while len(_servers) < WORKERS:
            _servers.append(threading.Thread(target=_serve, name="ood-queue", daemon=True))
            _servers[-1].start()
        _jobs[job.id] = job
    _orders.put(job)
    return job


def _stamp() -> str:
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:4]}"


def job(id: str) -> Job | None:
    return _jobs.get(id)


def _serve() -> None:
    """Watch over one worker after the other, for as long as the process lives."""
    global _spare
    while True:
        job = _orders.get()
        with _lock:
            if job.cancelled:
                continue
            spare, _spare = _spare, None
            job.worker = spare if spare and spare.alive else Worker()
            job.state = "running"
        error = job.worker.carry_out(job.order)
        with _lock:
            job.worker = None
            job.error = "" if job.cancelled else error
            job.state = "cancelled" if job.cancelled else "failed" if error else "done"
        warm()
        if job.state == "done" and job.order["do"] == "train":
            threading.Thread(target=_add_later, args=(job.out,), daemon=True).start()


def _add_later(run: Path) -> None:
    """Make the run's UMAP and intervals beside the queue: longer work than most trainings."""
    with _one_map:
        for what in ("umap", "intervals"):
            command = [sys.executable, "-m", "ood_core", what, "--run", str(run)]
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@atexit.register
def _stop() -> None:
    """No worker outlives the server."""
    for worker in [_spare, *(job.worker for job in list(_jobs.values()))]:
        if worker and worker.alive:
            worker.kill()
