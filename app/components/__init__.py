"""Widgets that answer inside the browser."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


@st.cache_resource
def widget(name: str) -> Callable:
    """The widget whose html, css and js lie in the folder of that name, ready to be drawn."""
    html = (HERE / name / f"{name}.html").read_text("utf-8")
    css, js = (
        (HERE / f"shared.{kind}").read_text("utf-8")
        + (HERE / name / f"{name}.{kind}").read_text("utf-8")
        for kind in ("css", "js")
    )
    return st.components.v2.component(f"oodlab_{name}", html=html, css=css, js=js)
