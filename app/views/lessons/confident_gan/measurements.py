"""Distances of generated samples from the data, in standard deviations."""

import numpy as np

from ood_core.benchmarks.plane import BLOBS

ON_DATA = 2.45  # sigma: 95% of a plane's unit Gaussian lie within
AROUND = 6.0


def sigmas(samples: np.ndarray) -> np.ndarray:
    """Distance of samples `(N, 2)` of `plane-blobs` to the nearest class mean `(N,)`."""
    apart = samples[:, None].astype(np.float64) - np.array(BLOBS)
    return np.linalg.norm(apart, axis=-1).min(axis=1)
