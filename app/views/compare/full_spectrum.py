"""Part of the numbers: the same with shifted ID counted as ID."""

import streamlit as st

from app.blocks import layout
from app.data import loading, scoring
from app.text import declared, say, say_each
from app.text import names as text_names
from app.text.format import percent
from app.views.compare import choices
from app.views.compare import words as text
from ood_core.evaluation.report import full_spectrum, means
from ood_core.runs.run import Run


def show(runs: dict[str, Run], metric: str) -> None:
    """Only when asked for: it reads the evidence of every run."""
    if not layout.switch(say(text.FULL), "compare:full-spectrum"):
        return
    runs = choices.whole(runs, "evidence")
    shifts = next(iter(runs.values())).benchmark.shifts
    named = ", ".join(say(declared.population(name)) for name in shifts)
    st.markdown(say(text.FULL_TEXT, metric=text_names.METRICS[metric], shifts=named))
    layout.table(rows(runs, metric), say_each(text.FULL_COLUMNS))


def rows(runs: dict[str, Run], metric: str) -> list[tuple[str, ...]]:
    """Each run's own score on near, far and noise: the usual mean, and the full-spectrum one."""
    found = []
    for name, run in runs.items():
        score, usual = run.method.score, means(run.metrics["ood"], run.groups)
        for group, of in _means(run).items():
            values = (usual[group][score][metric], of[score][metric])
            found.append((name, say(text_names.SHORT_KINDS[group]), *map(percent, values)))
    return found


@loading.cached(32)
def _means(run: Run) -> dict[str, dict[str, dict[str, float]]]:
    score = run.method.score
    found = full_spectrum(scoring.scored(run, score), run.groups)
    return means({test: {score: row} for test, row in found.items()}, run.groups)
