"""The pictures of the first page: of each OOD test, the most confident answer of the baseline."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import streamlit as st

from app.data import loading, scoring
from app.text import Message, declared
from ood_core import paths
from ood_core.experiments.places import CONFIDENT_MISTAKES
from ood_core.files import Arrays, read_arrays
from ood_core.runs.run import Run


class Pick(NamedTuple):
    """One picture: input `row` of an OOD test, and what the classifier said."""

    test: str
    row: int
    image: np.ndarray  # (H, W) uint8
    letter: str  # that it shows; "" where it shows none
    answer: Message
    confidence: float
    median: float  # confidence, of the whole test


def picks(run: Run) -> list[Pick]:
    """One picture of each OOD test of the committed baseline.

    Raises:
        UserError: the file is missing or damaged, or of another run.
    """
    path = paths.PRETRAINED / CONFIDENT_MISTAKES
    with loading.whole(path):
        kept = _read(path, path.stat().st_mtime_ns)
        if kept["run"] != run.card["created"]:
            raise ValueError("of another run")
        return [_pick(run, test, kept) for test in run.benchmark.ood_tests if f"{test}/row" in kept]


def _pick(run: Run, test: str, kept: Arrays) -> Pick:
    def of(name: str) -> np.ndarray:
        return kept[f"{test}/{name}"]

    letter = str(kept["letter"]) if test == "letters" else ""
    answer = declared.classes(run.benchmark)[int(of("class"))]
    sure = float(of("confidence")), float(of("median"))
    return Pick(test, int(of("row")), of("image"), letter, answer, *sure)


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(path: Path, changed: int) -> Arrays:
    return read_arrays(path)


def stands_out(run: Run, picks: list[Pick]) -> list[float]:
    """Of each picture, the share of ID test inputs that score lower under the run's own score."""
    return [
        scoring.standing(run, run.method.score, f"ood/{pick.test}", pick.row)[1] for pick in picks
    ]
