"""Scores that change the features, or the head, before the energy: `-logsumexp z(f~)`."""

from dataclasses import dataclass

import numpy as np

from ood_core.errors import UserError
from ood_core.scores.features import Inputs, OfFeatures, Training
from ood_core.scores.logits import logsumexp
from ood_core.setting import number


class _Shaped(OfFeatures):
    """The energy of the head's answer to other features."""

    def learn(self, training: Training) -> None:
        """A subclass that sets anything else has it set before."""
        self.weight, self.bias = self.rows(training), training.bias
        self.try_single(training, lambda: self.of(training.some))

    def of(self, inputs: Inputs) -> np.ndarray:
        return -logsumexp(self.product(self.shaped(inputs.features), self.weight.T) + self.bias)

    def rows(self, training: Training) -> np.ndarray:
        """The head's weights `(K, D)`."""
        return training.weight

    def shaped(self, x: np.ndarray) -> np.ndarray:
        """`(n, D) -> (n, D)`; the argument stays as it is."""
        raise NotImplementedError


@dataclass(eq=False)
class React(_Shaped):
    """Energy after features are clipped at a percentile of the training activations.

    Sun, Guo & Li, "ReAct: Out-of-distribution Detection With Rectified Activations", NeurIPS 2021.
    """

    percentile: float = number(90.0, 0, 100)  # the paper's

    name = "react"
    fits_on = ("features", "head")

    def learn(self, training: Training) -> None:
        self.ceiling = training.percentile(self.percentile)
        super().learn(training)

    def shaped(self, x: np.ndarray) -> np.ndarray:
        return np.minimum(x, self.ceiling)


@dataclass(eq=False)
class AshS(_Shaped):
    """Energy after all but the largest features are set to 0 and the rest scaled up (ASH-S).

    Those that remain are multiplied by exp(sum of all / sum of those that remain). Djurisic,
    Bozanic, Ashok & Liu, "Extremely Simple Activation Shaping for OOD Detection", ICLR 2023;
    applied to the pooled features. It is meant for features that are not negative.
    """

    percentile: float = number(65.0, 0, 99.9)  # of each input's features set to 0; pytorch-ood's

    name = "ash"
    fits_on = ("features", "head")

    def learn(self, training: Training) -> None:
        check_not_negative(training, "ASH")
        super().learn(training)

    def shaped(self, x: np.ndarray) -> np.ndarray:
        kept = np.where(survivors(x, self.percentile), x, 0)
        return kept * np.exp(ratio(x.sum(axis=1), kept.sum(axis=1)))[:, None]


def check_not_negative(training: Training, score: str) -> None:
    """Raises UserError where a feature is: their sums would mean nothing."""
    if training.features.min() < 0:
        raise UserError(
            "error.scores.negative_features",
            "{score} needs features that are not negative, such as those after a ReLU.",
            score=score,
        )


def ratio(of_all: np.ndarray, of_kept: np.ndarray) -> np.ndarray:
    """The quotient of two sums; 1 where nothing was kept but zeros."""
    return np.divide(of_all, of_kept, out=np.ones_like(of_all), where=of_kept > 0)


def survivors(x: np.ndarray, percentile: float) -> np.ndarray:
    """Which features of each row are not below its percentile, `(n, D)` bool.

    Of equal ones at the edge the first survive, so that their number is the same in every row.
    """
    count = max(1, x.shape[1] - round(x.shape[1] * percentile / 100))
    edge = np.partition(x, -count, axis=1)[:, -count, None]
    above, at = x > edge, x == edge
    left = count - above.sum(axis=1, keepdims=True)
    return above | (at & (np.cumsum(at, axis=1, dtype=np.int32) <= left))


@dataclass(eq=False)
class AshB(_Shaped):
    """Energy after all but the largest features are set to 0 and the rest to one value (ASH-B).

    That value is the sum of all features over the number of those that remain, which keeps the
    sum. The field's default beside ASH-S, of the same paper; also for features that are not
    negative.
    """

    percentile: float = number(65.0, 0, 99.9)  # of each input's features set to 0; the paper's

    name = "ash_b"
    fits_on = ("features", "head")

    def learn(self, training: Training) -> None:
        check_not_negative(training, "ASH")
        super().learn(training)

    def shaped(self, x: np.ndarray) -> np.ndarray:
        kept = survivors(x, self.percentile)
        return kept * (x.sum(axis=1) / kept.sum(axis=1))[:, None]


@dataclass(eq=False)
class Scale(OfFeatures):
    """Energy after all features are scaled up, and none is set to 0.

    `-logsumexp z(e^r f)`, r = sum of f / sum of its largest; Xu, Chen, Franchi & Yao, "Scaling for
    Training Time and Post-hoc Out-of-distribution Detection Enhancement", ICLR 2024. It is meant
    for features that are not negative. The head is linear, so z(e^r f) = e^r (z - b) + b.
    """

    percentile: float = number(85.0, 0, 99.9)  # whose features are not among the largest: OpenOOD's

    name = "scale"
    fits_on = ("features", "head")

    def learn(self, training: Training) -> None:
        check_not_negative(training, "SCALE")
        self.bias = training.bias

    def of(self, inputs: Inputs) -> np.ndarray:
        x = inputs.features
        largest = np.where(survivors(x, self.percentile), x, 0).sum(axis=1)
        factor = np.exp(ratio(x.sum(axis=1), largest))[:, None]
        return -logsumexp(factor * (inputs.logits - self.bias) + self.bias)


@dataclass(eq=False)
class Dice(_Shaped):
    """Energy by the head's weights that contribute most; the others are set to 0.

    A weight contributes w_ki times the mean of feature i over the training data. Sun & Li, "DICE:
    Leveraging Sparsification for Out-of-Distribution Detection", ECCV 2022.
    """

    percentile: float = number(90.0, 0, 100)  # of the contributions set to 0; OpenOOD's

    name = "dice"
    fits_on = ("features", "head")

    def rows(self, training: Training) -> np.ndarray:
        contributions = training.weight * training.mean
        contributes = contributions > np.percentile(contributions, self.percentile)
        return np.where(contributes, training.weight, 0)

    def shaped(self, x: np.ndarray) -> np.ndarray:
        return x
