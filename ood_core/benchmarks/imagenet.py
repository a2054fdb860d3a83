"""ImageNet's 1,000 classes as ID, by a network that was trained on them: nothing is learned here.

ID: one picture of each class; the network has most likely been trained on it. What OOD tests hold
of ImageNet's own classes is kept apart as look-alikes.
"""

import io
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from ood_core.benchmarks import letters, noise, photographs, sources
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest
from ood_core.benchmarks.photographs import BACKBONE, SHAPE, TURNS, WIDTH, Photographs
from ood_core.benchmarks.shifts import FEATURE_SHIFTS
from ood_core.images import decode

CLASSES = tuple(Path(__file__).with_name("imagenet_classes.txt").read_text("utf-8").splitlines())
OOD = 100  # photographs of each data set, or pictures that are made here
SETS = {  # OOD test -> data set, and its classes that are ImageNet's, too
    "scenes": ("scenes_photos", ("mountain", "sea")),  # alp and volcano; seashore and sandbar
    "flowers": ("flowers", ("daisy",)),
    "textures": ("textures_photos", ("bubbly", "cobwebbed")),  # bubble; spider web
    "hands": ("hands", ()),
    "blood_cells": ("blood_cells", ()),
}


def _png(pixels: np.ndarray) -> bytes:
    """`(C, H, W)` as a file, quickly rather than small."""
    buffer = io.BytesIO()
    Image.fromarray(pixels.transpose(1, 2, 0).squeeze()).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


@cache  # drawn once: a page asks for one of them at a time
def _letters() -> tuple[bytes, ...]:
    return tuple(map(_png, letters.kept("N-Z")[:OOD]))


@cache
def _noise() -> tuple[bytes, ...]:
    return tuple(map(_png, noise.gaussian(OOD, SHAPE, 21)))


FILES: dict[str, Callable[[], tuple[bytes, ...]]] = {"letters": _letters, "noise": _noise}


def _made(name: str) -> Photographs:
    return Photographs(FILES[name](), BACKBONE)


def _of(name: str) -> Photographs:
    return Photographs(photographs.of_parquet(name, "test")[:OOD], BACKBONE)


@cache
def _rows(test: str, is_ours: bool) -> np.ndarray:
    """The photographs of a data set that are of ImageNet's classes, or the others. UserError."""
    name, ours = SETS[test]
    names = photographs.class_names(name, "test")
    labels = sources.load_labels(name, "test", len(names))[:OOD]
    of_ours = np.isin(labels, [names.index(label) for label in ours])
    return np.flatnonzero(of_ours == is_ours)


def _load(test: str, is_ours: bool = False) -> np.ndarray:
    """`(N, 4, 1280)`."""
    return photographs.features(_of(SETS[test][0]))[_rows(test, is_ours)]


def _id_test() -> Photographs:
    return Photographs(photographs.of_parquet("imagenet_samples", "test"), BACKBONE)


def load_id(_: Literal["train", "test"]) -> Labelled:
    """The test pictures: there are no others."""
    labels = sources.load_labels("imagenet_samples", "test", len(CLASSES))
    return Labelled(photographs.features(_id_test()), labels)


def load_photograph(population: str, row: int) -> np.ndarray:
    """The photograph behind an input, `(3, H, W) uint8`. Raises UserError."""
    name = population.partition("/")[2]
    if name in FILES:
        return decode(FILES[name]()[row], SHAPE).pixels
    if population == "id_test":
        return photographs.one_of_parquet("imagenet_samples", "test", row)
    return photographs.one_of_parquet(SETS[name][0], "test", int(_rows(name, False)[row]))


def _test(kind: Literal["near", "far"], name: str, about: str) -> OodTest:
    return OodTest(kind, partial(_load, name), about)


def _drawn(name: str, about: str, is_noise: bool = False) -> OodTest:
    return OodTest("far", lambda: photographs.features(_made(name)), about, is_noise)


TESTS = {
    "scenes": _test("near", "scenes", "buildings, forests, glaciers and streets"),
    "flowers": _test("near", "flowers", "dandelions, roses, sunflowers and tulips"),
    "textures": _test("far", "textures", "textures (DTD)"),
    "hands": _test("far", "hands", "hands that sign digits"),
    "blood_cells": _test("far", "blood_cells", "blood cells under a microscope"),
    "letters": _drawn("letters", "printed letters, white on black"),
    "noise": _drawn("noise", "Gaussian noise, pixel by pixel", is_noise=True),
}


def _photographs() -> list[Photographs]:
    """All whose features the world is made of."""
    return [_id_test(), *(_of(name) for name, _ in SETS.values()), *map(_made, FILES)]


def imagenet() -> Benchmark:
    """The world; nothing is read before it is asked for."""
    return Benchmark(
        name="imagenet",
        title="ImageNet",
        about="A network that was trained on 1.3 million photographs of 1,000 kinds of things, "
        "tested on one photograph of each kind; it has most likely been trained on these.",
        classes=CLASSES,
        shape=(TURNS, WIDTH),
        network="linear",
        augment="features",
        load_id=load_id,
        load_outliers=lambda: np.empty((0, TURNS, WIDTH), np.float16),
        outliers_about="none: nothing is trained",
        ood_tests=TESTS,
        shifts=FEATURE_SHIFTS,
        shifted_count=100,
        is_embedded=False,
        look_alikes={t: partial(_load, t, True) for t, (_, ours) in SETS.items() if ours},
        backbone=BACKBONE,
        photographs=_photographs,
        load_photograph=load_photograph,
        is_frozen=True,
    )
