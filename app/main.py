"""OOD Lab: `python -m streamlit run app/main.py`. Page set-up and navigation only.

Streamlit serves the `app` that it finds here, whose script is this file, too: run for a visitor, it
draws a page.
"""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.starlette import App

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # `python -m streamlit` adds it, plain `streamlit` does not
    sys.path.insert(0, ROOT)

# The path is set above.
from app.server import (  # noqa: E402
    downloads,
    headers,
    no_delay,
    state_lock,
    turns,
    uploads_in_memory,
    whole_first,
)

downloads.keep()
no_delay.send_at_once()
uploads_in_memory.keep_uploads()
state_lock.share()
turns.take()
whole_first.draw()


def draw() -> None:
    from app.blocks import course, present, room, share
    from app.blocks.navigation import PAGES, script
    from app.server import language, scripts, tally, view, visitor
    from app.text import say

    st.set_page_config(
        "OOD Lab", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide"
    )
    st.html(Path(__file__).with_name("style.css"))
    language.settle()
    visitor.remember()
    present.settle()
    room.settle()
    view.settle()
    scripts.load()
    mine = tally.mine()
    pages = [
        st.Page(
            script(name),
            title=say(page.title) + course.mark(name, mine),
            icon=page.icon,
            url_path=page.address,
            default=not page.address,
            visibility="visible" if page.is_in_menu else "hidden",
        )
        for name, page in PAGES.items()
    ]
    page = st.navigation(pages, position="top")
    language.menu()
    name = next(name for name, one in PAGES.items() if one.address == page.url_path)
    way = st.container(key="share") if name in share.PAGES else None
    view.say_problem()
    if room.enter(name):
        page.run()
        if way:
            with way:
                share.button()

    from app.server import presence, startup  # after the page is drawn: nobody waits

    startup.warm()
    presence.note()


if get_script_run_ctx(suppress_warning=True) is None:
    from app.server import preload, startup

    handled = [
        Middleware(headers.Headers, headers.wanted(), preload.links()),
        Middleware(uploads_in_memory.Uploads),
    ]
    app = App(__file__, lifespan=startup.read_pages, middleware=handled)
else:
    draw()
