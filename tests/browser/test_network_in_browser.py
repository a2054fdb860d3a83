"""The drawn network in a real browser: its numbers against the core's, by mouse and by key."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.blocks.network_words import TITLE
from app.components.network.words import NETWORK
from app.text import say
from ood_core.experiments.places import PASSES
from ood_core.files import read_arrays
from ood_core.paths import PRETRAINED

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def kept():
    return read_arrays(PRETRAINED / PASSES)


def place(kept, name: str) -> int:
    return kept["inputs"].tolist().index(name)


def numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text.replace("\N{MINUS SIGN}", "-"))]


def test_a_chosen_picture_passes_with_the_networks_own_numbers(page, address, kept):
    page.goto(f"{address}/overview")
    told = page.locator(".told", has_text="energy").first
    told.wait_for(state="attached")
    page.context.set_offline(True)  # from here on the browser is alone
    i = place(kept, "bricks")
    page.get_by_role("radiogroup", name=say(NETWORK["input"])).get_by_text("bricks").click()
    expect(told).to_contain_text("bricks")
    z = kept["baseline/logits"][i].astype(float)
    energy, confidence = -np.log(np.exp(z).sum()), np.exp(z).max() / np.exp(z).sum()
    shown, energy_shown = numbers(told.text_content())
    assert energy_shown == pytest.approx(energy, abs=6e-3)
    assert shown == pytest.approx(np.floor(1000 * confidence) / 10, abs=1e-6)
    part = page.locator("[data-part=energy]")
    part.hover()
    share = 100 * kept["baseline/energy/id_percentile"][i]
    assert numbers(page.locator(".about").inner_text())[1] == pytest.approx(share, abs=0.06)


def test_a_part_lights_its_term_and_a_term_its_part_by_mouse_and_by_key(page, address):
    page.goto(f"{address}/overview")
    page.locator("[data-part=gap] canvas").first.wait_for()
    for name in ("maps", "gap", "linear", "softmax"):
        page.locator(f"[data-part={name}]").focus()
        expect(page.locator("[data-term][aria-pressed=true]")).to_have_attribute("data-term", name)
        page.locator("[data-term=image]").click()
        expect(page.locator(".part.lit")).to_have_attribute("data-part", "image")
    page.locator("[data-term=energy]").focus()
    expect(page.locator(".part.lit")).to_have_attribute("data-part", "energy")


def test_class_and_channel_follow_the_weights(page, address, kept):
    page.goto(f"{address}/overview")
    classes = page.get_by_label(say(NETWORK["class"]), exact=True)
    classes.wait_for()
    classes.select_option("ship")
    about, i, k = page.locator(".about"), place(kept, "cat"), 8
    expect(about).to_contain_text("ship")
    f, w, b = (kept[f"baseline/{name}"] for name in ("features", "weight", "bias"))
    found = numbers(about.inner_text())[-3:]
    assert found == pytest.approx([f[i] @ w[k], b[k], f[i] @ w[k] + b[k]], abs=6e-3)
    channel = int(kept["baseline/channels2"][3])
    page.get_by_label(say(NETWORK["channel"]), exact=True).select_option(str(channel))
    mean = kept["baseline/maps2"][i, 3].astype(float).mean()
    assert numbers(about.inner_text())[-1] == pytest.approx(mean, abs=2e-3)


def test_csi_shows_its_two_heads(page, address, kept):
    page.goto(f"{address}/csi")
    page.locator("summary", has_text=say(TITLE)).click()
    networks = page.get_by_role("radiogroup", name=say(NETWORK["network"]))
    heads = page.locator(".of-csi")
    expect(heads.first).to_be_hidden()
    networks.get_by_text("CSI").click()
    expect(heads.first).to_be_visible()
    page.locator("[data-part=projection]").hover()
    i = place(kept, "cat")
    z = kept["csi/projection"][i].astype(float)
    expect(page.locator(".about")).to_contain_text(f"{np.linalg.norm(z):.2f}")
    page.locator("[data-part=shift]").hover()
    turns = np.exp(kept["csi/shift_logits"][i].astype(float))
    expect(page.locator(".about")).to_contain_text(f"{100 * turns[0] / turns.sum():.1f}%")


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_it_fits_a_phone(page, address):
    page.goto(f"{address}/overview")
    flow = page.locator(".flow")
    flow.wait_for()
    right = flow.evaluate(
        "flow => Math.max(...[...flow.children].map(c => c.getBoundingClientRect().right))"
    )
    assert right <= 390 and page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
