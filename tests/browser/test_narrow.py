"""What a narrow window leaves of the pages: 390 px of a phone, 700 px of half a screen."""

import pytest
from playwright.sync_api import expect

from app.blocks import lesson_words
from app.blocks.navigation import LESSONS
from app.text import say, say_each
from app.views.overview import words
from ood_core.methods import METHODS
from tests.browser import journey
from tests.browser.stopwatch import SCRIPT, answer_all

pytestmark = pytest.mark.browser

WIDTHS = (390, 700)
NARROW = pytest.mark.parametrize(
    "page", [{"viewport": {"width": width, "height": 1000}} for width in WIDTHS], indirect=True
)
TOO_WIDE = """() => {
    const main = document.querySelector("[data-testid=stMain]"), edge = window.innerWidth;
    const held = (node) => node !== main
        && (getComputedStyle(node).overflowX !== "visible" || held(node.parentElement));
    const sticks_out = (node) => node.clientHeight && node.getBoundingClientRect().right > edge + 1;
    const wide = [...main.querySelectorAll("*")].filter((n) => sticks_out(n) && !held(n));
    if (main.scrollWidth > main.clientWidth) wide.push(main);
    return wide.map((node) => node.outerHTML.slice(0, 90));
}"""
OVERLAP = """buttons => {
    const boxes = buttons.map((button) => button.getBoundingClientRect());
    const apart = (a, b) => a.right <= b.left || b.right <= a.left
        || a.bottom <= b.top || b.bottom <= a.top;
    return boxes.some((a, i) => boxes.slice(i + 1).some((b) => !apart(a, b)));
}"""


CUT = """() => {
    const shown = [...document.querySelectorAll("[data-testid=stTopNav] > *")]
        .filter((item) => getComputedStyle(item).opacity !== "0");
    const entries = "a, [data-testid=stTopNavSection]";
    return shown.flatMap((item) => [...item.querySelectorAll(entries)])
        .filter((entry) => entry.getBoundingClientRect().right > innerWidth)
        .map((entry) => entry.textContent);
}"""
PLACES = """(titles) => {
    const box = (node) => node.getBoundingClientRect();
    const headings = [...document.querySelectorAll(".st-key-map strong")]
        .filter((node) => titles.includes(node.textContent));
    const above = (button) => headings.filter((node) => box(node).bottom <= box(button).top
        && box(node).left < box(button).right && box(button).left < box(node).right)
        .sort((a, b) => box(b).top - box(a).top)[0]?.textContent;
    const name = (button) => button.className.match(/st-key-lesson-(\\S+)/)[1];
    const buttons = document.querySelectorAll(".st-key-map [class*=st-key-lesson-]");
    return [...buttons].map((button) => [name(button), above(button)]);
}"""


@NARROW
def test_each_method_on_the_map_stands_under_the_outliers_that_it_needs(page, address):
    page.goto(f"{address}/overview")
    page.get_by_role("radio", name="Neither").press("Enter")
    expect(page.locator(".st-key-map [class*=st-key-lesson-]")).to_have_count(len(LESSONS))
    found = dict(page.evaluate(PLACES, list(say_each(words.COLUMNS).values())))
    assert found == {
        m.name: say(words.COLUMNS[m.outliers]) for m in METHODS.values() if m.name in found
    }
    assert set(found) == set(LESSONS)


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 1000}}], indirect=True)
def test_choices_that_wrap_have_whole_borders(page, address):
    page.goto(address)
    choices = page.get_by_role("radiogroup").first.get_by_role("radio")
    expect(choices).to_have_count(3)
    assert len({round(one.bounding_box()["y"]) for one in choices.all()}) > 1  # they wrap
    choices.nth(1).press("Enter")
    page.get_by_text("You said").wait_for()
    assert not choices.evaluate_all(OVERLAP)
    for one in choices.all():
        look = one.evaluate("b => getComputedStyle(b).borderRadius + getComputedStyle(b).border")
        assert "0px" not in look and "rgba(0, 0, 0, 0)" not in look and "solid" in look


@NARROW
def test_the_button_for_the_full_screen_lies_on_its_picture(page, address):
    page.goto(f"{address}/overview")
    picture = page.locator("[data-testid=stImage] img").first
    picture.hover()
    button = page.locator("[data-testid=stElementToolbarButton]").first
    button.wait_for()
    inside, outside = button.bounding_box(), picture.bounding_box()
    for start, size in (("x", "width"), ("y", "height")):
        assert outside[start] <= inside[start]
        assert inside[start] + inside[size] <= outside[start] + outside[size]


def test_no_page_scrolls_sideways(page, address):
    page.goto(address)
    for name in journey.PAGES:
        page.set_viewport_size({"width": 1440, "height": 1000})  # the menu is whole
        journey.by_menu(page, name)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1000})
            page.wait_for_function(f"!({TOO_WIDE})().length")  # charts take the new width


def test_each_entry_of_the_menu_is_whole(page, address):
    page.goto(address)
    link = page.get_by_test_id("stTopNavLink").last
    link.wait_for()
    for width in [*range(1920, 1020, -8), 1024, 1200, 1280, 1366]:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(f"!({CUT})().length", timeout=5000)
    for width in (1200, 1280, 1366):  # of laptops: nothing is behind "more"
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.get_by_test_id("stTopNavSection")).to_be_hidden()
        expect(link).to_be_in_viewport(ratio=1)


LONG = {"confident-gan": 11_150, "outlier-exposure": 12_700, "energy": 12_200, "csi": 13_200}


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
@pytest.mark.parametrize("lesson, most", LONG.items())
def test_a_lesson_is_not_too_long_for_a_phone(page, own_address, lesson, most):
    page.goto(f"{own_address}/{lesson}")  # nobody else answered there: no line tells of others
    page.get_by_role("button", name=say(lesson_words.CANVAS)).wait_for()  # the end of it
    page.add_script_tag(content=SCRIPT)
    answer_all(page)
    wide, high = page.evaluate(
        "(({scrollWidth, scrollHeight}) => [scrollWidth, scrollHeight])"
        "(document.querySelector('[data-testid=stMain]'))"
    )
    assert 5000 < high <= most
    assert wide <= 390  # no part of it, and no answer, is wider than the phone


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 1000}}], indirect=True)
def test_what_is_cut_says_that_there_is_more_and_nothing_covers_words(page, address):
    edge = """at => {
        const there = document.querySelector(at);
        const seen = there && getComputedStyle(there, "::after");
        return seen && parseFloat(seen.height) > 100 ? Number(seen.opacity) : null;
    }"""
    for path, wide in (
        ("compare", "[class*=st-key-kept-]"),
        ("canvas", "[data-testid=stTable] > div"),
    ):
        page.goto(f"{address}/{path}")
        page.wait_for_function(f"at => ({edge})(at) === 1", arg=wide)
        page.locator(wide).first.evaluate("one => { one.scrollLeft = one.scrollWidth; }")
        page.wait_for_function(f"at => ({edge})(at) === 0", arg=wide)
    page.goto(f"{address}/compare?benchmark=digits")
    table = page.get_by_test_id("stDataFrame")
    table.hover()
    page.wait_for_function("""() => {
        const box = (one) => one.getBoundingClientRect(), tools = box(
            document.querySelector("[data-testid=stDataFrame] [data-testid=stElementToolbar]"));
        const captions = document.querySelectorAll("[data-testid=stCaptionContainer]");
        const above = [...captions].map(box).filter((one) => one.top < tools.top);
        return above.length && above.every((one) => one.bottom <= tools.top);
    }""")
