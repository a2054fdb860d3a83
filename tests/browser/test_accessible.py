"""Each page as axe-core reads it, and where the keyboard is.

Here each page is read once, as it opens. `python -m pytest -m axe` reads all of them light and
dark, wide and narrow, before their questions are answered and after.
"""

from itertools import product
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from app.blocks.present_words import ON
from app.server import scripts
from app.text import say
from app.views.home import words
from app.views.overview import words as overview_words
from tests.browser.screenshots import PAGES
from tests.browser.stopwatch import SCRIPT, answer_all, until_idle

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
FOCUS = (Path(scripts.__file__).parent / "focus.js").read_text("utf-8")
STREAMLITS = {  # rule -> nodes of Streamlit's own that neither an option nor CSS reaches
    # The field to drop files on has a name and no role; the button in it is what keys reach.
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
    # What is wider than the page is scrolled, and browsers, Safari aside, let the keys do it, too.
    "scrollable-region-focusable": ".katex-display, [data-testid=stTable] > div",
}
FOUND = """async known => {
    const { violations } = await axe.run({ elementRef: true, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes
        .filter(({ element }) => !element.matches(known[id] ?? ":not(*)"))
        .map(({ html, failureSummary }) => [id, html.slice(0, 300), failureSummary].join("\\n")));
}"""


def looks() -> list[dict]:
    """Options of a window: wide and narrow, light and dark."""
    return [
        {"viewport": {"width": width, "height": 1000}, "color_scheme": mode}
        for width, mode in product((1400, 390), ("light", "dark"))
    ]


def said(page) -> str:
    """What axe-core finds on it once it is idle."""
    until_idle(page)
    return "\n\n".join(page.evaluate(FOUND, STREAMLITS))


def open_page(page, url) -> None:
    page.add_init_script(SCRIPT)
    page.goto(url)
    page.evaluate(AXE)


@pytest.mark.parametrize(
    ("page", "path"),
    [(looks()[i % 4], path) for i, path in enumerate((*PAGES, "room", "exercises"))],
    indirect=["page"],
)
def test_nothing_is_found_on_a_page_as_it_opens(page, address, path):
    open_page(page, f"{address}/{path}")
    assert said(page) == ""


def test_nothing_is_found_on_the_screens_of_a_presentation(page, address):
    open_page(page, f"{address}/energy?present=1")
    assert said(page) == ""
    page.get_by_role("button", name=say(ON)).click()
    page.get_by_text("2 of").wait_for()
    assert said(page) == ""


@pytest.mark.axe
@pytest.mark.parametrize("page", looks(), indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_found_before_and_after_the_answers(page, address, path):
    open_page(page, f"{address}/{path}")
    assert said(page) == ""
    answer_all(page)
    assert said(page) == ""
    for tab in page.get_by_role("tab").all()[::-1]:  # the first one was open
        tab.click()
        assert said(page) == ""


@pytest.mark.browser
def test_a_new_page_has_the_focus_on_its_title(page, address):
    page.goto(address)
    menu = page.get_by_test_id("stTopNavLink")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text(say(words.TITLE))
    expect(title).not_to_be_focused()
    menu.filter(has_text="Overview").press("Enter")
    expect(title).to_contain_text(say(overview_words.TITLE))
    expect(title).to_be_focused()
    menu.filter(has_text="Start here").click()
    page.get_by_role("button", name=say(words.OPEN_LAB)).click()
    expect(title).to_have_text("Lab")
    expect(title).to_be_focused()
    title.evaluate("drawn => drawn.replaceWith(drawn.cloneNode(true))")
    expect(title).to_be_focused()


@pytest.mark.browser
def test_a_hand_faster_than_the_script_loses_no_focus(page, address):
    page.add_init_script("""addEventListener("DOMContentLoaded", () => {
        document.documentElement.dataset.focus = "held back";
    })""")
    page.goto(address)
    page.get_by_test_id("stTopNavLink").filter(has_text="Overview").press("Enter")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text(say(overview_words.TITLE))
    expect(title).not_to_be_focused()
    page.evaluate(f"() => {{{FOCUS}}}")
    expect(title).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("page", looks()[:2], indirect=True)
def test_the_focus_is_seen_in_the_menu(page, address):
    page.goto(address)
    link = page.get_by_test_id("stTopNavLink").last
    link.wait_for()
    page.keyboard.press("Tab")
    link.focus()
    expect(link).to_have_css("outline-style", "solid")
    expect(link).to_have_css("outline-width", "2px")
