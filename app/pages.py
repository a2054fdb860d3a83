"""Set-up and navigation only. Streamlit runs this file for each visit and each action."""

from pathlib import Path

import streamlit as st

import app.ahead  # noqa: F401  before the imports below: it says why
from app.blocks.navigation import PAGES, script
from app.server import language, scripts, startup, uploads_in_memory, visitor
from app.text import say

uploads_in_memory.keep_uploads()
st.set_page_config("OOD Lab", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.html(Path(__file__).with_name("style.css"))
language.settle()
visitor.remember()
scripts.load()
pages = [
    st.Page(
        script(name),
        title=say(page.title),
        icon=page.icon,
        url_path=page.address,
        default=not page.address,
    )
    for name, page in PAGES.items()
]
page = st.navigation(pages, position="top")
language.menu()
page.run()
startup.warm()  # after the page is drawn, so that nobody waits for it
