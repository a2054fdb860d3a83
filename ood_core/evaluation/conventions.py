"""The same scores under the rules of different papers' code: who is positive, where FPR95 is read,
how many OOD inputs there are for each ID input, how areas are taken, and what equal scores count
for. The scores do not change; the numbers do.

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
    ratio: float | None  # OOD inputs for each ID input, at most, drawn at random; None: all
    # under the curves: exact, the second with precision joined by straight lines, or both summed
    # over even thresholds as in Lee et al.'s code
    area: Literal["steps", "trapezoids", "grid"]
    # equal scores pass a threshold together, or one side first; even thresholds know no order
    ties: Literal["together", "positive", "negative"] = "together"


CONVENTIONS = {
    "OOD Lab": Convention("ood", "reached", None, "steps"),
    "Outlier Exposure": Convention("ood", "nearest", 1 / 5, "steps"),
    "Energy": Convention("id", "nearest", 1 / 5, "steps"),
    "Lee et al.": Convention("id", "band", None, "grid"),
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
    _, tp, fp = metrics.curve(*_untied(*sides, convention.ties))
    fpr = {"reached": metrics.fpr_at_95_tpr, "nearest": _fpr_nearest}
    on_grid = convention.area == "grid"
    grid = _Grid.of(*sides) if on_grid or convention.fpr == "band" else None  # dear: only if read
    precise = {"steps": metrics.average_precision, "trapezoids": _trapezoids}
    return {
        "fpr95": grid.fpr95() if convention.fpr == "band" else fpr[convention.fpr](tp, fp),
        "auroc": grid.auroc() if on_grid else metrics.auroc(tp, fp),
        "aupr": grid.aupr() if on_grid else precise[convention.area](tp, fp),
        "positives": len(sides[0]) / (len(sides[0]) + len(sides[1])),
    }


def balanced(
    id_scores: np.ndarray, ood_scores: np.ndarray, ratio: float, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Exactly `ratio` OOD inputs for each ID input: of the side with too many, some are drawn."""
    ood_scores = _drawn(ood_scores, len(id_scores), ratio, seed)
    return _drawn(id_scores, len(ood_scores), 1 / ratio, seed), ood_scores


def _drawn(scores: np.ndarray, others: int, ratio: float | None, seed: int) -> np.ndarray:
    """At most `ratio * others` of the scores, drawn without replacement."""
    if ratio is None or len(scores) <= ratio * others:
        return scores
    return np.random.default_rng(seed).choice(scores, max(1, round(ratio * others)), replace=False)


def _untied(positive: np.ndarray, negative: np.ndarray, ties: str) -> tuple[np.ndarray, np.ndarray]:
    """The scores as ranks, in which of equal ones the side `ties` comes first."""
    if ties == "together":
        return positive, negative
    ranks = 2 * np.unique(np.concatenate([positive, negative]), return_inverse=True)[1]
    first = 1 if ties == "positive" else -1
    return ranks[: len(positive)] + first, ranks[len(positive) :]


def _fpr_nearest(tp: np.ndarray, fp: np.ndarray) -> float:
    """At the threshold whose TPR is nearest to .95; of several such, the lowest threshold."""
    complete = np.argmax(tp == tp[-1])  # lower thresholds catch nothing more
    distance = np.abs(tp[: complete + 1] / tp[-1] - 0.95)[::-1]
    return float(fp[: complete + 1][::-1][np.argmin(distance)] / fp[-1])


@dataclass(frozen=True)
class _Grid:
    """Lee et al.'s sums over thresholds from the lowest score up, evenly spaced `(STEPS,)`.

    The highest score is not among them. Where scores crowd at one end, as a softmax does at 1,
    few thresholds fall there, and the sums differ from the exact areas.
    """

    tpr: np.ndarray  # positives at or above
    above: np.ndarray  # negatives above
    reached: np.ndarray  # negatives at or above

    @classmethod
    def of(cls, positive: np.ndarray, negative: np.ndarray) -> "_Grid":
        both = np.concatenate([positive, negative])
        thresholds = both.min() + np.arange(STEPS) * ((both.max() - both.min()) / STEPS)

        def share(scores: np.ndarray, side: Literal["left", "right"]) -> np.ndarray:
            return 1 - np.searchsorted(np.sort(scores), thresholds, side=side) / len(scores)

        return cls(share(positive, "left"), share(negative, "right"), share(negative, "left"))

    def fpr95(self) -> float:
        """Mean FPR of the thresholds whose TPR is in [.94, .96]; 1 if there is none."""
        inside = (self.tpr >= 0.94) & (self.tpr <= 0.96)
        return float(self.above[inside].mean()) if inside.any() else 1.0

    def auroc(self) -> float:
        """Each fall of the FPR times the TPR after it; what lies below the last one is left out."""
        return float(np.sum(-np.diff(self.above, prepend=1) * self.tpr))

    def aupr(self) -> float:
        """Precision TPR / (TPR + FPR), as if there were as many of each side."""
        precision = self.tpr / (self.tpr + self.reached)
        falls = -np.diff(self.tpr, prepend=1)
        return float(np.sum(falls * precision) + self.tpr[-1] * precision[-1])


def _trapezoids(tp: np.ndarray, fp: np.ndarray) -> float:
    """Precision over recall, straight lines between thresholds (flattering, where few)."""
    precision = np.r_[1, tp / (tp + fp)]
    return float(np.trapezoid(precision, np.r_[0, tp] / tp[-1]))
