"""Frames of a canvas, brought to the browser one by one, each only once; nothing is seen of them.

Streamlit sends a message that the browser has had only as a reference to it, so drawing the same
frames with every rerun costs nothing.
"""

import streamlit as st

from app.components import widget


def frames(files: list[bytes], name: str) -> None:
    """Bring the files of the canvas of that name, see `ood_core.canvas.frames`."""
    with st.container(key="frames", gap=None):  # without height, see style.css
        for i, data in enumerate(files):
            whose = name.encode()  # 16 characters, see frames.js
            widget("frames")(data=whose + data, key=f"frame:{name}:{i}", height="content")
