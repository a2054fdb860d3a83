"""Whoever teaches no room: join one, be in one, or open one."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.blocks import room
from app.blocks.navigation import script
from app.server import rooms
from app.server.address import address
from app.server.rooms import Room
from app.server.visitor import browser
from app.text import say
from app.views.room import words as text


def show() -> None:
    mine = room.here()
    if mine is not None:
        _inside(mine)
        return
    join, teach = st.columns(2, gap="large")
    with join:
        st.header(say(text.JOIN))
        _join()
    with teach:
        st.header(say(text.TEACH))
        hours, days = round(rooms.LASTS / 3600), round(rooms.KEPT / rooms.DAY)
        st.markdown(say(text.TEACH_ABOUT, hours=hours, days=days))
        if st.button(say(text.OPEN), key="room:open", type="primary", icon=":material/groups:"):
            _do(rooms.open_room, browser(), address())
        st.page_link(script("exercises"), label=say(text.EXERCISES), icon=":material/edit_note:")


def _join() -> None:
    with st.form("room:join", border=False):
        code = st.text_input(
            say(text.CODE), max_chars=rooms.LETTERS_OF_CODE + 2, key="room:code", width=200
        )
        name = _nickname()
        if st.form_submit_button(say(text.ENTER), key="room:enter", icon=":material/login:"):
            _do(rooms.join, code, browser(), name)


def _nickname() -> str:
    return st.text_input(
        say(text.NICKNAME),
        max_chars=rooms.NICKNAME,
        key="room:name",
        help=say(text.NICKNAME_HELP, most=rooms.NICKNAME),
        width=300,
    )


def _inside(mine: Room) -> None:
    """What a student may do here: have a name, and leave."""
    st.markdown(say(text.INSIDE, code=mine.code))
    st.page_link(script("exercises"), label=say(text.EXERCISES), icon=":material/edit_note:")
    with st.form("room:rename", border=False):
        name = _nickname()
        if st.form_submit_button(say(text.SAVE_NAME), key="room:rename-it"):
            _do(rooms.join, mine.code, browser(), name)
    if st.button(say(text.LEAVE), key="room:leave", icon=":material/logout:"):
        _do(rooms.leave, browser())


def _do(what: Callable[..., Any], *arguments: Any) -> None:
    """Do it, and draw the page anew, which says so where it was refused."""
    room.attempt(what, *arguments)
    st.rerun()
