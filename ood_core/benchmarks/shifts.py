"""Shifts of images: what they show stays, and they leave the ID data. `(N, C, H, W) uint8`."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy  # loads its parts when they are first used: pages need few

from ood_core.benchmarks import noise
from ood_core.benchmarks.benchmark import Shift


def cut_permute(x: np.ndarray) -> np.ndarray:
    """The four quadrants in another order (each moves to the next corner)."""
    height, width = x.shape[2] // 2, x.shape[3] // 2
    top, bottom = x[:, :, :height], x[:, :, height:]
    a, b, c, d = top[..., :width], top[..., width:], bottom[..., :width], bottom[..., width:]
    return np.concatenate([np.concatenate([c, a], 3), np.concatenate([d, b], 3)], 2)


def add_noise(x: np.ndarray) -> np.ndarray:
    """Gaussian noise, standard deviation .3 of the full range."""
    return noise.to_uint8(x / 255 + np.random.default_rng(7).normal(0, 0.3, x.shape))


def cutout(x: np.ndarray) -> np.ndarray:
    """A black square in the middle, half as wide as the image."""
    cut, quarter = x.copy(), x.shape[2] // 4
    cut[:, :, quarter:-quarter, quarter:-quarter] = 0
    return cut


def sobel(x: np.ndarray) -> np.ndarray:
    """The size of the gradient, channel by channel (255 = the steepest of its image)."""
    pixels = x.astype(np.float32)
    size = np.hypot(*(scipy.ndimage.sobel(pixels, axis) for axis in (2, 3)))
    return noise.to_uint8(size / np.maximum(size.max((1, 2, 3), keepdims=True), 1))


FEATURE_SHIFTS = {  # of photographs: their features `(N, K, D)` hold the K turns in order
    "turned": Shift(lambda x: np.roll(x, -1, axis=1), "turned by a quarter turn"),
}
IMAGE_SHIFTS = {
    "rotate": Shift(lambda x: np.rot90(x, axes=(2, 3)).copy(), "turned by 90 degrees"),
    "blur": Shift(
        lambda x: scipy.ndimage.gaussian_filter(x, (0, 0, 2, 2)), "Gaussian blur, sigma 2"
    ),
    "noise": Shift(add_noise, "Gaussian noise, standard deviation .3"),
    "invert": Shift(lambda x: 255 - x, "black and white exchanged"),
    "cut_permute": Shift(cut_permute, "quadrants exchanged"),
    "cutout": Shift(cutout, "a black square over the middle"),
    "sobel": Shift(sobel, "edges only (Sobel)"),
}


class Growing(NamedTuple):
    """A change by degrees: the first level changes nothing."""

    apply: Callable[[np.ndarray, float], np.ndarray]  # images, level -> images
    levels: tuple[float, ...]


def turn(x: np.ndarray, degrees: float) -> np.ndarray:
    """Counter-clockwise about the centre; what comes in at the corners repeats the border."""
    turned = scipy.ndimage.rotate(
        x.astype(np.float32), degrees, (3, 2), False, order=1, mode="nearest"
    )
    return noise.to_uint8(turned / 255)


def blur(x: np.ndarray, sigma: float) -> np.ndarray:
    return scipy.ndimage.gaussian_filter(x, (0, 0, sigma, sigma))


def noisy(x: np.ndarray, deviation: float) -> np.ndarray:
    """Gaussian noise of that standard deviation (1 = the full range), the same for every level."""
    return noise.to_uint8(x / 255 + deviation * np.random.default_rng(7).normal(size=x.shape))


def brighten(x: np.ndarray, by: float) -> np.ndarray:
    return noise.to_uint8(x / 255 + by)


def flatten(x: np.ndarray, lost: float) -> np.ndarray:
    """Contrast taken away: 1 leaves each image its mean grey."""
    mean = x.mean((1, 2, 3), keepdims=True)
    return noise.to_uint8((mean + (1 - lost) * (x - mean)) / 255)


def scramble(x: np.ndarray, pieces: float) -> np.ndarray:
    """Cut into `pieces` by `pieces` squares, which change places; what is left over stays."""
    n, count = int(pieces), len(x)
    side = x.shape[2] // n
    cut = x[:, :, : n * side, : n * side].reshape(count, -1, n, side, n, side)
    cut = cut.transpose(2, 4, 0, 1, 3, 5)  # (n, n, N, C, side, side)
    order = np.random.default_rng(7).permutation(n * n)
    moved = cut.reshape(n * n, *cut.shape[2:])[order].reshape(cut.shape)
    changed = x.copy()
    changed[:, :, : n * side, : n * side] = moved.transpose(2, 3, 0, 4, 1, 5).reshape(
        count, -1, n * side, n * side
    )
    return changed


GROWING = {
    "rotate": Growing(turn, (0, 15, 30, 45, 60, 90, 120, 150, 180)),
    "blur": Growing(blur, (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4)),
    "noise": Growing(noisy, (0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8)),
    "brightness": Growing(brighten, (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)),
    "contrast": Growing(flatten, (0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 1)),
    "cut_permute": Growing(scramble, (1, 2, 4, 7, 14)),
}
