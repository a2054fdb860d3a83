"""Streamlit's own words in the visitor's language."""

import re

import pytest
from playwright.sync_api import expect

from app.server.scripts.words import ELEMENTS
from app.text import catalogue
from tests.browser.stopwatch import SCRIPT, until_idle

pytestmark = pytest.mark.browser
KOREAN = catalogue("ko")
SEEN = """() => {
    const names = ["aria-label", "placeholder", "title", "data-title"];
    const all = [...document.querySelectorAll("body *")];
    const attributes = all.flatMap((e) => names.map((name) => e.getAttribute(name)));
    const uploader = document.querySelectorAll("[data-testid=stFileUploader] *");
    const texts = [...uploader].flatMap((e) => [...e.childNodes].map((node) => node.data));
    return [...attributes, ...texts].filter(Boolean).map((text) => text.trim());
}"""


def test_no_two_are_said_alike():
    """The way back to Streamlit's language is found by what is said."""
    assert len({KOREAN[own.key] for own in ELEMENTS}) == len(ELEMENTS)


def left(page) -> set[str]:
    """Which of Streamlit's own words the page has, in English."""
    until_idle(page)
    forms = [re.escape(own.text).replace(r"\{\}", ".+") for own in ELEMENTS]
    return {text for text in page.evaluate(SEEN) if re.fullmatch("|".join(forms), text)}


def test_a_korean_page_says_streamlits_words_in_korean_and_an_english_one_its_own(page, address):
    page.add_init_script(SCRIPT)
    page.goto(f"{address}/own")
    english = left(page)
    assert {"Upload directories", "App pages", "Increment"} <= english
    page.get_by_role("button", name="Language").click()
    page.get_by_role("button", name="한국어").click()
    upload = KOREAN["scripts.elements.upload_directories"]
    expect(page.get_by_role("button", name=upload).first).to_be_visible()
    assert left(page) == set()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Upload directories").first).to_be_visible()
    assert left(page) == english


@pytest.mark.parametrize("path", ["lab?panel=Numbers&benchmark=digits", "compare", "images"])
def test_nothing_of_streamlits_is_left_in_english(page, address, path):
    page.add_init_script(SCRIPT)
    page.goto(f"{address}/{path}{'&' if '?' in path else '?'}lang=ko")
    assert left(page) == set()


def test_what_a_visitor_calls_something_stays_as_it_is(page, address):
    page.goto(f"{address}/?lang=ko")
    expect(page.get_by_role("navigation", name=KOREAN["scripts.elements.app_pages"])).to_have_count(
        1
    )
    page.evaluate("document.querySelector('h1').textContent = 'Search'")
    page.locator("h1").evaluate("drawn => drawn.append('Upload')")
    expect(page.locator("h1")).to_have_text("SearchUpload")
