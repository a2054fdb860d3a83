"""Three logits, their softmax and their energy."""

import streamlit as st

from app.blocks import layout, lesson
from app.components.logits import logits
from app.views.lessons.energy import words


def worked_sample() -> None:
    st.header(words.CONSTANT_TITLE)
    guess = lesson.predict("energy:constant", words.CONSTANT, words.CONSTANT_GUESSES)
    if guess is None:
        return
    picture, text = layout.picture_and_words()
    with text:
        strong = lesson.formula("energy:energy", words.ENERGY)
        st.markdown(words.CONSTANT_EXPLAIN)
    with picture:
        st.markdown(words.CONSTANT_REVEAL.format(guess=guess))
        logits(words.CLASSES, words.LOGITS, words.SAMPLE, layout.mode(), "energy:sample", strong)
