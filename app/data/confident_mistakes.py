"""The pictures of the first page: of each OOD test, the most confident answer of the baseline."""

from typing import NamedTuple

import numpy as np

from app.data import scoring
from app.text import Message, declared
from ood_core.runs.run import Run
from ood_core.scores.logits import softmax


class Pick(NamedTuple):
    """One picture: input `row` of an OOD test, and what the classifier said."""

    test: str
    row: int
    answer: Message
    confidence: float


def pick(run: Run) -> list[Pick]:
    """One picture of each OOD test that both the run and this machine have."""
    return [
        _most_confident(run, test)
        for test in run.benchmark.ood_tests
        if f"ood/{test}" in run.evidence
    ]


def _most_confident(run: Run, test: str) -> Pick:
    p = softmax(run.evidence[f"ood/{test}"]["logits"])
    confidence = p.max(axis=1)
    row = int(confidence.argmax())
    answer = declared.classes(run.benchmark)[int(p[row].argmax())]
    return Pick(test, row, answer, float(confidence[row]))


def median(run: Run, test: str) -> float:
    """The median confidence over a whole OOD test."""
    return float(np.median(softmax(run.evidence[f"ood/{test}"]["logits"]).max(axis=1)))


def stands_out(run: Run, picks: list[Pick]) -> list[float]:
    """Of each picture, the share of ID test inputs that score lower under the run's own score."""
    return [
        scoring.standing(run, run.method.score, f"ood/{pick.test}", pick.row)[1] for pick in picks
    ]
