"""Photographs of one's own in a real browser: folders dropped, all methods trained, one judged."""

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data as image_data

from app.text import say
from app.views.images import words
from app.views.your_data import words as own
from ood_core.benchmarks import samples
from tests.browser.conftest import serving
from tests.browser.test_own_in_browser import choose

pytestmark = [pytest.mark.browser, pytest.mark.journey]

SETS = {  # folder -> picture that scikit-image ships, and where the form takes the folder
    "id/bricks": ("brick", 0),
    "id/gravel": ("gravel", 0),
    "outliers": ("grass", 1),
    "coffee": ("coffee", 3),
}
EACH, SIDE = 10, 120
LONGEST = 180  # seconds: in front of a class


def cut(place: Path, name: str) -> None:
    """Parts of a picture."""
    pixels, rng = getattr(image_data, name)(), np.random.default_rng(0)
    place.mkdir(parents=True)
    for i in range(EACH):
        top, left = (rng.integers(0, n - SIDE) for n in pixels.shape[:2])
        part = Image.fromarray(pixels[top : top + SIDE, left : left + SIDE])
        part.convert("RGB").save(place / f"{i}.jpg")


def test_from_two_folders_to_five_verdicts(page, tmp_path):
    for folder, (name, _) in SETS.items():
        cut(tmp_path / folder, name)
    (tmp_path / "server").mkdir()
    (tmp_path / "new.png").write_bytes(samples.SAMPLES["cat"]())
    with serving(tmp_path / "server") as address:
        start = time.monotonic()
        choose(page, address, "folders", "walls")
        tops = {folder.partition("/")[0]: place for folder, (_, place) in SETS.items()}
        for top, place in tops.items():
            page.locator("input[type=file]").nth(place).set_input_files(tmp_path / top)
            page.get_by_text(f"{top}/").first.wait_for()
        page.get_by_role("button", name=say(own.MAKE)).click()
        page.get_by_text("20 inputs in 2 classes (bricks: 10, gravel: 10)").wait_for()
        page.get_by_role("button", name=say(own.TRAIN_ALL, n=5)).click()
        page.wait_for_url("**/lab**")
        runs = tmp_path / "server" / "runs"
        while len(list(runs.glob("walls-*/card.json"))) < 5:
            page.wait_for_timeout(500)
            assert time.monotonic() < start + 2 * LONGEST, "the trainings take too long"
        page.goto(f"{address}/images?benchmark=walls")
        page.get_by_role("radio", name=say(words.SOURCES["files"]), exact=True).click()
        page.locator("input[type=file]").set_input_files(tmp_path / "new.png")
        page.locator(".rows .row:not(.head)").nth(4).wait_for()  # a verdict of each method
        assert page.locator(".chosen .seen").evaluate("image => image.naturalWidth") == 256
        took = time.monotonic() - start
        print(f"from two folders to five verdicts: {took:.0f} s")
        assert took <= LONGEST
