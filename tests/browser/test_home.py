"""The first pages in a real browser."""

import pytest

from app.text import say
from app.views.home import words

pytestmark = pytest.mark.browser

IMAGE = "[data-testid=stImage] img"


def test_a_guess_reveals_and_the_lab_is_one_click_away(page, address):
    page.goto(address)
    page.locator(IMAGE).first.wait_for()
    assert page.get_by_text("You said").count() == 0
    page.get_by_text(say(words.GUESSES[2]), exact=True).click()
    page.get_by_text("You said").wait_for()
    page.locator(".js-plotly-plot .heatmaplayer image").wait_for()
    page.locator(".root canvas").nth(1).wait_for()
    page.get_by_role("button", name="Open the Lab").click()
    page.get_by_role("heading", name="Lab", exact=True).wait_for()
    page.get_by_role("link", name="Start here").click()
    page.get_by_text("You said").wait_for()  # the guess is kept


def test_the_map_opens_the_lab_where_one_clicks(page, address):
    page.goto(f"{address}/overview")
    page.get_by_role("radio", name="Neither").press("Enter")
    page.get_by_text("You said").wait_for()
    page.locator(".st-key-open-baseline-energy button").click()  # energy, as it is
    page.wait_for_url("**method=baseline**")
    page.get_by_role("slider", name="Threshold").wait_for()
    page.get_by_text("Energy score (higher = more OOD)").wait_for()
