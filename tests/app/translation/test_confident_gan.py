"""The lesson on the boundary GAN in another language, beyond what is there when it opens."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.views.lessons.confident_gan import words
from tests.app import pseudo
from tests.app.translation import lessons

FORMULAS = {
    "confidence-loss": words.LOSS_FORMULA,
    "gan": words.GAN_FORMULA,
    "proposed": words.PROPOSED_FORMULA,
}

PATH = re.compile(r"\S*/\S*")  # of a run, in errors


@pytest.fixture
def answered(monkeypatch) -> AppTest:
    return lessons.answered(monkeypatch, "confident-gan")


def test_nothing_is_left_in_english_once_all_is_answered(answered):
    assert answered.table and not lessons.left(answered)


def test_nor_of_any_term_of_a_formula(answered):
    for key, formula in FORMULAS.items():
        for i, part in enumerate(formula):
            if not isinstance(part, str):
                answered.pills(key=f"formula:{key}").set_value(str(i)).run()
                assert not lessons.left(answered), (key, part)


def test_nor_where_the_runs_are_missing(folders, answered):
    assert answered.info and not any(
        pseudo.plain(PATH.sub(" ", text)) for text in lessons.left(answered)
    )
