"""Where the keyboard, and what is read aloud, goes on after a change of page."""

from pathlib import Path

import streamlit as st


def follow() -> None:
    """To the new page's title; the browser is told once for each visit."""
    st.html(_script(), unsafe_allow_javascript=True)


@st.cache_resource
def _script() -> str:
    script = Path(__file__).with_name("focus.js").read_text("utf-8")
    return f"<script>{{\n{script}}}</script>"  # a block: it comes again
