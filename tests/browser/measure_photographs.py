"""What photographs cost, each figure beside its bar: `python -m tests.browser.measure_photographs`.

It needs Chromium, and the photographs of `photos` in $OODLAB_DATA, whose features it computes first
where they are not kept. Not a test: the numbers depend on the machine and on what else it does.
With names of parts after the command, it measures those alone:

- `features`: how many times as many photographs a second as by the plain fp32 layout (`python -m
  ood_core bench features`), and how many verdicts of Your images are others by these features;
  300 photographs with four turns and two crops, and the same once more.
- `heads`: all methods trained on `photos`, one after the other.
- `frame`: from the click on Train to the first frame of `photos`, by a worker that waits.
- `uploads`: from the choice of files to all verdicts of one photograph of 12 megapixels, and of
  twenty; WARM visits after a first one, of which the slowest is told.
- `memory`: by how much the server's process has grown after 50 such photographs, ten a visit, when
  their visitors have gone (Linux). Scorer and decoders are processes of their own.
- `cold`: a new server to the first picture of a page, see `measure`.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from playwright.sync_api import Browser, sync_playwright

from ood_core import benchmarks, scores, speed
from ood_core.augment import rotate
from ood_core.benchmarks import photographs
from ood_core.benchmarks.photographs import BACKBONE, SHAPE, TURNS, Photographs
from ood_core.evaluation.forward import look
from ood_core.evaluation.verdicts import verdicts
from ood_core.features import compute, of_pixels
from ood_core.images import decode
from ood_core.methods import METHODS
from ood_core.networks import backbone, efficientnet_lite
from ood_core.networks.efficientnet_lite import MEAN, SIDE, STD
from ood_core.paths import PRETRAINED
from ood_core.runs.record import record
from ood_core.runs.run import Run
from tests.browser import measure
from tests.browser.conftest import BROWSERS, FLAGS, SHELL, installed
from tests.browser.measure import (
    WARM,
    against,
    cold,
    first_frame,
    fresh,
    open_training,
    photographs_of,
    until_at_rest,
    upload,
)
from tests.browser.stopwatch import until_idle

WORLD = "photos"
PASS = 300  # photographs
JUDGED = 40  # of each of these data sets
SETS = ("scenes_photos", "imagenet_samples", "textures_photos", "hands", "blood_cells")
VISITS, EACH = 5, 10  # photographs of each
MEGABYTE = 2**20
GONE = 300.0  # seconds until visitors who left are forgotten


def told(what: str, value: float, bar: float) -> None:
    print(f"{what:<58}{against(value, bar)}", flush=True)


def features() -> None:
    rates = speed.features(turns=5)
    ratio = rates["ours"] / rates["plain layout, float32"]
    bar = 3.0 if backbone.precision() == "bfloat16" else 1.4
    each = ", ".join(f"{name} {rate:.1f}" for name, rate in rates.items())
    print(f"photographs a second: {each}; {ratio:.2f} times, bar {bar}", flush=True)
    others, of = _other_verdicts()
    print(f"verdicts that are others by the plain layout: {others} of {of}, bar 0", flush=True)
    files = photographs.of_parquet("scenes_photos", "train")[:PASS]
    with tempfile.TemporaryDirectory() as folder, _kept_in(folder):
        for visit, bar in (("first", 180), ("second", 1)):
            start = time.monotonic()
            for crops in (0, 2):
                asked = Photographs(files, BACKBONE, crops)
                list(compute([asked]))
                photographs.features(asked)
            took = time.monotonic() - start
            told(f"{PASS} photographs, 4 turns, 2 crops, the {visit} time", took, bar)


@contextmanager
def _kept_in(folder: str) -> Iterator[None]:
    """Features are kept there meanwhile."""
    before = str(photographs.folder())
    os.environ["OODLAB_FEATURES"] = folder
    yield
    os.environ["OODLAB_FEATURES"] = before


def _other_verdicts() -> tuple[int, int]:
    """How many verdicts differ by features of the plain fp32 layout, and of how many."""
    files = [file for name in SETS for file in photographs.of_parquet(name, "test")[:JUDGED]]
    x = np.stack([decode(file, SHAPE).pixels for file in files])
    sides = of_pixels(x, BACKBONE, backbone.precision()), _plain_features(x)
    first, second = (np.concatenate(list(_judged(side))) for side in sides)
    return int((first != second).sum()), first.size


@torch.inference_mode()
def _plain_features(x: np.ndarray) -> np.ndarray:
    """As `of_pixels`, by the network as its authors' weights make it, channels first."""
    network = efficientnet_lite.pretrained().to(memory_format=torch.contiguous_format)
    edge = (SHAPE[1] - SIDE) // 2
    middle = torch.from_numpy(x)[..., edge : edge + SIDE, edge : edge + SIDE]
    found = [
        torch.stack(
            [network.body((rotate(part, k).float() - MEAN) / STD) for k in range(TURNS)], dim=1
        )
        for part in middle.split(JUDGED)
    ]
    return torch.cat(found).half().numpy()


def _judged(inputs: np.ndarray) -> Iterator[np.ndarray]:
    """Whether inputs are OOD, by each network and score that Your images shows."""
    for path in ("imagenet/baseline", *(f"{WORLD}/{method}" for method in METHODS)):
        run = Run.load(PRETRAINED / path)
        arrays = look(run.model(), inputs, run.evidence.get("id_train"))
        fitted = scores.fits(run.evidence).fitted
        for name in fitted if run.benchmark.is_frozen else [run.method.score]:
            on_id = fitted[name].score(run.evidence["id_test"])
            yield verdicts(arrays, fitted[name], on_id).is_ood


def heads() -> None:
    world = benchmarks.get(WORLD)
    list(compute(world.photographs()))
    together = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, method in METHODS.items():
            start, worked = time.monotonic(), time.process_time()
            list(record(world, method, method.defaults(world), 0, Path(folder) / name))
            together += (took := time.monotonic() - start)
            worked = time.process_time() - worked
            print(f"{name:<58}{took:.1f}, its CPU {worked:.1f}", flush=True)
    told(f"five heads on {WORLD}", together, 60)


@contextmanager
def served(scratch: Path, data: str = "") -> Iterator[tuple[str, int]]:
    """A server's address and its process, at rest, which finds the features that are kept here."""
    (scratch / "features").symlink_to(photographs.folder().resolve())
    with measure.served(scratch, data) as server:
        yield server


def frame(browser: Browser, scratch: Path) -> None:
    list(compute(benchmarks.get(WORLD).photographs()))
    with (
        served(scratch, os.environ["OODLAB_DATA"]) as (address, pid),
        fresh(browser, address) as page,
    ):
        open_training(page, address, WORLD)
        until_idle(page)
        until_at_rest(pid)
        told("Train to the first frame", first_frame(page, "path"), 1)


def uploads(browser: Browser, scratch: Path) -> None:
    files = photographs_of(scratch)
    with served(scratch) as (address, _):
        for world in ("imagenet", WORLD):
            for n, bar in ((1, 2), (len(files), 8)):
                taken = [upload(browser, address, world, files[:n]) for _ in range(WARM + 1)]
                told(f"{n} photographs of 12 megapixels, {world}", max(taken[1:]), bar)


def memory(browser: Browser, scratch: Path) -> None:
    files = photographs_of(scratch, VISITS * EACH)
    with served(scratch) as (address, pid):
        upload(browser, address, WORLD, files[:1])
        before = _megabytes(pid)
        for i in range(VISITS):
            upload(browser, address, WORLD, files[EACH * i : EACH * (i + 1)])
        most, end = _megabytes(pid), time.monotonic() + GONE
        while (more := _megabytes(pid) - before) > 50 and time.monotonic() < end:
            time.sleep(1)  # between two looks
        print(f"server after its last visitor has left: {most:.0f} MB", flush=True)
        told(f"MB more after {len(files)} photographs than {before:.0f}", more, 50)


def _megabytes(pid: int) -> float:
    """Of memory that a process has."""
    resident = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(resident) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


ALONE: dict[str, Callable[[], None]] = {"features": features, "heads": heads}
BROWSED: dict[str, Callable[[Browser, Path], None]] = {
    "frame": frame,
    "uploads": uploads,
    "memory": memory,
    "cold": cold,
}


def main(parts: list[str]) -> None:
    for name, part in ALONE.items():
        if name in parts or not parts:
            part()
    path = installed(*BROWSERS, SHELL)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, part in BROWSED.items():
            if name in parts or not parts:
                (folder := Path(scratch) / name).mkdir()
                part(browser, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
