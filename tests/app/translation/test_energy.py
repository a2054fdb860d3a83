"""The lesson on energy in another language, beyond what is there when it opens."""

import pytest
from streamlit.testing.v1 import AppTest

from app.data import loading
from app.views.lessons.energy import compared, margins, words
from tests.app import pseudo
from tests.app.test_pages import opened

FORMULAS = {"energy": words.ENERGY, "nll": words.NLL, "loss": words.LOSS}


@pytest.fixture
def answered(monkeypatch) -> AppTest:
    """Every question on the page answered."""
    pseudo.speak(monkeypatch)
    at = opened("energy")
    for control in at.segmented_control:
        if control.key.startswith("guess:"):
            control.set_value("1")
    return at.run()


def said(at: AppTest) -> None:
    """The page has drawn, and holds nothing in English."""
    assert not at.exception
    assert not pseudo.left(at)


def test_nothing_is_left_in_english_once_all_is_answered(answered):
    said(answered)
    assert len(answered.table) == 3 and not answered.info


def test_nor_of_any_choice(answered):
    choices = {
        "energy:rule": words.RULES,
        "energy:network": words.NETWORKS,
        "energy:tuned-world": margins.WORLDS,
        "energy:world": compared.WORLDS,
    }
    for key, names in choices.items():
        for name in names:
            answered.segmented_control(key=key).set_value(name).run()
            said(answered)


@pytest.mark.parametrize("world", compared.WORLDS)
def test_nor_of_any_ood_test(answered, world):
    answered.segmented_control(key="energy:world").set_value(world).run()
    for name in loading.committed(f"{world}/baseline").metrics["ood"]:
        answered.selectbox(key=f"energy:test:{world}").set_value(name).run()
        said(answered)


@pytest.mark.parametrize("formula", FORMULAS)
def test_nor_of_any_term(answered, formula):
    for i, part in enumerate(FORMULAS[formula]):
        if not isinstance(part, str):
            answered.pills(key=f"formula:energy:{formula}").set_value(str(i)).run()
            said(answered)


def test_nor_where_the_runs_are_missing(folders, answered):
    said(answered)
    assert answered.info
