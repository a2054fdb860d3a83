"""The Lab in a real browser."""

import json
import re
from contextlib import closing
from functools import cache

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy.special import softmax
from sklearn.metrics import roc_curve

from app.blocks.training import words as text
from app.data.feature_maps import by_pca
from app.figures.theme import CERTAINTY
from app.text import say
from app.text.names import population_label
from app.views.lab.words import ROW
from ood_core.methods import METHODS
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from tests.browser import journey, maps, steady

pytestmark = pytest.mark.browser

PANELS = (
    "Threshold",
    "Confidence map",
    "Feature space",
    "Generated samples",
    "Training replay",
    "Numbers",
    "Conventions",
)
PLOT = "[role=tabpanel] .js-plotly-plot"
SPACE = "[role=tabpanel] .map canvas"
# [x, y] of a canvas's coloured pixels
INK = """canvas => {
  const [w, h] = [canvas.width, canvas.height], scale = canvas.clientWidth / w;
  const { data } = canvas.getContext("2d").getImageData(0, 0, w, h), found = [];
  for (let i = 0; i < data.length; i += 4) {
    const [red, green, blue] = data.slice(i, i + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60)
      found.push([((i / 4) % w) * scale, Math.floor(i / 4 / w) * scale]);
  }
  return found;
}"""


def drawn(page):
    page.locator(f"{PLOT} .main-svg").first.wait_for()


def number(page, name: str) -> float:
    shown = page.locator(f"[data-n={name}]").inner_text()
    return float(shown.removesuffix("%"))


def first_point(page) -> float:
    return page.evaluate(f"document.querySelector('{PLOT}')._fullData[1].x[0]")


def test_switching_changes_the_link_and_the_picture(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&panel=Confidence+map")
    drawn(page)
    before = first_point(page)
    page.get_by_text("Two moons", exact=True).click()
    page.wait_for_url("**benchmark=plane-moons**")
    page.wait_for_function(
        f"before => document.querySelector('{PLOT}')._fullData?.[1].x[0] !== before", arg=before
    )
    page.get_by_text("CSI", exact=True).click()
    page.wait_for_url("**method=csi**")
    page.get_by_text("Tack et al.").wait_for()


def test_threshold_starts_at_95_and_moves_with_keys_and_pointer(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method=energy")
    slider = page.get_by_role("slider", name="Threshold")
    slider.wait_for()
    assert 95 <= number(page, "tpr") < 96
    assert number(page, "fpr") == number(page, "fpr95")
    caught = number(page, "tp")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("PageUp")
    assert number(page, "tp") < caught
    box = page.locator(".histogram svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 46, box["y"] + 100, steps=5)
    page.mouse.up()
    assert number(page, "tp") >= 855 and number(page, "fpr") > 90
    page.get_by_role("button", name="Back to 95").click()
    assert number(page, "tp") == caught
    assert number(page, "tp") + number(page, "fn") == 900


def test_the_threshold_moves_without_the_server(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method=energy")
    slider = page.get_by_role("slider", name="Threshold")
    slider.wait_for()
    page.context.set_offline(True)
    before = number(page, "tp")
    slider.evaluate("input => { input.value = 990; input.dispatchEvent(new Event('input')); }")
    assert number(page, "tp") < before


@pytest.fixture(scope="module")
def thresholds(chromium, own_address):
    """The threshold's panel of each method, as it was left: none of its tests needs a fresh one."""
    with closing(chromium.new_context(viewport={"width": 1440, "height": 1000})) as context:

        @cache
        def opened(method: str):
            page = context.new_page()
            page.goto(f"{own_address}/lab?benchmark=plane-blobs&method={method}")
            page.get_by_role("slider", name="Threshold").wait_for(timeout=60_000)
            return page

        yield opened


@pytest.mark.parametrize("test", ["band", "box", "ring"])
@pytest.mark.parametrize("method", ["baseline", "confident-gan"])
def test_the_browsers_metrics_are_those_of_the_card(thresholds, method, test):
    card = PRETRAINED / "plane-blobs" / method / "card.json"
    expected = json.loads(card.read_text())["metrics"]["ood"][test]["msp"]
    page = thresholds(method)
    for name in ("band", "box", "ring"):
        page.get_by_label(re.compile(f"^{name}")).set_checked(name == test)
    for metric, name in (
        ("auroc", "auroc"),
        ("fpr95", "fpr95"),
        ("aupr_out", "auprOut"),
        ("aupr_in", "auprIn"),
    ):
        assert number(page, name) == pytest.approx(100 * expected[metric], abs=0.06), metric


FILM = ".panels canvas"


def film_pixels(page) -> str:
    return page.locator(FILM).first.evaluate("canvas => canvas.toDataURL()")


def test_the_replay_plays_and_steps_by_keyboard_without_the_server(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&panel=Training+replay")
    slider = page.get_by_role("slider", name="Training step")
    page.get_by_text("training step 1500 of 1500").wait_for()
    page.context.set_offline(True)
    slider.press("Home")
    seen = {film_pixels(page)}
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        seen.add(film_pixels(page))
    assert len(seen) == 4
    page.get_by_role("button", name="Play").press("Enter")
    last = slider.get_attribute("max")
    expect(slider).to_have_value(last, timeout=60_000)
    page.get_by_role("button", name="Play").wait_for()  # it has stopped
    assert "of 1500" in page.locator(".step").inner_text()


def test_the_replays_last_map_is_the_networks(page, own_address):
    """Far left and far right of the last frame have the colour of the committed frame's bytes."""
    frames = np.load(PRETRAINED / "plane-blobs" / "baseline" / "frames.npz")["confidence:grid"]
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&panel=Training+replay")
    page.get_by_text("training step 1500 of 1500").wait_for()
    for row, column in ((3, 3), (60, 32), (3, 60)):
        share = max(0, (frames[-1][row, column] / 255 - 0.5) / 0.5)
        shown = maps.drawn(page.locator(FILM), row, column)
        colour = maps.on_scale(share, CERTAINTY["light"])
        assert np.abs(shown - colour).max() <= 12, (row, column)


def test_selecting_a_point_shows_its_image(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=digits&panel=Feature+space")
    canvas = page.locator(SPACE).first
    canvas.wait_for()
    journey.settle(page)
    ink = np.array(canvas.evaluate(INK))
    x, y = (float(v) for v in ink[ink[:, 0].argmax()])
    canvas.hover(position={"x": x - 3, "y": y})
    page.locator("[role=tabpanel] .tip").first.wait_for()
    canvas.click(position={"x": x - 3, "y": y})
    page.locator("[data-testid=stImage] img").first.wait_for()
    page.get_by_text("Half of the ID test inputs are nearer").wait_for()


def train(page, own_address, method: str, **settings: str) -> None:
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method={method}&panel=Numbers")
    page.get_by_role("button", name=say(text.TRAIN)).click()
    for label, value in settings.items():
        field = page.get_by_label(label, exact=True)
        field.fill(value)
        field.press("Tab")
    page.get_by_role("button", name=f"Train {METHODS[method].title}").click()
    page.get_by_role("button", name="Cancel").wait_for()


def test_a_live_training_never_flickers_and_its_film_comes_in_its_place(page, own_address):
    train(page, own_address, "baseline", Steps="5000", Seed="5")
    steady.watch(page)
    page.locator(FILM).wait_for()
    page.wait_for_url("**run=plane-blobs-baseline-**", timeout=90_000)
    page.get_by_text("training step 5000 of 5000").wait_for()
    steady.check(page)
    assert "job=" not in page.url
    page.get_by_role("slider", name="Training step").press("Home")
    page.reload()
    page.get_by_text("training step 5000 of 5000").wait_for()


def test_cancel_keeps_the_run_so_far_and_a_reload_finds_the_job(page, own_address):
    train(page, own_address, "energy", **{"Steps of fine-tuning": "20000"})
    page.locator(FILM).wait_for()
    page.reload()
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url("**run=plane-blobs-energy-**", timeout=90_000)
    page.wait_for_function("document.body.innerHTML.includes('stopped at step')")


def test_a_bundle_goes_out_and_comes_back(page, own_address, tmp_path):
    page.goto(f"{own_address}/lab?benchmark=plane-rings&method=energy&panel=Numbers")
    page.get_by_text(say(text.TAKE)).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a bundle").click()
    saved.value.save_as(tmp_path / "run.zip")
    (tmp_path / "bad.zip").write_bytes((tmp_path / "run.zip").read_bytes()[:-100])
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method=baseline&panel=Numbers")
    page.get_by_text(say(text.TAKE)).click()
    for name in ("bad.zip", "run.zip"):
        page.locator(".st-key-bring input[type=file]").set_input_files(tmp_path / name)
        page.get_by_text(name).wait_for()
        page.get_by_role("button", name="Load it").click()
        if name == "bad.zip":
            page.get_by_text("not a readable .zip file").wait_for()
    page.wait_for_url(lambda url: "benchmark=plane-rings" in url)
    page.wait_for_url("**run=plane-rings-energy-**", timeout=90_000)
    page.get_by_role("slider", name="Training step").wait_for()
    page.get_by_role("tab", name="Numbers").click()
    page.get_by_text("Every OOD test and score").wait_for()


@pytest.mark.parametrize("page", [{"color_scheme": "dark"}], indirect=True)
def test_dark_is_dark(page, own_address, tmp_path):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&panel=Confidence+map")
    drawn(page)
    paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert paper == "rgb(22, 22, 28)"
    font = page.evaluate(f"document.querySelector('{PLOT}')._fullLayout.font.color")
    assert font == "#e9e7ef"
    page.screenshot(path=tmp_path / "dark.png")


def test_a_point_can_be_chosen_by_name_with_the_keyboard(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=digits&method=energy&panel=Feature+space")
    page.locator(SPACE).first.wait_for()
    page.get_by_role("combobox", name="Population").press_sequentially("ID test")
    page.get_by_role("option", name="ID test").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("input 0 of").wait_for()
    row = page.get_by_role("spinbutton", name="Input")
    row.fill("7")
    row.press("Tab")
    page.get_by_text("input 7 of").wait_for()
    page.get_by_role("img", name="ID test, input 7").wait_for()


def test_back_takes_a_choice_back(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method=energy&panel=Numbers")
    page.get_by_text("Two moons", exact=True).click()
    page.wait_for_url("**benchmark=plane-moons**")
    page.get_by_text("Two interleaved half circles").first.wait_for()
    page.go_back()
    page.wait_for_url("**benchmark=plane-blobs**")
    page.get_by_text("the world of Lee et al.").first.wait_for()


def test_the_threshold_leaves_a_heap_of_ties_by_arrow_key(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method=baseline")
    slider = page.get_by_role("slider", name="Threshold")
    slider.wait_for()
    page.get_by_text("Many scores are equal").wait_for()
    slider.focus()
    places = [slider.input_value()]
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        places.append(slider.input_value())
    assert [int(p) for p in places] == list(range(int(places[0]), int(places[0]) + 6))


def test_populations_stay_off_when_one_comes_back(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method=energy")
    page.get_by_label(re.compile("^band")).uncheck()
    assert number(page, "tp") + number(page, "fn") == 600
    page.get_by_role("tab", name="Numbers").click()
    page.get_by_text("Every OOD test and score").wait_for()
    page.get_by_role("tab", name="Threshold").click()
    page.get_by_role("slider", name="Threshold").wait_for()
    assert not page.get_by_label(re.compile("^band")).is_checked()
    page.get_by_label(re.compile("^box")).uncheck()
    page.get_by_label(re.compile("^ring")).uncheck()
    page.get_by_text("Switch an OOD set on").wait_for()
    assert "NaN" not in page.locator(".roc svg").inner_html()


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_no_panel_is_wider_than_a_phone(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&method=confident-gan")
    shown = page.locator(
        f"{PLOT}, .histogram svg, .panels canvas, .map canvas, [data-testid=stDataFrame]"
    )
    for panel in PANELS:
        page.get_by_role("tab", name=panel).click()
        page.wait_for_url(f"**panel={panel.lower().replace(' ', '-')}**")
        journey.settle(page)
        shown.filter(visible=True).first.wait_for()
        assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390, panel


def test_every_chart_has_a_text(page, own_address):
    page.goto(f"{own_address}/lab?benchmark=plane-blobs&panel=Confidence+map")
    drawn(page)
    charts = page.locator("[data-testid=stPlotlyChart]")
    for i in range(charts.count()):
        assert "aria-label" in charts.nth(i).evaluate("e => e.outerHTML.slice(0, 5000)")


def test_a_point_of_a_feature_space_is_pointed_at_picked_and_hidden(page, own_address):
    """The point furthest to the right stands at its height, and is the one that a click picks."""
    run = Run.load(PRETRAINED / "digits" / "energy")
    places = by_pca(run)
    name = max(places, key=lambda n: places[n][:, 0].max())
    row = int(places[name][:, 0].argmax())
    page.goto(f"{own_address}/lab?benchmark=digits&method=energy&panel=Feature+space")
    canvas = page.locator(SPACE).first
    canvas.wait_for()
    journey.settle(page)

    def ink() -> np.ndarray:
        return np.array(canvas.evaluate(INK))

    drawn_at = ink()
    right = [float(v) for v in drawn_at[drawn_at[:, 0].argmax()]]
    top, bottom = drawn_at[:, 1].min(), drawn_at[:, 1].max()
    heights = np.concatenate(list(places.values()))[:, 1]
    share = (heights.max() - places[name][row, 1]) / np.ptp(heights)
    assert (right[1] - top) / (bottom - top) == pytest.approx(share, abs=0.03)
    canvas.hover(position={"x": right[0] - 3, "y": right[1]})
    shown = population_label(name, run.kinds[name])
    expect(page.locator("[role=tabpanel] .tip").first).to_have_text(shown)
    canvas.click(position={"x": right[0] - 3, "y": right[1]})
    expect(page.get_by_label(ROW.text, exact=True)).to_have_value(str(row))
    page.get_by_role("button", name=shown, exact=True).first.click()
    assert len(ink()) < len(drawn_at)
    assert "PCA" in canvas.get_attribute("aria-label")


def test_a_rule_of_ones_own_moves_its_row_alone(page, own_address):
    """Positive class turned to ID: FPR95 becomes what scikit-learn finds with the sides turned."""
    page.goto(f"{own_address}/lab?benchmark=digits&method=baseline&panel=Conventions")
    drawn(page)

    def fpr95() -> list[str]:
        return page.evaluate(f"[...document.querySelector('{PLOT}')._fullData[0].text]")

    before = fpr95()
    assert before[0] == before[-1]  # one's own rule starts as the house's
    page.get_by_role("radio", name="ID", exact=True).press("Enter")
    page.wait_for_function(
        f"before => document.querySelector('{PLOT}')._fullData[0].text.at(-1) !== before[0]",
        arg=before,
    )
    evidence = np.load(PRETRAINED / "digits" / "baseline" / "evidence.npz")
    on_id, on_ood = (
        softmax(evidence[f"{n}:logits"].astype(float), axis=1).max(axis=1)
        for n in ("id_test", "ood/letters")
    )
    truth = np.r_[np.ones(len(on_id)), np.zeros(len(on_ood))]
    fpr, tpr, _ = roc_curve(truth, np.r_[on_id, on_ood], drop_intermediate=False)
    assert fpr95()[:-1] == before[:-1]
    assert float(fpr95()[-1]) == pytest.approx(100 * fpr[np.argmax(tpr >= 0.95)], abs=0.06)
