"""The teacher's page, for the projector: the way in, what the class answers, what steers it."""

import time
from urllib.parse import urlencode, urljoin

import segno
import streamlit as st

from app.blocks import course, layout, room
from app.blocks import room_words as band
from app.blocks.navigation import PAGES, script
from app.blocks.training import jobs
from app.server import room_votes, rooms
from app.server.rooms import Room
from app.server.visitor import browser
from app.text import say, say_each
from app.views.room import boards, export, handed_in, tally
from app.views.room import words as text
from ood_core.errors import UserError
from ood_core.jobs.job import Job
from ood_core.jobs.orders import RunOrder

QUEUE_EVERY = 2.0  # seconds between looks at who waits
LINK = "room:link"  # in the session: a teacher's link that was just made, and its room


def show(here: Room) -> None:
    if not here.is_open:
        _ended(here)
        return
    question, entrance = st.columns([2.2, 1], gap="large")
    with entrance:
        _way_in(here.code)
    with question, st.container(key="room-live"):
        _where(here)
        tally.live(here)
    _steering(here)
    _who(here.code)
    handed_in.live(here.code)
    boards.live(here.code)
    st.page_link(script("canvas"), label=say(text.CONTROLS), icon=":material/tune:")
    with st.container(horizontal=True):
        _take(here)
        _another_device(here.code)
        st.button(
            say(text.END),
            key="room:end",
            icon=":material/stop_circle:",
            on_click=room.attempt,
            args=(rooms.end, here.code, browser()),
        )


def _way_in(code: str) -> None:
    """The code, the link and its picture, to be read from the last row."""
    link = _link(code)
    with st.container(key="room-way-in"):
        st.title(say(text.ROOM, code=code), anchor=False)
        drawn = segno.make_qr(link).svg_inline(border=2, light="white", scale=8)
        st.image(drawn, alt=say(text.QR_ALT, code=code), width=300)
        st.code(link, language=None, wrap_lines=True)


def _link(code: str, **more: str) -> str:
    """Of this server: it opens the first page in the room; a teacher's, the room's own."""
    page = PAGES["room"].address if more else ""
    return urljoin(st.context.url or "", f"{page or '.'}?{urlencode({room.JOIN: code, **more})}")


def _where(here: Room) -> None:
    """Where the class is."""
    page, question = st.columns(2)
    pages = [name for name in PAGES if name != "room"]
    at = page.selectbox(
        say(text.PAGE),
        pages,
        index=pages.index(here.page) if here.page in pages else None,
        format_func=lambda name: say(PAGES[name].title),
        placeholder=say(text.NOWHERE),
        key=f"room:page:{here.moves}",
    )
    questions = list(course.QUESTIONS.get(at or "", ()))
    chosen = question.selectbox(
        say(text.QUESTION),
        ["", *questions],
        index=questions.index(here.question) + 1 if here.question in questions else 0,
        format_func=lambda name: _numbered(questions, name),
        key=f"room:question:{here.moves}:{at}",
        disabled=not questions,
    )
    if at is None or (at, chosen) == (here.page, here.question):
        return
    if room.attempt(room.move, here.code, at, chosen if at == here.page else ""):
        st.rerun()
    room.say_refused()


def _numbered(questions: list[str], name: str) -> str:
    if not name:
        return say(text.NONE)
    return say(text.NUMBERED, n=questions.index(name) + 1, question=tally.asked(name))


def _steering(here: Room) -> None:
    """What the class may do meanwhile."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        leads = st.toggle(
            say(text.LEAD), here.leads, key=f"room:lead:{here.leads}", help=say(text.LEAD_HELP)
        )
        locks = st.pills(
            say(text.LOCK),
            rooms.LOCKS,
            selection_mode="multi",
            default=[one for one in rooms.LOCKS if one in here.locks],
            format_func=lambda name: say(band.LOCKS[name]),
            key=f"room:locks:{'-'.join(sorted(here.locks))}",
        )
        who = (here.code, browser())
        with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
            _timer(here, *who)
    is_led = leads != here.leads and room.attempt(rooms.lead, *who, leads)
    is_locked = {*locks} != here.locks and room.attempt(rooms.lock, *who, locks)
    if is_led or is_locked:
        st.rerun()
    room.say_refused()


def _timer(here: Room, *who: str) -> None:
    minutes = st.number_input(say(text.MINUTES), 1, rooms.LONGEST, 3, key="room:minutes", width=130)
    st.button(
        say(text.START),
        key="room:time",
        icon=":material/timer:",
        on_click=room.attempt,
        args=(rooms.set_time, *who, minutes),
    )
    if here.until:
        stop = (rooms.set_time, *who, 0)
        st.button(say(text.STOP), key="room:no-time", on_click=room.attempt, args=stop)


@st.fragment(run_every=QUEUE_EVERY)
def _who(code: str) -> None:
    """Who is in the room, and who waits for a training."""
    try:
        names = {
            one.visitor: room.nickname(one.nickname, one.anonymous)
            for one in rooms.members(code, browser())
        }
    except UserError:  # it was deleted
        st.rerun()
    waiting = [job for job in _trainings() if names.keys() & {*job.sessions}]
    with st.expander(say(text.WHO, n=len(names)), icon=":material/groups:", key="room:who"):
        st.markdown(", ".join(names.values()) or say(text.NOBODY))
    if waiting:
        st.markdown(f"**{say(text.TRAININGS)}**")
    for job in waiting:
        of = ", ".join(names[one] for one in job.sessions if one in names)
        said = text.RUNS if job.state == "running" else text.WAITS
        place = jobs.position(job)
        st.markdown(say(said, who=of, training=jobs.name(job), place=place))


def _trainings() -> list[Job]:
    return [job for job in jobs.active() if isinstance(job.order, RunOrder)]


def _take(here: Room) -> None:
    """All answers, as a file, as they are when it is asked for."""
    me, options = browser(), {name: say_each(words.options) for name, words in course.WORDS.items()}

    def table() -> bytes:
        now = rooms.room(here.code) or here
        try:
            answers = room_votes.answers(here.code, me)
        except UserError:  # the room was deleted elsewhere
            answers = []
        return export.table(answers, now.revealed, options)

    layout.download(say(text.CSV), table, f"room-{here.code}.csv", "text/csv", "room:csv")


def _another_device(code: str) -> None:
    with st.popover(say(text.ANOTHER), icon=":material/devices:"):
        st.markdown(say(text.ANOTHER_ABOUT))
        if st.button(say(text.MAKE_LINK), key="room:make-link"):
            room.attempt(_make_link, code)
        of, link = st.session_state.get(LINK, ("", ""))
        if of == code:
            st.code(link, language=None, wrap_lines=True)


def _make_link(code: str) -> None:
    token = rooms.new_link(code, browser())
    st.session_state[LINK] = code, _link(code, **{room.TEACH: token})


def _ended(here: Room) -> None:
    st.header(say(text.ROOM, code=here.code))
    until = time.strftime("%Y-%m-%d", time.gmtime(here.ends + rooms.KEPT))
    st.markdown(say(text.IS_OVER, date=until))
    handed_in.live(here.code)
    boards.live(here.code)
    with st.container(horizontal=True):
        _take(here)
        gone = (rooms.delete, here.code, browser())
        st.button(
            say(text.DELETE),
            key="room:delete",
            icon=":material/delete:",
            on_click=room.attempt,
            args=gone,
        )
