"""The four synthetic OOD sets of Outlier Exposure (Hendrycks et al., ICLR 2019, appendix A).

Each function returns `(N, C, H, W) uint8`. The paper's pixels are in [0, 1]; ours are 0..255.
"""

import numpy as np
import scipy  # loads its parts when they are first used: pages need few

Shape = tuple[int, int, int]


def to_uint8(x: np.ndarray) -> np.ndarray:
    """Pixels in [0, 1], clipped, to 0..255."""
    return (np.clip(x, 0, 1) * 255 + 0.5).astype(np.uint8)


def gaussian(n: int, shape: Shape, seed: int) -> np.ndarray:
    """Every pixel drawn from N(.5, .5^2) and clipped to [0, 1]."""
    return to_uint8(np.random.default_rng(seed).normal(0.5, 0.5, (n, *shape)))


def bernoulli(n: int, shape: Shape, seed: int) -> np.ndarray:
    """Every pixel black or white with equal chance."""
    return 255 * np.random.default_rng(seed).integers(0, 2, (n, *shape), dtype=np.uint8)


def rademacher(n: int, shape: Shape, seed: int, mean: float, std: float) -> np.ndarray:
    """Every pixel mean - std (clipped to 0) or mean + std of the ID images, with equal chance.

    The paper's code feeds -1 and +1 to a network that expects standardised images, which is
    this in pixels; in [0, 1] itself, Rademacher and Bernoulli noise would be one and the same.
    """
    sign = np.random.default_rng(seed).integers(0, 2, (n, *shape)) * 2 - 1
    return to_uint8(mean + std * sign)


def blobs(n: int, shape: Shape, seed: int) -> np.ndarray:
    """Amorphous shapes with crisp edges: Bernoulli(.7), blurred (sigma 1.5), < .75 set to 0."""
    x = np.random.default_rng(seed).binomial(1, 0.7, (n, *shape)).astype(np.float32)
    x = scipy.ndimage.gaussian_filter(x, sigma=(0, 0, 1.5, 1.5))
    return to_uint8(np.where(x < 0.75, 0, x))
