"""One input of a run's evidence: itself, its scores, its logits."""

import pandas as pd
import streamlit as st

from app.blocks import layout
from app.data import scoring
from app.data.inputs import inputs, nearest
from app.figures.features import logit_bars
from app.text import declared, names, say, say_each
from app.text.format import percent
from app.views.lab import words
from ood_core.runs.run import Run

SIZE = 168  # pixels on the page


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
    figure = logit_bars(logits, classes, say_each(words.LOGITS), layout.mode())
    layout.chart(figure, say(words.LOGITS_ALT, answer=best), "logits")
    distance, usual = nearest(run, name, row)
    st.caption(say(words.DISTANCE, distance=f"{distance:.2f}", usual=f"{usual:.2f}"))


def _picture(run: Run, name: str, row: int, alt: str) -> None:
    x = inputs(str(run.path), name)
    if x is None:
        st.caption(say(words.NO_INPUT))
    elif run.benchmark.is_image:
        pixels = x[row].transpose(1, 2, 0)
        st.image(pixels if pixels.shape[-1] > 1 else pixels[..., 0], width=SIZE, alt=alt)
    else:
        st.markdown(say(words.AT, x=f"{x[row, 0]:.2f}", y=f"{x[row, 1]:.2f}"))


def _scores(run: Run, name: str, row: int) -> pd.DataFrame:
    rows = []
    for score in scoring.score_names(run):
        value, lower = scoring.standing(run, score, name, row)
        title = names.SCORES[score].title
        rows.append({"score": title, "value": f"{value:.4g}", "lower": percent(lower, 0)})
    return pd.DataFrame(rows).rename(columns=say_each(words.SCORES))
