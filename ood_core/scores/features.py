"""Scores that read the features: how far from the training data, and in which direction.

All work on `features (N, D)`, in double precision; those that need the last layer read the
evidence's `head`, with `weight (K, D)` and `bias (K,)`. Evidence keeps few features, but each of
these scores as an array of its name (`scores.reduced`): what is kept is read.
"""

from collections.abc import Iterator

import numpy as np

from ood_core.errors import UserError
from ood_core.evidence import Evidence
from ood_core.files import Arrays
from ood_core.scores.logits import logsumexp

RIDGE = 1e-6  # added to the scatter matrix, so that features which never varied have an inverse
CHUNK = 1024  # rows at a time where all training data are compared with


def _features(population: Arrays) -> np.ndarray:
    return population["features"].astype(np.float64)


def _classes(train: Arrays) -> Iterator[np.ndarray]:
    """The training features of each class that has any."""
    features = _features(train)
    for label in np.unique(train["labels"]):
        yield features[train["labels"] == label]


def _whitening(scatter: np.ndarray, n: int) -> np.ndarray:
    """W `(D, D)` such that `||x W||^2 = x^T C^-1 x` for the covariance C = scatter / n."""
    values, vectors = np.linalg.eigh((scatter + RIDGE * np.eye(len(scatter))) / n)
    return vectors / np.sqrt(values)


def _scatter(x: np.ndarray) -> np.ndarray:
    centred = x - x.mean(axis=0)
    return centred.T @ centred


class OfFeatures:
    """A score computed from features by `of`, unless the population brings it along.

    Whoever changes how one is computed has runs that exist evaluated again: theirs are kept.
    """

    name: str  # in SCORES, and of the array `(N,)` of a population that holds its values
    needs = ("features",)

    def score(self, population: Arrays) -> np.ndarray:
        """Raises UserError where the population has features of its first inputs only."""
        if self.name in population:
            return population[self.name]
        if len(population["features"]) < len(population["logits"]):
            raise UserError(
                "error.scores.not_kept",
                "This run's evidence keeps no {score} score: train the run again.",
                score=self.name,
            )
        return self.of(_features(population))

    def of(self, x: np.ndarray) -> np.ndarray:
        """Of features `(N, D)`, `(N,)`: higher = more OOD."""
        raise NotImplementedError


class Mahalanobis(OfFeatures):
    """Squared distance to the nearest class, all classes sharing one covariance.

    Lee, Lee, Lee & Shin, NeurIPS 2018, equation 2, on the last features only, without their
    input perturbation.
    """

    name = "mahalanobis"

    def fit(self, evidence: Evidence) -> "Mahalanobis":
        classes = list(_classes(evidence["id_train"]))
        self.whiten = _whitening(sum(map(_scatter, classes)), sum(map(len, classes)))
        self.means = [x.mean(axis=0) @ self.whiten for x in classes]
        return self

    def of(self, x: np.ndarray) -> np.ndarray:
        x = x @ self.whiten
        return np.min([np.square(x - mean).sum(axis=1) for mean in self.means], axis=0)


class RelativeMahalanobis(OfFeatures):
    """Mahalanobis, less the distance to one Gaussian of all training data.

    Ren et al., "A Simple Fix to Mahalanobis Distance for Improving Near-OOD Detection", 2021.
    Where training inputs hardly vary, both distances are huge and nearly the same. So they are not
    subtracted, but their difference is added up along axes on which both covariances are diagonal,
    and directions in which nothing varies, where it is 0, are left out.
    """

    name = "relative_mahalanobis"

    def fit(self, evidence: Evidence) -> "RelativeMahalanobis":
        x = _features(evidence["id_train"])
        values, vectors = np.linalg.eigh(_scatter(x))
        varying = vectors[:, values > RIDGE]
        classes = [of_class @ varying for of_class in _classes(evidence["id_train"])]
        whiten = _whitening(_scatter(x @ varying), len(x))
        within = (sum(map(_scatter, classes)) + RIDGE * np.eye(varying.shape[1])) / len(x)
        # of all data the covariance is now the identity; that within classes, turned, is diagonal
        self.within, turn = np.linalg.eigh(whiten.T @ within @ whiten)
        self.axes = varying @ whiten @ turn
        self.centre = x.mean(axis=0) @ self.axes
        self.means = [of_class.mean(axis=0) @ whiten @ turn for of_class in classes]
        return self

    def of(self, x: np.ndarray) -> np.ndarray:
        x = x @ self.axes
        return np.min([self._difference(x, mean) for mean in self.means], axis=0)

    def _difference(self, x: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """`sum_k (x - mean)^2 / within - (x - centre)^2`, without large numbers that cancel."""
        apart = np.square(x - mean) * ((1 - self.within) / self.within)
        moved = (self.centre - mean) * (2 * x - mean - self.centre)
        return (apart + moved).sum(axis=1)


class Knn(OfFeatures):
    """Distance to the k-th nearest training input; features are scaled to length 1.

    Sun, Ming, Zhu & Li, "Out-of-Distribution Detection with Deep Nearest Neighbors", ICML 2022.
    """

    name = "knn"
    k = 50  # the paper's for CIFAR-10

    def fit(self, evidence: Evidence) -> "Knn":
        self.bank = unit(_features(evidence["id_train"]))
        if len(self.bank) < self.k:
            raise UserError(
                "error.scores.knn_inputs",
                "KNN needs {k} training inputs; there are {n}.",
                k=self.k,
                n=len(self.bank),
            )
        return self

    def of(self, x: np.ndarray) -> np.ndarray:
        x = unit(x)
        parts = [self._distance(x[i : i + CHUNK]) for i in range(0, len(x), CHUNK)]
        return np.concatenate(parts) if parts else np.empty(0)

    def _distance(self, x: np.ndarray) -> np.ndarray:
        squares = squared_distances(x, self.bank)
        return np.sqrt(np.partition(squares, self.k - 1, axis=1)[:, self.k - 1])


def unit(x: np.ndarray) -> np.ndarray:
    """Each row scaled to length 1; a row of zeros stays."""
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def squared_distances(x: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Between every row of `x (N, D)` and every row of `bank (M, D)`: `(N, M)`, never negative."""
    squares = np.square(x).sum(axis=1)[:, None] + np.square(bank).sum(axis=1) - 2 * x @ bank.T
    return np.maximum(squares, 0)


class _OnHead(OfFeatures):
    """A score that computes logits itself."""

    def _read(self, evidence: Evidence) -> None:
        self.weight, self.bias = (evidence.head[n].astype(np.float64) for n in ("weight", "bias"))

    def _logits(self, x: np.ndarray) -> np.ndarray:
        return x @ self.weight.T + self.bias


class Vim(_OnHead):
    """A virtual logit, from the part of the features that the training data hardly use.

    `alpha ||residual|| - logsumexp z`; Wang, Li, Feng & Zhang, CVPR 2022. The principal subspace
    has half of the features' dimensions (the paper: 512 or 1,000, of wider networks).
    """

    name = "vim"

    def fit(self, evidence: Evidence) -> "Vim":
        self._read(evidence)
        self.origin = -np.linalg.pinv(self.weight) @ self.bias
        features = _features(evidence["id_train"])
        x = features - self.origin
        _, vectors = np.linalg.eigh(x.T @ x / len(x))  # the smallest eigenvalues first
        self.residual = vectors[:, : x.shape[1] - x.shape[1] // 2]
        length = self._length(features).mean()
        if length < 1e-9:
            raise UserError(
                "error.scores.no_residual", "ViM needs features that vary; these leave no residual."
            )
        self.alpha = self._logits(features).max(axis=1).mean() / length
        return self

    def _length(self, x: np.ndarray) -> np.ndarray:
        return np.linalg.norm((x - self.origin) @ self.residual, axis=1)

    def of(self, x: np.ndarray) -> np.ndarray:
        return self.alpha * self._length(x) - logsumexp(self._logits(x))


class React(_OnHead):
    """Energy after features are clipped at a percentile of the training activations.

    Sun, Guo & Li, "ReAct: Out-of-distribution Detection With Rectified Activations", NeurIPS 2021.
    """

    name = "react"
    percentile = 90.0  # the paper's

    def fit(self, evidence: Evidence) -> "React":
        self._read(evidence)
        self.ceiling = np.percentile(_features(evidence["id_train"]), self.percentile)
        return self

    def of(self, x: np.ndarray) -> np.ndarray:
        return -logsumexp(self._logits(np.minimum(x, self.ceiling)))


class Ash(_OnHead):
    """Energy after all but the largest features are set to 0 and the rest scaled up (ASH-S).

    Djurisic, Bozanic, Ashok & Liu, "Extremely Simple Activation Shaping for OOD Detection", ICLR
    2023; applied to the pooled features. It is meant for features that are not negative.
    """

    name = "ash"
    pruned = 0.65  # share of each input's features set to 0, pytorch-ood's default

    def fit(self, evidence: Evidence) -> "Ash":
        self._read(evidence)
        if evidence["id_train"]["features"].min() < 0:
            raise UserError(
                "error.scores.negative_features",
                "ASH needs features that are not negative, such as those after a ReLU.",
            )
        return self

    def of(self, x: np.ndarray) -> np.ndarray:
        kept = np.zeros_like(x)
        largest = np.argsort(-x, axis=1, kind="stable")[:, : x.shape[1] - self._count(x)]
        np.put_along_axis(kept, largest, np.take_along_axis(x, largest, axis=1), axis=1)
        before, after = x.sum(axis=1), kept.sum(axis=1)
        scale = np.divide(before, after, out=np.ones_like(before), where=after > 0)
        return -logsumexp(self._logits(kept * np.exp(scale)[:, None]))

    def _count(self, x: np.ndarray) -> int:
        return round(x.shape[1] * self.pruned)


ALL = (Mahalanobis, RelativeMahalanobis, Knn, Vim, React, Ash)
