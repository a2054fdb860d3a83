"""Lesson 3, energy: the order of its parts."""

import streamlit as st

from app import course
from app.exhibits import energy as exhibits
from app.lessons import energy as words

course.opening(words.TITLE, words.LEDE)
course.slip(words.YEAR)
for part in (
    exhibits.worked_sample,
    exhibits.surface,
    exhibits.scores,
    exhibits.rule,
    exhibits.margins,
):
    course.show(part)
course.train(exhibits.PLANE, "energy")
st.markdown(words.TRAINING)
course.misread(words.MISREAD)
course.show(exhibits.numbers)
