"""Lesson 3, energy: the order of its parts."""

import streamlit as st

from app import course
from app.exhibits.energy import compared, landscape, paper, sample, tuning
from app.lessons import energy as words

course.opening(words.TITLE, words.LEDE)
course.slip(words.YEAR)
course.first(sample.worked_sample, landscape.surface, compared.scores, compared.rule)
course.show(tuning.margins)
course.train(landscape.PLANE, "energy")
st.markdown(words.TRAINING)
course.misread(words.MISREAD)
course.show(paper.numbers)
course.onward("csi")
