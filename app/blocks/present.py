"""A page of the course on a projector: one part a screen, in large type.

It begins by a button of the page, or by a link with `?present=1`, and lasts until it is ended.
"""

import streamlit as st

from app.blocks import present_words as words
from app.text import say

PARAMETER = "present"
ON = "present:on"  # in the session: what the visitor wants
RUNS = "present:runs"  # whether the page that is drawn is presented: not every page has parts
PAGE, AT = "present:page", "present:at"  # the page whose part number AT is on the screen
COUNT = "present:count"  # parts of the page that have come so far


def settle() -> None:
    """Read the link; before the page is drawn."""
    if PARAMETER in st.query_params:
        st.session_state[ON] = st.query_params[PARAMETER] == "1"
    st.session_state[RUNS] = False


def begin(page: str) -> None:
    """A page of the course begins."""
    st.session_state[COUNT] = 0
    st.session_state[RUNS] = st.session_state.get(ON, False)
    if st.session_state[RUNS]:
        st.query_params[PARAMETER] = "1"  # a reload stays in the presentation
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE], st.session_state[AT] = page, 0


def is_on() -> bool:
    """Whether this page is presented."""
    return st.session_state.get(RUNS, False)


def is_shown() -> bool:
    """Whether the next part of the page is drawn: while presenting only the one that is due."""
    part = st.session_state.get(COUNT, 0)
    st.session_state[COUNT] = part + 1
    return not is_on() or part == st.session_state[AT]


def button() -> None:
    """The way in, beside the title."""
    with st.container(key="present"):
        st.button(
            say(words.PRESENT),
            icon=":material/slideshow:",
            type="tertiary",
            on_click=_turn,
            args=(True,),
            key="present-begin",
        )


def bar() -> bool:
    """At the end of the page: back, on and out. Returns whether the last part is on the screen."""
    last = st.session_state[COUNT] - 1
    if st.session_state[AT] > last:  # what is there depends on answers
        st.session_state[AT] = last
        st.rerun()
    at = st.session_state[AT]
    with st.container(key="slides", horizontal=True, vertical_alignment="center"):
        for name, label, to, key in (
            ("back", words.BACK, at - 1, "PageUp"),
            ("on", words.ON, at + 1, "PageDown"),
        ):
            st.button(
                say(label),
                key=f"slides-{name}",
                shortcut=key,
                disabled=not 0 <= to <= last,
                on_click=_go,
                args=(to,),
            )
        st.markdown(say(words.PLACE, at=at + 1, n=last + 1))
        st.button(say(words.END), key="slides-end", type="tertiary", on_click=_turn, args=(False,))
    return at == last


def _go(to: int) -> None:
    st.session_state[AT] = to


def _turn(on: bool) -> None:
    """Begin, or end; the link says so, too."""
    st.session_state[ON] = on
    if on:
        st.session_state[AT] = 0
        for key in [key for key in st.session_state if str(key).startswith("presented:")]:
            del st.session_state[key]  # answers of the class before
        st.query_params[PARAMETER] = "1"
    elif PARAMETER in st.query_params:
        del st.query_params[PARAMETER]
