"""Compare in another language: every part with every choice, and where there is nothing to draw."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.data import loading
from app.figures import pairs
from app.server import ownership
from app.text import LANGUAGE, say
from app.views.compare import curves, table, two_runs
from app.views.compare import words as text
from ood_core.evaluation.metrics import METRICS
from ood_core.paths import short
from tests.app import pseudo
from tests.app.fake import make_run
from tests.app.test_pages import opened
from tests.app.views.test_compare import with_logits

WORLDS = ("plane-blobs", "digits")


@pytest.fixture(autouse=True)
def runs(fake, monkeypatch):
    """Two runs each of a world of points and of one of images, in another language."""
    made = {}
    for world in WORLDS:
        made |= {(world, method): fake(world, method) for method in ("baseline", "csi")}
    pseudo.speak(monkeypatch)
    return made


def said(at: AppTest) -> None:
    """The page has drawn, and holds nothing in English."""
    assert not at.exception and not at.error
    assert not pseudo.left(at)


def compare(world: str, part: str) -> AppTest:
    return opened("compare", benchmark=world, part=part)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("part", text.PARTS)
def test_nothing_is_left_in_english(world, part):
    at = compare(world, part)
    said(at)
    assert [tab.label for tab in at.tabs if tab.children] == [say(text.PARTS[part])]


def test_nor_of_any_number_and_order_of_the_table(runs):
    at = compare("digits", "numbers")
    for metric in METRICS:
        at.segmented_control(key="compare:metric").set_value(metric).run()
        said(at)
    at.segmented_control(key="compare:scores").set_value("every").run()
    at.selectbox(key="compare:order").set_value("mean of near").run()
    said(at)
    shown = at.dataframe[0].value
    assert say(text.TABLE["run"]) in shown and not shown.isna()[say(text.TABLE["kind"])].any()


def test_the_file_of_the_table_stays_in_english(runs):
    """Whoever reads it by program finds the columns that were there before."""
    written = table.as_written(table.collected(loading.comparable("digits")))
    ends = ("", " low", " high")
    titles = ("AUROC", "FPR95", "AUPR-out", "AUPR-in")
    metrics = [f"{title}{end}" for title in titles for end in ends]
    assert list(written) == ["run", "score", "OOD test", "kind", *metrics, "base rate", "accuracy"]
    assert {"letters", "mean of near"} <= set(written["OOD test"])
    assert set(written["kind"]) == {"near", "far", "noise"}


def test_nor_of_curves_too_many_or_none():
    at = compare("plane-blobs", "curves")
    at.multiselect(key="compare:curves:scores").set_value([curves.OWN, "energy", "knn"])
    tests = at.multiselect(key="compare:curves:tests:plane-blobs")
    tests.set_value(["ood/band", "ood/box", "ood/ring"]).run()
    said(at)
    assert say(text.TOO_MANY, n=18, most=7) in [caption.value for caption in at.caption]
    at.multiselect(key="compare:curves:tests:plane-blobs").set_value([]).run()
    said(at)


@pytest.mark.parametrize("world", WORLDS)
def test_nor_of_any_map_of_the_brush(world):
    at = compare(world, "brush")
    key = f"compare:linked:map:{world != 'digits'}"
    for by in ("pca", "umap"):
        at.selectbox(key=key).set_value(by).run()
        said(at)
    at.pills[0].set_value([]).run()
    said(at)


def test_nor_of_two_that_are_the_same_and_of_any_group():
    at = compare("plane-blobs", "two-runs")
    seen = set()
    for share in two_runs.SHARES:
        at.segmented_control(key="compare:two:share").set_value(share).run()
        said(at)
        seen |= {header.value for header in at.header}
    for group in (pairs.FIRST, pairs.SECOND, pairs.NEITHER):
        begin = say(text.OF_GROUP[group], n="", all="").split(":")[0]
        assert any(header.startswith(begin) for header in seen)
    at.selectbox(key="compare:two:second:run").set_value("baseline").run()
    said(at)
    assert say(text.TWO_RUNS) in [info.value for info in at.info]


@pytest.mark.parametrize("part", ["curves", "brush", "failures"])
@pytest.mark.parametrize("change", [lambda n, a: np.zeros_like(a), lambda n, a: a * np.nan])
def test_nor_of_scores_that_are_no_use(runs, part, change):
    with_logits(runs["plane-blobs", "baseline"], change)
    at = compare("plane-blobs", part)
    assert (at.info or at.error) and not at.exception
    arrays = {"logits", "logits id train"}  # of the evidence, by their names
    assert set(pseudo.left(at).values()) <= arrays


def test_nor_without_runs_and_with_none_chosen(folders):
    at = compare("plane-blobs", "numbers")
    at.multiselect(key="compare:runs:plane-blobs").set_value([]).run()
    said(at)
    for path in (folders / "pretrained").iterdir():
        path.rename(folders / path.name)
    said(opened("compare"))


def test_what_was_chosen_stays_when_the_language_changes(folders, monkeypatch):
    """Also a run that a visitor made, whose title says in the page's language whose it is."""
    pseudo.offer(monkeypatch)
    own = make_run(folders / "runs", "plane-blobs", "energy").rename(folders / "runs" / "mine")
    monkeypatch.setattr(ownership, "marks", lambda kind: {"mine": ownership.Mark("yours", "")})
    shown = [short(folders / "pretrained" / "plane-blobs" / "csi"), short(own)]
    at = compare("plane-blobs", "numbers")
    at.multiselect(key="compare:runs:plane-blobs").set_value(shown).run()
    at.segmented_control(key="compare:metric").set_value("auroc").run()
    at.selectbox(key="compare:order").set_value("mean of far").run()
    at.session_state["part"] = "Classes"  # as a click does
    at.run().selectbox(key="compare:classes:run").set_value(short(own)).run()
    at.session_state[LANGUAGE] = pseudo.LANGUAGE
    said(at.run())
    assert at.multiselect(key="compare:runs:plane-blobs").value == shown
    assert at.selectbox(key="compare:classes:run").value == short(own)
    opened_tab = pseudo.translated(text.PARTS["classes"].text)
    assert [tab.label for tab in at.tabs if tab.children] == [opened_tab]
