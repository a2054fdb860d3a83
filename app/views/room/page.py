"""A room for a class: its teacher's page, or the way in."""

import streamlit as st

from app.server import rooms
from app.server.visitor import browser
from app.text import say
from app.views.room import entrance, teacher
from app.views.room import words as text

taught = rooms.taught(browser())
if not taught:
    st.title(say(text.TITLE))
    st.markdown(say(text.LEDE))
    entrance.show()
else:
    codes = [one.code for one in taught]
    if len(codes) > 1:
        codes = [st.segmented_control(say(text.WHICH), codes, default=codes[0], required=True)]
    teacher.show(next(one for one in taught if one.code == codes[0]))
