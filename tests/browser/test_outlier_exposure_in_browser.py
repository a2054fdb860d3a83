"""The lesson on Outlier Exposure in a real browser."""

import math

import numpy as np
import pytest
from playwright.sync_api import expect

from app.components.tuning.words import TUNING
from app.components.uniform.words import UNIFORM
from app.text import say, say_each
from app.text.format import certainty
from app.views.lessons.outlier_exposure import words
from ood_core.paths import PRETRAINED

pytestmark = pytest.mark.browser

PLOT = ".js-plotly-plot"


def evidence(run: str, population: str) -> np.ndarray:
    """Max softmax probability of a committed run, read without the app."""
    with np.load(PRETRAINED / run / "evidence.npz") as stored:
        z = stored[f"{population}:logits"].astype(np.float64)
    return 1 / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)


def fpr95(run: str, test: str) -> float:
    """By the definition: digits at or below the confidence that catches 95% of the test."""
    ood = np.sort(evidence(run, f"ood/{test}"))
    return float(np.mean(evidence(run, "id_test") <= ood[math.ceil(0.95 * len(ood)) - 1]))


def test_guess_then_compare_any_test_before_and_after(page, address):
    page.goto(f"{address}/outlier-exposure")
    guess = page.get_by_role("radio", name=say(words.NOISE_GUESSES[2]))
    guess.wait_for()
    assert page.get_by_text("You said").count() == 0
    guess.press("Enter")
    page.get_by_text("You said").wait_for()
    median = np.median(evidence("digits/outlier-exposure", "ood/gaussian"))
    page.get_by_text(certainty(median), exact=True).first.wait_for()
    tests = page.get_by_role("radiogroup", name="OOD test")
    tests.get_by_role("radio", name=say(words.SET_LABELS["blobs"])).press("Enter")
    values = page.locator("[data-testid=stMetricValue]")
    for i, run in enumerate(("digits/baseline", "digits/outlier-exposure")):
        expect(values.nth(i)).to_have_text(f"{100 * fpr95(run, 'blobs'):.1f}%")
    name = f"Max softmax probability of test digits and of {say(words.SET_LABELS['blobs'])}"
    page.locator(f"[aria-label^='{name}']").first.wait_for()


def test_the_film_plays_to_the_end_of_the_fine_tuning(page, address):
    page.goto(f"{address}/outlier-exposure")
    page.get_by_role("radio", name=say(words.NOISE_GUESSES[2])).click()
    play = page.get_by_role("button", name=say(TUNING["play"]))
    play.wait_for()
    page.context.set_offline(True)
    page.locator(".tests").get_by_text("blobs", exact=True).click()
    step = page.locator("output.step")
    expect(step).to_contain_text("step 600 of 900")
    play.click()
    expect(step).to_contain_text("step 900 of 900")
    expect(play).to_be_visible()  # it has stopped
    with np.load(PRETRAINED / "digits/outlier-exposure/frames.npz") as stored:
        z = {n: stored[f"logits:{n}"][-1].astype(np.float64) for n in ("id_test", "ood/blobs")}
    sure = {n: 1 / np.exp(v - v.max(axis=1, keepdims=True)).sum(axis=1) for n, v in z.items()}
    limit = np.sort(sure["ood/blobs"])[math.ceil(0.95 * len(z["ood/blobs"])) - 1]
    fpr95 = 100 * np.mean(sure["id_test"] <= limit)
    expect(page.locator("[data-n=fpr95]")).to_have_text(f"{fpr95:.1f}%")


def shown(page, name: str) -> float:
    text = page.locator(f"[data-n={name}]").inner_text()
    return float(text.replace("\N{MINUS SIGN}", "-").removesuffix("%"))


def test_the_point_moves_by_key_and_pointer_without_the_server(page, address):
    page.goto(f"{address}/outlier-exposure")
    slider = page.get_by_role("slider", name="Probability of the raised class")
    slider.wait_for()
    page.context.set_offline(True)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    p = shown(page, "p") / 100
    probabilities = np.array([p, *[(1 - p) / 9] * 9])
    assert shown(page, "loss") == pytest.approx(-np.log(probabilities).mean(), abs=2e-3)
    assert shown(page, "top") == pytest.approx(0.5 * (p - 0.1), abs=1e-3)
    assert shown(page, "rest") == pytest.approx(0.5 * ((1 - p) / 9 - 0.1), abs=1e-3)
    weight = page.get_by_role("slider", name=say(UNIFORM["lambda"]))
    weight.press("PageUp")  # ten steps of .05
    expect(weight).to_have_text("1")
    assert shown(page, "top") == pytest.approx(p - 0.1, abs=1e-3)
    page.get_by_role("button", name="Go to uniform").press("Enter")
    assert shown(page, "loss") == shown(page, "least") == pytest.approx(math.log(10), abs=1e-3)
    assert shown(page, "top") == 0
    page.get_by_role("radio", name="100", exact=True).check()
    assert shown(page, "least") == pytest.approx(math.log(100), abs=1e-3)
    box = page.locator("svg.curve").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 60, steps=3)
    page.mouse.up()
    assert 70 < shown(page, "p") < 90


def test_the_rule_refuses_and_flags(page, address):
    page.goto(f"{address}/outlier-exposure")
    page.get_by_role("radio", name=say(words.ROLES_GUESSES[0])).press("Enter")
    page.get_by_test_id("stAlertContentSuccess").get_by_text("Disjoint.").wait_for()
    for name in ("outliers", "noise"):
        page.locator(f".st-key-oe-role-{name}").get_by_text(say(words.GIVEN["train"])).click()
    page.get_by_text("Allowed, but flagged.").wait_for()
    page.locator(".st-key-oe-role-noise").get_by_text(say(words.GIVEN["test"])).click()
    page.get_by_text("Refused.").wait_for()


def test_a_bet_opens_its_row_alone(page, address):
    page.goto(f"{address}/outlier-exposure")
    name = say(words.BETS["lessons/outliers-noise"].outliers)
    page.get_by_role("radio", name=name).press("Enter")
    tests = page.locator(".st-key-oe-bet-lessons-outliers-noise")  # and not of the set before
    tests.get_by_role("button", name=say(words.SET_LABELS["textures"]), exact=True).press("Enter")
    page.get_by_role("button", name=say(words.PLACE), exact=True).press("Enter")
    page.get_by_text("You were right on").wait_for()
    heat = page.locator("[aria-label^='Change of FPR95']").first
    heat.wait_for()
    label = heat.get_attribute("aria-label")
    change = 100 * (fpr95("lessons/outliers-noise", "blobs") - fpr95("digits/baseline", "blobs"))
    assert f"blobs {change:+.1f}".replace("-", "\N{MINUS SIGN}") in label
    assert label.count("?") == 6 * 7  # the other outlier sets: nothing else was answered


@pytest.mark.journey  # `test_narrow.py` is the witness of `-m browser`
@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_nothing_is_wider_than_a_phone(page, address):
    page.goto(f"{address}/outlier-exposure")
    for guesses in (
        say_each(words.NOISE_GUESSES),
        say_each(words.ROLES_GUESSES),
        say_each(words.PLANE_GUESSES),
    ):
        page.get_by_role("radio", name=guesses[0]).press("Enter")
        page.get_by_text(f"You said: {guesses[0]}").wait_for()
    page.locator(f"{PLOT} .heatmaplayer image").first.wait_for(state="attached")
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
