"""The paper's numbers beside ours."""

import numpy as np

from app.blocks import lesson
from app.data import loading
from app.figures.dots import Dot
from app.text import papers, say, say_each
from app.text.format import signed
from app.views.lessons.energy import words
from app.views.lessons.energy.compared import by_paper
from ood_core.evaluation.report import means
from ood_core.runs.run import Run

PAPER = {  # run, score, metric -> what the paper has, in percent
    ("baseline", "msp", "fpr95"): 51.04,
    ("baseline", "msp", "auroc"): 90.90,
    ("baseline", "msp", "aupr"): 97.92,
    ("baseline", "energy", "fpr95"): 33.01,
    ("baseline", "energy", "auroc"): 91.88,
    ("baseline", "energy", "aupr"): 97.83,
    ("outlier-exposure", "msp", "fpr95"): 8.53,
    ("energy", "energy", "fpr95"): papers.ENERGY_FPR95,
}
ALIKE = ("svhn", "textures", "scenes")  # our OOD tests that are like the paper's six


def numbers() -> None:
    lesson.slip(say(words.YEAR))
    lesson.numbers(found)


def found() -> lesson.Numbers:
    methods = {method for method, _, _ in PAPER}
    runs = {method: loading.committed(f"cifar10/{method}") for method in methods}
    columns, rows, chart = say_each(words.NUMBERS_COLUMNS), [], {}
    for (method, score, metric), paper in PAPER.items():
        title = say(words.NUMBERS_ROWS[method, score, metric])
        row = (title, f"{paper:.2f}", *_ours(runs[method], score, metric))
        rows.append(dict(zip(columns, row, strict=True)))
        values = _by_paper(runs[method], score, metric)
        ours = Dot(float(np.mean(values)), (min(values), max(values)))
        chart[title] = {columns[1]: Dot(paper), columns[2]: ours}
    margins = {name: signed(m) for name, m in runs["energy"].log[-1]["gauges"].items()}
    conventions = say(words.NUMBERS_CONVENTIONS, n=len(ALIKE), **margins)
    spread = say(words.NUMBERS_SPREAD, n=len(ALIKE))
    return lesson.Numbers(rows, conventions, chart, say(words.NUMBERS_AXIS), spread)


def _ours(run: Run, score: str, metric: str) -> tuple[str, str]:
    """In percent, by the paper's rule over tests like its own; by ours: near / far / noise."""
    house_metric = "aupr_in" if metric == "aupr" else metric  # the paper's AUPR is that of ID
    house = means(run.metrics["ood"], run.groups).values()
    return f"{np.mean(_by_paper(run, score, metric)):.2f}", " / ".join(
        f"{100 * of[score][house_metric]:.2f}" for of in house
    )


def _by_paper(run: Run, score: str, metric: str) -> list[float]:
    """In percent, by the paper's rule, on each of the tests like its own."""
    return [100 * by_paper(run, score)[test][metric] for test in ALIKE]
