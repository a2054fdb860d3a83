"""Lesson 3, energy: the order of its parts."""

import streamlit as st

from app import course
from app.exhibits.energy import compared, landscape, paper, sample, tuning
from app.lessons import energy as words

course.opening(words.TITLE, words.LEDE)
course.slip(words.YEAR)
for part in (
    sample.worked_sample,
    landscape.surface,
    compared.scores,
    compared.rule,
    tuning.margins,
):
    course.show(part)
course.train(landscape.PLANE, "energy")
st.markdown(words.TRAINING)
course.misread(words.MISREAD)
course.show(paper.numbers)
course.onward("csi")
