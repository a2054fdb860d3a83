"""The paper's numbers beside those of the committed runs."""

import numpy as np

from app.blocks import lesson
from app.data import loading
from app.text import say, say_each
from app.views.lessons.csi import words
from app.views.lessons.csi.spaces import ON_PHOTOGRAPHS, RUNS
from ood_core.runs.run import Run


def numbers() -> None:
    head = next(iter(say(words.PAPER_ROWS[0])))
    ours = {title: loading.committed(name) for title, name in RUNS.items()}
    rows = [
        {head: label} | {title: _mean(run, kind) for title, run in ours.items()}
        for kind, label in say_each(words.OUR_ROWS).items()
    ]
    photographs = {title: loading.committed(name) for title, name in ON_PHOTOGRAPHS.items()}
    rows += [
        {head: label} | {title: _auroc(run, test) for title, run in photographs.items()}
        for test, label in say_each(words.PHOTOGRAPH_ROWS).items()
    ]
    lesson.numbers([*say_each(words.PAPER_ROWS), *rows], say(words.NUMBERS_CONVENTIONS))


def _auroc(run: Run, test: str) -> str:
    """Of the run's own score, in percent."""
    return f"{100 * run.metrics['ood'][test][run.method.score]['auroc']:.1f}"


def _mean(run: Run, kind: str) -> str:
    """Mean AUROC of the run's own score over its OOD tests of that kind, in percent."""
    found = [test for test in run.metrics["ood"].values() if test["kind"] == kind]
    return f"{100 * np.mean([test[run.method.score]['auroc'] for test in found]):.1f}"
