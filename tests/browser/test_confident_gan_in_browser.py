"""The lesson on the boundary GAN in a real browser."""

import json
import re
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.components.game import TERMS
from app.components.game.words import GAME
from app.figures.theme import CERTAINTY
from app.text import say, say_each
from app.views.lessons.confident_gan import words
from app.views.lessons.confident_gan.samples import EVERY
from ood_core.benchmarks.plane import BLOBS
from ood_core.paths import PRETRAINED
from tests.browser import maps

pytestmark = pytest.mark.browser

KEYS = ("outliers", "failure", "generator", "balance", "effect")


def answer(page: Page, key: str) -> None:
    """The question's second option, by keyboard; what it reveals is awaited."""
    option = page.locator(f".st-key-guess-{key}").get_by_role("radio").nth(1)
    option.press("Enter")
    page.get_by_text(f"You said: {option.inner_text().strip()}").wait_for()


def widget(page: Page, slider: str) -> Locator:
    """The widget that has this slider."""
    return page.locator(".root").filter(has=page.get_by_role("slider", name=slider))


def pixels(box: Locator) -> str:
    return box.locator("canvas").first.evaluate("canvas => canvas.toDataURL()")


def gauge(box: Locator, name: str) -> str:
    return box.get_by_role("meter", name=name, exact=True).get_attribute("aria-valuetext")


def mean_confidence(run: str, population: str) -> float:
    with np.load(PRETRAINED / run / "evidence.npz") as stored:
        z = stored[f"{population}:logits"].astype(float)
    return float(np.mean(1 / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)))


def expect_map(canvas: Locator, run: str, frame: int = -1) -> None:
    """The map has the colours of that frame of the run, far from the points drawn on it."""
    with np.load(PRETRAINED / run / "frames.npz") as stored:
        sure = stored["confidence:grid"][frame] / 255
    for row, column in ((3, 3), (60, 32), (3, 60), (60, 60)):
        colour = maps.on_scale(max(0, 2 * sure[row, column] - 1), CERTAINTY["light"])
        shown = maps.drawn(canvas, row, column)
        assert np.abs(shown - colour).max() <= 12, (run, row, column)


def test_an_answer_turns_the_first_map_into_the_one_that_was_bet_on(page, address):
    page.goto(f"{address}/confident-gan")
    first = page.locator(".still canvas")
    first.wait_for()
    before, _, bet = words.OUTLIER_SETS
    expect_map(first, before)
    answer(page, "outliers")
    box = widget(page, say(words.OUTLIER_SWITCH))
    box.get_by_text("1,000 boundary outliers").wait_for()
    expect(first).to_have_count(0)
    expect_map(box.locator("canvas").first, bet)


def test_the_switch_shows_three_maps_by_key_and_mouse_without_the_server(page, address):
    page.goto(f"{address}/confident-gan")
    page.locator(".still canvas").wait_for()
    assert page.get_by_role("slider", name=say(words.OUTLIER_SWITCH)).count() == 0
    answer(page, "outliers")
    box = widget(page, say(words.OUTLIER_SWITCH))
    box.get_by_text("1,000 boundary outliers").wait_for()  # what was bet on
    page.context.set_offline(True)
    seen = {pixels(box)}
    runs = dict(zip(("boundary", "far box", "none"), reversed(words.OUTLIER_SETS), strict=True))
    for stop, run in runs.items():
        expect(box.get_by_role("button", name=stop)).to_have_attribute("aria-pressed", "true")
        for population, (name, _) in say_each(words.OUTLIER_GAUGES).items():
            assert gauge(box, name) == f"{mean_confidence(run, population):.2f}", (stop, name)
        seen.add(pixels(box))
        box.get_by_role("slider").press("ArrowLeft")
    assert len(seen) == 3
    box.get_by_role("button", name="far box").click()
    box.get_by_text("1,000 far outliers").wait_for()
    assert pixels(box) in seen


def number(box: Locator, name: str) -> float:
    return float(box.locator(f"[data-n={name}]").inner_text().removesuffix("%"))


def test_the_game_shows_each_betas_terms_and_samples(page, address):
    page.goto(f"{address}/confident-gan")
    answer(page, "balance")
    box = page.locator(".root:has(.betas)")
    box.locator(".betas").wait_for()
    page.context.set_offline(True)
    seen = set()
    for run, (beta, _, shown) in words.BETAS.items():
        box.locator(".betas label").filter(has_text=re.compile(rf"βG = {beta}(?!\d)")).click()
        expect(box.locator(".about")).to_contain_text(say(shown))
        log = [
            json.loads(line) for line in (PRETRAINED / run / "log.jsonl").read_text().splitlines()
        ]
        with np.load(PRETRAINED / run / "frames.npz") as stored:
            samples = stored["samples:proposed"].astype(float)
        for key, frame in (("Home", 0), ("PageUp", None), ("End", len(log) - 1)):
            box.locator("input.slider").press(key)
            if frame is None:
                frame = 2 * int(box.locator("input.slider").input_value())
            line = log[frame]
            expect(box.locator(".step")).to_have_text(f"step {line['step']} of 1500")
            apart = np.linalg.norm(samples[frame][:, None] - np.array(BLOBS), axis=2).min(axis=1)
            assert number(box, "on_data") == pytest.approx(100 * np.mean(apart <= 2.45), abs=0.06)
            if frame:
                terms = line["losses"]["adversarial"], line["gauges"]["kl"]
                shown_terms = [number(box, name) for name in ("adversarial", "generator_kl")]
                assert shown_terms == pytest.approx(terms, abs=0.006)
        seen.add(pixels(box))
    assert len(seen) == len(words.BETAS)
    runs, beta = list(words.BETAS), box.get_by_role("slider", name=say(GAME["beta"]))
    for key, at in (("ArrowLeft", -2), ("PageDown", 0), ("ArrowRight", 1)):  # it began at the last
        beta.press(key)
        expect(beta).to_have_text(words.BETAS[runs[at]][0])
        expect(beta).to_be_focused()
        last = json.loads((PRETRAINED / runs[at] / "log.jsonl").read_text().splitlines()[-1])
        assert number(box, "adversarial") == pytest.approx(last["losses"]["adversarial"], abs=0.006)
    place = beta.bounding_box()
    page.mouse.move(place["x"] + 3, place["y"] + 5)
    page.mouse.down()
    page.mouse.move(place["x"] + 3 + 24 * 2, place["y"] + 5, steps=6)
    page.mouse.up()
    expect(beta).to_have_text(words.BETAS[runs[3]][0])


def test_g_and_d_learn_apart_and_a_sample_tells_its_pushes(page, address):
    with np.load(PRETRAINED / "plane-blobs/confident-gan/frames.npz") as stored:
        frames = {n: v.astype(float) for n, v in stored.items()}
    page.goto(f"{address}/confident-gan")
    answer(page, "balance")
    box = page.locator(".root:has(.betas)")
    learn = [box.locator(f"button.{who}") for who in "gd"]
    learn[0].wait_for()
    page.context.set_offline(True)
    box.locator("input.slider").press("Home")
    box.locator("input.slider").press("ArrowRight")
    expect(learn[1]).to_be_disabled()
    still = pixels(box)
    learn[0].click()
    expect(box.locator(".step")).to_contain_text("step 150 of 1500: G has learned")
    expect(learn[0]).to_be_disabled()
    learn[1].click()
    expect(box.locator(".step")).to_have_text("step 150 of 1500")
    page.wait_for_timeout(400)  # the surface is on its way
    assert pixels(box) != still
    place, half, left, bottom = box.locator("canvas").bounding_box(), 12, 30, 24
    side = place["width"] - left
    assert place["height"] == pytest.approx(side + bottom, abs=1)
    x, y = frames["samples:proposed"][4].T  # the frame of step 150
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + 99 * np.eye(len(x))
    is_seen = np.maximum(abs(x), abs(y)) < half - 1
    i = int((apart.min(axis=1) * is_seen).argmax())  # the loneliest sample of the picture
    box.locator("canvas").scroll_into_view_if_needed()
    place = box.locator("canvas").bounding_box()
    at = left + side * (x[i] + half) / (2 * half), side * (half - y[i]) / (2 * half)
    page.mouse.move(place["x"] + at[0], place["y"] + at[1])
    pushes = [np.hypot(*frames[f"gradients:{term}"][4][i]) for term in TERMS]
    expect(box.locator(".pushed")).to_contain_text(
        f"push 1 {pushes[0]:.2f}, push 2 {pushes[1]:.2f}"
    )


def test_samples_are_scrubbed_as_points_and_as_pictures(page, address):
    page.goto(f"{address}/confident-gan")
    answer(page, "generator")
    films = widget(page, "Training step")
    films.nth(1).get_by_text("training step 600 of 600").wait_for()
    page.context.set_offline(True)
    points, sheets = films.nth(0), films.nth(1)
    before = pixels(points)
    points.get_by_role("slider").press("Home")
    points.get_by_text("training step 0 of 1500").wait_for()
    assert pixels(points) != before
    expect_map(points.locator("canvas").last, "plane-blobs/confident-gan", 0)
    sheet = sheets.get_by_role("img").last
    with np.load(PRETRAINED / "digits/confident-gan/frames.npz") as stored:
        made = stored["samples:proposed"][::-EVERY, 0, 0]  # the first, backwards
    for frame in range(3):
        _, png = sheet.get_attribute("src").split(",")
        picture = np.array(Image.open(BytesIO(b64decode(png))).convert("L"))
        assert np.array_equal(picture[:28, :28], made[frame])
        sheets.get_by_role("slider").press("ArrowLeft")


def test_the_histogram_is_switched(page, address):
    page.goto(f"{address}/confident-gan")
    answer(page, "effect")
    box = widget(page, say(words.EFFECT_SWITCH))
    far = box.locator("svg.plot path[stroke-dasharray='2 3']").first
    far.wait_for()
    with_term = far.get_attribute("d")
    box.get_by_role("button", name="without", exact=True).click()
    assert far.get_attribute("d") != with_term
    box.get_by_role("button", name="with", exact=True).click()
    assert far.get_attribute("d") == with_term
    shown = f"near OOD {mean_confidence('plane-blobs/confident-gan', 'ood/band'):.2f}"
    assert shown in box.get_by_role("status").inner_text()


@pytest.mark.journey  # `test_narrow.py` is the witness of `-m browser`
@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_no_part_is_wider_than_a_phone(page, address):
    page.goto(f"{address}/confident-gan")
    for key in KEYS:
        answer(page, key)
    widget(page, say(words.EFFECT_SWITCH)).locator("svg.plot").first.wait_for()
    page.get_by_text("The paper's numbers beside ours").wait_for()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
