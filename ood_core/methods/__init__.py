"""Methods: one file each, one paper each. This registry imports no torch, so pages may read it.

A method module has `build(benchmark, config)` (the model with fresh weights) and
`train(benchmark, config, seed, saved=None)`, a generator of `Snapshot`s that the CLI, the tests and
the app's workers all consume. The first one shows where it starts: at step 0, or at the checkpoint
`saved`, from which it resumes exactly as the training that was saved would have. Its settings,
`Config` and `DEFAULTS`, are in a module of their own in `config/`, without torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from ood_core import setting
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.setting import Setting

if TYPE_CHECKING:
    from torch import nn


class Part(Protocol):
    """Something that changes from step to step: a network, an optimiser, an order of batches."""

    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state: dict[str, Any]) -> Any: ...


@dataclass(frozen=True)
class Checkpoint:
    """A snapshot as it is kept on disk: enough to resume from it."""

    step: int
    monitored: dict[str, float]
    states: dict[str, dict[str, Any]]  # of the snapshot's parts, by name


@dataclass(frozen=True)
class Snapshot:
    """One look at a training under way."""

    step: int  # optimiser steps done
    steps: int  # optimiser steps in the whole training
    phase: str  # what is being done, for a person: "training", "fine-tuning", ...
    losses: dict[str, float]  # mean of each loss term since the last snapshot
    model: "nn.Module"  # live: copy it before keeping it
    parts: dict[str, Part]  # all that changes from step to step, live; the model is among them
    samples: dict[str, np.ndarray] = field(default_factory=dict)  # generated inputs by name
    # of the generator's loss terms, by name, with respect to each proposed sample: as those
    gradients: dict[str, np.ndarray] = field(default_factory=dict)
    discriminator: "nn.Module | None" = None  # live; inputs (N, ...) -> log odds of being real (N,)
    monitored: dict[str, float] = field(default_factory=dict)  # other quantities worth watching


@dataclass(frozen=True)
class Method:
    """What a method is called, where it comes from and which score its paper uses."""

    name: str
    title: str
    paper: str
    idea: str  # one sentence
    score: str  # name in ood_core.scores.SCORES
    outliers: Literal["none", "made", "real"]  # what else it learns from, besides ID
    needs_classes: bool = True  # two or more, to tell apart

    @property
    def module(self) -> ModuleType:
        """The method's file (imports torch)."""
        return import_module(f"ood_core.methods.{self._file}")

    @property
    def config(self) -> ModuleType:
        """The file of its settings."""
        return import_module(f"ood_core.methods.config.{self._file}")

    @property
    def _file(self) -> str:
        return self.name.replace("-", "_")

    def defaults(self, benchmark: Benchmark) -> Any:
        """The `Config` with which it is trained on that benchmark, where nothing else is set."""
        return self.config.DEFAULTS[benchmark.network]

    def departures(self, config: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """The settings that are not the paper's: field -> (the paper's on CIFAR-10, this one)."""
        papers = getattr(self.config, "PAPER", {})
        unused = {"base_steps"} if config.get("base") else set()
        return {
            name: (papers[name], config[name])
            for name in config
            if name in papers.keys() - unused and papers[name] != config[name]
        }

    @property
    def settings(self) -> dict[str, Setting]:
        """What may be set, by key."""
        return setting.of(self.config.Config)


METHODS = {
    m.name: m
    for m in [
        Method(
            "baseline",
            "Baseline",
            "Hendrycks & Gimpel, ICLR 2017",
            "A plain classifier; the lower its confidence, the more OOD the input.",
            "msp",
            "none",
        ),
        Method(
            "confident-gan",
            "Boundary GAN",
            "Lee et al., ICLR 2018",
            "A GAN makes samples at the boundary of the data; the classifier learns low confidence "
            "on them.",
            "msp",
            "made",
        ),
        Method(
            "outlier-exposure",
            "Outlier Exposure",
            "Hendrycks et al., ICLR 2019",
            "Fine-tuned for low confidence on real outliers; the hope is that this carries over "
            "to unseen ones.",
            "msp",
            "real",
        ),
        Method(
            "energy",
            "Energy",
            "Liu et al., NeurIPS 2020",
            "Its score is the energy of the logits; fine-tuning opens a gap between the energies "
            "of ID data and outliers.",
            "energy",
            "real",
        ),
        Method(
            "csi",
            "CSI",
            "Tack et al., NeurIPS 2020",
            "Learns without labels to distinguish every input from its own rotations; inputs that "
            "are unlike the training data score high.",
            "csi",
            "none",
            needs_classes=False,
        ),
    ]
}


def get(name: str) -> Method:
    """The method of that name.

    Raises:
        UserError: there is no such method.
    """
    if name not in METHODS:
        raise UserError(
            "error.methods.unknown",
            "There is no method called {name!r}. Choose one of: {known}.",
            name=name,
            known=", ".join(METHODS),
        )
    return METHODS[name]
