"""Scores by direction: how the features lie to the head's weights, or to what training data use."""

from dataclasses import dataclass

import numpy as np

from ood_core.errors import UserError
from ood_core.scores.blocks import by_blocks
from ood_core.scores.features import Inputs, OfFeatures, Training, squared_distances
from ood_core.scores.logits import softmax
from ood_core.setting import number


@dataclass(eq=False)
class Vim(OfFeatures):
    """A virtual logit, from the part of the features that the training data hardly use.

    `alpha ||residual|| - logsumexp z`; Wang, Li, Feng & Zhang, CVPR 2022. The principal subspace
    has half of the features' dimensions (the paper: 512 or 1,000, of wider networks).
    """

    principal: float = number(0.5, 0, 0.999)  # share of the dimensions in the principal subspace

    name = "vim"
    fits_on = ("features", "logits", "head", "labels")

    def learn(self, training: Training) -> None:
        self.origin = -np.linalg.lstsq(training.weight, training.bias, rcond=1e-15)[0]
        n, moved = len(training.features), training.mean - self.origin
        scatter = training.total / n + np.outer(moved, moved)  # about the origin
        _, vectors = np.linalg.eigh(scatter)  # the smallest eigenvalues first
        self.residual = vectors[:, : len(moved) - int(len(moved) * self.principal)]
        self.try_single(training, lambda: self._length(training.some.features))
        lengths = by_blocks(lambda rows: self._length(training.features[rows]), n)
        length = np.concatenate(lengths).mean()
        if length < 1e-9:
            raise UserError(
                "error.scores.no_residual", "ViM needs features that vary; these leave no residual."
            )
        self.alpha = training.logits.max(axis=1).mean(dtype=np.float64) / length

    def _length(self, x: np.ndarray) -> np.ndarray:
        return np.linalg.norm(self.product(x - self.origin, self.residual), axis=1)

    def of(self, inputs: Inputs) -> np.ndarray:
        return self.alpha * self._length(inputs.features) - inputs.log_sum


@dataclass(eq=False)
class GradNorm(OfFeatures):
    """Minus the length of the gradient of a loss that pulls the softmax towards uniform u.

    `-||f||_1 ||p - u||_1 / T`, p = softmax(z / T): of the last layer's weights, the gradient of the
    cross entropy to u is the outer product of f and (p - u) / T, and the L1 norm of an outer
    product is that of its sides, multiplied. So no gradient needs to be computed. Huang, Geng & Li,
    "On the Importance of Gradients for Detecting Distributional Shifts in the Wild", NeurIPS 2021.
    """

    temperature: float = number(1.0, 0.01, 10_000)  # the paper's

    name = "gradnorm"

    def of(self, inputs: Inputs) -> np.ndarray:
        p = softmax(inputs.logits / self.temperature)
        apart = np.abs(p - 1 / p.shape[1]).sum(axis=1) / self.temperature
        return -np.abs(inputs.features).sum(axis=1) * apart


@dataclass(eq=False)
class She(OfFeatures):
    """Minus the inner product with what the network remembers of the predicted class.

    `-f . S_y`, y the predicted class, S_k the mean of the features of those training inputs of
    class k that are classified correctly. Zhang et al., "Out-of-Distribution Detection based on
    In-Distribution Data Patterns Memorization with Modern Hopfield Energy", ICLR 2023.
    """

    name = "she"
    fits_on = ("features", "logits", "labels")

    def learn(self, training: Training) -> None:
        correct = training.logits.argmax(axis=1) == training.labels
        rows = [correct & (training.labels == k) for k in range(training.logits.shape[1])]
        if not all(map(np.any, rows)):
            raise UserError(
                "error.scores.no_correct_input",
                "SHE needs a correctly classified training input of each class.",
            )
        self.patterns = np.stack([training.features[of_class].mean(axis=0) for of_class in rows])

    def of(self, inputs: Inputs) -> np.ndarray:
        return -(inputs.features * self.patterns[inputs.best]).sum(axis=1)


@dataclass(eq=False)
class Fdbd(OfFeatures):
    """Minus the mean distance to the decision boundaries of all other classes.

    `-mean_c |z_y - z_c| / (||w_y - w_c|| ||f - mu||)` over all c but the predicted class y; mu is
    the mean feature of the training data. Liu & Qin, "Fast Decision Boundary based
    Out-of-Distribution Detector", ICML 2024.
    """

    name = "fdbd"
    fits_on = ("features", "head")

    def learn(self, training: Training) -> None:
        if len(training.weight) < 2:
            raise UserError(
                "error.scores.one_class",
                "fDBD needs two classes or more: it measures between them.",
            )
        self.mean = training.mean
        apart = np.sqrt(squared_distances(training.weight, training.weight))
        self.slopes = np.maximum(apart, 1e-8) + np.eye(len(apart))  # z_y - z_y is 0 by anything

    def of(self, inputs: Inputs) -> np.ndarray:
        z, k = inputs.logits, inputs.logits.shape[1]
        above = z.max(axis=1, keepdims=True) - z
        distance = (above / self.slopes[inputs.best]).sum(axis=1) / (k - 1)
        return -distance / np.maximum(np.linalg.norm(inputs.features - self.mean, axis=1), 1e-8)


@dataclass(eq=False)
class Nci(OfFeatures):
    """How little the features lie along the predicted class's weights, less their size.

    `-(f - mu) . w_y / ||f - mu|| - alpha ||f||_1`, y the predicted class, mu the mean feature of
    the training data: where neural collapse is complete, f - mu of an ID input points along w_y.
    Liu & Qin, "Detecting Out-of-Distribution through the Lens of Neural Collapse", CVPR 2025.
    """

    alpha: float = number(0.0001, 0, 10)  # OpenOOD's; the paper's comes from validation OOD

    name = "nci"
    fits_on = ("features", "head")

    def learn(self, training: Training) -> None:
        self.mean, self.weight = training.mean, training.weight

    def of(self, inputs: Inputs) -> np.ndarray:
        x = inputs.features - self.mean
        along = (x * self.weight[inputs.best]).sum(axis=1)
        length = np.maximum(np.linalg.norm(x, axis=1), 1e-8)
        return -along / length - self.alpha * np.abs(inputs.features).sum(axis=1)
