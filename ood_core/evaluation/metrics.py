"""How well a score tells OOD from ID. House convention: OOD is positive, higher = more OOD.

All are exact under ties: equal scores pass a threshold together.
"""

from collections.abc import Iterable

import numpy as np

from ood_core.errors import UserError

METRICS = {
    "auroc": "chance that an OOD input scores higher than an ID input",
    "fpr95": "share of ID inputs flagged when 95% of OOD inputs are caught",
    "aupr_out": "average precision, OOD positive",
    "aupr_in": "average precision, ID positive",
}


BLOCK = 50_000  # numbers of a resampled curve at a time: they stay in the processor's cache


def is_constant(scores: Iterable[np.ndarray]) -> bool:
    """Whether every input has the same score, so that no threshold tells any two apart."""
    return len(np.unique(np.concatenate(list(scores)))) == 1


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


def auroc(tp: np.ndarray, fp: np.ndarray) -> np.ndarray:
    """Area under the ROC curve = P(OOD > ID) + P(OOD = ID) / 2, in [0, 1]; `(..., U) -> (...)`."""
    more_tp, more_fp = (np.diff(side, prepend=0) for side in (tp, fp))
    return np.sum(more_fp * (tp - more_tp / 2), axis=-1) / (tp[..., -1] * fp[..., -1])


def fpr_at_95_tpr(tp: np.ndarray, fp: np.ndarray) -> np.ndarray:
    """Share of ID flagged at the highest threshold that catches 95% of OOD; `(..., U) -> (...)`."""
    at = np.argmax(tp >= 0.95 * tp[..., -1:], axis=-1)[..., None]
    return np.take_along_axis(fp, at, axis=-1)[..., 0] / fp[..., -1]


def average_precision(tp: np.ndarray, fp: np.ndarray) -> np.ndarray:
    """`sum_t (recall_t - recall_{t-1}) * precision_t` over distinct thresholds (no interpolation).

    Chance level is the positives' share of all inputs. `(..., U) -> (...)`
    """
    precision = tp / np.maximum(tp + fp, 1)  # a resample may have no input at the first thresholds
    return np.sum(np.diff(tp, prepend=0) * precision, axis=-1) / tp[..., -1]


def _of_curve(tp: np.ndarray, fp: np.ndarray) -> np.ndarray:
    """The four metrics, `(4, ...)`, from OOD and ID inputs reached, `(..., U)`, at last all."""
    # the inputs whose score is <= t: ID, OOD
    below = [(side[..., -1:] - side + np.diff(side, prepend=0))[..., ::-1] for side in (fp, tp)]
    return np.stack(
        [auroc(tp, fp), fpr_at_95_tpr(tp, fp), average_precision(tp, fp), average_precision(*below)]
    )


def evaluate(id_scores: np.ndarray, ood_scores: np.ndarray) -> dict[str, float]:
    """The four metrics of one score on one OOD test, fractions in [0, 1].

    Raises:
        UserError: a side is empty, or has scores that are not finite: no number would be true.
    """
    _check(id_scores, ood_scores)
    _, tp, fp = curve(ood_scores, id_scores)
    return dict(zip(METRICS, _of_curve(tp, fp).tolist(), strict=True))


def _check(id_scores: np.ndarray, ood_scores: np.ndarray) -> None:
    for side, scores in (("ID", id_scores), ("OOD", ood_scores)):
        if len(scores) == 0 or not np.isfinite(scores).all():
            raise UserError(
                "error.evaluation.no_metric",
                "The {side} scores are empty or not finite; there is no metric.",
                side=side,
            )


def resampled(
    id_scores: np.ndarray, ood_scores: np.ndarray, resamples: int = 1000, seed: int = 0
) -> np.ndarray:
    """The four metrics of ID and OOD inputs drawn again, with replacement, each as many as there
    are: `(resamples, 4)`, in the order of METRICS.

    The same seed draws the same inputs for every score and network, and the same ID inputs for
    every OOD test. So differences and means of what this returns belong to one draw each.

    Raises:
        UserError: as `evaluate`.
    """
    _check(id_scores, ood_scores)
    generators = [np.random.default_rng([seed, side]) for side in (1, 0)]
    thresholds = np.unique(np.concatenate([ood_scores, id_scores]))
    places = [np.searchsorted(thresholds, side) for side in (ood_scores, id_scores)]
    sides = list(zip(places, generators, strict=True))
    found, at_once = [], max(1, BLOCK // len(thresholds))
    for start in range(0, resamples, at_once):
        rows = min(at_once, resamples - start)
        reached = [_reached(*side, len(thresholds), rows) for side in sides]
        found.append(_of_curve(*reached).T)
    return np.concatenate(found)


def _reached(at: np.ndarray, rng: np.random.Generator, u: int, rows: int) -> np.ndarray:
    """How many of a side's inputs, at places `(N,)` of U thresholds, drawn again, reach each.

    `(rows, U)`, from the highest threshold down.
    """
    drawn = at[rng.integers(len(at), size=(rows, len(at)))] + u * np.arange(rows)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=rows * u).reshape(rows, u)
    return np.cumsum(counts[:, ::-1], axis=1)


def percentiles(found: np.ndarray) -> dict[str, list[float]]:
    """95% intervals `[low, high]` of what `resampled` gave (Efron, 1979)."""
    return dict(zip(METRICS, np.percentile(found, [2.5, 97.5], axis=0).T.tolist(), strict=True))


def intervals(
    id_scores: np.ndarray, ood_scores: np.ndarray, resamples: int = 1000, seed: int = 0
) -> dict[str, list[float]]:
    """95% bootstrap intervals of the four metrics, `[low, high]` each.

    An interval is about the test inputs; another training with another seed is not in it.
    """
    return percentiles(resampled(id_scores, ood_scores, resamples, seed))
