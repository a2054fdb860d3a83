"""What a detector says of single inputs: a class, and whether the input is OOD."""

from dataclasses import dataclass

import numpy as np

from ood_core.files import Arrays
from ood_core.scores import Score
from ood_core.scores.logits import softmax

KEPT = 0.95  # share of ID test inputs that the threshold calls ID; no OOD data choose it


@dataclass(frozen=True)
class Verdicts:
    """Of N inputs, by one run and one score."""

    best: np.ndarray  # (N,) the class of the highest logit
    confidence: np.ndarray  # (N,) its softmax probability
    score: np.ndarray  # (N,) higher = more OOD
    id_percentile: np.ndarray  # (N,) share of ID test inputs that score lower
    threshold: float  # OOD is what scores above it

    @property
    def is_ood(self) -> np.ndarray:
        """`(N,)` bool."""
        return self.score > self.threshold


def threshold(on_id: np.ndarray) -> float:
    """The lowest of the ID test scores `(M,)` that at least `KEPT` of them do not exceed."""
    return float(np.quantile(on_id, KEPT, method="inverted_cdf"))


def verdicts(arrays: Arrays, score: Score, on_id: np.ndarray) -> Verdicts:
    """Judge inputs by their arrays of a forward pass.

    Args:
        score: fitted.
        on_id: its scores of the ID test inputs `(M,)`.
    """
    p, found = softmax(arrays["logits"]), score.score(arrays)
    lower = np.searchsorted(np.sort(on_id), found, side="left")
    return Verdicts(p.argmax(axis=1), p.max(axis=1), found, lower / len(on_id), threshold(on_id))
