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
from ood_core.jobs.job import saved_in
from ood_core.methods import METHODS
from tests.browser.conftest import serving
from tests.browser.test_own_in_browser import choose

pytestmark = [pytest.mark.browser, pytest.mark.journey]

SHIPPED = Path(image_data.__file__).parent
FOLDERS = {  # what becomes a folder of photographs: parts of a picture that scikit-image ships
    "id/bricks": "brick.png",
    "id/grass": "grass.png",
    "id/coffee": "coffee.png",  # held out
    "outliers/any": "chelsea.png",
}
EACH, SIDE = 10, 120
LONGEST = 900  # seconds, of a machine that does much else; in front of a class 180 are the bar


def cut(place: Path, picture: str) -> None:
    image, rng = Image.open(SHIPPED / picture).convert("RGB"), np.random.default_rng(0)
    place.mkdir(parents=True)
    for i in range(EACH):
        left, top = (int(rng.integers(0, n - SIDE)) for n in image.size)
        image.crop((left, top, left + SIDE, top + SIDE)).save(place / f"{i}.jpg", quality=90)


def states_in(server: Path) -> set[str]:
    return {job.state for job in saved_in(server / "runs" / ".jobs")}


def test_from_two_folders_to_five_verdicts(page, tmp_path):
    for folder, picture in FOLDERS.items():
        cut(tmp_path / folder, picture)
    (tmp_path / "server").mkdir()
    with serving(tmp_path / "server") as address:
        start = time.monotonic()
        choose(page, address, "folders", "walls")
        for place, folder in enumerate(("id", "outliers")):
            page.locator("input[type=file]").nth(place).set_input_files(tmp_path / folder)
            page.get_by_text(f"{folder}/").first.wait_for()
        page.get_by_role("textbox", name=say(own.HOLD_OUT)).fill("coffee")
        page.get_by_role("button", name=say(own.MAKE)).click()
        page.get_by_text("20 inputs in 2 classes (bricks: 10, grass: 10)").wait_for()
        page.get_by_role("button", name=say(own.TRAIN_ALL, n=len(METHODS))).click()
        page.wait_for_url("**/lab**")
        while (states := states_in(tmp_path / "server")) != {"done"}:
            assert states <= {"waiting", "running", "done"} and time.monotonic() < start + LONGEST
            page.wait_for_timeout(500)
        page.goto(f"{address}/images?benchmark=walls")
        page.get_by_role("radio", name=say(words.SOURCES["files"]), exact=True).click()
        page.locator("input[type=file]").set_input_files(SHIPPED / "rocket.jpg")
        page.locator(".rows .row:not(.head)").nth(len(METHODS) - 1).wait_for()
        assert page.locator(".chosen .seen").evaluate("image => image.naturalWidth") == 256
        print(f"from two folders to five verdicts: {time.monotonic() - start:.0f} s")
