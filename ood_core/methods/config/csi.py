"""The settings of CSI, see ood_core/methods/csi.py."""

from dataclasses import dataclass

from ood_core.methods.config.common import (
    arithmetic,
    batch_size,
    layer_width,
    learning_rate,
    loss_weight,
    snapshot_count,
    step_count,
)
from ood_core.setting import choice, number


@dataclass(frozen=True)
class Config:
    temperature: float = number(
        0.5,
        0.01,
        10.0,
        "τ",
        help="Of the contrastive loss (the paper: 0.5).",
        step=0.05,
        canvas=True,
    )
    shift_weight: float = loss_weight(
        1.0, label="Weight of cls-SI", help="The paper: 1.", canvas=True
    )
    shifts: str = choice(  # "identity" alone is SimCLR
        "rotation",
        ("rotation", "identity"),
        "Shift set",
        help="The shifted copies that CSI learns to distinguish.",
        form=False,
        canvas=True,
    )
    batch: int = batch_size(  # the network sees 2 * K * batch views of them
        32, label="Batch", help="ID inputs in a step."
    )
    steps: int = step_count(700, label="Steps", help="Optimiser steps.")
    lr: float = learning_rate(2e-3, label="Learning rate", help="Falls to zero along a cosine.")
    optimizer: str = choice("adam", ("adam", "sgd"))  # the paper: LARS
    weight_decay: float = number(1e-6, 0.0, 1.0)  # the paper's
    projection: int = layer_width(64)  # of z (the paper: 128)
    stride: int = number(1, 1, 2)  # ours: 2 has a wide ResNet look at half of the resolution
    maps: int = number(0, 0, 2**31 - 1)  # ours: seed of the maps that are turns of vectors
    snapshots: int = snapshot_count(35)  # after the one at step 0
    precision: str = arithmetic()


DEFAULTS = {
    "mlp": Config(steps=400, batch=64, projection=16, snapshots=40),
    "convnet": Config(),
    "head": Config(steps=300, batch=64, lr=1e-3, projection=128, snapshots=20),
    "wrn-16-2": Config(  # 70 epochs (the paper: 1,000, and LARS)
        steps=27_344, batch=128, optimizer="sgd", lr=0.15, weight_decay=5e-4, snapshots=50
    ),
}
DEFAULTS["linear"] = DEFAULTS["head"]
DEFAULTS["wrn-40-2"] = DEFAULTS["wrn-16-2"]
CANVAS = {"steps": 288}
# 1,000 epochs
PAPER = {"temperature": 0.5, "shift_weight": 1.0, "shifts": "rotation", "optimizer": "lars"}
PAPER |= {"batch": 512, "steps": 97_656, "weight_decay": 1e-6, "projection": 128, "stride": 1}
