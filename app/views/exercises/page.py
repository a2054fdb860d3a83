"""Worksheets, lesson plans and an exam, one part at a time: a part is printed on its own."""

import streamlit as st

from app.blocks import choices, room
from app.blocks.navigation import LESSONS, script
from app.text import passage, say
from app.views.exercises import words, worksheet
from ood_core.exercises import EXERCISES

PARTS = {**LESSONS, "plans": words.PLANS, "exam": words.EXAM}


def plans() -> None:
    for name in ("plan-50", "plan-180"):
        st.markdown(passage(__file__, name))


def exam() -> None:
    st.header(say(words.EXAM))
    worksheet.name()
    st.markdown(passage(__file__, "exam"))
    if room.here() is None:  # a class that sits it has no answers
        with st.expander(say(words.ANSWERS), icon=":material/key:", key="exam-answers"):
            st.markdown(passage(__file__, "exam-answers"))


with st.container(key="exercises-head"):
    st.title(say(words.TITLE))
    st.markdown(say(words.LEDE))
    sheet = choices.linked(
        "exercises",
        "sheet",
        list(PARTS),
        st.segmented_control,
        label=say(words.PART),
        required=True,
        format_func=lambda name: say(PARTS[name]),
        wrap=True,
    )
with st.container(key="sheet"):
    if sheet in LESSONS:
        for name, exercise in EXERCISES.items():
            if exercise.lesson == sheet:
                worksheet.show(name)
    else:
        {"plans": plans, "exam": exam}[sheet]()
with st.container(key="exercises-foot"):
    st.page_link(script("room"), label=say(words.ROOM), icon=":material/groups:")
