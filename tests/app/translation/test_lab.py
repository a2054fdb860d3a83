"""The Lab in another language: every panel and choice, one input, and where there is nothing."""

import pytest
from streamlit.testing.v1 import AppTest

from app.text import LANGUAGE, say
from app.views.lab import conventions, words
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from tests.app import pseudo
from tests.app.fake import make_run
from tests.app.test_pages import opened

WORLDS = ("plane-blobs", "digits")
PLANE = "plane-blobs"


@pytest.fixture(autouse=True)
def another_language(fake, monkeypatch):
    pseudo.speak(monkeypatch)


def lab(world: str, method: str, panel: str, **link: str) -> AppTest:
    return opened("lab", benchmark=world, method=method, panel=panel, **link)


def said(at: AppTest, *names: str) -> None:
    """The page has drawn, and holds nothing in English but these names."""
    assert not at.exception and not at.error
    assert set(pseudo.left(at)) <= set(names)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("method", ["baseline", "confident-gan", "csi"])
def test_nothing_is_left_in_english_in_any_panel(fake, world, method):
    run = Run.load(fake(world, method))
    made = (*run.config, *run.card["packages"], "any")  # settings and packages go by their names
    for panel in words.PANELS:
        at = lab(world, method, panel)
        said(at, *made if panel == "numbers" else ())
        assert [tab.label for tab in at.tabs if tab.children] == [say(words.PANELS[panel])]


@pytest.mark.parametrize("method", METHODS)
def test_nor_of_any_methods_formulas_and_numbers(fake, method):
    run = Run.load(fake("plane-rings", method))
    said(lab("plane-rings", method, "numbers"), *run.config, *run.card["packages"], "any")


def test_nor_of_any_colour_of_the_map(fake):
    fake(PLANE, "energy")
    at = lab(PLANE, "energy", "confidence-map")
    colours = at.segmented_control(key="map:colour:energy")
    assert len(colours.options) > 2
    for colour in ("energy", "knn"):
        at.segmented_control(key="map:colour:energy").set_value(colour).run()
        said(at)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("population", ["id_test", "far"])
def test_nor_of_one_input(fake, world, population):
    """With its truth, and without one."""
    run = Run.load(fake(world, "baseline"))
    name = next(n for n, kind in run.kinds.items() if population in (n, kind))
    at = lab(world, "baseline", "feature-space")
    at.selectbox(key="choose:population").set_value(name).run()
    at.number_input(key="choose:row").set_value(3).run()
    said(at)
    told = words.INPUT_TRULY if population == "id_test" else words.INPUT
    start = say(told, population="", row=3, n="", answer="", truth="").split("3")[0]
    assert any(start in element.value for element in at.markdown)


def test_nor_where_its_picture_is_not_here_and_there_is_no_umap(fake):
    place = fake("digits", "baseline")
    (place / "umap.npz").unlink()
    card = (place / "card.json").read_text()
    sha = Run.load(place).card["data"]["id_test"]["sha256"]
    (place / "card.json").write_text(card.replace(sha, "of other images"))
    at = lab("digits", "baseline", "feature-space")
    at.selectbox(key="choose:population").set_value("id_test").run()
    said(at)
    assert say(words.NO_UMAP) in [info.value for info in at.info]
    assert say(words.NO_INPUT) in [caption.value for caption in at.caption]


def test_nor_of_any_rule_of_ones_own(fake):
    fake(PLANE, "baseline")
    at = lab(PLANE, "baseline", "conventions")
    for name, options in words.OPTIONS.items():
        for option in options:
            at.segmented_control(key=f"conventions:{name}").set_value(option).run()
            said(at)
    at.select_slider(key="conventions:ratio").set_value(conventions.RATIOS[2]).run()
    said(at)


def test_nor_of_a_run_that_was_stopped_and_of_a_benchmark_without_one(fake, folders):
    fake(PLANE, "baseline")
    path = make_run(folders / "runs" / "x", PLANE, "baseline", status="interrupted")
    said(lab(PLANE, "baseline", "threshold", run=path.name))
    said(lab(PLANE, "csi", "threshold"))


def test_an_error_is_said(fake):
    (fake(PLANE, "baseline") / "evidence.npz").write_bytes(b"not a zip")
    at = lab(PLANE, "baseline", "threshold")
    assert not at.exception and len(at.error) == 1
    assert pseudo.translated("not readable evidence") in at.error[0].value


@pytest.mark.parametrize(
    ("label", "panel"),
    [("Feature space", "feature-space"), ("Confidence map", "confidence-map")],
)
def test_a_link_of_before_opens_its_panel_in_any_language(fake, label, panel):
    """It had the English label in the place of the panel's name."""
    fake(PLANE, "baseline")
    at = lab(PLANE, "baseline", label)
    assert [tab.label for tab in at.tabs if tab.children] == [say(words.PANELS[panel])]
    assert at.query_params["panel"] in (panel, [panel])


def test_what_was_chosen_stays_when_the_language_changes(fake, monkeypatch):
    fake(PLANE, "baseline")
    pseudo.offer(monkeypatch)
    at = lab(PLANE, "baseline", "conventions")
    at.segmented_control(key="conventions:fpr").set_value("band").run()
    at.select_slider(key="conventions:ratio").set_value(0.2).run()
    at.session_state[LANGUAGE] = pseudo.LANGUAGE
    said(at.run())
    assert at.segmented_control(key="conventions:fpr").value == "band"
    assert at.select_slider(key="conventions:ratio").value == 0.2
    opened_tab = pseudo.translated(words.PANELS["conventions"].text)
    assert [tab.label for tab in at.tabs if tab.children] == [opened_tab]
