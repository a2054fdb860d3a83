"""What the digits' trainings measured over seeds; the first seed is the committed run's."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from app.data import loading
from app.text import names, say
from ood_core import paths
from ood_core.errors import UserError
from ood_core.experiments.places import DIGITS_SEEDS


def measured() -> dict[str, dict[str, Any]]:
    """Run, as its path in pretrained/ -> `accuracy`, `confidence` by kind, `ood` by test and score.

    Numbers are fractions, each a list over seeds.

    Raises:
        UserError: the file is missing or damaged.
    """
    path = paths.PRETRAINED / DIGITS_SEEDS
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@st.cache_data(max_entries=2, show_spinner=False)
def _read(path: Path, changed: int) -> dict[str, dict[str, Any]]:
    with loading.whole(path):
        found = json.loads(path.read_text("utf-8"))["runs"]
        for one in found.values():
            np.stack([one["accuracy"], *one["confidence"].values()])
            [
                np.stack([s["fpr95"], s["auroc"]])
                for test in one["ood"].values()
                for s in test.values()
            ]
    return found


def in_brackets(run: str, score: str) -> str:
    """Behind a name: the mean AUROC over the OOD tests, lowest to highest; "" if not measured."""
    try:
        auroc = [test[score]["auroc"] for test in measured()[run]["ood"].values()]
    except (UserError, KeyError):
        return ""
    return f" ({span(np.mean(auroc, axis=0), '.0%')})"


def span(values: np.ndarray, written: str) -> str:
    """From the lowest to the highest, in the format `written`: once where both read alike."""
    ends = [format(float(value), written) for value in (np.min(values), np.max(values))]
    return ends[0] if ends[0] == ends[1] else say(names.SPAN, low=ends[0], high=ends[1])
