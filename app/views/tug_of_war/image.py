"""The tug-of-war of a picture that was brought along from Your images."""

import streamlit as st

from app.blocks import layout
from app.blocks.tug_of_war import KEPT
from app.components.tug import tug
from app.text import say, say_each
from app.text.format import literal
from app.views.tug_of_war import words
from ood_core.methods import METHODS


def draw() -> None:
    """The tug-of-war of the picture that was brought along."""
    kept = st.session_state[KEPT]
    called = say_each(kept["name"])  # a file's name, or a message
    column, picture = st.columns([3, 1], vertical_alignment="bottom")
    with column:
        st.markdown(say(words.IMAGE_TEXT, name=literal(called)))
        method = layout.choice(
            say(words.NETWORK),
            list(kept["logits"]),
            "tug:network",
            format_func=lambda name: METHODS[name].title,
            wrap=True,
        )
    picture.image(kept["picture"], width=84, alt=say(words.ALT, name=called))
    z = kept["logits"][method]
    best = max(range(len(z)), key=z.__getitem__)
    version = f"{kept['version']}:{method}"
    tug(
        say_each(kept["classes"]),
        z,
        "outlier",
        best,
        kept["rates"],
        version,
        layout.mode(),
        "tug:image",
    )
