"""What the class answers, live: how many have, and bars once they are revealed."""

import re

import streamlit as st

from app.blocks import course, room
from app.server import room_votes, rooms
from app.server.room_votes import Tally
from app.server.rooms import Room
from app.server.visitor import browser
from app.text import say, say_each
from app.views.room import words as text
from ood_core.errors import UserError

EVERY = 0.5  # seconds between looks


@st.fragment(run_every=EVERY)
def live(drawn_by: Room) -> None:
    """The question of the class, drawn again and again.

    Args:
        drawn_by: the open room as the page shows it; once that changes, the page is drawn again.
    """
    here = rooms.room(drawn_by.code)
    is_refused = room.REFUSED in st.session_state  # the page says it: this here is soon redrawn
    if here is None or here != drawn_by or not here.is_open or is_refused:
        st.rerun()
    words = course.WORDS.get(here.question)
    if words is None:
        st.markdown(say(text.NO_QUESTION))
        return
    st.header(asked(here.question), anchor=False)
    try:
        found = room_votes.tally(here.code, here.question, browser())
        n = rooms.count(here.code, here.question)
    except UserError as error:
        st.error(say(error))
        return
    is_revealed = here.question in here.revealed
    told = say(text.HAVE_ANSWERED, n=found.now.total(), all=n)
    st.markdown(f"{told} · {room.clock(here)}" if here.until else told)
    _bars(say_each(words.options), found, is_revealed)
    _buttons(here, is_revealed)


def asked(question: str) -> str:
    """The question; what its page fills in from its own runs is left open."""
    return re.sub(r"\{\w+\}", "…", say(course.WORDS[question].question))


def _bars(options: tuple[str, ...], found: Tally, is_revealed: bool) -> None:
    """One for each option; before the reveal all are empty, so that nothing moves then."""
    for place, option in enumerate(options):
        n = found.now[str(place)] if is_revealed else 0
        said = say(text.BAR, option=option, n=n) if is_revealed else option
        if is_revealed and _changed(found):
            said = say(text.BAR_CHANGED, option=option, n=n, before=found.before[str(place)])
        st.progress(n / max(1, found.now.total()), said)


def _changed(found: Tally) -> bool:
    """Whether anybody changed their mind after the reveal."""
    return bool(found.before) and found.before != found.now


def _buttons(here: Room, is_revealed: bool) -> None:
    who = (here.code, browser(), here.question)
    with st.container(horizontal=True):
        st.button(  # it stays where it is: a second click on it does not ask again
            say(text.REVEAL),
            key="room:reveal",
            type="primary",
            icon=":material/visibility:",
            disabled=is_revealed,
            on_click=room.attempt,
            args=(rooms.reveal, *who),
        )
        st.button(
            say(text.RESET),
            key="room:reset",
            icon=":material/restart_alt:",
            help=say(text.RESET_HELP),
            on_click=room.attempt,
            args=(rooms.reset, *who),
        )
