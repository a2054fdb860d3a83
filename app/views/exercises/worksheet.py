"""A worksheet: its task, what is measured, and where its link is handed in."""

import streamlit as st

from app.blocks import exercises, room
from app.blocks.navigation import PAGES, script
from app.server import hand_ins
from app.server.visitor import browser
from app.text import passage, say
from app.views.exercises import words
from ood_core.errors import UserError
from ood_core.exercises import EXERCISES
from ood_core.exercises.links import LONGEST

LINES = '<div class="on-paper">' + "<hr>" * 4 + "</div>"  # on paper, to write on
NAME = '<div class="on-paper"><p>{}</p></div>'


def show(exercise: str) -> None:
    with st.container(key=f"worksheet-{exercise}"):
        st.header(exercises.title(exercise))
        name()
        st.markdown(passage(__file__, exercise))
        st.html(LINES)
        wants = EXERCISES[exercise].wants
        said = "\n".join(f"- {exercises.wanted(want)}" for want in wants)
        st.markdown(f"{say(words.MEASURED)}\n\n{said}")
        with st.container(key=f"hand-in-{exercise}"):
            _hand_in(exercise)


def name() -> None:
    """On paper, a line for a name."""
    st.html(NAME.format(say(words.NAME)))


def _hand_in(exercise: str) -> None:
    page, here = EXERCISES[exercise].page, room.here()
    st.page_link(
        script(page),
        label=say(words.OPEN, page=PAGES[page].title),
        icon=PAGES[page].icon,
    )
    with st.form(f"form-{exercise}", border=False):
        link = st.text_input(
            say(words.LINK[page]), max_chars=LONGEST, key=f"link:{exercise}", width=640
        )
        label = words.HAND_IN if here else words.CHECK
        is_sent = st.form_submit_button(
            say(label), key=f"check:{exercise}", icon=":material/task_alt:"
        )
    bounds = {"n": hand_ins.PACE.most, "seconds": hand_ins.PACE.seconds}
    st.caption(say(words.PACE, **bounds))
    if is_sent:
        _check(exercise, link)
    _says(exercise)
    if here and (mine := hand_ins.mine(browser()).get(exercise)):
        verdict = exercises.verdict(mine.is_right)
        address = exercises.address(exercise, mine.link)
        said = say(words.HANDED_IN, code=here.code, address=address, verdict=verdict)
        st.caption(said)


def _check(exercise: str, link: str) -> None:
    """Measure, then hand in; what was measured stays told where it could not be kept."""
    told, refused = _told(exercise)
    st.session_state.pop(told, None)
    st.session_state.pop(refused, None)
    try:
        checked = hand_ins.check(browser(), exercise, link)
        st.session_state[told] = checked.measured
        hand_ins.keep(browser(), exercise, checked)
    except UserError as error:
        st.session_state[refused] = error


def _says(exercise: str) -> None:
    """What was measured, and why something was not done."""
    measured, refused = map(st.session_state.get, _told(exercise))
    if measured is not None:
        is_right = all(one.holds for one in measured)
        said = "\n".join(f"- {exercises.measured(one)}" for one in measured)
        box, icon = (st.success, "check_circle") if is_right else (st.warning, "pending")
        box(f"**{exercises.verdict(is_right)}**\n\n{said}", icon=f":material/{icon}:")
    if refused is not None:
        st.error(say(refused))


def _told(exercise: str) -> tuple[str, str]:
    """In the session: what was measured, and why something was not done."""
    return f"checked:{exercise}", f"refused:{exercise}"
