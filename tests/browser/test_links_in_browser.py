"""A link to what is seen, made in one browser and opened in another."""

import json
import re

import pytest
from playwright.sync_api import expect

from app.blocks import share_words
from app.components.threshold.words import THRESHOLD
from app.components.tug.words import TUG
from app.components.uniform.words import UNIFORM
from app.text import say
from app.views.canvas import words as canvas_words
from app.views.lessons.energy import words as energy_words
from tests.app.server.test_view import link as packed

pytestmark = pytest.mark.browser

NUMBERS = ("threshold", "tpr", "fpr", "auroc")


@pytest.fixture
def elsewhere(chromium):
    """Opens an address in a browser of somebody else."""
    contexts = []

    def visit(address: str):
        contexts.append(chromium.new_context(viewport={"width": 1440, "height": 1000}))
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()


def link(page) -> str:
    """The link that the page offers."""
    page.get_by_role("button", name=say(share_words.SHARE)).click()
    field = page.locator("input.link")
    expect(field).to_have_value(re.compile("http"))
    field.focus()  # it is made again
    found = field.input_value()
    page.keyboard.press("Escape")
    return found


def numbers(page) -> list[str]:
    return [page.locator(f"[data-n={name}]").inner_text() for name in NUMBERS]


def test_the_lab_with_threshold_score_and_populations(page, address, elsewhere):
    page.goto(f"{address}/lab?benchmark=digits&method=energy")
    slider = page.get_by_role("slider", name=say(THRESHOLD["slider"]), exact=True)
    slider.wait_for()
    first = numbers(page)
    page.locator(".chips input").nth(1).uncheck()
    slider.fill("400")
    assert numbers(page) != first
    other = elsewhere(link(page))
    expect(other.locator("[data-n=threshold]")).to_have_text(numbers(page)[0])
    assert numbers(other) == numbers(page)
    expect(other.locator(".chips input").nth(1)).not_to_be_checked()
    other.reload()
    expect(other.locator("[data-n=threshold]")).to_have_text(numbers(page)[0])


def test_the_tug_of_war_after_steps(page, address, elsewhere):
    page.goto(f"{address}/tug-of-war")
    page.get_by_role("button", name=say(TUG["ten"])).click()
    page.get_by_label(say(TUG["uniform"])).uncheck()
    page.get_by_role("spinbutton", name=re.compile("m_out")).fill("-3.5")
    told = page.locator(".told").inner_text()
    other = elsewhere(link(page))
    expect(other.locator(".told")).to_have_text(told)
    expect(other.get_by_label(say(TUG["uniform"]))).not_to_be_checked()
    expect(other.get_by_role("spinbutton", name=re.compile("m_out"))).to_have_value("-3.5")


def test_a_part_of_a_lesson_is_in_sight(page, address, elsewhere):
    page.goto(f"{address}/outlier-exposure")
    heading = page.locator("[data-testid=stMain] h2").nth(2)
    heading.evaluate("one => one.scrollIntoView()")
    made = link(page)
    other = elsewhere(made)
    expect(other.locator("[data-testid=stMain] h2").nth(2)).to_be_in_viewport()
    top = "one => one.getBoundingClientRect().top"
    assert 0 < other.locator("[data-testid=stMain] h2").nth(2).evaluate(top) < 300


def test_a_teachers_link_to_the_canvas_hides_all_but_the_chosen(page, address, elsewhere):
    page.goto(f"{address}/canvas")
    page.get_by_role("button", name=say(share_words.SHARE)).click()
    field = page.locator("input.link")
    chosen = page.get_by_test_id("stMultiSelect").get_by_role("combobox")
    chosen.fill("Boundary GAN: β")
    chosen.press("Enter")
    expect(field).to_have_value(re.compile("only=confident-gan.beta"))
    other = elsewhere(field.input_value())
    expect(other.get_by_text(say(share_words.ALONE))).to_be_visible()
    expect(other.get_by_test_id("stNumberInput")).to_have_count(1)
    expect(other.locator(".film .time")).to_be_hidden()
    expect(other.locator(".line .threshold")).to_be_hidden()
    expect(other.locator(".maps canvas").first).to_be_visible()
    other.get_by_role("button", name=say(share_words.ALL)).click()
    expect(other.locator(".film .time")).to_be_visible()
    expect(other.get_by_role("heading", name=say(canvas_words.CHANGE_TITLE))).to_be_visible()


def test_a_teachers_link_to_a_lesson_hides_all_but_the_chosen(page, address, elsewhere):
    page.goto(f"{address}/outlier-exposure")
    page.get_by_role("button", name=say(share_words.SHARE)).click()
    field = page.locator("input.link")
    chosen = page.get_by_test_id("stMultiSelect").get_by_role("combobox")
    chosen.fill(say(UNIFORM["slider"]))
    chosen.press("Enter")
    expect(field).to_have_value(re.compile("only=uniform.p"))
    other = elsewhere(field.input_value())
    expect(other.locator("input.slider.along")).to_be_visible()
    expect(other.locator(".root:has(.curve) .classes")).to_be_hidden()
    expect(other.locator("button.uniform")).to_be_hidden()
    expect(other.locator("svg.curve")).to_be_visible()
    other.get_by_role("button", name=say(share_words.ALL)).click()
    expect(other.locator("button.uniform")).to_be_visible()


def test_a_lesson_with_its_widgets(page, address, elsewhere):
    def sample(page):
        option = say(energy_words.CONSTANT_GUESSES[2])
        page.get_by_role("radio", name=option, exact=True).click()
        return page.get_by_role("slider", name=say(energy_words.SAMPLE["of_T"]))

    page.goto(f"{address}/energy")
    temperature = sample(page)
    for _ in range(3):
        temperature.press("ArrowRight")
    value = temperature.get_attribute("aria-valuenow")
    assert value != "1"
    other = elsewhere(link(page))
    expect(sample(other)).to_have_attribute("aria-valuenow", value)


def test_what_a_link_says_to_a_widget_is_bounded(elsewhere, address):
    """A stranger's link cannot put a widget where no hand could."""
    hostile = {
        **{"tug": {"of": "digits:id_test:0", "set": {"z": "x", "y": 99}, "wanted": 3}},
        **{"threshold": {"of": 3, "t": "<b>", "switched": [[], "x"], "isSpread": "yes"}},
    }
    for seen in (hostile, {"tug": 4, "threshold": [], "film:x": "no"}):
        made = packed(json.dumps({"seen": seen}))
        other = elsewhere(f"{address}/tug-of-war?at={made}")
        expect(other.locator(".told")).to_have_text(re.compile("softmax"))
        other = elsewhere(f"{address}/lab?benchmark=digits&at={made}")
        expect(other.locator("[data-n=threshold]")).to_have_text(re.compile(r"\d"))
