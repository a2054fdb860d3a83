"""The few things every training loop needs: shuffled batches, running means, a schedule."""

from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, nn, optim

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.methods import Checkpoint, Part

NesterovSGD = partial(optim.SGD, momentum=0.9, nesterov=True)


def seeded_model(build, benchmark: Benchmark, config, seed: int) -> nn.Module:
    """`build(benchmark, config)` with weights from `seed`; torch's global state stays as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build(benchmark, config)


def trained_model(build, benchmark: Benchmark, config, seed: int, weights: Path) -> nn.Module:
    """`build(benchmark, config)` with the weights of that file, in evaluation mode.

    Raises:
        UserError: the weights are missing, corrupt, of another shape, or not finite.
    """
    try:
        model = seeded_model(build, benchmark, config, seed)
        tensors = load(weights.read_bytes())  # not mapped: the file may be replaced
        model.load_state_dict(tensors)
    except (  # KeyError, AssertionError: types that safetensors has and torch has not
        *(OSError, SafetensorError, TypeError, ValueError, RuntimeError),
        *(KeyError, AssertionError),
    ) as error:
        raise UserError(
            "error.methods.weights_damaged",
            "{file} does not hold the weights of such a network on {benchmark}: it is missing, "
            "damaged, or from another network. Train the run again.",
            file=weights,
            benchmark=benchmark.name,
        ) from error
    if not all(torch.isfinite(w).all() for w in tensors.values()):
        raise UserError(
            "error.methods.weights_not_finite",
            "{file} holds weights that are not finite. Train the run again.",
            file=weights,
        )
    return model.eval()


class Batches:
    """Endless index batches `(size,)`: shuffled passes over `n` inputs, joined end to end.

    The generator's state is saved with the order, so whatever else draws from it goes on, too.
    """

    def __init__(self, n: int, size: int, generator: torch.Generator) -> None:
        self.n, self.size, self.generator = n, size, generator
        self._waiting = torch.empty(0, dtype=torch.long)

    def __next__(self) -> Tensor:
        while len(self._waiting) < self.size:
            order = torch.randperm(self.n, generator=self.generator)
            self._waiting = torch.cat([self._waiting, order])
        batch, self._waiting = self._waiting[: self.size], self._waiting[self.size :]
        return batch

    def state_dict(self) -> dict[str, Any]:
        return {"waiting": self._waiting, "generator": self.generator.get_state()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._waiting = state["waiting"]
        self.generator.set_state(state["generator"])


def resume(parts: dict[str, Part], saved: Checkpoint | None) -> int:
    """Bring every part to where it was when it was saved; the step that was done then, or 0."""
    if saved is None:
        return 0
    for name, part in parts.items():
        part.load_state_dict(saved.states[name])
    return saved.step


def sgd_with_cosine(
    model: nn.Module, lr: float, steps: int
) -> tuple[optim.Optimizer, optim.lr_scheduler.LRScheduler]:
    """The optimiser of Outlier Exposure's code: Nesterov SGD, cosine to 1e-6 per step."""
    optimizer = NesterovSGD(model.parameters(), lr, weight_decay=5e-4)
    return optimizer, optim.lr_scheduler.CosineAnnealingLR(optimizer, steps, eta_min=1e-6)


class RunningMeans:
    """Means of named numbers since they were last taken.

    They are read only then: to ask an accelerator for a number is to wait until it is idle.
    """

    def __init__(self) -> None:
        self._values: dict[str, list[Tensor]] = defaultdict(list)

    def add(self, **terms: Tensor) -> None:
        for name, value in terms.items():
            self._values[name].append(value.detach())

    def take(self) -> dict[str, float]:
        means = {
            name: torch.stack(v).cpu().double().mean().item() for name, v in self._values.items()
        }
        self._values.clear()
        return means


def is_snapshot(step: int, steps: int, snapshots: int) -> bool:
    """Whether a snapshot is due after `step` of `steps`: `snapshots` in all, the last at the end.

    One is due wherever the count of them so far, floor(snapshots * step / steps), goes up.
    """
    return step * snapshots // steps > (step - 1) * snapshots // steps
