"""The boards of the class, live: its canvases, and the pictures that fool the detectors."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import streamlit as st

from app.blocks import layout, room
from app.blocks.navigation import PAGES
from app.data.canvas_frames import training_points
from app.figures.samples import SMALL, plane_points
from app.server import boards
from app.server.boards import Put
from app.server.visitor import browser
from app.text import say
from app.text.format import certainty, percent
from app.views.room import words as text
from ood_core.benchmarks.plane import FRAME
from ood_core.errors import UserError
from ood_core.methods import METHODS

EVERY = 2.0  # seconds between looks
SHOWN = 24  # of each board


@st.fragment(run_every=EVERY)
def live(code: str) -> None:
    """They are drawn once they are opened."""
    n = _read(boards.counts, code)
    st.markdown(say(text.BOARDS, canvases=n["canvas"], pictures=n["fooled"]))
    # Its label stays the same: with another one, an open fold would close.
    label = say(text.SHOW_BOARDS)
    fold = st.expander(label, icon=":material/flag:", key="room:boards", on_change="rerun")
    if not fold.open:
        return
    with fold:
        canvases = _read(boards.on_board, code, "canvas")
        pictures = _read(boards.on_board, code, "fooled")
        if not canvases and not pictures:
            st.markdown(say(text.NOTHING_UP))
        best = sorted(pictures, key=lambda one: (-one.numbers[0] / one.numbers[1], -one.numbers[2]))
        for head, found, draw in (
            (text.CANVASES, canvases, _canvas),
            (text.FOOLED, best, _picture),
        ):
            if found:
                _board(say(head, n=min(SHOWN, len(found)), all=len(found)), found, draw)


def _read(what: Callable[..., Any], *which: str) -> Any:
    """What the teacher asks the store; once the room is deleted, the page is another one."""
    try:
        return what(*which, by=browser())
    except UserError:
        st.rerun()


def _board(head: str, found: list[Put], draw: Callable[[Put], None]) -> None:
    st.markdown(f"**{head}**")
    with st.container(horizontal=True, gap="medium"):
        for one in found[:SHOWN]:
            with st.container(width=190):
                draw(one)


def _canvas(one: Put) -> None:
    """Its points, what each method reached, and the way to it."""
    link, who = one.content.decode(), room.nickname(one.nickname, one.anonymous)
    try:
        points = training_points(parse_qs(link)["c"][0])
    except UserError as error:  # a newer version cannot open it
        st.markdown(f"{who}: {say(error)}")
        return
    st.image(plane_points(points, FRAME, layout.mode()), width=SMALL, alt=say(text.CANVAS_ALT))
    aurocs = ", ".join(
        f"{method.title} {percent(auroc, 0)}"
        for method, auroc in zip(METHODS.values(), one.numbers, strict=False)
    )
    address = f"{PAGES['canvas'].address}?{link}"
    st.markdown(f"{who}: [{say(text.OPEN_LINK)}]({address})  \n{say(text.AUROCS, aurocs=aurocs)}")


def _picture(one: Put) -> None:
    """A picture that fools so many methods; its own button shows it large."""
    fooled, n, least = one.numbers
    who = room.nickname(one.nickname, one.anonymous)
    kind = "png" if one.content.startswith(b"\x89PNG") else "jpeg"
    uri = f"data:image/{kind};base64,{base64.b64encode(one.content).decode()}"
    st.image(uri, width=SMALL, alt=say(text.PICTURE_ALT))
    said = say(text.FOOLS, fooled=int(fooled), n=int(n), sure=certainty(least))
    st.markdown(f"{who}  \n{said}")
