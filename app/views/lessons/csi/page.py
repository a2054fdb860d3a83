"""Lesson 4, CSI: the order of its parts."""

import streamlit as st

from app.blocks import lesson, photographs
from app.text import say, say_each
from app.views.lessons.csi import (
    contrast,
    oodness,
    paper,
    rotations,
    shifted,
    spaces,
    waterfall,
    words,
)

lesson.opening(say(words.TITLE), say(words.LEDE))
lesson.first(contrast.forces)
for part in (
    contrast.views,
    shifted.copies_of_a_digit,
    spaces.feature_spaces,
    oodness.ranking,
    waterfall.waterfall,
    rotations.hard_digits,
):
    lesson.show(part)
lesson.train("plane-three", "csi")
st.markdown(say(words.TRAINING))
lesson.show(photographs.part, "csi")
lesson.misread(say_each(words.MISREADINGS), words.MISREADINGS_AFTER)
lesson.show(paper.numbers)
lesson.end()
