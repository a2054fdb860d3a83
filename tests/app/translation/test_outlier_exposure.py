"""The lesson on Outlier Exposure in another language, beyond what is there when it opens."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.data import loading
from app.views.lessons.outlier_exposure import measurements, roles, transfer, words
from tests.app import pseudo
from tests.app.translation import lessons

PATH = re.compile(r"\S*/\S*|[\w-]+\.json")  # of a run, in errors


@pytest.fixture
def answered(monkeypatch) -> AppTest:
    return lessons.answered(monkeypatch, "outlier-exposure")


def test_nothing_is_left_in_english_once_all_is_answered(answered):
    assert answered.table and not lessons.left(answered)


def test_nor_of_any_option(answered):
    runs = [loading.committed(name) for name in ("digits/baseline", "digits/outlier-exposure")]
    options = {
        "oe-test": measurements.tests_of(*runs),
        "oe-world": [*words.LECTURE, *roles.WORLDS],
        "oe-price-world": list(words.PRICE_OURS),
    }
    for key, names in options.items():
        for name in names:
            answered.segmented_control(key=key).set_value(name).run()
            assert not lessons.left(answered), (key, name)


def test_nor_of_any_term_of_the_formula(answered):
    for i, part in enumerate(words.FORMULA):
        if not isinstance(part, str):
            answered.pills(key="formula:oe-loss").set_value(str(i)).run()
            assert not lessons.left(answered), part


def test_nor_of_any_verdict(answered):
    for given in ({"outliers": ["train", "test"]}, {"noise": ["train"]}, {"outliers": []}):
        for name, chosen in given.items():
            answered.pills(key=f"oe-role:{name}").set_value(chosen)
        assert not lessons.left(answered.run()), given


def test_nor_of_any_bet(answered):
    for name in words.BETS:
        answered.segmented_control(key="oe-outliers").set_value(name).run()
        assert not lessons.left(answered), name
        if name == transfer.KNOWN:  # there is nothing to bet on
            continue
        answered.button(key="oe-place").click().run()
        assert not lessons.left(answered), name


def test_nor_where_the_runs_are_missing(folders, answered):
    assert answered.info and not any(
        pseudo.plain(PATH.sub(" ", text.replace("\\", ""))) for text in lessons.left(answered)
    )
