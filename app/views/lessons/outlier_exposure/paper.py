"""The paper's CIFAR-10 numbers beside those of the committed runs."""

import numpy as np
import streamlit as st

from app.blocks import lesson
from app.data import loading
from app.text import Message, declared, say
from app.views.lessons.outlier_exposure import measurements, words
from app.views.lessons.outlier_exposure.changes import label
from ood_core.runs.run import Run

RATIO = 1 / 5  # OOD inputs for each ID input, in the paper's AUPR

Pair = tuple[float, float]  # percent, before and after fine-tuning


def numbers() -> None:
    before, after = (
        loading.committed(f"cifar10/{method}") for method in ("baseline", "outlier-exposure")
    )
    lesson.numbers(rows(before, after), _conventions(after))
    st.markdown(say(words.TABLE_READ))


def rows(before: Run, after: Run) -> list[dict[str, str]]:
    """Each OOD test that the paper has too, then means, then the test error."""
    runs, tests = (before, after), measurements.tests_of(before, after)
    each = {test: _of(runs, test, "fpr95") for test in words.PAPER_FPR95}
    means = {name: _mean([_of(runs, test, name) for test in tests]) for name in ("fpr95", "auroc")}
    at_ratio = [
        tuple(100 * measurements.aupr_at(run, test, RATIO) for run in runs) for test in tests
    ]
    means["aupr_out"] = _mean(at_ratio)
    means["error"] = tuple(100 * (1 - run.metrics["accuracy"]) for run in runs)
    written = [
        _row(say(_what(test, after), test=label(test)), paper, each[test])
        for test, paper in words.PAPER_FPR95.items()
    ]
    common = say(words.TABLE_ROWS["common"])
    written.append(_row(common, _mean(words.PAPER_FPR95.values()), _mean(each.values())))
    return written + [
        _row(say(words.TABLE_ROWS[name]), words.PAPER_MEANS[name], means[name])
        for name in words.PAPER_MEANS
    ]


def _what(test: str, run: Run) -> Message:
    return words.TABLE_ROWS["seen" if test in run.benchmark.seen else "test"]


def _of(runs: tuple[Run, Run], test: str, metric: str) -> Pair:
    return tuple(100 * measurements.metric(run, test, metric) for run in runs)


def _mean(pairs) -> Pair:
    return tuple(np.mean(list(pairs), axis=0))


def _row(what: str, paper: Pair, ours: Pair) -> dict[str, str]:
    return {
        words.TABLE_WHAT: what,
        say(words.TABLE_PAPER): _arrow(paper, 2),
        say(words.TABLE_OURS): _arrow(ours, 1),
    }


def _arrow(pair: Pair, digits: int) -> str:
    return " → ".join(f"{value:.{digits}f}" for value in pair)


def _conventions(run: Run) -> str:
    return say(words.NUMBERS_CONVENTIONS, outliers=declared.outliers(run.benchmark))
