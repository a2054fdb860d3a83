"""A lesson on a projector, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from app.blocks.present_words import ON
from app.text import say
from app.views.lessons.energy import words

PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("page", [PROJECTOR], indirect=True),
]
SMALLEST = """() => {  // pixels of the smallest type that is seen, also inside our own pictures
  let least = Infinity;
  const visit = (node, zoom) => {
    const zoomed = zoom * (Number(getComputedStyle(node).zoom) || 1);
    for (const child of node.childNodes) {
      if (child.nodeType === 3 && child.textContent.trim() && node.getClientRects().length) {
        const { fontSize, clipPath } = getComputedStyle(node);
        const others = '.told, [data-testid=stIconMaterial], style, script, .katex, sub, sup, '
          + '.st-key-slides button';
        if (!node.closest(others) && clipPath === 'none')
          least = Math.min(least, parseFloat(fontSize) * zoomed);
      } else if (child.nodeType === 1) visit(child, zoomed);
    }
    if (node.shadowRoot) for (const child of node.shadowRoot.children) visit(child, zoomed);
  };
  visit(document.querySelector('.stMainBlockContainer'), 1);
  return least;
}"""


def shown(page, part: int) -> None:
    """Wait until that part, counted from 1, is on the screen, and a key would be heard."""
    page.get_by_text(re.compile(rf"^{part} of \d+$")).wait_for()
    page.get_by_role("button", name=say(ON)).wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def test_keys_lead_through_the_parts_and_answers_wait(page, address):
    page.goto(f"{address}/energy?present=1")
    expect(page.get_by_role("heading", level=1)).to_have_text(say(words.TITLE))
    shown(page, 1)
    page.keyboard.press("PageDown")
    shown(page, 2)
    expect(page.get_by_role("heading", level=1)).to_have_text(say(words.TITLE))  # is heard
    question = page.locator("[class*=st-key-presented]")
    expect(question).to_have_count(1)
    assert page.get_by_text("You said:").count() == 0
    assert page.evaluate(SMALLEST) >= 28
    question.get_by_role("radio").last.click()
    chart = page.locator("svg.bars").first
    chart.wait_for()
    assert page.evaluate(SMALLEST) >= 28
    page.keyboard.press("PageUp")
    expect(page.get_by_role("heading", level=1)).to_have_text(say(words.TITLE))


def test_a_chart_is_large_and_a_drag_on_an_enlarged_one_lands_where_the_pointer_is(page, address):
    page.goto(f"{address}/energy?present=1")
    for part in range(1, 5):
        shown(page, part)
        page.keyboard.press("PageDown")
    page.get_by_role("heading", name=say(words.RULE_TITLE)).wait_for()
    histogram = page.locator(".histogram svg").first
    histogram.wait_for()
    histogram.scroll_into_view_if_needed()
    box = histogram.bounding_box()
    assert box["height"] >= 600
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.up()
    knob = histogram.locator("circle").first.bounding_box()
    assert abs(knob["x"] + knob["width"] / 2 - x) < 3
