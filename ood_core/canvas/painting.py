"""A canvas on disk: frames of all trainings side by side, in a folder named by what they show.

Pages import this: torch is imported where a worker paints.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ood_core import methods, paths
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.canvas import canvas as canvases
from ood_core.canvas.budget import FRAMES, fixed
from ood_core.canvas.canvas import Canvas
from ood_core.canvas.packed import pack
from ood_core.files import write_atomically
from ood_core.methods import Method, Snapshot

KEPT = 200  # finished canvases; the oldest are removed


def place(canvas: Canvas) -> Path:
    """Where its frames are, or will be."""
    committed = paths.PRETRAINED / "canvas" / canvas.name
    return committed if committed.exists() else paths.RUNS / "canvas" / canvas.name


def path(folder: Path, frame: int) -> Path:
    return folder / f"{frame:02}.gz"


def done(folder: Path) -> int:
    """How many frames there are; they come in order."""
    return next((i for i in range(FRAMES) if not path(folder, i).exists()), FRAMES)


def paint(canvas: Canvas, folder: Path) -> None:
    """A worker's part: train every method in turn, and write each frame of all as it comes."""
    if done(folder) == FRAMES:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(FRAMES):  # of a training that was stopped: they are no progress of this one
        path(folder, i).unlink(missing_ok=True)
    try:
        for i, frame in enumerate(frames(canvas)):
            write_atomically(path(folder, i), frame)
    except KeyboardInterrupt:
        return  # what there is can be looked at
    remove_oldest(folder.parent)


def frames(canvas: Canvas) -> Iterator[bytes]:
    """All frames, each of all methods at once: a step of the frames is many of each method.

    On one thread: for networks this small several are slower, and the last bits of a sum depend on
    how many there are.

    Raises:
        UserError: a setting is out of its range, or the classes leave no room for the ring.
    """
    import torch

    from ood_core.canvas.frames import CanvasFrames

    torch.set_num_threads(1)
    world = canvases.world(canvas)
    world.check_disjoint()
    trainings = {m.name: _training(m, canvas, world) for m in methods.METHODS.values()}
    canvas_frames = CanvasFrames(world)
    for i in range(FRAMES):
        arrays = canvas_frames.world() if i == 0 else {}
        header: dict[str, Any] = {"frame": i, "methods": {}}
        header["classes"] = len(world.classes)
        for name, training in trainings.items():
            found, header["methods"][name] = canvas_frames.at(name, next(training))
            arrays |= {f"{name}/{key}": array for key, array in found.items()}
        yield pack(header, arrays)


def _training(method: Method, canvas: Canvas, world: Benchmark) -> Iterator[Snapshot]:
    """That method's training on the canvas, in as many snapshots as there are frames."""
    from ood_core.runs.config import configure

    settings = fixed(method, canvas.is_far) | canvas.settings.get(method.name, {})
    config = configure(method, world, {key: str(value) for key, value in settings.items()})
    return method.module.train(world, config, canvas.seed)


def remove_oldest(folder: Path) -> None:
    """Remove the canvases that were finished longest ago, but for KEPT."""
    found = []
    for canvas in folder.iterdir():
        with suppress(OSError):  # another worker removes it
            found.append((canvas.stat().st_mtime, canvas))
    for _, old in sorted(found, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
