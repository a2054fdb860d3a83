"""The Lab in a real browser."""

import json
import re

import pytest

from ood_core.runs.run import PRETRAINED

pytestmark = pytest.mark.browser

PANELS = (
    "Threshold",
    "Confidence map",
    "Feature space",
    "Generated samples",
    "Training replay",
    "Numbers",
)
PLOT = ".js-plotly-plot"


def drawn(page):
    page.locator(f"{PLOT} .main-svg").first.wait_for()


def number(page, name: str) -> float:
    shown = page.locator(f"[data-n={name}]").inner_text()
    return float(shown.removesuffix("%"))


def first_point(page) -> float:
    return page.evaluate(f"document.querySelector('{PLOT}')._fullData[1].x[0]")


def test_switching_changes_the_link_and_the_picture(page, address):
    page.goto(f"{address}/lab?panel=Confidence+map")
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


def test_threshold_starts_at_95_and_moves_with_keys_and_pointer(page, address):
    page.goto(f"{address}/lab?method=energy")
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


def test_the_threshold_moves_without_the_server(page, address):
    page.goto(f"{address}/lab?method=energy")
    slider = page.get_by_role("slider", name="Threshold")
    slider.wait_for()
    page.context.set_offline(True)
    before = number(page, "tp")
    slider.evaluate("input => { input.value = 990; input.dispatchEvent(new Event('input')); }")
    assert number(page, "tp") < before


@pytest.mark.parametrize("test", ["band", "box", "ring"])
@pytest.mark.parametrize("method", ["baseline", "confident-gan"])
def test_the_browsers_metrics_are_those_of_the_card(page, address, method, test):
    card = PRETRAINED / "plane-blobs" / method / "card.json"
    expected = json.loads(card.read_text())["metrics"]["ood"][test]["msp"]
    page.goto(f"{address}/lab?method={method}")
    page.get_by_role("slider", name="Threshold").wait_for()
    for other in {"band", "box", "ring"} - {test}:
        page.get_by_label(re.compile(f"^{other}")).uncheck()
    for metric, name in (
        ("auroc", "auroc"),
        ("fpr95", "fpr95"),
        ("aupr_out", "auprOut"),
        ("aupr_in", "auprIn"),
    ):
        assert number(page, name) == pytest.approx(100 * expected[metric], abs=0.06), metric


def test_replay_slider_moves_the_map_without_the_server(page, address):
    page.goto(f"{address}/lab?panel=Training+replay")
    drawn(page)
    page.context.set_offline(True)
    before = page.evaluate(f"JSON.stringify(document.querySelector('{PLOT}').data[0].z[0])")
    page.locator(".slider-rail-touch-rect").first.click(position={"x": 5, "y": 5})
    page.wait_for_function(
        f"before => JSON.stringify(document.querySelector('{PLOT}').data[0].z[0]) !== before",
        arg=before,
    )


def test_selecting_a_point_shows_its_image(page, address):
    page.goto(f"{address}/lab?benchmark=digits&panel=Feature+space")
    page.locator(f"{PLOT} .gl-canvas").first.wait_for()
    at = page.evaluate(
        f"""() => {{
            const plot = document.querySelector("{PLOT}"), box = plot.getBoundingClientRect();
            const {{xaxis, yaxis}} = plot._fullLayout, {{x, y}} = plot._fullData[0];
            const left = box.x + xaxis._offset, top = box.y + yaxis._offset;
            return [left + xaxis.d2p(x[0]), top + yaxis.d2p(y[0])];
        }}"""
    )
    page.mouse.move(*at)
    page.locator(".hoverlayer .hovertext").first.wait_for()
    page.mouse.click(*at)
    page.locator("[data-testid=stImage] img").first.wait_for()
    page.get_by_text("Half of the ID test inputs are nearer").wait_for()


def train(page, address, method: str, **settings: str) -> None:
    page.goto(f"{address}/lab?method={method}&panel=Numbers")
    page.get_by_text("Train your own").click()
    for label, value in settings.items():
        field = page.get_by_label(label, exact=True)
        field.fill(value)
        field.press("Tab")
    page.get_by_role("button", name="Train ").last.click()
    page.get_by_role("button", name="Cancel").wait_for()


def test_train_live_and_look_at_the_fresh_run(page, address):
    train(page, address, "baseline", Steps="5000", Seed="5")
    page.locator(f".st-key-live-picture {PLOT} .heatmaplayer image").first.wait_for()
    page.wait_for_url("**run=plane-blobs-baseline-**", timeout=90_000)
    page.get_by_text("5000 of 5000").wait_for()
    assert "job=" not in page.url
    page.reload()
    page.get_by_text("5000 of 5000").wait_for()


def test_cancel_keeps_the_run_so_far_and_a_reload_finds_the_job(page, address):
    train(page, address, "energy", **{"Steps of fine-tuning": "20000"})
    page.locator(f".st-key-live-picture {PLOT}").first.wait_for()
    page.reload()
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url("**run=plane-blobs-energy-**", timeout=90_000)
    page.wait_for_function("document.body.innerHTML.includes('stopped at step')")


@pytest.mark.parametrize("page", [{"color_scheme": "dark"}], indirect=True)
def test_dark_is_dark(page, address, tmp_path):
    page.goto(f"{address}/lab?panel=Confidence+map")
    drawn(page)
    paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert paper == "rgb(22, 22, 28)"
    font = page.evaluate(f"document.querySelector('{PLOT}')._fullLayout.font.color")
    assert font == "#e9e7ef"
    page.screenshot(path=tmp_path / "dark.png")


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_no_panel_is_wider_than_a_phone(page, address):
    for panel in PANELS:
        page.goto(f"{address}/lab?method=confident-gan&panel={panel.replace(' ', '+')}")
        page.get_by_role("tab", name=panel).wait_for()
        page.locator(f"{PLOT}, .histogram svg, [data-testid=stDataFrame]").first.wait_for()
        assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390, panel


def test_every_chart_has_a_text(page, address):
    for panel in ("Confidence map", "Feature space", "Training replay"):
        page.goto(f"{address}/lab?panel={panel.replace(' ', '+')}")
        drawn(page)
        charts = page.locator("[data-testid=stPlotlyChart]")
        for i in range(charts.count()):
            assert "aria-label" in charts.nth(i).evaluate("e => e.outerHTML.slice(0, 5000)")
