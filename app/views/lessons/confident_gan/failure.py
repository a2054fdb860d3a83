"""Outliers that do not surround the data: the paper's Table 1."""

import streamlit as st

from app.blocks import layout, lesson
from app.figures.transfer import transfer
from app.text import say, say_each
from app.views.lessons.confident_gan import words


def failure() -> None:
    st.header(say(words.FAILURE))
    st.markdown(say(words.FAILURE_TEXT))
    guess = lesson.predict("failure", say(words.FAILURE_QUESTION), say_each(words.FAILURE_OPTIONS))
    if guess is None:
        return
    groups: dict[str, list[words.Result]] = {}
    for row in words.PAPER:
        title = say(words.FAILURE_GROUP, data=row.data, outliers=row.outliers)
        groups.setdefault(title, []).append(row)
    picture, text = layout.picture_and_words("failure")
    with picture:
        legend, axis = say_each(words.FAILURE_LEGEND), say(words.FAILURE_AXIS)
        figure = transfer(groups, legend, axis, layout.mode())
        layout.chart(figure, say(words.FAILURE_ALT), "failure")
    text.markdown(say(words.FAILURE_EXPLAIN, guess=guess))
