"""Scores by distance: how far the features are from those of the training data."""

from dataclasses import dataclass

import numpy as np

from ood_core.errors import UserError
from ood_core.scores.features import Inputs, OfFeatures, Training, nearest
from ood_core.scores.logits import logsumexp
from ood_core.setting import number

RIDGE = 1e-6  # added to the scatter matrix, so that features which never varied have an inverse
NONE = 1e-9  # of the largest variance: small features vary by less than the ridge
CLOSE = 0.3  # of directions: below it, distances need cosines in double precision
FAINT = 0.05  # of the largest energy: below it, a guide does
BANK = 10_000  # training inputs that neighbours are looked for among, where there are more


@dataclass(eq=False)
class Mahalanobis(OfFeatures):
    """Squared distance to the nearest class, all classes sharing one covariance C.

    `min_k (f - mu_k)^T C^-1 (f - mu_k)`; Lee, Lee, Lee & Shin, NeurIPS 2018, equation 2, on the
    last features only, without their input perturbation. With C = L L^T (Cholesky) it is the
    length of L^-1 (f - mu_k).
    """

    name = "mahalanobis"
    fits_on = ("features", "labels")

    def learn(self, training: Training) -> None:
        scatter = training.within + RIDGE * np.eye(len(training.within))
        try:
            lower = np.linalg.cholesky(scatter / len(training.features))
        except np.linalg.LinAlgError as error:
            raise UserError(
                "error.scores.no_covariance",
                "Mahalanobis needs features whose covariance has an inverse; these are too large.",
            ) from error
        self.whiten = np.linalg.inv(lower).T
        self.centre = training.mean
        self.means = (training.class_means - self.centre) @ self.whiten
        self.try_single(training, lambda: self.of(training.some))

    def of(self, inputs: Inputs) -> np.ndarray:
        x = self.product(inputs.features - self.centre, self.whiten)
        return np.square(x - self.means[nearest(x, self.means, self.product)]).sum(axis=1)


@dataclass(eq=False)
class RelativeMahalanobis(OfFeatures):
    """Mahalanobis, less the distance to one Gaussian of all training data.

    Ren et al., "A Simple Fix to Mahalanobis Distance for Improving Near-OOD Detection", 2021.
    Where training inputs hardly vary, both distances are huge and nearly the same. So they are not
    subtracted, but their difference is added up along axes on which both covariances are diagonal,
    and directions in which nothing varies, where it is 0, are left out.
    """

    name = "relative_mahalanobis"
    fits_on = ("features", "labels")

    def learn(self, training: Training) -> None:
        n = len(training.features)
        values, vectors = np.linalg.eigh(training.total)
        varies = values > min(RIDGE, NONE * values[-1])
        whiten = vectors[:, varies] / np.sqrt((values[varies] + RIDGE) / n)
        ridged = training.within + RIDGE * np.eye(len(values))
        # of all data the covariance is now the identity; that within classes, turned, is diagonal
        self.within, turn = np.linalg.eigh(whiten.T @ ridged @ whiten / n)
        self.axes, self.centre = whiten @ turn, training.mean
        self.means = (training.class_means - self.centre) @ self.axes
        self.try_single(training, lambda: self.of(training.some))

    def of(self, inputs: Inputs) -> np.ndarray:
        """`sum_k (x - mean)^2 / within - x^2`, without large numbers that cancel."""
        x, deviations = self.product(inputs.features - self.centre, self.axes), np.sqrt(self.within)
        mean = self.means[nearest(x / deviations, self.means / deviations, self.product)]
        apart = np.square(x - mean) * ((1 - self.within) / self.within)
        return (apart + mean * (mean - 2 * x)).sum(axis=1)


@dataclass(eq=False)
class Knn(OfFeatures):
    """Distance to the k-th nearest training input; features are scaled to length 1.

    Sun, Ming, Zhu & Li, "Out-of-Distribution Detection with Deep Nearest Neighbors", ICML 2022.
    """

    k: int = number(50, 1, 10_000)  # the paper's for CIFAR-10
    bank: int = number(BANK, 1, 10**7)  # the paper, too, draws training inputs where many are

    name = "knn"
    fits_on = ("features",)

    def learn(self, training: Training) -> None:
        self.among = training.bank(self.bank).check("KNN", self.k)

    def of(self, inputs: Inputs) -> np.ndarray:
        bank = self.among
        found = self._kth(inputs.cosines(bank), inputs.directions)
        close = bank.is_large & (found < CLOSE)
        x = inputs.directions[close]
        found[close] = self._kth(x @ bank.directions.T, x)
        return found

    def _kth(self, cosines: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The distance's square is ||x||^2 - 2 (cos - ||m||^2 / 2): near is where that is large."""
        near = cosines - (self.among.squares / 2).astype(cosines.dtype)
        place = near.shape[1] - self.k
        near.partition(place, axis=1)
        squares = np.square(x).sum(axis=1) - 2 * near[:, place].astype(np.float64)
        return np.sqrt(np.maximum(squares, 0))


@dataclass(eq=False)
class NNGuide(OfFeatures):
    """The energy, guided by how alike the nearest training inputs are.

    `-(mean of the k largest E(m) cos(f, f_m)) E(x)` over a bank of training inputs m, E = logsumexp
    of the logits (minus the energy). Park, Jung & Teoh, "Nearest Neighbor Guidance for
    Out-of-Distribution Detection", ICCV 2023.
    """

    k: int = number(10, 1, 10_000)  # the paper's for ImageNet
    bank: int = number(BANK, 1, 10**7)  # the paper, too, draws training inputs

    name = "nnguide"
    fits_on = ("features", "logits")

    def learn(self, training: Training) -> None:
        self.among = training.bank(self.bank).check("NNGuide", self.k)
        self.log_sums = logsumexp(training.logits[self.among.rows])

    def of(self, inputs: Inputs) -> np.ndarray:
        bank = self.among
        guide = self._guide(inputs.cosines(bank))
        faint = bank.is_large & (np.abs(guide) < FAINT * np.abs(self.log_sums).max())
        guide[faint] = self._guide(inputs.directions[faint] @ bank.directions.T)
        return -guide * inputs.log_sum

    def _guide(self, cosines: np.ndarray) -> np.ndarray:
        guided = cosines * self.log_sums.astype(cosines.dtype)
        guided.partition(guided.shape[1] - self.k, axis=1)
        return guided[:, -self.k :].mean(axis=1, dtype=np.float64)
