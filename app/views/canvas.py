"""The canvas: choose or draw points, train five methods on them, watch them side by side."""

import re

import streamlit as st

from app import course, drawing, page, painting
from app.components.canvas import canvas as maps
from app.components.sketch import sketch
from app.drawing import MAPS, SKETCH
from app.exhibits.canvas import claims, pull
from app.lessons import canvas as words
from ood_core.benchmarks.canvas import PRESETS, Canvas
from ood_core.errors import UserError

VIEW = re.compile(r"[\w.\-]{1,160}")


def presets() -> None:
    """Data sets with a name."""
    st.pills(
        words.PRESETS,
        list(PRESETS),
        format_func=lambda name: PRESETS[name].title,
        key=drawing.PRESET,
        on_change=drawing.chosen_preset,
        persist_state="session",
        wrap=True,
        label_visibility="collapsed",
    )
    if preset := st.session_state[drawing.PRESET]:
        st.caption(PRESETS[preset].about)


def change(canvas: Canvas | None) -> None:
    """The plane to draw on, and the settings."""
    st.header(words.CHANGE_TITLE)
    plane, settings = st.columns([1, 1.7], gap="large")
    with plane:
        classes, outliers = drawing.shown_points()
        sketch(classes, outliers, page.mode(), SKETCH, _drawn)
    with settings:
        drawing.controls()
        if canvas is not None:
            painting.train(canvas, "canvas:again")


def _drawn() -> None:
    if points := st.session_state[SKETCH].points:
        drawing.drawn(points)


def view_to_link() -> None:
    """Layer, frame and threshold, as they stand for a moment, into the link.

    In every run: a click on a map that follows closely comes with the address from before.
    """
    view = st.session_state[MAPS].view
    if view and VIEW.fullmatch(view):
        st.query_params["view"] = view


def chosen() -> Canvas | None:
    """The canvas as it is set, which is then in the link, too; None where none can be trained."""
    try:
        canvas = drawing.gathered()
    except UserError as error:
        st.info(words.DRAW_FIRST.format(problem=error))
        painting.forget()
        return None
    drawing.to_link(canvas)
    return canvas


with st.container():  # one place in the page, so that what is below keeps its own, and the focus
    st.title(words.TITLE)
    st.markdown(words.LEDE)
    drawing.from_link()
    presets()
    canvas = chosen()
    if canvas is not None:
        painting.show(canvas)
        changed = dict.fromkeys(("on_view_change", "on_picked_change"), lambda: None)
        maps(canvas, drawing.first_view(), page.mode(), MAPS, **changed)
        view_to_link()
        course.show(pull.one_point, st.session_state[MAPS].picked, canvas)
change(canvas)
course.show(claims.table)
course.misread(words.MISREAD)
drawing.seen()
