"""What a link to a view of a page holds: `?at=PART.STATE`.

PART counts the headings up to the part that the link opens at. STATE is base64url of JSON: what the
page's widgets are set to, by their keys (`set`), and what those that answer in the browser hold, by
their names (`seen`). A link is made in the browser (`components/share`), and read once, when a
visit begins with it. Nothing in it is trusted: each widget takes what it could be set to by hand.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

import streamlit as st

from app.server import view_words as words
from app.text import say

PARAMETER, ONLY = "at", "only"  # of a link
LONGEST = 4_000  # characters of the first
ASKED = "view:asked"  # in the session: the view that it began with
PROBLEM = "view:problem"  # what is wrong with that, until it is said
HELD = "view:held"  # keys of the widgets on the page that a link holds
OFFERED = "view:offered"  # controls that a link can show alone: name -> label
SHOWN = "view:only"  # those that the link of this visit shows, as it names them
CHECKED = "view:checked"  # whether that is of a page that the link opened


@dataclass(frozen=True)
class View:
    """What a link asks for."""

    set: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}


def settle() -> None:
    """Read the link, at the beginning of a visit; on each page, before it is drawn."""
    st.session_state[HELD], st.session_state[OFFERED] = set(), {}
    if ASKED not in st.session_state:
        st.session_state[ASKED] = View()
        if link := st.query_params.get(PARAMETER):
            try:
                st.session_state[ASKED] = opened(link)
            except ValueError:
                st.session_state[PROBLEM] = words.DAMAGED
        st.session_state[SHOWN] = st.query_params.get(ONLY, "")[:LONGEST]
    elif PARAMETER in st.query_params:  # the browser has read it; what is set since, a reload keeps
        del st.query_params[PARAMETER]


def opened(link: str) -> View:
    """What stands behind `at=`.

    Raises:
        ValueError: it is damaged, cut short or too long.
    """
    from pydantic import TypeAdapter  # slow to import: most visits begin without a link

    is_one = re.fullmatch(r"\d{1,3}(?:\.([\w-]*))?", link[: LONGEST + 1], re.ASCII)
    if is_one is None or len(link) > LONGEST:
        raise ValueError("no link to a view")
    packed = is_one[1] or ""
    if not packed:
        return View()
    try:
        text = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    except binascii.Error as error:
        raise ValueError("no link to a view") from error
    found = TypeAdapter(View).validate_json(text)
    json.dumps([found.set, found.seen], allow_nan=False)  # what is infinite, no browser reads
    return found


def say_problem() -> None:
    """Say, once, what could not be opened of the link."""
    if problem := st.session_state.pop(PROBLEM, None):
        st.warning(say(problem), icon=":material/link:")


def begin(key: str, first: Any, fits: Callable[[Any], bool]) -> Any:
    """What a widget begins with in this session: what the link sets it to, else `first`.

    A link to the view holds what the widget is set to from now on.

    Args:
        fits: whether the widget takes a value.
    """
    st.session_state.setdefault(HELD, set()).add(key)
    asked = st.session_state.get(ASKED, View()).set.get(key)
    if key in st.session_state or asked is None:
        return first
    with suppress(TypeError, ValueError, AttributeError):  # it may be of any type
        if fits(asked):
            return asked
    st.toast(say(words.NOT_HERE), icon=":material/link:")
    return first


def some_of(options: Collection[str]) -> Callable[[Any], bool]:
    """Whether a value is a list of some of these, as a widget for several takes it."""
    return lambda asked: (
        isinstance(asked, list) and len({*asked}) == len(asked) and {*asked} <= {*options}
    )


def held() -> dict[str, Any]:
    """What the page's widgets are set to now, for a link."""
    keys = sorted(st.session_state.get(HELD, ()))
    found = {key: st.session_state[key] for key in keys if key in st.session_state}
    return {key: value for key, value in found.items() if value is not None}


def seen(kind: str) -> dict[str, Any]:
    """What the link says to widgets in the browser, KIND or KIND:NAME by name, which read it."""
    found = st.session_state.get(ASKED, View()).seen
    return {name: value for name, value in found.items() if name.partition(":")[0] == kind}


def offers(controls: Mapping[str, str]) -> Collection[str]:
    """The page has these controls, name -> label; a link can show some alone. Those it shows."""
    st.session_state[OFFERED] = dict(controls)
    known = alone()
    if not st.session_state.get(CHECKED):
        if known != list(filter(None, st.session_state.get(SHOWN, "").split(","))):
            st.toast(say(words.NOT_HERE), icon=":material/link:")
        st.session_state[SHOWN], st.session_state[CHECKED] = ",".join(known), True
    if known:
        st.query_params[ONLY] = ",".join(known)  # after a way over other pages, too
    return known or controls.keys()


def offered() -> dict[str, str]:
    """What the page offers so."""
    return st.session_state.get(OFFERED, {})


def alone() -> list[str]:
    """Those of them that the link of this visit shows alone; none where it shows all."""
    return [name for name in st.session_state.get(SHOWN, "").split(",") if name in offered()]


def hidden(kind: str) -> list[str]:
    """The controls of widgets of that kind, offered as KIND.CONTROL, that the link leaves out."""
    shown = alone()
    left_out = [name.partition(".") for name in offered() if shown and name not in shown]
    return [control for of, _, control in left_out if of == kind]


def show_all() -> None:
    """What the link hides is shown from now on."""
    st.session_state[SHOWN] = ""
    st.query_params.pop(ONLY, None)
