"""The canvas: choose or draw points, train five methods on them, watch them side by side."""

import re
from collections.abc import Collection

import streamlit as st

from app.blocks import layout, lesson, share
from app.components.canvas import canvas as maps
from app.components.sketch import sketch
from app.server import view
from app.text import declared, say, say_each
from app.views.canvas import board, claims, point, state, training, words
from app.views.canvas.state import MAPS, SKETCH
from ood_core.canvas.canvas import PRESETS, Canvas
from ood_core.errors import UserError

VIEW = re.compile(r"[\w.\-]{1,160}")


def presets() -> None:
    """Data sets with a name, and what the chosen one is."""
    st.pills(
        say(words.PRESETS),
        list(PRESETS),
        format_func=lambda name: say(declared.preset(name)),
        key=state.PRESET,
        on_change=state.chosen_preset,
        persist_state="session",
        wrap=True,
        label_visibility="collapsed",
    )
    preset = st.session_state[state.PRESET]
    with st.container(key="canvas-about"):  # of one height, whatever stands in it: see style.css
        st.caption(say(declared.about_preset(preset) if preset else words.DRAWN))


def chosen() -> tuple[Canvas | None, str]:
    """The canvas as it is set, which is then in the link, too; None where none can be trained.

    With it a sentence on what is wrong, "" where nothing is.
    """
    try:
        canvas = state.gathered()
    except UserError as error:
        training.forget()
        return None, say(words.DRAW_FIRST, problem=say(error))
    state.to_link(canvas)
    return canvas, state.problem(canvas)


def plane_and_maps(canvas: Canvas | None, problem: str, shown: Collection[str]) -> None:
    """The plane to draw on with its training, and the five maps; nothing moves either of them."""
    with st.container(key="plane-and-maps"):
        left, right = st.columns([1, 4.2], gap="medium")
    with left:
        if "draw" in shown:
            classes, outliers = state.shown_points()
            sketch(classes, outliers, layout.mode(), SKETCH, _drawn)
        training.show(canvas, problem)
    with right:
        changed = dict.fromkeys(("on_view_change", "on_picked_change"), lambda: None)
        is_whole = canvas is not None and training.is_whole(canvas)
        maps(canvas, state.first_view(), is_whole, shown, layout.mode(), MAPS, **changed)
        view_to_link()


def _drawn() -> None:
    if points := st.session_state[SKETCH].points:
        state.drawn(points)


def view_to_link() -> None:
    """Layer, frame and threshold, as they stand for a moment, into the link.

    In every run: a click on a map that follows closely comes with the address from before.
    """
    seen = st.session_state[MAPS].view
    if seen and VIEW.fullmatch(seen):
        st.query_params["view"] = seen


def settings(canvas: Canvas | None, shown: Collection[str]) -> None:
    """What else can be changed."""
    if state.controls(shown):
        training.train(canvas, "canvas:again")
    share.alone()


with st.container(key="canvas-head"):
    st.title(say(words.TITLE))
    st.markdown(say(words.LEDE))
state.from_link()
shown = view.offers(state.offered())
if "preset" in shown:
    presets()
canvas, problem = chosen()
plane_and_maps(canvas, problem, shown)
board.button(canvas)
settings(canvas, shown)
with st.container():  # what comes and goes is below what is used
    if canvas is not None:
        lesson.show(point.one_point, st.session_state[MAPS].picked, canvas)
lesson.show(claims.table)
lesson.misread(say_each(words.MISREAD))
state.seen()
