"""Outlier Exposure: fine-tune a classifier to be unsure about real outliers.

Hendrycks, Mazeika & Dietterich, "Deep Anomaly Detection with Outlier Exposure", ICLR 2019.
The outliers are not the OOD the method is tested on: that is the whole point.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.methods import Checkpoint, Snapshot
from ood_core.methods.config.outlier_exposure import Config
from ood_core.methods.finetuning import finetune, start
from ood_core.networks import build_classifier

__all__ = ["Config", "build", "train"]


def build(benchmark: Benchmark, config: Config) -> nn.Module:
    return build_classifier(benchmark, config.precision)


def uniform_cross_entropy(logits: Tensor) -> Tensor:
    """Cross entropy to the uniform distribution, mean over outliers: KL(u || p) + ln K.

    `mean_i [logsumexp_k z_ik - mean_k z_ik]` (section 3, L_OE for classification).

    Args:
        logits: of outliers only, `(N, K)`; a mean over ID too would change the weight.
    """
    return (torch.logsumexp(logits, dim=1) - logits.mean(dim=1)).mean()


def train(
    benchmark: Benchmark, config: Config, seed: int, saved: Checkpoint | None = None
) -> Iterator[Snapshot]:
    """Minimise CE(x_in, y) + weight * H(u; p(x_out)), from a classifier on."""
    for base in start(benchmark, config, seed, saved):
        yield base

    def loss_terms(logits_in: Tensor, y: Tensor, logits_out: Tensor) -> dict[str, Tensor]:
        return {
            "cross_entropy": F.cross_entropy(logits_in, y),
            "outlier_exposure": config.weight * uniform_cross_entropy(logits_out),
        }

    yield from finetune(benchmark, config, seed, base, loss_terms, saved)
