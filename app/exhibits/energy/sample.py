"""Three logits, their softmax and their energy."""

import streamlit as st

from app import course, page
from app.components.logits import logits
from app.lessons import energy as words


def worked_sample() -> None:
    st.header(words.CONSTANT_TITLE)
    guess = course.predict("energy:constant", words.CONSTANT, words.CONSTANT_GUESSES)
    if guess is None:
        return
    picture, text = page.picture_and_words()
    with text:
        strong = course.formula("energy:energy", words.ENERGY)
        st.markdown(words.CONSTANT_EXPLAIN)
    with picture:
        st.markdown(words.CONSTANT_REVEAL.format(guess=guess))
        logits(words.CLASSES, words.LOGITS, words.SAMPLE, page.mode(), "energy:sample", strong)
