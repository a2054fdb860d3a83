"""Near-duplicates: the same picture in two sets, in another format, at another size, compressed.

A perceptual hash proposes pairs, and the pixels decide. The hash is pHash (Zauner, "Implementation
and benchmarking of perceptual image hash functions", 2010): the signs of an image's low
frequencies about their median. A JPEG of quality 50 differs by 4 of its 63 bits in one image of
20, and two photographs by about 31.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

LOW = 8  # frequencies along each side
MOST_BITS = 8  # of the hash may differ
MOST_APART = 8.0  # grey levels of 255, on average, at half the size
LEAST_CORRELATED = 0.97  # of pixels at half the size
AT_ONCE = 2**22  # pairs of hashes that are compared together
CANDIDATES = 20  # of a set whose pixels are compared with one image's: where all look the same
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # as Pillow makes grey of colour


class Pair(NamedTuple):
    """Two inputs that look the same: set and row of the later one, then of the earlier one."""

    set: str
    row: int
    other: str
    other_row: int


def pairs(x: Mapping[str, np.ndarray]) -> list[Pair]:
    """For each image of a set the one of an earlier set that it looks the same as, if one does.

    Args:
        x: sets of images `(N, C, 32, 32) uint8`, in the order in which they keep what they share.
    """
    found: dict[tuple[str, int], Pair] = {}
    seen: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for what, images in x.items():
        if not len(images):
            continue
        grey = _grey(images)
        mine = _hashes(grey), _half(grey)
        for other, theirs in seen.items():
            for row, other_row in _same(mine, theirs):
                found.setdefault((what, row), Pair(what, row, other, other_row))
        seen[what] = mine
    return list(found.values())


def _grey(images: np.ndarray) -> np.ndarray:
    """`(N, 32, 32) float32`."""
    if images.shape[1] == 1:
        return images[:, 0].astype(np.float32)
    return np.einsum("nchw,c->nhw", images, LUMA, dtype=np.float32)


def _hashes(grey: np.ndarray) -> np.ndarray:
    """`(N,) uint64`."""
    from scipy.fft import dctn

    low = dctn(grey, axes=(1, 2))[:, :LOW, :LOW].reshape(len(grey), -1)[:, 1:]  # no mean
    bits = low > np.median(low, axis=1, keepdims=True)
    return np.packbits(np.pad(bits, ((0, 0), (1, 0))), axis=1).view(np.uint64)[:, 0]


def _half(grey: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 pixels `(N, 256)`: what compression adds is finer."""
    n, height, width = grey.shape
    return grey.reshape(n, height // 2, 2, width // 2, 2).mean((2, 4)).reshape(n, -1)


def _same(
    mine: tuple[np.ndarray, np.ndarray], theirs: tuple[np.ndarray, np.ndarray]
) -> list[tuple[int, int]]:
    """Rows of either, hashes and pixels, that look the same: of each of mine one, rarely more."""
    (hashes, pixels), (others, other_pixels) = mine, theirs
    my_rows, their_rows = _not_flat(pixels), _not_flat(other_pixels)
    others = others[their_rows]
    found, step = [], max(1, AT_ONCE // max(1, len(others)))
    for start in range(0, len(my_rows), step):
        at = my_rows[start : start + step]
        are_close = np.bitwise_count(hashes[at, None] ^ others) <= MOST_BITS
        are_close &= are_close.cumsum(axis=1, dtype=np.int32) <= CANDIDATES
        rows, other_rows = np.nonzero(are_close)
        for some in np.array_split(np.arange(len(rows)), 1 + len(rows) // 10_000):
            a, b = at[rows[some]], their_rows[other_rows[some]]
            look_same = _look_same(pixels[a], other_pixels[b])
            a, firsts = np.unique(a[look_same], return_index=True)
            found += zip(a.tolist(), b[look_same][firsts].tolist(), strict=True)
    return found


def _not_flat(pixels: np.ndarray) -> np.ndarray:
    """Rows of images with any contrast: without, all have one hash, and look like nothing else."""
    return np.flatnonzero(pixels.max(1) > pixels.min(1))


def _look_same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """`(N,) bool` of images `(N, D)`."""
    are_near = np.abs(a - b).mean(1) < MOST_APART
    a, b = (one - one.mean(1, keepdims=True) for one in (a, b))
    product = np.sqrt((a**2).sum(1) * (b**2).sum(1))
    return are_near & ((a * b).sum(1) > LEAST_CORRELATED * product)
