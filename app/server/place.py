"""Where a visitor stands on a page: what its widgets are set to, kept for the browser.

It is kept with the answers, so it outlives a reload and the server as they do; a link to a view of
the page has it, too.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import streamlit as st

from app.server import store, view
from app.server.visitor import browser

SET = "set:"  # in the store, before the key of a widget, whose value is the answer


def begin(key: str, first: Any, fits: Callable[[Any], bool]) -> Any:
    """What a widget begins with in this session: what the link sets it to, else what this browser
    set it to last, else `first`.

    Args:
        fits: whether the widget takes a value; it may be another one than it was.
    """
    asked = view.begin(key, None, fits)
    if asked is not None and key not in st.session_state:
        return asked
    return kept(key, first, fits)


def kept(key: str, first: Any, fits: Callable[[Any], bool]) -> Any:
    """As `begin`, of what is in no link: an answer, and what an answer opens."""
    if key in st.session_state:
        return first
    found = store.here().answers(browser()).get(SET + key)
    with suppress(TypeError, ValueError):  # another widget had this key
        if found is not None and fits(value := json.loads(found)):
            return value
    return first


def keep(key: str) -> None:
    """Keep what the widget of that key was just set to: its `on_change`."""
    store.here().answer(browser(), SET + key, json.dumps(st.session_state[key]))


def keeps(key: str) -> dict[str, Any]:
    """The options of a widget that keep it."""
    return {"key": key, "persist_state": "session", "on_change": keep, "args": (key,)}
