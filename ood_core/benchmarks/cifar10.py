"""CIFAR-10 as ID, with the outliers and OOD tests that the papers use, from parquet files on disk.

CIFAR-10: Krizhevsky, 2009. Outliers: TinyImageNet without the classes that overlap CIFAR-10, since
80 Million Tiny Images, which Outlier Exposure used, was withdrawn by its authors. The far tests
are street numbers (SVHN), textures (DTD), scenes, the three noises of Outlier Exposure's code, and
Bernoulli noise, which is ours here; the near one is CIFAR-100. Two tests show what outliers show,
too (COUNTERPARTS): they are not unseen.
"""

from functools import partial

import numpy as np

from ood_core.benchmarks import noise, sources
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest
from ood_core.benchmarks.shifts import IMAGE_SHIFTS

SHAPE = (3, 32, 32)
NOISES = 1000  # images of each noise
TRAIN_COUNT = 5000  # training images that evidence keeps: enough for the scores that look them up
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)  # of the training pixels in [0, 1]
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
# OOD test -> its classes: classes of TinyImageNet, among the outliers, that show the like
COUNTERPARTS = {
    "cifar100": {
        "aquarium_fish": ("goldfish",),
        "bear": ("brown bear",),
        "bee": ("bee",),
        "beetle": ("ladybug",),
        "bottle": ("beer bottle", "pill bottle", "pop bottle", "water jug"),
        "bridge": ("steel arch bridge", "suspension bridge", "viaduct"),
        "butterfly": ("monarch", "sulphur butterfly"),
        "camel": ("Arabian camel",),
        "cattle": ("ox", "bison"),
        "chair": ("rocking chair",),
        "chimpanzee": ("chimpanzee",),
        "cockroach": ("cockroach",),
        "crocodile": ("American alligator",),
        "cup": ("espresso",),
        "elephant": ("African elephant",),
        "keyboard": ("computer keyboard",),
        "lamp": ("lampshade",),
        "lawn_mower": ("lawn mower",),
        "lobster": ("American lobster", "spiny lobster"),
        "mountain": ("alp",),
        "mushroom": ("mushroom",),
        "orange": ("orange",),
        "plate": ("plate",),
        "rocket": ("projectile",),
        "sea": ("seashore", "lakeside"),
        "snail": ("snail",),
        "snake": ("boa constrictor",),
        "spider": ("black widow", "tarantula"),
        "sweet_pepper": ("bell pepper",),
        "table": ("dining table", "desk"),
        "telephone": ("pay-phone",),
        "train": ("bullet train",),
    },
    "scenes": {
        "buildings": ("barn", "triumphal arch", "viaduct"),
        "glacier": ("alp",),
        "mountain": ("alp", "cliff"),
        "sea": ("lakeside", "seashore"),
    },
}


def _labelled(split: str) -> Labelled:
    labels = sources.load_labels("cifar10", split, len(CLASSES))  # quick, so it fails first
    return Labelled(sources.load_parquet("cifar10", split, SHAPE), labels)


def _from_disk(kind: str, name: str, about: str, part: str = "") -> OodTest:
    """A set on this disk; where its `part` is, which the committed runs were tested on, that."""

    def load() -> np.ndarray:
        is_part = part and sources.has_parquet(part, "test")
        return sources.load_parquet(part if is_part else name, "test", SHAPE)

    return OodTest(kind, load, about)


def _noise(make, seed: int, about: str, *parameters: float | np.ndarray) -> OodTest:
    load = partial(make, NOISES, SHAPE, seed, *parameters)
    return OodTest("far", load, about, is_noise=True)


def cifar10() -> Benchmark:
    """The photographs; nothing is read before it is asked for."""
    mean, std = (np.array(values).reshape(3, 1, 1) for values in (MEAN, STD))
    return Benchmark(
        name="cifar10",
        title="CIFAR-10",
        about="Small photographs of ten kinds of animals and vehicles (50,000 to train on and "
        "10,000 to test).",
        classes=CLASSES,
        shape=SHAPE,
        network="wrn-16-2",
        other_networks=("wrn-40-2",),
        augment="photographs",
        load_id=_labelled,
        load_outliers=partial(sources.load_parquet, "tinyimagenet32", "train", SHAPE),
        outliers_about="TinyImageNet's 169 classes that do not overlap with CIFAR-10",
        ood_tests={
            "cifar100": _from_disk("near", "cifar100", "CIFAR-100, a hundred other kinds"),
            "svhn": _from_disk("far", "svhn", "street numbers (SVHN)", "svhn_mini"),
            "textures": _from_disk("far", "textures", "textures (DTD)", "textures_mini"),
            "scenes": _from_disk("far", "scenes", "landscapes and buildings"),
            "gaussian": _noise(noise.gaussian, 3, "Gaussian noise", 0.5, mean, std),
            "rademacher": _noise(noise.rademacher, 4, "Rademacher noise", mean, std),
            "bernoulli": _noise(noise.bernoulli, 5, "Bernoulli noise (ours)"),
            "blobs": _noise(noise.blobs, 6, "blobs with crisp edges", mean, std),
        },
        seen=tuple(COUNTERPARTS),
        shifts=IMAGE_SHIFTS,
        is_embedded=False,
        train_count=TRAIN_COUNT,
    )
