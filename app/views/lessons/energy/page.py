"""Lesson 3, energy: the order of its parts."""

import streamlit as st

from app.blocks import lesson, photographs
from app.text import say, say_each
from app.views.lessons.energy import compared, landscape, margins, paper, sample, words

lesson.opening(say(words.TITLE), say(words.LEDE))
lesson.slip(say(words.YEAR))
lesson.first(sample.worked_sample, landscape.surface, compared.scores, compared.rule)
lesson.show(margins.margins)
lesson.train(landscape.PLANE, "energy")
st.markdown(say(words.TRAINING))
if lesson.has_answered("energy:surface", "energy:wrong"):
    st.markdown(say(words.TRAINING_TRY))
lesson.show(photographs.part, "energy")
lesson.misread(say_each(words.MISREAD), words.MISREAD_AFTER)
lesson.show(paper.numbers)
lesson.onward("csi")
