"""The settings of fine-tuning on outliers, see ood_core/methods/finetuning.py."""

from dataclasses import dataclass

from ood_core.methods.config.common import (
    arithmetic,
    batch_size,
    learning_rate,
    snapshot_count,
    step_count,
)


@dataclass(frozen=True)
class Schedule:
    outlier_batch: int = batch_size(256, label="Outliers in a step", help="The papers: 256.")
    steps: int = step_count(
        300, label="Steps of fine-tuning", help="Steps on ID data and outliers."
    )
    lr: float = learning_rate(  # cosine to 1e-6
        0.01, label="Learning rate", help="Of fine-tuning; falls along a cosine."
    )
    base_steps: int = step_count(
        600, label="Steps of the baseline", help="Steps before fine-tuning starts."
    )
    base: str = ""  # directory of a baseline run to start from; base_steps are then not needed
    batch: int = batch_size(128)  # ID inputs a step
    snapshots: int = snapshot_count(20)  # in the whole training
    precision: str = arithmetic()

    @property
    def before(self) -> int:
        """Steps of this training before the fine-tuning."""
        return 0 if self.base else self.base_steps


# 5 epochs (the papers: 10), at a hundredth of the classifier's rate
ON_WIDE_RESNET = {"base": "pretrained/cifar10/baseline", "steps": 1950, "lr": 0.001}
AS_IN_THE_PAPERS = {"base_steps": 39_100, "steps": 3910, "lr": 0.001}  # 100 and 10 epochs
# Hendrycks et al. (2019), which Liu et al. (2020) kept; the baseline's 100 epochs, then 10
PAPERS = {"outlier_batch": 256, "batch": 128} | AS_IN_THE_PAPERS
ON_CANVAS = {"base_steps": 240, "steps": 720}
