"""Contrastive learning from zero: forces on the circle, then views of digits as pairs."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components import circle, pairs
from app.text import say, say_each
from app.views.lessons.csi import words
from app.views.lessons.csi.augmented_views import view
from ood_core import benchmarks

IMAGES = 3  # digits in the batch


def forces() -> None:
    """The question and the points; forces and arithmetic once the guess is made."""
    st.header(say(words.CIRCLE))
    st.markdown(say(words.CIRCLE_TEXT))
    guess = lesson.predict("csi:push", say(words.PUSH), say_each(words.PUSHES))
    picture, text = layout.picture_and_words("circle")
    highlighted = None
    if guess:
        with text:
            st.markdown(say(words.PUSH_REVEAL, guess=guess))
            highlighted = lesson.formula("csi:nt-xent", words.NT_XENT)
            st.markdown(say(words.NT_XENT_TEXT))
    with picture:
        circle.circle(say_each(words.ON_CIRCLE), layout.mode(), guess is not None, highlighted)


def views() -> None:
    """Two views of three digits: which pairs attract and which repel."""
    st.header(say(words.VIEWS))
    st.markdown(say(words.VIEWS_TEXT))
    draw = st.session_state.setdefault("csi:draw", 0)
    copies = pairs.batch(IMAGES, 1)
    digits = benchmarks.get("digits").id_test
    rng = np.random.default_rng(draw)
    pictures = [view(digits.x[copy.image, 0], rng) for copy in copies]
    names = [say(words.VIEW, digit=digits.y[copy.image], view=copy.view + 1) for copy in copies]
    kinds = pairs.relations(copies)
    pairs.pairs(
        pictures,
        names,
        kinds,
        say_each(words.PAIRS_OF_VIEWS),
        say_each(words.MATRIX),
        layout.mode(),
        "csi:views",
    )
    st.button(
        say(words.DRAW_AGAIN), key="csi:draw-again", icon=":material/casino:", on_click=_draw_again
    )
    st.caption(say(words.VIEWS_CAPTION))


def _draw_again() -> None:
    st.session_state["csi:draw"] += 1
