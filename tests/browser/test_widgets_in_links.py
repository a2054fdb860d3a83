"""What a hand has set in the widgets of a page is in its link; the rest does no harm."""

import base64
import json
import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.text import Message, say
from app.views.canvas import words as canvas_words
from app.views.lessons.csi import words as csi_words
from tests.app.server.test_view import link as packed
from tests.browser.test_links_in_browser import link

pytestmark = pytest.mark.browser


class Part(NamedTuple):
    """Of a page: what has to be answered and opened first, and a control of each widget."""

    controls: dict[str, str]  # name in a link -> selector
    answered: tuple[str, ...] = ()
    folded: Message | None = None


PAGES = {
    "outlier-exposure": Part(
        {"uniform": "input.slider.along", "tuning:oe": ".root:has(.tests) input.slider"},
        ("oe-noise",),
    ),
    "energy": Part(
        {
            "film:energy": ".root:has(.panels) input.slider",
            "tuning:energy": ".root:has(.hinges) input.slider",
        },
        ("energy-surface", "energy-noise"),
    ),
    "confident-gan": Part({"game": ".root:has(.betas) input.slider"}, ("balance",)),
    "csi": Part(
        {
            "circle": ".root:has(.circle) .sliders input",
            "pairs:csi:views": ".body .sliders .column",
            "shadow": ".root:has(.others) .fields input[type=range]",
            "clocks": ".root:has(.dials) input.slider",
        },
        ("csi-push", "csi-pair", "csi-oodness"),
        csi_words.CLOCKS,
    ),
    "overview": Part({"network:baseline": ".under select.class"}),
    "compare?benchmark=digits&part=brush": Part({"brush": "input.s0"}),
}


@pytest.fixture(scope="module")
def browsers(chromium):
    """Of the one who makes the links, and of somebody else."""
    contexts = [chromium.new_context(viewport={"width": 1440, "height": 1000}) for _ in range(2)]
    for context in contexts:
        context.set_default_timeout(60_000)
    yield contexts
    for context in contexts:
        context.close()


@pytest.fixture
def tabs(browsers):
    """Opens addresses, in the first browser, then in the second."""
    opened, wrong = [], []

    def visit(address: str) -> Page:
        opened.append(browsers[bool(opened)].new_page())
        opened[-1].on("pageerror", lambda error: wrong.append(str(error)))
        opened[-1].goto(address)
        return opened[-1]

    yield visit
    for page in opened:
        page.close()
    assert not wrong


def prepare(page: Page, part: Part) -> None:
    for key in part.answered:
        option = page.locator(f".st-key-guess-{key}").get_by_role("radio").nth(1)
        if option.get_attribute("aria-checked") != "true":
            option.press("Enter")
    if part.folded:
        page.get_by_text(say(part.folded)).click()
    for selector in part.controls.values():
        page.locator(selector).first.wait_for()


def moved(page: Page, selector: str) -> str:
    """Move a control; what it then holds."""
    control = page.locator(selector).first
    before = control.input_value()
    if control.evaluate("one => one.tagName") == "SELECT":
        control.select_option(index=5)
    else:
        for key in ("Home", *3 * ["ArrowRight"]):
            control.press(key)
    assert control.input_value() != before
    return control.input_value()


def garbled(value: Any) -> Any:
    """What no hand could set, in the same shape; texts as they are, which say what it is of."""
    match value:
        case dict():
            return {name: garbled(one) for name, one in value.items()}
        case list():
            return [garbled(one) for one in value]
        case bool():
            return "yes"
        case int() | float():
            return 1e9
    return value


def seen(address: str) -> dict[str, Any]:
    """What a link says to the widgets."""
    text = parse_qs(urlsplit(address).query)["at"][0].partition(".")[2]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))["seen"]


@pytest.mark.parametrize("name", PAGES)
def test_a_link_sets_the_widgets_elsewhere(name, tabs, address):
    part = PAGES[name]
    page = tabs(f"{address}/{name}")
    prepare(page, part)
    set_to = {selector: moved(page, selector) for selector in part.controls.values()}
    made = link(page)
    held = seen(made)
    assert held.keys() >= part.controls.keys()
    other = tabs(made)
    prepare(other, part)
    for selector, value in set_to.items():
        expect(other.locator(selector).first).to_have_value(value)
    hostile = packed(json.dumps({"seen": garbled(held)}))
    other = tabs(re.sub(r"(?<=[?&]at=)[^&]*", hostile, made))
    prepare(other, part)
    for selector in set_to:
        assert float(other.locator(selector).first.input_value()) < 1e6


def test_a_link_leaves_out_what_was_left_out_of_the_feature_space(tabs, address):
    page = tabs(f"{address}/lab?benchmark=digits&method=energy&panel=feature-space")
    page.locator(".legend button").first.click()
    expect(page.locator(".legend button").first).to_have_attribute("aria-pressed", "false")
    other = tabs(link(page))
    expect(other.locator(".legend button[aria-pressed=false]")).to_have_count(1)
    expect(other.locator(".legend button").first).to_have_attribute("aria-pressed", "false")


def test_a_link_picks_the_same_point_of_the_same_frame_of_the_canvas(tabs, address):
    page = tabs(f"{address}/canvas")
    page.locator(".maps [data-n=auroc]", has_text="%").last.wait_for()
    page.locator(".maps canvas").nth(2).click(position={"x": 60, "y": 40})
    title = say(canvas_words.PULL_TITLE)
    page.get_by_role("heading", name=title).wait_for()
    point = re.compile(r" at \(.*\) in frame \d+")
    said = page.get_by_text(point).inner_text()
    made = link(page)
    other = tabs(made)
    other.get_by_role("heading", name=title).wait_for()
    expect(other.get_by_text(point)).to_have_text(said)
    state = seen(made)["canvas"]
    for wrong in ({"x": "1"}, {"method": "none-such"}, {"of": "x"}, {"frame": None}):
        hostile = packed(json.dumps({"seen": {"canvas": state | wrong}}))
        other = tabs(re.sub(r"(?<=[?&]at=)[^&]*", hostile, made))
        other.locator(".maps [data-n=auroc]", has_text="%").last.wait_for()
        assert other.get_by_role("heading", name=title).count() == 0
