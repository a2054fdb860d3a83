"""What can be set before a training, by method, with the papers' names. Imports no torch.

A control's default is the setting of the pretrained run; `lowest` and `highest` bound what the
page offers, not what the command line takes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """One setting of a method: `key` as in `--set key=value`."""

    key: str
    label: str
    help: str
    lowest: float
    highest: float
    step: float

    @property
    def is_whole(self) -> bool:
        return isinstance(self.step, int)


STEPS = Control("steps", "Steps", "Optimiser steps.", 10, 100_000, 50)
BATCH = Control("batch", "Batch", "ID inputs in a step.", 8, 512, 8)
BASE = Control(
    "base_steps", "Steps of the baseline", "Steps before fine-tuning starts.", 10, 20_000, 50
)
TUNING = Control("steps", "Steps of fine-tuning", "Steps on ID data and outliers.", 10, 20_000, 50)
OUTLIERS = Control("outlier_batch", "Outliers in a step", "The papers: 256.", 8, 1024, 8)


def _rate(help: str) -> Control:
    return Control("lr", "Learning rate", help, 0.0, 10.0, 0.001)


CONTROLS: dict[str, tuple[Control, ...]] = {
    "baseline": (STEPS, BATCH, _rate("Falls to zero along a cosine.")),
    "outlier-exposure": (
        Control("weight", "λ", "Weight of the outlier term (the paper: 0.5).", 0.0, 10.0, 0.1),
        OUTLIERS,
        TUNING,
        _rate("Of fine-tuning; falls along a cosine."),
        BASE,
    ),
    "energy": (
        Control("weight", "λ", "Weight of the energy term (the paper: 0.1).", 0.0, 10.0, 0.05),
        Control("m_in", "m_in", "ID energy is pushed below this.", -1000.0, 1000.0, 0.5),
        Control("m_out", "m_out", "Outlier energy is pushed above this.", -1000.0, 1000.0, 0.5),
        TUNING,
        _rate("Of fine-tuning; falls along a cosine."),
        BASE,
    ),
    "confident-gan": (
        Control("beta", "β", "Weight of the KL term in the classifier's loss.", 0.0, 20.0, 0.1),
        Control(
            "generator_beta",
            "β of the generator",
            "Weight of the KL term in the generator's loss (the paper: β).",
            0.0,
            20.0,
            0.5,
        ),
        Control("pull_away", "Pull-away", "The paper's term against collapse.", 0.0, 20.0, 0.1),
        Control("repulsion", "Repulsion", "Ours: entropy by nearest neighbours.", 0.0, 20.0, 0.1),
        Control("r1", "R1", "Ours: gradient penalty on the discriminator.", 0.0, 20.0, 0.1),
        STEPS,
    ),
    "csi": (
        Control("temperature", "τ", "Of the contrastive loss (the paper: 0.5).", 0.01, 10.0, 0.05),
        Control("shift_weight", "Weight of cls-SI", "The paper: 1.", 0.0, 20.0, 0.1),
        BATCH,
        STEPS,
        _rate("Falls to zero along a cosine."),
    ),
}
