"""The logits under one point of a canvas, and what pulls on them."""

from typing import Any

import streamlit as st

from app import loading, page
from app.components.tug import tug
from app.lessons import canvas as words
from app.lessons.tug import START_MARGINS
from ood_core.benchmarks.canvas import Canvas
from ood_core.methods import METHODS

PICKED = "canvas:point"  # kept for the page of the tug-of-war


def one_point(picked: dict[str, Any] | None, canvas: Canvas) -> None:
    """The tug-of-war of the point that was clicked last."""
    if not picked:
        return
    st.header(words.PULL_TITLE)
    st.session_state[PICKED] = picked | {"canvas": canvas.name}
    draw(st.session_state[PICKED])


def draw(picked: dict[str, Any]) -> None:
    method, z = METHODS[picked["method"]], picked["z"]
    at = f"{picked['x']:.2f},{picked['y']:.2f}"
    said = words.POINT.format(method=method.title, x=picked["x"], y=picked["y"])
    st.markdown(f"**{said}**".replace("-", "\N{MINUS SIGN}"))
    version = f"{picked['canvas']}:{method.name}:{at}:{z[0]:.3f}"
    best = max(range(len(z)), key=z.__getitem__)
    tug("ABCD"[: len(z)], z, "outlier", best, margins(), version, page.mode(), "canvas:tug")


def margins(world: str = "plane-blobs") -> tuple[float, float]:
    """Those that the pretrained energy run on that world was fine-tuned with."""
    gauges = loading.committed(f"{world}/energy").log[-1]["gauges"]
    return tuple(
        gauges.get(name, usual)
        for name, usual in zip(("m_in", "m_out"), START_MARGINS, strict=True)
    )
