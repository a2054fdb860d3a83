"""The settings of Outlier Exposure, see ood_core/methods/outlier_exposure.py."""

from dataclasses import dataclass

from ood_core.methods.config.common import loss_weight
from ood_core.methods.config.schedule import (
    AS_IN_THE_PAPERS,
    ON_CANVAS,
    ON_WIDE_RESNET,
    PAPERS,
    Schedule,
)


@dataclass(frozen=True)
class Config(Schedule):
    weight: float = loss_weight(  # lambda, of the outlier term
        0.5, label="λ", help="Weight of the outlier term (the paper: 0.5).", canvas=True
    )


DEFAULTS = {
    "mlp": Config(base_steps=500, steps=3000, lr=0.1, snapshots=40),
    "convnet": Config(lr=0.02),
    "head": Config(base_steps=300, steps=300, lr=0.02),
    "wrn-16-2": Config(**ON_WIDE_RESNET),
    "wrn-40-2": Config(**AS_IN_THE_PAPERS),
}
DEFAULTS["linear"] = DEFAULTS["head"]
CANVAS = ON_CANVAS
CANVAS_FAR = {"lr": 0.01}  # far outliers give huge gradients: at the plane's rate it diverges
PAPER = PAPERS | {"weight": 0.5}
