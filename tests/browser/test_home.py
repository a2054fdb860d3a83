"""The first page in a real browser."""

import time

import pytest

from app.lessons import home as words
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser

IMAGE = "[data-testid=stImage] img"
BAR = 2.0  # seconds from a healthy server to the first picture


def first_picture(page, scratch) -> float:
    scratch.mkdir()
    with serving(scratch) as url:
        start = time.monotonic()
        page.goto(url)
        page.wait_for_function(
            f"[...document.querySelectorAll('{IMAGE}')].some(i => i.naturalWidth)"
        )
        return time.monotonic() - start


def test_first_picture_comes_within_two_seconds(page, tmp_path):
    """The best of three fresh servers: other work on the machine can only add time."""
    seconds = []
    for i in range(3):
        seconds.append(first_picture(page, tmp_path / str(i)))
        if seconds[-1] <= BAR:
            break
    assert min(seconds) <= BAR, seconds


def test_a_guess_reveals_and_the_lab_is_one_click_away(page, address):
    page.goto(address)
    page.locator(IMAGE).first.wait_for()
    assert page.get_by_text("You said").count() == 0
    page.get_by_text(words.GUESSES[2], exact=True).click()
    page.get_by_text("You said").wait_for()
    page.locator(".js-plotly-plot .heatmaplayer image").nth(2).wait_for()
    page.get_by_role("button", name="Open the Lab").click()
    page.get_by_role("heading", name="Lab", exact=True).wait_for()
    page.get_by_role("link", name="Start here").click()
    page.get_by_text("You said").wait_for()  # the guess is kept
