"""The tug-of-war of a point of a canvas; what the pages keep of it for one another."""

from typing import Any

import streamlit as st

from app.blocks import layout, words
from app.components.tug import tug
from app.text import say
from app.text.format import signed
from ood_core.methods import METHODS
from ood_core.runs.run import Run

PICKED = "canvas:point"  # in the session: the point of a canvas whose logits are pulled at
KEPT = "images:pulled"  # in the session: the picture whose logits are pulled at
SOURCE = "tug:source"  # whose logits the page of the tug-of-war shows
MARGINS = "m_in", "m_out"


def draw(picked: dict[str, Any]) -> None:
    """The tug-of-war of a picked point, with the `rates` of its canvas and a message on them."""
    method, z = METHODS[picked["method"]], picked["z"]
    at = f"{picked['x']:.2f},{picked['y']:.2f}"
    place = {name: signed(picked[name]) for name in ("x", "y")}
    st.markdown(say(words.POINT, method=method.title, frame=picked["frame"], **place))
    st.caption(say(picked["note"]))
    version = f"{picked['canvas']}:{picked['frame']}:{method.name}:{at}"
    best = max(range(len(z)), key=z.__getitem__)
    classes = "ABCD"[: len(z)]
    tug(classes, z, "outlier", best, picked["rates"], version, layout.mode(), "canvas:tug")


def margins(run: Run) -> dict[str, float]:
    """Those that an energy run was fine-tuned with."""
    gauges = run.log[-1]["gauges"]
    return {name: gauges[name] for name in MARGINS if name in gauges}
