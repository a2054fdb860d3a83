"""Photographs of six kinds of scenes as ID, seen through a frozen ImageNet network.

ID: Intel's scene set. Outliers: one picture of each ImageNet class (the network has most likely
been trained on it), without what shows scenes or is of an OOD test's kind.
"""

import numpy as np

from ood_core.benchmarks import photographs, sources
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest
from ood_core.benchmarks.photographs import BACKBONE, TURNS, WIDTH, Photographs
from ood_core.benchmarks.shifts import FEATURE_SHIFTS

CLASSES = ("buildings", "forest", "glacier", "mountain", "sea", "street")
COUNTS = {"train": 1500, "test": 600}
OOD = 200  # photographs of each OOD test
CROPS, VARIED = 2, 500  # crops of each of the first ID training photographs, for CSI
# ImageNet classes that are no outliers: scenes and what stands in them; kinds of the OOD tests
SCENES = (
    "alp, cliff, cliff dwelling, seashore, lakeside, valley, volcano, promontory, sandbar, geyser, "
    "coral reef, street sign, streetcar, church, palace, castle, dam, pier, steel arch bridge, "
    "suspension bridge, monastery, mosque, barn, boathouse, fountain, breakwater, greenhouse, "
    "patio, viaduct, triumphal arch, stupa, obelisk, dock, hay, thatch, tile roof, traffic light, "
    "park bench, parking meter, beacon, megalith, bell cote, cinema, restaurant, barbershop, "
    "bookshop, butcher shop, shoe shop, tobacco shop, toyshop, grocery store, dome, planetarium, "
    "totem pole, worm fence, picket fence, stone wall, mobile home, yurt, prison, trolleybus, cab, "
    "mountain tent, dogsled, ski, snowmobile"
)
TESTED = "ant, bee, apiary, daisy, yellow lady's slipper"


def _set(name: str, split: str, n: int | None = None, crops: int = 0) -> Photographs:
    return Photographs(photographs.of_parquet(name, split)[:n], BACKBONE, crops)


def load_id(split: str) -> Labelled:
    labels = sources.load_labels("scenes_photos", split, len(CLASSES))[: COUNTS[split]]
    return Labelled(photographs.features(_set("scenes_photos", split, COUNTS[split])), labels)


def load_outliers() -> np.ndarray:
    """`(N, 4, 1280)`."""
    names = photographs.class_names("imagenet_samples", "test")  # "n09193705 alp"
    labels = sources.load_labels("imagenet_samples", "test", len(names))
    left_out = set(f"{SCENES}, {TESTED}".split(", "))
    is_kept = [names[label].partition(" ")[2] not in left_out for label in labels]
    return photographs.features(_set("imagenet_samples", "test"))[is_kept]


def load_varied() -> np.ndarray:
    """`(500, 2, 4, 1280)`."""
    return photographs.features(_set("scenes_photos", "train", VARIED, CROPS))


def _test(kind: str, name: str, about: str) -> OodTest:
    return OodTest(kind, lambda: photographs.features(_set(name, "test", OOD)), about)


SETS = {  # population -> the data set and split that it is the beginning of
    "id_train": ("scenes_photos", "train"),
    "id_test": ("scenes_photos", "test"),
    "ood/textures": ("textures_photos", "test"),
    **{f"ood/{name}": (name, "test") for name in ("ants_bees", "flowers", "hands", "blood_cells")},
}
TESTS = {
    "textures": _test("far", "textures_photos", "textures (DTD)"),
    "ants_bees": _test("far", "ants_bees", "ants and bees"),
    "flowers": _test("far", "flowers", "five kinds of flowers"),
    "hands": _test("far", "hands", "hands that sign letters"),
    "blood_cells": _test("far", "blood_cells", "blood cells under a microscope"),
}


def load_photograph(population: str, row: int) -> np.ndarray:
    """The photograph behind an input, `(3, H, W) uint8`. Raises UserError."""
    return photographs.one_of_parquet(*SETS[population], row)


def _photographs() -> list[Photographs]:
    """All whose features the world is made of."""
    tests = [name for population, (name, _) in SETS.items() if population.startswith("ood/")]
    return [
        *(_set("scenes_photos", split, n) for split, n in COUNTS.items()),
        _set("scenes_photos", "train", VARIED, CROPS),
        _set("imagenet_samples", "test"),
        *(_set(name, "test", OOD) for name in tests),
    ]


def photos() -> Benchmark:
    """The photographs; nothing is read before it is asked for."""
    return Benchmark(
        name="photos",
        title="Photographs",
        about="Photographs of six kinds of scenes (1,500 to train on and 600 to test), as the "
        "features of a network that was trained on ImageNet.",
        classes=CLASSES,
        shape=(TURNS, WIDTH),
        network="head",
        augment="features",
        load_id=load_id,
        load_outliers=load_outliers,
        outliers_about="a picture of each of 929 ImageNet classes, without scenes",
        ood_tests=TESTS,
        shifts=FEATURE_SHIFTS,
        is_embedded=False,
        load_varied=load_varied,
        backbone=BACKBONE,
        photographs=_photographs,
        load_photograph=load_photograph,
    )
