"""Three logits, their softmax and their energy."""

import streamlit as st

from app.blocks import layout, lesson
from app.components.logits import logits
from app.text import say, say_each
from app.views.lessons.energy import words

LOGITS = (6.0, 3.0, 1.0)  # to begin with
ADDED = 5.0  # to them, in the question


def worked_sample() -> None:
    st.header(say(words.CONSTANT_TITLE))
    guess = lesson.predict("energy:constant", say(words.CONSTANT), say_each(words.CONSTANT_GUESSES))
    if guess is None:
        return
    picture, text = layout.picture_and_words("sample")
    with text:
        highlighted = lesson.formula("energy:energy", words.ENERGY)
        st.markdown(say(words.CONSTANT_EXPLAIN))
    with picture:
        st.markdown(say(words.CONSTANT_REVEAL, guess=guess))
        logits(
            say_each(words.CLASSES),
            LOGITS,
            ADDED,
            say_each(words.SAMPLE),
            layout.mode(),
            "energy:sample",
            highlighted,
        )
