"""The first page in a real browser."""

import pytest

from app.lessons import home as words

pytestmark = pytest.mark.browser

IMAGE = "[data-testid=stImage] img"


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
