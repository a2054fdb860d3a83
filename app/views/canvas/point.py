"""The logits under one point of a canvas, and what pulls on them."""

from typing import Any

import streamlit as st

from app.blocks.tug_of_war import MARGINS, PICKED, draw, margins
from app.components.tug.words import START_RATES
from app.data import loading
from app.text import say
from app.views.canvas import state, words
from ood_core.canvas.canvas import Canvas

WEIGHTS = {  # of the tug-of-war -> whose setting it is
    "lambda_oe": ("outlier-exposure", "weight"),
    "beta": ("confident-gan", "beta"),
    "lambda": ("energy", "weight"),
}


def one_point(picked: dict[str, Any] | None, canvas: Canvas) -> None:
    """The tug-of-war of the point that was clicked last, if that was on this canvas."""
    if not picked or picked["canvas"] != canvas.name:
        return
    st.header(say(words.PULL_TITLE))
    set_here = canvas.settings.get("energy", {}).keys()
    note = words.RATES if set_here >= set(MARGINS) else words.SUGGESTED
    st.session_state[PICKED] = picked | {"rates": rates(canvas), "note": note}
    draw(st.session_state[PICKED])


def rates(canvas: Canvas) -> dict[str, float]:
    """The weights and margins of the canvas; margins that it leaves open, as on the plane."""
    found = START_RATES | margins(loading.committed("plane-blobs/energy"))
    for name, (method, key) in (WEIGHTS | {m: ("energy", m) for m in MARGINS}).items():
        usual = state.defaults(method).get(key)
        value = canvas.settings.get(method, {}).get(key, usual)
        found[name] = found[name] if value is None else float(value)
    return found
