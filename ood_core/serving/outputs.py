"""Outputs of networks, and benchmarks of others, read in a process of limited memory and time.

It writes the run, or the benchmark, itself.
"""

import os
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore

import numpy as np

from ood_core import paths
from ood_core.benchmarks.custom import exchange
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import UserError
from ood_core.files import Arrays
from ood_core.serving.helper import Helper, Stopped, serve

SECONDS = 120.0  # for one file
MOST = 200 * 2**20  # bytes of a file
MEMORY = 6 * 2**30  # bytes of addresses

WAITING = 3  # imports at a time: one is under way, the others wait for it

_importer = Helper("ood_core.serving.outputs", SECONDS)
_places = BoundedSemaphore(WAITING)


def import_outputs(file: str, data: bytes, name: str, world: str) -> None:
    """`import_outputs.import_outputs` into `runs/NAME`, in such a process.

    Args:
        file: what it was called.
        world: as there.

    Raises:
        UserError: what is wrong with the file or the name, it takes too long, or others wait.
    """
    if len(data) > MOST:
        raise UserError(
            "error.outputs.upload",
            "{file} is larger than {most} MB. Use `python -m ood_core import-outputs` on the "
            "computer that runs OOD Lab, or bring fewer inputs.",
            file=file,
            most=MOST >> 20,
        )
    custom.check_name(name)  # it becomes a folder's
    texts = {"called": file, "out": str(paths.RUNS / name), "world": world} | _place()
    if not _places.acquire(blocking=False):
        raise UserError(
            "error.outputs.busy", "Others are importing outputs just now. Try again in a minute."
        )
    try:
        _importer.ask({"data": np.frombuffer(data, np.uint8), **_as_arrays(texts)})
    except Stopped as error:
        raise UserError(
            "error.outputs.too_long",
            "{file} takes too long or too much memory. Use `python -m ood_core import-outputs` on "
            "the computer that runs OOD Lab, or bring fewer inputs.",
            file=file,
        ) from error
    finally:
        _places.release()


def import_benchmark(file: Path) -> str:
    """`exchange.import_` in such a process; the benchmark's name.

    Raises:
        UserError: see there, or it takes too long.
    """
    try:
        found = _importer.ask(_as_arrays({"benchmark": str(file.absolute())} | _place()))
    except Stopped as error:
        raise UserError(
            "error.exchange.too_long", "{file} takes too long or too much memory.", file=file
        ) from error
    return str(found["name"])


def _place() -> dict[str, str]:
    """Where benchmarks lie: that process works in another folder."""
    return {"benchmarks": str(custom.folder().absolute())}


def _as_arrays(texts: dict[str, str]) -> Arrays:
    return {name: np.array(text) for name, text in texts.items()}


def _answer(question: Arrays) -> Arrays:
    os.environ["OODLAB_BENCHMARKS"] = str(question["benchmarks"])
    if "benchmark" in question:
        about = exchange.import_(Path(str(question["benchmark"])))
        return _as_arrays({"name": about.name})
    from ood_core.runs.import_outputs import import_outputs as make

    file, out, world = (str(question[name]) for name in ("called", "out", "world"))
    make(Path(file), Path(out), world, MOST, question["data"].tobytes())
    return {}


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (("AS", MEMORY), ("CORE", 0)):
        with suppress(ValueError, OSError):  # macOS knows no limit of addresses
            resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))


if __name__ == "__main__":
    _limit()
    serve(_answer)
