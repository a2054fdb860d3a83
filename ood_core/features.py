"""The pass of photographs through the frozen backbone, chunk by chunk (imports torch)."""

import io
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from ood_core.augment import AUGMENTATIONS, BEFORE_SHIFT, rotate
from ood_core.benchmarks import sources
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.benchmarks.photographs import CHUNK, SHAPE, TURNS, Photographs, folder
from ood_core.files import hold, write_atomically
from ood_core.images import decode
from ood_core.networks import as_tensor
from ood_core.networks.backbone import backbone, precision

FEW = 2  # photographs that pass the network at a time
WAIT = 0.2  # seconds between looks at what another process computes


class Progress(NamedTuple):
    done: int  # photographs
    of: int


def compute(sets: Iterable[Photographs]) -> Iterator[Progress]:
    """Compute the features that are not kept yet, and keep them.

    Yields after each chunk; whoever stops asking cancels, and loses no chunk that was yielded.

    Raises:
        UserError: a photograph cannot be read, or the backbone not be had.
    """
    arithmetic = precision()
    chunks = [chunk for photographs in sets for chunk in photographs.chunks()]
    left = [chunk for chunk in chunks if not chunk.path(arithmetic).exists()]
    of = sum(len(chunk.files) for chunk in chunks)
    done = of - sum(len(chunk.files) for chunk in left)
    yield Progress(done, of)
    folder().mkdir(parents=True, exist_ok=True)
    while left:
        chunk = left.pop(0)
        path = chunk.path(arithmetic)
        lock = hold(path.with_suffix(".lock"))
        if lock is None:  # another training is at it: it will be there
            left.append(chunk)
            time.sleep(WAIT)
            continue
        with lock:
            if not path.exists():
                kept = io.BytesIO()
                np.save(kept, features(chunk, arithmetic))
                write_atomically(path, kept.getvalue())
        path.with_suffix(".lock").unlink(missing_ok=True)
        done += len(chunk.files)
        yield Progress(done, of)


def read_inputs(paths: list[Path], benchmark: Benchmark) -> np.ndarray:
    """Files as the benchmark's inputs `(N, ...)`; photographs pass its backbone, if it has one.

    Raises:
        UserError: an unreadable file, or one that does not fit.
    """
    if not benchmark.backbone or paths[0].suffix.lower() == ".npy":
        return sources.read_inputs(paths, benchmark.shape, benchmark.levels)
    x = np.stack([sources.read_image(path, SHAPE, benchmark.levels) for path in paths])
    return of_pixels(x, benchmark.backbone, precision())


@torch.inference_mode()
def features(photographs: Photographs, arithmetic: str) -> np.ndarray:
    """See `benchmarks.photographs.features`; draws of crops follow from the photographs."""
    x = np.stack([decode(file, SHAPE).pixels for file in photographs.files])
    if not photographs.crops:
        return of_pixels(x, photographs.backbone, arithmetic)
    x, network = torch.from_numpy(x), backbone(photographs.backbone, arithmetic)
    generator = torch.Generator().manual_seed(int(photographs.key[:8], 16))
    before, after = BEFORE_SHIFT["photographs"], AUGMENTATIONS["photographs"]
    views = [
        _turned(network, before(x, generator), lambda copies: after(copies, generator))
        for _ in range(photographs.crops)
    ]
    return torch.stack(views, dim=1).half().numpy()


@torch.inference_mode()
def of_pixels(x: np.ndarray, name: str, arithmetic: str) -> np.ndarray:
    """The features that the backbone `name` has of photographs `(N, *SHAPE) uint8` and their turns.

    Returns:
        `(N, TURNS, D) float16`.

    Raises:
        UserError: the backbone cannot be had.
    """
    network = backbone(name, arithmetic)
    parts = torch.from_numpy(x).split(CHUNK)
    return torch.cat([_turned(network, part) for part in parts]).half().numpy()


def _turned(network: nn.Module, upright: Tensor, vary=lambda copies: copies) -> Tensor:
    """`(N, TURNS, D)`."""
    views = [vary(rotate(as_tensor(upright), k)) for k in range(TURNS)]
    found = by_core(network.features, torch.cat(views))
    return found.unflatten(0, (TURNS, -1)).transpose(0, 1)


def by_core(see: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """What the network sees of `x (N, ...)`, a few at a time on each core.

    What its layers make of many does not fit into a core's cache; and threads that share a layer
    wait for each other, above all where other processes compute.
    """

    def look(few: Tensor) -> Tensor:
        with torch.inference_mode():  # of one thread
            return see(few)

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            return torch.cat(list(cores.map(look, x.split(FEW))))
    finally:
        torch.set_num_threads(before)
