"""How well a score tells OOD from ID. House convention: OOD is positive, higher = more OOD.

All are exact under ties: equal scores pass a threshold together.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from ood_core.errors import UserError

METRICS = {
    "auroc": "chance that an OOD input scores higher than an ID input",
    "fpr95": "share of ID inputs flagged when 95% of OOD inputs are caught",
    "aupr_out": "average precision, OOD positive",
    "aupr_in": "average precision, ID positive",
}


DRAWS = 50  # at a time: their sums stay in the processor's cache


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
    sides = _Side(ood_scores, id_scores), _Side(id_scores, ood_scores)
    drawn = [
        _drawn(len(s.scores), resamples, (seed, i)) for s, i in zip(sides, (1, 0), strict=True)
    ]
    at_once = range(0, resamples, DRAWS)
    return np.concatenate([_of_draws(sides, [d[:, i : i + DRAWS] for d in drawn]) for i in at_once])


@lru_cache(maxsize=4)  # one for each side of two tests: every score of a test meets the same draws
def _drawn(n: int, resamples: int, seed: tuple[int, int]) -> np.ndarray:
    """How often each of n inputs is in each draw of n `(n, resamples)`; not to be changed."""
    rng, counts = np.random.default_rng(seed), np.empty((n, resamples), np.uint16)
    for draw in range(resamples):
        counts[:, draw] = np.bincount(rng.integers(n, size=n), minlength=n)
    return counts


class _Side:
    """The scores of one side `(N,)`, and where its U distinct values stand, from high to low.

    `reached (U,)` is how many of its own inputs score as high as each, `others (U,)` how many of
    the other side, and `others_above (U,)` how many of the other side score higher.
    """

    def __init__(self, scores: np.ndarray, others: np.ndarray):
        self.scores, self.order = scores, np.argsort(-scores, kind="stable")
        values = np.unique(scores)[::-1]
        own, others = np.sort(scores), np.sort(others)
        self.reached = len(own) - np.searchsorted(own, values, side="left")
        self.others = len(others) - np.searchsorted(others, values, side="left")
        self.others_above = len(others) - np.searchsorted(others, values, side="right")


def _of_draws(sides: tuple[_Side, _Side], counts: list[np.ndarray]) -> np.ndarray:
    """The four metrics of R draws `(R, 4)`, from how often each input is in each `(N, R)`.

    Along the inputs in the order of their scores the counts are summed up once; every curve is
    read from these sums. No draw has a curve of its own.
    """
    ood, known = sides
    of_ood, of_id = (_sums(c[side.order]) for side, c in zip(sides, counts, strict=True))
    n, m = len(ood.scores), len(known.scores)
    tp, fp = of_ood[ood.reached], of_id[ood.others]
    more = np.diff(tp, axis=0, prepend=0)
    # from below, ID is positive: what does not score higher than a value
    below, wrong = m - of_id[_before(known.reached)], n - of_ood[known.others_above]
    more_below = -np.diff(below, axis=0, append=0)
    at = (tp < 0.95 * n).sum(axis=0)  # the first that catches 95%
    found = [
        1 - _dot(more, fp + of_id[ood.others_above]) / (2 * n * m),
        fp[at, np.arange(fp.shape[1])] / m,
        _dot(more, _precision(tp, fp)) / n,
        _dot(more_below, _precision(below, wrong)) / m,
    ]
    return np.stack(found, axis=1)


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of each column: `(U, R), (U, R) -> (R,)`."""
    return np.einsum("ur,ur->r", a, b)


def _precision(right: np.ndarray, wrong: np.ndarray) -> np.ndarray:
    """Of those reached; before any is, 0."""
    return right / np.maximum(right + wrong, 1)


def _sums(counts: np.ndarray) -> np.ndarray:
    """Of the first 0, 1, ... N rows: `(N, R) -> (N + 1, R)`."""
    sums = np.zeros((len(counts) + 1, counts.shape[1]))
    np.cumsum(counts, axis=0, out=sums[1:])
    return sums


def _before(reached: np.ndarray) -> np.ndarray:
    """How many inputs score higher than each distinct value, from how many score as high."""
    return np.concatenate([[0], reached[:-1]])


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
