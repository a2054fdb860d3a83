"""The same scores under the rules of different papers' code: who is positive, where FPR95 is read,
how many OOD inputs there are for each ID input, and how the area under precision and recall is
taken. The scores do not change; the numbers do.

Sources: Outlier Exposure and Energy, `fpr_and_fdr_at_recall` and `get_measures` in their
`display_results.py`; Lee et al. (2018), `calculate_log.py`; OpenOOD 1.5, `evaluators/metrics.py`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ood_core.evaluation import metrics

STEPS = 200_000  # thresholds in Lee et al.'s code, evenly spaced over the range of the scores


@dataclass(frozen=True)
class Convention:
    """How scores become FPR95, AUROC and AUPR."""

    positive: Literal["ood", "id"]
    # where TPR first reaches .95, where it comes nearest to it, or the mean over .94 to .96
    fpr: Literal["reached", "nearest", "band"]
    ratio: float | None  # OOD inputs for each ID input, drawn at random; None: all there are
    area: Literal["steps", "trapezoids", "rates"]  # under precision over recall


CONVENTIONS = {
    "OOD Lab": Convention("ood", "reached", None, "steps"),
    "Outlier Exposure": Convention("ood", "nearest", 1 / 5, "steps"),
    "Energy": Convention("id", "nearest", 1 / 5, "steps"),
    "Lee et al.": Convention("id", "band", None, "rates"),
    "OpenOOD, pytorch-ood": Convention("ood", "reached", None, "trapezoids"),
}


def read(
    convention: Convention, id_scores: np.ndarray, ood_scores: np.ndarray, seed: int = 0
) -> dict[str, float]:
    """FPR95, AUROC, AUPR and the share of positives, fractions in [0, 1].

    Args:
        id_scores, ood_scores: `(N,)`, `(M,)`, higher = more OOD.
        seed: of the draw, where the convention asks for a ratio.
    """
    ood_scores = _drawn(ood_scores, len(id_scores), convention.ratio, seed)
    sides = [ood_scores, id_scores] if convention.positive == "ood" else [-id_scores, -ood_scores]
    _, tp, fp = metrics.curve(*sides)
    if convention.fpr == "band":
        fpr = _mean_fpr_in_band(*sides)
    elif convention.fpr == "nearest":
        fpr = _fpr_nearest(tp, fp)
    else:
        fpr = metrics.fpr_at_95_tpr(tp, fp)
    area = {"steps": metrics.average_precision, "trapezoids": _trapezoids, "rates": _by_rates}
    return {
        "fpr95": fpr,
        "auroc": metrics.auroc(tp, fp),
        "aupr": area[convention.area](tp, fp),
        "positives": len(sides[0]) / (len(sides[0]) + len(sides[1])),
    }


def _drawn(scores: np.ndarray, others: int, ratio: float | None, seed: int) -> np.ndarray:
    """At most `ratio * others` of the scores, drawn without replacement."""
    if ratio is None or len(scores) <= ratio * others:
        return scores
    return np.random.default_rng(seed).choice(scores, max(1, int(ratio * others)), replace=False)


def _fpr_nearest(tp: np.ndarray, fp: np.ndarray) -> float:
    """At the threshold whose TPR is nearest to .95; of several such, the lowest threshold."""
    complete = np.argmax(tp == tp[-1])  # lower thresholds catch nothing more
    distance = np.abs(tp[: complete + 1] / tp[-1] - 0.95)[::-1]
    return float(fp[: complete + 1][::-1][np.argmin(distance)] / fp[-1])


def _mean_fpr_in_band(positive: np.ndarray, negative: np.ndarray, steps: int = STEPS) -> float:
    """Mean FPR over the evenly spaced thresholds whose TPR is in [.94, .96]; 1 if there is none.

    As in Lee et al.'s code a threshold catches positives at or above it, and negatives above it.
    """
    both = np.concatenate([positive, negative])
    thresholds = both.min() + np.arange(steps) * ((both.max() - both.min()) / steps)
    tpr = 1 - np.searchsorted(np.sort(positive), thresholds, side="left") / len(positive)
    fpr = 1 - np.searchsorted(np.sort(negative), thresholds, side="right") / len(negative)
    inside = (tpr >= 0.94) & (tpr <= 0.96)
    return float(fpr[inside].mean()) if inside.any() else 1.0


def _trapezoids(tp: np.ndarray, fp: np.ndarray) -> float:
    """Precision over recall, straight lines between thresholds (flattering, where few)."""
    precision = np.r_[1, tp / (tp + fp)]
    return float(np.trapezoid(precision, np.r_[0, tp] / tp[-1]))


def _by_rates(tp: np.ndarray, fp: np.ndarray) -> float:
    """Precision as TPR / (TPR + FPR): as if there were as many of each side."""
    tpr, fpr = tp / tp[-1], fp / fp[-1]
    return float(np.sum(np.diff(tpr, prepend=0) * tpr / (tpr + fpr)))
