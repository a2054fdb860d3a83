"""The lesson on CSI in another language, beyond what is there when it opens."""

import pytest
from streamlit.testing.v1 import AppTest

from app.data import loading
from app.views.lessons.csi import shifted, spaces, words
from ood_core.runs.run import Run
from tests.app.translation import lessons

FORMULAS = {"nt-xent": words.NT_XENT, "loss": words.LOSS, "score": words.SCORE}


@pytest.fixture
def answered(monkeypatch) -> AppTest:
    return lessons.answered(monkeypatch, "csi")


def test_nothing_is_left_in_english_once_all_is_answered(answered):
    lessons.said(answered)
    assert len(answered.table) == 4 and not answered.info


def test_nor_of_any_choice(answered):
    choices = {
        "csi:method": shifted.SHIFTS,
        "csi:images": (2, 3),
        "csi:projection": ("PCA", "UMAP"),
    }
    for key, names in choices.items():
        for name in names:
            answered.segmented_control(key=key).set_value(name).run()
            lessons.said(answered)


def test_nor_of_any_population(answered):
    simclr, csi = (loading.committed(name) for name in spaces.RUNS.values())
    for name in csi.kinds:
        group = name.partition("/")[0]
        if group in ("ood", "shift") and name in simclr.kinds:
            answered.selectbox(key=f"csi:{group}").set_value(name)
        answered.selectbox(key="csi:population").set_value(name).run()
        lessons.said(answered)


def test_nor_of_other_views_and_of_the_score_taken_apart(answered):
    answered.toggle(key="csi:apart").set_value(True)
    answered.button(key="csi:draw-again").click().run()
    lessons.said(answered)


@pytest.mark.parametrize("formula", FORMULAS)
def test_nor_of_any_term(answered, formula):
    for i, part in enumerate(FORMULAS[formula]):
        if not isinstance(part, str):
            answered.pills(key=f"formula:csi:{formula}").set_value(str(i)).run()
            lessons.said(answered)


def test_nor_of_a_run_without_a_map(answered, monkeypatch):
    monkeypatch.setattr(Run, "umap", None)
    answered.segmented_control(key="csi:projection").set_value("UMAP").run()
    lessons.said(answered)
    assert len(answered.info) == 1


def test_nor_where_the_runs_are_missing(folders, answered):
    lessons.said(answered)
    assert answered.info
