"""Scores that read the logits alone; they have nothing to fit."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Population = Mapping[str, np.ndarray]


def logsumexp(z: np.ndarray) -> np.ndarray:
    """`log sum_k exp z_k`, `(N, K) -> (N,)`, in double precision and without overflow."""
    z = z.astype(np.float64)
    top = z.max(axis=1, keepdims=True)
    return (top + np.log(np.exp(z - top).sum(axis=1, keepdims=True)))[:, 0]


def softmax(z: np.ndarray) -> np.ndarray:
    """Class probabilities `(N, K) -> (N, K)`, in double precision."""
    return np.exp(z.astype(np.float64) - logsumexp(z)[:, None])


@dataclass(frozen=True)
class MaxSoftmax:
    """`-max_k p_k`, p = softmax(z). Hendrycks & Gimpel, ICLR 2017."""

    needs = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "MaxSoftmax":
        return self

    def score(self, population: Population) -> np.ndarray:
        z = population["logits"]
        return -np.exp(z.max(axis=1) - logsumexp(z))


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

    temperature: float = 1.0
    needs = ("logits",)

    def fit(self, evidence: Mapping[str, Population]) -> "Energy":
        return self

    def score(self, population: Population) -> np.ndarray:
        return -self.temperature * logsumexp(population["logits"] / self.temperature)
