"""What training on outliers gains on photographs of kinds that they show, and of others."""

import numpy as np
import streamlit as st

from app.blocks import layout
from app.data import loading
from app.text import declared, say, say_each
from app.text.names import PAPER_NAMES
from app.views.reproduction import words
from ood_core.runs.run import Run


def numbers() -> None:
    st.header(say(words.SEEN_TITLE))
    runs = {name: loading.committed(name) for name in words.TRAINED}
    seen = runs[words.OE].benchmark.seen
    named = ", ".join(PAPER_NAMES.get(test) or say(declared.population(test)) for test in seen)
    st.markdown(say(words.SEEN_TEXT, tests=named))
    rows = [
        (say(what), *(f"{100 * mean:.1f}" for mean in means(runs[name], score)))
        for name, (what, score) in words.TRAINED.items()
    ]
    layout.table(rows, say_each(words.SEEN_COLUMNS))


def means(run: Run, score: str) -> tuple[float, float, float]:
    """Mean FPR95 over all photographs, over the unseen ones and over the seen ones: fractions."""
    photographs = [test for test, group in run.groups.items() if group != "noise"]
    fpr95 = {test: run.metrics["ood"][test][score]["fpr95"] for test in photographs}
    seen = {test: value for test, value in fpr95.items() if test in run.benchmark.seen}
    unseen = {test: value for test, value in fpr95.items() if test not in seen}
    return tuple(float(np.mean(list(part.values()))) for part in (fpr95, unseen, seen))
