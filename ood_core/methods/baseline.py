"""Baseline: a classifier trained with cross entropy, scored by its maximum softmax probability.

Hendrycks & Gimpel, "A Baseline for Detecting Misclassified and Out-of-Distribution Examples in
Neural Networks", ICLR 2017. Everything else is compared with this.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import nn

from ood_core.augment import classifier_augmentation
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.methods import Checkpoint, Snapshot
from ood_core.methods.config.baseline import Config
from ood_core.methods.training import (
    Batches,
    RunningMeans,
    is_snapshot,
    resume,
    seeded_model,
    sgd_with_cosine,
)
from ood_core.networks import as_tensor, build_classifier, device_for

__all__ = ["Config", "build", "train"]


def build(benchmark: Benchmark, config: Config) -> nn.Module:
    return build_classifier(benchmark, config.precision)


def train(
    benchmark: Benchmark, config: Config, seed: int, saved: Checkpoint | None = None
) -> Iterator[Snapshot]:
    """Minimise the cross entropy of the ID training data."""
    device = device_for(benchmark)
    model = seeded_model(build, benchmark, config, seed).to(device)
    x, y = map(torch.from_numpy, benchmark.id_train)
    generator = torch.Generator().manual_seed(seed)
    augment = classifier_augmentation(benchmark)
    order = Batches(len(x), config.batch, generator)
    optimizer, schedule = sgd_with_cosine(model, config.lr, config.steps)
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule, "order": order}
    means, done = RunningMeans(), resume(parts, saved)
    yield Snapshot(done, config.steps, "training", {}, model, parts)

    for step in range(done + 1, config.steps + 1):
        model.train()
        batch = next(order)
        inputs = augment(as_tensor(x[batch]), generator).to(device)
        loss = F.cross_entropy(model(inputs), y[batch].to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        means.add(cross_entropy=loss)
        if is_snapshot(step, config.steps, config.snapshots):
            yield Snapshot(step, config.steps, "training", means.take(), model, parts)
