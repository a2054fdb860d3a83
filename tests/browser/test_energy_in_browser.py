"""Lesson 3 in a real browser: its widgets, moved by mouse and by key."""

import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.figures.theme import STRANGENESS
from app.text import say
from app.views.lessons.energy import words
from app.views.lessons.energy.compared import title_of
from app.views.lessons.energy.sample import LOGITS
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
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
    softmax, energy = told(page)
    expected = closed_form(list(LOGITS), 1)
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


def hinge(energies: np.ndarray, margin: float) -> float:
    return float(np.mean(np.maximum(0, energies - margin) ** 2))


def test_suggest_fills_the_margins_and_the_curve_moves(page, address):
    run, tuned = (Run.load(PRETRAINED / "digits" / m) for m in ("baseline", "energy"))
    energies = -np.log(np.exp(run.evidence["id_train"]["logits"].astype(float)).sum(axis=1))
    page.goto(f"{address}/energy")
    suggest = page.get_by_role("button", name=say(words.HINGES["suggest"]))
    suggest.wait_for()
    page.context.set_offline(True)
    curve, before = page.locator(".hinge-in"), page.locator(".hinge-in").get_attribute("d")
    suggest.press("Enter")
    m_in = page.get_by_label("m_in, number")
    assert float(m_in.input_value()) == pytest.approx(energies.mean(), abs=0.006)
    m_out = float(page.get_by_label("m_out, number").input_value())
    assert m_out == pytest.approx(tuned.log[-1]["gauges"]["m_out"], abs=0.006)
    assert curve.get_attribute("d") != before
    page.get_by_role("slider", name="m_in", exact=True).press("ArrowLeft")
    margin = float(m_in.input_value())
    pushed, loss = page.locator(".pull tbody tr").first.locator("td").all_inner_texts()
    assert float(pushed.removesuffix("%")) == pytest.approx(
        100 * np.mean(energies > margin), abs=0.3
    )
    assert float(loss) == pytest.approx(hinge(energies, margin), rel=0.01)
    m_in.fill("30")
    page.get_by_text(say(words.HINGES["swapped"])).wait_for()


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
