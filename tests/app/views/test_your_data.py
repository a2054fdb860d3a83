"""The page for one's own data, without a browser (uploads are driven in one)."""

import io

import numpy as np
import pytest

from app.blocks.navigation import script
from app.text import say
from app.views.your_data import uploads
from app.views.your_data import words as text
from ood_core import benchmarks
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File
from tests.app.fake import make_run
from tests.app.test_pages import home, lab, said


def csv(name: str, x: np.ndarray, labels: list[str] | None = None) -> File:
    """A CSV file in memory."""
    rows = [f"{a},{b}" + (f",{labels[i]}" if labels else "") for i, (a, b) in enumerate(x)]
    return File(name, lambda: io.BytesIO("\n".join(rows).encode()))


@pytest.fixture
def dots(folders):
    """A benchmark of points with more classes than a built-in plane has, and one bad line."""
    rng = np.random.default_rng(0)
    id = csv("id.csv", rng.uniform(-8, 8, (120, 2)), [f"k{i % 6}" for i in range(120)])
    far = csv("far.csv", np.r_[rng.uniform(-12, 12, (40, 2)), [[np.nan, 0]]])
    return custom.make("dots", [id], {"far": custom.Test("far", [far])})


def visit():
    return home().switch_page(script("your_data")).run()


def test_the_page_asks_for_id_data_before_anything_is_made(folders):
    at = visit()
    assert not at.exception and say(text.NONE) in said(at)
    at.button(key="own:make").click().run()
    assert not at.exception and say(text.MISSING) in said(at) and not custom.found()


def test_what_was_made_is_listed_with_what_was_done(dots):
    at = visit()
    assert not at.exception
    at.session_state["own:open:dots"] = True
    at.run()
    assert not at.exception
    assert all(f"- {say(line)}" in said(at) for line in dots.report)
    assert [str(line) for line in dots.left_out] == [
        "far: far.csv, line 41: not two finite numbers."
    ]


def test_the_lab_offers_it_and_every_panel_draws(dots, folders):
    assert "There is no run of Energy on dots yet" in said(lab(benchmark="dots", method="energy"))
    make_run(folders / "runs", "dots", "baseline")
    for panel in ("Threshold", "Confidence map", "Feature space", "Numbers", "Conventions"):
        at = lab(benchmark="dots", method="baseline", panel=panel)
        assert at.segmented_control(key="lab:benchmark").value == "dots"
        assert not at.exception and not at.error, panel
    assert len(benchmarks.get("dots").classes) == 6


def test_tests_take_the_name_of_their_folder_or_file_where_they_can():
    def named(*names):
        return [File(name, io.BytesIO) for name in names]

    near, far = named("My Cats!/a.png", "My Cats!/b.png"), named("noise.csv")
    assert {n: t.kind for n, t in uploads.tests(near, far).items()} == {
        "my-cats": "near",
        "noise": "far",
    }
    assert list(uploads.tests(named("a.csv"), named("a.csv"))) == ["a", "far"]
    assert list(uploads.tests([], named("outliers/x.png"))) == ["far"]
    assert list(uploads.tests(named("../../etc/x.png"), [])) == ["near"]
