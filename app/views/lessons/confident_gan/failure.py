"""Outliers that do not surround the data: the paper's Table 1."""

import streamlit as st

from app.blocks import layout, lesson
from app.figures.transfer import transfer
from app.views.lessons.confident_gan import words


def failure() -> None:
    st.header(words.FAILURE)
    st.markdown(words.FAILURE_TEXT)
    guess = lesson.predict("failure", words.FAILURE_QUESTION, words.FAILURE_OPTIONS)
    if guess is None:
        return
    groups: dict[str, list[words.Result]] = {}
    for row in words.PAPER:
        title = words.FAILURE_GROUP.format(data=row.data, outliers=row.outliers)
        groups.setdefault(title, []).append(row)
    picture, text = layout.picture_and_words()
    with picture:
        figure = transfer(groups, words.FAILURE_LEGEND, words.FAILURE_AXIS, layout.mode())
        layout.chart(figure, words.FAILURE_ALT, "failure")
    text.markdown(words.FAILURE_EXPLAIN.format(guess=guess))
