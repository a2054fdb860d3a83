"""The frames of trained canvases, and the points they were trained on."""

from pathlib import Path

import numpy as np
import streamlit as st

from ood_core.canvas import canvas as canvases


@st.cache_data(max_entries=300, show_spinner=False)
def canvas_frame(path: str) -> bytes:
    """The file of one frame; whenever it is written, it is the same."""
    return Path(path).read_bytes()


@st.cache_data(max_entries=300, show_spinner=False)
def training_points(link: str) -> list[np.ndarray]:
    """Of the canvas of that link, each class's `(N, 2)`."""
    data = canvases.world(canvases.opened(link)).load_id("train")
    return [data.x[data.y == k] for k in range(data.y.max() + 1)]
