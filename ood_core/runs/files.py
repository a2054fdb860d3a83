"""Writing files so that a reader, or a crash, never sees half of one; locks that die with us."""

import io
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np

WINDOWS = os.name == "nt"
WRITING = ".writing-"  # how files begin that are not whole yet
PATIENCE = 2.0  # seconds; on Windows a file that somebody reads cannot be replaced


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside, flush to disk, rename: `path` is the old file or the whole new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=WRITING)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        move(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """A compressed .npz file, atomically."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    write_atomically(path, buffer.getvalue())


def move(source: Path, target: Path) -> None:
    """Rename; where a reader is in the way (Windows), wait for it a little."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            source.replace(target)
            return
        except PermissionError:
            if not WINDOWS or time.monotonic() > end:
                raise
            time.sleep(0.02)


def hold(path: Path) -> BinaryIO | None:
    """Lock that file, made if need be; None where somebody else holds it.

    The lock lasts until the file is closed or the process ends, however it ends.
    """
    file = path.open("ab")
    try:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
