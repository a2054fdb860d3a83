"""Set-up and navigation only. Streamlit runs this file for each visit and each action."""

from pathlib import Path

import streamlit as st

import app.server.ahead  # noqa: F401  before the imports below: it says why
from app.blocks.navigation import PAGES, script
from app.server import language, presence, scripts, startup, uploads_in_memory, visitor
from app.text import say

APP = Path(__file__).parents[1]

uploads_in_memory.keep_uploads()
st.set_page_config("OOD Lab", page_icon=str(APP / "icon.svg"), layout="wide")
st.html(APP / "style.css")
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
presence.note()
