"""The part "on photographs": what methods do on features of real photographs, by committed runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app.blocks import layout
from app.blocks import photographs_words as words
from app.data import loading
from app.text import declared, names, say
from app.text.format import percent
from ood_core.evaluation.report import means
from ood_core.methods import METHODS
from ood_core.runs.run import Run

if TYPE_CHECKING:
    import pandas as pd

WORLD = "photos"
PLAIN, NEIGHBOURS = ("baseline", "msp"), ("baseline", "knn")  # method and score
Row = tuple[str, str]


def part(*methods: str) -> None:
    """The plain classifier, these methods by their own scores, and nearest neighbours.

    Args:
        methods: names; of one alone a sentence says what it shows.

    Raises:
        UserError: a run is missing.
    """
    layout.folded(say(words.TITLE), lambda: _draw(methods), "photographs-part")


def _draw(methods: Sequence[str]) -> None:
    rows: list[Row] = [PLAIN, *((name, METHODS[name].score) for name in methods), NEIGHBOURS]
    runs = {method: loading.committed(f"{WORLD}/{method}") for method, _ in rows}
    st.markdown(say(words.INTRODUCTION, about=declared.about(runs["baseline"].benchmark)))
    st.table(_table(runs, rows))
    facts = {
        "plain": percent(mean(runs["baseline"], "msp")),
        "neighbours": percent(mean(runs["baseline"], "knn")),
    }
    if len(methods) == 1:
        run = runs[methods[0]]
        own = percent(mean(run, run.method.score))
        auroc = percent(mean(run, run.method.score, "auroc"))
        st.markdown(say(words.OF_METHOD[run.method.name], own=own, auroc=auroc, **facts))
    st.markdown(say(words.NEIGHBOURS, **facts))


def mean(run: Run, score: str, metric: str = "fpr95") -> float:
    """Over the OOD tests, all of which are far."""
    return means(run.metrics["ood"], run.groups)["far"][score][metric]


def _table(runs: dict[str, Run], rows: list[Row]) -> "pd.DataFrame":
    """FPR95 of each OOD test, their mean, and the accuracy, in percent."""
    import pandas as pd

    lines = {}
    for method, score in rows:
        run = runs[method]
        title = names.SCORES[score].title
        label = run.method.title if title == run.method.title else f"{run.method.title}, {title}"
        lines[label] = {
            say(declared.population(test)): percent(row[score]["fpr95"])
            for test, row in run.metrics["ood"].items()
        }
        lines[label][say(words.MEAN)] = percent(mean(run, score))
        lines[label][say(words.ACCURACY)] = percent(run.metrics["accuracy"])
    return pd.DataFrame(lines).T.rename_axis(say(words.AXIS))
