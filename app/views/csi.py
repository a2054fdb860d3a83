"""Lesson 4, CSI: the order of its parts."""

import streamlit as st

from app import course
from app.exhibits.csi import contrast, oodness, paper, rotations, shifted, spaces, xray
from app.lessons import csi as words

course.opening(words.TITLE, words.LEDE)
course.first(contrast.forces)
for part in (
    contrast.views,
    shifted.copies_of_a_digit,
    spaces.feature_spaces,
    oodness.ranking,
    xray.waterfall,
    rotations.hard_digits,
):
    course.show(part)
course.train("plane-three", "csi")
st.markdown(words.TRAINING)
course.misread(words.MISREADINGS)
course.show(paper.numbers)
course.end()
