"""One input of a run's evidence: itself, its scores, its logits."""

import pandas as pd
import streamlit as st

from app.blocks import layout
from app.data import scoring
from app.data.inputs import inputs, nearest
from app.figures.features import logit_bars
from app.text import names
from ood_core.runs.run import Run

SIZE = 168  # pixels on the page
HINT = "Select a point in either map to see its input, its scores and its logits."


def show(run: Run, chosen: tuple[str, int] | None) -> None:
    if chosen is None:
        st.info(HINT, icon=":material/ads_click:")
        return
    name, row = chosen
    arrays, classes = run.evidence[name], run.benchmark.classes
    logits = arrays["logits"][row]
    best = classes[int(logits.argmax())]
    label = names.population_label(name, run.kinds[name])
    truth = f", truly {classes[arrays['labels'][row]]}" if "labels" in arrays else ""
    st.markdown(f"**{label}**, input {row} of {len(arrays['logits'])}: called {best}{truth}")
    image, facts = st.columns([1, 1.4])
    with image:
        _picture(run, name, row, f"{label}, input {row}: called {best}{truth}")
    facts.dataframe(_scores(run, name, row), hide_index=True)
    layout.chart(
        logit_bars(logits, classes, layout.mode()),
        f"The logits of this input; class {best} has the largest.",
        "logits",
    )
    distance, usual = nearest(run, name, row)
    st.caption(
        f"Distance to the nearest training features: {distance:.2f}. "
        f"Half of the ID test inputs are nearer than {usual:.2f}."
    )


def _picture(run: Run, name: str, row: int, alt: str) -> None:
    x = inputs(str(run.path), name)
    if x is None:
        st.caption("Its data set is not on this machine, or has changed since the training.")
    elif run.benchmark.is_image:
        pixels = x[row].transpose(1, 2, 0)
        st.image(pixels if pixels.shape[-1] > 1 else pixels[..., 0], width=SIZE, alt=alt)
    else:
        st.markdown(f"at ({x[row, 0]:.2f}, {x[row, 1]:.2f})")


def _scores(run: Run, name: str, row: int) -> pd.DataFrame:
    rows = []
    for score in scoring.score_names(run):
        value, stranger = scoring.standing(run, score, name, row)
        title = names.SCORES[score].title
        rows.append({"score": title, "value": f"{value:.4g}", "of ID lower": f"{stranger:.0%}"})
    return pd.DataFrame(rows)
