"""Lesson 3 in a real browser: its widgets, moved by mouse and by key."""

import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.components.tuning.words import TUNING
from app.figures.theme import STRANGENESS
from app.text import say
from app.views.lessons.energy import words
from app.views.lessons.energy.compared import title_of
from app.views.lessons.energy.sample import LOGITS
from ood_core.evaluation import logit_gradients
from ood_core.evaluation.metrics import evaluate
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.scores.logits import Energy
from tests.browser import maps

pytestmark = pytest.mark.browser


def guess(page, option: str) -> None:
    page.get_by_role("radio", name=option, exact=True).click()


def told(page) -> tuple[list[float], float]:
    """Softmax and energy, as the worked sample tells those who cannot see it."""
    text = page.locator(".told").first.inner_text().replace("\N{MINUS SIGN}", "-")
    softmax, _, energy = text.partition("; energy ")
    return [float(p) for p in re.findall(r"0\.\d+", softmax)], float(energy)


def closed_form(z: list[float], temperature: float) -> tuple[list[float], float]:
    exponentials = [math.exp(v / temperature) for v in z]
    total = sum(exponentials)
    return [e / total for e in exponentials], -temperature * math.log(total)


def test_a_constant_freezes_the_softmax_and_moves_the_energy(page, address):
    page.goto(f"{address}/energy")
    guess(page, say(words.CONSTANT_GUESSES[2]))
    add = page.get_by_role("button", name=say(words.SAMPLE["add"]))
    add.wait_for()
    page.context.set_offline(True)  # from here on the browser is alone
    expected = closed_form(list(LOGITS), 1)
    assert told(page)[1] == pytest.approx(expected[1] - 5, abs=6e-3)  # what the question asks
    page.get_by_role("button", name=say(words.SAMPLE["reset"])).click()
    softmax, energy = told(page)
    assert softmax == pytest.approx(expected[0], abs=6e-4)
    assert energy == pytest.approx(expected[1], abs=6e-3)
    add.press("Enter")
    assert told(page) == (softmax, pytest.approx(energy - 5, abs=0.011))
    page.get_by_label(say(words.SAMPLE["T"]), exact=True).press("ArrowRight")
    page.get_by_label("logit of dog, number").fill("4.5")
    z = [LOGITS[0] + 5, 4.5 + 5, LOGITS[2] + 5]
    expected = closed_form(z, 1.1)
    assert told(page)[0] == pytest.approx(expected[0], abs=6e-4)
    assert told(page)[1] == pytest.approx(expected[1], abs=6e-3)
    shown = page.locator(".sums b").all_inner_texts()
    assert shown[1].replace("\N{MINUS SIGN}", "-") == f"{expected[1]:.2f}"
    temperature = page.get_by_role("slider", name=say(words.SAMPLE["of_T"]))
    temperature.press("PageUp")  # ten steps of .1, in the sentence
    expect(temperature).to_have_text("2.1")
    expected = closed_form(z, 2.1)
    said = page.locator(".live b").all_inner_texts()
    assert said[0].replace("\N{MINUS SIGN}", "-") == f"{expected[1]:.2f}"
    assert float(said[1]) == pytest.approx(max(expected[0]), abs=6e-4)
    page.get_by_role("slider", name=say(words.SAMPLE["of_c"])).press("ArrowLeft")
    assert told(page)[1] == pytest.approx(expected[1] + 0.5, abs=6e-3)
    page.get_by_role("button", name=say(words.SAMPLE["reset"])).click()
    assert told(page) == (softmax, energy)


def test_the_film_shows_the_committed_energies(page, address):
    frames = Run.load(PRETRAINED / "plane-blobs/baseline").frames
    energy, steps = frames["energy:grid"].astype(float), frames["step"]
    low, high = energy.min(), energy.max()
    page.goto(f"{address}/energy")
    guess(page, say(words.SURFACE_GUESSES[0]))
    page.get_by_text(f"training step {steps[-1]} of {steps[-1]}").wait_for()
    slider = page.get_by_role("slider", name="Training step")
    page.context.set_offline(True)
    curve = page.locator("figure .plot path").first
    seen = set()
    for key, frame in (("End", -1), ("Home", 0), ("ArrowRight", 1)):
        slider.press(key)
        page.get_by_text(f"training step {steps[frame]} of").wait_for()
        seen.add(curve.get_attribute("d"))
        for row, column in ((3, 3), (60, 32), (3, 60)):
            share = (energy[frame][row, column] - low) / (high - low)
            shown = maps.drawn(page.locator(".panels canvas"), row, column)
            colour = maps.on_scale(share, STRANGENESS["light"])
            assert np.abs(shown - colour).max() <= 12, (key, row, column)
    assert len(seen) == 3


def film(page):
    """The film of the fine-tuning, without the server."""
    guess(page, say(words.NOISE_GUESSES[1]))
    box = page.locator(".root:has(.hinges)").first
    box.locator(".tests").wait_for()
    page.context.set_offline(True)
    return box


def pulled(box) -> list[list[float]]:
    """Share beyond the margin, mean hinge and mean force, of ID and of the outliers."""
    rows = box.locator(".pull tbody tr").all()
    texts = [row.locator("td").all_inner_texts() for row in rows]
    return [[float(t.replace("\N{MINUS SIGN}", "-").removesuffix("%")) for t in r] for r in texts]


def by_the_core(logits: np.ndarray, side: str, margin: float, weight: float) -> list[float]:
    """The same of `(n, K)` logits: on logits that move together a gradient sums to dE."""
    energies = np.array([logit_gradients.energy(z) for z in logits])
    far = np.maximum(0, energies - margin if side == "in" else margin - energies)
    gradient = {"in": logit_gradients.hinge_in, "out": logit_gradients.hinge_out}[side]
    force = np.mean([gradient(z, margin, weight).sum() for z in logits])  # dE/dc = -1
    return [100 * np.mean(far > 0), np.mean(far**2), force]


def test_the_fine_tunings_film_shows_the_cores_numbers(page, address):
    run = Run.load(PRETRAINED / "digits/energy")
    margins, weight = run.log[-1]["gauges"], run.config["weight"]
    labels = run.evidence["id_test"]["labels"][:100]
    page.goto(f"{address}/energy")
    box = film(page)
    slider = box.get_by_role("slider", name=say(TUNING["slider"]))
    for key, frame in (("End", -1), ("Home", 0), ("End", -1)):
        slider.press(key)
        box.get_by_text(f"step {run.frames['step'][frame]} of").first.wait_for()
        logits = {
            n: run.frames[f"logits:{n}"][frame].astype(float) for n in ("id_test", "outliers")
        }
        for row, side, z in zip(pulled(box), ("in", "out"), logits.values(), strict=True):
            assert row == pytest.approx(
                by_the_core(z, side, margins[f"m_{side}"], weight), rel=0.02
            )
        accuracy = 100 * np.mean(logits["id_test"].argmax(axis=1) == labels)
        expect(box.locator("[data-n=accuracy]")).to_have_text(f"{accuracy:.1f}%")
    box.get_by_text("gaussian", exact=True).click()
    scores = [
        Energy().score({"logits": run.frames[f"logits:{n}"][-1].astype(np.float32)})
        for n in ("id_test", "ood/gaussian")
    ]
    fpr95 = 100 * evaluate(*scores)["fpr95"]
    expect(box.locator("[data-n=fpr95]")).to_have_text(f"{fpr95:.1f}%")
    of_all = run.metrics["accuracy"], run.metrics["ood"]["gaussian"]["energy"]["fpr95"]
    for name, value in zip(("accuracy", "fpr95"), of_all, strict=True):
        expect(box.locator(f"[data-n={name}-of-all]")).to_contain_text(f"{100 * value:.1f}%")


def test_a_margin_is_dragged_on_the_film_and_the_forces_follow(page, address):
    run = Run.load(PRETRAINED / "digits/energy")
    page.goto(f"{address}/energy")
    box = film(page)
    field = box.get_by_label("m_in, number")
    trained = float(field.input_value())
    canvas, at = box.locator("canvas"), int(np.flatnonzero(run.frames["step"] == 600)[0])
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    for x in range(int(place["x"]), int(place["x"] + place["width"])):  # m_in is the left one
        page.mouse.move(x, place["y"] + 60)
        if canvas.evaluate("canvas => canvas.style.cursor") == "ew-resize":
            break
    page.mouse.down()
    page.mouse.move(x - 40, place["y"] + 60, steps=4)
    page.mouse.up()
    margin = float(field.input_value())
    assert margin < trained - 1
    z = run.frames["logits:id_test"][at].astype(float)
    assert pulled(box)[0] == pytest.approx(
        by_the_core(z, "in", margin, run.config["weight"]), rel=0.02
    )
    box.get_by_role("button", name=say(TUNING["suggest"])).press("Enter")
    assert float(field.input_value()) == pytest.approx(trained, abs=0.06)
    weight = box.get_by_role("slider", name="λ")
    before = pulled(box)
    for _ in range(10):
        weight.press("ArrowRight")  # from 0.10 to 0.20: forces twice as strong, hinges as they are
    for row, was in zip(pulled(box), before, strict=True):
        assert row == pytest.approx([was[0], was[1], 2 * was[2]], abs=0.002)
    hinges = sum(row[1] for row in pulled(box))
    total = float(box.locator(".total b").inner_text())
    assert total == pytest.approx(0.2 * hinges, abs=0.06)
    field.fill("30")
    box.get_by_text(say(TUNING["swapped"])).wait_for()


def test_the_rule_says_where_the_threshold_stands(page, address):
    page.goto(f"{address}/energy")
    slider = page.get_by_role("slider", name="Threshold")
    slider.wait_for()
    page.context.set_offline(True)

    def rule() -> tuple[float, float]:
        text = page.locator("[data-n=rule]").inner_text().replace("\N{MINUS SIGN}", "-")
        return tuple(float(number) for number in re.findall(r"-?\d+\.\d+", text))

    tau, energy = rule()
    shown = page.locator("[data-n=threshold]").inner_text().replace("\N{MINUS SIGN}", "-")
    assert -tau == energy == float(shown)
    for _ in range(3):
        slider.press("PageUp")
    assert rule()[1] > energy and rule()[0] < tau
    moved = rule()
    tau_in_the_sentence = page.locator("[data-n=rule] [role=slider]").first
    tau_in_the_sentence.press("ArrowRight")  # up goes tau, down the energy
    assert rule()[0] > moved[0] and rule()[0] == -rule()[1]
    place = tau_in_the_sentence.bounding_box()
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    page.mouse.down()
    page.mouse.move(place["x"] - 25, place["y"] + 5, steps=5)
    page.mouse.up()
    assert rule()[0] < moved[0] and rule()[0] == -rule()[1]


def test_two_scores_of_one_network_show_the_cards_numbers(page, address):
    run = Run.load(PRETRAINED / "digits/baseline")
    page.goto(f"{address}/energy")
    guess(page, say(words.SCORES_GUESSES[0]))
    page.get_by_text("You said:").first.wait_for()
    page.get_by_role("radio", name=title_of("digits")).first.click()
    first = next(iter(run.metrics["ood"].values()))
    expect(page.get_by_text(f"AUROC {first['msp']['auroc']:.1%}, FPR95").first).to_be_visible()
    energy = first["energy"]
    text = f"AUROC {energy['auroc']:.1%}, FPR95 {energy['fpr95']:.1%}"
    expect(page.get_by_text(text)).to_be_visible()
    guess(page, say(words.RULES["id"]))
    expect(page.get_by_text(text)).to_have_count(0)


@pytest.mark.journey  # `test_narrow.py` is the witness of `-m browser`
@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_the_lesson_is_no_wider_than_a_phone(page, address):
    page.goto(f"{address}/energy")
    for option in (words.CONSTANT_GUESSES[0], words.SURFACE_GUESSES[0], words.SCORES_GUESSES[0]):
        guess(page, say(option))
    page.get_by_role("heading", name=say(words.SCORES_TITLE)).wait_for()
    page.locator(".js-plotly-plot .main-svg").filter(visible=True).first.wait_for()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
