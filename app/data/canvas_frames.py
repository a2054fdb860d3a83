"""The frames of trained canvases."""

from pathlib import Path

import streamlit as st


@st.cache_data(max_entries=300, show_spinner=False)
def canvas_frame(path: str) -> bytes:
    """The file of one frame; whenever it is written, it is the same."""
    return Path(path).read_bytes()
