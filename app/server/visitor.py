"""Who a visitor is: one browser, told by a cookie of its own that outlives it and the server.

The cookie holds 128 random bits. What the server keeps and compares is their hash, so nobody who
reads that can pass for a visitor.
"""

import hashlib
import re
import secrets
from functools import cache
from pathlib import Path

import streamlit as st

COOKIE = "oodlab"
SECRET = re.compile("[0-9a-f]{32}")


def browser() -> str:
    """The visitor's id: the same for every tab of a browser, whenever it comes."""
    return hashlib.sha256(_secret().encode()).hexdigest()[:32]


def remember() -> None:
    """Have the browser keep the cookie; called on every page, before anything can end its run."""
    told = f"const secret = '{_secret()}', name = '{COOKIE}';"
    with st.container(key="visitor"):
        st.html(f"<script>{{\n{told}\n{_script()}}}</script>", unsafe_allow_javascript=True)


def _secret() -> str:
    """What the cookie says; for a first visit, what it is going to say."""
    kept = str(st.context.cookies.get(COOKIE))
    if SECRET.fullmatch(kept):
        return kept
    return st.session_state.setdefault("visitor", secrets.token_hex(16))


@cache
def _script() -> str:
    return Path(__file__).with_name("visitor.js").read_text("utf-8")
