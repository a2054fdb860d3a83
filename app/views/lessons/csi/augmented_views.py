"""Augmented views of digits without torch, as `ood_core.augment.digits` draws them in training."""

import numpy as np
import scipy  # loads its parts when they are first used: pages need few

DEGREES, SCALE, MOVE, CONTRAST = 15, (0.8, 1.3), 0.1, (0.6, 1.0)  # those of augment.digits


def affine(image: np.ndarray, angle: float, size: float, move: tuple[float, float]) -> np.ndarray:
    """`(H, W)` turned by `angle` (radians), scaled by `size` and moved, zeros around it.

    The same as torch's affine_grid and grid_sample with `augment.affine`'s matrix; `move` is
    (dx, dy) as a fraction of the side.
    """
    cos, sin = np.cos(angle) / size, np.sin(angle) / size
    back = np.array([[cos, sin], [-sin, cos]])  # from places (row, column) of the view to the image
    middle = (np.array(image.shape) - 1) / 2
    offset = middle - back @ middle + np.array(move[::-1]) * image.shape
    sample = {"order": 1, "mode": "grid-constant", "output": np.float64}
    return scipy.ndimage.affine_transform(image, back, offset, **sample)


def view(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One view of a digit `(H, W) uint8`: turn, size, place, contrast."""
    angle = np.deg2rad(rng.uniform(-DEGREES, DEGREES))
    moved = affine(image, angle, rng.uniform(*SCALE), tuple(rng.uniform(-MOVE, MOVE, 2)))
    return (moved * rng.uniform(*CONTRAST) + 0.5).astype(np.uint8)
