"""The paper's numbers beside those of the committed runs."""

from app.blocks import lesson
from app.data import loading
from app.data.dots import dot, group_mean
from app.figures.dots import Dot, Rows
from app.text import say, say_each
from app.views.lessons.csi import words
from app.views.lessons.csi.spaces import ON_PHOTOGRAPHS, RUNS
from ood_core.evaluation.report import means
from ood_core.runs.run import Run

PAPER = {  # row -> what the paper has, in percent, for SimCLR and CSI
    "one-class": ("87.9", "94.3"),
    "svhn": ("", "99.8"),
    "cifar100": ("", "89.3"),
}


def found() -> lesson.Numbers:
    ours = [loading.committed(name) for name in RUNS.values()]
    photographs = [loading.committed(name) for name in ON_PHOTOGRAPHS.values()]
    values = [
        *((words.PAPER_ROWS[row], *auroc) for row, auroc in PAPER.items()),
        *((row, *(_mean(run, group) for run in ours)) for group, row in words.OUR_ROWS.items()),
        *(
            (row, *(_auroc(run, test) for run in photographs))
            for test, row in words.PHOTOGRAPH_ROWS.items()
        ),
    ]
    columns = (say(words.NUMBERS_HEAD), *RUNS)
    rows = [dict(zip(columns, row, strict=True)) for row in say_each(values)]
    return lesson.Numbers(rows, say(words.NUMBERS_CONVENTIONS), chart(), columns[0])


def chart() -> Rows:
    """A row for each of the table's, SimCLR and CSI in it."""
    rows = {
        say(words.PAPER_ROWS[row]): {
            name: Dot(float(auroc)) for name, auroc in zip(RUNS, aurocs, strict=True) if auroc
        }
        for row, aurocs in PAPER.items()
    }
    for named, runs, tests in (
        (words.OUR_ROWS, RUNS, {group: group_mean(group) for group in words.OUR_ROWS}),
        (words.PHOTOGRAPH_ROWS, ON_PHOTOGRAPHS, {test: test for test in words.PHOTOGRAPH_ROWS}),
    ):
        for key, row in named.items():
            found = {name: loading.committed(path) for name, path in runs.items()}
            rows[say(row)] = {
                name: dot(run, tests[key], run.method.score, "auroc") for name, run in found.items()
            }
    return rows


def _auroc(run: Run, test: str) -> str:
    """Of the run's own score, in percent."""
    return f"{100 * run.metrics['ood'][test][run.method.score]['auroc']:.1f}"


def _mean(run: Run, group: str) -> str:
    """Mean AUROC of the run's own score over its OOD tests of that group, in percent."""
    found = means(run.metrics["ood"], run.groups)[group][run.method.score]
    return f"{100 * found['auroc']:.1f}"
