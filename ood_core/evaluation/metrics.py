"""How well a score tells OOD from ID. House convention: OOD is positive, higher = more OOD.

All are exact under ties: equal scores pass a threshold together.
"""

import numpy as np

from ood_core.errors import UserError

METRICS = {
    "auroc": "chance that an OOD input scores higher than an ID input",
    "fpr95": "share of ID inputs flagged when 95 % of OOD inputs are caught",
    "aupr_out": "average precision, OOD positive",
    "aupr_in": "average precision, ID positive",
}


def curve(positive: np.ndarray, negative: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Thresholds, from high to low, and how many of each side reach them.

    Args:
        positive, negative: scores `(N,)`, `(M,)`; a threshold t flags every score >= t.

    Returns:
        Distinct thresholds `(U,)`, positives reached `(U,)`, negatives reached `(U,)`.
    """
    scores = np.concatenate([positive, negative])
    thresholds = np.unique(scores)[::-1]
    reached = [
        len(side) - np.searchsorted(np.sort(side), thresholds, side="left")
        for side in (positive, negative)
    ]
    return thresholds, reached[0], reached[1]


def auroc(id_scores: np.ndarray, ood_scores: np.ndarray) -> float:
    """Area under the ROC curve = P(OOD > ID) + P(OOD = ID) / 2, in [0, 1]."""
    _, tp, fp = curve(ood_scores, id_scores)
    tpr, fpr = np.r_[0, tp] / len(ood_scores), np.r_[0, fp] / len(id_scores)
    return float(np.trapezoid(tpr, fpr))


def fpr_at_95_tpr(id_scores: np.ndarray, ood_scores: np.ndarray) -> float:
    """Share of ID flagged at the highest threshold that catches 95 % of OOD."""
    _, tp, fp = curve(ood_scores, id_scores)
    return float(fp[np.argmax(tp >= 0.95 * len(ood_scores))] / len(id_scores))


def average_precision(positive: np.ndarray, negative: np.ndarray) -> float:
    """`sum_t (recall_t - recall_{t-1}) * precision_t` over distinct thresholds (no interpolation).

    Chance level is the positives' share of all inputs.
    """
    _, tp, fp = curve(positive, negative)
    return float(np.sum(np.diff(tp, prepend=0) / len(positive) * tp / (tp + fp)))


def evaluate(id_scores: np.ndarray, ood_scores: np.ndarray) -> dict[str, float]:
    """The four metrics of one score on one OOD test, fractions in [0, 1].

    Raises:
        UserError: a side is empty, or has scores that are not finite: no number would be true.
    """
    for side, scores in (("ID", id_scores), ("OOD", ood_scores)):
        if len(scores) == 0 or not np.isfinite(scores).all():
            raise UserError(f"The {side} scores are empty or not finite; there is no metric.")
    return {
        "auroc": auroc(id_scores, ood_scores),
        "fpr95": fpr_at_95_tpr(id_scores, ood_scores),
        "aupr_out": average_precision(ood_scores, id_scores),
        "aupr_in": average_precision(-id_scores, -ood_scores),
    }
