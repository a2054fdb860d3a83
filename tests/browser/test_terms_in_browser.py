"""A term of a formula that is pointed at changes the picture beside it, in every lesson."""

import pytest
from playwright.sync_api import expect

from app.text import say
from app.views.lessons.confident_gan import words
from app.views.lessons.csi import words as csi_words
from app.views.lessons.energy import words as energy_words

pytestmark = pytest.mark.browser
FADED = "0.3"


def point_at(page, term: str) -> None:
    page.get_by_role("radio", name=term, exact=True).first.click()


def guess(page, option: str) -> None:
    page.get_by_role("radio", name=option, exact=True).click()


def test_a_term_of_the_objective_leaves_its_own_panel(page, address):
    page.goto(f"{address}/confident-gan")
    guess(page, say(words.GAN_OPTIONS[0]))
    ordinary, proposed = (
        page.locator(".panels figure").filter(has_text=t) for t in ("rdinary", "roposed")
    )
    proposed.last.wait_for()
    point_at(page, "term 1: look real")
    expect(proposed.last).to_have_css("opacity", FADED)
    expect(ordinary.last).to_have_css("opacity", "1")
    point_at(page, "term 2: leave the classes")
    expect(ordinary.last).to_have_css("opacity", FADED)


def test_the_two_pushes_of_the_outlier_term_are_shown_apart(page, address):
    page.goto(f"{address}/outlier-exposure")
    bars = page.locator(".root svg.bars")
    bars.wait_for()

    def until_arrows_point(sign: str, arrows: int) -> None:
        """That many of the first; y grows downwards."""
        lines = "[...svg.querySelectorAll('line:not(.axis)[stroke-width=\"2\"]')]"
        points = f"(a) => {sign} * (a.getAttribute('y2') - a.getAttribute('y1')) > 0"
        script = f"(svg) => {lines}.slice(0, {arrows}).filter({points}).length === {arrows}"
        page.wait_for_function(script, arg=bars.element_handle())

    point_at(page, "log-sum-exp")
    expect(page.get_by_text("show this push alone").first).to_be_visible()
    until_arrows_point("+1", 1)  # at the raised class; the others' are too short to be drawn
    point_at(page, "mean logit")
    expect(page.get_by_text("Pushes every logit up by 1/K").first).to_be_visible()
    until_arrows_point("-1", 10)


def test_a_term_of_the_energy_names_its_inputs(page, address):
    page.goto(f"{address}/energy")
    guess(page, say(energy_words.CONSTANT_GUESSES[0]))
    temperature = page.locator(".inputs label").filter(has_text=say(energy_words.SAMPLE["T"]))
    temperature.wait_for()
    point_at(page, "all logits")
    expect(temperature).to_have_css("opacity", FADED)
    point_at(page, "temperature")
    expect(temperature).to_have_css("opacity", "1")
    expect(page.locator(".inputs label").first).to_have_css("opacity", FADED)


def test_a_term_of_nt_xent_names_its_cells(page, address):
    page.goto(f"{address}/csi")
    guess(page, say(csi_words.PUSHES[0]))
    cells = page.locator(".answer tbody tr").first.locator("td")
    cells.first.wait_for()
    point_at(page, "positive pair")
    expect(cells.nth(1)).to_have_css("opacity", "1")
    expect(cells.nth(2)).to_have_css("opacity", FADED)
    point_at(page, "all the others")
    expect(cells.nth(2)).to_have_css("opacity", "1")
    expect(cells.nth(1)).to_have_css("opacity", FADED)
