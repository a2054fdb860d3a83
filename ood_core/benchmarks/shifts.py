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


def cutout(x: np.ndarray) -> np.ndarray:
    """A black square in the middle, half as wide as the image."""
    cut, quarter = x.copy(), x.shape[2] // 4
    cut[:, :, quarter:-quarter, quarter:-quarter] = 0
    return cut


def sobel(x: np.ndarray) -> np.ndarray:
    """The size of the gradient, channel by channel (255 = the steepest of its image)."""
    pixels = x.astype(np.float32)
    size = np.hypot(*(ndimage.sobel(pixels, axis) for axis in (2, 3)))
    return noise.to_uint8(size / np.maximum(size.max((1, 2, 3), keepdims=True), 1))


IMAGE_SHIFTS = {
    "rotate": Shift(lambda x: np.rot90(x, axes=(2, 3)).copy(), "turned by 90 degrees"),
    "blur": Shift(lambda x: ndimage.gaussian_filter(x, (0, 0, 2, 2)), "Gaussian blur, sigma 2"),
    "noise": Shift(add_noise, "Gaussian noise, standard deviation .3"),
    "invert": Shift(lambda x: 255 - x, "black and white exchanged"),
    "cut_permute": Shift(cut_permute, "quadrants exchanged"),
    "cutout": Shift(cutout, "a black square over the middle"),
    "sobel": Shift(sobel, "edges only (Sobel)"),
}
