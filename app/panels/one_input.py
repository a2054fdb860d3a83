"""One input of a run's evidence: itself, its scores, its logits."""

import numpy as np
import pandas as pd
import streamlit as st

from app import loading, page
from app.figures.features import logit_bars
from app.lessons import words
from ood_core.benchmarks.benchmark import fingerprint
from ood_core.errors import UserError
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
    label = words.population_label(name, loading.kinds(run)[name])
    truth = f", truly {classes[arrays['labels'][row]]}" if "labels" in arrays else ""
    st.markdown(f"**{label}**, input {row} of {len(arrays['logits'])}: called {best}{truth}")
    image, facts = st.columns([1, 1.4])
    with image:
        _picture(run, name, row, f"{label}, input {row}: called {best}{truth}")
    facts.dataframe(_scores(run, name, row), hide_index=True)
    page.chart(
        logit_bars(logits, classes, page.mode()),
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


@st.cache_resource(max_entries=32, show_spinner=False)
def inputs(path: str, name: str) -> np.ndarray | None:
    """The inputs behind the evidence, or None where they are not the ones it was made from."""
    run = loading.open_run(loading.Path(path))
    try:
        x = run.benchmark.populations[name]()
    except (KeyError, UserError):
        return None
    whole = run.benchmark.id_train.x if name == "id_train" else x  # of it, evidence is a part
    return x if fingerprint(whole) == run.card["data"][name]["sha256"] else None


def _scores(run: Run, name: str, row: int) -> pd.DataFrame:
    rows = []
    for score in loading.score_names(run):
        value, stranger = loading.standing(run, score, name, row)
        title = words.SCORES[score].title
        rows.append({"score": title, "value": f"{value:.4g}", "of ID lower": f"{stranger:.0%}"})
    return pd.DataFrame(rows)


def nearest(run: Run, name: str, row: int) -> tuple[float, float]:
    """Distance of one input to the nearest training features, and the ID test set's median."""
    train = run.evidence["id_train"]["features"].astype(np.float32)
    one = run.evidence[name]["features"][row].astype(np.float32)
    return float(np.linalg.norm(train - one, axis=1).min()), usual(run)


@loading.cached(64)
def usual(run: Run) -> float:
    """The median distance of ID test inputs to the nearest training features."""
    train = run.evidence["id_train"]["features"].astype(np.float32)
    some = run.evidence["id_test"]["features"][:200].astype(np.float32)
    return float(np.median([np.linalg.norm(train - one, axis=1).min() for one in some]))
