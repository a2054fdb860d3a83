"""Two-dimensional worlds, small enough to see everything a network does.

Distances are counted in `spread`s, the width of a class's edge, and measured to the nearest
training point. Around the data lie, outwards, the training outliers (a shell), the near OOD
test (a band just beyond it) and the far ones, so no outlier is an OOD test point.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import scipy  # loads its parts when they are first used: pages need few

from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest, OutlierSet, Shift

SPREAD = 3.0  # standard deviation of the points, about, for which networks are made
FRAME = 12.0  # pictures and uniform points cover [-FRAME, FRAME]^2
TRAIN, TEST, OOD = 500, 250, 300  # points per class, per class, per OOD test
OUTLIERS = 1000
FAR_BOX = 50.0  # half the side of the far box of Lee et al., 2018, section 2.2
SHELL, BAND, BEYOND = (1.5, 3.0), (3.0, 5.0), (5.0, np.inf)  # distances, in spreads

Sampler = Callable[[np.random.Generator, int], list[np.ndarray]]


def gaussians(means: list[tuple[float, float]], rng: np.random.Generator, n: int):
    """One unit Gaussian per class."""
    return [rng.normal(mean, 1.0, (n, 2)) for mean in means]


def moons(rng: np.random.Generator, n: int) -> list[np.ndarray]:
    """Two interleaved half circles of radius 4 with Gaussian noise .35."""
    angle = rng.uniform(0, np.pi, (2, n))
    arc = 4 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)  # (2, n, 2)
    upper, lower = arc[0] + (-2, -1), -arc[1] + (2, 1)
    return [half + rng.normal(0, 0.35, (n, 2)) for half in (upper, lower)]


def rings(rng: np.random.Generator, n: int) -> list[np.ndarray]:
    """Two circles about the origin, radius 2 and 5, noise .3: a hole in the middle."""
    angle = rng.uniform(0, 2 * np.pi, (2, n))
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return [r * c + rng.normal(0, 0.3, (n, 2)) for r, c in zip((2, 5), circle, strict=True)]


def labelled(sampler: Sampler, seed: int, n: int) -> Labelled:
    """What the sampler draws for that seed, `n` points a class."""
    classes = sampler(np.random.default_rng(seed), n)
    y = np.repeat(np.arange(len(classes)), [len(points) for points in classes])
    return Labelled(np.concatenate(classes).astype(np.float32), y)


def _load_id(sampler: Sampler, split: str) -> Labelled:
    if split == "train":
        return labelled(sampler, 0, TRAIN)
    x, y = labelled(sampler, 1, TEST)
    mixed = np.random.default_rng(1).permutation(len(y))  # maps and shifts take the first points
    return Labelled(x[mixed], y[mixed])


def at_distance(
    data: np.ndarray,
    spread: float,
    within: tuple[float, float],
    seed: int,
    n: int,
    frame: float = FRAME,
) -> np.ndarray:
    """`n` uniform points of [-frame, frame]^2, `within` that distance of the data `(N, 2)`.

    Fewer where 200 n drawn points hold fewer.
    """
    rng, tree, found = np.random.default_rng(seed), scipy.spatial.cKDTree(data), []
    for _ in range(20):
        points = rng.uniform(-frame, frame, (10 * n, 2)).astype(np.float32)
        distance = tree.query(points)[0] / spread
        found.append(points[(within[0] <= distance) & (distance < within[1])])
        if sum(map(len, found)) >= n:
            break
    return np.concatenate(found)[:n]


def _region(sampler: Sampler, *place: Any) -> np.ndarray:
    """`at_distance` of the training data."""
    return at_distance(labelled(sampler, 0, TRAIN).x, *place)


def _far_ring(n: int) -> np.ndarray:
    """Points outside the picture, at radius 20 to 30."""
    rng = np.random.default_rng(5)
    angle, radius = rng.uniform(0, 2 * np.pi, n), rng.uniform(20, 30, n)
    return (radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)).astype(np.float32)


def rotate(x: np.ndarray, degrees: float) -> np.ndarray:
    """Points `(N, 2)` turned about the origin."""
    a = np.deg2rad(degrees)
    turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return (x @ turn).astype(np.float32)


SHIFTS = {
    "rotate": Shift(partial(rotate, degrees=45), "turned by 45 degrees about the origin"),
    "stretch": Shift(lambda x: x * np.float32(1.6), "stretched from the origin by 1.6"),
    "translate": Shift(lambda x: x + np.float32([0, 4]), "moved up by 4"),
}


def _plane(name: str, title: str, about: str, sampler: Sampler, spread: float) -> Benchmark:
    region = partial(_region, sampler, spread)
    return Benchmark(
        name=name,
        title=title,
        about=about,
        classes=tuple("ABC"[: len(sampler(np.random.default_rng(0), 1))]),
        shape=(2,),
        network="mlp",
        augment="jitter",
        spread=spread,
        load_id=partial(_load_id, sampler),
        load_outliers=partial(region, SHELL, 2, OUTLIERS),
        outliers_about="a thin shell around the classes",
        ood_tests={
            "band": OodTest("near", partial(region, BAND, 3, OOD), "just beyond the outlier shell"),
            "box": OodTest("far", partial(region, BEYOND, 4, OOD), "anywhere else in the picture"),
            "ring": OodTest("far", partial(_far_ring, OOD), "outside the picture, radius 20 to 30"),
        },
        shifts=SHIFTS,
        other_outliers={
            "far-box": OutlierSet(
                partial(region, BEYOND, 6, OUTLIERS, FAR_BOX),
                "points of a large box [-50, 50]², far from the classes",
                seen=("box", "ring"),
            )
        },
    )


BLOBS = [(-4.0, 0.0), (4.0, 0.0)]
THREE = [(5 * np.cos(a), 5 * np.sin(a)) for a in np.deg2rad([90, 210, 330])]

BENCHMARKS = {
    b[0]: partial(_plane, *b)
    for b in [
        (
            "plane-blobs",
            "Two Gaussians",
            "Two classes, each a unit Gaussian: the world of Lee et al.'s figures.",
            partial(gaussians, BLOBS),
            1.0,
        ),
        (
            "plane-three",
            "Three Gaussians",
            "Three unit Gaussians on a triangle.",
            partial(gaussians, THREE),
            1.0,
        ),
        ("plane-moons", "Two moons", "Two interleaved half circles.", moons, 0.6),
        ("plane-rings", "Two rings", "A ring in a ring, with a hole in the middle.", rings, 0.5),
    ]
}
