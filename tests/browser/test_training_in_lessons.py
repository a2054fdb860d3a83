"""A training is shown on the pages of its benchmark and method, and on no other."""

import re

import pytest
from playwright.sync_api import expect

from app.blocks import lesson_words as words
from app.blocks.navigation import LESSONS
from app.blocks.training import words as text
from app.text import say
from ood_core.methods import METHODS

pytestmark = pytest.mark.browser

ENDED = words.ENDED["interrupted"].text


def turn_to(page, method: str) -> None:
    """By the menu, until the lesson is there to its end."""
    page.get_by_role("link", name=LESSONS[method].text).click()
    page.get_by_role("button", name=f"Train {METHODS[method].title}").wait_for()
    page.get_by_role("heading", name=say(words.MISREAD)).wait_for()
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for()


def test_a_run_belongs_to_its_own_lesson(page, own_address):
    page.goto(f"{own_address}/outlier-exposure")
    page.locator("summary", has_text=say(text.SETTINGS)).click()
    steps = page.get_by_label("Steps of fine-tuning", exact=True)
    cancel = page.get_by_role("button", name="Cancel")
    steps.fill("5000")
    steps.press("Tab")
    page.get_by_role("button", name="Train Outlier").click()
    page.locator(".stProgress").wait_for()
    cancel.wait_for()
    turn_to(page, "confident-gan")
    expect(cancel).to_have_count(0)
    expect(page.locator(".stProgress")).to_have_count(0)
    turn_to(page, "outlier-exposure")  # and here it goes on
    progress = re.compile(r"step [1-9]\d* of")  # in whichever phase it is by now
    page.get_by_text(progress).first.wait_for()  # there is something to keep
    cancel.click()
    page.get_by_text(ENDED).wait_for()
    page.get_by_role("slider", name="Training step").last.wait_for()
    turn_to(page, "confident-gan")
    expect(page.get_by_text(ENDED)).to_have_count(0)
    expect(page.get_by_role("button", name=say(words.LOOK))).to_have_count(0)
    turn_to(page, "outlier-exposure")
    page.get_by_role("button", name=say(words.LOOK)).click()
    page.wait_for_url(
        "**benchmark=plane-blobs&method=outlier-exposure&run=plane-blobs-outlier-exposure-**"
    )
    page.get_by_role("button", name=say(text.TRAIN)).wait_for()
