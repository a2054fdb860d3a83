"""A lesson in another language."""

from streamlit.testing.v1 import AppTest

from tests.app import pseudo
from tests.app.test_pages import opened


def answered(monkeypatch, page: str) -> AppTest:
    """On the committed runs, every question on the page answered."""
    pseudo.speak(monkeypatch)
    at = opened(page)
    for control in at.segmented_control:
        if control.key.startswith("guess:"):
            control.set_value("1")
    return at.run()


def left(at: AppTest) -> dict[str, str]:
    """What of a page that has drawn was never said."""
    assert not at.exception
    return pseudo.left(at)


def said(at: AppTest) -> None:
    """The page has drawn, and holds nothing in English."""
    assert not left(at)
