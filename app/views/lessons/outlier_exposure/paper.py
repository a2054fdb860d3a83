"""The paper's CIFAR-10 numbers beside those of the committed runs."""

from itertools import product

import numpy as np
import streamlit as st

from app.blocks import lesson
from app.data import loading
from app.data.dots import dot, group_mean
from app.figures.dots import Dot, Rows
from app.text import declared, names, papers, say
from app.text.format import percent
from app.text.papers import Pair
from app.views.lessons.outlier_exposure import measurements, words
from app.views.lessons.outlier_exposure.changes import label
from ood_core.benchmarks.cifar10 import COUNTERPARTS
from ood_core.evaluation.report import MEAN, by_group
from ood_core.runs.run import Run

SEEN = "cifar100"  # some of its classes are among the outliers
RATIO = 1 / 5  # OOD inputs for each ID input, in the paper's AUPR


def numbers() -> None:
    lesson.numbers(found)
    st.markdown(_read(*_runs()))


def found() -> lesson.Numbers:
    before, after = _runs()
    table, axis = rows(before, after), say(words.NUMBERS_AXIS)
    return lesson.Numbers(table, _conventions(after), chart(before, after), axis)


def _runs() -> tuple[Run, Run]:
    """The plain network, and the same after Outlier Exposure."""
    return loading.committed("cifar10/baseline"), loading.committed("cifar10/outlier-exposure")


def chart(before: Run, after: Run) -> Rows:
    """FPR95 on each OOD test that the paper has too, then its means."""
    groups = {group_mean(group): group for group in by_group(before.groups)}
    found = {}
    for test in (*papers.OE_TESTS, *groups):
        if test not in before.metrics["ood"] and test not in groups:
            continue
        was, paper = (
            papers.oe_mean(groups[test], "fpr95")
            if test in groups
            else papers.OE_TESTS[test]["fpr95"]
        )
        ours = dot(after, test, measurements.SCORE, "fpr95", before)
        name = say(names.MEANS[test]) if test in groups else label(test)
        found[name] = {
            say(words.TABLE_PAPER): Dot(paper, before=was),
            say(words.TABLE_OURS): ours,
        }
    return found


def rows(before: Run, after: Run) -> list[dict[str, str]]:
    """Each OOD test that the paper has too, then means of near, far and noise, then the error."""
    runs = (before, after)
    found = [
        _row(
            say(words.TABLE_ROWS[_marked(test, after)], test=label(test)),
            of["fpr95"],
            tuple(100 * measurements.metric(run, test, "fpr95") for run in runs),
        )
        for test, of in papers.OE_TESTS.items()
        if test in before.metrics["ood"]
    ]
    groups = by_group(before.groups)
    for (metric, row), (group, tests) in product(words.TABLE_MEANS.items(), groups.items()):
        ours = np.mean([[_percent(run, test, metric) for run in runs] for test in tests], axis=0)
        of_group = say(names.MEANS[MEAN.format(group)])
        found.append(_row(say(row, group=of_group), papers.oe_mean(group, metric), tuple(ours)))
    error = tuple(100 * (1 - run.metrics["accuracy"]) for run in runs)
    return [*found, _row(say(words.TABLE_ROWS["error"]), papers.OE_ERROR, error)]


def _marked(test: str, run: Run) -> str:
    """Whether the run's outliers show what the test is of."""
    return "seen" if test in run.benchmark.seen else "test"


def _percent(run: Run, test: str, metric: str) -> float:
    """AUPR at the paper's ratio of OOD to ID."""
    if metric == "aupr_out":
        return 100 * measurements.aupr_at(run, test, RATIO)
    return 100 * measurements.metric(run, test, metric)


def _read(before: Run, after: Run) -> str:
    """On which tests FPR95 fell."""
    fpr95 = [
        {test: row[measurements.SCORE]["fpr95"] for test, row in run.metrics["ood"].items()}
        for run in (before, after)
    ]
    rose = [label(test) for test, was in fpr95[0].items() if fpr95[1][test] > was]
    fell = [label(test) for test, was in fpr95[0].items() if fpr95[1][test] < was]
    if not rose:
        return say(words.TABLE_FELL)
    outliers = declared.outliers(after.benchmark)
    read = say(words.TABLE_READ, outliers=outliers, fell=_listed(fell), rose=_listed(rose))
    return f"{read} {_why_seen(before, after)}" if label(SEEN) in rose else read


def _listed(found: list[str]) -> str:
    """In a sentence: "a, b and c"."""
    *first, last = found
    return say(words.AND, first=", ".join(first), last=last) if first else last


def _why_seen(*runs: Run) -> str:
    """Why a test whose kind the outliers show in part can rise."""
    before, after = (percent(measurements.metric(run, SEEN, "auroc")) for run in runs)
    n = len(COUNTERPARTS[SEEN])
    return say(words.TABLE_READ_SEEN, test=label(SEEN), n=n, before=before, after=after)


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
