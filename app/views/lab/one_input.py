"""One input of a run's evidence: itself, its scores, its logits."""

import numpy as np
import pandas as pd
import streamlit as st

from app.blocks import layout
from app.data import scoring
from app.data.inputs import inputs, nearest, picture
from app.figures.features import logit_bars
from app.text import declared, names, say, say_each
from app.text.format import percent
from app.views.lab import words
from ood_core.runs.run import Run

SIZE = 168  # pixels on the page
BARS = 20  # logits that are drawn, at most


def show(run: Run, chosen: tuple[str, int] | None) -> None:
    if chosen is None:
        st.info(say(words.SELECT), icon=":material/ads_click:")
        return
    name, row = chosen
    arrays, classes = run.evidence[name], say_each(declared.classes(run.benchmark))
    logits = arrays["logits"][row]
    best = classes[int(logits.argmax())]
    label = names.population_label(name, run.kinds[name])
    facts, said = {"row": row, "n": len(arrays["logits"]), "answer": best}, words.INPUT
    if "labels" in arrays:
        facts["truth"], said = classes[arrays["labels"][row]], words.INPUT_TRULY
    st.markdown(say(said, population=f"**{label}**", **facts))
    image, scores = st.columns([1, 1.4])
    with image:
        _picture(run, name, row, say(said, population=label, **facts))
    scores.dataframe(_scores(run, name, row), hide_index=True)
    first = np.sort(np.argsort(-logits)[:BARS])  # the highest ones, in the order of the classes
    bars = logits[first], tuple(classes[k] for k in first)
    figure = logit_bars(*bars, say_each(words.LOGITS), layout.mode())
    layout.chart(figure, say(words.LOGITS_ALT, answer=best), "logits")
    if near := nearest(run, name, row):
        distance, usual = near
        st.caption(say(words.DISTANCE, distance=f"{distance:.2f}", usual=f"{usual:.2f}"))


def _picture(run: Run, name: str, row: int, alt: str) -> None:
    if run.benchmark.is_plane:
        x = inputs(str(run.path), name)
        at = None if x is None else {"x": f"{x[row, 0]:.2f}", "y": f"{x[row, 1]:.2f}"}
        st.markdown(say(words.AT, **at)) if at else st.caption(say(words.NO_INPUT))
        return
    pixels = picture(run, name, row)
    if pixels is None:
        st.caption(say(words.NO_INPUT))
    else:
        st.image(pixels if pixels.shape[-1] > 1 else pixels[..., 0], width=SIZE, alt=alt)


def _scores(run: Run, name: str, row: int) -> pd.DataFrame:
    rows = []
    for score in scoring.score_names(run):
        value, lower = scoring.standing(run, score, name, row)
        title = names.SCORES[score].title
        rows.append({"score": title, "value": f"{value:.4g}", "lower": percent(lower, 0)})
    return pd.DataFrame(rows).rename(columns=say_each(words.SCORES))
