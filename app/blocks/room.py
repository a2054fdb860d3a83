"""A class in a room: the band above every page, where the class is, and what is locked.

Whoever is in no room notices nothing of it.
"""

import json
import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app.blocks import course
from app.blocks import room_words as words
from app.blocks.navigation import PAGES, script
from app.server import room_votes, rooms, scripts, tally
from app.server.room_votes import Tally
from app.server.rooms import Room
from app.server.visitor import browser
from app.text import say
from app.text.format import literal
from ood_core.errors import UserError

JOIN, TEACH = "room", "teach"  # of a link: the code, and a token that makes a teacher
REFUSED = "room:refused"  # in the session: why a link did not work
FOLLOWED = "room:followed"  # how far the class had moved when this page followed it last
WENT = "room:went"  # as much, when the visitor asked to be brought there, and how often they did
EVERY = 2.0  # seconds between looks at where the class is


def settle() -> None:
    """Read the link; before the page is drawn. What it asked for is then in the store."""
    code, token = (st.query_params.get(name) for name in (JOIN, TEACH))
    for name in (JOIN, TEACH):
        if name in st.query_params:
            del st.query_params[name]
    if not code or rooms.teaches(code.strip().upper(), browser()):
        return  # a teacher tries a link: it is for somebody else
    if token:
        attempt(rooms.take_over, code, token, browser())
    else:
        attempt(rooms.join, code, browser())


def here() -> Room | None:
    """The room that this visitor is in."""
    return rooms.joined(browser())


def enter(page: str) -> bool:
    """Follow the class where it is led, and draw the band.

    Args:
        page: of the menu, which is about to be drawn.

    Returns:
        Whether it may be: a later part of the course may be locked.
    """
    say_refused()
    mine = here()
    if mine is None:
        _teachers_band(page)
        return True
    if mine.leads and st.session_state.get(FOLLOWED) != (mine.code, mine.moves):
        st.session_state[FOLLOWED] = mine.code, mine.moves
        if mine.page in PAGES and mine.page != page:
            st.switch_page(script(mine.page))
    with st.container(key="room-band"):
        _band(_shapes(mine, page), page)
    if is_later(page):
        st.title(say(PAGES[page].title))
        st.info(say(words.LATER), icon=":material/lock:")
        return False
    return True


@st.fragment(run_every=EVERY)
def _band(drawn_by: tuple, page: str) -> None:
    """Which room this is, and where the class is.

    Args:
        drawn_by: what shaped the page; once that changes, it is drawn again.
    """
    mine = here()
    if mine is None or _shapes(mine, page) != drawn_by:
        st.rerun()
    _count_early(mine.question)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(" · ".join(_said(mine, page)))
        if mine.page in PAGES and mine.page != page:
            label = say(words.GO, title=PAGES[mine.page].title)
            if st.button(label, key="room-go", type="tertiary", icon=":material/arrow_forward:"):
                st.session_state[WENT] = mine.code, mine.moves, _went()[2] + 1
                st.switch_page(script(mine.page))
        if page != "room":
            st.page_link(script("room"), label=say(words.ROOM), icon=":material/groups:")
    _to_question(mine, page)


def _to_question(mine: Room, page: str) -> None:
    """Scroll to what the class answers, for whoever is led or asked for it."""
    of, moves, presses = _went()
    is_wanted = mine.leads or (of, moves) == (mine.code, mine.moves)
    if is_wanted and course.page_of(mine.question) == page:
        css = ".st-key-guess-" + re.sub(r"[^\w-]", "-", mine.question)
        moved = f"{mine.code}{mine.moves}:{presses}"
        given = f"const question = {json.dumps(css)}, moved = {json.dumps(moved)};"
        with st.container(key="room-script"):
            html = f"<script>{{\n{given}\n{_code()}}}</script>"
            st.html(html, unsafe_allow_javascript=True)


def _went() -> tuple[str, int, int]:
    return st.session_state.get(WENT, ("", 0, 0))


@cache
def _code() -> str:
    return (Path(scripts.__file__).parent / "room.js").read_text("utf-8")


def _shapes(mine: Room, page: str) -> tuple:
    """What of the room shapes a page. A class draws all its pages anew at once, so a move of the
    class changes only the pages where something is unlocked, where a question begins or ends to
    wait for the reveal, and of whoever is led and is elsewhere."""
    is_elsewhere = mine.leads and mine.page != page
    reached = mine.reached if "later" in mine.locks else None
    waits = course.page_of(mine.question) == page and mine.question not in mine.revealed
    held = mine.question if waits else ""
    return mine.code, mine.version, reached, held, mine.moves if is_elsewhere else None


def _count_early(question: str) -> None:
    """Count what this visitor had answered before the class came to the question."""
    known = tally.mine().get(question) if question else None
    if known is not None and not room_votes.has_voted(browser(), question):
        attempt(room_votes.vote, browser(), question, known)


def _said(mine: Room, page: str) -> list[str]:
    said = [say(words.IN, code=mine.code)]
    if mine.page == page:
        said.append(say(words.IS_HERE))
    if mine.leads:
        said.append(say(words.IS_LED))
    if mine.until:
        said.append(clock(mine))
    if mine.locks:
        locked = ", ".join(say(words.LOCKS[one]) for one in rooms.LOCKS if one in mine.locks)
        said.append(say(words.LOCKED, what=locked))
    return said


def clock(of: Room) -> str:
    """How much of the time that the teacher set is left."""
    left = max(0, round(of.until - time.time()))
    return say(words.LEFT, time=f"{left // 60}:{left % 60:02}") if left else say(words.TIME_IS_UP)


def _teachers_band(page: str) -> None:
    """On the other pages of whoever teaches an open room: a way to bring the class there."""
    taught = [one for one in rooms.taught(browser()) if one.is_open]
    if not taught or page == "room":
        return
    with (
        st.container(key="room-band"),
        st.container(horizontal=True, vertical_alignment="center", gap="small"),
    ):
        st.markdown(say(words.TEACHES, code=taught[0].code))
        if taught[0].page == page:
            st.markdown(say(words.IS_HERE))
        else:
            st.button(
                say(words.BRING),
                key="room-bring",
                type="tertiary",
                icon=":material/group_add:",
                on_click=attempt,
                args=(move, taught[0].code, page),
            )
        st.page_link(script("room"), label=say(words.ROOM), icon=":material/groups:")


def move(code: str, page: str, question: str = "") -> None:
    """This visitor brings the class there."""
    taught = rooms.room(code)
    reached = course.furthest(taught.reached if taught else ("", ""), (page, question))
    rooms.move(code, browser(), page, question, reached)


def attempt(what: Callable[..., Any], *arguments: Any) -> bool:
    """Do what a click asks for; where it is refused, the next that is drawn says why.

    Returns:
        Whether it is done.
    """
    try:
        what(*arguments)
    except UserError as error:
        st.session_state[REFUSED] = error
        return False
    return True


def say_refused() -> None:
    if refused := st.session_state.pop(REFUSED, None):
        st.warning(say(refused))


# What is locked.


def is_later(page: str, question: str = "") -> bool:
    """Whether that part of the course is locked, for the class is not there yet."""
    mine = here()
    if mine is None or "later" not in mine.locks:
        return False
    return course.is_later(page, question, mine.reached)


def is_locked(what: str) -> bool:
    mine = here()
    return mine is not None and what in mine.locks


def check(what: str) -> None:
    """Raises UserError where the room's teacher has locked it."""
    if is_locked(what):
        raise UserError(words.IS_LOCKED[what].key, words.IS_LOCKED[what].text)


def says_locked(what: str) -> bool:
    """Say so where the room's teacher has locked it; whether it is."""
    if is_locked(what):
        st.info(say(words.IS_LOCKED[what]), icon=":material/lock:")
        return True
    return False


# The answers of the class.


def is_held(question: str) -> bool:
    """Whether the class is answering it: what comes behind the answer waits for the reveal."""
    mine = here()
    return mine is not None and mine.question == question and question not in mine.revealed


def revealed_tally(question: str) -> Tally | None:
    """How the room of this visitor answered; None before its teacher reveals it."""
    mine = here()
    if mine is None or question not in mine.revealed:
        return None
    return room_votes.tally(mine.code, question, browser())


def nickname(name: str, anonymous: str) -> str:
    """Of a member, as it is shown."""
    return literal(name) if name else say(words.NAMELESS, id=anonymous[:4])
