"""Lesson 3, energy: the order of its parts."""

import streamlit as st

from app import course
from app.exhibits import energy as exhibits
from app.lessons import energy as words

course.opening(words.TITLE, words.LEDE)
course.slip(words.YEAR)
exhibits.worked_sample()
course.show(exhibits.surface)
course.show(exhibits.scores)
course.show(exhibits.rule)
course.show(exhibits.margins)
course.train(exhibits.PLANE, "energy")
st.markdown(words.TRAINING)
course.misread(words.MISREAD)
course.show(exhibits.numbers)
