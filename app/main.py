"""OOD Lab: `python -m streamlit run app/main.py`. Page set-up and navigation only."""

import sys
from pathlib import Path

import streamlit as st

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # `python -m streamlit` adds it, plain `streamlit` does not
    sys.path.insert(0, ROOT)

from app.blocks import course, present  # noqa: E402  the path is set above
from app.blocks.navigation import PAGES, script  # noqa: E402
from app.server import language, scripts, uploads_in_memory, visitor  # noqa: E402
from app.text import say  # noqa: E402

uploads_in_memory.keep_uploads()
st.set_page_config("OOD Lab", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.html(Path(__file__).with_name("style.css"))
language.settle()
visitor.remember()
present.settle()
scripts.load()
pages = [
    st.Page(
        script(name),
        title=say(page.title) + course.mark(name),
        icon=page.icon,
        url_path=page.address,
        default=not page.address,
    )
    for name, page in PAGES.items()
]
page = st.navigation(pages, position="top")
language.menu()
page.run()

from app.server import presence, startup  # noqa: E402  after the page is drawn: nobody waits

startup.warm()
presence.note()
