"""The lesson on energy in another language, beyond what is there when it opens."""

import pytest
from streamlit.testing.v1 import AppTest

from app.data import loading
from app.views.lessons.energy import compared, margins, words
from tests.app.translation import lessons

FORMULAS = {"energy": words.ENERGY, "nll": words.NLL, "loss": words.LOSS}


@pytest.fixture
def answered(monkeypatch) -> AppTest:
    return lessons.answered(monkeypatch, "energy")


def test_nothing_is_left_in_english_once_all_is_answered(answered):
    lessons.said(answered)
    assert len(answered.table) == 4 and not answered.info


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
            lessons.said(answered)


@pytest.mark.parametrize("world", compared.WORLDS)
def test_nor_of_any_ood_test(answered, world):
    answered.segmented_control(key="energy:world").set_value(world).run()
    for name in loading.committed(f"{world}/baseline").metrics["ood"]:
        answered.selectbox(key=f"energy:test:{world}").set_value(name).run()
        lessons.said(answered)


@pytest.mark.parametrize("formula", FORMULAS)
def test_nor_of_any_term(answered, formula):
    for i, part in enumerate(FORMULAS[formula]):
        if not isinstance(part, str):
            answered.pills(key=f"formula:energy:{formula}").set_value(str(i)).run()
            lessons.said(answered)


def test_nor_where_the_runs_are_missing(folders, answered):
    lessons.said(answered)
    assert answered.info
