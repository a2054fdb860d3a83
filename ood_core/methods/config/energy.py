"""The settings of Energy, see ood_core/methods/energy.py."""

from dataclasses import dataclass

from ood_core.methods.config.common import energy_margin, loss_weight
from ood_core.methods.config.schedule import (
    AS_IN_THE_PAPERS,
    ON_CANVAS,
    ON_WIDE_RESNET,
    PAPERS,
    Schedule,
)


@dataclass(frozen=True)
class Config(Schedule):
    weight: float = loss_weight(  # lambda, of the energy term
        0.1, label="λ", help="Weight of the energy term (the paper: 0.1).", step=0.05, canvas=True
    )
    # margins; None: the mean energies of the trained baseline
    m_in: float | None = energy_margin(
        None, label="m_in", help="ID energy is pushed below this.", canvas=True
    )
    m_out: float | None = energy_margin(
        None, label="m_out", help="Outlier energy is pushed above this.", canvas=True
    )


DEFAULTS = {
    "mlp": Config(base_steps=500, steps=1500, snapshots=40),
    "convnet": Config(),
    "head": Config(base_steps=300, steps=300, lr=0.02),
    "wrn-16-2": Config(**ON_WIDE_RESNET),
    "wrn-40-2": Config(**AS_IN_THE_PAPERS),
}
DEFAULTS["linear"] = DEFAULTS["head"]
CANVAS = ON_CANVAS
# Far outliers give huge gradients: at the plane's rate training diverges. Of .00005 to .003, .0001
# is where energy kept its accuracy on "lee-1" with six seeds of six, though slowly.
CANVAS_FAR = {"lr": 0.0001}
PAPER = PAPERS | {"weight": 0.1, "m_in": -23.0, "m_out": -5.0}
