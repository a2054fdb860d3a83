"""The settings of the boundary GAN, see ood_core/methods/confident_gan.py."""

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


@dataclass(frozen=True)
class Config:
    beta: float = loss_weight(
        1.0, label="β", help="Weight of the KL term in the classifier's loss.", canvas=True
    )
    generator_beta: float = loss_weight(  # ours
        3.0,
        label="β of the generator",
        help="Weight of the KL term in the generator's loss (the paper: β).",
        step=0.5,
        canvas=True,
    )
    pull_away: float = loss_weight(  # by cosines
        0.0, label="Pull-away", help="The paper's term against collapse.", canvas=True
    )
    repulsion: float = loss_weight(
        1.5, label="Repulsion", help="Ours: entropy by nearest neighbours.", canvas=True
    )
    r1: float = loss_weight(
        0.6, label="R1", help="Ours: gradient penalty on the discriminator.", canvas=True
    )
    steps: int = step_count(1500, label="Steps", help="Optimiser steps.")
    batch: int = batch_size(128)
    # of both GANs; constant for half of the steps, then linearly to 0
    lr: float = learning_rate(0.002)
    classifier_lr: float = learning_rate(0.005)  # same schedule
    latent: int = layer_width(2)  # dimensions of z
    snapshots: int = snapshot_count(40)
    precision: str = arithmetic()


DEFAULTS = {
    "mlp": Config(),
    "convnet": Config(
        steps=600, batch=64, classifier_lr=0.004, beta=0.3, generator_beta=4.0, latent=32
    ),
    "head": Config(
        steps=400, batch=64, lr=0.001, classifier_lr=0.001, beta=0.3, latent=64, snapshots=20
    ),
    "wrn-16-2": Config(  # 4 epochs (the paper: 100); beta is the paper's for CIFAR-10
        steps=1560,
        lr=0.001,
        classifier_lr=0.002,
        beta=0.1,
        generator_beta=4.0,
        latent=64,
        snapshots=8,
    ),
}
DEFAULTS["linear"] = DEFAULTS["head"]
DEFAULTS["wrn-40-2"] = DEFAULTS["wrn-16-2"]
CANVAS = {"steps": 600, "lr": 0.004, "classifier_lr": 0.01}
# The authors' code: 100 epochs, no term of ours, no pull-away
PAPER = {"beta": 0.1, "generator_beta": 0.1, "pull_away": 0.0, "repulsion": 0.0, "r1": 0.0}
PAPER |= {"steps": 78_200, "batch": 64, "lr": 0.0002, "classifier_lr": 0.0002, "latent": 100}
