"""What a fine-tuning did to the same inputs of each population, from frame to frame."""

from typing import NamedTuple

import numpy as np

from app.data import loading
from ood_core.evaluation import metrics
from ood_core.files import Arrays
from ood_core.runs.run import Run
from ood_core.scores import SCORES

FOLLOWED = 100  # inputs of a population, where a run has no frames of its own


class Tuning(NamedTuple):
    """F frames of n inputs of each population."""

    steps: list[int]
    start: int  # the frame with which the fine-tuning begins
    scores: Arrays  # population -> `(F, n)`
    accuracy: list[float]  # on the inputs of id_test
    fpr95: dict[str, list[float]]  # OOD test -> of these inputs
    cross_entropy: list[float | None]  # of the steps before the frame
    accuracy_of_all: float  # test inputs, at the end
    fpr95_of_all: dict[str, float]


@loading.cached(8)
def followed(run: Run, score: str) -> Tuning:
    """From the frames of its whole training."""
    logits = {
        name.removeprefix("logits:"): z
        for name, z in run.frames.items()
        if name.startswith("logits:")
    }
    steps = run.frames["step"].tolist()
    ce = [line["losses"].get("cross_entropy") for line in run.log]
    return _measured(run, score, logits, steps, steps.index(run.config["base_steps"]), ce)


@loading.cached(8)
def before_and_after(before: Run, after: Run, score: str) -> Tuning:
    """From the evidence of two runs, where no frame was taken in between."""
    names = [name for name in after.evidence if name == "id_test" or name.startswith("ood/")]
    logits = {
        name: np.stack([run.evidence[name]["logits"][:FOLLOWED] for run in (before, after)])
        for name in names
    }
    ce = [run.log[-1]["losses"]["cross_entropy"] for run in (before, after)]
    return _measured(after, score, logits, [0, after.log[-1]["step"]], 0, ce)


def _measured(
    run: Run, score: str, logits: Arrays, steps: list[int], start: int, ce: list[float | None]
) -> Tuning:
    scorer = SCORES[score]()
    scores = {
        name: np.stack([scorer.score({"logits": frame.astype(np.float32)}) for frame in z])
        for name, z in logits.items()
    }
    on_id = logits["id_test"]
    labels = run.evidence["id_test"]["labels"][: on_id.shape[1]]
    fpr95 = {
        name.removeprefix("ood/"): [
            metrics.evaluate(*pair)["fpr95"] for pair in zip(scores["id_test"], found, strict=True)
        ]
        for name, found in scores.items()
        if name.startswith("ood/")
    }
    accuracy = (on_id.argmax(axis=2) == labels).mean(axis=1).tolist()
    of_all = {test: row[score]["fpr95"] for test, row in run.metrics["ood"].items()}
    return Tuning(steps, start, scores, accuracy, fpr95, ce, run.metrics["accuracy"], of_all)
