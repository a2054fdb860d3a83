"""The synthetic OOD sets of Outlier Exposure (Hendrycks et al., ICLR 2019), as its code makes them.

Each function returns `(N, C, H, W) uint8`. The authors' CIFAR code draws standardised values v
(`Gaussian` with sigma .5, Rademacher, Blobs), and a network that is given the pixels mean + std * v
sees them. Their MNIST code draws pixels in [0, 1] (Gaussian, Bernoulli), which is mean = std = .5.

Code: github.com/hendrycks/outlier-exposure, CIFAR/test.py and MNIST/test.py.
"""

import numpy as np
import scipy  # loads its parts when they are first used: pages need few

Shape = tuple[int, int, int]
Channels = float | np.ndarray  # one number, or one for each channel `(C, 1, 1)`


def to_uint8(x: np.ndarray) -> np.ndarray:
    """Pixels in [0, 1], clipped, to 0..255."""
    return (np.clip(x, 0, 1) * 255 + 0.5).astype(np.uint8)


def gaussian(
    n: int,
    shape: Shape,
    seed: int,
    sigma: float = 1.0,
    mean: Channels = 0.5,
    std: Channels = 0.5,
) -> np.ndarray:
    """v from N(0, sigma^2), clipped to [-1, 1]: by default pixels of N(.5, .5^2) in [0, 1]."""
    v = np.random.default_rng(seed).normal(0, sigma, (n, *shape))
    return to_uint8(mean + std * np.clip(v, -1, 1))


def bernoulli(n: int, shape: Shape, seed: int) -> np.ndarray:
    """Every pixel black or white with equal chance."""
    return 255 * np.random.default_rng(seed).integers(0, 2, (n, *shape), dtype=np.uint8)


def rademacher(n: int, shape: Shape, seed: int, mean: Channels, std: Channels) -> np.ndarray:
    """v = -1 or +1 with equal chance; in [0, 1] itself, it would be Bernoulli noise."""
    v = np.random.default_rng(seed).integers(0, 2, (n, *shape)) * 2 - 1
    return to_uint8(mean + std * v)


def blobs(n: int, shape: Shape, seed: int, mean: Channels = 0.5, std: Channels = 0.5) -> np.ndarray:
    """v = 2 b - 1, shapes with crisp edges: b is Bernoulli(.7), blurred, and 0 where below .75.

    The blur (sigma 1.5, borders repeated) runs over the channels, too, as in the authors' code.
    """
    drawn = np.random.default_rng(seed).binomial(1, 0.7, (n, *shape)).astype(np.float32)
    b = scipy.ndimage.gaussian_filter(drawn, 1.5, mode="nearest", axes=(1, 2, 3))
    return to_uint8(mean + std * (2 * np.where(b < 0.75, 0, b) - 1))
