"""Visitors of the app, each with the cookie of a browser of their own."""

from hashlib import sha256

from streamlit.testing.v1 import AppTest

from app.blocks.navigation import script
from tests.app.test_pages import MAIN

TEACHER, ANN, BOB = ("a" * 32, "b" * 32, "c" * 32)  # their cookies


def visitor(cookie: str) -> str:
    """As the server knows them."""
    return sha256(cookie.encode()).hexdigest()[:32]


def opened(cookie: str, page: str, **link: str) -> AppTest:
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.session_state["visitor"] = cookie
    at.run().switch_page(script(page))
    at.query_params.update(link)
    at.run()
    assert not at.exception
    return at
