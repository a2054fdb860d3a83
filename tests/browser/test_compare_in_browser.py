"""The Compare page in a real browser: the brush, both ways, and its links to the evidence."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy.special import logsumexp

from ood_core.paths import PRETRAINED

pytestmark = pytest.mark.browser

TESTS = ("letters", "gaussian", "rademacher", "bernoulli", "blobs", "textures")
SHOWN = 200  # inputs of each population on the map
POPULATIONS = ("id_test", *(f"ood/{n}" for n in TESTS))


def brush(page, address: str, link: str = "benchmark=digits"):
    """The brush on the energy run, with the energy as score: an even axis."""
    page.goto(f"{address}/compare?{link}&part=Brush")
    page.get_by_role("combobox", name="Run", exact=True).press_sequentially("Energy")
    page.keyboard.press("Enter")
    page.get_by_text("Energy score (higher").wait_for()
    return page.locator(".count")


def energies() -> np.ndarray:
    """Of the first inputs of every population that the page shows."""
    with np.load(PRETRAINED / "digits" / "energy" / "evidence.npz") as stored:
        logits = [stored[f"{name}:logits"][:SHOWN].astype(float) for name in POPULATIONS]
    return -logsumexp(np.concatenate(logits), axis=1)


def slide(page, name: str, value: int) -> float:
    """Move a slider; what it says of its place."""
    slider = page.get_by_role("slider", name=name)
    slider.fill(str(value))
    return float(slider.get_attribute("aria-valuetext").replace("\N{MINUS SIGN}", "-"))


def chosen(page) -> int:
    return int(page.locator(".count").inner_text().partition(" ")[0])


def test_brushing_scores_finds_the_inputs_with_these_scores(page, address):
    """By sliders, without the server: the number, and the scores of the pictures below."""
    brush(page, address)
    page.context.set_offline(True)
    low, high = slide(page, "Lowest score", 350), slide(page, "Highest score", 600)
    found = energies()
    inside = [np.sum((found >= low + e) & (found <= high - e)) for e in (6e-4, -6e-4)]
    assert inside[0] <= chosen(page) <= inside[1] and inside[0] > 50  # the labels are rounded
    words = page.locator(".thumbs button").evaluate_all(
        "buttons => buttons.map(b => b.getAttribute('aria-label'))"
    )
    scores = [float(re.search(r"score (\S+)$", w)[1].replace("\N{MINUS SIGN}", "-")) for w in words]
    assert len(scores) == 60 and scores == sorted(scores)
    assert low - 1e-3 <= scores[0] and scores[-1] <= high + 1e-3
    row = int(re.search(r"ID test, input (\d+)", " ".join(words))[1])
    score = next(s for s, w in zip(scores, words, strict=True) if f"ID test, input {row}:" in w)
    assert score == pytest.approx(found[row], abs=6e-4)


def test_brushing_the_map_fills_the_histogram_and_a_click_clears(page, address):
    count = brush(page, address)
    assert "Drag across" in count.inner_text()
    canvas = page.locator(".map canvas")
    box = canvas.bounding_box()
    corners = ((box["x"] + 46, box["y"] + 24), (box["x"] + box["width"] - 10, box["y"] + 358))
    page.mouse.move(*corners[0])
    page.mouse.down()
    page.mouse.move(*corners[1], steps=3)
    page.mouse.up()
    expect(count).to_contain_text(f"{SHOWN * len(POPULATIONS)} inputs")  # all of them
    filled = page.locator(".histogram .chosen.id").get_attribute("d")
    whole = page.locator(".histogram .chosen.id + path").get_attribute("d")
    heights = [set(re.findall(r",(-?[\d.]+)", path)) for path in (filled, whole)]
    assert heights[1] <= heights[0]  # the area reaches the outline in every bin
    half = page.get_by_role("slider", name="Right edge")
    half.fill("500")
    assert 0 < chosen(page) < SHOWN * len(POPULATIONS)
    canvas.click(position={"x": 60, "y": 60})
    expect(count).to_contain_text("Drag across")
    expect(page.locator(".thumbs button")).to_have_count(0)


def test_the_brush_works_by_keys_and_a_picture_rings_its_point(page, address):
    count = brush(page, address)
    page.get_by_role("slider", name="Highest score").focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    expect(count).to_contain_text("inputs: ")
    before = page.locator(".map canvas").evaluate("c => c.toDataURL()")
    page.locator(".thumbs button").first.focus()
    expect(page.locator(".one")).to_contain_text("called")
    assert page.locator(".map canvas").evaluate("c => c.toDataURL()") != before
    page.get_by_role("button", name="Clear", exact=True).press("Enter")
    expect(count).to_contain_text("Drag across")


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_no_part_is_wider_than_a_phone(page, address):
    page.goto(f"{address}/compare?benchmark=plane-blobs")
    for part in ("Numbers", "Curves", "Brush", "Two runs", "Classes", "Failures"):
        page.get_by_role("tab", name=part).click()
        drawn = page.locator(".js-plotly-plot .main-svg, .map canvas, .gallery")
        drawn.filter(visible=True).first.wait_for()
        assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390, part


def swipe(page, over, dx: float, dy: float) -> None:
    """A finger that goes down in the middle of an element and moves by this many pixels."""
    box = over.bounding_box()
    touches = page.context.new_cdp_session(page)
    for share in np.linspace(0, 1, 11):
        x = box["x"] + box["width"] / 2 + share * dx
        y = box["y"] + box["height"] / 2 + share * dy
        kind = "touchMove" if share else "touchStart"
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_finger_on_a_chart_scrolls_the_page_and_a_wide_chart(page, address):
    page.goto(f"{address}/compare?benchmark=plane-blobs&part=Curves")
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    plot.scroll_into_view_if_needed()
    before = page.evaluate("document.querySelector('.stMain').scrollTop")
    swipe(page, plot, 0, 100)
    page.wait_for_function(f"document.querySelector('.stMain').scrollTop < {before}")
    swipe(page, plot, -100, 0)
    page.wait_for_function("document.querySelector('[class*=st-key-kept-]').scrollLeft > 0")


def test_cifar_needs_no_images_and_a_picture_can_be_kept(page, address):
    count = brush(page, address, "benchmark=cifar10")
    slide(page, "Highest score", 700)
    expect(count).to_contain_text("cifar100 (near OOD)")
    page.get_by_text("The images are not on this machine").wait_for()
    page.get_by_role("tab", name="Curves").click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    with page.expect_download() as camera:
        page.locator(".modebar-btn").last.click()
    assert camera.value.suggested_filename == "roc-and-pr.svg"
    with page.expect_download() as whole:
        page.get_by_role("button", name="Save as HTML").click()
    kept = whole.value.path().read_text("utf-8")
    assert "Plotly.newPlot" in kept and "http-equiv" not in kept
