"""Fine-tuning on outliers, the loop that Outlier Exposure and Energy share.

The schedule is Hendrycks et al.'s (ICLR 2019), which Liu et al. (NeurIPS 2020) kept: a trained
classifier, then more steps on 128 ID inputs and 256 outliers each, at a smaller learning rate.
On the plane we depart from it: few steps of the first kind, many of the second and at no much
smaller rate, because there the boundary of the data is learned from the outliers alone.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from ood_core import paths
from ood_core.augment import classifier_augmentation
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.methods import METHODS, Checkpoint, Snapshot, baseline
from ood_core.methods.config.schedule import Schedule
from ood_core.methods.training import (
    Batches,
    RunningMeans,
    is_snapshot,
    resume,
    seeded_model,
    sgd_with_cosine,
    trained_model,
)
from ood_core.networks import as_tensor, build_classifier, device_for, device_of

Terms = dict[str, Tensor]  # weighted loss terms by name; the loss is their sum
LossTerms = Callable[[Tensor, Tensor, Tensor], Terms]  # (logits_in, y, logits_out) -> terms


def start(
    benchmark: Benchmark, config: Schedule, seed: int, saved: Checkpoint | None
) -> Iterator[Snapshot]:
    """The classifier to fine-tune: a finished baseline run's, one trained here, or a saved one."""
    if is_tuned(config, saved):
        model = seeded_model(_classifier, benchmark, config, seed)
        model.to(device_for(benchmark))
        step, parts = saved.step, {"model": model}
        resume(parts, saved)
    elif config.base:
        model = _trained(benchmark, config).to(device_for(benchmark))
        step, parts = 0, {"model": model}
    else:
        yield from _pretrain(benchmark, config, seed, saved)
        return
    yield Snapshot(step, config.before + config.steps, "fine-tuning", {}, model, parts)


def is_tuned(config: Schedule, saved: Checkpoint | None) -> bool:
    """Whether the fine-tuning had begun when the checkpoint was taken."""
    return saved is not None and saved.step > config.before


def _classifier(benchmark: Benchmark, config: Schedule) -> nn.Module:
    return build_classifier(benchmark, config.precision)


def _trained(benchmark: Benchmark, config: Schedule) -> nn.Module:
    """The network of a finished baseline run on the same benchmark. Raises UserError if it isn't.

    A path is looked for from where one is, then from the project.
    """
    path = config.base
    place = Path(path) if Path(path).exists() else paths.ROOT / path
    try:
        card = json.loads((place / "card.json").read_text("utf-8"))
        found, seed = (card["benchmark"], card["method"], card["status"]), card["seed"]
        trained = baseline.Config(**card["config"])
    except (OSError, ValueError, KeyError, TypeError):
        found = None
    if found != (benchmark.unexposed, "baseline", "complete"):
        raise UserError(
            "error.methods.not_a_baseline",
            "{run} is not a finished baseline run on {benchmark}; fine-tune one of those.",
            run=path,
            benchmark=benchmark.unexposed,
        )
    return trained_model(
        baseline.build,
        benchmark,
        replace(trained, precision=config.precision),
        seed,
        place / "model.safetensors",
    )


def _pretrain(
    benchmark: Benchmark, config: Schedule, seed: int, saved: Checkpoint | None
) -> Iterator[Snapshot]:
    """A baseline of `base_steps`, as the first part of a longer training."""
    total = config.base_steps + config.steps
    snapshots = max(1, config.snapshots * config.base_steps // total)
    base = replace(
        METHODS["baseline"].defaults(benchmark),
        steps=config.base_steps,
        snapshots=snapshots,
        precision=config.precision,
    )
    for snapshot in baseline.train(benchmark, base, seed, saved):
        yield replace(snapshot, steps=total, phase="training the classifier")


def finetune(
    benchmark: Benchmark,
    config: Schedule,
    seed: int,
    base: Snapshot,
    loss_terms: LossTerms,
    saved: Checkpoint | None,
) -> Iterator[Snapshot]:
    """Minimise the sum of `loss_terms` from `base`, the last snapshot of `start`, on.

    ID and outliers go through the network as one batch, so that BatchNorm sees one statistic.
    """
    model, device = base.model, device_of(base.model)
    x, y = map(torch.from_numpy, benchmark.id_train)
    outliers = torch.from_numpy(benchmark.outliers)
    generator = torch.Generator().manual_seed(seed)
    augment = classifier_augmentation(benchmark)
    order_in = Batches(len(x), config.batch, generator)
    order_out = Batches(len(outliers), config.outlier_batch, generator)
    optimizer, schedule = sgd_with_cosine(model, config.lr, config.steps)
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    parts |= {"order_in": order_in, "order_out": order_out}
    means, done = RunningMeans(), base.step - config.before
    if done:
        resume(parts, saved)
    snapshots = max(1, config.snapshots * config.steps // base.steps)

    for step in range(done + 1, config.steps + 1):
        model.train()
        batch = next(order_in)
        inputs = as_tensor(torch.cat([x[batch], outliers[next(order_out)]]))
        logits = model(augment(inputs, generator).to(device))
        terms = loss_terms(logits[: len(batch)], y[batch].to(device), logits[len(batch) :])
        optimizer.zero_grad()
        sum(terms.values()).backward()
        optimizer.step()
        schedule.step()
        means.add(**terms)
        if is_snapshot(step, config.steps, snapshots):
            now = config.before + step
            yield Snapshot(now, base.steps, "fine-tuning", means.take(), model, parts)
