"""Scores that read the logits alone; all but KL-matching have nothing to fit."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ood_core.setting import number

Population = Mapping[str, np.ndarray]


def logsumexp(z: np.ndarray) -> np.ndarray:
    """`log sum_k exp z_k`, `(N, K) -> (N,)`, in double precision and without overflow."""
    z = z.astype(np.float64)
    top = z.max(axis=1, keepdims=True)
    return (top + np.log(np.exp(z - top).sum(axis=1, keepdims=True)))[:, 0]


def log_softmax(z: np.ndarray) -> np.ndarray:
    """Logs of the class probabilities `(N, K) -> (N, K)`, in double precision; never -infinity."""
    return z.astype(np.float64) - logsumexp(z)[:, None]


def softmax(z: np.ndarray) -> np.ndarray:
    """Class probabilities `(N, K) -> (N, K)`, in double precision."""
    return np.exp(z.astype(np.float64) - logsumexp(z)[:, None])


@dataclass(frozen=True)
class MaxSoftmax:
    """`-max_k p_k`, p = softmax(z). Hendrycks & Gimpel, ICLR 2017."""

    needs = ("logits",)
    saturates = True

    def fit(self, evidence: Mapping[str, Population]) -> "MaxSoftmax":
        return self

    def score(self, population: Population) -> np.ndarray:
        z = population["logits"]
        return -np.exp(z.max(axis=1) - logsumexp(z))


@dataclass(frozen=True)
class ScaledSoftmax:
    """`-max_k p_k`, p = softmax(z / T): MSP at a temperature.

    As in ODIN (Liang, Li & Srikant, ICLR 2018, equation 1), without its step of the input. The
    larger T is, the more the differences of logits count that softmax at T = 1 saturates.
    """

    temperature: float = number(1000.0, 0.01, 10_000)  # the paper's
    needs = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "ScaledSoftmax":
        return self

    def score(self, population: Population) -> np.ndarray:
        return MaxSoftmax().score({"logits": population["logits"].astype(float) / self.temperature})


@dataclass(frozen=True)
class Mcm:
    """`-max_k p_k`, p = softmax(s / T), s_k = cos(f, t_k): how well the best class's text fits.

    t_k is what a text encoder makes of class k's name, f what the image encoder makes of the input.
    Ming, Cai, Gu, Sun, Li & Li, "Delving into Out-of-Distribution Detection with Vision-Language
    Representations", NeurIPS 2022. The cosines are there where text vectors were brought.
    """

    temperature: float = number(1.0, 0.01, 10_000)  # the paper's
    needs = ("similarities",)

    def fit(self, evidence: Mapping[str, Population]) -> "Mcm":
        return self

    def score(self, population: Population) -> np.ndarray:
        cosines = population["similarities"].astype(np.float64)
        return MaxSoftmax().score({"logits": cosines / self.temperature})


@dataclass(frozen=True)
class MaxLogit:
    """`-max_k z_k`. Hendrycks et al., "Scaling OOD Detection for Real-World Settings", 2022."""

    needs = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "MaxLogit":
        return self

    def score(self, population: Population) -> np.ndarray:
        return -population["logits"].max(axis=1).astype(np.float64)


@dataclass(frozen=True)
class Energy:
    """`-T logsumexp_k(z_k / T)`. Liu et al., NeurIPS 2020, equation 4."""

    temperature: float = number(1.0, 0.01, 10_000)  # the paper's
    needs = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "Energy":
        return self

    def score(self, population: Population) -> np.ndarray:
        return -self.temperature * logsumexp(population["logits"] / self.temperature)


@dataclass(frozen=True)
class Entropy:
    """`H(p) = -sum_k p_k log p_k` in nats, p = softmax(z)."""

    needs = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "Entropy":
        return self

    def score(self, population: Population) -> np.ndarray:
        z = population["logits"].astype(np.float64)
        return logsumexp(z) - (softmax(z) * z).sum(axis=1)


@dataclass(frozen=True)
class Gen:
    """`sum_k p_k^g (1 - p_k)^g`: an entropy that listens to small probabilities.

    Liu, Lochman & Zach, "GEN: Pushing the Limits of Softmax-Based OOD Detection", CVPR 2023,
    equation 4, over all classes (the paper sums the 100 largest of ImageNet's 1,000).
    """

    gamma: float = number(0.1, 0.001, 1)  # the paper's
    needs = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "Gen":
        return self

    def score(self, population: Population) -> np.ndarray:
        p = softmax(population["logits"])
        best, n = p.argmax(axis=1), np.arange(len(p))
        others = 1 - p
        p_best, p[n, best] = p[n, best], 0
        others[n, best] = p.sum(axis=1)  # 1 - p_k, also where p_k rounds to 1
        p[n, best] = p_best
        return (p * others) ** self.gamma @ np.ones(p.shape[1])


class KlMatching:
    """`min_k KL(p || d_k)`, d_k the mean softmax of the training inputs predicted as class k.

    Hendrycks et al., "Scaling Out-of-Distribution Detection for Real-World Settings", ICML 2022,
    where d_k comes from validation data; here it is that of training data, which are surer. Outputs
    of a network that was brought keep their values, as the scores of features do.
    """

    needs = ("logits",)
    fits_on = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "KlMatching":
        z = evidence["id_train"]["logits"]
        best = z.argmax(axis=1)
        log_p = (log_softmax(z[best == k]) for k in np.unique(best))
        self.log_typical = np.stack([logsumexp(of_k.T) - np.log(len(of_k)) for of_k in log_p])
        return self

    def score(self, population: Population) -> np.ndarray:
        if "kl_matching" in population:
            return population["kl_matching"]
        log_p = log_softmax(population["logits"])
        p = np.exp(log_p)
        apart = (p * log_p).sum(axis=1, keepdims=True) - p @ self.log_typical.T
        return np.maximum(apart.min(axis=1), 0)
