"""The processes that the queue starts, as the server sees them; `worker` is the other side."""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress

from ood_core import paths
from ood_core.errors import UserError
from ood_core.files import WINDOWS
from ood_core.jobs.orders import Order, to_json

LOST = "error.jobs.lost"  # the key of what says that a worker went with its machine
REFUSED = 2  # a worker's exit code when a UserError, as JSON, is the last line of its errors


class Worker:
    """A process that waits for one order on its standard input, carries it out and ends."""

    machine = "here"

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ood_core.jobs"],
            cwd=paths.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            text=True,
            # Ctrl-C for the server is not for the worker, and the other way round
            start_new_session=not WINDOWS,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
        )
        self.pid = self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def carry_out(self, order: Order) -> UserError | None:
        """Hand over the order and wait for the end: None, or why it failed."""
        with suppress(OSError):  # it may have died; then its exit code says so below
            print(to_json(order), file=self._process.stdin, flush=True)
        code = self._process.wait()
        with self._errors as file:
            file.seek(0)
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
        last = lines[-1] if lines else ""
        return None if code == 0 else _failure(code, last)

    def wait(self) -> None:
        """Return once it has ended."""
        self._process.wait()

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._process.send_signal(signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGINT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def _failure(code: int, last: str) -> UserError:
    """Why a worker failed, by its exit code (minus a signal) and the last line of its errors."""
    if code == REFUSED:
        with suppress(ValueError):
            return UserError.from_json(last)
    how = ended(code)
    if code == -9:
        return how
    return UserError("error.jobs.crashed", "{how} {last}", how=how, last=last) if last else how


def not_started(why: str | None) -> UserError:
    return UserError("error.jobs.no_process", "No process could be started for it: {why}.", why=why)


def lost() -> UserError:
    return UserError("error.jobs.lost", "The machine that it ran on is gone.")


def ended(code: int) -> UserError:
    """How a worker ended that said nothing."""
    if code == -9:
        return UserError(
            "error.jobs.killed",
            "The training's process ended by signal 9. It was killed, perhaps for want of memory.",
        )
    if code < 0:
        return UserError(
            "error.jobs.signal", "The training's process ended by signal {signal}.", signal=-code
        )
    return UserError(
        "error.jobs.exit_code", "The training's process ended with exit code {code}.", code=code
    )


def quietly(*arguments: str) -> subprocess.Popen:
    """Python as a process that everything else comes before."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=paths.ROOT, stdout=quiet, stderr=quiet
    )
    if not WINDOWS:
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, process.pid, 19)
    return process
