"""What the lesson measures on committed runs."""

import numpy as np

from app.data import loading, scoring
from ood_core.benchmarks.plane import BLOBS
from ood_core.runs.run import Run

ON_DATA = 2.45  # sigma: 95% of a plane's unit Gaussian lie within
AROUND = 6.0


def confidences_by_kind(run: Run) -> dict[str, np.ndarray]:
    """Max softmax probabilities, pooled over the populations that are id, near and far."""
    kinds = loading.kinds(run)
    return {
        kind: np.concatenate(
            [scoring.confidence(run, name) for name, k in kinds.items() if k == kind]
        )
        for kind in ("id", "near", "far")
    }


def sigmas(samples: np.ndarray) -> np.ndarray:
    """Distance of samples `(N, 2)` of `plane-blobs` to the nearest class mean `(N,)`."""
    apart = samples[:, None].astype(np.float64) - np.array(BLOBS)
    return np.linalg.norm(apart, axis=-1).min(axis=1)
