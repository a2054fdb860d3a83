"""Data sets of the plane that a canvas can start from, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from ood_core.benchmarks import plane


def blobs(means: list[tuple[float, float]], per_class: int, rng: np.random.Generator, n: int):
    """Unit Gaussians; every `per_class` of them in a row are one class."""
    drawn = [rng.normal(mean, 1.0, (n // per_class, 2)) for mean in means]
    return [np.concatenate(drawn[i : i + per_class]) for i in range(0, len(drawn), per_class)]


def imbalanced(rng: np.random.Generator, n: int) -> list[np.ndarray]:
    """Two unit Gaussians, the second with a twentieth of the first one's points."""
    return [rng.normal((-4, 0), 1.0, (n, 2)), rng.normal((4, 0), 1.0, (max(2, n // 20), 2))]


def halves(rng: np.random.Generator, n: int) -> list[np.ndarray]:
    """The left and the right half of a circle of radius 6, noise .4: nothing in the middle."""
    angle = rng.uniform(0.15, np.pi - 0.15, (2, n)) + np.array([[np.pi / 2], [-np.pi / 2]])
    circle = 6 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return [half + rng.normal(0, 0.4, (n, 2)) for half in circle]


@dataclass(frozen=True)
class Preset:
    """A data set with a name.

    Of the Canvas, `changes` are fields that go with it; `shows` are marks that its maps open with.
    """

    title: str
    about: str
    sampler: plane.Sampler
    spread: float = 1.0
    changes: Mapping[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()


TWO = partial(blobs, plane.BLOBS, 1)
PRESETS = {
    "blobs": Preset("Two blobs", "Two Gaussians, far apart.", TWO),
    "xor": Preset(
        "XOR",
        "Four Gaussians; opposite corners are one class, so no straight line separates them.",
        partial(blobs, [(-4, -4), (4, 4), (-4, 4), (4, -4)], 2),
    ),
    "rings": Preset("Ring in a ring", "Two circles about one centre.", plane.rings, 0.5),
    "hole": Preset("Hole in the middle", "Two half circles around an empty middle.", halves, 0.6),
    "three": Preset("Three blobs", "Gaussians on a triangle.", partial(blobs, plane.THREE, 1)),
    "moons": Preset("Two moons", "Interleaved half circles.", plane.moons, 0.6),
    "imbalanced": Preset(
        "Imbalanced", "Two Gaussians; one has twenty times the other's points.", imbalanced
    ),
    "overlapping": Preset(
        "Overlapping",
        "Two Gaussians that overlap: between them low confidence is right.",
        partial(blobs, [(-1.5, 0), (1.5, 0)], 1),
    ),
    "lee-1": Preset(
        "Lee, Figure 1",
        "Training outliers from a far box, [-50, 50]² (Lee et al., 2018, Figure 1). Then set the "
        "outliers to the shell, and train again.",
        TWO,
        changes={"exposed": "far-box", "width": 256},
    ),
    "lee-3": Preset(
        "Lee, Figure 3",
        "What an ordinary GAN makes, and what the proposed one makes (Lee et al., 2018, Figure 3): "
        "see the generated samples on the map of the Boundary GAN.",
        TWO,
        changes={"width": 256},
        shows=("proposed", "ordinary"),
    ),
}
