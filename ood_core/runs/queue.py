"""Trainings in worker processes, so that no page ever trains, blocks or imports torch.

A worker process serves one job and ends. One more always waits with torch imported and the data
loaded, so that a job's first frame comes at once. Cancelling is Ctrl-C: the run so far is kept.
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
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ood_core import benchmarks, methods
from ood_core.errors import UserError
from ood_core.runs.run import ROOT, RUNS, Run

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
            # a process group of its own, so that a signal to the worker stays with the worker
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def carry_out(self, order: dict[str, Any]) -> str:
        """Hand over the order and wait for the end: "" or a sentence on why it failed."""
        self._process.communicate(json.dumps(order))
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        if self._process.returncode == 0:
            return ""
        return lines[-1] if lines else f"The worker ended with code {self._process.returncode}."

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._process.send_signal(signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGINT)

    def kill(self) -> None:
        self._process.kill()


@dataclass
class Job:
    """One training that somebody asked for."""

    id: str
    order: dict[str, Any]
    out: Path  # the run's directory, once there is something to keep
    future: "Future[str]" = field(init=False, repr=False)
    worker: Worker | None = field(default=None, repr=False)
    cancelled: bool = False

    @property
    def state(self) -> State:
        if self.out.exists():
            return "cancelled" if Run.load(self.out).card["status"] == "interrupted" else "done"
        if self.future.done():
            return "cancelled" if self.cancelled else "failed"
        return "running" if self.future.running() else "waiting"

    @property
    def position(self) -> int:
        """How many jobs start before this one; 0 = it is running, or over."""
        earlier = list(_jobs)[: list(_jobs).index(self.id) + 1]
        return sum(_jobs[id].state == "waiting" for id in earlier)

    @property
    def error(self) -> str:
        return self.future.result() if self.state == "failed" else ""

    def cancel(self) -> None:
        """Stop the training and keep what there is; a waiting job just leaves the queue."""
        self.cancelled = True
        if not self.future.cancel() and self.worker and self.state == "running":
            self.worker.interrupt()


_jobs: dict[str, Job] = {}
_lock = threading.Lock()
_threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="ood-queue")  # one watches one worker
_maps = ThreadPoolExecutor(1, thread_name_prefix="ood-umap")
_spare: Worker | None = None


def warm() -> None:
    """Have a worker waiting; returns at once."""
    global _spare
    with _lock:
        if _spare is None or not _spare.alive:
            _spare = Worker()


def submit(benchmark: str, method: str, seed: int, settings: dict[str, str]) -> Job:
    """Ask for a training; the arguments are those of `python -m ood_core train`.

    Raises:
        UserError: an unknown name, or the queue is full.
    """
    benchmarks.benchmark(benchmark), methods.method(method)
    if sum(job.state in ("waiting", "running") for job in _jobs.values()) >= CAPACITY:
        raise UserError("Many trainings are waiting already. Try again in a few minutes.")
    id = f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:4]}"
    out = RUNS / f"{benchmark}-{method}-{id}"
    order = {"benchmark": benchmark, "method": method, "seed": seed, "settings": settings}
    job = Job(id, order | {"out": str(out)}, out)
    _jobs[id] = job
    job.future = _threads.submit(_serve, job)
    return job


def job(id: str) -> Job | None:
    return _jobs.get(id)


def _serve(job: Job) -> str:
    """Give the job the waiting worker, wait for its end, and have the next worker waiting."""
    global _spare
    with _lock:
        spare, _spare = _spare, None
    job.worker = spare if spare and spare.alive else Worker()
    if job.cancelled:  # between leaving the queue and having a worker
        job.worker.kill()
    error = job.worker.carry_out(job.order)
    warm()
    if job.state == "done":
        _maps.submit(_add_umap, job.out)
    return error


def _add_umap(run: Path) -> None:
    """Make the run's UMAP beside the queue: it takes longer than most trainings."""
    command = [sys.executable, "-m", "ood_core", "umap", "--run", str(run)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@atexit.register
def _stop() -> None:
    """No worker outlives the server."""
    for threads in (_threads, _maps):
        threads.shutdown(wait=False, cancel_futures=True)
    for worker in [_spare, *(job.worker for job in _jobs.values())]:
        if worker and worker.alive:
            worker.kill()
