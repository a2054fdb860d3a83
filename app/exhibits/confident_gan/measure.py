"""What the lesson measures on committed runs."""

import numpy as np

from app import loading
from ood_core.benchmarks.plane import BLOBS
from ood_core.runs.run import Run
from ood_core.scores.logits import softmax

SURE = 0.95
ON_DATA = 2.45  # sigma: 95 % of a plane's unit Gaussian lie within
AROUND = 6.0


def confidence(run: Run, population: str) -> np.ndarray:
    """Maximum softmax probability of each of its inputs `(N,)`."""
    return softmax(run.evidence[population]["logits"]).max(axis=1)


def by_kind(run: Run) -> dict[str, np.ndarray]:
    """The same, pooled over the populations that are id, near and far."""
    kinds = loading.kinds(run)
    return {
        kind: np.concatenate([confidence(run, name) for name, k in kinds.items() if k == kind])
        for kind in ("id", "near", "far")
    }


def share_sure(values: np.ndarray) -> float:
    return float(np.mean(values > SURE))


def percent(share: float) -> str:
    """A share in [0, 1] as it is written on the page."""
    return f"{100 * share:.0f} %"


def sigmas(samples: np.ndarray) -> np.ndarray:
    """Distance of samples `(N, 2)` of `plane-blobs` to the nearest class mean `(N,)`."""
    apart = samples[:, None].astype(np.float64) - np.array(BLOBS)
    return np.linalg.norm(apart, axis=-1).min(axis=1)


def kept_out(id_confidence: np.ndarray, ood_confidence: np.ndarray) -> float:
    """TNR of Lee et al.'s code: ID positive, averaged over the thresholds with TPR .94 to .96.

    A threshold t keeps what is at least t; it is tried at every ID confidence.

    Args:
        id_confidence, ood_confidence: `(N,)`, `(M,)`, higher = more ID.

    Returns:
        Share of OOD that is not kept, in [0, 1]; where ties jump over the whole range of TPR, the
        one at the highest threshold that keeps 95 % of ID.
    """
    thresholds = np.unique(id_confidence)
    tpr = np.mean(id_confidence[None] >= thresholds[:, None], axis=1)
    tnr = np.mean(ood_confidence[None] < thresholds[:, None], axis=1)
    counted = (tpr >= 0.94) & (tpr <= 0.96)
    if not counted.any():
        return float(tnr[np.flatnonzero(tpr >= 0.95)[-1]])
    return float(tnr[counted].mean())
