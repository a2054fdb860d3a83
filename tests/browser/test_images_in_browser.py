"""One's own images in a real browser: a good and a bad file, a drawing, the widgets."""

import re
from itertools import groupby

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy.special import logsumexp

from app.components.pad.words import PAD
from app.data import samples
from app.text import say
from app.views.images import words
from ood_core.benchmarks.shifts import GROWING
from ood_core.evaluation.forward import forward
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from tests import hostile

pytestmark = pytest.mark.browser

HOSTILE = "www.evil.io a@b.cd **b** _i_ `c` $x^2$ :red[r] ![x](y).png"  # no longer is shown whole
FAKE_CAMERA = {"permissions": ["camera"]}


def open_at(page, address, source):
    page.goto(f"{address}/images?benchmark=digits")
    page.get_by_role("radio", name=source, exact=True).click()


def rows(page):
    return page.locator(".rows .row:not(.head)")


def test_a_good_and_a_bad_file_are_both_answered(page, address, tmp_path):
    open_at(page, address, say(words.SOURCES["files"]))
    files = {
        "good.jpg": hostile.saved(hostile.photograph(width=900, height=700), "JPEG"),
        "bomb.png": hostile.bomb(9000, 9000),
        "<b>[x](y).png": hostile.SVG,
        HOSTILE: hostile.SVG,
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    page.locator("input[type=file]").set_input_files([tmp_path / name for name in files])
    rows(page).nth(4).wait_for()  # a verdict of each of the five methods
    refused = page.locator("[data-testid=stAlert]").inner_text()
    assert "bomb.png: 9000 x 9000 pixels are more than 16 megapixels." in refused
    assert "<b>[x](y).png: This is an SVG drawing" in refused and "Traceback" not in refused
    about = page.locator("[data-testid=stAlert]")
    assert about.locator("a, img, em, code, .katex").count() == 0
    assert about.locator("strong").count() == 3  # the three names
    assert HOSTILE in refused.replace("\u200b", "")
    assert page.locator(".chosen .given").evaluate("image => image.naturalWidth") == 256
    assert page.locator(".chosen .seen").evaluate("image => image.naturalWidth") == 28
    with page.expect_download() as download:
        page.get_by_role("button", name=say(words.SAVE)).click()
    table = download.value.path().read_text()
    assert table.count("good.jpg,digits,") == 5 and "bomb" not in table


def test_samples_are_chosen_by_key_and_changed_by_degrees(page, address):
    open_at(page, address, say(words.SOURCES["ready"]))
    page.locator(".thumb").nth(11).wait_for()
    assert rows(page).count() == 0  # asked first
    page.get_by_role("radio", name=say(words.GUESSES[0])).click()
    rows(page).nth(4).wait_for()
    page.get_by_role("radio", name=say(words.SAMPLES["digit"]), exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name=say(words.SAMPLES["turned"])).wait_for()
    chosen = page.get_by_role("radio", name=say(words.SAMPLES["turned"]))
    assert chosen.is_checked() and chosen.evaluate("e => e === e.getRootNode().activeElement")
    page.get_by_role("tab", name=say(words.PARTS["shift"])).click()
    slider = page.get_by_role("slider", name=say(words.SEVERITY["severity"]))
    slider.wait_for()
    before = page.locator(".side .picture").get_attribute("src")
    slider.focus()
    page.keyboard.press("End")
    assert page.locator(".side .level").inner_text() == "180°"
    assert page.locator(".side .picture").get_attribute("src") != before
    page.get_by_role("radio", name=say(words.KINDS["blur"][0])).press(" ")
    assert page.locator(".side .level").inner_text() == "4"
    assert page.locator(".said li").count() == 5


def lower(x: np.ndarray) -> np.ndarray:
    """The share of ID test digits whose energy is lower, in percent, by the fine-tuned network."""
    run = Run.load(PRETRAINED / "digits" / "energy")
    on_id = -logsumexp(run.evidence["id_test"]["logits"].astype(float), axis=1)
    energy = -logsumexp(forward(run.model(), x)["logits"].astype(float), axis=1)
    return 100 * np.mean(on_id < energy[:, None], axis=1)


def test_verdicts_on_samples_and_on_their_changes_are_the_networks(page, address):
    seen = samples.seen((1, 28, 28))
    open_at(page, address, say(words.SOURCES["ready"]))
    page.get_by_role("radio", name=say(words.GUESSES[0])).click()
    share = rows(page).nth(3).locator(".share b")  # of Energy
    for name, expected in zip(
        seen, lower(np.stack([s.pixels for s in seen.values()])), strict=True
    ):
        page.get_by_role("radio", name=say(words.SAMPLES[name]), exact=True).check()
        assert float(share.inner_text().rstrip("%")) == pytest.approx(expected, abs=0.11), name
    page.get_by_role("radio", name=say(words.SAMPLES["digit"]), exact=True).check()
    page.get_by_role("tab", name=say(words.PARTS["shift"])).click()
    slider = page.get_by_role("slider", name=say(words.SEVERITY["severity"]))
    one = seen["digit"].pixels[None]
    for kind, growing in GROWING.items():
        page.get_by_role("radio", name=say(words.KINDS[kind][0]), exact=True).check()
        slider.press("End")
        said = page.locator(".said li").nth(3).inner_text()
        (expected,) = lower(growing.apply(one, growing.levels[-1]))
        found = float(re.search(r"higher than ([\d.]+)%", said)[1])
        assert found == pytest.approx(expected, abs=0.11), kind


# One choice after another, faster than the page answers, and each picture shown on the way.
CHOOSE = """async title => {
    const inputs = [...title.getRootNode().querySelectorAll(".thumb input")], shown = [];
    const look = () => shown.push(title.querySelector("b").textContent);
    new MutationObserver(look).observe(title, { childList: true });
    for (const input of inputs.slice(1)) {
        input.click();
        await new Promise((done) => setTimeout(done, 150));
    }
    return shown;
}"""


def test_a_choice_is_not_undone_by_the_answer_to_an_earlier_one(page, address):
    open_at(page, address, say(words.SOURCES["ready"]))
    page.get_by_role("radio", name=say(words.GUESSES[0])).click()
    rows(page).nth(4).wait_for()
    chosen = [say(words.SAMPLES[name]) for name in samples.seen((1, 28, 28))][1:]
    shown = [name for name, _ in groupby(page.locator(".chosen figcaption").first.evaluate(CHOOSE))]
    assert shown == chosen


def test_a_drawn_digit_is_read(page, address):
    open_at(page, address, say(words.SOURCES["drawn"]))
    pad = page.get_by_label(say(PAD["square"]))
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    x, y = box["x"] + 140, box["y"]
    page.mouse.move(x, y + 60)  # a one
    page.mouse.down()
    page.mouse.move(x, y + 220, steps=12)
    page.mouse.up()
    rows(page).nth(4).wait_for()
    answers = rows(page).locator(".answer").all_inner_texts()
    assert answers[:4] == ["1"] * 4


INK = """pad => {
    const ink = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height).data;
    return [...Array(ink.length / 4).keys()].filter(i => ink[4 * i] > 127).length;
}"""


def test_a_digit_is_drawn_by_keys_alone(page, address):
    open_at(page, address, say(words.SOURCES["drawn"]))
    pad = page.get_by_label(say(PAD["square"]))
    pad.focus()
    assert pad.evaluate(INK) == 0
    for key in ["Shift+ArrowUp"] * 2 + ["Space"] + ["Shift+ArrowDown"] * 4 + ["Space"]:  # a one
        page.keyboard.press(key)
    a_one = pad.evaluate(INK)
    assert a_one == pytest.approx(22 * 160 + 3.14 * 11**2, rel=0.02)  # a line with round ends
    rows(page).nth(4).wait_for()
    assert rows(page).locator(".answer").all_inner_texts()[:4] == ["1"] * 4
    page.keyboard.press("Shift+ArrowRight")  # the pen is up
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    assert pad.evaluate(INK) == pytest.approx(a_one + 3.14 * 11**2, rel=0.02)
    page.get_by_role("button", name=say(PAD["undo"])).press("Enter")
    assert pad.evaluate(INK) == a_one
    page.get_by_role("button", name=say(PAD["clear"])).press("Enter")
    assert pad.evaluate(INK) == 0
    expect(rows(page)).to_have_count(0)


def test_an_answer_does_not_interrupt_a_stroke(page, address):
    open_at(page, address, say(words.SOURCES["drawn"]))
    pad = page.get_by_label(say(PAD["square"]))
    box = pad.bounding_box()
    for x in (70, 210):  # the second is drawn on while the first is answered
        page.mouse.move(box["x"] + x, box["y"] + 60)
        page.mouse.down()
        page.mouse.move(box["x"] + x, box["y"] + 140, steps=3)
        if x == 70:
            page.mouse.up()
            page.locator("[data-test-script-state=running]").wait_for()  # it was told
    rows(page).nth(4).wait_for()
    page.mouse.move(box["x"] + 210, box["y"] + 220, steps=3)
    page.mouse.up()
    assert pad.evaluate(INK) == pytest.approx(22 * (80 + 160) + 2 * 3.14 * 11**2, rel=0.02)
