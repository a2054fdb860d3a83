"""The way to the board of a room, for a canvas."""

import streamlit as st

from app.blocks import room
from app.server import boards
from app.server.visitor import browser
from app.text import say
from app.views.canvas import training, words
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError
from ood_core.exercises.links import opened
from ood_core.methods import METHODS


def button(canvas: Canvas | None) -> None:
    """In a room, a trained canvas is put on its board, as it is looked at."""
    here = room.here()
    if here is None or canvas is None:
        return
    st.button(
        say(words.PUT_UP, code=here.code),
        key="canvas:put-up",
        icon=":material/flag:",
        help=say(words.PUT_UP_HELP),
        disabled=not training.is_whole(canvas),
        on_click=_put_up,
        args=(canvas,),
    )


def _put_up(canvas: Canvas) -> None:
    try:
        view = st.query_params.get("view", "")
        shown = opened(f"c={canvas.link}&view={view}", "canvas")
        aurocs = tuple(shown.header["methods"][name]["auroc"] for name in METHODS)
        boards.put_up(browser(), "canvas", shown.link.encode(), aurocs)
    except UserError as error:
        st.toast(say(error), icon=":material/error:")
    else:
        st.toast(say(words.IS_UP), icon=":material/flag:")
