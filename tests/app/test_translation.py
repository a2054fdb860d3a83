"""Every sentence of a page is said, so that a translation reaches it."""

import pytest

from app.blocks.navigation import PAGES
from tests.app import pseudo
from tests.app.test_pages import opened


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_left_in_english(page, monkeypatch):
    pseudo.speak(monkeypatch)
    at = opened(page)
    assert not at.exception and not pseudo.left(at)
