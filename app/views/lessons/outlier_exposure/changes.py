"""A table of what each outlier set does to each OOD test, with the range over seeds."""

import numpy as np

from app.blocks import layout
from app.figures import exposure
from app.text import declared, names, say, say_each
from app.text.format import percent, points
from app.views.lessons.outlier_exposure import measurements, words
from app.views.lessons.outlier_exposure.measurements import Evaluated, OverSeeds

Seeds = dict[str, dict[str, OverSeeds]]  # run -> OOD test -> FPR95
NOISE = "gaussian"


def label(test: str) -> str:
    """An OOD test as students say it."""
    if test in words.SET_LABELS:
        return say(words.SET_LABELS[test])
    return names.PAPER_NAMES.get(test) or say(declared.population(test))


def changes_table(
    runs: dict[str, Evaluated], titles: dict[str, str], hidden: set[str], seeds: Seeds
) -> None:
    """Rows by run, columns by OOD test; the rows of those `hidden` have no numbers yet."""
    tests = measurements.tests_of(
        *runs.values(), measurements.baseline_of(next(iter(runs.values())))
    )
    change = np.array(
        [
            [np.nan if name in hidden else 100 * measurements.change(run, test) for test in tests]
            for name, run in runs.items()
        ]
    )
    notes = [
        ["" if name in hidden else _note(run, test, seeds.get(name, {})) for test in tests]
        for name, run in runs.items()
    ]
    rows, short = [titles[name] for name in runs], say_each(words.SHORT)
    columns = [short[test] if test in short else label(test) for test in tests]
    hover = say(words.HEAT_HOVER)
    figure = exposure.change_table(change, rows, columns, notes, hover, layout.mode())
    layout.chart(figure, say(words.HEAT_ALT, cells=_spoken(change, rows, tests)))


def _note(run: Evaluated, test: str, seeds: dict[str, OverSeeds]) -> str:
    """Below a cell's number: seen, or the range over seeds where there is one."""
    if test in run.benchmark.seen:
        return say(words.SEEN_MARK)
    if test not in seeds:
        return ""
    change = 100 * seeds[test].change
    low, high = (points(value, 0) for value in (change.min(), change.max()))
    return say(words.RANGE, low=low, high=high)


def _spoken(change: np.ndarray, rows: list[str], tests: list[str]) -> str:
    """The table in a sentence."""
    lines = [
        ", ".join(f"{label(t)} {exposure.cell(c)}" for t, c in zip(tests, line, strict=True))
        for line in change
    ]
    return "; ".join(f"{row}: {line}" for row, line in zip(rows, lines, strict=True))


def about_seeds(tests: dict[str, OverSeeds] | None) -> str:
    """How to read the ranges of one outlier set; the noise shows best what they say."""
    if tests is None:
        return say(words.ONE_SEED)
    noise = tests[NOISE]
    return say(
        words.SEEDS_NOTE,
        n=len(noise.before),
        before=", ".join(percent(value, 0) for value in noise.before),
        after=percent(noise.after.max()),
    )
