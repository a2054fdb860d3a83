"""Panel: the histogram of a score and a threshold to drag."""

import streamlit as st

from app import choose, loading, page
from app.components.threshold import Group, content, threshold
from app.lessons import lesson, words
from ood_core.errors import UserError
from ood_core.evaluation.metrics import is_constant
from ood_core.runs.run import Run

CONSTANT = (
    "Every input has the same {title} score, so no threshold tells any two apart. Choose another "
    "score, or train longer."
)


def _about(run: Run, population: str) -> str:
    """What a population is, in the benchmark's words; empty where the run knows more than it."""
    group, _, name = population.partition("/")
    known = run.benchmark.ood_tests if group == "ood" else run.benchmark.shifts
    return known[name].about if name in known else ""


def groups(run: Run, scored: loading.Scored) -> list[Group]:
    """The OOD tests and shifts of a run, as the widget wants them."""
    return [
        Group(name, words.population_label(name, kind), kind, _about(run, name), scored[name])
        for name, kind in loading.kinds(run).items()
        if kind != "id"
    ]


def show(run: Run) -> None:
    picture, text = page.picture_and_words()
    with picture:
        score, temperature = choose.score(run, "threshold")
        scored = loading.scored(run, score, temperature)
        title = words.SCORES[score].title
        if is_constant(scored.values()):
            raise UserError(CONSTANT.format(title=title))
        version = f"{run.path}:{score}:{temperature}"
        data = content(scored["id_test"], groups(run, scored), title, version, page.mode())
        threshold(data, "threshold")
    with text:
        st.latex(words.SCORES[score].formula)
        st.markdown(words.SCORES[score].meaning)
        st.markdown(lesson("threshold"))
