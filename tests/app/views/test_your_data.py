"""The page for one's own data, without a browser (uploads are driven in one)."""

import hashlib
import io
import shutil
from functools import partial

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from streamlit.runtime.scriptrunner import StopException

from app.blocks.navigation import script
from app.server import store, turns
from app.text import say
from app.views.lab import words as lab_words
from app.views.your_data import uploads
from app.views.your_data import words as text
from ood_core import benchmarks
from ood_core.benchmarks.custom import reading
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File
from ood_core.serving import tables
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
    assert not at.exception and at.selectbox(key="own:chosen").value == "dots"
    assert all(f"- {say(line)}" in said(at) for line in dots.report)
    assert [str(line) for line in dots.left_out] == [
        "far: far.csv, line 41 (nan): a number is missing or not finite."
    ]


def test_the_lab_offers_it_and_every_panel_draws(dots, folders):
    assert "There is no run of Energy on dots yet" in said(lab(benchmark="dots", method="energy"))
    make_run(folders / "runs", "dots", "baseline")
    for panel in ("Threshold", "Confidence map", "Feature space", "Numbers", "Conventions"):
        at = lab(benchmark="dots", method="baseline", panel=panel)
        assert at.segmented_control(key="lab:benchmark").value == "dots"
        assert not at.exception and not at.error, panel
    assert len(benchmarks.get("dots").classes) == 6


@pytest.mark.parametrize("method", ["confident-gan", "csi"])
def test_of_vectors_every_panel_draws_without_a_picture(method, folders):
    rng = np.random.default_rng(0)

    def table(name: str, n: int, labels: bool) -> File:
        frame = pd.DataFrame(rng.normal(size=(n, 7)))
        frame = frame.assign(label=np.arange(n) % 3) if labels else frame
        return File(name, lambda: io.BytesIO(frame.to_csv(index=False).encode()))

    tests = {"far": custom.Test("far", [table("far.csv", 40, False)])}
    custom.make("vectors", [table("id.csv", 120, True)], tests)
    at = visit()
    assert not at.exception and not at.error
    make_run(folders / "runs", "vectors", method)
    for panel in lab_words.PANELS:
        at = lab(benchmark="vectors", method=method, panel=panel)
        assert not at.exception and not at.error, panel
    at = home().switch_page(script("compare")).run()
    assert not at.exception and not at.error


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


def test_nothing_more_is_read_once_the_page_is_closed(monkeypatch):
    opened = []
    monkeypatch.setattr(turns.presence, "of_page", lambda: lambda: len(opened) < 2)

    def rows(i: int) -> io.BytesIO:
        opened.append(i)
        return io.BytesIO(b"1,2\n3,4\n")

    files = [File(f"{i}.csv", partial(rows, i)) for i in range(9)]
    with pytest.raises(StopException):
        reading.read(files, tables.reader(turns.reading()))
    assert opened == [0, 1]


def test_further_tests_are_named_apart_and_groups_and_copies_are_asked_for(folders):
    at = visit()
    at.number_input(key="own:near:n").set_value(3).run()
    assert not at.exception
    labels = [one.label for one in at.get("file_uploader")]
    assert len(labels) == 6 and [say(text.FURTHER["near"], n=i) for i in (2, 3)] == labels[-2:]
    assert at.checkbox(key="own:alike").value is at.checkbox(key="own:groups").value is False
    near = [File("a/x.png", io.BytesIO)]
    more = [("near", near), ("near", near), ("far", near), ("far", [])]
    found = uploads.tests(near, near, more)
    assert {name: test.kind for name, test in found.items()} == {
        **{"a": "near", "far": "far", "near": "near"},
        **{"near-2": "near", "far-2": "far"},
    }


def test_benchmarks_are_found_in_a_box_with_ones_own_first(dots, folders):
    rng = np.random.default_rng(1)
    tests = {"far": custom.Test("far", [csv("far.csv", rng.uniform(-9, 9, (9, 2)))])}
    given = csv("id.csv", rng.uniform(-8, 8, (40, 2)), ["a", "b"] * 20)
    for name in ("aa", "zz"):
        custom.make(name, [given], tests)
    at = home()
    at.session_state["visitor"] = "0" * 32
    me = hashlib.sha256(("0" * 32).encode()).hexdigest()[:32]
    store.here().record("benchmark", "zz", me)
    store.here().record("benchmark", "aa", "somebody")
    at.switch_page(script("your_data")).run()
    box = at.selectbox(key="own:chosen")
    assert not at.exception and box.value == "zz"
    assert box.options == ["zz (yours)", "aa (by others)", "dots (made on the server)"]
    box.set_value("aa").run()
    assert not at.exception and "ID: 40 inputs in 2 classes" in said(at)
    shutil.rmtree(custom.folder() / "aa")  # somebody deletes it meanwhile
    at.run()
    assert not at.exception and at.selectbox(key="own:chosen").value == "zz"


def test_near_duplicates_are_shown(folders):
    rng = np.random.default_rng(0)

    def saved(x, format):
        buffer = io.BytesIO()
        Image.fromarray(x).save(buffer, format)
        return buffer.getvalue()

    x = rng.integers(0, 256, (6, 32, 32, 3), dtype=np.uint8)
    id = [File(f"{i % 2}/{i}.png", partial(io.BytesIO, saved(x[i], "PNG"))) for i in range(6)]
    far = [File("0.webp", partial(io.BytesIO, saved(x[0], "WEBP")))]
    about = custom.make("twice", id, {"far": custom.Test("far", far)})
    assert about.alike == 1
    at = visit()
    assert not at.exception and say(text.ALIKE, n=1) in [c.value for c in at.caption]
