"""Shifts of images: what they show stays, and they leave the ID data. `(N, C, H, W) uint8`."""

import numpy as np
from scipy import ndimage

from ood_core.benchmarks import Shift, noise


def cut_permute(x: np.ndarray) -> np.ndarray:
    """The four quadrants in another order (each moves to the next corner)."""
    height, width = x.shape[2] // 2, x.shape[3] // 2
    top, bottom = x[:, :, :height], x[:, :, height:]
    a, b, c, d = top[..., :width], top[..., width:], bottom[..., :width], bottom[..., width:]
    return np.concatenate([np.concatenate([c, a], 3), np.concatenate([d, b], 3)], 2)


def add_noise(x: np.ndarray) -> np.ndarray:
    """Gaussian noise, standard deviation .3 of the full range."""
    return noise.to_uint8(x / 255 + np.random.default_rng(7).normal(0, 0.3, x.shape))


IMAGE_SHIFTS = {
    "rotate": Shift(lambda x: np.rot90(x, axes=(2, 3)).copy(), "turned by 90 degrees"),
    "blur": Shift(lambda x: ndimage.gaussian_filter(x, (0, 0, 2, 2)), "Gaussian blur, sigma 2"),
    "noise": Shift(add_noise, "Gaussian noise, standard deviation .3"),
    "invert": Shift(lambda x: 255 - x, "black and white exchanged"),
    "cut_permute": Shift(cut_permute, "quadrants exchanged"),
}
