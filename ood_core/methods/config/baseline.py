"""The settings of the baseline, see ood_core/methods/baseline.py."""

from dataclasses import dataclass

from ood_core.methods.config.common import (
    arithmetic,
    batch_size,
    learning_rate,
    snapshot_count,
    step_count,
)


@dataclass(frozen=True)
class Config:
    steps: int = step_count(600, label="Steps", help="Optimiser steps.")
    batch: int = batch_size(128, label="Batch", help="ID inputs in a step.")
    lr: float = learning_rate(  # cosine to 1e-6, Nesterov SGD, weight decay 5e-4
        0.1, label="Learning rate", help="Falls to zero along a cosine."
    )
    snapshots: int = snapshot_count(20)
    precision: str = arithmetic()


DEFAULTS = {
    "mlp": Config(steps=1500, lr=0.03, snapshots=40),
    "convnet": Config(),
    "head": Config(steps=400, lr=0.03),
    "wrn-16-2": Config(steps=15_600, snapshots=40),  # 40 epochs (the paper: 100)
    "wrn-40-2": Config(steps=39_100, snapshots=40),  # as in the papers
}
DEFAULTS["linear"] = DEFAULTS["head"]
CANVAS = {"steps": 960}
# Hendrycks et al. (2019) and Liu et al. (2020): 100 epochs
PAPER = {"steps": 39_100, "batch": 128, "lr": 0.1}
