"""Files: written so that a reader, or a crash, never sees half of one; read with one error."""

import io
import math
import os
import struct
import tempfile
import time
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ood_core.errors import UserError

Arrays = dict[str, np.ndarray]
# what np.load and the files it yields raise on damaged or foreign files
UNREADABLE = (
    *(OSError, EOFError, ValueError, KeyError, TypeError, OverflowError, MemoryError),
    *(RuntimeError, SyntaxError, tokenize.TokenError, struct.error),
    *(zipfile.BadZipFile, zlib.error),
)
NUMBER = (int, float)
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


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to write into that becomes `path` once all is in it; nothing is left otherwise.

    Raises:
        UserError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as beside:
            partial = Path(beside) / path.name
            partial.mkdir()
            yield partial
            move(partial, path)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        "error.files.unwritable", "{file} cannot be written: {why}.", file=path, why=error.strerror
    )


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
    """Lock that file, made if need be; None where it is locked, in this process or another.

    The lock lasts until the file is closed or the process ends, however it ends. (`FileLock` would
    make the folder, too, of a run that has just moved to its place.)

    Raises:
        OSError: there is no such folder, or its disk knows no locks.
    """
    from filelock import lock_descriptor  # 15 ms: the first page need not wait for it

    file = path.open("ab")
    if lock_descriptor(file.fileno(), blocking=False):
        return file
    file.close()
    return None


def read_arrays(path: Path) -> Arrays:
    """Raises FileNotFoundError where there is nothing yet, and UserError where it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except FileNotFoundError:
        raise
    except UNREADABLE as error:
        raise damaged(path) from error


def damaged(path: Path) -> UserError:
    """That a run's file is not as it was written."""
    return UserError("error.files.damaged", "{file} is damaged; train the run again.", file=path)


def fits(value: Any, form: Any) -> bool:
    """Whether what JSON held has that form; pydantic, which would say more, is slow to import.

    Args:
        form: a type; a tuple of forms, of which one fits; a set of the words that may be; a list of
            one form, that of each value; a dict of the entries that must be there, in which `...`
            has the form of all others.
    """
    match form:
        case tuple():
            return any(fits(value, one) for one in form)
        case set():
            return type(value) is str and value in form
        case list():
            return type(value) is list and all(fits(one, form[0]) for one in value)
        case dict():
            if type(value) is not dict or not form.keys() - {...} <= value.keys():
                return False
            others = form.get(..., object)
            return all(fits(one, form.get(name, others)) for name, one in value.items())
    is_finite = type(value) is not float or math.isfinite(value)
    return form is object or (type(value) is form and is_finite)
