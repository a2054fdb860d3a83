"""A process that answers questions, and may die of one without harm to who asked.

Question and answer are arrays by name, and nothing is unpickled: what a broken process sends back
can be wrong, and cannot run. Arrays are sent from where they lie and received where they stay, so
that a large file is there once. The process ends when the other end of its standard input closes.
"""

import atexit
import json
import math
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from typing import BinaryIO

import numpy as np

from ood_core import paths
from ood_core.errors import UserError
from ood_core.files import UNREADABLE, Arrays

HEAD = 8  # bytes: how long the list of arrays is that follows
LONGEST = 2**20  # bytes of that list
MOST = 2**28  # bytes of a question or an answer
START = 120.0  # seconds that a process may take to import what it needs
WINDOWS = sys.platform == "win32"
READY: Arrays = {}


class Stopped(Exception):
    """The process died of the question, or was ended since it took too long."""


class Helper:
    """One process, started when it is needed and again after it ended; it is asked in turns.

    Args:
        module: its code, run by `python -m`; it calls `serve`.
        seconds: after so long without an answer it is ended.
    """

    def __init__(self, module: str, seconds: float) -> None:
        self._command = [sys.executable, "-m", module]
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._is_ready = False
        _helpers.add(self)

    def warm(self) -> None:
        """Have the process running or starting; returns at once."""
        if self._turn.acquire(blocking=False):  # else it is being asked, and so it runs
            try:
                self._start()
            finally:
                self._turn.release()

    def ask(self, question: Arrays) -> Arrays:
        """The answer.

        Raises:
            UserError: the process says so.
            Stopped: see there. It has been started again.
        """
        with self._turn:
            self._start()
            try:
                if not self._is_ready:
                    self._within(START, lambda pipe: _read(pipe.stdout))
                    self._is_ready = True
                answer = self._within(self._seconds, lambda pipe: _exchange(pipe, question))
            except (EOFError, MemoryError, *UNREADABLE) as error:
                self.end()
                self._start()
                raise Stopped from error
            except BaseException:  # interrupted: the answer that comes would be taken for another's
                self.end()
                raise
        if "error" not in answer:
            return answer
        try:
            error = UserError.from_json(str(answer["error"]))
        except ValueError as nonsense:
            raise Stopped from nonsense
        raise error

    def end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command,
                cwd=paths.ROOT,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # NumPy only carries arrays there
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=not WINDOWS,  # Ctrl-C for the server is not for it
                creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
            )
            self._is_ready = False

    def _within(self, seconds: float, talk: Callable[[subprocess.Popen], Arrays]) -> Arrays:
        """What the talk brings; the process is ended when it takes longer."""
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            return talk(self._process)
        finally:
            timer.cancel()


def serve(answer: Callable[[Arrays], Arrays]) -> None:
    """The other side: answer every question on standard input until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server closes the pipe when it ends
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        _write(answers, READY)
        while True:
            question = _read(questions)
            try:
                found = answer(question)
            except UserError as error:
                found = {"error": np.array(error.to_json())}
            _write(answers, found)
            del question, found  # nobody's picture stays while the next is awaited
    except (EOFError, OSError):
        return  # the server has gone


def _exchange(process: subprocess.Popen, question: Arrays) -> Arrays:
    _write(process.stdin, question)
    return _read(process.stdout)


def _write(pipe: BinaryIO, arrays: Arrays) -> None:
    """A list of `[name, dtype, shape]`, and then the numbers of each array.

    Raises:
        ValueError: one holds Python objects.
    """
    if any(array.dtype.hasobject for array in arrays.values()):
        raise ValueError("only numbers and texts are sent")
    about = json.dumps([(n, a.dtype.str, a.shape) for n, a in arrays.items()]).encode()
    pipe.write(len(about).to_bytes(HEAD, "little"))
    pipe.write(about)
    for array in arrays.values():
        if array.nbytes:
            pipe.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    pipe.flush()


def _read(pipe: BinaryIO) -> Arrays:
    """Raises EOFError where the other end has closed, ValueError where it talks nonsense."""
    size = int.from_bytes(_exactly(pipe, HEAD), "little")
    if size > LONGEST:
        raise EOFError
    found, left = {}, MOST
    for name, kind, shape in json.loads(_exactly(pipe, size)):
        dtype = np.dtype(str(kind))
        left -= (nbytes := dtype.itemsize * math.prod(map(int, shape)))
        if dtype.hasobject or nbytes < 0 or left < 0:
            raise EOFError
        found[str(name)] = array = np.empty(shape, dtype)
        if nbytes and pipe.readinto(array.reshape(-1).view(np.uint8).data) < nbytes:
            raise EOFError
    return found


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


_helpers: "weakref.WeakSet[Helper]" = weakref.WeakSet()


@atexit.register
def _end_all() -> None:
    """No process outlives the server."""
    for helper in list(_helpers):
        helper.end()
