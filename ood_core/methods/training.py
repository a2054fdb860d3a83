"""The few things every training loop needs: shuffled batches, running means, a schedule."""

from collections import defaultdict
from collections.abc import Iterator

import torch
from torch import Tensor, nn, optim

from ood_core.benchmarks import Benchmark


def seeded_model(build, benchmark: Benchmark, config, seed: int) -> nn.Module:
    """`build(benchmark, config)` with weights from `seed`; torch's global state stays as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build(benchmark, config)


def batches(n: int, size: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Endless index batches `(size,)`: shuffled passes over `n` inputs, joined end to end."""
    waiting = torch.empty(0, dtype=torch.long)
    while True:
        while len(waiting) < size:
            waiting = torch.cat([waiting, torch.randperm(n, generator=generator)])
        yield waiting[:size]
        waiting = waiting[size:]


def sgd_with_cosine(
    model: nn.Module, lr: float, steps: int
) -> tuple[optim.Optimizer, optim.lr_scheduler.LRScheduler]:
    """The optimiser of Outlier Exposure's code: Nesterov SGD, cosine to 1e-6 per step."""
    optimizer = optim.SGD(model.parameters(), lr, momentum=0.9, nesterov=True, weight_decay=5e-4)
    return optimizer, optim.lr_scheduler.CosineAnnealingLR(optimizer, steps, eta_min=1e-6)


class RunningMeans:
    """Means of named numbers since they were last taken."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = defaultdict(list)

    def add(self, **terms: Tensor) -> None:
        for name, value in terms.items():
            self._values[name].append(value.item())

    def take(self) -> dict[str, float]:
        means = {name: sum(v) / len(v) for name, v in self._values.items()}
        self._values.clear()
        return means


def is_snapshot(step: int, steps: int, snapshots: int) -> bool:
    """Whether to look after `step` of `steps`: `snapshots` looks, the last one at the end.

    A look falls wherever the count of looks due, floor(snapshots * step / steps), goes up.
    """
    return step * snapshots // steps > (step - 1) * snapshots // steps
