"""A room for a class: the way in, and the rooms that this visitor teaches."""

import streamlit as st

from app.blocks import room
from app.server import rooms
from app.server.visitor import browser
from app.text import say
from app.views.room import entrance, teacher
from app.views.room import words as text

taught = sorted(rooms.taught(browser()), key=lambda one: not one.is_open)
codes = [one.code for one in taught]
chosen = codes[0] if codes else None
if len(codes) > 1:
    chosen = st.segmented_control(say(text.WHICH), codes, default=chosen, required=True)
mine = next((one for one in taught if one.code == chosen), None)
if mine is None or not mine.is_open or room.here() is not None:
    st.title(say(text.TITLE))
    st.markdown(say(text.LEDE))
    entrance.show()
if mine is not None:
    teacher.show(mine)
