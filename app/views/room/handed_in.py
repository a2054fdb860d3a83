"""What the class has handed in, live: who, which exercise, what was measured, the link."""

import streamlit as st

from app.blocks import exercises, layout, room
from app.blocks.navigation import script
from app.server import hand_ins
from app.server.hand_ins import HandIn
from app.server.visitor import browser
from app.text import say, say_each
from app.views.room import export
from app.views.room import words as text
from ood_core.errors import UserError

EVERY = 2.0  # seconds between looks
SHOWN = 400  # of what was handed in; a class of 40 has 320 of them


@st.fragment(run_every=EVERY)
def live(code: str) -> None:
    """The table is made once it is opened."""
    try:
        found = hand_ins.handed_in(code, browser())
    except UserError:  # the room was deleted
        st.rerun()
    st.markdown(say(text.HANDED_IN, n=len(found), right=sum(one.is_right for one in found)))
    # Its label stays the same: with another one, an open fold would close.
    label = say(text.SHOW_HANDED_IN)
    fold = st.expander(label, icon=":material/task_alt:", key="room:handed-in", on_change="rerun")
    if fold.open:
        with fold:
            if found:
                rows = [_row(one) for one in found[:SHOWN]]
                layout.table(rows, say_each(text.HAND_IN_COLUMNS))
                if len(found) > SHOWN:
                    st.caption(say(text.NEWEST, n=SHOWN))
                _take(code)
            else:
                st.markdown(say(text.NOTHING_HANDED_IN))
            st.page_link(
                script("exercises"), label=say(text.EXERCISES), icon=":material/edit_note:"
            )


def _row(one: HandIn) -> list[str]:
    measured = ", ".join(map(exercises.in_short, one.beside_wants))
    link = f"[{say(text.OPEN_LINK)}]({exercises.address(one.exercise, one.link)})"
    return [
        room.nickname(one.nickname, one.anonymous),
        exercises.title(one.exercise),
        measured,
        exercises.verdict(one.is_right),
        link,
    ]


def _take(code: str) -> None:
    """All that was handed in, as a file, as it is when it is asked for."""
    me, site = browser(), st.context.url or ""

    def table() -> bytes:
        try:
            found = hand_ins.handed_in(code, me)
        except UserError:  # the room was deleted elsewhere
            found = []
        return export.hand_ins(found, site)

    file = f"room-{code}-exercises.csv"
    layout.download(say(text.HAND_INS_CSV), table, file, "text/csv", "room:hand-ins-csv")
