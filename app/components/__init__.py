"""Widgets that answer inside the browser."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


@st.cache_resource
def widget(name: str) -> Callable:
    """The widget whose html, css and js lie in the folder of that name, ready to be drawn."""
    html, css, js = (
        (HERE / name / f"{name}.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    js = (HERE / "shared.js").read_text("utf-8") + js
    return st.components.v2.component(f"oodlab_{name}", html=html, css=css, js=js)
