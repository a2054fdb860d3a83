"""Widgets that answer inside the browser."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from app.server import view

HERE = Path(__file__).parent


def packed(array: np.ndarray) -> str:
    """Its bytes, row by row, as text for a widget: `bytes` in shared.js reads it."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


@st.cache_resource
def widget(name: str) -> Callable:
    """The widget whose html, css and js lie in the folder of that name, ready to be drawn.

    Its `data`, unless they are bytes, reach the script as the one thing in a list: whatever stands
    in a dictionary itself, Streamlit compares with every kind of table that pandas knows, and the
    first page with a widget would wait until pandas is loaded. What a link to the view says of the
    widgets of that name comes with them, as `asked`, and which of their controls it leaves out, as
    `hidden`.
    """
    html = (HERE / name / f"{name}.html").read_text("utf-8")
    css, js = (
        (HERE / f"shared.{kind}").read_text("utf-8")
        + (HERE / name / f"{name}.{kind}").read_text("utf-8")
        for kind in ("css", "js")
    )
    mount = st.components.v2.component(f"oodlab_{name}", html=html, css=css, js=js)

    def draw(*, data: dict[str, Any] | bytes, **options: Any) -> Any:
        if isinstance(data, bytes):
            return mount(data=data, **options)
        of_link = {"asked": view.seen(name), "hidden": view.hidden(name)}
        more = {key: value for key, value in of_link.items() if value}
        return mount(data=[data | more], **options)

    return draw
