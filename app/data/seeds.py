"""What the digits' trainings measured over seeds; the first seed is the committed run's."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from app.data import loading
from app.text import names, say
from ood_core import benchmarks, paths
from ood_core.errors import UserError
from ood_core.evaluation import report
from ood_core.experiments.places import DIGITS_SEEDS
from ood_core.runs.run import Run

DASH = "\N{EN DASH}"  # between the ends of a range


def measured() -> dict[str, dict[str, Any]]:
    """Path in pretrained/ -> `accuracy`, `confidence` by group, `ood` by test and score.

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
    """Behind a name: the mean AUROC on near / far / noise, each from the lowest to the highest.

    "" if it was not measured.
    """
    try:
        auroc = {test: row[score]["auroc"] for test, row in measured()[run]["ood"].items()}
    except (UserError, KeyError):
        return ""
    declared = benchmarks.get("digits").ood_tests
    groups = report.by_group({test: declared[test].group for test in auroc if test in declared})
    found = [np.mean([auroc[test] for test in tests], axis=0) for tests in groups.values()]
    ends = [(f"{100 * values.min():.0f}", f"{100 * values.max():.0f}") for values in found]
    return f" ({' / '.join(DASH.join(dict.fromkeys(pair)) for pair in ends)}%)"


def by_group(run: Run, metric: str) -> dict[str, list[float]]:
    """Near, far and noise -> the mean of the run's own score over those tests, of each seed.

    Of a committed run of the digits, and "fpr95" or "auroc"; empty where it was not measured.
    """
    if not run.path.is_relative_to(paths.PRETRAINED):
        return {}
    name = run.path.relative_to(paths.PRETRAINED).as_posix()
    try:
        ood = {test: row[run.method.score][metric] for test, row in measured()[name]["ood"].items()}
    except (UserError, KeyError):
        return {}
    groups = report.by_group({test: of for test, of in run.groups.items() if test in ood})
    return {
        group: np.mean([ood[test] for test in tests], axis=0).tolist()
        for group, tests in groups.items()
    }


def span(values: np.ndarray, written: str) -> str:
    """From the lowest to the highest, in the format `written`: once where both read alike."""
    ends = [format(float(value), written) for value in (np.min(values), np.max(values))]
    return ends[0] if ends[0] == ends[1] else say(names.SPAN, low=ends[0], high=ends[1])
