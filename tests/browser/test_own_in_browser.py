"""Bringing one's own data in a real browser: uploads, the report, the way to the Lab."""

import numpy as np
import pytest
from PIL import Image

from app.views.your_data.words import ID_FILES, KINDS

pytestmark = pytest.mark.browser


def choose(page, own_address, kind, name):
    page.goto(f"{own_address}/own")
    page.get_by_role("radio", name=KINDS[kind].text).click()
    page.get_by_text(ID_FILES[kind].text).wait_for()
    page.get_by_role("textbox", name="Name").fill(name)


def upload(page, sets):
    """Into the uploaders as they stand: ID, outliers, near, far."""
    for place, path in sets.items():
        page.locator("input[type=file]").nth(place).set_input_files(path)
    for path in sets.values():
        page.get_by_text(path.name).first.wait_for()


def test_points_become_a_benchmark_of_the_lab(page, own_address, tmp_path):
    rng = np.random.default_rng(0)
    for name, n in (("id", 60), ("far", 20)):
        lines = [f"{x},{y},{i % 2}" for i, (x, y) in enumerate(rng.uniform(-8, 8, (n, 2)))]
        (tmp_path / f"{name}.csv").write_text("\n".join([*lines, "no,number,0"]))
    choose(page, own_address, "csv", "dots")
    upload(page, {0: tmp_path / "id.csv", 3: tmp_path / "far.csv"})
    page.get_by_role("button", name="Make the benchmark").click()
    page.get_by_text("60 inputs in 2 classes (0: 30, 1: 30)").wait_for()
    page.get_by_text("Left out: 2").wait_for()
    page.locator(".js-plotly-plot").wait_for()
    page.get_by_role("button", name="Open in the Lab").click()
    page.wait_for_url("**benchmark=dots**")
    page.get_by_text("There is no run of").wait_for()


def test_a_folder_keeps_its_sub_folders_as_classes(page, own_address, tmp_path):
    rng = np.random.default_rng(0)
    for i, name in enumerate(["id/cat", "id/cat", "id/dog", "id/dog", "moss", "moss"]):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        image = Image.fromarray(rng.integers(0, 256, (40, 40, 3), dtype=np.uint8))
        image.save(tmp_path / name / f"{i}.png")
    choose(page, own_address, "folders", "pets")
    page.locator("input[type=file]").nth(0).set_input_files(tmp_path / "id")
    page.get_by_text("id/dog/2.png").wait_for()
    page.locator("input[type=file]").nth(2).set_input_files(tmp_path / "moss")
    page.get_by_text("moss/4.png").wait_for()
    page.get_by_role("button", name="Make the benchmark").click()
    page.get_by_text("4 inputs in 2 classes (cat: 2, dog: 2)").wait_for()
    page.get_by_text("moss (near OOD)").wait_for()
    page.get_by_role("textbox", name="Name").fill("digits")
    page.get_by_role("button", name="Make the benchmark").click()
    page.get_by_text("There is a benchmark digits already").wait_for()
