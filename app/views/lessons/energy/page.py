"""Lesson 3, energy: the order of its parts."""

import streamlit as st

from app.blocks import lesson
from app.views.lessons.energy import compared, landscape, margins, paper, sample, words

lesson.opening(words.TITLE, words.LEDE)
lesson.slip(words.YEAR)
lesson.first(sample.worked_sample, landscape.surface, compared.scores, compared.rule)
lesson.show(margins.margins)
lesson.train(landscape.PLANE, "energy")
st.markdown(words.TRAINING)
lesson.misread(words.MISREAD)
lesson.show(paper.numbers)
lesson.onward("csi")
