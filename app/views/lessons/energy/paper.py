"""The paper's numbers beside ours."""

import numpy as np

from app.blocks import lesson
from app.data import loading
from app.text import say, say_each
from app.text.format import signed
from app.views.lessons.energy import words
from app.views.lessons.energy.compared import by_paper
from ood_core.runs.run import Run


def numbers() -> None:
    methods = {method for method, _, _ in say_each(words.NUMBERS_ROWS)}
    runs = {method: loading.committed(f"cifar10/{method}") for method in methods}
    rows = [
        dict(
            zip(
                words.NUMBERS_COLUMNS,
                (title, f"{paper:.2f}", *_ours(runs[method], score, metric)),
                strict=True,
            )
        )
        for (method, score, metric), (title, paper) in say_each(words.NUMBERS_ROWS).items()
    ]
    margins = {name: signed(m) for name, m in runs["energy"].log[-1]["gauges"].items()}
    every = len(runs["baseline"].metrics["ood"])
    lesson.numbers(
        rows, say(words.NUMBERS_CONVENTIONS, n=len(say_each(words.ELSEWHERE)), all=every, **margins)
    )


def _ours(run: Run, score: str, metric: str) -> tuple[str, str]:
    """In percent: by the paper's rule over tests like its own, by the house rule over all."""
    paper = [by_paper(run, score)[test][metric] for test in say_each(words.ELSEWHERE)]
    house_metric = "aupr_in" if metric == "aupr" else metric  # the paper's AUPR is that of ID
    house = [row[score][house_metric] for row in run.metrics["ood"].values()]
    return f"{100 * np.mean(paper):.2f}", f"{100 * np.mean(house):.2f}"
