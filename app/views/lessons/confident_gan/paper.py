"""The paper's numbers beside ours."""

from collections.abc import Iterator

import numpy as np

from app.blocks import lesson, lesson_words
from app.data import loading, scoring, seeds
from app.data.dots import dot, group_mean
from app.figures.dots import Dot, Rows
from app.text import say, say_each
from app.views.lessons.confident_gan import words
from ood_core.evaluation.conventions import CONVENTIONS, read
from ood_core.evaluation.report import by_group, means, spread
from ood_core.runs.run import Run

RUNS = ("digits/baseline", "digits/confident-gan")
RULES = CONVENTIONS["Lee et al."]


def found() -> lesson.Numbers:
    ours = _ours(*(loading.committed(name) for name in RUNS))
    rows = [*map(_paper, words.PAPER), *ours, *_over_seeds(), *_photographs()]
    named = [dict(zip(say_each(words.NUMBERS_COLUMNS), row, strict=True)) for row in rows]
    conventions, axis = say(words.NUMBERS_CONVENTIONS), say(words.NUMBERS_AXIS)
    return lesson.Numbers(named, conventions, chart(), axis)


def chart() -> Rows:
    """AUROC of the paper's rows and of ours."""
    paper, ours = (say(name) for name in (lesson_words.PAPER, lesson_words.OURS))
    rows = {}
    for result in words.PAPER:
        if result.auroc:
            before, after = result.auroc
            training, test, *_ = _paper(result)
            rows[f"{training}: {test}"] = {paper: Dot(after, before=before)}
    before, after = (loading.committed(name) for name in RUNS)
    for group in by_group(after.groups):
        name = _name(group, say(words.NUMBERS_LETTERS))
        mean = dot(after, group_mean(group), "msp", "auroc", before)
        rows[f"{say(words.NUMBERS_OURS)}: {name}"] = {ours: mean}
    run, was = loading.committed("cifar10/confident-gan"), loading.confident_gan_ablation()
    for group, of in means(was["ood"], run.groups).items():
        mean = dot(run, group_mean(group), "msp", "auroc")
        mean = mean._replace(before=100 * of["msp"]["auroc"])
        rows[f"{say(words.NUMBERS_CIFAR)}: {_name(group, 'CIFAR-100')}"] = {ours: mean}
    return rows


def _paper(row: words.Result) -> list[str]:
    training = say(words.NUMBERS_PAPER, data=row.data, outliers=row.outliers)
    test = say(words.NUMBERS_SEEN, test=row.test) if row.seen else row.test
    auroc = _change(*row.auroc) if row.auroc else ""
    accuracy = "{:.2f} → {:.2f}".format(*words.PAPER_ACCURACY[row.data])
    return [training, test, _change(*row.tnr), auroc, accuracy]


def _ours(before: Run, after: Run) -> list[list[str]]:
    accuracy = _change(*(100 * run.metrics["accuracy"] for run in (before, after)))
    rows = []
    for name, tests in _tests(after.groups, say(words.NUMBERS_LETTERS)):
        values = [_means(run, tests) for run in (before, after)]
        tnr, auroc = (_change(*pair) for pair in zip(*values, strict=True))
        rows.append([say(words.NUMBERS_OURS), name, tnr, auroc, accuracy])
    return rows


def _over_seeds() -> list[list[str]]:
    """The same trainings with other seeds: mean and range. TNR was not measured over them."""
    before, after = (loading.committed(name) for name in RUNS)
    found = [seeds.by_group(run, "auroc") for run in (before, after)]
    accuracy = " → ".join(_spread(seeds.measured()[name]["accuracy"]) for name in RUNS)
    title, rows = say(words.NUMBERS_SEEDS), []
    for name, tests in _tests(after.groups, say(words.NUMBERS_LETTERS)):
        auroc = " → ".join(_spread(of[after.groups[tests[0]]]) for of in found)
        rows.append([title, name, "", auroc, accuracy])
    return rows


def _spread(values: list[float]) -> str:
    found = spread([100 * value for value in values])
    return f"{found.mean:.1f} ({found.low:.1f}\N{EN DASH}{found.high:.1f})"


def _photographs() -> list[list[str]]:
    """Of CIFAR-10; the scores that the paper's TNR needs are not kept of the ablation."""
    run = loading.committed("cifar10/confident-gan")
    pair = loading.confident_gan_ablation(), run.metrics
    accuracy = _change(*(100 * found["accuracy"] for found in pair))
    rows = []
    for name, tests in _tests(run.groups, "CIFAR-100"):
        auroc = (100 * np.mean([found["ood"][t]["msp"]["auroc"] for t in tests]) for found in pair)
        rows.append([say(words.NUMBERS_CIFAR), name, "", _change(*auroc), accuracy])
    return rows


def _tests(groups: dict[str, str], near: str) -> Iterator[tuple[str, list[str]]]:
    """What the OOD tests of a group are called together, and which they are.

    Args:
        near: what the only near one is called.
    """
    for group, tests in by_group(groups).items():
        yield _name(group, near), tests


def _name(group: str, near: str) -> str:
    return near if group == "near" else say(words.NUMBERS_GROUPS[group])


@loading.cached(8)
def _means(run: Run, tests: list[str]) -> tuple[float, float]:
    """TNR by the paper's rule and AUROC, in percent, means over OOD tests."""
    on_id = -scoring.confidence(run, "id_test")  # as scores: higher = more OOD
    found = [read(RULES, on_id, -scoring.confidence(run, f"ood/{test}")) for test in tests]
    fpr, auroc = ([numbers[name] for numbers in found] for name in ("fpr95", "auroc"))
    return 100 * (1 - float(np.mean(fpr))), 100 * float(np.mean(auroc))


def _change(before: float, after: float) -> str:
    return f"{before:.1f} → {after:.1f}"
