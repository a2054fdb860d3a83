"""The logits under one point of a canvas, and what pulls on them."""

from typing import Any

import streamlit as st

from app import drawing, loading, page
from app.components.tug import tug
from app.lessons import canvas as words
from app.lessons.tug import START_RATES
from ood_core.canvas.canvas import Canvas
from ood_core.methods import METHODS
from ood_core.runs.run import Run

PICKED = "canvas:point"  # kept for the page of the tug-of-war
MARGINS = "m_in", "m_out"
WEIGHTS = {  # of the tug-of-war -> whose setting it is
    "lambda_oe": ("outlier-exposure", "weight"),
    "beta": ("confident-gan", "beta"),
    "lambda": ("energy", "weight"),
}


def one_point(picked: dict[str, Any] | None, canvas: Canvas) -> None:
    """The tug-of-war of the point that was clicked last, if that was on this canvas."""
    if not picked or picked["canvas"] != canvas.name:
        return
    st.header(words.PULL_TITLE)
    set_here = canvas.settings.get("energy", {}).keys()
    note = words.RATES if set_here >= set(MARGINS) else words.SUGGESTED
    st.session_state[PICKED] = picked | {"rates": rates(canvas), "note": note}
    draw(st.session_state[PICKED])


def draw(picked: dict[str, Any]) -> None:
    """The tug-of-war of a picked point, with the `rates` of its canvas and a `note` on them."""
    method, z = METHODS[picked["method"]], picked["z"]
    at = f"{picked['x']:.2f},{picked['y']:.2f}"
    facts = {name: picked[name] for name in ("x", "y", "frame")}
    said = words.POINT.format(method=method.title, **facts)
    st.markdown(f"**{said}**".replace("-", "\N{MINUS SIGN}"))
    st.caption(picked["note"])
    version = f"{picked['canvas']}:{picked['frame']}:{method.name}:{at}"
    best = max(range(len(z)), key=z.__getitem__)
    classes = "ABCD"[: len(z)]
    tug(classes, z, "outlier", best, picked["rates"], version, page.mode(), "canvas:tug")


def rates(canvas: Canvas) -> dict[str, float]:
    """The weights and margins of the canvas; margins that it leaves open, as on the plane."""
    found = START_RATES | margins(loading.committed("plane-blobs/energy"))
    for name, (method, key) in (WEIGHTS | {m: ("energy", m) for m in MARGINS}).items():
        usual = drawing.defaults(method).get(key)
        value = canvas.settings.get(method, {}).get(key, usual)
        found[name] = found[name] if value is None else float(value)
    return found


def margins(run: Run) -> dict[str, float]:
    """Those that an energy run was fine-tuned with."""
    gauges = run.log[-1]["gauges"]
    return {name: gauges[name] for name in MARGINS if name in gauges}
