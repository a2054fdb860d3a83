"""How well a score tells OOD from ID. House convention: OOD is positive, higher = more OOD.

All are exact under ties: equal scores pass a threshold together.
"""

from collections.abc import Iterable, Sequence
from threading import Condition

import numpy as np
from cachetools import LRUCache, cached

from ood_core.errors import UserError

METRICS = {
    "auroc": "chance that an OOD input scores higher than an ID input",
    "fpr95": "share of ID inputs flagged when 95% of OOD inputs are caught",
    "aupr_out": "average precision, OOD positive",
    "aupr_in": "average precision, ID positive",
}


RESAMPLES = 1000
DRAWS = 50  # at a time: their sums stay in the processor's cache
KEPT = 128 * 2**20  # bytes of draws, which every score of a test meets alike


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
    id_scores: np.ndarray, ood_scores: np.ndarray, resamples: int = RESAMPLES, seed: int = 0
) -> np.ndarray:
    """The four metrics of ID and OOD inputs drawn again, with replacement, each as many as there
    are: `(resamples, 4)`, in the order of METRICS.

    The same seed draws the same inputs for every score and network, and the same ID inputs for
    every OOD test. So differences and means of what this returns belong to one draw each.

    Raises:
        UserError: as `evaluate`.
    """
    (found,) = resampled_tests(id_scores, [ood_scores], resamples, seed)
    return found


def resampled_tests(
    id_scores: np.ndarray, tests: Sequence[np.ndarray], resamples: int = RESAMPLES, seed: int = 0
) -> list[np.ndarray]:
    """`resampled` of each of several OOD tests: what is of ID alone is computed once."""
    for ood_scores in tests:
        _check(id_scores, ood_scores)
    known, others = _Side(id_scores), [_Side(ood_scores) for ood_scores in tests]
    pairs = [_Pair(known, other) for other in others]
    of_id, drawn = (
        [_drawn(side.n, resamples, (seed, i)) for side in sides]
        for i, sides in enumerate(([known], others))
    )
    found = []
    for start in range(0, resamples, DRAWS):
        some = slice(start, start + DRAWS)
        on_id = _OnId(known, of_id[0][:, some])
        found.append([p.of_draws(on_id, d[:, some]) for p, d in zip(pairs, drawn, strict=True)])
    return [np.concatenate(of_test) for of_test in zip(*found, strict=True)]


@cached(LRUCache(KEPT, getsizeof=lambda counts: counts.nbytes), condition=Condition())
def _drawn(n: int, resamples: int, seed: tuple[int, int]) -> np.ndarray:
    """How often each of n inputs is in each draw of n `(n, resamples)`; not to be changed."""
    rng, counts = np.random.default_rng(seed), np.empty((n, resamples), np.uint16)
    for draw in range(resamples):
        counts[:, draw] = np.bincount(rng.integers(n, size=n), minlength=n)
    return counts


class _Side:
    """The n scores of one side, and their U distinct values from high to low."""

    def __init__(self, scores: np.ndarray):
        self.n, self.order = len(scores), np.argsort(-scores, kind="stable")
        self.values, self._ascending = np.unique(scores)[::-1], np.sort(scores)
        self.reached = self.reach(self.values)
        self.before = np.concatenate([[0], self.reached[:-1]])  # how many score higher than each

    def reach(self, values: np.ndarray) -> np.ndarray:
        """How many score as high as each of these values."""
        return self.n - np.searchsorted(self._ascending, values, side="left")

    def above(self, values: np.ndarray) -> np.ndarray:
        """How many score higher."""
        return self.n - np.searchsorted(self._ascending, values, side="right")

    def sums(self, counts: np.ndarray) -> np.ndarray:
        """Of how often its inputs are in R draws `(n, R)`, along the scores from high to low: the
        sums over the first 0, 1, ... n of them `(n + 1, R)`."""
        sums = np.zeros((self.n + 1, counts.shape[1]))
        np.cumsum(counts[self.order], axis=0, out=sums[1:])
        return sums


class _OnId:
    """What draws of the ID side tell whatever it is compared with."""

    def __init__(self, known: _Side, counts: np.ndarray):
        self.sums = known.sums(counts)
        before = self.sums[known.before]
        # ID is positive from below: those that do not score higher than each value
        self.below = known.n - before
        self.right = (self.sums[known.reached] - before) * self.below
        np.maximum(self.below, 1, out=self.below)  # where there is none, `right` is 0


class _Pair:
    """An OOD test's scores beside the ID scores.

    Along the inputs in the order of their scores, how often each is drawn is summed up once; every
    curve is read from these sums. No draw has a curve of its own.
    """

    def __init__(self, known: _Side, ood: _Side):
        self.known, self.ood = known, ood
        self.id_reached, self.id_above = known.reach(ood.values), known.above(ood.values)
        self.ood_above = ood.above(known.values)

    def of_draws(self, on_id: _OnId, counts: np.ndarray) -> np.ndarray:
        """The four metrics of R draws `(R, 4)`, from how often each OOD input is in each."""
        n, m = self.ood.n, self.known.n
        sums = self.ood.sums(counts)
        tp, fp = sums[self.ood.reached], on_id.sums[self.id_reached]
        more = tp - sums[self.ood.before]
        at = (tp < 0.95 * n).sum(axis=0)  # the first that catches 95%
        auroc = 1 - _dot(more, fp + on_id.sums[self.id_above]) / (2 * n * m)
        fpr95 = fp[at, np.arange(fp.shape[1])] / m
        more *= tp
        fp += tp
        aupr_out = (more / np.maximum(fp, 1, out=fp)).sum(axis=0) / n
        flagged = (n - sums)[self.ood_above]  # OOD that does not score higher than each ID value
        flagged += on_id.below
        aupr_in = np.divide(on_id.right, flagged, out=flagged).sum(axis=0) / m
        return np.stack([auroc, fpr95, aupr_out, aupr_in], axis=1)


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of each column: `(U, R), (U, R) -> (R,)`."""
    return np.einsum("ur,ur->r", a, b)


def percentiles(found: np.ndarray) -> dict[str, list[float]]:
    """95% intervals `[low, high]` of what `resampled` gave (Efron, 1979)."""
    return dict(zip(METRICS, np.percentile(found, [2.5, 97.5], axis=0).T.tolist(), strict=True))


def intervals(
    id_scores: np.ndarray, ood_scores: np.ndarray, resamples: int = RESAMPLES, seed: int = 0
) -> dict[str, list[float]]:
    """95% bootstrap intervals of the four metrics, `[low, high]` each.

    An interval is about the test inputs; another training with another seed is not in it.
    """
    return percentiles(resampled(id_scores, ood_scores, resamples, seed))
