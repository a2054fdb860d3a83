"""The pictures of the first page: of each OOD test, the most confident answer of the baseline."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import streamlit as st

from app.data import loading, scoring
from app.text import Message, declared
from ood_core import paths
from ood_core.experiments.measurements import most_confident
from ood_core.experiments.places import CONFIDENT_MISTAKES
from ood_core.files import Arrays, read_arrays
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
    row = most_confident(run, test)
    (p,) = softmax(run.evidence[f"ood/{test}"]["logits"][[row]])
    return Pick(test, row, declared.classes(run.benchmark)[int(p.argmax())], float(p.max()))


def image(pick: Pick) -> np.ndarray:
    """The picture that is kept of a pick of the committed baseline, `(H, W) uint8`.

    Raises:
        UserError: the file is missing or damaged, or of another run.
    """
    path = paths.PRETRAINED / CONFIDENT_MISTAKES
    with loading.whole(path):
        kept = _read(path, path.stat().st_mtime_ns)
        if kept[f"{pick.test}/row"] != pick.row:
            raise ValueError("of another run")
        return kept[f"{pick.test}/image"][0]


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(path: Path, changed: int) -> Arrays:
    return read_arrays(path)


def median(run: Run, test: str) -> float:
    """The median confidence over a whole OOD test."""
    return float(np.median(softmax(run.evidence[f"ood/{test}"]["logits"]).max(axis=1)))


def stands_out(run: Run, picks: list[Pick]) -> list[float]:
    """Of each picture, the share of ID test inputs that score lower under the run's own score."""
    return [
        scoring.standing(run, run.method.score, f"ood/{pick.test}", pick.row)[1] for pick in picks
    ]
