"""The way to a link that opens what is seen: an icon in the menu."""

from collections.abc import Mapping

import streamlit as st

from app.blocks import layout
from app.blocks import share_words as words
from app.blocks.navigation import LESSONS
from app.components.share import share
from app.server import view
from app.text import Message, say

PAGES = ("overview", *LESSONS, "canvas", "tug_of_war", "lab", "compare")  # that have it


@st.fragment
def button() -> None:
    """Drawn when the page is: it tells what the page's widgets are set to once it is opened."""
    box = st.popover(
        say(words.SHARE),
        icon=":material/share:",
        type="tertiary",
        key="share-open",
        on_change="rerun",
    )
    if box.open:
        with box:
            share(view.held(), _controls(), layout.mode())


def alone() -> None:
    """Where the link shows some of the page's controls alone, a line says so, with a way out."""
    if view.alone():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(say(words.ALONE))
            st.button(say(words.ALL), key="show-all", type="tertiary", on_click=view.show_all)


def controls(of: Mapping[str, tuple[Message, Mapping[str, Message]]]) -> None:
    """Offer the controls of a lesson's widgets, `?only=WIDGET.CONTROL`; before these are drawn.

    Args:
        of: each widget's kind -> where it stands on the page, and its controls by name.
    """
    named = {
        f"{kind}.{name}": f"{say(place)}: {say(label)}"
        for kind, (place, labels) in (of | words.NETWORK).items()
        for name, label in labels.items()
    }
    view.offers(named)
    alone()


def _controls() -> list[str]:
    """The controls that the link shows alone, where the page offers to."""
    offered = view.offered()
    if not offered:
        return []
    return st.multiselect(
        say(words.ONLY),
        list(offered),
        default=view.alone(),
        format_func=lambda name: offered[name],
        key="share-only",
        select_all=False,
        help=say(words.ONLY_HELP),
    )
